"""One job, done in this process: rendered, checked, published."""

import os
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from manim import VGroup

from studio.catalogue.job import Job, Outcome, key_of
from studio.catalogue.store import PARTS, REJECTED, store_of
from studio.check.expected.cache import keep
from studio.check.expected.notes import Noting
from studio.check.prove import attach, certify
from studio.check.report import Report
from studio.film.drawing import lay_out, manim_defaults
from studio.film.film import PICTURES, Watch, lesson_arguments, record, shoot
from studio.film.manifest_file import NAME, film_name, read_manifest
from studio.film.recording import POSTER
from studio.lesson.lesson import Lesson, lesson_class
from studio.speech.speech import Voice
from studio.speech.voices import voice_for
from studio.stage.brand import brand
from studio.stage.text import code, words
from studio.stage.theme import THEME, Theme, using
from studio.system.cache_home import cache_home
from studio.system.files import ABANDONED, file_hash, hash_inside, prune, scratch, staged, write_atomically
from studio.system.own_folder import importing_from
from studio.system.process_memory import peak_memory
from studio.system.received import inside

_MOST_SPOKEN = 2_000_000_000  # bytes of sentences in the cache; those of one course have 450,000,000
_LONGEST_SPOKEN = 90 * 24 * 3600.0  # seconds after which a sentence is spoken again
_MOST_POINTS = 20_000  # of a logo, with a word of each font

#: Called with what is being done, and how much of how many frames.
Tell = Callable[[str, int, int], None]


class RejectedError(Exception):
    """A film was not published: it breaks a rule."""


def perform(
    job: Job,
    media: str,
    *,
    force: bool = False,
    parts: Sequence[Sequence[str]] = (),
    tell: Tell = lambda what, done, of: None,
) -> Outcome:
    """Render what is not fresh, or all with `force`, into `media`; then check it where that is wanted.

    media: a path or a URL. parts: the beats of each part that `draw_part` has drawn; they are joined.

    Raises:
        ValueError: the lesson refuses.
        OSError: a file cannot be read or written.
    """
    began = time.monotonic()
    store, key = store_of(media), _key(job)
    stale = force or parts or store.staleness(job) is not None
    drawn = [part_place(key, beats) for beats in parts]
    with store.media(*([] if stale else [job.place]), *drawn) as folder:
        done = Outcome(job.name, "fresh", key, worker=worker())
        if stale:
            shot = [inside(folder, place) for place in drawn]
            try:
                done = _render(job, folder, store.cache, key, force, parts, shot, tell)
            except RejectedError as rejected:
                done = replace(done, state="rejected", reason=str(rejected), passed=False)
        elif job.check or job.release:
            tell("checking", 0, 0)
            with _ready(job, store.cache):
                takes = _takes(job, store.cache)
                report = certify(folder / job.place, job.module, job.scene, store.cache, job.again, takes)
                attach(report, folder / job.place)
            done = replace(done, verdict=report.verdict, passed=report.passed)
    return replace(done, seconds=time.monotonic() - began, memory=peak_memory())


def check(
    folder: Path,
    module: str,
    scene: str,
    again: bool,
    own_folder: Path | None = None,
    takes: Path | None = None,
    tell: Tell = lambda what, done, of: None,
) -> tuple[Report, str]:
    """Check the film in a folder, and write the report beside it.

    own_folder: where the lesson's module is, if it is an author's own. takes: the folder of its recordings.
    Returns the report without its pictures, and why it could not be written, "" where it was.

    Raises: as `certify`.
    """
    tell("checking", 0, 0)
    with importing_from(own_folder):
        report, unwritten = certify(folder, module, scene, cache_home(), again, takes), ""
    try:
        attach(report, folder)
    except OSError as trouble:  # a folder that can only be read, for one
        unwritten = str(trouble)
    return replace(report, exhibits=[]), unwritten


def try_theme(theme: Theme, tell: Tell = lambda what, done, of: None) -> None:
    """Draw a theme's logo, its footer and a word in its fonts.

    Raises ValueError where one of them cannot be drawn, or is so large that each picture would take long.
    """
    with using(theme):
        drawn = VGroup(brand(), words("Ag", THEME.body, THEME.text), code("Ag", THEME.body))
        points = drawn.get_all_points()
    if len(points) > _MOST_POINTS:
        raise ValueError(f"they have {len(points):,} points, and {_MOST_POINTS:,} are allowed")
    if not np.isfinite(points).all():
        raise ValueError("a point of them is at no place")


