"""Pack a rendered lesson as H5P Interactive Video: our film, captions and chapters, with the questions in it.

The package holds content only. A platform with H5P has the libraries that it names, or gets them from the H5P
Hub; they are the platform's to keep up to date. Source: the semantics of H5P.InteractiveVideo 1.28,
H5P.MultiChoice 1.16 and H5P.Blanks 1.14.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from studio.language.tongues import PageWords
from studio.page.archive import write_zip
from studio.page.info import Asked, LessonInfo
from studio.system.received import inside

#: The libraries that the content needs, with the versions that it is written for.
LIBRARIES = {
    "H5P.InteractiveVideo": (1, 28),
    "H5P.Video": (1, 6),
    "H5P.MultiChoice": (1, 16),
    "H5P.Blanks": (1, 14),
}

_SHOWN = 1.0  # seconds, at most, that a question has to itself
_SPACE = uuid.UUID("7a0d1f0e-6f0b-4a39-9c40-0f4c7b3f2b11")  # of the names of our questions


def write_h5p(folder: Path) -> Path:
    """Write the H5P package of one rendered lesson beside its folder; return its path.

    Raises:
        ValueError: the folder holds no rendered lesson.
        OSError: a file cannot be read or written.
    """
    info = LessonInfo.read(folder)
    return write_zip(folder.with_name(f"{folder.name}.h5p"), _members(folder, info))


def _members(folder: Path, info: LessonInfo) -> Iterator[tuple[str, bytes | Path]]:
    yield "h5p.json", _json(_about(info))
    yield "content/content.json", _json(content(info))
    yield "content/videos/lesson.mp4", inside(folder, info.video)
    yield "content/videos/captions.vtt", inside(folder, "captions.vtt")
    yield "content/images/poster.png", inside(folder, "poster.png")


def _about(info: LessonInfo) -> dict[str, Any]:
    return {
        "title": info.title,
        "language": info.language.partition("-")[0].lower(),
        "mainLibrary": "H5P.InteractiveVideo",
        "embedTypes": ["iframe"],
        "license": "U",
        "preloadedDependencies": [
            {"machineName": name, "majorVersion": major, "minorVersion": minor}
            for name, (major, minor) in LIBRARIES.items()
        ],
    }


def content(info: LessonInfo) -> dict[str, Any]:
    """Return the parameters of H5P.InteractiveVideo for a lesson."""
    _ = PageWords(info.language)
    poster = {"path": "images/poster.png", "mime": "image/png", "width": info.width, "height": info.height}
    captions = {"path": "videos/captions.vtt", "mime": "text/vtt"}
    return {
        "interactiveVideo": {
            "video": {
                "startScreenOptions": {
                    "title": escape(info.title),
                    "hideStartTitle": True,
                    "shortStartDescription": escape(info.summary),
                    "poster": poster,
                },
                "textTracks": {
                    "videoTrack": [
                        {
                            "label": _("Captions"),
                            "kind": "captions",
                            "srcLang": info.language,
                            "track": captions,
                        }
                    ]
                },
                "files": [{"path": "videos/lesson.mp4", "mime": "video/mp4", "copyright": {"license": "U"}}],
            },
            "assets": {
                "interactions": [_interaction(info, *timed) for timed in _timed(info)],
                "bookmarks": [
                    {"time": chapter.start, "label": escape(chapter.text)} for chapter in info.chapters
                ],
                "endscreens": [{"time": info.seconds, "label": _("Your answers")}] * bool(info.questions),
            },
            "summary": {
                "task": {
                    "library": "H5P.Summary 1.10",
                    "params": {"summaries": [], "overallFeedback": [{"from": 0, "to": 100}]},
                    "subContentId": _identifier(info, "summary"),
                },
                "displayAt": 3,
            },
        },
        "override": {
            "autoplay": False,
            "loop": False,
            "showBookmarksmenuOnLoad": False,
            "showSolutionButton": "on",
        },
    }


def _timed(info: LessonInfo) -> Iterator[tuple[Asked, float, float]]:
    """Yield each question with its first and last second: those of one moment come one after the other."""
    times = Counter(question.at for question in info.questions)
    before: Counter[float] = Counter()
    for question in info.questions:
        room = max(info.seconds - question.at, 0.3) / (times[question.at] + 1)
        step = min(room, _SHOWN)
        start = min(question.at, info.seconds - 0.3) + before[question.at] * step
        before[question.at] += 1
        yield question, round(start, 3), round(start + 0.8 * step, 3)


def _interaction(info: LessonInfo, question: Asked, start: float, end: float) -> dict[str, Any]:
    """Return a question in the film: it stops there, and the question covers the picture."""
    typed = question.tolerance is not None
    return {
        "x": 5,
        "y": 5,
        "width": 30,
        "height": 18,
        "duration": {"from": start, "to": end},
        "pause": True,
        "displayType": "poster",
        "buttonOnMobile": True,
        "libraryTitle": "Fill in the Blanks" if typed else "Multiple Choice",
        "label": "",
        "adaptivity": {
            "correct": {"allowOptOut": False, "message": ""},
            "wrong": {"allowOptOut": False, "message": ""},
            "requireCompletion": False,
        },
        "action": {
            "library": library("H5P.Blanks" if typed else "H5P.MultiChoice"),
            "params": _blank(question, PageWords(info.language)) if typed else _choices(question),
            "subContentId": _identifier(info, question.name),
            "metadata": {"contentType": "", "license": "U", "title": escape(question.text[:255])},
        },
    }


def library(name: str) -> str:
    """Return a library's name with its version, as H5P writes it in content."""
    major, minor = LIBRARIES[name]
    return f"{name} {major}.{minor}"


