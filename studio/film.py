"""A lesson -> a folder: the MP4 and, beside it, captions, a poster, the lesson's page and a manifest."""

import ctypes
import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from manim import tempconfig
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene.scene_file_writer import SceneFileWriter
from manim.typing import RGBAPixelArray
from numpy.typing import NDArray
from PIL import Image

from studio.captions import Cue, Word, cues, write_srt, write_vtt
from studio.chapter_track import drop_chapter_track
from studio.engine import Box, StudioRenderer
from studio.files import staged
from studio.lesson import Lesson
from studio.manifest import write_manifest
from studio.mp4 import Mp4Writer
from studio.page.describe import describe
from studio.page.lesson_page import write_lesson
from studio.quality import Quality
from studio.sheet import contact_sheet, thumbnail
from studio.sound import SAMPLE_RATE, mix, normalise
from studio.theme import THEME
from studio.timeline import Span, Timeline
from studio.voice import Voice

#: Who draws: the studio's own engine, or manim's stock renderer, its referee.
ENGINES = {"studio": StudioRenderer, "manim": CairoRenderer}

_M_MMAP_THRESHOLD = -3  # glibc's malloc.h

#: Called with the number of frames just drawn and the number there will be in all.
Progress = Callable[[int, int], None]


class FrameTap(SceneFileWriter):
    """Manim's file writer with its encoder taken out: every drawn frame goes to `sink` instead.

    Relies on manim 0.22: under `dry_run` its writer opens no encoder, and the Cairo renderer hands each
    frame to `write_frame` once, with the number of times it is shown.
    """

    sink: Callable[[RGBAPixelArray, int], None]

    def write_frame(self, pixels: RGBAPixelArray, *, repeat: int = 1) -> None:
        self.sink(pixels, repeat)


class BlankRenderer(CairoRenderer):
    """Plays a lesson without drawing it: every frame is as blank as the camera was made."""

    def update_frame(self, *_: Any, **__: Any) -> None:
        pass


@dataclass(frozen=True)
class Film:
    """What was recorded.

    folder: where the files are.
    timeline: the beats with their frames.
    progress: for each of the lesson's trackers its value at every frame, (frames,) float64; nan before
        the tracker came into being.
    frames: frames in the film; `first` is the timeline's frame that the film begins with.
    files: all that was written, the video first.
    """

    folder: Path
    name: str
    timeline: Timeline
    first: int
    frames: int
    files: tuple[Path, ...]
    progress: dict[str, NDArray[np.float64]] = field(repr=False)

    @property
    def mp4(self) -> Path:
        return self.folder / f"{self.name}.mp4"


def draw(
    lesson_class: type[Lesson],
    quality: Quality,
    voice: Voice,
    sink: Callable[[Lesson, RGBAPixelArray, int], None],
    *,
    cache: Path,
    only: str | None = None,
    parameters: Mapping[str, Any] | None = None,
    rasterise: bool = True,
    engine: str = "studio",
) -> Lesson:
    """Draw a lesson frame by frame into `sink`, which gets the lesson, the picture, and how often it shows.

    The picture is (height, width, 4) uint8 RGBA; without `rasterise` it is blank, and only the lesson's
    objects are moved, which is many times faster. `engine`: one of ENGINES; the pictures are the same.
    Manim's own intermediate files go to `cache`.
    """
    renderer_class = ENGINES[engine] if rasterise else BlankRenderer
    return _draw(
        lesson_class,
        quality,
        voice,
        renderer_class,
        lambda lesson, pixels, frames, _: sink(lesson, pixels.copy(), frames),
        cache=cache,
        only=only,
        parameters=parameters,
    )


