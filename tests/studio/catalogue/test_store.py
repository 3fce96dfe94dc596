"""Films kept elsewhere than in a folder, by a file system of fsspec's own that only this process sees."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.catalogue.job import Job
from studio.catalogue.render import Means, render, stale
from studio.catalogue.run import read_record
from studio.catalogue.store import Folder, store_of
from studio.catalogue.worker import perform

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    place = f"memory://{tmp_path.name}/media"
    yield place
    fsspec.filesystem("memory").rm("/", recursive=True)


def test_a_film_is_kept_there_and_fresh_there(url: str, job: Callable[..., Job], tmp_path: Path) -> None:
    tiny, means = job("TinyDescent"), Means(url)
    system = fsspec.filesystem("memory")
    top = f"{url.removeprefix('memory:/')}"
    assert stale([tiny], means) == {"TinyDescent": "missing"}
    (outcome,) = render([tiny], means)
    assert outcome.state == "rendered"
    here = perform(tiny, str(tmp_path / "here"))
    assert here.files == outcome.files
    there = {path.removeprefix(f"{top}/") for path in system.find(top)}
    assert there == {f"TinyDescent/{name}" for name in here.files} | {"run.json"}
    film = (tmp_path / "here" / "TinyDescent" / "TinyDescent.mp4").read_bytes()
    assert system.cat_file(f"{top}/TinyDescent/TinyDescent.mp4") == film
    assert stale([tiny], means) == {}
    assert render([tiny], means)[0].state == "fresh"
    assert read_record(store_of(url))["TinyDescent"]["state"] == "rendered"
    assert stale([replace(tiny, title="Another")], means) == {"TinyDescent": "made otherwise"}
    system.pipe_file(f"{top}/TinyDescent/captions.vtt", b"short")
    assert stale([tiny], means) == {"TinyDescent": "files: captions.vtt"}
    assert not list((tmp_path / "cache" / "calculus-lessons").glob("media-*"))


def test_a_film_that_is_sent_half_is_none(
    url: str, job: Callable[..., Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny, means = job("TinyDescent"), Means(url)
    render([tiny], means)
    memory = type(fsspec.filesystem("memory"))
    put = memory.put_file

    def broken(self: object, source: str, target: str, **options: object) -> None:
        if target.endswith("poster.png"):
            raise OSError("the line is down")
        put(self, source, target, **options)

    monkeypatch.setattr(memory, "put_file", broken)
    (outcome,) = render([replace(tiny, title="Another")], means)
    assert (outcome.state, outcome.reason) == ("failed", "the line is down")
    monkeypatch.undo()
    assert stale([tiny], means) == {"TinyDescent": "missing"}


def test_addresses_that_cannot_be_reached_are_refused() -> None:
    assert isinstance(store_of("media"), Folder)
    assert isinstance(store_of("file:///tmp/media"), Folder)
    with pytest.raises(ValueError, match="soup://x cannot be reached"):
        store_of("soup://x")
