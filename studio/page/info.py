"""LessonInfo: the data of a finished lesson, kept in its folder as `lesson.json`.

Pages are written from it alone, so that they can be written again, for a course or a learning platform,
without drawing the film again.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from studio.system.names import NAME
from studio.system.received import decode, inside, read_text

FILE = "lesson.json"

_ONE_LINE = r"^[^\x00-\x1f\x7f]*\Z"
_LANGUAGE = r"^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\Z"
_Seconds = Annotated[float, Meta(ge=0, le=36_000)]


@dataclass(frozen=True)
class Stretch:
    """A stretch of the film with its text; `start` and `end` in seconds, `data` for programs."""

    start: _Seconds
    end: _Seconds
    text: str
    data: Mapping[str, float | None] | None = None


@dataclass(frozen=True)
class Line:
    """The sentences spoken in one beat; `start` and `end` are the beat's, in seconds."""

    start: _Seconds
    end: _Seconds
    sentences: tuple[Stretch, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class Option:
    """An answer to a question; meaning: the sentence that tells a learner who gives it what it would mean."""

    text: Annotated[str, Meta(max_length=500, pattern=_ONE_LINE)]
    meaning: Annotated[str, Meta(max_length=1000, pattern=_ONE_LINE)] = ""
    right: bool = False


@dataclass(frozen=True)
class Asked:
    """A question that the page asks.

    start, at, resume: seconds at which its beat begins, at which the film stops for it, and at which the film
        goes on after an answer.
    why: why the right answer is right. options: the answers; exactly one is right.
    value, tolerance: of a number to type, the right one and how far off it may be; None where one chooses.
    """

    name: Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,59}\Z")]
    start: _Seconds
    at: _Seconds
    resume: _Seconds
    text: Annotated[str, Meta(max_length=1000, pattern=_ONE_LINE)]
    why: Annotated[str, Meta(max_length=1000, pattern=_ONE_LINE)]
    options: Annotated[tuple[Option, ...], Meta(min_length=1, max_length=20)]
    value: float | None = None
    tolerance: float | None = None

    def __post_init__(self) -> None:
        """Refuse, with a ValueError, what cannot be asked."""
        if [option.right for option in self.options].count(True) != 1:
            raise ValueError(f"the question {self.name} must have one right answer")
        if (self.value is None) != (self.tolerance is None):
            raise ValueError(f"the question {self.name} must have both a value and a tolerance, or neither")

    @property
    def right(self) -> Option:
        """The right answer."""
        return next(option for option in self.options if option.right)


@dataclass(frozen=True)
class Translated:
    """Captions and transcript in a further language; a caption's text is WebVTT (escaped)."""

    language: Annotated[str, Meta(pattern=_LANGUAGE)]
    captions: tuple[Stretch, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LessonInfo:
    """A lesson that has been rendered.

    name: its folder's and video's name. title, summary: for readers.
    language: of all its words, as BCP 47 has it.
    seconds: how long it is; width, height: of its picture in pixels.
    chapters, lines, captions: end to end in order of time; a caption's text is WebVTT (escaped).
    shown: what is on screen but not said in full.
    questions: in order of time; their names differ.
    states_title, states: printed lines that follow the film. program, output: "" where there is none.
    voiced: whether a voice tells it. translations: its captions in further languages.
    """

    name: Annotated[str, Meta(pattern=NAME)]
    title: Annotated[str, Meta(max_length=500, pattern=_ONE_LINE)]
    summary: Annotated[str, Meta(max_length=2000, pattern=_ONE_LINE)]
    language: Annotated[str, Meta(pattern=_LANGUAGE)]
    seconds: Annotated[float, Meta(ge=0, le=36_000)]
    width: Annotated[int, Meta(ge=1, le=20_000)]
    height: Annotated[int, Meta(ge=1, le=20_000)]
    chapters: tuple[Stretch, ...]
    lines: tuple[Line, ...]
    captions: tuple[Stretch, ...]
    shown: str = ""
    states_title: str = ""
    states: tuple[Stretch, ...] = ()
    program: str = ""
    output: str = ""
    voiced: bool = True
    translations: tuple[Translated, ...] = ()
    questions: tuple[Asked, ...] = ()

    def __post_init__(self) -> None:
        """Refuse two questions of one name with a ValueError: answers are kept by it."""
        names = [question.name for question in self.questions]
        if len(set(names)) < len(names):
            raise ValueError("two questions have one name")

    @property
    def video(self) -> str:
        return f"{self.name}.mp4"

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files of the lesson, its page first."""
        names = ["index.html", "page.css", "page.js", "icon.svg", self.video, "poster.png"]
        names += [
            "captions.vtt",
            "captions.srt",
            f"{self.name}.srt",
            "chapters.vtt",
            "transcript.html",
            "transcript.txt",
        ]
        names += ["questions.js"] * bool(self.questions)
        for each in self.translations:
            names += [f"captions.{each.language}.{kind}" for kind in ("vtt", "srt")]
            names.append(f"transcript.{each.language}.txt")
        names += ["steps.vtt"] * bool(self.states)
        names += ["program.txt"] * bool(self.program) + ["output.txt"] * bool(self.output)
        return (*names, FILE)

    def by_chapter(self) -> list[tuple[str, list[Line]]]:
        """Return the lines under the titles of their chapters; under "" those before the first chapter."""
        starts = {chapter.start: chapter.text for chapter in self.chapters}
        grouped: list[tuple[str, list[Line]]] = []
        for line in self.lines:
            if line.start in starts or not grouped:
                grouped.append((starts.get(line.start, ""), []))
            grouped[-1][1].append(line)
        return grouped

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "LessonInfo":
        """Return the lesson that `to_json` wrote; raise ValueError for any other text."""
        return decode(text, cls)

    @classmethod
    def read(cls, folder: Path) -> "LessonInfo":
        """Return the data of the rendered lesson in a folder.

        Raises:
            ValueError: there is no rendered lesson in the folder.
        """
        try:
            return cls.from_json(read_text(inside(folder, FILE)))
        except (FileNotFoundError, NotADirectoryError):
            raise ValueError(f"{folder} holds no rendered lesson: there is no {FILE} in it") from None
        except (OSError, ValueError) as error:
            raise ValueError(f"{folder / FILE} cannot be read; render the lesson again ({error})") from None