def _draw(
    lesson_class: type[Lesson],
    quality: Quality,
    voice: Voice,
    renderer_class: type[CairoRenderer],
    sink: Callable[[Lesson, RGBAPixelArray, int, list[Box] | None], None],
    *,
    cache: Path,
    only: str | None,
    parameters: Mapping[str, Any] | None,
) -> Lesson:
    """As `draw`, but the picture is the renderer's own, which is drawn on again when `sink` returns.

    The sink's last argument are the boxes outside which the picture is the one before; None if not known.
    """
    settings = {
        "dry_run": True,
        "disable_caching": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
        "media_dir": str(cache),
        "pixel_width": quality.width,
        "pixel_height": quality.height,
        "frame_rate": quality.frame_rate,
        "background_color": THEME.background,
    }
    with tempconfig(settings):
        renderer = renderer_class(file_writer_class=FrameTap)
        lesson = lesson_class(renderer=renderer, voice=voice, only=only, **(parameters or {}))
        renderer.file_writer.sink = lambda pixels, repeat: sink(
            lesson, pixels, repeat, getattr(renderer, "changed", None)
        )
        _return_memory()
        with _quiet_collector():
            lesson.render()
    return lesson


def _return_memory() -> None:
    """Have the C library give arrays of a megabyte and more back to the system as soon as they are dropped.

    glibc keeps them once a few were dropped, in pieces among other things: lesson after lesson took more.
    """
    with suppress(AttributeError, OSError, TypeError):  # another C library has no mallopt
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Look for garbage in circles seldom: nearly all that manim makes stays."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def record(
    lesson_class: type[Lesson],
    media: Path,
    quality: Quality,
    voice: Voice,
    *,
    beat: str | None = None,
    name: str = "",
    title: str = "",
    language: str = "",
    parameters: Mapping[str, Any] | None = None,
    sheet: bool = False,
    engine: str = "studio",
    constant_rate: bool = False,
    progress: Progress = lambda drawn, total: None,
    approve: Callable[[Path], object] = lambda folder: None,
) -> Film:
    """Record a lesson, or one beat of it, into its folder under `media`; with a contact sheet if asked.

    name, title: of the folder and its files, and for the learner; by default those of the lesson's class.
    language: as BCP 47 has it; by default the lesson's own.
    parameters: what the author chose about the lesson, by name.
    engine: one of ENGINES.
    constant_rate: write every frame, also while a picture is held (see Mp4Writer).
    approve: called with the folder of finished files before they are published; what it raises stops that.

    The folder's files are replaced only when all of them are finished; until then, and if anything goes
    wrong, what was there stays as it was.

    Raises:
        ValueError: the lesson's mathematics, its script or the name of the beat is refused.
        OSError: the folder cannot be written.
    """
    if beat is not None and not beat.isidentifier():  # it becomes a folder's name
        raise ValueError(f"a beat's name is one word like bowl, and {beat!r} is not")
    lesson_name, title = name or lesson_class.__name__, title or lesson_class.heading()
    name = lesson_name if beat is None else f"{lesson_name}-{beat}"
    folder = media / lesson_name if beat is None else media / lesson_name / "beats" / beat
    with staged(folder) as stage:
        picture = Mp4Writer(
            stage / f"{name}.mp4",
            quality.width,
            quality.height,
            quality.frame_rate,
            constant_rate=constant_rate,
            title=title,
        )
        take = _Take(picture, sheet, progress)
        with picture:
            lesson = _draw(
                lesson_class,
                quality,
                voice,
                ENGINES[engine],
                take.expose,
                cache=media / ".cache" / "manim",
                only=beat,
                parameters=parameters,
            )
            spans = lesson.timeline.spans if beat is None else (lesson.timeline.span(beat),)
            _check_length(picture.frames, spans)
            assert take.sound is not None
            picture.finish(take.sound, _chapters(spans))
        drop_chapter_track(stage / f"{name}.mp4")
        captions = _write_captions(stage, spans, quality.frame_rate)
        values = {
            tracker: np.array([state.get(tracker, np.nan) for state in take.progress])
            for tracker in lesson.trackers
        }
        if beat is None:
            lesson.language = language or lesson.language
            write_lesson(stage, describe(lesson, captions, values, quality, name, title))
        Image.fromarray(take.poster).save(stage / "poster.png", optimize=True)
        if sheet:
            lines = [" ".join(word.text for word in span.narration.words) for span in spans]
            frames = [take.thumbnails[span.beat.name] for span in spans]
            contact_sheet(frames, lines).save(stage / "sheet.png", optimize=True)
        write_manifest(
            stage,
            stage / f"{name}.mp4",
            lesson,
            quality,
            name=lesson_name,
            title=title,
            parameters=parameters,
            engine=engine,
            constant_rate=constant_rate,
        )
        approve(stage)
        files = sorted(stage.iterdir(), key=lambda path: (path.suffix != ".mp4", path.name))
    for path in folder.glob("check.*"):  # of the film that was here before
        if stage / path.name not in files:
            path.unlink()
    return Film(
        folder=folder,
        name=name,
        timeline=lesson.timeline,
        first=spans[0].start,
        frames=len(take.progress),
        files=tuple(folder / path.name for path in files),
        progress=values,
    )


