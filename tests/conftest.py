"""Fixtures that many tests share: lessons drawn small, and one film as an author would record it."""

import atexit
import gc
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings
from tiny_lesson import TinyDescent

from calc.line import shown
from studio.film.drawing import draw
from studio.film.film import Film, record
from studio.lesson.lesson import Lesson
from studio.speech.hibari_voice import HibariVoice
from studio.speech.voice import CachedVoice, SilentVoice
from studio.stage.quality import QUALITIES, Quality

# What a test run keeps between films is its own, and gone after it.
os.environ["XDG_CACHE_HOME"] = _cache = tempfile.mkdtemp(prefix="calculus-lessons-tests-")
atexit.register(shutil.rmtree, _cache, ignore_errors=True)

# All workers and their many processes import the same modules: they are compiled once, whatever is set.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Under nohup, or in the background of a script, signals are ignored, and so they are in what is started here.
for _name in ("SIGINT", "SIGTERM", "SIGHUP"):
    if hasattr(signal, _name):
        default = signal.default_int_handler if _name == "SIGINT" else signal.SIG_DFL
        signal.signal(getattr(signal, _name), default)

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SMALL = Quality("small", 214, 120, 10)


_REHEARSED: dict[tuple[Any, ...], Any] = {}
_rehearse = Lesson._script.func


@pytest.fixture(autouse=True)
def rehearsed_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """Rehearse a lesson once for all tests of it with the same choices, but where a test changes the code.

    It is once in each worker: pickled, a formula such as 2(w - 2) would be multiplied out by sympy.
    """

    def script(lesson: Lesson) -> Any:
        kind = getattr(lesson, "rehearsed_as", type(lesson))
        title = lesson.title if kind is type(lesson) else shown(kind.heading().capitalize())
        key = kind, repr((lesson._chosen, title, lesson.in_course))
        if not lesson.tongue.is_source:  # it notes what its catalogue lacks
            return _rehearse(lesson)
        if key not in _REHEARSED:
            _REHEARSED[key] = _rehearse(lesson)
        return _REHEARSED[key]

    Lesson._script.func = _rehearse if "monkeypatch" in request.fixturenames else script
    yield
    Lesson._script.func = _rehearse


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return one worker more than there are cores: many tests wait for a browser, a player or a process."""
    return (os.cpu_count() or 1) + 1


#: Rooms and files of tests, the longest first, and before them those that wait while others work; what is not
#: named takes next to no time.
SLOW = (
    "tests/studio/catalogue/test_cluster.py",
    "tests/scenes/test_choices.py::test_hard",
    "tests/studio/film/test_lessons.py",
    "tests/test_wheel.py",
    "tests/studio/film/",
    "tests/scenes/",
    "tests/studio/catalogue/",
    "tests/studio/check/",
    "tests/studio/page/",
    "tests/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: begun last, it would leave the other workers idle at the end."""
    items.sort(key=lambda item: next(at for at, name in enumerate(SLOW) if item.nodeid.startswith(name)))


def pytest_collection_finish() -> None:
    """Look for garbage only in what tests make: each drawing would look through all that was imported."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def start() -> Iterator[Callable[..., "subprocess.Popen[Any]"]]:
    """Start a process, as subprocess.Popen does; it ends with the test, however that ends."""
    started: list[subprocess.Popen[Any]] = []

    def begin(*arguments: Any, **options: Any) -> "subprocess.Popen[Any]":
        started.append(subprocess.Popen(*arguments, start_new_session=True, **options))
        return started[-1]

    yield begin
    for process in started:
        kill(process)


def kill(process: "subprocess.Popen[Any]") -> None:
    """End a process and all that it started, at once."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what manim has set and what the voice has said, the same for all workers of this run."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "cache"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], Any]], Any]:
    """Make something in a folder once for all workers of this run: once(name, make) returns make(folder)."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "once"

    def made(name: str, make: Callable[[Path], Any]) -> Any:
        folder, result = shared / name, shared / f"{name}.pickle"
        shared.mkdir(exist_ok=True)
        with FileLock(shared / f"{name}.lock"):
            if not result.exists():
                folder.mkdir()
                result.write_bytes(pickle.dumps(make(folder)))
        return pickle.loads(result.read_bytes())

    return made


@pytest.fixture(scope="session")
def draw_small(cache: Path) -> Callable[..., Lesson]:
    """Draw a lesson silently on a small frame: draw_small(lesson_class, sink, only=None)."""

    def run(lesson_class: type[Lesson], sink: Any, **options: Any) -> Lesson:
        return draw(lesson_class, SMALL, SilentVoice(), sink, cache=cache / "manim", **options)

    return run


@pytest.fixture(scope="session")
def descent_film(cache: Path, once: Callable[..., Film]) -> Film:
    """The whole GradientDescent lesson, narrated, at the lowest quality that authors use."""
    from scenes import GradientDescent

    voice = CachedVoice(HibariVoice(), cache / "voice")
    return once("descent", lambda media: record(GradientDescent, media, QUALITIES["l"], voice))


@pytest.fixture(scope="session")
def tiny_film(once: Callable[..., Film]) -> Film:
    """A lesson of eight seconds, silent and small, in one folder for all workers: nobody may change it."""
    return once("tiny", lambda media: record(TinyDescent, media, SMALL, SilentVoice()))


@pytest.fixture(scope="session")
def held_film(once: Callable[..., Film]) -> Film:
    """The same, its still pictures held."""
    return once("held", lambda media: record(TinyDescent, media, SMALL, SilentVoice(), constant_rate=False))
