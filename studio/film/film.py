"""Record a lesson into a folder: the MP4 and, beside it, captions, poster, page and manifest."""

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from manim.typing import RGBAPixelArray
from numpy.typing import NDArray

from studio.film.aac import Sound, encode_sound
from studio.film.chapter_track import drop_chapter_track
from studio.film.contact_sheet import contact_sheet
from studio.film.drawing import ENGINES, BlankRenderer, draw_changes, lay_out
from studio.film.engine import Box
from studio.film.manifest import write_manifest
from studio.film.manifest_file import NAME, film_name, former_files, read_manifest
from studio.film.mp4 import Mp4Writer
from studio.film.recording import Recording
from studio.lesson.captions import captions_of, further_captions
from studio.lesson.lesson import Lesson
from studio.lesson.timeline import Span, Timeline
from studio.page.describe import describe
from studio.page.lesson_page import write_lesson
from studio.speech.captions import Cue, write_srt, write_vtt
from studio.speech.sound import SAMPLE_RATE, mix
from studio.speech.speech import Voice
from studio.stage.quality import Quality
from studio.system.files import staged
from studio.system.names import BEAT
from studio.system.received import inside

#: The file with the pictures of a part, in its folder.
PICTURES = "pictures.mp4"
#: Called with the number of frames just drawn and the number there will be in all.
Progress = Callable[[int, int], None]

#: Called at every picture with the lesson as it is drawn, and for how many frames it stays so.
Watch = Callable[[Lesson, int], object]


@dataclass(frozen=True)
class Film:
    """A recorded lesson.

    folder: where its files are.
    timeline: the beats with their frames.
    first, frames: the timeline's frame at which the film begins, and the number of its frames.
    files: all that was written, the video first.
    tracker_values: each tracker's value at every frame, (frames,) float64, by its name; nan before the
        tracker came into being.
    """

    folder: Path
    name: str
    timeline: Timeline
    first: int
    frames: int
    files: tuple[Path, ...]
    tracker_values: dict[str, NDArray[np.float64]] = field(repr=False)

    @property
    def mp4(self) -> Path:
        """The film's file."""
        return self.folder / f"{self.name}.mp4"


