"""Derivative: the slope of a curve at a point is the limit of the slopes of its secants."""

import itertools
from functools import cached_property

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    DashedLine,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    Succession,
    VGroup,
    VMobject,
    Wait,
    linear,
    smooth,
)
from manim.utils.rate_functions import RateFunction
from numpy.typing import NDArray

from calc.derivative import Secant, Secants, secants
from calc.derivative import Tangent as TouchingLine
from calc.landscape import FlatPoint, flat_points, flattening, twins, unbroken
from calc.model import Model
from calc.stories.descent import name_of, shape
from calc.stories.slope import (
    first_gaps,
    height_and_slope,
    last_gaps,
    slope_said,
    slopes_said,
    uphill,
    where_they_lead,
)
from calc.window import Window, around
from calc.wording import Wording, brief, equals, written
from studio.cast.descent import FASTEST, least_seconds
from studio.cast.line_and_dots import LinePanel
from studio.cast.table import Table, bring
from studio.lesson.motion import in_proportion
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import PREDICT, Beat
from studio.stage.lens import lens
from studio.stage.placement import place_beside
from studio.stage.plot import Arrow, Axis, Plot, Tangent, follow, new_ball, tick_room
from studio.stage.readout import Readout
from studio.stage.text import Label, math, name_with_letter, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Slope, Witness

INTERCEPT = 1.0  # of the course's line, whose loss over its weight is the default
WEIGHTS = (-4.0, 10.5)  # at which that line can be seen in its panel
PLOT = Region(-1.3, 5.3, -2.35, 3.1)  # at its widest; above it there is room for the formula
LIT = 1.3  # how many times as large a label is when it lights up
LONGEST = 2.0  # seconds of a roll along the curve
CONTEXT = 4.0  # gaps on either side of the point in which flat places are looked for
ROUNDING = 2e-3  # of a slope: more may not be lost to rounding in what is drawn
_TOP = 2.6  # of the tables


