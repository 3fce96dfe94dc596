"""The machine side: what the lock promises, what the project imports, and how setup.sh behaves.

setup.sh runs here on a machine of stand-ins (a Python, a compiler and a package manager that only write
down how they were called), so that every one of its paths can be walked in milliseconds.
"""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import browser
import other_browsers
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
LOCK = (ROOT / "requirements.lock").read_text()
OURS = ("calc", "calculus_lessons", "studio", "scenes", "render", "tests", "benchmarks")
HELPERS = {path.stem for path in (ROOT / "tests").iterdir()}


DEV = ("tests", "benchmarks")


#: What may import the packages of an extra, and does without them where they are not there.
OPTIONAL = {
    "studio/check/listen.py": "check",
    "studio/lesson/notebook.py": "dev",
    "studio/speech/aligner.py": "check",
    "studio/catalogue/pools.py": "cluster",
    "studio/catalogue/store.py": "cluster",
}


def requirements(*extras: str) -> list[Requirement]:
    lists = [PROJECT["optional-dependencies"][extra] for extra in extras] or [PROJECT["dependencies"]]
    return [Requirement(line) for lines in lists for line in lines]


def pins(lock: str) -> dict[str, list[str]]:
    """Every pin of a lock with the lines that belong to it: `name==version ; marker` -> its hashes."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in lock.splitlines():
        if line and not line.startswith((" ", "#")):
            lines = found.setdefault(line.removesuffix("\\").strip(), [])
        elif line.strip().startswith("--"):
            lines.append(line.removesuffix("\\").strip())
    return found


def pinned_here() -> dict[str, str]:
    """The versions the lock gives this interpreter on this machine."""
    all_pins = [Requirement(pin) for pin in pins(LOCK)]
    return {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for pin in all_pins
        if pin.marker is None or pin.marker.evaluate()
    }


def test_the_lock_names_no_place():
    place = re.compile(r"://|@|(^|\s)[./~]|\bfile:|--(extra-)?index|--find-links")
    assert [line for line in LOCK.splitlines() if place.search(line.strip(" #"))] == []


def test_every_pin_is_exact_and_hashed():
    for pin, hashes in pins(LOCK).items():
        assert re.fullmatch(r"==[^,*=<>~! ]+", str(Requirement(pin).specifier)), pin
        assert hashes, pin
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), pin


@pytest.mark.parametrize("requirement", [*requirements(), *requirements("dev", "build")], ids=str)
def test_every_declared_dependency_is_pinned_within_its_range(requirement):
    versions = [
        str(pin.specifier).removeprefix("==")
        for pin in map(Requirement, pins(LOCK))
        if canonicalize_name(pin.name) == canonicalize_name(requirement.name)
    ]
    assert any(requirement.specifier.contains(version) for version in versions), versions


def test_what_runs_here_is_what_the_lock_says():
    wanted = pinned_here()
    here = [r for r in [*requirements(), *requirements("dev")] if r.marker is None or r.marker.evaluate()]
    names = [canonicalize_name(requirement.name) for requirement in here]
    assert {name: metadata.version(name) for name in names} == {name: wanted[name] for name in names}


def imported(source: str) -> set[str]:
    """The top-level modules a file imports absolutely."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


providers = cache(metadata.packages_distributions)


def undeclared(source: str, allowed: set[str]) -> set[str]:
    """The modules a file imports that neither Python nor we nor the allowed distributions provide."""
    return {
        module
        for module in imported(source) - set(sys.stdlib_module_names) - {*OURS, *HELPERS}
        if not allowed & {canonicalize_name(name) for name in providers().get(module, [])}
    }


def test_every_import_is_a_declared_dependency():
    runtime = {canonicalize_name(requirement.name) for requirement in requirements()}
    dev = runtime | {canonicalize_name(requirement.name) for requirement in requirements("dev")}
    files = [ROOT / "render.py", *(path for top in OURS for path in sorted((ROOT / top).rglob("*.py")))]
    wrong = {}
    for path in files:
        name = path.relative_to(ROOT).as_posix()
        allowed = dev if name.partition("/")[0] in DEV else runtime
        if name in OPTIONAL:
            allowed = allowed | {canonicalize_name(each.name) for each in requirements(OPTIONAL[name])}
        if missing := undeclared(path.read_text(), allowed):
            wrong[name] = missing
    assert wrong == {}


