"""The wheel holds all that the source tree holds, and a lesson can be rendered from it, anywhere."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("calc", "calculus_lessons", "scenes", "studio")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel; setuptools writes beside the sources, so it is built from a copy of them."""
    sources, folder = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, sources / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / file, sources)
    # No index: nothing is downloaded, and the setuptools that setup.sh pins builds it.
    words = [
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--no-index",
        "-w",
        str(folder),
        str(sources),
    ]
    subprocess.run([sys.executable, "-m", "pip", *words], check=True)
    (path,) = folder.glob("*.whl")
    return path


def test_every_file_of_the_packages_is_in_the_wheel(wheel: Path) -> None:
    """Modules, and what they read: templates, styles, scripts, schemas. Pages for developers stay out."""
    wanted = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.name not in ("README.md", ".DS_Store")
    }
    assert any(name.endswith(".html.j2") for name in wanted)
    assert any(name.endswith(".xsd") for name in wanted)
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == wanted


def test_a_lesson_is_begun_and_rendered_from_the_wheel_anywhere(wheel: Path, tmp_path: Path) -> None:
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    zipfile.ZipFile(wheel).extractall(installed)
    elsewhere.mkdir()
    # Before the packages of this environment, and with them before the checkout.
    environment = {**os.environ, "PYTHONPATH": str(installed)}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    asked = "import calculus_lessons as door, studio.film.film as film; print(door.__file__, film.__file__)"
    assert all(Path(file).is_relative_to(installed) for file in run("-c", asked).split())
    assert "NextDerivatives" in run("-m", "calculus_lessons", "--list")
    run("-m", "calculus_lessons", "--new", "Own")
    run("-m", "calculus_lessons", "--scene", "own.py", "-q", "l", "--voice", "none", "--scorm")
    lesson = elsewhere / "media" / "Own"
    assert {"Own.mp4", "index.html", "page.css", "page.js", "icon.svg"} <= {
        path.name for path in lesson.iterdir()
    }
    with zipfile.ZipFile(elsewhere / "media" / "Own-scorm.zip") as package:
        assert {"imsmanifest.xml", "imscp_rootv1p1p2.xsd", "scorm.js"} <= {
            Path(name).name for name in package.namelist()
        }
