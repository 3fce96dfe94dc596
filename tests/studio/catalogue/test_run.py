"""Lessons in real processes, some of which go wrong; what is fresh, and what is made again."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from studio.catalogue import subprocess_call
from studio.catalogue.job import Job, Outcome, key_of
from studio.catalogue.render import Means, render, stale
from studio.catalogue.run import read_record, split
from studio.catalogue.store import store_of
from studio.catalogue.worker import draw_part, part_place, perform
from studio.film import sources
from studio.film.film import PICTURES
from studio.film.manifest_file import read_manifest
from studio.system.cache_home import cache_home

ROOT = Path(__file__).parents[3]


def states(outcomes: list[Outcome]) -> dict[str, str]:
    return {outcome.name: outcome.state for outcome in outcomes}


def left_behind(media: Path) -> list[Path]:
    """Return half-made folders of lessons, which no run should leave."""
    return [path for path in media.glob(".*~*")]


def test_the_rest_is_finished_and_what_failed_is_named_with_its_reason(
    job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIED", str(tmp_path / "died"))
    media = tmp_path / "media"
    names = ["Raises", "Fills", "Dies", "AlwaysDies", "TinyDescent"]
    told: list[str] = []
    jobs = [job(name) for name in names]
    outcomes = render(jobs, Means(str(media), workers=2), lambda outcome: told.append(outcome.name))
    assert states(outcomes) == {
        "Raises": "failed",
        "Fills": "failed",
        "Dies": "rendered",  # the second time
        "AlwaysDies": "failed",
        "TinyDescent": "rendered",
    }
    assert sorted(told) == sorted(names)
    reasons = {outcome.name: outcome.reason for outcome in outcomes}
    assert "ZeroDivisionError: division by zero" in reasons["Raises"]
    assert "File too large" in reasons["Fills"]
    assert "SIGKILL" in reasons["AlwaysDies"]
    log = {outcome.name: outcome.log for outcome in outcomes}["Raises"]
    assert "1 / 0" in Path(log).read_text()
    assert {path.name for path in media.glob("[!.]*")} == {"Dies", "TinyDescent", "run.json"}
    assert not left_behind(media) or all("Dies" in path.name for path in left_behind(media))
    record = {entry["name"]: entry for entry in json.loads((media / "run.json").read_text())["lessons"]}
    assert record["Dies"]["state"] == "rendered"
    assert record["Dies"]["worker"].rpartition(":")[2].isdecimal()
    assert record["Dies"]["seconds"] > 0 < record["Dies"]["memory"]
    assert record["Raises"]["reason"] == reasons["Raises"]
    assert sorted(stale(jobs, Means(str(media)))) == ["AlwaysDies", "Fills", "Raises"]


@pytest.mark.parametrize("parts", [1, 2])
def test_a_lesson_that_hangs_is_stopped(
    parts: int, job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one by itself, which is drawn in this very process."""
    monkeypatch.setenv("WAITS", str(tmp_path / "gate"))
    monkeypatch.setattr(subprocess_call, "_GRACE", 2.0)  # which the one that Ctrl-C does not move uses up
    scene = "Hangs" if parts > 1 else "Waits"
    (outcome,) = render([job(scene)], Means(str(tmp_path), workers=1, parts=parts, minutes=0.1))
    assert outcome.state == "failed"
    assert "longer than 0.1 minutes" in outcome.reason
    assert not (tmp_path / scene).exists()


@pytest.mark.parametrize("record", ["{}", "[]", '{"lessons": [{}]}', "[" * 99_999, '{"lessons": [[]]}'])
def test_a_record_that_is_none_keeps_nobody_from_rendering(
    record: str, job: Callable[..., Job], tmp_path: Path
) -> None:
    (tmp_path / "run.json").write_text(record)
    assert states(render([job("Refuses")], Means(str(tmp_path)))) == {"Refuses": "refused"}
    assert not read_record(store_of(str(tmp_path)))


def test_settings_of_manim_where_it_is_called_change_nothing(job: Callable[..., Job], tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "manim.cfg").write_text(
        "[CLI]\nbackground_opacity = 0.2\nframe_rate = 7\nlog_to_file = True\nlog_dir = logs\n"
        "media_dir = there\nplugins =\nrenderer = opengl\nassets_dir = there\n"
    )
    (outcome,) = render([job("TinyDescent")], Means(str(tmp_path / "media")))
    code = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from studio.catalogue.job import Job; from studio.catalogue.worker import perform\n"
        "from studio.stage.quality import Quality\n"
        "job = Job('tiny_lesson', 'TinyDescent', 'TinyDescent', Quality('tiny', 214, 120, 6), voice='none')\n"
        "print(perform(job, sys.argv[1]).key)"
    )
    words = [str(tmp_path / "again"), str(ROOT), str(ROOT / "tests")]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == outcome.key
    hashes = [read_manifest(tmp_path / name / "TinyDescent")["hashes"] for name in ("media", "again")]
    assert hashes[0]["pictures"] == hashes[1]["pictures"]
    assert [path.name for path in elsewhere.iterdir()] == ["manim.cfg"]