def test_an_undeclared_import_would_be_noticed():
    lines = [
        "import os, numpy.linalg, moderngl",
        "from mpmath import mp",
        "from . import x",
        "from calc import y",
    ]
    assert undeclared("\n".join(lines), {"numpy"}) == {"moderngl", "mpmath"}


# --- setup.sh on a machine of stand-ins ------------------------------------------------------------------

PYTHON = """#!/bin/sh
echo "python $*" | head -n 1 >>"$MACHINE/calls"
case "$1 $2" in
    "-m venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
    "-m pip")
        [ "$3" != --version ] || exit 0
        [ ! -e "$MACHINE/cut" ] || { rm "$MACHINE/cut"; kill -KILL $PPID; }
        [ ! -e "$MACHINE/pip-breaks" ] || { echo 'no such wheel'; exit 1; } ;;
    "-SIc "*) cat "$MACHINE/version" ;;
    "-c import cairo"*) ;;
    "-c "*) cat "$MACHINE/answer" ;;
esac
"""
LIBRARY = '#!/bin/sh\n[ -e "$MACHINE/libraries" ]\n'
APT = """#!/bin/sh
echo "apt-get $*" >>"$MACHINE/calls"
case "$*" in *" install "*) touch "$MACHINE/libraries"; echo 3.12 >"$MACHINE/answer" ;; esac
"""
TOOLS = (
    "sh",
    "cat",
    "cksum",
    "mkdir",
    "cp",
    "rm",
    "mv",
    "touch",
    "head",
    "tail",
    "tr",
    "sed",
    "awk",
    "date",
    "dirname",
)


