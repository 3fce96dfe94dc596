"""calc stands alone: it knows no pictures, and its names are where it says they are."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import calc

PACKAGE = Path(calc.__file__).parent
MODULES = sorted(f"calc.{path.stem}" for path in PACKAGE.glob("[a-z]*.py"))


def test_calc_imports_neither_manim_nor_studio():
    code = f"import sys, {', '.join(MODULES)}; print(*(name.partition('.')[0] for name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ran.stdout.split())
    assert {"calc", "numpy", "sympy"} <= loaded
    assert not loaded & {"manim", "studio", "scenes", "av", "matplotlib", "scipy"}


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_every_import_is_on_the_list(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    roots = {name.partition(".")[0] for name in imported}
    assert roots <= {"calc", "mpmath", "numpy", "sympy", *sys.stdlib_module_names}


def test_the_package_itself_loads_nothing_until_asked():
    code = "import sys, calc; print('sympy' in sys.modules); calc.descend; print('sympy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]


def test_every_public_name_is_there_and_is_the_one_the_type_checker_sees():
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.name: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("calc.")
        for alias in node.names
    }
    assert sorted(seen) == sorted(calc.__all__)
    for name in calc.__all__:
        assert getattr(calc, name).__module__ == seen[name]


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="calc has no 'ascend'"):
        _ = calc.ascend


@pytest.mark.parametrize("module", MODULES)
def test_every_public_thing_has_a_docstring(module):
    tree = ast.parse((PACKAGE / f"{module.partition('.')[2]}.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{module}.{node.name} has no docstring"
