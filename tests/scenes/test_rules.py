"""Every lesson against the rules of a clear picture and of a script that can be followed."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from looked import Looked
from manim import (
    LEFT,
    RIGHT,
    UP,
    Circle,
    Dot,
    Ellipse,
    FadeIn,
    FadeOut,
    Line,
    Square,
    Transform,
    ValueTracker,
    VGroup,
    VMobject,
    config,
    tempconfig,
)
from morphs import Morphs, crosses
from told import told

import scenes
from calc.line import say
from calc.wording import number, written
from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.lesson.timeline import Beat, Timeline
from studio.rules.findings import Finding, Ledger, Verdict, excuse
from studio.rules.lesson_rules import AT_30, check, table
from studio.rules.script import (
    check_captions,
    check_script,
    reading_grade,
    shared_run,
)
from studio.speech.captions import Cue
from studio.speech.hibari_voice import HibariVoice
from studio.speech.speech import Voice
from studio.speech.voice import CachedVoice, SilentVoice
from studio.stage.readout import Readout
from studio.stage.style import Layer
from studio.stage.text import naming, words
from studio.stage.theme import THEME


@pytest.fixture(scope="module")
def voice(cache: Path) -> Voice:
    """The bundled voice; what it says for a film is not said again here."""
    return CachedVoice(HibariVoice(), cache / "voice")


@pytest.mark.parametrize("name", scenes.COURSE)
def test_the_lesson_is_held_to_every_rule_where_its_frames_are(name: str) -> None:
    """As it is played once for both; here it is only seen to that no lesson of the course is left out."""
    source = (Path(__file__).parent / f"test_{scenes.module(name)}.py").read_text(encoding="utf-8")
    assert re.search(rf"^    uphold\({name}, \w+, RESTS, cache\)$", source, re.MULTILINE)


def timeline_of(name: str, voice: Voice) -> Timeline:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson = getattr(scenes, name)(voice=voice)
        assert config.frame_rate == 30
        return lesson.timeline


@pytest.mark.parametrize("name", scenes.COURSE)
def test_the_script_can_be_followed(name: str, voice: Voice) -> None:
    ledger = Ledger()
    check_script(timeline_of(name, voice), ledger, getattr(scenes, name).concept)
    assert not ledger.findings, "\n".join(map(str, ledger.findings))


@pytest.mark.parametrize("name", scenes.COURSE)
def test_every_number_said_is_written_as_mathematics(name: str) -> None:
    """Captions hold no "squared" and no "minus": those are for the ear."""
    for span in timeline_of(name, SilentVoice()).spans:
        line = written(span.beat.line)
        assert not re.search(r"squared|cubed|minus \d|equals \d", line), line


# The rules themselves, on lessons that break them


class Clean(Lesson):
    """One beat that breaks nothing, for others to break."""

    poster = "one"
    concept = False
    line = "We see the words and a dot here."
    exempt: Mapping[str, str] = {}

    def construct(self) -> None:
        with self.beat("one", self.line, pause=2.0, exempt=self.exempt):
            self.play(*map(FadeIn, self.things()), run_time=0.5)
            self.act()

    def things(self) -> list[object]:
        texts = words("left").shift(2 * LEFT), words("right").shift(2 * RIGHT)
        return [VGroup(*texts, Dot(3 * UP, color=THEME.loss))]

    def act(self) -> None:
        pass


def broken(things: Callable[[Lesson], list[object]], **attributes: object) -> set[str]:
    return rules_broken(type("Broken", (Clean,), {"things": things, **attributes}))


def rules_broken(lesson_class: type[Lesson]) -> set[str]:
    return {finding.rule for finding in findings_of(lesson_class)}


def findings_of(lesson_class: type[Lesson]) -> list[Finding]:
    return check(lesson_class, SilentVoice(), Path(config.media_dir)).findings


def test_a_clean_picture_breaks_nothing() -> None:
    assert broken(Clean.things) == set()


@pytest.mark.parametrize(
    ("rule", "thing"),
    [
        ("texts apart", lambda: words("close").shift(2 * LEFT + 0.3 * UP)),
        ("text off lines", lambda: Line(3 * LEFT, LEFT, color=THEME.loss)),
        ("text off lines", lambda: Line(6 * LEFT, 6 * RIGHT, color=THEME.loss)),  # far from each ninth of it
        ("safe area", lambda: Dot(6.4 * RIGHT, color=THEME.loss)),
        ("above the captions", lambda: words("low").shift(2.9 * -UP)),
        ("size of words", lambda: words("small", 0.2).shift(UP)),
        ("theme's colours", lambda: Dot(UP, color="#ff0000")),
        (
            "words on screen",
            lambda: VGroup(*(words(" ".join(["a"] * 7)).shift((1.2 + 0.5 * row) * UP) for row in range(3))),
        ),
    ],
)
def test_each_layout_rule_can_fail(rule: str, thing: Callable[[], object]) -> None:
    assert broken(lambda lesson: [*Clean.things(lesson), thing()]) == {rule}


@pytest.mark.parametrize(("rule", "act"), [("no jumps", "shift"), ("no pops", "set_opacity")])
def test_a_jump_and_a_pop_are_seen(rule: str, act: str) -> None:
    class Jumpy(Clean):
        def things(self) -> list[object]:
            self.dot = Dot(3 * UP, color=THEME.loss)
            return [self.dot]

        def act(self) -> None:
            self.wait(0.5)
            getattr(self.dot, act)(0.2 if act == "set_opacity" else 0.6 * RIGHT)
            self.wait(0.5)

    assert rules_broken(Jumpy) == {rule}


def test_what_vanishes_is_seen_and_what_is_replaced_is_not() -> None:
    class Vanishing(Clean):
        then: Callable[[Lesson, Dot], object] = staticmethod(lambda lesson, dot: lesson.remove(dot))

        def things(self) -> list[object]:
            self.dot = Dot(3 * UP, color=THEME.loss)
            return [self.dot]

        def act(self) -> None:
            self.wait(0.5)
            self.then(self, self.dot)
            self.wait(0.5)

    def after(then: Callable[[Lesson, Dot], object]) -> set[str]:
        return rules_broken(type("Other", (Vanishing,), {"then": staticmethod(then)}))

    assert rules_broken(Vanishing) == {"no vanishing"}
    assert after(lambda lesson, dot: lesson.remove(dot).add(dot.copy())) == set()
    assert after(lambda lesson, dot: lesson.remove(dot).add(dot.copy().shift(RIGHT))) == {"no vanishing"}
    assert after(lambda lesson, dot: dot.clear_points()) == {"no vanishing"}
    assert after(lambda lesson, dot: lesson.play(FadeOut(dot), run_time=0.3)) == set()


def test_a_frame_that_is_hardly_used_is_found() -> None:
    class Crowded(Clean):
        def things(self) -> list[object]:
            return [Dot(color=THEME.loss)]

    looked = Looked()
    see = lambda lesson, _, frames: looked(lesson, frames)  # noqa: E731
    draw(Crowded, AT_30, SilentVoice(), see, cache=Path(config.media_dir), rasterise=False)
    (used, *empty) = looked.faults()
    assert used.startswith("one: 0.0") and "1.00 empty" in used
    assert empty[0] == "next to nothing is seen at 0.0 s"


def test_groups_are_counted_as_they_are_seen() -> None:
    """Two things that touch, or of which one names or holds the other, are one; what stands apart is not."""
    far = [Dot(x * RIGHT + y * UP, color=THEME.loss) for x in (-4, 0, 4) for y in (-1, 1)]

    def new(things: Callable[[Lesson], list[object]]) -> list[float]:
        found = findings_of(type("Broken", (Clean,), {"things": things}))
        return [finding.measured for finding in found if finding.rule == "new groups"]

    def together(_lesson: Lesson) -> list[object]:
        box = Square(1.6, color=THEME.muted).set_z_index(Layer.AXES)
        return [box, Dot(color=THEME.loss), Line(0.8 * RIGHT, 4 * RIGHT, color=THEME.loss)]

    assert new(lambda _: far[:3]) == [3]
    assert new(together) == []
    eight = lambda _: [Dot(0.7 * x * RIGHT, color=THEME.loss) for x in range(-4, 5)]  # noqa: E731
    assert broken(eight) == {"groups on screen", "new groups"}


def test_a_label_far_from_what_it_names_is_found() -> None:
    def things(_lesson: Lesson) -> list[object]:
        dot = Dot(color=THEME.loss)
        return [dot, naming(words("left").shift(3 * LEFT), dot)]

    assert broken(things) == {"label near"}
    gone = Dot()  # never on the stage
    assert broken(lambda _: [naming(words("left"), gone)]) == {"label near"}


@pytest.mark.parametrize(
    ("early", "late", "rules"),
    [
        ("", "two", set()),
        ("", "then", {"not before its word", "signalled"}),
        ("", "here", {"not after its word"}),
        ("two", "", set()),
        ("here", "", {"signalled"}),
    ],
)
def test_a_number_is_signalled_and_comes_with_its_word(early: str, late: str, rules: set[str]) -> None:
    """`late`: with which word it comes; without one it stands from before. `early`: when it is lit up."""

    class Timed(Clean):
        def construct(self) -> None:
            two = words("2").shift(UP)
            with self.beat("one", self.line, pause=2.0):
                self.play(FadeIn(two if not late else Dot(color=THEME.loss)), run_time=0.4)
            marks = {"then": "then it is ", "two": "2, and stays ", "here": "here."}
            line = "And " + "".join(
                f"<{m}>{said}" if m in (early, late) else said for m, said in marks.items()
            )
            with self.beat("two", line, pause=2.0):
                if late:
                    self.on(late, FadeIn(two), run_time=0.4)
                elif early:
                    self.on(early, two.animate.scale(1.3), run_time=0.4)

    assert rules_broken(Timed) == rules


def test_what_has_gone_is_not_spoken_of() -> None:
    """A formula's 5 leaves, and then the line counts to 5."""

    class Gone(Clean):
        leaves = True

        def construct(self) -> None:
            five = words("5").shift(UP)
            with self.beat("one", self.line, pause=2.0):
                self.play(FadeIn(five), run_time=0.4)
            with self.beat("two", "We go on, and then there are 5.", pause=2.0):
                self.play(FadeOut(five) if self.leaves else FadeIn(Dot(color=THEME.loss)), run_time=0.4)

    assert rules_broken(Gone) == set()
    assert rules_broken(type("Stays", (Gone,), {"leaves": False})) == {"signalled"}


