"""Lesson: a manim Scene told in beats, each a line of narration and the plays that show it.

It stays an ordinary Scene: `manim -qm scenes/x.py X` draws it with sound and captions too. Before its first
frame
it is rehearsed: a twin plays it without drawing, which tells the script and the lengths of all plays, and
from these `studio.lesson.schedule` works out when each sentence is spoken and each play begins.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module
from inspect import getdoc, signature
from pathlib import Path
from typing import Any

from manim import (
    LEFT,
    UP,
    Animation,
    Mobject,
    Scene,
    Succession,
    ValueTracker,
    VMobject,
    Wait,
    config,
)
from manim.utils.exceptions import EndSceneEarlyException

from calc.line import Line, Message, plain, refuse_misread, shown, unmarked
from calc.question import Question
from calc.tongue import Tongue, speak, speaking
from calc.wording import written
from studio.language.catalogue import LABEL
from studio.language.tongues import tongue_of
from studio.lesson.cards import CARD, end_card, head, title_card
from studio.lesson.countdown import THINK, CountdownRing
from studio.lesson.manim_sound import sound_for_manim
from studio.lesson.motion import Tracker, glimmer, one_by_one, point_out, pulse, stands_out
from studio.lesson.notebook import in_notebook, show
from studio.lesson.paced_scene import PacedScene
from studio.lesson.page_track import States
from studio.lesson.parametrised import Parametrised
from studio.lesson.place import Place
from studio.lesson.plays import animations_of
from studio.lesson.rehearsal import RehearsalRenderer, nothing_written, texts_on
from studio.lesson.schedule import SAID, Play, Rehearsed, lay_out
from studio.lesson.timeline import Beat, Span, Timeline
from studio.lesson.translated import translated
from studio.lesson.until_read import UntilRead
from studio.lesson.vain import Arrivals
from studio.speech.hibari_voice import HibariVoice
from studio.speech.speech import Voice
from studio.speech.voice import CachedVoice, for_language
from studio.stage import style
from studio.stage.brand import brand
from studio.stage.fading import Coming, Going, late
from studio.stage.fonts import register_fonts
from studio.stage.formula import Formula, Term
from studio.stage.layout import FORMULA_LINE, STAGE
from studio.stage.shapes import Walk, families
from studio.stage.text import words
from studio.stage.theme import THEME
from studio.stage.witness import Witness
from studio.system.names import in_words
from studio.system.own_folder import own_folder

_RISE = 0.15  # units by which a formula rises as it comes
_ASIDE = 0.25  # units between the next title and the beads
_LAST = 1.5  # seconds of quiet after the last line of a lesson by itself
_STILL = 3.6  # seconds of a hold after which the lesson's hero is pointed out again

_OF_SCENE = set(signature(Scene.__init__).parameters) - {"self"}


@dataclass
class Signal:
    """A play that the lesson timed to a word of the beat `beat`.

    phrase: the word's mark, or the phrase. spoken: the frame at which it is spoken. given: the frame at
    which the play begins or, if it is to lead to the phrase, ends; None if no play follows.
    """

    beat: str
    phrase: str
    spoken: int
    given: int | None = None


class Lesson(Parametrised, PacedScene):
    """One lesson. A subclass says what is computed, who is on stage, and what is said and shown, beat by
    beat.

    Its parameters (see `studio.lesson.parameters`) are declared in the class and chosen by keyword:
    `GradientDescent(function="x**4", start=2)`.

    calculate: run the mathematics; no mobjects yet.
    cast: make what the lesson shows.
    construct: for each beat, `with self.beat(name, line):` and its plays, `on` a mark of the line or `then`.

    Args:
        voice: who speaks; by default the bundled voice, its sound cached under media/.
        only: draw just the beat of this name, or the beats of these names, which follow one another: those
            before are passed over, not drawn, and the lesson ends with the last of them.
        title: its title, as its title card has it; by default its name in words.
        language: the one that it is told in; by default the one that it is written in.
        captions: further languages that there are captions in.
        arguments: the lesson's parameters, and what manim's Scene takes.

    Raises:
        ValueError: a parameter is unknown or refused, the mathematics or a line refuses, or there is no
            catalogue for the language.
    """

    #: The beat whose last frame is the lesson's poster.
    poster = "title"

    #: Whether it teaches an idea of its own, and so must pause for the learner to guess.
    concept = True

    #: Where it stands in its course; None for a lesson by itself.
    in_course: Place | None = None

    #: The language that its lines and labels are written in, as BCP 47 has it.
    language = "en"

    def __init__(
        self,
        *,
        voice: Voice | None = None,
        only: str | Sequence[str] | None = None,
        title: str = "",
        language: str = "",
        captions: Sequence[str] = (),
        twin_of: "Lesson | None" = None,
        **arguments: Any,
    ) -> None:
        own = {name: arguments.pop(name) for name in [*arguments] if name not in _OF_SCENE}
        chosen: dict[str, Any] = twin_of._chosen if twin_of else self.chosen(own)
        super().__init__(**arguments)
        self.__dict__.update(chosen)
        self._chosen: dict[str, Any] = chosen
        self._calculated: dict[str, Any] = {}
        written_in = type(self).language
        self.language = twin_of.language if twin_of else language or written_in
        self.tongue: Tongue = twin_of.tongue if twin_of else tongue_of(self.language, written_in)
        speak(self.tongue)
        self.further_captions = tuple(captions)
        if voice is None:
            said = for_language(HibariVoice(), self.language)
            voice = CachedVoice(said, Path(config.media_dir) / ".cache" / "voice")
        self.voice = voice
        self.only: tuple[str, ...] = (only,) if isinstance(only, str) else tuple(only or ())
        heading = self.heading()
        self.title: str = title if title not in ("", heading) else shown(heading.capitalize())
        if twin_of:
            self.title = twin_of.title
        self._all_standing = Walk(families)
        self.trackers: dict[str, ValueTracker] = {}
        self.signals: list[Signal] = []
        #: What is pointed out when nothing has moved for long.
        self.hero: Mobject | None = None
        self._span: Span | None = None
        self._played = 0  # plays of this beat
        self._telling = False  # a beat
        self._rehearsed: list[Rehearsed] | None = [] if twin_of else None
        self._arrivals, self._until_read = Arrivals(), UntilRead()
        self._without: frozenset[str] = frozenset()
        self._notes: list[VMobject] = []
        self._formulas: list[Formula] = []  # set into the head, of which the last that came stands there
        self._entering: tuple[Mobject, ...] = ()  # the title's object
        self._entered: set[tuple[str, int]] = set()  # those of its parts that have arrived
        self._head: Mobject | None = None
        self._leaving: list[VMobject] = []
        self._coming: list[VMobject] = []
        self._head_waits = not self.tongue.is_source
        before = set(vars(self))
        if twin_of:
            self.__dict__.update(twin_of._calculated)
        else:
            self.calculate()
        self._calculated = {name: value for name, value in vars(self).items() if name not in before}

    def calculate(self) -> None:
        """Run the mathematics that the lesson is about."""

    def cast(self) -> None:
        """Make what the lesson shows."""

    def shown(self) -> str:
        """Return what is on screen and not said in full, for the transcript."""
        told, states = [], self.states()
        if states and states.program:
            program, prints = shown("The program:"), shown("It prints:")
            told.append(f"{program}\n\n{states.program}\n\n{prints}\n\n{states.output}\n")
        heading = ""
        for each, span in zip(self._script, self.timeline.spans, strict=True):
            # The name of a beat is an English word of the source: elsewhere it goes by its chapter's.
            heading = span.title or (each.beat.name if self.tongue.is_source else heading)
            said = " ".join(word.text for word in span.narration.words)
            texts = [text for text in dict.fromkeys(each.texts) if text not in said]
            if texts:
                told.append(f"{heading}: " + "; ".join(texts))
        if states and not states.program:
            told += [state.line for state in states.states]
        return "\n".join(told)

    def states(self) -> States | None:
        """Return what the lesson's page follows as it plays, line by line: the steps of a descent."""
        return None

    def witnesses(self) -> Iterable[Witness]:
        """Yield what calc says, now, of the dots, lines, arrows and printed lines on the stage.

        Asked at every frame when a finished film is checked. By default those of the actors that stand.
        """
        # Manim's getattr takes long to say no.
        for member in [each for each in self._all_standing(self.standing()) if "witness" in vars(each)]:
            if member.witness is not None and (said := member.witness(member)) is not None:
                yield said

    @classmethod
    def heading(cls) -> str:
        """Return the lesson's name in words: "Gradient Descent" for GradientDescent."""
        return in_words(cls.__name__)

    def told_promise(self) -> str:
        """Return what the lesson promises, the first line of its docstring, in the language it is told in."""
        with speaking(self.tongue):
            return shown((getdoc(type(self)) or "").partition("\n")[0])

    def told_heading(self) -> str:
        """Return the lesson's name in words, in the language that it is told in."""
        if self.tongue.is_source:
            return self.heading()
        with speaking(self.tongue):
            return shown(self.heading().capitalize())

    @property
    def beat_name(self) -> str:
        """The name of the beat being played, "" between beats."""
        return self._span.beat.name if self._span else ""

    @cached_property
    def _script(self) -> list[Rehearsed]:
        """Every beat with its line and its plays, as a twin of this lesson rehearses them."""
        with nothing_written(), speaking(self.tongue):
            twin = type(self)(
                voice=self.voice, twin_of=self, renderer=RehearsalRenderer(), random_seed=self.random_seed
            )
            twin.setup()
            twin.construct()
        script = twin._rehearsed or []
        if script and not any(each.beat.title for each in script):  # it is one chapter then
            script[0].beat = replace(script[0].beat, title=self.title)
        self._refuse_untranslated()
        return script

    def _refuse_untranslated(self) -> None:
        """Raise ValueError where a word of the lesson has no translation: half of it would be in English."""
        missing = [*getattr(self.tongue, "missing", ())]
        if missing:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            raise ValueError(
                f"{type(self).__name__} cannot be told in {self.language} yet: there is no translation of "
                f"{missing[0]!r}{more}; docs/translating.md says how to add one"
            )

    @cached_property
    def timeline(self) -> Timeline:
        """Every beat, narrated and laid out; computed before the first frame is drawn."""
        if not self._script:
            raise ValueError(
                f'{type(self).__name__} tells nothing: it needs with self.beat("name", "A line."):'
            )
        timeline = lay_out(self._script, self.voice, int(config.frame_rate))
        if self.further_captions:
            told = {
                language: translated(
                    self._script, timeline, self.tongue, tongue_of(language, type(self).language)
                )
                for language in self.further_captions
            }
            timeline = replace(timeline, translated=told)
        timeline.between(self.only)  # unknown names are refused here, before anything is drawn
        return timeline

    @property
    def spans(self) -> tuple[Span, ...]:
        """The beats that are drawn: all, or those that were asked for."""
        return self.timeline.between(self.only)

    def render(self, preview: bool = False) -> Any:
        """Render as manim does; in a notebook, show it in a player with sound and captions."""
        if in_notebook(self):
            return show(self, self._chosen)
        return super().render(preview)

    def setup(self) -> None:
        speak(self.tongue)
        register_fonts()
        self.camera.background_color = THEME.background
        self.brand = brand()
        if self.brand.submobjects:
            self.add(self.brand)
        self.cast()

    def track(self, name: str, value: float = 0.0) -> Tracker:
        """Return a tracker of progress (steps taken, a gap); its value is recorded at each frame."""
        tracker = Tracker(value)
        self.trackers[name] = tracker
        return tracker

    # Telling

    @contextmanager
    def beat(
        self,
        name: str,
        line: Line | str = "",
        *,
        title: str | Message = "",
        pause: float = 0.3,
        ask: Sequence[Question] = (),
        exempt: Mapping[str, str] | None = None,
    ) -> Iterator[None]:
        """Tell one thought: say `line` and play what the body plays; whatever time is left is held.

        Args:
            line: what is said, with marks; "" for a beat in which nothing is said.
            title: its chapter's name, where a chapter begins with it.
            pause: seconds of quiet after the line.
            ask: what the lesson's page asks: where the line ends, if `guess` follows, else at the beat's end.
            exempt: rules (see `studio.rules`) that this beat may break, each with the reason why.

        Raises:
            ValueError: the beat's plays are not those that were rehearsed, or a mark of its line is none.
        """
        self._leaving, self._notes = [*self._leaving, *self._notes], []
        self._without = line.without if isinstance(line, Line) else frozenset()
        self._played = 0
        self._telling = True
        if self._rehearsed is not None:
            # Plain text can be in no catalogue: as a message it is refused as untranslated.
            told = line if isinstance(line, Line) else plain(line)
            refuse_misread(str(told))
            chapter = title if isinstance(title, Message) or title == self.title else shown(title)
            beat = Beat(
                name, unmarked(str(told)), pause, written(str(chapter)), exempt=exempt or {}, ask=tuple(ask)
            )
            self._rehearsed.append(Rehearsed(beat, str(told), told=told))
            self._until_read.begin(self._rehearsed[-1], self.standing())
            yield
            self._telling = False
            return
        span = self.timeline.span(name)
        with self._within(span):
            yield
            if self._played != len(span.plays) or self.frame >= span.end:
                raise ValueError(
                    f"the beat {name!r} was rehearsed with {len(span.plays)} plays and drawn with "
                    f"{self._played}: a lesson must play the same whenever it is played"
                )
        self._telling = False

    def on(self, mark: str, *animations: Any, to: str | None = None, **settings: Any) -> None:
        """Play as the word after <mark> is spoken; `to` stretches the play until the word of that mark.

        animations: manim's, or mobjects that come in, or lists of these. With nothing in them, nothing is
        played, nor where the line is a variant without the mark.
        """
        if mark not in self._without:
            self._play_at(mark, to, animations, settings)

    def then(self, *animations: Any, to: str | None = None, **settings: Any) -> None:
        """Play as soon as the play before has ended; `to` stretches the play until the word of that mark.

        animations: as of `on`.
        """
        self._play_at(None, to, animations, settings)

    def after(self, *animations: Any, **settings: Any) -> None:
        """Play when the line has been said."""
        self._play_at(SAID, None, animations, settings)

    def guess(self, at: Any, *meanwhile: Any, radius: float | None = None) -> None:
        """Count three seconds down at a point or in the middle of a mobject, when the line has been said.

        radius: of the ring, where it is to run round something.
        """
        ring = CountdownRing(THINK, *([radius] if radius else [])).move_to(at)
        self.after(ring.appear())
        self.then(ring.count_down(), *meanwhile, run_time=THINK)
        self.then(Going(ring, run_time=0.25))

    def set_formula(self, *terms: Term, unseen: int = 0) -> Animation:
        """Return the play that sets a formula into the head, in place of the one that stands there.

        terms: as of `studio.stage.formula.Formula`. unseen: so many of the last have their place, but
        `complete_formula` brings them.
        """
        old, new = self._in_head(), Formula.line(FORMULA_LINE, *terms)
        self._formulas.append(new.hide(len(terms) - unseen))
        room = float(new.get_bottom()[1]) - STAGE.top - _RISE  # a fraction hangs low: not out of a curve
        come = Coming(new, shift=min(_RISE, max(0.0, room)) * UP)
        if old is None:
            return come
        found: Animation = Succession(Going(old), come)
        return found

    def complete_formula(self) -> list[Animation]:
        """Return the plays that show what could not be seen of the formula in the head, if anything."""
        formulas = [formula for formula in self._formulas[-1:] if formula.hidden]
        return [formula.bring(*formula.hidden) for formula in formulas]

    def _in_head(self) -> Formula | None:
        """Return the formula that stands in the head: one that was set at a mark of no line never came."""
        return next((formula for formula in reversed(self._formulas) if self.stands(formula)), None)

    def spell_formula(self, *terms: Term) -> Formula:
        """Set a formula into the head whose terms `Formula.bring` shows one by one, and return it.

        What stands there leaves with the next play, and the first terms come when it has.
        """
        old, new = self._in_head(), Formula.line(FORMULA_LINE, *terms).hide()
        if old is not None:
            self._leaving.append(old)
            new.waits = style.OUT
        self._formulas.append(new)
        self.add(new)
        return new

    def recolour_formula(self, *terms: Term) -> Animation:
        """Return the play that brings the formula in the head to the roles of these terms, which it has."""
        formula = self._in_head()
        assert formula is not None
        return formula.recolour(*terms)

    def no_formula(self) -> list[Animation]:
        """Return the plays that take the formula out of the head; none where there is none."""
        old = self._in_head()
        self._formulas.clear()
        return self.out(*([old] if old else []))

    def note(self, *labels: VMobject) -> None:
        """Declare labels that leave with this beat: the first play of the next one takes them away."""
        self._notes += labels

    def open(self, *hero: Mobject, moving: Sequence[Any] = ()) -> None:
        """Show the title card beside the lesson's object while that moves; its last picture is the poster.

        The first play of the next beat takes the card away and brings the lesson's name into the head.
        """
        promise = self.told_promise().rstrip(".")
        card = title_card(self.title, promise[:1].lower() + promise[1:], self.in_course)
        self.add(*hero, card)
        self._entering = hero
        with self.beat("title", title=self.title, pause=0.0):
            for each in moving:
                each.run_time = max(each.run_time, CARD)
            self.then(*(moving or [Wait(CARD)]))
        self._leaving.append(card)
        self._head = head(self.title)
        self._coming.append(self._head)

    def enters(self, mobject: Mobject, outside: bool, edge: str = "safe area") -> bool:
        """Say whether a part of the title's object is still on its way into the frame.

        outside: whether it passes this edge now; once it did not, it has arrived. All of it arrives in the
        first beat after the title, and what a plane brings with its move belongs to it.
        """
        if self.beat_name not in self.timeline.names[:2]:
            return False
        if not outside:
            if self.beat_name != "title":
                self._entered.add((edge, id(mobject)))
            return False
        return (edge, id(mobject)) not in self._entered and self.opened_with(mobject)

    def opened_with(self, mobject: Mobject) -> bool:
        """Say whether this stood beside the title card, by itself or as a part of something."""
        return any(member is mobject for each in self._entering for member in each.get_family())

    def close(self, ask: Sequence[Question] = ()) -> None:
        """Show where the lesson stands in its course, over its last picture, and what comes next.

        By itself, its last picture stands until it has been read.

        ask: what the lesson's page asks before that, as the last beat has ended.
        """
        if self._rehearsed:
            last = self._rehearsed[-1]
            pause = last.beat.pause if self.in_course else max(last.beat.pause, _LAST)
            last.beat = replace(last.beat, ask=(*last.beat.ask, *ask), pause=pause)
        if self.in_course is None:
            return
        with self.beat("end", pause=0.0):
            beads = end_card(self.in_course)
            come = [one_by_one(*beads, lag=0.06, seconds=0.7)]
            if self.in_course.following:
                after = Message("Next: {title}", {"title": shown(self.in_course.following)}, context=LABEL)
                following = words(str(after), style.LABEL, THEME.muted)
                following.in_table = True
                following.next_to(beads, LEFT, _ASIDE)
                come.append(Coming(following, shift=0.15 * UP))
            self.then(self.no_formula())
            self.then(*come)
            self.then(Wait(0.25))

    # Playing

    def play(self, *animations: Any, **settings: Any) -> None:
        if self._span is None and self._rehearsed in (None, []):
            self._play_now(animations, settings)
        else:
            self._play_at(None, None, animations, settings)

    def _play_at(
        self, at: str | None, to: str | None, given: Sequence[Any], settings: Mapping[str, Any]
    ) -> None:
        if self._telling and self._rehearsed:
            self._rehearsed[-1].used |= {mark for mark in (at, to) if mark}
        animations = [*animations_of(given)]
        if not animations:
            return
        if not self._telling:
            raise ValueError("this plays outside of a beat: move it under a with self.beat(...)")
        if self._rehearsed is not None:
            animations = [*self._with_leaving(animations)]
            self._play_now(animations, settings)
            self._arrivals(self)
            self._rehearsed[-1].plays.append(Play(self._longest, at, to))
            self._until_read(animations, self.standing())
            texts = (*self._rehearsed[-1].texts, *texts_on(self.standing()))
            self._rehearsed[-1].texts = tuple(dict.fromkeys(texts))
            return
        span = self._span
        assert span is not None
        if self._played == len(span.plays):
            raise ValueError(f"the beat {span.beat.name!r} plays more than it did in its rehearsal")
        begin, frames = span.plays[self._played]
        self._played += 1
        self.hold_until(begin)
        if at:
            self.signals.append(Signal(self.beat_name, at, span.spoken[at], self.frame))
        self._planned = frames
        self._play_now(self._with_leaving(animations), settings)

    def _with_leaving(self, animations: Sequence[Any]) -> Sequence[Any]:
        """Take the notes of the beat before away with the first play of this one; bring what comes then."""
        if not (self._leaving or self._coming) or isinstance(animations[0], Wait):
            return animations
        moved = {
            id(member)
            for each in animations
            if isinstance(getattr(each, "mobject", None), Mobject)
            for member in each.mobject.get_family()
        }
        gone = self.out(*(note for note in self._leaving if id(note) not in moved))
        come, self._leaving, self._coming = self._coming, [], []
        if (
            self._head_waits
        ):  # a name that may be longer comes when the title's object has moved out of its way
            self._coming, come, self._head_waits = come, [], False
        return [
            *animations,
            *gone,
            *(self._arrival(each, animations) for each in come),
        ]

    def _arrival(self, head: Mobject, animations: Sequence[Any]) -> Animation:
        """Return the play that brings the lesson's name; one that may be longer comes at its end."""
        if self.tongue.is_source:
            return Coming(head)
        seconds = max([style.IN, *(getattr(each, "run_time", 0.0) for each in animations)])
        return late(head, seconds)

    def hold_until(self, frame: int) -> None:
        """Hold the picture until `frame` of the timeline; nothing if that has passed.

        In a long hold the lesson's hero is pointed out now and then, or else its formula, or else what
        came last and can be seen well: however slow a voice is, a picture does not stand for long.
        """
        rate = int(config.frame_rate)
        while frame - self.frame > _STILL * rate:
            if (reminder := self._reminder()) is None:
                break
            self._play_now([Wait(0.6 * _STILL)], {})
            self._play_now([reminder], {})
        if frame > self.frame:
            self._play_now([Wait((frame - self.frame) / rate)], {})

    def _reminder(self) -> Animation | None:
        """Return the play that says "look here" in a long hold; None where nothing stands."""
        if self.hero is not None and self.stands(self.hero):
            return point_out(self.hero)
        if (formula := self._in_head()) is not None:
            swell: Animation = pulse(formula, 1.1)
            return swell
        # The formula has room to swell; anything else may have none.
        came = reversed([*self.standing()])
        last = next((each for each in came if each is not self._head and stands_out(each)), None)
        return None if last is None else glimmer(last)

    @contextmanager
    def _within(self, span: Span) -> Iterator[None]:
        """Draw one beat, or pass over it where it is not asked for, and hold its last picture to its end."""
        if self.frame != span.start:
            raise ValueError(f"the beat {span.beat.name!r} is out of order: it was not rehearsed here")
        self._span = span
        self.next_section(span.beat.name, skip_animations=span not in self.spans)
        sound_for_manim(self, span)
        yield
        # Manim never draws the last state of a play, so a beat always ends in a hold.
        self.hold_until(span.end)
        self._span = None
        if self.only and span.beat.name == self.only[-1]:
            raise EndSceneEarlyException

    def clear_but(self, *kept: Mobject) -> list[Animation]:
        """Return the plays that fade out all that stands on the stage but `kept` and the lesson's name."""
        stays = {id(mobject) for mobject in (*kept, self._head)}
        return self.out(*(mobject for mobject in self.standing() if id(mobject) not in stays))


def lesson_class(module: str, scene: str) -> type[Lesson]:
    """Return the lesson of this name in this module.

    Raises:
        ValueError: there is no such lesson.
    """
    try:
        found = getattr(import_module(module), scene, None)
    except ImportError as error:
        if own_folder() is not None:
            raise  # it is told with the author's file and line
        raise ValueError(f"there is no lesson {scene} in {module}: {error}") from error
    if not (isinstance(found, type) and issubclass(found, Lesson)):
        raise ValueError(f"{scene} in {module} is no lesson: begin it with class {scene}(Lesson):")
    return found