class Machine:
    """A fresh copy of the project's setup and a PATH on which only stand-ins and a few tools are found."""

    def __init__(self, place: Path) -> None:
        self.project, self.bin, self.state = place / "a project", place / "bin", place / "state"
        self.before, self.more = "", {}  # of PATH; and what else is set
        for folder in (self.project, self.bin, self.state):
            folder.mkdir()
        for name in ("setup.sh", "pyproject.toml", "requirements.lock"):
            shutil.copy(ROOT / name, self.project)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(str(shutil.which(tool)))
        self.add("python3", PYTHON)
        self.add("cc", LIBRARY)
        self.add("pkg-config", LIBRARY)
        self.add("uname", '#!/bin/sh\n[ "$1" = -s ] && echo Linux || echo x86_64\n')
        self.add("id", "#!/bin/sh\necho 0\n")
        self.write("answer", "3.12\n")
        self.write("version", "3.12.1 (stand-in)\n")
        self.write("libraries", "")

    def add(self, name: str, script: str) -> None:
        (self.bin / name).write_text(script)
        (self.bin / name).chmod(0o755)

    def write(self, name: str, text: str) -> None:
        (self.state / name).write_text(text)

    def setup(self, *words: str) -> subprocess.CompletedProcess[str]:
        self.write("calls", "")
        return subprocess.run(
            [shutil.which("sh") or "sh", str(self.project / "setup.sh"), *words],
            env={
                "PATH": self.before + str(self.bin),
                "MACHINE": str(self.state),
                "HOME": str(self.state),
                **self.more,
            },
            cwd=self.state,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    @property
    def calls(self) -> list[str]:
        return (self.state / "calls").read_text().splitlines()

    @property
    def installs(self) -> list[str]:
        return [call.removeprefix("python -m pip install ") for call in self.calls if "pip install" in call]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


BUILD = "--require-hashes --no-deps -r .venv/build-tools.lock"
LOCKED = "--require-hashes --no-build-isolation --use-pep517 -r requirements.lock"
EDITABLE = "--no-deps --no-build-isolation --no-index -e ."


def test_setup_is_proper_shell():
    subprocess.run(["sh", "-n", str(ROOT / "setup.sh")], check=True)


def asked(flags: str, before: str = "") -> str:
    """Return the answer of this Python to the question that setup.sh asks with those flags or that name."""
    code = re.search(rf"{flags}'([^']+)'", (ROOT / "setup.sh").read_text())
    assert code
    command = [sys.executable, "-c", before + code[1]]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(("version", "fits"), [((3, 10), 0), ((3, 11), 1), ((3, 14), 1), ((3, 15), 0)])
def test_the_pythons_that_fit_are_those_with_wheels(version, fits):
    answer = asked("ask=", f"import sys; sys.version_info = {version}\n")
    assert answer.split()[:1] == [".".join(map(str, version))] * fits


def test_the_interpreter_is_known_by_its_whole_version():
    assert asked("-SIc ") == sys.version.strip()


def test_first_run_makes_the_environment_from_the_lock_alone(machine):
    done = machine.setup()
    assert (done.returncode, done.stderr) == (0, "")
    assert "python -m venv .venv" in machine.calls
    assert machine.installs == [BUILD, LOCKED, EDITABLE]
    assert [line.rpartition(" ... ")[0] for line in done.stdout.splitlines()] == [
        "setup: Python 3.12 (.venv)",
        "setup: build tools",
        "setup: packages of requirements.lock",
        "setup: the project",
    ]


def test_the_build_tools_come_from_the_lock_with_all_they_need(machine):
    machine.setup()
    tools = pins((machine.project / ".venv/build-tools.lock").read_text())
    assert tools.items() <= pins(LOCK).items()
    # they are installed without their dependencies, so those (all meson-python's) must be among them
    wanted = {canonicalize_name(requirement.name) for requirement in requirements("build")}
    wanted |= {"meson", "packaging", "pyproject-metadata"}
    assert {canonicalize_name(Requirement(pin).name) for pin in tools} == wanted


def test_second_run_does_nothing_but_look(machine):
    machine.setup()
    done = machine.setup()
    assert (done.returncode, done.stdout, done.stderr) == (0, "setup: nothing to do\n", "")
    assert len(machine.calls) == 1
    assert machine.calls[0].startswith("python -SIc ")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml", "setup.sh"])
def test_a_change_of_what_it_is_made_from_is_installed_in_place(machine, name):
    machine.setup()
    with (machine.project / name).open("a") as file:
        file.write("\n# changed\n")
    machine.setup()
    assert machine.installs == [BUILD, LOCKED, EDITABLE]
    assert "python -m venv .venv" not in machine.calls


def test_a_project_that_moved_is_made_anew(machine):
    machine.setup()
    machine.project = machine.project.rename(machine.project.with_name("elsewhere"))
    machine.setup()
    assert "python -m venv .venv" in machine.calls  # the scripts in .venv/bin hold the old place
    assert EDITABLE in machine.installs


def test_a_new_interpreter_is_noticed(machine):
    machine.setup()
    machine.write("version", "3.13.0 (stand-in)\n")
    assert machine.setup().stdout != "setup: nothing to do\n"


def test_a_run_that_was_cut_short_is_repaired_by_the_next(machine):
    machine.write("cut", "")
    assert machine.setup().returncode < 0
    (machine.project / ".venv/half-written").touch()
    done = machine.setup()
    assert done.returncode == 0
    assert "python -m venv .venv" in machine.calls
    assert machine.installs == [BUILD, LOCKED, EDITABLE]
    assert not (machine.project / ".venv/half-written").exists()
    assert machine.setup().stdout == "setup: nothing to do\n"


def test_two_runs_at_once_do_not_spoil_each_other(machine):
    (machine.project / ".venv").mkdir()
    (machine.project / ".venv/.unfinished").write_text(f"{os.getpid()}\n")
    done = machine.setup()
    assert (done.returncode, machine.calls) == (1, [])
    assert f"another setup.sh (process {os.getpid()}) is at work here" in done.stderr


def test_a_failed_stage_shows_the_end_of_its_log_and_is_tried_again(machine):
    machine.write("pip-breaks", "")
    done = machine.setup()
    assert done.returncode == 1
    assert "build tools ... failed" in done.stdout
    assert "no such wheel\nsetup: build tools failed; the whole log is in .venv/setup.log\n" in done.stderr
    (machine.state / "pip-breaks").unlink()
    assert machine.setup().returncode == 0


def test_missing_libraries_are_installed_by_root(machine):
    (machine.state / "libraries").unlink()
    machine.write("answer", "3.12 headers venv\n")
    machine.add("env", '#!/bin/sh\nshift\nexec "$@"\n')
    machine.add("apt-get", APT)
    assert machine.setup().returncode == 0
    (install,) = [call for call in machine.calls if call.startswith("apt-get") and " install " in call]
    assert "--no-install-recommends" in install
    names = "python3.12-dev python3.12-venv gcc libc6-dev pkg-config libcairo2-dev libpango1.0-dev"
    assert install.endswith(names)


def test_one_who_may_not_install_is_told_what_is_missing(machine):
    (machine.state / "libraries").unlink()
    machine.add("apt-get", APT)
    machine.add("id", "#!/bin/sh\necho 1000\n")
    done = machine.setup()
    assert done.returncode == 1
    assert done.stderr == (
        "setup: these system packages are missing and only root may install them: gcc libc6-dev pkg-config"
        " libcairo2-dev libpango1.0-dev; have them installed, then run setup.sh again\n"
    )
    assert machine.installs == []


def test_without_a_known_package_manager_it_says_what_to_install(machine):
    (machine.state / "libraries").unlink()
    done = machine.setup()
    assert done.returncode == 1
    assert "install these packages yourself (c-compiler pkgconf cairo pango)" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_a_fitting_python_it_says_so_in_one_sentence(machine):
    machine.add("python3", '#!/bin/sh\n[ "$1" != -V ] || echo Python 3.9.2\n')
    done = machine.setup()
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "setup: this needs Python 3.11, 3.12, 3.13 or 3.14, and Python 3.9.2 is what there is:"
        " install one of them, then run setup.sh again\n"
    )
    assert not (machine.project / ".venv").exists()


