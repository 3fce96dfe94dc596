"""Notes taken while a film is drawn, kept for its check."""

import io
import json
import os
import pickle
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from studio.catalogue.job import Job
from studio.catalogue.worker import perform
from studio.check.expected import cache as kept_module
from studio.check.expected import replay as replay_module
from studio.check.expected.cache import decode, encode, keep, kept
from studio.check.expected.model import Disc, Expected, Pointer, Stroke, Trace
from studio.check.expected.replay import replay
from studio.check.prove import prove
from studio.film.manifest_file import read_manifest
from studio.speech.voice import CachedVoice, SilentVoice
from studio.stage.quality import Quality
from studio.system.cache_home import cache_home
from studio.system.files import file_hash

MODULE, SCENE = "scenes.gradient_descent", "GradientDescent"
PARAMETERS = {"start": 4.0, "steps": 4}


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson, drawn small, with parameters and a title of its own and captions in a further language."""
    media = tmp_path_factory.mktemp("media")
    small = Quality("small", 426, 240, 5)
    told = {"title": "Down we go", "captions": ("es",)}
    job = Job(MODULE, SCENE, SCENE, small, parameters=PARAMETERS, voice="none", **told)
    perform(job, str(media))
    return media


@pytest.fixture
def manifest(media: Path) -> dict[str, Any]:
    return read_manifest(media / SCENE)


def kept_in(media: Path, manifest: dict[str, Any], module: str = MODULE) -> Expected | None:
    film = file_hash(media / SCENE / f"{SCENE}.mp4")
    return kept(cache_home(), film, manifest, module, SilentVoice())


def plain(value: Any) -> Any:
    """All that is in it, to be compared."""
    if is_dataclass(value):
        return [plain(getattr(value, part.name)) for part in fields(value)]
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return value.tolist() if isinstance(value, np.ndarray) else value


def test_what_was_noted_while_it_was_drawn_is_what_playing_it_again_notes(
    media: Path, manifest: dict[str, Any], tmp_path: Path
) -> None:
    found = kept_in(media, manifest)
    told = {name: manifest[name] for name in ("parameters", "captions", "title")}
    again = replay(MODULE, SCENE, SilentVoice(), 5, cache=tmp_path, **told)
    assert found is not None
    assert plain(found.stretches) == plain(again.stretches)
    assert found.verdict == again.verdict
    assert found.verdict is not None
    assert {"no pops", "signalled", "pace"} <= set(found.verdict.worst)
    assert [span.narration.seconds for span in found.spans] == [s.narration.seconds for s in again.spans]
    assert (found.shown, found.frames) == (again.shown, again.frames)
    assert found.spans[0].title == again.spans[0].title == "Down we go"
    assert list(found.timeline.translated) == ["es"]  # its words were once lost on the way
    assert found.timeline.translated == again.timeline.translated
    things = {type(thing) for stretch in found.stretches for thing in stretch.things}
    assert things == {Disc, Stroke, Pointer}
    stills = [stretch.still for stretch in found.stretches if stretch.still]
    assert any(still.rows for still in stills)
    assert {flat.role for still in stills for flat in still.flats} >= {"parameter", "loss", "slope"}


@pytest.fixture
def no_replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: Any, **__: Any) -> None:
        raise ValueError("it is played again")

    monkeypatch.setattr(replay_module, "replay", refuse)
    return


@pytest.mark.usefixtures("no_replay")
def test_a_check_plays_again_only_what_was_not_noted(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def check() -> None:
        assert prove(media / SCENE, MODULE, SCENE, cache=cache_home()).rows

    check()
    versions = {**kept_module.package_versions(), "numpy": "another"}
    monkeypatch.setattr(kept_module, "package_versions", lambda: versions)
    with pytest.raises(ValueError, match="played again"):
        check()


@pytest.mark.parametrize(
    "change",
    [
        {"parameters": {}},
        {"voice": "another"},
        {"theme": {"loss": "#FFFFFF"}},
        {"quality": {"frame_rate": 6}},
    ],
)
def test_what_was_noted_of_another_film_is_not_used(
    change: dict[str, Any], media: Path, manifest: dict[str, Any]
) -> None:
    assert kept_in(media, manifest | change) is None
    assert kept_in(media, manifest) is not None


def test_what_was_noted_is_believed_of_this_very_film_only(
    media: Path, manifest: dict[str, Any], tmp_path: Path
) -> None:
    shutil.copytree(media / SCENE, tmp_path / SCENE)
    assert kept_in(tmp_path, manifest) is not None
    film = tmp_path / SCENE / f"{SCENE}.mp4"
    film.write_bytes(film.read_bytes() + bytes(8))
    assert kept_in(tmp_path, manifest) is None


def test_what_was_noted_by_other_sources_is_not_used(
    media: Path, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_module, "source_hashes", lambda modules: {"scenes/gradient_descent.py": "other"})
    assert kept_in(media, manifest) is None


def test_nothing_is_kept_of_a_notebook(media: Path, manifest: dict[str, Any], tmp_path: Path) -> None:
    found = kept_in(media, manifest)
    assert found is not None
    keep(tmp_path, "abc", manifest, "a_module_that_is_nowhere", found)
    assert not list(tmp_path.iterdir())
    keep(tmp_path, "abc", manifest, MODULE, found)
    again = kept(tmp_path, "abc", manifest, MODULE, SilentVoice())
    assert plain(again) == plain(found)


def test_it_is_kept_beside_others_at_work_and_of_the_latest_films(
    media: Path, manifest: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process's hidden file may be gone when it is looked at, as what a link leads to is here."""
    found = kept_in(media, manifest)
    assert found is not None
    monkeypatch.setattr(kept_module, "_FILMS", 2)
    (tmp_path / "expected").mkdir()
    hidden = tmp_path / "expected" / ".a~host~1~1~0123abcd.npz"
    hidden.symlink_to("gone")
    for number, film in enumerate(("a", "b", "c")):
        keep(tmp_path, film, manifest, MODULE, found)
        os.utime(tmp_path / "expected" / f"{film}.npz", (number, number))
    keep(tmp_path, "d", manifest, MODULE, found)
    assert {path.name for path in (tmp_path / "expected").iterdir()} == {hidden.name, "c.npz", "d.npz"}


