"""Films kept elsewhere than in a folder, by a file system of fsspec's own that only this process sees."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from studio.catalogue.job import Job
from studio.catalogue.render import Means, render, stale
from studio.catalogue.run import read_record
from studio.catalogue.store import Folder, Remote, store_of
from studio.catalogue.worker import perform
from studio.system.cache_home import cache_home

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


@pytest.mark.parametrize("kind", ["a folder", "a URL"])
def test_nothing_of_a_film_stays_beside_the_next_one(
    kind: str, url: str, job: Callable[..., Job], tmp_path: Path
) -> None:
    """Its report, its captions, its contact sheet; a film of one beat and an author's own notes do stay."""
    media = url if kind == "a URL" else str(tmp_path / "media")
    tiny = job("TinyDescent")
    perform(replace(tiny, captions=("en-GB",), sheet=True, check=True), media)
    perform(replace(tiny, beat="first"), media)
    store = store_of(media)
    store.write("TinyDescent/notes.txt", "mine")
    theirs = ["captions.en-GB.vtt", "transcript.en-GB.txt", "check.json", "check.html", "sheet.png"]
    others = ["notes.txt", "beats/first/TinyDescent-first.mp4", "beats/first/captions.vtt"]
    before = files_of(media)
    assert {*theirs, *others} <= before
    perform(tiny, media)
    after = files_of(media)
    assert not after & {*theirs}
    assert {*others, "captions.vtt", "manifest.json"} <= after
    assert store.staleness(tiny) is None


def files_of(media: str) -> set[str]:
    """Return the files of the lesson in a folder or at a URL, by their names there."""
    if "://" not in media:
        top = Path(media) / "TinyDescent"
        return {path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file()}
    place = f"{media.removeprefix('memory:/')}/TinyDescent/"
    return {path.removeprefix(place) for path in fsspec.filesystem("memory").find(place)}


def test_a_manifest_that_names_files_elsewhere_removes_none_of_them(tmp_path: Path) -> None:
    bucket = Bucket({"b/X/manifest.json": 9})
    removed: list[str] = []
    bucket.rm_file = removed.append  # type: ignore[attr-defined]
    bucket.makedirs = lambda path, exist_ok: None  # type: ignore[attr-defined]
    bucket.put_file = lambda source, target: None  # type: ignore[attr-defined]
    sums = dict.fromkeys(["../Y/film.mp4", "/b/Y/film.mp4", "..", "old.vtt"], "0" * 64)
    told = {"lesson": "X", "name": "X", "title": "X", "language": "en", "beat": None, "parameters": {}}
    size = {"name": "s", "width": 16, "height": 16, "frame_rate": 1}
    told |= {"theme": {}, "quality": size, "constant_rate": True, "engine": "studio", "parts": []}
    told |= {"keys": {}, "voice": "none", "versions": {}, "sources": {}}
    told |= {"hashes": {"files": sums, "lengths": {}}}
    bucket.get_file = lambda key, target: Path(target).write_text(json.dumps(told))  # type: ignore[method-assign]
    with Remote("x://b", bucket, "b").media() as folder:
        (folder / "X").mkdir()
        (folder / "X" / "manifest.json").write_text("{}")
    assert set(removed) == {"b/X/manifest.json", "b/X/old.vtt", "b/X/check.json", "b/X/check.html"}


def test_what_a_run_removes_while_another_one_tidies_up_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Folder(tmp_path)
    for name in ("a", "b"):
        (tmp_path / ".parts" / name).mkdir(parents=True)
        os.utime(tmp_path / ".parts" / name, (0, 0))

    def swept(folder: Path) -> None:
        if folder.name == "a":
            folder.rmdir()  # by the run that has joined it

    monkeypatch.setattr("studio.catalogue.store.sweep", swept)
    store.sweep()
    assert not list(tmp_path.glob(".parts/*"))


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


class Bucket:
    """A store that somebody else fills: keys and their lengths; what is fetched is "x"."""

    def __init__(self, keys: dict[str, int], error: type[Exception] | None = None) -> None:
        self.keys, self.error = keys, error

    def exists(self, path: str) -> bool:
        if self.error is not None:
            raise self.error("Could not connect\nTraceback")
        return True

    def find(self, top: str, detail: bool) -> dict[str, dict[str, int]]:
        return {key: {"size": length} for key, length in self.keys.items()}

    def get_file(self, key: str, target: str) -> None:
        Path(target).write_text("x")

    def _strip_protocol(self, path: str) -> str:
        return path


@pytest.mark.parametrize(
    "key",
    [
        "bucket/X/../../../Y",
        "bucket/X//etc/Y",
        "bucket/X/a/../../../../Y",
        "elsewhere/Y",
        "bucket/X/\\..\\Y",
        "bucket/X/",
    ],
)
def test_no_key_of_a_store_leads_out_of_the_folder_that_it_is_fetched_into(key: str) -> None:
    before = {path for path in cache_home().parent.rglob("*")}
    store = Remote("x://bucket", Bucket({"bucket/X/fine.txt": 1, f"bucket/{key}": 1}), "bucket")
    with pytest.raises(ValueError, match=r"no name of a file|leads out|lists what is not"), store.media("X"):
        pass
    assert {path for path in cache_home().parent.rglob("*")} == before


def test_what_is_too_long_is_not_fetched(job: Callable[..., Job]) -> None:
    with pytest.raises(ValueError, match="at most"):
        Remote("x://b", Bucket({"b/TinyDescent/manifest.json": 10**12}), "b").staleness(job("TinyDescent"))


def test_a_store_that_is_down_is_told_in_a_sentence(job: Callable[..., Job]) -> None:
    class EndpointConnectionError(Exception):
        """As botocore's, which is no OSError."""

    down = Remote("s3://bucket", Bucket({}, EndpointConnectionError), "bucket")
    with pytest.raises(OSError, match=r"^s3://bucket cannot be reached: Could not connect$"):
        down.staleness(job("TinyDescent"))


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "..", ""])
def test_no_name_leads_out_of_a_media_folder(name: str, tmp_path: Path) -> None:
    store = Folder(tmp_path / "media")
    for write in (lambda: store.write(name, "x"), lambda: store.remove(name)):
        with pytest.raises(ValueError, match="no name of a file"):
            write()
    assert store.read(name) is None