def _choices(question: Asked) -> dict[str, Any]:
    return {
        "question": f"<p>{escape(question.text)}</p>",
        "answers": [
            {
                "text": f"<div>{escape(option.text)}</div>",
                "correct": option.right,
                "tipsAndFeedback": {
                    "tip": "",
                    "chosenFeedback": escape(question.why if option.right else option.meaning),
                    "notChosenFeedback": "",
                },
            }
            for option in question.options
        ],
        "overallFeedback": [{"from": 0, "to": 100}],
        "behaviour": {
            "enableRetry": True,
            "enableSolutionsButton": True,
            "enableCheckButton": True,
            "type": "single",
            "singlePoint": True,
            "randomAnswers": False,
            "showSolutionsRequiresInput": True,
            "passPercentage": 100,
            "showScorePoints": True,
        },
    }


def _blank(question: Asked, _: PageWords) -> dict[str, Any]:
    """Return a number to type: H5P compares text, so the ways to write the right one are listed."""
    spellings = dict.fromkeys(
        text.replace("/", "").replace("*", "").replace(":", "")
        for said in (question.right.text, question.right.text.replace("−", "-"))
        for text in (said, said.replace(".", ","), said.replace(",", "."))
    )
    return {
        "text": f"<p>{escape(_('Type the number.'))}</p>",
        "questions": [f"<p>{escape(question.text)} *{escape('/'.join(spellings))}*</p>"],
        "overallFeedback": [
            {"from": 0, "to": 99, "feedback": f"{_('Not quite.')} {question.why}"[:255]},
            {"from": 100, "to": 100, "feedback": f"{_('Yes!')} {question.why}"[:255]},
        ],
        "behaviour": {
            "enableRetry": True,
            "enableSolutionsButton": True,
            "enableCheckButton": True,
            "autoCheck": False,
            "caseSensitive": False,
            "showSolutionsRequiresInput": True,
            "separateLines": False,
            "acceptSpellingErrors": False,
        },
    }


def _identifier(info: LessonInfo, name: str) -> str:
    return str(uuid.uuid5(_SPACE, f"{info.name} {name}"))


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()