def test_a_cache_that_cannot_be_written_stops_no_film(
    media: Path, manifest: dict[str, Any], tmp_path: Path
) -> None:
    """As on a full disk; here a file lies where its folder would be."""
    found = kept_in(media, manifest)
    assert found is not None
    for name in ("expected", "voice"):
        (tmp_path / name).write_text("")
    keep(tmp_path, "abc", manifest, MODULE, found)
    assert kept(tmp_path, "abc", manifest, MODULE, SilentVoice()) is None
    assert CachedVoice(SilentVoice(), tmp_path / "voice").speak(["Here."]).seconds > 0


def test_curves_that_stay_the_same_are_kept_once(media: Path, manifest: dict[str, Any]) -> None:
    found = kept_in(media, manifest)
    assert found is not None
    ring = Trace("ring", np.arange(20_000.0).reshape(-1, 2), 0.03, "#E69F00", (6.0, 6.0), 1.0)
    stretches = (replace(found.stretches[0], things=(ring, replace(ring, points=ring.points.copy()))),)
    content = encode(replace(found, stretches=stretches), "key")
    assert len(content) < len(encode(replace(found, stretches=()), "key")) + 1.5 * ring.points.nbytes
    again = decode(content, "key")
    assert again is not None
    assert plain(again.stretches) == plain(stretches)


class Evil:
    """An object that runs code where it is unpickled."""

    def __init__(self, proof: Path) -> None:
        self.proof = proof

    def __reduce__(self) -> Any:
        return Path.touch, (self.proof,)


@pytest.mark.parametrize("content", ["pickle", "array", "json", "numbers", "half", "empty", "number"])
def test_what_is_not_ours_is_neither_run_nor_believed(
    content: str, media: Path, manifest: dict[str, Any], tmp_path: Path
) -> None:
    proof = tmp_path / "it-ran"
    keep(tmp_path, "abc", manifest, MODULE, kept_in(media, manifest))  # type: ignore[arg-type]
    (path,) = (tmp_path / "expected").iterdir()
    honest = path.read_bytes()
    with np.load(path) as arrays:
        told, numbers = arrays["told"].tobytes(), arrays["numbers"]
    packed = io.BytesIO()
    if content == "array":
        np.savez(packed, told=np.array([Evil(proof)], object), numbers=numbers)
    elif content == "numbers":
        np.savez(packed, told=np.frombuffer(told, np.uint8), numbers=numbers[:9])
    elif content in ("json", "number"):
        plain_told = json.loads(told)
        plain_told["stretches"][0]["things" if content == "json" else "still"] = 10**6
        np.savez(packed, told=np.frombuffer(json.dumps(plain_told).encode(), np.uint8), numbers=numbers)
    path.write_bytes(
        {"pickle": pickle.dumps(Evil(proof)), "half": honest[: len(honest) // 2], "empty": b""}.get(
            content, packed.getvalue()
        )
    )
    assert kept(tmp_path, "abc", manifest, MODULE, SilentVoice()) is None
    assert not proof.exists()


def test_it_lies_outside_every_media_folder(media: Path, manifest: dict[str, Any]) -> None:
    assert kept_in(media, manifest) is not None
    assert not list(media.rglob("*.npz"))
    assert not list(media.glob(".cache/**/*"))
    assert cache_home().stat().st_mode & 0o077 == 0