def test_another_fitting_python_is_taken(machine):
    machine.add("python3.13", PYTHON)
    machine.add("python3", "#!/bin/sh\necho\n")
    assert machine.setup().returncode == 0
    assert "python -m venv .venv" in machine.calls


BROWSER_APT = """#!/bin/sh
echo "apt-get $*" >>"$MACHINE/calls"
case "$*" in
    *" install "*chromium*) cp "$0" "${0%/*}/chromium" ;;
    *" install "*firefox*)
        [ ! -e "$MACHINE/no-firefox" ] || exit 100
        for name in firefox-esr WebKitWebDriver Xvfb; do cp "$0" "${0%/*}/$name"; done ;;
esac
"""


@pytest.fixture
def machine_without_browser(machine):
    machine.add("env", '#!/bin/sh\nshift\nexec "$@"\n')
    machine.add("apt-get", BROWSER_APT)
    return machine


def test_one_who_only_renders_gets_no_browser(machine_without_browser):
    assert machine_without_browser.setup().returncode == 0
    assert not [call for call in machine_without_browser.calls if call.startswith("apt-get")]


def test_the_tests_get_a_browser_also_where_all_else_is_ready(machine_without_browser):
    machine = machine_without_browser
    machine.setup()
    done = machine.setup("tests")
    assert (done.returncode, done.stderr) == (0, "")
    installs = [call for call in machine.calls if call.startswith("apt-get") and " install " in call]
    assert installs[0].split()[-2:] == ["--no-install-recommends", "chromium"]
    assert "firefox-esr webkit2gtk-driver xvfb" in installs[1]
    assert len(installs) == 2
    assert machine.setup("tests").stdout == machine.setup().stdout == "setup: nothing to do\n"


def test_chromium_without_its_windows_is_taken_where_the_system_has_it(machine_without_browser):
    machine = machine_without_browser
    machine.add("apt-cache", '#!/bin/sh\n[ "$*" = "show chromium-headless-shell" ]\n')
    done = machine.setup("tests")
    assert (done.returncode, done.stderr) == (0, "")
    install = next(call for call in machine.calls if call.startswith("apt-get") and " install " in call)
    assert install.split()[-2:] == ["--no-install-recommends", "chromium-headless-shell"]