class _Take:
    """Collects what is drawn: the film's pictures, the poster, and the trackers' values."""

    def __init__(self, picture: Mp4Writer, sheet: bool, report: Progress) -> None:
        self.picture = picture
        self.progress: list[dict[str, float]] = []
        self.sound: NDArray[np.float32] | None = None
        self.poster: RGBAPixelArray
        self.thumbnails: dict[str, Image.Image] = {}  # of each beat's last picture
        self._sheet, self._report = sheet, report

    def expose(self, lesson: Lesson, pixels: RGBAPixelArray, frames: int, changed: list[Box] | None) -> None:
        if self.sound is None:  # now: it takes a lot of memory for a moment, as do many pictures later on
            timeline = lesson.timeline
            spans = timeline.spans if lesson.only is None else (timeline.span(lesson.only),)
            self.sound = _sound(spans, timeline.frame_rate)
        self.picture.show(pixels, frames, changed=changed)
        state = {name: tracker.get_value() for name, tracker in lesson.trackers.items()}
        self.progress += [state] * frames
        drawn, total = len(self.progress), lesson.timeline.frames
        if lesson.beat_name:
            span = lesson.timeline.span(lesson.beat_name)
            first = span.start if lesson.only else 0  # where the film begins
            if lesson.only:
                total = span.end - first
            if drawn == span.end - first:
                self._end_beat(lesson, pixels)
        self._report(drawn, total)

    def _end_beat(self, lesson: Lesson, pixels: RGBAPixelArray) -> None:
        """Keep what is wanted of a beat's last picture."""
        if lesson.only or lesson.beat_name == lesson.poster:
            self.poster = pixels.copy()
        if self._sheet:
            self.thumbnails[lesson.beat_name] = thumbnail(Image.fromarray(pixels).convert("RGB"))


def _check_length(frames: int, spans: tuple[Span, ...]) -> None:
    planned = spans[-1].end - spans[0].start
    if frames != planned:
        raise ValueError(
            f"{frames} frames were drawn where the script has {planned}: construct() must play every beat "
            "of script(), once and in order"
        )


def _sound(spans: tuple[Span, ...], frame_rate: int) -> NDArray[np.float32]:
    """The lines at their places on the timeline, at the loudness players expect."""
    first = spans[0].start
    clips = [
        (round((span.voice_start - first) * SAMPLE_RATE / frame_rate), span.narration.samples)
        for span in spans
    ]
    return normalise(mix(clips, round((spans[-1].end - first) * SAMPLE_RATE / frame_rate)))


def _chapters(spans: tuple[Span, ...]) -> list[tuple[str, int]]:
    first = spans[0].start
    return [(span.title, span.start - first) for span in spans if span.title]


def _write_captions(stage: Path, spans: tuple[Span, ...], frame_rate: int) -> tuple[Cue, ...]:
    first = spans[0].start
    spoken = [
        [_moved(word, (span.voice_start - first) / frame_rate) for word in span.narration.words]
        for span in spans
    ]
    captions = cues(spoken, film_end=(spans[-1].end - first) / frame_rate, frame_rate=frame_rate)
    write_vtt(stage / "captions.vtt", captions)
    write_srt(stage / "captions.srt", captions)
    return captions


def _moved(word: Word, seconds: float) -> Word:
    return Word(word.text, word.start + seconds, word.end + seconds)