@pytest.mark.parametrize("runs", [False, True])
def test_a_number_to_which_a_running_one_comes_is_read_off_that(runs: bool) -> None:
    """Another 2 that stands there from before is not what is spoken of then."""

    class Running(Clean):
        def construct(self) -> None:
            now = ValueTracker(5.0)
            number = Readout(now.get_value, 1, size=0.34).stand(np.array([3.0, 0.0, 0.0]))
            with self.beat("one", self.line, pause=2.0):
                self.play(FadeIn(words("2").shift(UP)), FadeIn(number), run_time=0.4)
            with self.beat("two", "And then we turn it down to 2, and it stays.", pause=2.0):
                self.play(now.animate.set_value(2.0 if runs else 3.0), run_time=1.0)

    assert ("signalled" in rules_broken(Running)) == (not runs)


def test_a_play_that_comes_late_for_its_word_is_found() -> None:
    class Late(Clean):
        def construct(self) -> None:
            with self.beat("one", "We <see>see the <dot>dot here and more words.", pause=2.0):
                (things,) = self.things()
                self.on("see", FadeIn(things), run_time=2.5)
                self.on("dot", things.animate.scale(1.1), run_time=0.4)

    assert rules_broken(Late) == {"cues are followed"}


@pytest.mark.parametrize("used", ["on", "to", "nothing", "never"])
def test_a_mark_at_which_nothing_plays_is_found_and_one_of_another_variant_is_not(used: str) -> None:
    """`on(mark, None)` is a play of nothing: what would be shown there is not there in this variant."""

    class Marked(Clean):
        def construct(self) -> None:
            line = say("Here we see a <dot>dot, and some words.", without=["gone"])
            with self.beat("one", line, pause=2.0):
                (things,) = self.things()
                self.then(FadeIn(things), to="dot" if used == "to" else None)
                self.on("gone", None)
                if used in ("on", "nothing"):
                    self.on("dot", things.animate.scale(1.1) if used == "on" else None)

    found = findings_of(Marked)
    assert [(each.rule, each.beat, each.subject) for each in found] == (
        [("marks are used", "one", "the mark <dot>")] if used == "never" else []
    )