def test_what_is_fresh_is_left_alone_and_what_is_not_is_told_why(
    job: Callable[..., Job], tmp_path: Path
) -> None:
    tiny, media = job("TinyDescent"), Means(str(tmp_path))
    assert stale([tiny], media) == {"TinyDescent": "missing"}
    assert states(render([tiny], media)) == {"TinyDescent": "rendered"}
    film = tmp_path / "TinyDescent" / "TinyDescent.mp4"
    before = film.stat().st_mtime_ns
    assert stale([tiny], media) == {}
    assert states(render([tiny], media)) == {"TinyDescent": "fresh"}
    assert film.stat().st_mtime_ns == before
    for changed, why in [
        (replace(tiny, voice="hibari"), "voice"),
        (replace(tiny, quality=replace(tiny.quality, frame_rate=5)), "quality"),
        (replace(tiny, parameters={"start": "1"}), "parameters"),
        (replace(tiny, sheet=True), "without a contact sheet"),
        (replace(tiny, title="Another"), "made otherwise"),
    ]:
        assert stale([changed], media) == {"TinyDescent": why}
    for name in ("captions.vtt", "index.html", "TinyDescent.mp4"):
        path = tmp_path / "TinyDescent" / name
        kept = path.read_bytes()
        path.unlink()
        assert stale([tiny], media) == {"TinyDescent": f"files: {name}"}
        path.write_bytes(kept)
    film.write_bytes(film.read_bytes()[:-1] + b"?")
    assert stale([tiny], media) == {"TinyDescent": "files: TinyDescent.mp4"}
    (tmp_path / "TinyDescent" / "manifest.json").write_text("{")
    assert "cannot be read as a manifest" in stale([tiny], media)["TinyDescent"]
    assert states(render([tiny], media)) == {"TinyDescent": "rendered"}
    assert states(render([tiny], replace(media, force=True))) == {"TinyDescent": "rendered"}


def test_a_new_language_is_cut_with_the_old_pictures(job: Callable[..., Job], tmp_path: Path) -> None:
    tiny = job("TinyDescent")
    perform(tiny, str(tmp_path))
    before = read_manifest(tmp_path / "TinyDescent")
    assert perform(replace(tiny, language="en-GB"), str(tmp_path)).state == "recut"
    after = read_manifest(tmp_path / "TinyDescent")
    assert after["language"] == "en-GB"
    assert after["hashes"]["pictures"] == before["hashes"]["pictures"]
    assert '<html lang="en-GB"' in (tmp_path / "TinyDescent" / "index.html").read_text()
    # A title stands on its card, so it is drawn anew.
    assert perform(replace(tiny, title="Another"), str(tmp_path)).state == "rendered"
    other = replace(tiny, quality=replace(tiny.quality, frame_rate=5))
    assert perform(other, str(tmp_path)).state == "rendered"


def test_a_render_removes_what_was_spoken_long_ago_from_the_cache(
    job: Callable[..., Job], tmp_path: Path
) -> None:
    cache, days = cache_home(), 86_400
    ages = {"voice/old.npz": 91, "voice/new.npz": 89, "takes/old/a.wav": 9, "takes/new/a.wav": 7}
    for name, age in ages.items():
        (cache / name).parent.mkdir(parents=True, exist_ok=True)
        (cache / name).write_bytes(b"sound")
        then = time.time() - age * days
        os.utime(cache / name, (then, then))
        if name.startswith("takes"):  # a folder has the time of its latest file
            os.utime((cache / name).parent, (then, then))
    perform(job("TinyDescent"), str(tmp_path))
    assert {name for name in ages if (cache / name).exists()} == {"voice/new.npz", "takes/new/a.wav"}


def test_a_finished_film_gets_a_constant_rate_without_being_drawn(
    job: Callable[..., Job], tmp_path: Path
) -> None:
    """The way back needs the pictures to be encoded as they were, so they are drawn."""
    tiny, media = job("TinyDescent"), str(tmp_path)
    held = replace(tiny, constant_rate=False)
    assert perform(held, media).state == "rendered"
    assert stale([tiny], Means(media)) == {tiny.name: "held frames"}
    assert perform(tiny, media).state == "recut"
    filled = (tmp_path / tiny.name / f"{tiny.name}.mp4").read_bytes()
    assert perform(tiny, media).state == "fresh"
    assert perform(tiny, media, force=True).state == "rendered"
    assert (tmp_path / tiny.name / f"{tiny.name}.mp4").read_bytes() == filled
    assert perform(held, media).state == "rendered"