def shoot(
    lesson_class: type[Lesson],
    folder: Path,
    quality: Quality,
    voice: Voice,
    *,
    cache: Path,
    beats: Sequence[str] = (),
    poster: str = "",
    sheet: bool = False,
    arguments: Mapping[str, Any] | None = None,
    engine: str = "studio",
    finished: Path | None = None,
    begun: Callable[[Lesson], object] = lambda lesson: None,
    watch: Watch = lambda lesson, frames: None,
    progress: Progress = lambda drawn, total: None,
) -> Lesson:
    """Draw a lesson, or some of its beats, into a folder from which `record` makes a film.

    Args:
        poster: the beat whose last picture becomes the poster; by default the lesson's own choice.
        arguments: the lesson's, as `lesson_arguments` returns them.
        finished: the folder of a film that shows the same pictures: they are copied instead of drawn.
        begun: called once, when the first picture is drawn.
        watch: called at every picture (see Watch).
        progress: called at every picture (see Progress).
    The others are those of `record`.

    Raises:
        ValueError: the lesson's mathematics, its script or the names of the beats are refused.
        OSError: the folder cannot be written.
    """
    recording = Recording(poster, sheet, progress)
    size = quality.width, quality.height, quality.frame_rate
    with Mp4Writer(folder / PICTURES, *size, constant_rate=False) as film:  # filled when it is joined

        def expose(lesson: Lesson, pixels: RGBAPixelArray, frames: int, changed: list[Box] | None) -> None:
            if not recording.frames:
                begun(lesson)
            if finished is None:
                film.show(pixels, frames, changed=changed)
            recording.note(lesson, None if finished else pixels, frames)
            watch(lesson, frames)

        renderer = BlankRenderer if finished else ENGINES[engine]
        lesson = draw_changes(
            lesson_class, quality, voice, renderer, expose, cache=cache, only=beats, parameters=arguments
        )
        if finished:
            film.append(inside(finished, f"{film_name(read_manifest(finished))}.mp4"))
            recording.load_poster(finished)
        _check_length(recording.frames, lesson.spans)
        _check_length(film.frames, lesson.spans)
        film.finish(None)
    recording.save(folder)
    return lesson


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
    captions: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    sheet: bool = False,
    engine: str = "studio",
    constant_rate: bool = True,
    parts: Sequence[Sequence[str]] = (),
    shot: Sequence[Path] = (),
    keys: Callable[[Lesson], Mapping[str, str]] = lambda lesson: {},
    cache: Path | None = None,
    watch: Watch = lambda lesson, frames: None,
    progress: Progress = lambda drawn, total: None,
    approve: Callable[[Path], object] = lambda folder: None,
) -> Film:
    """Record a lesson, or one beat of it, into its folder under `media`.

    The folder's files are replaced only when all of them are finished; until then, and if anything goes
    wrong, the former ones stay as they were.

    Args:
        name: the name of the folder and its files; by default that of the lesson's class.
        title: the title that a learner sees; by default the name of the class in words.
        language: the one that it is told in, a BCP 47 tag; by default the lesson's own.
        captions: further languages in which there are captions and a transcript beside the film.
        parameters: the lesson's parameters by name.
        sheet: also write a contact sheet.
        engine: one of ENGINES.
        constant_rate: have a picture at every frame, else one every half second of a hold (see Mp4Writer).
        parts: the beats of each part that is encoded by itself; by default one part has all.
        shot: the folders into which `shoot` drew the parts; by default they are drawn now, one by one.
        keys: return the keys of all that shapes the film, for the manifest (see studio.catalogue.job).
        cache: a folder for manim's own intermediate files; by default one under `media`.
        watch: called at every picture that is drawn here (see Watch).
        progress: called at every picture that is drawn here (see Progress).
        approve: called with the folder of finished files before they are published; raising stops that.

    Raises:
        ValueError: the lesson's mathematics, its script or the name of the beat is refused.
        OSError: the folder cannot be written.
    """
    if beat is not None and not re.match(BEAT, beat):  # it becomes a folder's name
        raise ValueError(f"a beat's name is one word like bowl, and {beat!r} is not")
    arguments = lesson_arguments(parameters, language, captions, title)
    lesson_name = name or lesson_class.__name__
    name = lesson_name if beat is None else f"{lesson_name}-{beat}"
    folder = media / lesson_name if beat is None else media / lesson_name / "beats" / beat
    cache = cache or media / ".cache" / "manim"
    parts = parts or [() if beat is None else (beat,)]
    lesson: Lesson | None = None
    sounds: list[Future[Sound]] = []
    with staged(folder, top=media / lesson_name, without=former_files(folder), last=NAME) as stage:
        with TemporaryDirectory(dir=stage, prefix=".parts-") as aside, ThreadPoolExecutor(1) as worker:

            def mix_meanwhile(lesson: Lesson) -> None:
                if len(parts) == 1:
                    sounds.append(worker.submit(_sound, lesson.spans, quality.frame_rate))

            if not shot:
                shot = [Path(aside) / str(number) for number in range(len(parts))]
                for beats, place in zip(parts, shot, strict=True):
                    place.mkdir()
                    lesson = shoot(
                        lesson_class,
                        place,
                        quality,
                        voice,
                        cache=cache,
                        beats=beats,
                        poster=beat or "",
                        sheet=sheet,
                        arguments=arguments,
                        engine=engine,
                        begun=mix_meanwhile,
                        watch=watch,
                        progress=progress,
                    )
            if lesson is None or len(parts) > 1:  # of those parts the last one only knows its own
                lesson = lay_out(lesson_class, quality, voice, cache=cache, only=beat, parameters=arguments)
            title = title or lesson.told_heading()
            recording = Recording()
            sound = sounds[0].result() if sounds else _sound(lesson.spans, quality.frame_rate)
            _join(stage / f"{name}.mp4", lesson, shot, recording, quality, constant_rate, title, sound)
        spans = lesson.spans
        told = captions_of(spans, lesson.language)
        _write_captions(stage, name, told)
        further = _write_further(stage, lesson)
        if beat is None:
            write_lesson(
                stage,
                describe(lesson, told, recording.tracker_values, quality, name, title, further),
            )
        assert recording.poster is not None
        recording.poster.save(stage / "poster.png", optimize=True)
        if sheet:
            lines = [" ".join(word.text for word in span.narration.words) for span in spans]
            frames = [recording.thumbnails[span.beat.name] for span in spans]
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
            parts=parts,
            keys=keys(lesson),
        )
        approve(stage)
        files = sorted(stage.iterdir(), key=lambda path: (path.suffix != ".mp4", path.name))
    return Film(
        folder=folder,
        name=name,
        timeline=lesson.timeline,
        first=spans[0].start,
        frames=recording.frames,
        files=tuple(folder / path.name for path in files),
        tracker_values=recording.tracker_values,
    )