def test_where_firefox_and_webkit_are_not_to_be_had_the_tests_do_without(machine_without_browser):
    machine = machine_without_browser
    machine.write("no-firefox", "")
    done = machine.setup("tests")
    assert (done.returncode, done.stderr) == (0, "")
    assert "setup: Firefox and WebKitGTK ... none here, so the tests do without\n" in done.stdout
    assert machine.setup("tests").stdout == "setup: nothing to do\n"  # nor are they asked for each time


def test_the_script_and_the_tests_look_for_the_same_other_browsers():
    text = (ROOT / "setup.sh").read_text()
    body = text.split("has_more_browsers() {")[1].split("\n}")[0]
    assert re.findall(r"command -v ([\w-]+)", body) == [*other_browsers.FIREFOX, *other_browsers.WEBKIT]


def test_a_browser_that_is_there_is_taken(machine):
    machine.add("google-chrome", "#!/bin/sh\n")
    assert machine.setup("tests").returncode == 0
    assert not [call for call in machine.calls if call.startswith("apt-get")]


def test_without_a_browser_and_a_package_manager_it_says_so(machine):
    done = machine.setup("tests")
    assert done.returncode == 1
    assert "install these packages yourself (chromium)" in done.stderr


def test_the_script_and_the_tests_look_for_the_same_browsers():
    text = (ROOT / "setup.sh").read_text()
    loop = re.search(r"for browser in (.*?); do", text, re.DOTALL)
    assert loop
    assert shlex.split(loop[1].replace("\\\n", " ")) == [*browser.NAMES, *browser.MAC]


@pytest.mark.parametrize("system", ["MINGW64_NT-10.0-19045", "MSYS_NT-10.0", "CYGWIN_NT-10.0"])
def test_in_git_bash_on_windows_one_sentence_names_wsl(machine, system):
    machine.add("uname", f"#!/bin/sh\necho {system}\n")
    done = machine.setup()
    assert (done.returncode, done.stdout, machine.calls) == (1, "", [])
    assert done.stderr == (
        "setup: this does not work in Windows itself: install WSL with «wsl --install»,"
        " then run sh setup.sh in its window\n"
    )
    assert not (machine.project / ".venv").exists()


@pytest.fixture
def conda(machine, tmp_path):
    """An active conda environment: its Python, compiler and pkg-config come first, and would be taken."""
    place = tmp_path / "my conda" / "envs" / "course"
    (place / "conda-meta").mkdir(parents=True)
    (place / "bin").mkdir()
    for name in ("python3", "cc", "pkg-config"):
        tool = place / "bin" / name
        tool.write_text(f'#!/bin/sh\necho "conda {name} $*" | head -n 1 >>"$MACHINE/calls"\n')
        tool.chmod(0o755)
    machine.before = f"{place / 'bin'}:"
    return place


def test_an_active_conda_environment_is_left_alone(machine, conda):
    machine.more = {
        "CONDA_PREFIX": str(conda),
        "CC": "conda-cc",
        "CFLAGS": "-isystem /conda",
        "CONDA_DEFAULT_ENV": "x",
    }
    pip = PYTHON.replace(
        '[ "$3" != --version ] || exit 0', 'echo "cc ${CC-none} ${CFLAGS-none}" >>"$MACHINE/calls"'
    )
    machine.add("python3", pip)
    done = machine.setup()
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.installs == [BUILD, LOCKED, EDITABLE]
    assert not [call for call in machine.calls if call.startswith("conda")]
    assert {call for call in machine.calls if call.startswith("cc ")} == {"cc none none"}
    assert "conda" not in done.stdout


def test_where_there_is_only_condas_python_it_is_taken_and_said(machine, conda):
    machine.add("python3", '#!/bin/sh\n[ "$1" != -V ] || echo Python 3.9.2\n')
    (conda / "bin" / "python3").write_text(PYTHON)
    done = machine.setup()
    assert (done.returncode, done.stderr) == (0, "")
    assert "note: there is only conda's Python" in done.stdout
    assert "python -m venv .venv" in machine.calls


def test_an_unknown_word_is_refused_before_anything_is_done(machine):
    done = machine.setup("test")
    assert (done.returncode, done.stdout, machine.calls) == (1, "", [])
    assert done.stderr == (
        "setup: there are two ways to call this, sh setup.sh and sh setup.sh tests, and not with test\n"
    )
