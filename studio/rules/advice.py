"""Advice on broken rules: for each rule a sentence of what was found, with its unit, and a remedy."""

from collections.abc import Sequence

from studio.lesson.timeline import Timeline
from studio.rules.findings import Finding

_AROUND = 4  # words on either side of the moment

_ROOM = "move one away, make it smaller, or let it leave with self.note"
_TITLE = "open with what has room beside the title: Plane(layout.TITLE, ..., bare=True)"
_HEAD = "leave room over the highest number of its window, as Window(-4, 4, -2, 14.5) for 14"
_SLOWER = "give its tracker more seconds, as self.x.to(3, 2.5), or fade it"
_FADE = "name it in on, then or after, where it comes in, and take it away with self.out"
_WORD = 'mark the word in the line, and play it there: self.on("mark", ...)'
_SPLIT = "say it in shorter sentences"

#: For each rule, what was found (s: the thing, m: measured, l: the limit) and what to do.
ADVICE = {
    # the picture
    "texts apart": ("{s} are {m} units apart, at least {l} are needed", _ROOM),
    "text off lines": ("{s} are {m} units apart, at least {l} are needed", _ROOM),
    "safe area": ("{s} reaches {m} units beyond the safe area", "make it smaller, or move it to the middle"),
    "plots from the title": (
        "{s} comes from {m} units beyond the safe area, from beside a title card on which it never stood",
        "begin construct with self.open(self.plane, self.curve), with what shall stand there",
    ),
    "above the captions": ("{s} hangs {m} units into the captions", "move it up"),
    "size of ticks": ("{s} is {m} of the frame high, at least {l} can be read", "set it at style.TICK"),
    "size of words": ("{s} is {m} of the frame high, at least {l} can be read", "set it at style.LABEL"),
    "words on screen": ("{m} words are on screen, at most {l} are read", "take old ones away with self.note"),
    "theme's colours": (
        "{s} is {m} off every colour of the theme",
        "use THEME's roles, or style.tint of one",
    ),
    "label near": ("{s} are {m} units apart, at most {l} belong together", "place it beside what it names"),
    "groups on screen": (
        "{m} groups of things are on screen, at most {l} are seen",
        "fade out what has been told",
    ),
    "new groups": ("{m} new groups of things come in one beat ({s}), at most {l}", "split the beat in two"),
    # what moves
    "moves under speech": (
        "still for {m} s while a line is said, at most {l} s",
        "let something move there, shorten the line, or set self.hero, which is then pointed out",
    ),
    "moves in silence": (
        "still for {m} s in silence, at most {l} s",
        "shorten the pause, or let something move",
    ),
    "time to read": (
        "{s} leaves {m} s before it is read",
        "give the beat a pause, as pause=2, or use fewer words",
    ),
    "no jumps": ("{s} leaps by {m} units from one picture to the next, at most {l}", _SLOWER),
    "no pops": ("{s} changes its opacity by {m} at once, at most {l}", _FADE),
    "no vanishing": ("{s} is gone at once from an opacity of {m}, at most {l}", _FADE),
    # words and plays
    "cues are followed": ("{s} is followed {m} s late, at most {l} s", "play at it at once"),
    "marks are used": (
        "nothing plays at {s}",
        "let something be pointed out there, with self.on, or take the mark out of the line",
    ),
    "signalled": ("nothing points at {s}: the nearest play is {m} s off, at most {l} s", _WORD),
    "not before its word": ("{s} comes {m} s before its word, at most {l} s", _WORD),
    "not after its word": ("{s} comes {m} s after its word, at most {l} s", _WORD),
    # the script
    "words with one sound": ("{s}: a voice has to guess how it sounds", "use another word"),
    "sentences of two words or more": ("{s} is a sentence of {m} word", "make it part of another one"),
    "clauses with a verb": ("a part after a colon has no verb: {s}", "say it as a sentence"),
    "plain words": ("{s} is {m}, at most {l}", "use shorter words and sentences"),
    "pace": ("{m} words a minute are said, {l} is the limit", "change the pauses, or the words"),
    "length": ("the lesson takes {m} s, at most {l} s are watched", "tell less, or make it two lessons"),
    "a pause to guess": (
        "the longest pause is {m} s, a guess needs {l} s",
        "ask a question and play self.guess(layout.COUNTDOWN), or set concept = False",
    ),
    "short sentences": ("{s} has {m} words, at most {l} are followed", _SPLIT),
    "quiet between beats": ("{m} s of quiet follow the line, at least {l} s", "give the beat a longer pause"),
    "said and shown": (
        "{s} is both said and shown, {m} words in a row, at most {l}",
        "show fewer words of it",
    ),
    "numbers are told": ("{s} shows a number that is never said", "say it, or set it into a table"),
    # captions
    "caption lines": ("{s} takes {m} lines, at most {l}", _SPLIT),
    "caption width": ("{s} has a line of {m} characters, at most {l}", "use shorter words"),
    "shortest caption": ("{s} stands for {m} s, at least {l} s", "join the sentence to another one"),
    "longest caption": ("{s} stands for {m} s, at most {l} s", _SPLIT),
    "caption speed": (
        "{s} asks for {m} characters a second, at most {l}",
        "use fewer words, or a longer pause",
    ),
    "caption gap": ("{m} frames lie between {s} and the next, at least {l}", "give the beat a longer pause"),
    # exemptions
    "exemption with a reason": ("the beat is exempt from {s} without a reason", "say why it must break it"),
    "exemption that is needed": ("the beat keeps {s}, from which it is exempt", "delete the exemption"),
}


def told(finding: Finding, timeline: Timeline, again: Sequence[str] = ()) -> str:
    """Return one breach as a line: when, in which beat, at which words, what was found, and what to do.

    again: further beats in which it is the same.
    """
    what, remedy = ADVICE[finding.rule]
    if remedy == _ROOM and finding.beat == "title":
        remedy = _TITLE
    elif finding.rule == "texts apart" and repr(timeline.spans[0].title) in finding.subject:
        remedy = _HEAD
    found = what.format(s=finding.subject, m=f"{finding.measured:.3g}", l=f"{finding.limit:.3g}")
    also = f" (also in {', '.join(again)})" if again else ""
    sentence = f"{finding.rule}: {found}{also}; {remedy}"
    if finding.frame is None:
        return f"{finding.beat}: {sentence}"
    begin = finding.frame / timeline.frame_rate
    held = finding.rule in ("moves under speech", "moves in silence")
    when = f"{begin:.1f} to {begin + finding.measured:.1f} s" if held else f"{begin:.1f} s"
    words = words_at(timeline, finding.frame)
    said = f", at “{words}”" if words else ""
    return f"{when}, beat {finding.beat}{said}: {sentence}"


def words_at(timeline: Timeline, frame: int) -> str:
    """Return the words around what is spoken at a frame; "" in silence after or before a line."""
    for span in timeline.spans:
        if span.start <= frame < span.end and span.narration.words:
            seconds = (frame - span.voice_start) / timeline.frame_rate
            words = span.narration.words
            at = max((index for index, word in enumerate(words) if word.start <= seconds), default=0)
            return " ".join(word.text for word in words[max(0, at - _AROUND + 1) : at + _AROUND])
    return ""