def _join(
    path: Path,
    lesson: Lesson,
    shot: Sequence[Path],
    recording: Recording,
    quality: Quality,
    constant_rate: bool,
    title: str,
    sound: Sound,
) -> None:
    """Join the parts that were shot into one film with sound and chapters, and their recordings into one."""
    size = quality.width, quality.height, quality.frame_rate
    with Mp4Writer(path, *size, constant_rate=constant_rate, title=title) as film:
        for place in shot:
            film.append(inside(place, PICTURES))
            recording.append(place)
        _check_length(film.frames, lesson.spans)
        film.finish(sound, _chapters(lesson.spans))
    drop_chapter_track(path)


def _check_length(frames: int, spans: tuple[Span, ...]) -> None:
    planned = spans[-1].end - spans[0].start
    if frames != planned:
        raise ValueError(
            f"{frames} frames were drawn where the script has {planned}: construct() must play every beat "
            "of script(), once and in order"
        )


def _sound(spans: tuple[Span, ...], frame_rate: int) -> Sound:
    """Mix the lines at their places on the timeline, at the loudness that players expect, and encode them."""
    # Takes half a second to import, and this function runs beside the drawing.
    from studio.speech.loudness import normalise

    first = spans[0].start
    clips = [
        (round((span.voice_start - first) * SAMPLE_RATE / frame_rate), span.narration.samples)
        for span in spans
    ]
    samples = normalise(mix(clips, round((spans[-1].end - first) * SAMPLE_RATE / frame_rate)))
    return encode_sound(samples, frame_rate)


def _chapters(spans: tuple[Span, ...]) -> list[tuple[str, int]]:
    first = spans[0].start
    return [(span.title, span.start - first) for span in spans if span.title]


def _write_captions(stage: Path, film: str, captions: Sequence[Cue]) -> None:
    write_vtt(stage / "captions.vtt", captions)
    for name in ("captions", film):  # players load the one that is called as the film
        write_srt(stage / f"{name}.srt", captions)


def _write_further(stage: Path, lesson: Lesson) -> dict[str, tuple[Cue, ...]]:
    """Write the captions in further languages, by whose tags they are returned."""
    written = {}
    for language in lesson.timeline.translated:
        found = further_captions(lesson.timeline, lesson.spans, language)
        write_vtt(stage / f"captions.{language}.vtt", found)
        write_srt(stage / f"captions.{language}.srt", found)
        written[language] = found
    return written


def lesson_arguments(
    parameters: Mapping[str, Any] | None, language: str = "", captions: Sequence[str] = (), title: str = ""
) -> dict[str, Any]:
    """Return with what a lesson is made: its parameters, the languages that it is told in, and its title."""
    wanted = {"language": language, "captions": captions, "title": title}
    return {**(parameters or {}), **{name: value for name, value in wanted.items() if value}}