def test_an_exemption_needs_a_reason_and_a_need() -> None:
    low = Finding("safe area", "one", "a Dot", 1.0, 0.0)
    assert excuse([low], {"one": {"safe area": "it is meant to leave"}}) == []
    assert excuse([low], {"two": {}}) == [low]
    (found,) = excuse([low], {"one": {"safe area": " "}})
    assert (found.rule, found.beat, found.subject) == ("exemption with a reason", "one", "safe area")
    (found,) = excuse([], {"one": {"safe area": "it is meant to leave"}})
    assert found.rule == "exemption that is needed"
    assert excuse([], {"one": {"safe area": "other parameters"}}, needed=False) == []
    assert broken(lambda _: [Dot(6.4 * RIGHT, color=THEME.loss)], exempt={"safe area": "it leaves"}) == set()


def test_the_table_has_a_row_for_each_rule_and_marks_what_is_broken() -> None:
    kept = Verdict([], {"pace": 150.0}, {"pace": 165.0})
    low = Verdict([Finding("pace", "all", "words", 120.0, 140.0)], {"pace": 120.0}, {"pace": 140.0})
    assert table({"One": kept, "Two": low}).splitlines()[0] == "| rule | limit | One | Two |"
    assert table({"One": kept, "Two": low}).splitlines()[2] == "| pace | 140 or 165 | 150 | **120** |"