def part_place(key: str, beats: Sequence[str]) -> str:
    """Return the place in the media folder of a part of the film with this key, until it is joined."""
    return f"{PARTS}/{key}/{beats[0]}-{beats[-1]}"


def draw_part(
    job: Job,
    media: str,
    beats: Sequence[str],
    force: bool = False,
    tell: Tell = lambda what, done, of: None,
) -> tuple[float, float]:
    """Draw some of a job's beats, for `perform` to join them; returns the seconds and the MB that it took.

    force: draw them also where a run that did not come to its end has left them.

    Raises: as `perform`.
    """
    began = time.monotonic()
    store = store_of(media)
    place = part_place(_key(job), beats)
    with store.media(place) as folder:
        part = inside(folder, place)
        if force or not (part / PICTURES).is_file():
            with staged(part) as stage, _ready(job, store.cache):
                _shoot(job, stage, store.cache, beats, tell)
    return time.monotonic() - began, peak_memory()


def beats_of(job: Job, media: str, tell: Tell = lambda what, done, of: None) -> list[tuple[str, int]]:
    """The job's beats with the frames of each, all its lines spoken."""
    tell("narrating", 0, 0)
    cache = store_of(media).cache
    with _ready(job, cache):
        return [(span.beat.name, span.end - span.start) for span in _laid_out(job, cache).spans]


def _key(job: Job) -> str:
    """The job's key; ValueError where that is another one here than where the job comes from."""
    key = key_of(job.ingredients())
    if job.key not in ("", key):
        raise ValueError(
            f"{worker()} has other sources or packages than the machine that asks: bring them to the same"
        )
    return key


def _lesson(job: Job) -> type[Lesson]:
    """The job's lesson; ValueError where there is none."""
    return lesson_class(job.module, job.scene)


def voice(job: Job, cache: Path) -> Voice:
    """Return who speaks the job's lines.

    Raises:
        ValueError, OSError: as `studio.speech.voices.voice_for`.
    """
    return voice_for(job.voice, _takes(job, cache), job.language or _lesson(job).language, cache / "voice")


def _takes(job: Job, cache: Path) -> Path | None:
    """Return the folder of the job's recordings, where it carries them put into one."""
    if not job.recordings:
        return job.takes
    folder = cache / "takes" / job.voice_name
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in job.recordings.items():
        write_atomically(inside(folder, name), content)
    return folder


def prune_spoken(cache: Path) -> None:
    """Remove from the cache what was spoken long ago, or is too much, and recordings that no job uses."""
    prune(cache / "voice", size=_MOST_SPOKEN, age=_LONGEST_SPOKEN)
    prune(cache / "voice" / "takes", age=_LONGEST_SPOKEN)
    with suppress(OSError):
        for folder in (cache / "takes").iterdir():
            if time.time() - folder.lstat().st_mtime > ABANDONED:  # each job writes its own anew
                shutil.rmtree(folder, ignore_errors=True)


def worker() -> str:
    """This process, as machine:number."""
    return f"{platform.node()}:{os.getpid()}"