class Derivative(ScriptedLesson):
    """The slope of the curve at a point is where the slopes of its secants are heading."""

    function = FunctionParameter("(w - 2)**2", "the curve whose slope is looked for")
    point = NumberParameter(7.0, "where on the curve")
    gaps = NumbersParameter(
        (2.0, 1.0, 0.1, 0.01),
        "how far away the second point is, again and again",
        NumberParameter(0, "", above=0),
        4,
        4,
        "falling",
    )
    poster = "limit"

    def calculate(self) -> None:
        self.f = self.function
        self.secants = self.choose_side()
        self.check()
        self.slopes, self.limit = slopes_said(self.secants)
        self.pair = twins(self.f, self.window) or flattening(self.f, self.window)
        self.opposite = bool(self.pair and self.pair[0].slope * self.pair[1].slope < 0)
        self.model = Model()
        self.is_the_loss = self.f.variable == "w" and self.tells_of_the_line()

    def choose_side(self) -> Secants:
        """The secants to the right or, where the curve does not reach so far there, to the left.

        Raises:
            ValueError: there are none on either side.
        """
        refusals: list[str] = []
        for side in (1, -1):
            try:
                lines = secants(self.f, self.point, self.gaps, side, corners=True)
            except ValueError as error:
                refusals.append(str(error))
                continue
            if unbroken(self.f, self.point, self.point + side * self.gaps[0]):
                return lines
            refusals.append(
                f"{self.f.wording.written} has a gap, a jump or a pole within {brief(self.gaps[0])!s} of "
                f"{self.f.variable} = {brief(self.point)!s}; give smaller gaps, or another point"
            )
        raise ValueError(refusals[0])

    def check(self) -> None:
        """Refuse gaps so small that nothing but rounding would be drawn, or too wide for a wild curve.

        Raises:
            ValueError: they are.
        """
        if self.swings():
            raise ValueError(
                f"{self.f.wording.written} swings too fast near {self.f.variable} = {brief(self.point)!s} "
                "for these gaps to show where its slope is heading; give smaller gaps"
            )
        least, lines = self.gaps[-1], self.secants
        epsilon = float(np.finfo(np.float64).eps)
        steepest = max([*map(abs, lines.slopes), abs(lines.limit)])
        lost = epsilon * max(abs(lines.height), abs(self.point) * steepest) / least
        if lost > ROUNDING * steepest > 0:
            raise ValueError(
                f"the gap {least:g} is too small to compute with where {self.f.wording.written} is "
                f"{brief(lines.height)!s}, at {self.f.variable} = {brief(self.point)!s}; give larger gaps"
            )

    def swings(self) -> bool:
        """Whether the slopes change too fast between the gaps to be followed."""
        lines, shares = self.secants, np.linspace(0, 1, 241)
        for start, stop in itertools.pairwise(self.gaps[1:]):
            ends = self.point + lines.side * start * (stop / start) ** shares
            slopes = (np.asarray(self.f(ends)) - lines.height) / (ends - self.point)
            scale = max([*np.abs(lines.slopes), abs(lines.limit)]) or 1.0
            path = np.stack([slopes / scale * 1.5, 0 * slopes, 0 * slopes], axis=-1)
            if not least_seconds(path) <= 1.0:
                return True
        return False

    def tells_of_the_line(self) -> bool:
        """Whether the curve is the loss of the course's line, in a window in which that line can be seen."""
        places = np.linspace(*WEIGHTS, 7)
        loss = self.model.loss_of_weight(INTERCEPT)
        seen = WEIGHTS[0] <= self.swept[0] < self.model.best[0] < self.swept[1] <= WEIGHTS[1]
        return seen and bool(np.allclose(loss(places), self.f(places), equal_nan=False))

    # What is said

    def script(self) -> list[Beat]:
        here = brief(self.point)
        way = "" if self.secants.side > 0 else " to the left"
        beats = [
            Beat("bowl", self.opening(), title="The loss is a bowl" if self.is_the_loss else "The curve"),
            Beat(
                "secant",
                f"How steep is the curve at {here}? Take a second point nearby{way}, "
                "and join the two with a straight line.",
                pause=0.8,
                title="Two points and a line",
            ),
            Beat("closer", first_gaps(self.secants)),
            Beat("guess", "Make the gap smaller still. Where is the slope heading? Guess.", pause=PREDICT),
            Beat("closest", last_gaps(self.secants), pause=0.6),
            Beat("limit", where_they_lead(self.secants), pause=0.8, title=self.title_of_the_limit()),
        ]
        if self.pair:
            line = height_and_slope(self.pair, "loss" if self.is_the_loss else "height")
            beats.append(Beat("height", line, pause=0.8, title="Slope is not height"))
        if self.pair or self.secants.other_limit is None:
            title = "" if self.pair else "Which way is uphill"
            rolls = self.roll_seconds() - 1.8 if self.flat else 0.0
            line = uphill(self.told, self.opposite, self.flat)
            beats.append(Beat("sign", line, pause=1.0 + rolls, title=title))
        return beats

    def opening(self) -> str:
        if self.is_the_loss:
            return (
                "Try every weight w and plot the loss. "
                f"You get a bowl, with its lowest point at {equals('w', self.model.best[0])}."
            )
        height = brief(self.secants.height)
        return (
            f"Here is the {shape(self.f)} {name_of(self.f, self.f.wording)}. "
            f"Look at it at {brief(self.point)}, where its height is {height}."
        )

    def title_of_the_limit(self) -> str:
        return "The limit is the derivative" if self.secants.other_limit is None else "A corner"

    def shown(self) -> str:
        first = self.secants.secant(self.gaps[0])
        rows = [f"gap {brief(gap)}: slope {slope}" for gap, slope in zip(self.gaps, self.slopes, strict=True)]
        x, height = self.f.variable, "loss" if self.is_the_loss else "height"
        touches = [
            f"at {x} = {brief(touch.x)} the {height} is {brief(touch.y)} and the slope {slope_said(touch)}"
            for touch in (*(self.pair or ()), *self.flat_touch())
        ]
        head = (
            f"{self.letter}({x}) = {self.f.wording}, in Python {self.f.python}: "
            f"rise {brief(first.rise)} over run {brief(first.run)} from {x} = {brief(self.point)}, "
            f"where the {height} is {brief(self.secants.height)}"
        )
        ticks = f"Marked on the axes: {', '.join(str(brief(mark)) for mark in (*self.places, *self.heights))}"
        return "\n".join(map(written, [head, *rows, *touches, ticks]))

    # What is to be seen of the curve, and where

    @property
    def letter(self) -> str:
        """What the function is called."""
        return "L" if self.is_the_loss else "f"

    @property
    def told(self) -> TouchingLine:
        """The place whose slope's sign is told of."""
        return self.pair[0] if self.pair else self.secants.tangent

    @cached_property
    def flat_near(self) -> FlatPoint | None:
        """The flat place or corner next to the point, if it is so near that it can be seen with it."""
        reach = CONTEXT * self.gaps[0]
        found = [
            flat
            for flat in flat_points(self.f, self.point - reach, self.point + reach)
            if abs(flat.x - self.point) > 1e-9 * reach and unbroken(self.f, self.point, flat.x)
        ]
        return min(found, key=lambda flat: abs(flat.x - self.point), default=None)

    @cached_property
    def window(self) -> Window:
        """The point and its secants, with the next flat place and what lies a little beyond."""
        point, step = self.point, self.secants.side * self.gaps[0]
        held, flat = [point, point + step], self.flat_near
        if flat is not None:
            # Under a top, places of one height need more room on its other side than in a bowl.
            beyond = 1.0 if flat.kind == "maximum" else 0.6
            held += [flat.x, flat.x + beyond * (flat.x - point)]
        for way in (-step, step):
            wanted = [point + share * way for share in (2.5, 1.7, 1.0)]
            if not any((x - point) * way > abs(way) * 1.5 * abs(step) for x in held):
                held += [x for x in wanted if unbroken(self.f, point, x)][:1] if way != step else []
        return around(self.f, [x for x in held if np.isfinite(self.f(x))])

    @cached_property
    def swept(self) -> tuple[float, float]:
        """From where to where a ball could draw the bowl."""
        width = self.window.right - self.window.left
        return self.window.left + 0.06 * width, max(
            self.point + self.gaps[0], self.window.right - 0.1 * width
        )

    @cached_property
    def flat(self) -> FlatPoint | None:
        """A flat place that the ball can roll to from the first of two equally high places."""
        if not (self.pair and self.opposite):
            return None
        right, left = self.pair
        between = [flat for flat in flat_points(self.f, left.x, right.x) if not flat.corner]
        middle = (left.x + right.x) / 2
        for flat in sorted(between, key=lambda flat: abs(flat.x - middle)):
            if (self.seconds_along(right.x, flat.x) or np.inf) <= LONGEST:
                return flat
        return None

    def flat_touch(self) -> list[TouchingLine]:
        return [TouchingLine(self.flat.x, self.flat.y, 0.0)] if self.flat else []

    @cached_property
    def places(self) -> tuple[float, ...]:
        """The ticks of x: the point, and a flat place that is not too near to it."""
        near, width = self.flat_near, self.window.right - self.window.left
        if near is None or abs(near.x - self.point) < 0.2 * width:
            return (self.point,)
        return tuple(sorted((near.x, self.point)))

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """The ticks of the height: that of the point, and 0 where that is on the axis."""
        high = self.secants.height
        low = self.window.bottom
        return (low, high) if low == 0 and high > 0.1 * self.window.top else (high,)

    @cached_property
    def columns(self) -> tuple[float, float, float]:
        """Where the second and the third column of the tables begin, and where they end."""

        def width(texts: list[Wording]) -> float:
            return max((words(str(text), THEME.label).width for text in texts), default=0.0)

        pair = [*(self.pair or ()), *self.flat_touch()]
        second = max(1.2, width([brief(touch.x) for touch in pair]) + 0.35)
        third = second + max(1.3, width([brief(touch.y) for touch in pair]) + 0.35)
        slopes = width([slope_said(touch) for touch in pair])
        gap = max(1.7, width([brief(gap) for gap in self.gaps]) + 0.4)
        ends = max(gap + width([*self.slopes, self.limit]), third + max(slopes, 0.8) if pair else 0.0)
        return second, third, ends

    @cached_property
    def plot(self) -> Plot:
        window = self.window
        top = min(PLOT.top, THEME.stage.top - self.name.height - 0.25)
        region = Region(self.left, PLOT.right, PLOT.bottom, top)
        x = Axis(window.left, window.right, ticks=self.places, name=self.f.variable)
        plot = Plot(region, x, Axis(window.bottom, window.top, ticks=self.heights))
        # Any curve may pass above the axis' end, but not beside it.
        plot.names.next_to(plot.point(window.right, plot.y.cross), RIGHT, buff=0.15)
        return plot

    @cached_property
    def left(self) -> float:
        """The left edge of the plot."""
        return max(PLOT.left, -6.0 + self.columns[2] + 0.5 + tick_room(self.heights))

    @cached_property
    def name(self) -> VGroup:
        """The function above its plot; only its name where the formula is too wide."""
        x, letter = self.f.variable, self.letter
        short = f"{letter}({x})"
        for formula in (f"{short} = {self.f.typst}", short):
            if self.is_the_loss:
                name = name_with_letter("loss", formula, THEME.label, THEME.loss)
            else:
                name = math(formula, THEME.label, THEME.loss)
            if name.width <= THEME.stage.right - self.left:
                break
        name.move_to([self.left, THEME.stage.top, 0.0], UP + LEFT)
        return name

    def on_curve(self, x: float) -> NDArray[np.float64]:
        return self.plot.point(x, self.f(x))

    def seconds_along(self, start: float, stop: float, rate_func: RateFunction = smooth) -> float | None:
        """The least time for a roll along the curve; None where it cannot be followed there."""
        window, shares = self.window, np.array([rate_func(share) for share in np.linspace(0, 1, 241)])
        xs = start + (stop - start) * shares
        ys = np.asarray(self.f(xs))
        inside = (ys >= window.bottom) & (ys <= window.top) & np.isfinite(self.f.slope(xs))
        if not inside.all() or not window.left <= min(start, stop) <= max(start, stop) <= window.right:
            return None
        # In the widest of the plots, which may be made narrower by what it is asked for here.
        across = (xs - window.left) / (window.right - window.left) * PLOT.width
        up = (ys - window.bottom) / (window.top - window.bottom) * PLOT.height
        return least_seconds(np.stack([across, up, np.zeros_like(up)], axis=-1))

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.weight = self.track("weight", self.swept[0] if self.is_the_loss else self.point)
        self.gap = self.track("gap", self.gaps[0])
        self.curve = self.plot.curve(self.f, samples=401)
        naming(self.name[0] if self.is_the_loss else self.name, self.plot.axes[1])
        self.ball = follow(new_ball(), lambda dot: dot.move_to(self.on_curve(self.weight.get_value())))
        if self.is_the_loss:
            self.line_panel = LinePanel(
                Region(-6.2, -2.2, stage.bottom + 0.45, stage.top - 0.6),
                self.model,
                weight=lambda: self.weight.get_value(),
                intercept=lambda: INTERCEPT,
            )

    def witnesses(self) -> list[Witness]:
        x, y, slope = self.touch(self.weight.get_value())
        secant = self.secants.secant(self.gap.get_value())
        said: list[Witness] = [
            Mark("ball", self.plot, x, y),
            Mark("other", self.plot, secant.x1, secant.y1),
            Slope("secant_line", self.plot, secant.x0, secant.y0, secant.slope),
        ]
        if np.isfinite(slope):
            said.append(Slope("roller", self.plot, x, y, slope))
        return [*said, self.line_panel.witness()] if self.is_the_loss else said

    # The script

    def construct(self) -> None:
        if self.is_the_loss:
            self.trace_the_bowl()
        else:
            self.show_the_curve()
        self.join_two_points()
        self.shrink_the_gap()
        if self.pair:
            self.compare_slopes(self.pair)
        if self.pair or self.secants.other_limit is None:
            self.tell_the_sign()

    def trace_the_bowl(self) -> None:
        # "loss L(w)" comes first, and what it is equal to once the bowl is drawn.
        letters = len("L(w)")
        first, rest = VGroup(self.name[0], self.name[1][:letters]), self.name[1][letters:]
        with self.beat("bowl"):
            start, stop = self.swept
            traced = follow(
                VMobject(),
                lambda curve: curve.become(self.plot.curve(self.f, start, self.weight.get_value())),
            )
            self.weight.set_value(start + 1e-3)
            self.play(FadeIn(self.line_panel, self.plot), run_time=0.8)
            self.play(FadeIn(self.ball, scale=2), run_time=0.3)
            self.add(traced)
            # The loss is named as it is spoken of, while the sweep goes on.
            name = Succession(Wait(self.until("loss")), FadeIn(first, run_time=0.5))
            sweep = self.weight.animate(run_time=self.until("lowest")).set_value(stop)
            self.play(sweep, name)
            self.curve = self.plot.curve(self.f, start, stop)
            self.remove(traced)
            self.add(self.curve)
            self.play(self.weight.animate.set_value(self.model.best[0]), run_time=1.4)
            self.play(FadeIn(rest), run_time=0.4)
            self.remove(first, rest)
            self.add(self.name)

    def show_the_curve(self) -> None:
        with self.beat("bowl"):
            self.play(FadeIn(self.plot), run_time=0.5)
            self.cue(written(str(f"{name_of(self.f, self.f.wording)}")))
            seconds = self.until("Look")
            points = self.curve.points
            wild = np.linalg.norm(np.diff(points, axis=0), axis=1).sum() > FASTEST * seconds
            draw = FadeIn if wild else Create
            self.play(draw(self.curve, run_time=seconds), FadeIn(self.name, run_time=0.4))
            self.cue(written(f"{brief(self.point)}"))
            self.play(FadeIn(self.ball, scale=2), run_time=0.5)
            height = self.plot.x.cross
            across = DashedLine(
                self.on_curve(self.point),
                self.plot.point(height, self.secants.height),
                color=THEME.muted,
                stroke_width=3,
            )
            self.cue("height")
            self.play(Create(across), run_time=0.6)
            self.across_to_height = across

    def roll(self, to: float, run_time: float, *others: Animation) -> None:
        """Roll the ball along the curve; where that cannot be followed, it goes and comes again."""
        seconds = self.seconds_along(self.weight.get_value(), to)
        if seconds is not None and seconds <= run_time:
            self.play(self.weight.animate.set_value(to), *others, run_time=run_time)
            return
        self.play(FadeOut(self.ball), *others, run_time=run_time / 2)
        self.weight.set_value(to)
        self.ball.update()
        self.play(FadeIn(self.ball), run_time=run_time / 2)

    def join_two_points(self) -> None:
        with self.beat("secant"):
            if self.is_the_loss:
                self.play(FadeOut(self.line_panel), self.weight.animate.set_value(self.point), run_time=1.2)
            else:
                self.play(FadeOut(self.across_to_height), run_time=0.5)
                self.cue(str(brief(self.point)))
                self.play(Indicate(self.ball, 1.6, color=THEME.parameter), run_time=0.8)
            self.other = follow(new_ball(), lambda dot: dot.move_to(self.on_curve(self.second())))
            self.secant_line = follow(
                Line(color=THEME.slope, stroke_width=THEME.line_width), self.place_secant
            )
            self.secant_line.set_z_index(THEME.layers.tangent)
            self.cue("second")
            self.play(FadeIn(self.other, scale=2), run_time=0.4)
            self.cue("join")
            self.play(Create(self.secant_line), run_time=0.7)

    def second(self) -> float:
        """Where the second point is."""
        return self.point + self.secants.side * self.gap.get_value()

    def place_secant(self, line: Line) -> Line:
        """From the edge of the plot to a little beyond its second point."""
        secant = self.secants.secant(self.gap.get_value())
        width, side = self.window.right - self.window.left, self.secants.side
        far = self.window.left if side > 0 else self.window.right
        ends = self.across(secant, far, secant.x1 + side * 0.03 * width)
        return line.set_points_as_corners(ends)

    def across(self, line: Secant | TouchingLine, start: float, stop: float) -> list[NDArray[np.float64]]:
        """The ends of a line between two places, cut where it would leave the window."""
        here = line.x0 if isinstance(line, Secant) else line.x
        margin = 0.02 * (self.window.top - self.window.bottom)
        low, high = min(self.window.bottom + margin, line.at(here)), self.window.top
        ends = []
        for x in (start, stop):
            bound = high if (line.at(x) > line.at(here)) else low
            if not low <= line.at(x) <= high:
                x = here + (bound - line.at(here)) / line.slope
            ends.append(self.plot.point(x, line.at(x)))
        return ends

    def rise_and_run(self, gap: float) -> VGroup:
        """The run along the height of the point and the rise at its end, with their lengths."""
        secant = self.secants.secant(gap)
        ends = [
            self.plot.point(x, y)
            for x, y in ((secant.x0, secant.y0), (secant.x1, secant.y0), (secant.x1, secant.y1))
        ]
        run = DashedLine(ends[0], ends[1], color=THEME.muted).set_z_index(THEME.layers.axes)
        flat = np.linalg.norm(ends[2] - ends[1]) < 0.1
        rise = run if flat else DashedLine(ends[1], ends[2], color=THEME.muted).set_z_index(THEME.layers.axes)
        lines = [self.curve, self.plot.axes, self.secant_line, run, rise, self.ball, self.other]
        texts = [*self.plot.tick_labels, self.plot.names, self.name]
        below = np.sign(ends[1][1] - ends[2][1]) or -1.0
        below_run = naming(words(f"run {brief(secant.run)}", THEME.label), run)
        beside_rise = naming(words(f"rise {brief(secant.rise)}", THEME.label), rise)
        side = float(self.secants.side)
        middles = [(ends[0] + ends[1]) / 2, (ends[1] + ends[2]) / 2]
        stage = THEME.stage
        within = Region(self.left - 0.2, stage.right - 0.15, stage.bottom, stage.top)
        rising = (side, -below if flat else 0.0)
        labels = [
            place_beside(beside_rise, middles[1], lines, texts, rising, within),
            place_beside(below_run, middles[0], lines, [*texts, beside_rise], (0.0, below), within),
        ]
        return VGroup(*([run] if flat else [run, rise]), *labels)

    def shrink_the_gap(self) -> None:
        gaps, slopes = [brief(gap) for gap in self.gaps], self.slopes
        widest = max(words(str(gap), THEME.label).width for gap in gaps)
        self.table = Table(-6.0, _TOP, (0.0, max(1.7, widest + 0.4)), ("gap", "slope"))
        rows = [self.row(gap, slope) for gap, slope in zip(gaps, slopes, strict=True)]
        with self.beat("closer"):
            sides = self.rise_and_run(self.gaps[0])
            self.play(FadeIn(self.table.head), run_time=0.4)
            self.cue(written(f"of {gaps[0]}"))
            self.play(FadeIn(sides), FadeIn(rows[0][0]), run_time=0.4)
            self.cue(written(f"is {slopes[0]}"))
            self.play(FadeIn(rows[0][1]), run_time=0.4)
            self.cue("Shrinking")
            self.play(FadeOut(sides), run_time=0.4)
            self.cue(written(f"to {gaps[1]}"))
            self.shrink(1, self.changed(1), smooth, FadeIn(rows[1][0], run_time=0.4))
            bring(self, rows[1][1], slopes[1])
        with self.beat("guess"):
            self.cue("smaller")
            self.glass = self.magnified()
            self.play(FadeIn(self.glass), run_time=0.8)
            self.predict(at=rows[3].get_center())
        with self.beat("closest"):
            self.cue(written(f"to {gaps[2]}"))
            self.shrink(2, self.changed(2), linear, FadeIn(rows[2][0], run_time=0.4))
            bring(self, rows[2][1], slopes[2])
            self.cue("Shrinking it")
            self.play(Indicate(rows[2][1], 1.15, color=THEME.slope), run_time=0.5)
            self.cue(written(f"to {gaps[3]}"))
            self.shrink(3, "gives", linear, FadeIn(rows[3][0], run_time=0.4))
            bring(self, rows[3][1], slopes[3])
        with self.beat("limit"):
            if self.secants.other_limit is None:
                self.show_the_limit()
            else:
                self.show_the_corner(self.secants.other_limit)

    def changed(self, index: int) -> str:
        """The word after which the slope of a gap is told, and not the gap itself."""
        if str(self.slopes[index]) == str(self.slopes[index - 1]):
            return "at"
        return "it" if self.like_its_gap(index) else "to"

    def like_its_gap(self, index: int) -> bool:
        return str(self.slopes[index]) == str(brief(self.gaps[index]))

    def shrink(self, index: int, after: str, rate_func: RateFunction, *others: Animation) -> None:
        """Bring the second point nearer until its slope is told; what cannot be followed comes again."""
        target, run_time = self.gaps[index], max(self.until(str(self.slopes[index]), after), 1.0)
        start, stop = self.second(), self.point + self.secants.side * target
        if rate_func is smooth:
            change: Animation = self.gap.animate.set_value(target)
            seconds = self.seconds_along(start, stop)
        else:
            change = in_proportion(self.gap, target)
            share = target / self.gap.get_value()
            seconds = self.seconds_along(start, stop, lambda t: (1 - share**t) / (1 - share))
        turning = self.seconds_of_secant(self.gap.get_value(), target)
        if seconds is not None and max(seconds, turning) <= run_time:
            self.play(change, *others, run_time=run_time)
            return
        pair = (self.other, self.secant_line)
        self.play(*map(FadeOut, pair), *others, run_time=0.3)
        # In the lens it can be followed: there the gap is always as wide.
        self.play(change, run_time=run_time - 0.6)
        for each in pair:
            each.update()
        self.play(*map(FadeIn, pair), run_time=0.3)

    def seconds_of_secant(self, start: float, stop: float) -> float:
        """The least time in which the secant can be followed from gap to gap, in even proportions."""
        line, shares = Line(), np.linspace(0, 1, 61)
        middles = []
        for share in shares:
            self.gap.set_value(start * (stop / start) ** share)
            middles.append(self.place_secant(line).get_center())
        self.gap.set_value(start)
        return least_seconds(np.array(middles))

    def show_the_limit(self) -> None:
        touch = self.secants.tangent
        reach = 0.3 * (self.window.right - self.window.left)
        line = Line(
            *self.across(touch, touch.x - reach, touch.x + reach),
            color=THEME.slope,
            stroke_width=THEME.line_width,
        ).set_z_index(THEME.layers.tangent)
        last = self.table.row(math("arrow.r 0", THEME.label), self.slope_cell(self.limit))
        self.close_the_lens()
        self.play(FadeOut(self.other), FadeOut(self.secant_line), FadeIn(line), run_time=0.4)
        straight = self.f.curvature == 0
        self.cue(written(f"{'at' if straight else 'on'} {self.limit}"))
        self.play(FadeIn(last), run_time=0.4)
        self.cue("derivative" if straight else "limit")
        self.play(Indicate(last[1], 1.2, color=THEME.slope), run_time=0.6)
        self.cue(written(f"at {brief(self.point)}"))
        formula = math(f"{self.letter}'({brief(self.point)}) = {self.limit}", THEME.title, THEME.slope)
        formula.next_to(last, DOWN, buff=0.5, aligned_edge=LEFT)
        self.play(FadeIn(formula), run_time=0.5)

    def close_the_lens(self) -> None:
        # Magnified, the two points would stay apart for ever.
        self.play(FadeOut(self.glass), run_time=0.3)
        self.play(self.gap.animate.set_value(0.1 * self.gaps[-1]), run_time=0.5)

    def show_the_corner(self, other: float) -> None:
        """The two half lines that the secants of either side close in on."""
        side = self.secants.side
        touch, beyond = self.secants.tangent, TouchingLine(self.point, self.secants.height, other)
        reach = 0.3 * (self.window.right - self.window.left)
        halves = [
            Line(
                *self.across(each, self.point, self.point + way * reach),
                color=THEME.slope,
                stroke_width=THEME.line_width,
            ).set_z_index(THEME.layers.tangent)
            for each, way in ((touch, side), (beyond, -side))
        ]
        names = ("right", "left") if side > 0 else ("left", "right")
        said = (self.limit, brief(other))
        rows = [
            self.table.row(words(name, THEME.label), self.slope_cell(slope))
            for name, slope in zip(names, said, strict=True)
        ]
        self.close_the_lens()
        self.play(FadeOut(self.other), FadeOut(self.secant_line), FadeIn(halves[0]), run_time=0.4)
        self.cue(written(f"on {said[0]}"))
        self.play(FadeIn(rows[0]), run_time=0.4)
        self.cue(written(names[1]))
        self.play(Create(halves[1]), run_time=0.5)
        self.cue(written(f"on {said[1]}"))
        self.play(FadeIn(rows[1]), run_time=0.4)
        self.cue("corner")
        self.play(*(Indicate(row[1], 1.2, color=THEME.slope) for row in rows), run_time=0.5)
        self.cue(written(f"at {brief(self.point)}"))
        self.play(Indicate(self.ball, 1.6, color=THEME.parameter), run_time=0.8)

    def row(self, gap: Wording, slope: Wording) -> VGroup:
        return self.table.row(words(str(gap), THEME.label), self.slope_cell(slope))

    @staticmethod
    def slope_cell(slope: Wording) -> Label:
        return words(str(slope), THEME.label, THEME.slope)

    def magnified(self) -> VGroup:
        """The curve between the two points, magnified so that the gap is always as wide."""
        box = Region(-6.2, -2.8, -2.75, -0.2)
        inner = Region(box.left + 0.2, box.right - 0.2, box.bottom + 0.65, box.top - 0.5)
        side, slopes = self.secants.side, [float(slope) for slope in self.secants.slopes[1:]]
        steepest = max(map(abs, [*slopes, self.secants.limit])) or 1.0
        ends = [0.0, *(side * slope / steepest for slope in slopes)]
        view = Plot(
            inner,
            Axis(-0.3, 1.3) if side > 0 else Axis(-1.3, 0.3),
            Axis(min(ends) - 0.3, max(ends) + 0.3),
        )

        def enlarged(share: NDArray[np.float64]) -> NDArray[np.float64]:
            gap = self.gap.get_value()
            return np.asarray((self.f(self.point + gap * share) - self.secants.height) / (gap * steepest))

        def secant_line(line: Line) -> Line:
            slope = self.secants.secant(self.gap.get_value()).slope / steepest
            reach = [u for u in (view.x.low, view.x.high)]
            room = max(abs(view.y.low), abs(view.y.high))
            shares = [u if abs(slope * u) <= room else np.sign(u) * room / abs(slope) for u in reach]
            return line.set_points_as_corners([view.point(u, slope * u) for u in shares])

        def enlarged_curve() -> VMobject:
            return view.curve(enlarged, samples=61)

        # The points only: what takes on the style of another at every frame cannot fade.
        curve = follow(enlarged_curve(), lambda curve: curve.set_points(enlarged_curve().points))
        line = follow(Line(color=THEME.slope, stroke_width=3), secant_line)
        dots = VGroup(
            new_ball().move_to(view.point(0, 0)),
            follow(
                new_ball(),
                lambda dot: dot.move_to(view.point(side, float(enlarged(np.array(float(side)))))),
            ),
        )
        run = DashedLine(view.point(0, 0), view.point(side, 0), color=THEME.muted)
        seen = VGroup(lens(box), curve, line.set_z_index(THEME.layers.tangent), dots, run)
        decimals = [str(brief(gap)) for gap in self.gaps[1:]]
        places = max(len(text.partition(".")[2]) for text in decimals)
        if not any("×" in text for text in decimals) and len(decimals[0].partition(".")[0]) + places <= 9:
            gap = Readout(lambda: self.gap.get_value(), places, size=THEME.label)
            gap.stand(np.array([(box.left + box.right) / 2 + 0.5 * gap.width, box.bottom + 0.3, 0.0]))
            seen.add(gap)
        return seen

    def compare_slopes(self, pair: tuple[TouchingLine, TouchingLine]) -> None:
        one, other = pair
        second, third, _ = self.columns
        head = (self.f.variable, "loss" if self.is_the_loss else "height", "slope")
        self.places_table = Table(-6.0, _TOP, (0.0, second, third), head)
        rows = [self.touch_row(touch) for touch in pair]
        with self.beat("height"):
            gone = self.clear_but(self.plot, self.curve, self.name, self.ball)
            self.roll(one.x, 1.0, *gone, FadeIn(self.places_table.head))
            line = height_and_slope(pair, "")
            before = "At" if "At" in line else "From"
            self.cue(str(brief(one.x)), after=before)
            twin = new_ball().move_to(self.on_curve(other.x))
            self.play(FadeIn(rows[0][0]), run_time=0.4)
            self.cue(str(brief(other.x)), after="at" if self.opposite else "to")
            self.play(FadeIn(twin, scale=1.5), FadeIn(rows[1][0]), run_time=0.4)
            self.cue(str(brief(one.y)), after="is" if self.opposite else "from")
            self.levels = VGroup()
            if self.opposite:
                self.levels.add(DashedLine(self.on_curve(other.x), self.on_curve(one.x), color=THEME.muted))
                self.play(*(FadeIn(row[1]) for row in rows), run_time=0.4)
                self.play(Create(self.levels[0]), run_time=self.until("slopes"))
            else:
                self.play(FadeIn(rows[0][1]), run_time=0.4)
                self.cue(str(brief(other.y)), after="to")
                self.play(FadeIn(rows[1][1]), run_time=0.4)
            if not self.opposite:
                self.cue("slope goes")
            self.roller = follow(
                Tangent(), lambda line: line.place(self.plot, *self.touch(self.weight.get_value()))
            )
            opposite = Tangent().place(self.plot, other.x, other.y, other.slope)
            self.labels = [self.slope_label(touch, pair) for touch in pair]
            self.play(Create(self.roller), Create(opposite), run_time=0.5)
            self.twin = VGroup(twin, opposite)
            self.cue(str(slope_said(one)), after="are" if self.opposite else "from")
            self.play(FadeIn(self.labels[0], rows[0][2]), run_time=0.4)
            self.cue(str(slope_said(other)), after="and" if self.opposite else "to")
            self.play(FadeIn(self.labels[1], rows[1][2]), run_time=0.4)

    def tell_the_sign(self) -> None:
        with self.beat("sign"):
            if not self.pair:
                self.stand_at_the_point()
                self.cue("sign" if self.told.slope else f"of {brief(0)!s}")
                self.play(FadeIn(self.labels[0]), run_time=0.4)
            else:
                self.cue("sign")
                self.play(*(Indicate(label, LIT, color=THEME.slope) for label in self.labels), run_time=0.8)
            touches = [touch for touch in self.pair or (self.told,) if touch.slope]
            ups = [self.way_up(touch) for touch in touches]
            if ups:
                self.cue("uphill")
                self.play(*map(FadeIn, ups), run_time=0.6)
            if self.flat and self.pair:
                place = {"minimum": "bottom", "maximum": "top"}.get(self.flat.kind, "terrace")
                self.cue(place)
                fading = map(FadeOut, (self.twin, self.levels, *self.labels, *ups))
                self.play(self.weight.animate.set_value(self.flat.x), *fading, run_time=self.roll_seconds())
                touch = self.flat_touch()[0]
                self.play(
                    FadeIn(self.slope_label(touch, (touch,)), self.touch_row(touch)),
                    run_time=0.4,
                )

    def roll_seconds(self) -> float:
        assert self.flat is not None and self.pair is not None
        return max(1.8, self.seconds_along(self.pair[0].x, self.flat.x) or 0.0)

    def stand_at_the_point(self) -> None:
        """The ball on its own, with the slope there; what was said of the gaps has gone."""
        gone = self.clear_but(self.plot, self.curve, self.name, self.ball)
        touch = self.told
        roller = Tangent(0.55).place(self.plot, touch.x, touch.y, touch.slope)
        self.labels = [self.slope_label(touch, (touch,))]
        self.play(*gone, FadeIn(roller), run_time=0.6)

    def way_up(self, touch: TouchingLine) -> Arrow:
        """An arrow up along the tangent: to the right where the slope is positive, else to the left."""
        here = self.plot.point(touch.x, touch.y)
        return Arrow(width=6).place(
            here, here + np.sign(touch.slope) * 0.9 * self.plot.direction(touch.slope)
        )

    def touch_row(self, touch: TouchingLine) -> VGroup:
        return self.places_table.row(
            words(str(brief(touch.x)), THEME.label, THEME.parameter),
            words(str(brief(touch.y)), THEME.label, THEME.loss),
            words(str(slope_said(touch)), THEME.label, THEME.slope),
        )

    def touch(self, x: float) -> tuple[float, float, float]:
        return x, self.f(x), self.f.slope(x)

    def slope_label(self, touch: TouchingLine, pair: tuple[TouchingLine, ...]) -> VMobject:
        """A slope beside its point, clear of the tangents and of the arrows that will lie on them."""
        label = words(str(slope_said(touch)), THEME.label, THEME.slope)
        tangents = [Tangent().place(self.plot, each.x, each.y, each.slope) for each in pair]
        balls = [new_ball().move_to(self.on_curve(each.x)) for each in pair]
        lines = [self.curve, self.plot.axes, *balls]
        if len(pair) == 2:
            lines.append(Line(self.on_curve(pair[0].x), self.on_curve(pair[1].x)))
        texts = [*self.plot.tick_labels, self.plot.names, self.name]
        prefer = (-np.sign(touch.slope), 1.0)
        # Placed as large as it is when it lights up.
        label.scale(LIT)
        placed = place_beside(label, self.on_curve(touch.x), lines, texts, prefer, uncovered=tangents)
        label.scale(1 / LIT)
        return placed