def test_hard_words_have_a_higher_grade() -> None:
    plain = reading_grade(["We step down. The step is small."])
    hard = reading_grade(
        ["Differentiable parametrisations necessitate extraordinarily sophisticated methods."]
    )
    assert plain < 3 < 12 < hard


def test_script_rules_can_fail() -> None:
    long = "This one sentence goes on and on " + "and on " * 10 + "to the end."
    beats = [Beat("long", long, pause=0.1), Beat("short", "It is 2.", pause=0.1)]
    assert broken_by_script(beats) == {"short sentences", "quiet between beats", "a pause to guess"}
    many = [Beat(f"b{n}", "We go on and on and on.", pause=4) for n in range(20)]
    assert broken_by_script(many) == {"length"}


@pytest.mark.parametrize(
    ("line", "rules"),
    [
        ("The slopes close in on 10.", {"words with one sound"}),
        ("The slopes get closer to 10.", set()),
        ("Where is it heading? Guess.", {"sentences of two words or more"}),
        ("Where is it heading? Take a guess. The answer is 0.5.", set()),
        ("Its slope is 6: the partial derivative of the loss.", {"clauses with a verb"}),
        ("Its slope is 6: we call that the partial derivative.", set()),
        ("Nudge w, and watch: the miss shrinks to 4.", set()),
        ("A derivative is a rate: how strongly the loss reacts to w.", set()),
        (f"We get the whole gradient: {number(-18)} for w and {number(6)} for b.", set()),
        ("It moves 6 times as much: twice 3.", set()),
    ],
)
def test_what_a_listener_would_stumble_over_is_found(line: str, rules: set[str]) -> None:
    assert broken_by_script([Beat("one", line, pause=4.0)], Paced(150)) == rules


def broken_by_script(beats: Sequence[Beat], voice: Voice | None = None) -> set[str]:
    ledger = Ledger()
    check_script(told(beats, voice or SilentVoice(), 30), ledger)
    return {finding.rule for finding in ledger.findings}


class Paced(SilentVoice):
    def __init__(self, words_a_minute: float) -> None:
        self.WORDS_A_MINUTE = words_a_minute


@pytest.mark.parametrize(("words_a_minute", "rules"), [(138, {"pace"}), (142, set()), (173, {"pace"})])
def test_the_pace_is_measured_without_the_silence_between_sentences(
    words_a_minute: float, rules: set[str]
) -> None:
    beats = [Beat("one", "We go. We go. We go. We go.", pause=4.0)]
    assert broken_by_script(beats, Paced(words_a_minute)) == rules


def test_caption_rules_can_fail() -> None:
    ledger = Ledger()
    check_captions([Cue(0.0, 0.5, ("a" * 43, "b", "c")), Cue(0.51, 9.0, ("d",))], ledger, 30)
    found = {finding.rule for finding in ledger.findings}
    names = {"caption lines", "caption width", "caption speed", "caption gap"}
    assert found == names | {"shortest caption", "longest caption"}


def test_a_run_of_words_both_said_and_shown_is_found() -> None:
    line = "The slope is the rise over the run at that point."
    shown = ["slope is the rise over the run", "point"]
    assert " ".join(shared_run(line, shown)) == shown[0]
    assert broken(lambda _: [words("We see the words and a dot")]) == {"said and shown"}
    product = "1×10⁶ times 8×10⁶"
    assert shared_run(product, [product]) == ["1×10⁶", "times", "8×10⁶"]  # a number is one word


class Turning(Lesson):
    """Rings turn into wider ones: one point by point as they lie, and one onto points that lie elsewhere."""

    def construct(self) -> None:
        ring, wide = Circle(1.0), Ellipse(6.0, 3.0)
        self.add(ring)
        with self.beat("kept"):
            self.then(Transform(ring, wide))
        with self.beat("turned"):
            self.then(Transform(ring, Circle(1.0).reverse_points().rotate(2.0)))


def test_a_ring_that_collapses_or_crosses_itself_on_its_way_is_seen() -> None:
    morphs = Morphs()
    see = lambda lesson, _, frames: morphs(lesson, frames)  # noqa: E731
    draw(Turning, AT_30, SilentVoice(), see, cache=Path(config.media_dir), rasterise=False)
    assert list(morphs.crossed) == ["turned"]
    eight = VMobject().set_points_as_corners([LEFT + UP, RIGHT - UP, RIGHT + UP, LEFT - UP, LEFT + UP])
    assert crosses(eight) and not crosses(Square()) and not crosses(Circle())
