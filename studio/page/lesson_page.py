"""Write a lesson's page, transcript and tracks from its LessonInfo."""

import html
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.language.tongues import PageWords, name_of
from studio.page.info import FILE, LessonInfo, Stretch
from studio.page.templates import asset, render_page
from studio.page.transcript import transcript, translated_transcript
from studio.speech.captions import Cue, write_vtt
from studio.system.files import write_atomically

#: The share of the film that must have been watched for the lesson to count as completed.
COMPLETED = 0.9

ASSETS = ("page.css", "page.js", "icon.svg")

#: The script of a page that asks.
QUESTIONS = "questions.js"


@dataclass(frozen=True)
class Place:
    """The place of a lesson in a course.

    index: the address of the course's index page, relative to the lesson's; "" for none.
    previous, next: address and title of the lessons before and after.
    """

    course: str
    index: str
    previous: tuple[str, str] | None = None
    next: tuple[str, str] | None = None


def write_lesson(folder: Path, info: LessonInfo) -> None:
    """Write all that a lesson's folder holds beside its film, poster and captions.

    Raises OSError where a file cannot be written.
    """
    write_vtt(folder / "chapters.vtt", _cues(info.chapters))
    if info.states:
        write_vtt(folder / "steps.vtt", [Cue(s.start, s.end, (_payload(s),)) for s in info.states])
    if info.program:
        write_atomically(folder / "program.txt", info.program + "\n")
    if info.output:
        write_atomically(folder / "output.txt", info.output + "\n")
    write_atomically(folder / "transcript.txt", transcript(info))
    write_atomically(
        folder / "transcript.html", render_page("transcript.html.j2", lesson=info, _=PageWords(info.language))
    )
    for each in info.translations:
        write_atomically(folder / f"transcript.{each.language}.txt", translated_transcript(info, each))
    write_atomically(folder / FILE, info.to_json())
    for name in (*ASSETS, *([QUESTIONS] if info.questions else [])):
        write_atomically(folder / name, asset(name))
    write_atomically(folder / "index.html", lesson_page(info))


def lesson_page(
    info: LessonInfo,
    place: Place | None = None,
    recorder: str = "",
    mastery: int | None = None,
    connects: bool = False,
) -> str:
    """Return the lesson's page.

    place: its place in a course, for links to its neighbours.
    recorder: a script beside the page that tells a learning platform what was watched; "" for none.
    mastery: the percentage of right answers that passes the lesson, if it is graded so.
    connects: let the recorder send to other addresses.
    """
    _ = PageWords(info.language)
    return render_page(
        "lesson.html.j2",
        _=_,
        name_of=name_of,
        lesson=info,
        place=place,
        recorder=recorder,
        mastery=mastery,
        connects=connects,
        snippet=snippet(info),
        followed={
            "name": info.name,
            "language": info.language,
            "completed": COMPLETED,
            "words": {
                "captions": name_of(info.language) if info.translations else _("Captions"),
                "chapters": _("Chapters"),
                "leave": _("Leave the lesson"),
                "no_jumps": _(
                    "Jumps do not work here: the web server sends this film only from its beginning."
                ),
            }
            | (_words_of_questions(_, len(info.questions)) if info.questions else {}),
            "translations": [
                {
                    "language": each.language,
                    "name": name_of(each.language),
                    "captions": [asdict(stretch) for stretch in each.captions],
                }
                for each in info.translations
            ],
            "captions": [asdict(stretch) for stretch in info.captions],
            "chapters": [
                asdict(chapter) | {"text": html.escape(chapter.text, quote=False)}
                for chapter in info.chapters
            ],
            "lines": [asdict(sentence) for line in info.lines for sentence in line.sentences],
            "states": [asdict(state) | {"text": _payload(state)} for state in info.states],
            "questions": [asdict(question) for question in info.questions],
            "mastery": mastery if info.questions else None,
        },
    )


def _words_of_questions(_: PageWords, count: int) -> dict[str, str | list[str]]:
    """Return what questions.js says, by name; of what is left to answer, a text for each number of it."""
    return {
        "answer": _("Answer"),
        "go_on": _("Go on"),
        "yes": _("Yes!"),
        "not_quite": _("Not quite."),
        "right_answer": _("The right answer: {answer}."),
        "choose": _("Choose an answer first."),
        "type": _("Type a number, such as 2.5 or −3."),
        "right": _("right"),
        "not_right": _("not right"),
        "yours": _("yours"),
        "unanswered": _("not answered yet"),
        "waiting": _.counted("{count} question waits for you.", "{count} questions wait for you.", count),
        "score": _("{right} of {count} right."),
        "left": [
            _.counted("{count} still to answer.", "{count} still to answer.", left)
            for left in range(count + 1)
        ],
        "to_pass": _("It takes {mastery} percent to pass."),
    }


def snippet(info: LessonInfo) -> str:
    """Return the HTML that embeds the lesson in another page, which lies beside the lesson's folder."""
    address = f"{info.name}/index.html"
    return (
        f'<iframe src="{html.escape(address)}" title="{html.escape(info.title)}" width="960" height="720" '
        'style="max-width: 100%; border: 0" allow="fullscreen; picture-in-picture" loading="lazy"></iframe>'
    )


def _cues(stretches: tuple[Stretch, ...]) -> list[Cue]:
    return [Cue(stretch.start, stretch.end, (stretch.text,)) for stretch in stretches]


def _payload(state: Stretch) -> str:
    """Return the numbers of a metadata cue as JSON, without the characters that WebVTT would have escaped."""
    text = json.dumps(state.data)
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
