"""Lessons as an author would make them, their lines, and what the judge says of each."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import judge.areas
import judge.descents
import judge.slopes
import judge.surfaces
from calc.line import Line, unmarked
from calc.wording import written
from judge.corpus import CURVES, Descent
from judge.long_run import STEPS
from judge.sentences import Verdict
from scenes import Derivative, Gradient, GradientDescent, Integral, PartialDerivative
from studio.lesson.lesson import Lesson

SURFACES = """
x**2 + y**2 | x**2 + 3*y**2 | x**2 - y**2 | x*y | (x - 1)**2 + (y + 2)**2 | 2*x + 3*y | x**2 + x*y + y**2
x**3 - 3*x*y**2 | x**4 - 3*x**2 + x + y**2 | sin(x)*sin(y) | sin(x) + cos(y) | exp(-x**2 - y**2)
-exp(-x**2 - y**2) | x**2*y | x**3 + y**3 - 3*x*y | log(x**2 + y**2 + 1) | sqrt(x**2 + y**2) | x/y
1/(x**2 + y**2) | x*exp(-x**2 - y**2) | (1 - x)**2 + 10*(y - x**2)**2 | x**4 + y**4 | x**3 + y**2
abs(x) + abs(y) | x**2 + 2*y**2 - 3*x | -x**2 - y**2 | x**4 - 6*x**2*y**2 + y**4 | exp(x) + exp(y) - x - y
x**2 + sin(3*y) | 10*x**2 + 0.1*y**2 | log(x) + log(y) | x**2/2 + y**2/8 | tanh(x + y) | (x + y)**2
"""


@dataclass(frozen=True)
class Choice:
    """A lesson with its parameters, and how it is judged."""

    scene: type[Lesson]
    parameters: dict[str, Any]
    steps: int = STEPS

    def __str__(self) -> str:
        return f"{self.scene.__name__} {self.parameters}"

    def lesson(self) -> Lesson:
        """The lesson; ValueError where it is refused."""
        return self.scene(**self.parameters)

    def lines(self, lesson: Any) -> dict[str, str]:
        """The lines by the names of their beats."""
        known = {
            GradientDescent: _descent_lines,
            Derivative: _slope_lines,
            Gradient: _gradient_lines,
            PartialDerivative: _partial_lines,
            Integral: _area_lines,
        }
        told = known.get(type(lesson))
        if told is not None:  # quicker than a rehearsal; a test compares the two
            return {name: written(unmarked(str(line))) for name, line in told(lesson)}
        return rehearsed(lesson)

    def judged(self, lesson: Lesson, lines: dict[str, str]) -> Verdict:
        return _JUDGES[self.scene](self, lesson, lines)


def rehearsed(lesson: Any) -> dict[str, str]:
    """The lines as the lesson itself says them when it is rehearsed."""
    return {told.beat.name: written(told.beat.line) for told in lesson._script if told.beat.line}


def _area_lines(lesson: Any) -> Iterator[tuple[str, Line]]:
    yield from lesson.tell.lines.items()


def _descent_lines(lesson: Any) -> Iterator[tuple[str, Line]]:
    tell, walk = lesson.tell, lesson.walk
    yield "bowl", tell.opening
    yield "slope", tell.first_step
    yield "print", tell.first_print
    if len(walk.moves) > 1:
        yield "again", tell.second_step
    if tell.watched > 2:
        yield "shrink", tell.trend
    yield "twenty", tell.ending
    if lesson.racers:
        yield "question", tell.question
    for index, racer in enumerate(lesson.racers):
        yield f"racer_{index + 1}", tell.raced(racer)
    if walk.stable_rate is not None:
        yield "limit", tell.limit


def _slope_lines(lesson: Any) -> Iterator[tuple[str, Line]]:
    tell, story = lesson.tell, lesson.story
    yield "bowl", tell.opening
    for name in ("secant", "closer", "guess", "closest", "limit"):
        yield name, getattr(tell, name)
    if tell.rule:
        yield "rule", tell.rule
    if story.pair:
        yield "height", tell.height
    if story.pair or story.secants.other_limit is None:
        yield "sign", tell.sign


def _descent(choice: Choice, lesson: Any, lines: dict[str, str]) -> Verdict:
    given = choice.parameters
    case = judge.descents.Case(
        given["function"],
        lesson.walk.program,
        given["start"],
        given["learning_rate"],
        given["steps"],
        choice.steps,
    )
    return judge.descents.judge(lines, case, [racer.learning_rate for racer in lesson.racers])


def _slope(choice: Choice, lesson: Any, lines: dict[str, str]) -> Verdict:
    given = choice.parameters
    return judge.slopes.judge(
        lines,
        judge.slopes.Slope(given["function"], given["point"], given["gaps"], lesson.story.side),
    )


def _gradient(choice: Choice, lesson: Any, lines: dict[str, str]) -> Verdict:
    given, relief = choice.parameters, lesson.tell.relief
    window = relief.chart.window
    place = judge.surfaces.Place(
        given["function"],
        given["point"],
        given["learning_rate"],
        (window.left, window.right, window.bottom, window.top),
        relief.flat.point if relief.flat else None,
        spot=lesson.tell.spot.point,
        disc=(relief.middle, relief.radius),
    )
    return judge.surfaces.judge(lines, place)


def _gradient_lines(lesson: Any) -> Iterator[tuple[str, Line]]:
    tell = lesson.tell
    yield "stand", tell.stand
    yield "list", tell.two_slopes
    yield "guess", tell.question
    yield "uphill", tell.answer
    yield "steepest", tell.steepest
    yield "length", tell.length
    yield "opposite", tell.opposite
    if tell.shorter is not None:
        yield "shorter", tell.shorter_step
    yield "flat", tell.flat
    if tell.aim is not None:
        yield "stretched", tell.aim


def _partial(choice: Choice, lesson: Any, lines: dict[str, str]) -> Verdict:
    given, relief = choice.parameters, lesson.tell.relief
    window = relief.chart.window
    place = judge.surfaces.Place(
        given["function"],
        given["point"],
        0.1,
        (window.left, window.right, window.bottom, window.top),
        relief.flat.point if relief.flat else None,
    )
    return judge.surfaces.judge(lines, place)


def _partial_lines(lesson: Any) -> Iterator[tuple[str, Line]]:
    tell = lesson.tell
    yield "stand", tell.stand
    yield "cut", tell.cut
    yield "slope", tell.partial
    yield "guess", tell.question
    yield "answer", tell.answer
    yield "both", tell.both


def _area(choice: Choice, lesson: Any, lines: dict[str, str]) -> Verdict:
    given = choice.parameters
    return judge.areas.judge(
        lines, judge.areas.Area(given["function"], given["low"], given["high"], given["strips"])
    )


_JUDGES: dict[type[Lesson], Callable[[Choice, Any, dict[str, str]], Verdict]] = {
    GradientDescent: _descent,
    Derivative: _slope,
    Gradient: _gradient,
    PartialDerivative: _partial,
    Integral: _area,
}


def descent(choice: Descent, steps: int = STEPS) -> Choice:
    """A choice from the corpus as a lesson."""
    return Choice(GradientDescent, choice.parameters, steps)


def others() -> Iterator[Choice]:
    """Slopes, surfaces and areas of the corpus's functions, more than 200."""
    draw = random.Random(7)
    curves = [line.split("|")[0].strip() for line in CURVES.strip().splitlines()]
    for function in curves:
        for point, gaps in (
            (float(draw.choice((0, 1, 2, -1, 0.5, 3))), (1.0, 0.5, 0.1, 0.01)),
            (round(draw.uniform(-3, 3), 2), (2.0, 1.0, 0.1, 0.01)),
            (draw.choice((3.141592653589793, 1.5)), (0.5, 0.2, 0.05, 0.001)),
        ):
            yield Choice(Derivative, {"function": function, "point": point, "gaps": gaps})
        low, high = float(draw.choice((0, 1, -2, -1))), float(draw.choice((2, 3, 5)))
        yield Choice(Integral, {"function": function, "low": low, "high": high, "strips": (5, 10, 50)})
    for function in (text.strip() for line in SURFACES.strip().splitlines() for text in line.split("|")):
        for point in (
            (float(draw.randint(-3, 3)), float(draw.randint(-3, 3))),
            (round(draw.uniform(-2, 2), 2), round(draw.uniform(-2, 2), 1)),
            (1.0, 2.0),
        ):
            rate = draw.choice((0.1, 0.01, 0.5, 1.5))
            yield Choice(Gradient, {"function": function, "point": point, "learning_rate": rate})
            yield Choice(PartialDerivative, {"function": function, "point": point})