def _render(
    job: Job,
    media: Path,
    cache: Path,
    key: str,
    force: bool,
    parts: Sequence[Sequence[str]],
    shot: Sequence[Path],
    tell: Tell,
) -> Outcome:
    reports: list[Report] = []
    noting = Noting()

    def approve(folder: Path) -> None:
        """Keep what a check will need, then check, where that is wanted, what is about to be published.

        Where it breaks a rule it is put aside, and that is all.
        """
        manifest = read_manifest(folder)
        if noting.frames and manifest["keys"]:  # else another source may have been drawn than is there now
            film = file_hash(folder / f"{film_name(manifest)}.mp4")
            keep(cache, film, manifest, job.module, noting.expected(chosen=bool(job.parameters)))
        if not (job.check or job.release):
            return
        tell("checking", 0, 0)
        reports.append(certify(folder, job.module, job.scene, cache, job.again, _takes(job, cache)))
        attach(reports[-1], folder)
        if job.release and not reports[-1].passed:
            aside = f"{REJECTED}/{job.name}"
            shutil.rmtree(media / aside, ignore_errors=True)
            with staged(media / aside) as copy:
                shutil.copytree(folder, copy, dirs_exist_ok=True)
            raise RejectedError(f"{reports[-1].verdict}; it was not published and lies in {aside}")

    def keys(lesson: Lesson) -> dict[str, str]:
        # A source that was saved meanwhile may or may not have been the one that was loaded.
        same = key_of(job.ingredients()) == key
        return {"film": key, "pictures": key_of(job.pictures(_lengths(lesson)))} if same else {}

    tell("narrating", 0, 0)
    with _ready(job, cache) as aside:
        again = None if force or shot else _same_pictures(job, media / job.place, cache)
        if again is not None:
            parts, shot = again, [aside / "pictures"]
            shot[0].mkdir()
            beats = (job.beat,) if job.beat else ()
            _shoot(job, shot[0], cache, beats, tell, finished=media / job.place, watch=noting)
        film = record(
            _lesson(job),
            media,
            job.quality,
            voice(job, cache),
            beat=job.beat,
            name=job.name,
            title=job.title,
            language=job.language,
            captions=job.captions,
            parameters=job.parameters,
            sheet=job.sheet,
            engine=job.engine,
            constant_rate=job.constant_rate,
            parts=parts,
            shot=shot,
            keys=keys,
            cache=_manim(cache),
            progress=lambda done, of: tell("drawing", done, of),
            approve=approve,
            watch=noting,
        )
    prune_spoken(cache)
    report = reports[-1] if reports else None
    rate = job.quality.frame_rate
    return Outcome(
        job.name,
        "rendered" if again is None else "recut",
        key,
        verdict=report.verdict if report else "",
        passed=report.passed if report else None,
        film_seconds=film.frames / rate,
        worker=worker(),
        files=tuple(path.relative_to(film.folder).as_posix() for path in film.files),
        beats=tuple((span.beat.name, span.start / rate) for span in film.timeline.spans),
    )


def _same_pictures(job: Job, folder: Path, cache: Path) -> Sequence[Sequence[str]] | None:
    """The parts of the film in this folder if a new one would show the same pictures; None if not."""
    if job.sheet or not (folder / NAME).is_file():  # a sheet needs the pictures as they were drawn
        return None
    try:
        manifest = read_manifest(folder)
    except ValueError:  # what is there is of no use
        return None
    # Both go into the new film, whose manifest would call them genuine.
    made, known = (f"{film_name(manifest)}.mp4", POSTER), manifest["hashes"]["files"]
    if not all(name in known and hash_inside(folder, name) == known[name] for name in made):
        return None
    if "pictures" not in manifest["keys"]:
        return None
    if manifest["constant_rate"] and not job.constant_rate:  # pictures can be added to it, not taken out
        return None
    same = key_of(job.pictures(_lengths(_laid_out(job, cache)))) == manifest["keys"]["pictures"]
    return manifest["parts"] if same else None


def _shoot(
    job: Job,
    folder: Path,
    cache: Path,
    beats: Sequence[str],
    tell: Tell,
    finished: Path | None = None,
    watch: Watch = lambda lesson, frames: None,
) -> None:
    """See studio.film.film.shoot."""
    shoot(
        _lesson(job),
        folder,
        job.quality,
        voice(job, cache),
        cache=_manim(cache),
        beats=beats,
        sheet=job.sheet,
        arguments=_arguments(job),
        engine=job.engine,
        finished=finished,
        watch=watch,
        progress=lambda done, of: tell("drawing", done, of),
    )


def _laid_out(job: Job, cache: Path) -> Lesson:
    """See studio.film.drawing.lay_out."""
    return lay_out(
        _lesson(job),
        job.quality,
        voice(job, cache),
        cache=_manim(cache),
        only=job.beat,
        parameters=_arguments(job),
    )


def _arguments(job: Job) -> dict[str, Any]:
    return lesson_arguments(job.parameters, job.language, job.captions, job.title)


def _lengths(lesson: Lesson) -> list[Any]:
    """When the beats and their words begin, in frames: all that a scene can know of how its lines sound."""
    rate = lesson.timeline.frame_rate
    return [
        [
            span.beat.name,
            span.start,
            span.voice_start,
            span.end,
            [[round(word.start * rate), round(word.end * rate)] for word in span.narration.words],
        ]
        for span in lesson.timeline.spans
    ]


@contextmanager
def _ready(job: Job, cache: Path) -> Iterator[Path]:
    """With the job's theme and own folder in force, its files unpacked; gives a folder for a while."""
    with manim_defaults(), scratch(cache, "aside") as folder:
        here = job.unpacked(folder)
        with using(here.theme), importing_from(here.own_folder):
            yield folder


def _manim(cache: Path) -> Path:
    """Return the folder for manim's intermediate files."""
    return cache / "manim"