@pytest.mark.parametrize(
    ("source", "state"), [("speech/sound.py", "recut"), ("stage/following.py", "rendered")]
)
def test_a_change_of_the_sound_leaves_the_pictures(
    source: str, state: str, job: Callable[..., Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = job("TinyDescent")
    perform(tiny, str(tmp_path))
    read = sources._read

    def changed(path: Path, written: int) -> tuple[str, tuple[str, ...]]:
        content, imported = read(path, written)
        return ("changed" if path.as_posix().endswith(source) else content), imported

    monkeypatch.setattr(sources, "_read", changed)
    assert stale([tiny], Means(str(tmp_path))) == {"TinyDescent": f"sources: studio/{source}"}
    assert perform(tiny, str(tmp_path)).state == state


@pytest.mark.parametrize("spoilt", ["poster.png", "TinyDescent.mp4", "link", "no hash"])
def test_pictures_that_are_not_those_of_the_manifest_go_into_no_new_film(
    spoilt: str, job: Callable[..., Job], tmp_path: Path
) -> None:
    tiny = job("TinyDescent")
    perform(tiny, str(tmp_path / "media"))
    folder = tmp_path / "media" / "TinyDescent"
    poster, manifest = folder / "poster.png", folder / "manifest.json"
    honest = Image.open(poster).convert("RGB").tobytes()
    if spoilt == "poster.png":
        Image.new("RGB", (214, 120), "red").save(poster)
    elif spoilt == "link":
        poster.rename(tmp_path / "poster.png")
        poster.symlink_to(tmp_path / "poster.png")
    elif spoilt == "no hash":
        told = json.loads(manifest.read_text())
        del told["hashes"]["files"]["poster.png"]
        manifest.write_text(json.dumps(told))
        Image.new("RGB", (214, 120), "red").save(poster)
    else:
        with (folder / spoilt).open("ab") as film:
            film.write(b"\0\0\0\x08free")  # it plays as before
    # As with another language, for which the old pictures would do.
    assert perform(replace(tiny, language="en-GB"), str(tmp_path / "media")).state == "rendered"
    assert Image.open(poster).convert("RGB").tobytes() == honest


def test_parts_that_were_left_there_are_drawn_again_with_force(
    job: Callable[..., Job], tmp_path: Path
) -> None:
    tiny, beats = job("TinyDescent"), ["first"]
    draw_part(tiny, str(tmp_path), beats)
    part = tmp_path / part_place(key_of(tiny.ingredients()), beats) / PICTURES
    drawn = part.read_bytes()
    part.write_bytes(b"of somebody else")
    draw_part(tiny, str(tmp_path), beats)
    assert part.read_bytes() == b"of somebody else"
    draw_part(tiny, str(tmp_path), beats, force=True)
    assert part.read_bytes() == drawn


def test_parts_are_drawn_side_by_side_and_joined(job: Callable[..., Job], tmp_path: Path) -> None:
    (outcome,) = render([job("TinyDescent")], Means(str(tmp_path), workers=2, parts=2))
    assert outcome.state == "rendered", outcome.reason
    assert read_manifest(tmp_path / "TinyDescent")["parts"] == [["first"], ["steps", "last"]]
    assert not list(tmp_path.glob(".parts/*"))


def test_beats_are_split_into_runs_of_like_length() -> None:
    beats = [("a", 10), ("b", 10), ("c", 20), ("d", 1), ("e", 39)]
    assert split(beats, 1) == [["a", "b", "c", "d", "e"]]
    assert split(beats, 2) == [["a", "b", "c"], ["d", "e"]]
    assert [name for part in split(beats, 9) for name in part] == ["a", "b", "c", "d", "e"]
    assert len(split(beats, 9)) <= 5
    assert [name for part in split([("a", 0), ("b", 0)], 2) for name in part] == ["a", "b"]


COMMAND = """
import sys
from studio.catalogue.job import Job
from studio.catalogue.render import Means, render
from studio.stage.quality import Quality
from studio.system.signals import Stopped, stop_on_signals

size = Quality("tiny", 214, 120, 6)
jobs = [Job("faulty_lessons", "Waits", name, size, voice="none") for name in ("one", "two")]
stop_on_signals()
try:
    render(jobs, Means(sys.argv[1], workers=2))
except Stopped as stopped:
    sys.exit(stopped.exit_code)
"""


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_each_such_signal_stops_all_and_leaves_nothing_half_made_and_the_next_run_goes_on(
    number: signal.Signals,
    code: int,
    job: Callable[..., Job],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: Callable[..., "subprocess.Popen[bytes]"],
) -> None:
    gate, media = tmp_path / "gate", tmp_path / "media"
    environment = {**os.environ, "WAITS": str(gate), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    running = start([sys.executable, "-c", COMMAND, str(media)], env=environment, cwd=ROOT)
    for _ in range(600):
        if gate.with_suffix(".pid").exists():
            break
        time.sleep(0.1)
    worker = int(gate.with_suffix(".pid").read_text())
    running.send_signal(number)
    assert running.wait(60) == code
    with pytest.raises(ProcessLookupError):
        os.kill(worker, 0)
    assert {path.name for path in media.iterdir()} <= {"run.json"}
    assert not list((cache_home()).glob(".call~*"))
    entries = json.loads((media / "run.json").read_text())["lessons"]
    assert {entry["name"]: entry["state"] for entry in entries} == {"one": "stopped", "two": "stopped"}
    gate.touch()
    monkeypatch.setenv("WAITS", str(gate))
    waits = [job("Waits", name=name) for name in ("one", "two")]
    assert states(render(waits, Means(str(media), workers=2))) == {"one": "rendered", "two": "rendered"}
