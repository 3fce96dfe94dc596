"""Derivative: the slope of a curve at a point is the limit of the slopes of its secants."""

from typing import Any, cast

from manim import Create, FadeIn, FadeOut, Mobject, ReplacementTransform, VGroup, smooth, squish_rate_func

from calc.derivative import Secant, secant
from calc.line import label
from calc.model import Model
from calc.quotient import Quotient
from calc.stories.derivative_lesson import DerivativeLesson, slope_said
from calc.stories.questions.slope import about_slope
from calc.stories.slope import INTERCEPT, SlopeStory
from calc.wording import brief, decimals, signed
from scenes import place
from studio.cast.line_plane import LinePlane, line_window
from studio.lesson.lesson import Lesson
from studio.lesson.motion import Together, pulse
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter
from studio.stage import actors, layout, style
from studio.stage.emphasis import Focus
from studio.stage.marks import Target
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane, inner
from studio.stage.readout import Readout
from studio.stage.secants import fan, half_line, legs, level_line
from studio.stage.secants import secant as secant_line
from studio.stage.text import math, words
from studio.stage.theme import THEME
from studio.stage.traces import drawn, dropped, place_left, places_on


class Derivative(Lesson):
    """A curve's slope is where the slopes of its secants are heading."""

    in_course = place("Derivative")

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

    def calculate(self) -> None:
        self.story = SlopeStory(self.function, self.point, self.gaps)
        self.tell = DerivativeLesson(self.story)
        self.asked = about_slope(self.tell)

    def cast(self) -> None:
        f, story = self.function, self.story
        self.x, self.gap = self.track("x", self.point), self.track("gap", self.gaps[0])
        self.other_x = self.track("other_x")
        both = Together(self.x, self.gap)
        self.plane = Plane(layout.TITLE, story.window, f.variable, roles=("parameter", "loss"), bare=True)
        self.curve, self.ground = self.plane.curve(f), self.plane.ground(f)
        self.ball = self.hero = actors.dot(self.plane, self.at, self.x)
        self.foot = actors.foot_line(self.plane, self.at, self.x)
        self.tangent = actors.tangent(self.plane, self.at, f.slope, self.x)
        self.second = actors.dot(
            self.plane, lambda now: self.at(self.secant_at(cast(Any, now)).x1), both, "second"
        )
        self.secant = secant_line(self.plane, self.secant_at, both)
        self.other = actors.dot(self.plane, self.at, self.other_x, "other")
        self.other_tangent = actors.tangent(self.plane, self.at, f.slope, self.other_x, "other_tangent")

    def at(self, x: float) -> tuple[float, float]:
        return x, self.function(x)

    def secant_at(self, now: tuple[float, float]) -> Secant:
        return secant(self.function, *now, self.story.side)

    def legs_of(self, gap: float, rise: str = "", run: str = "") -> VGroup:
        """Return the run and the rise of the secant of one gap, with what is written beside them."""
        line = self.secant_at((self.point, gap))
        labels = words(rise, style.READOUT, THEME.slope), words(run, style.LABEL)
        return legs(
            self.plane, lambda _: line, self.gap, *(label if label.text else None for label in labels)
        )

    def construct(self) -> None:
        start = self.story.here.x
        self.x.set_value(start if self.story.follows(start, self.point) else self.point)
        hero: tuple[Mobject, ...] = self.plane, self.ground, self.curve, self.ball
        if self.story.secants.other_limit is None:
            hero += (self.tangent,)
        self.open(*hero, moving=[self.x.to(self.point, 2.3)])
        self.show_the_loss() if self.story.is_the_loss else self.show_the_curve()
        self.join_two_points()
        self.shrink_the_gap()
        self.tell_the_corner() if self.story.secants.other_limit is not None else self.tell_the_limit()
        if self.tell.rule:
            self.tell_the_rule()
        if self.story.pair:
            self.compare_slopes()
        if self.story.pair or self.story.secants.other_limit is None:
            self.tell_the_sign()
        self.close(self.asked.end)

    def stood(self, *mobjects: Mobject) -> list[Mobject]:
        """Return those that stand on the stage."""
        return [mobject for mobject in mobjects if self.stands(mobject)]

    def name(self, *more: tuple[str, str]) -> Any:
        """Return the play that sets the function's formula into the head."""
        f, letter = self.function, self.tell.letter
        return self.set_formula((f"{letter}({f.variable}) = {f.typst}", "loss"), *more)

    def show_the_loss(self) -> None:
        story, model = self.story, Model()
        low, high = story.swept
        weights, bias = line_window(model, (low, high), INTERCEPT), self.track("bias", INTERCEPT)
        figure = LinePlane(layout.LEFT_ROOM, model, weights, self.x, bias)
        points = dropped(self.plane, places_on(self.function, story.drops), self.x)
        with self.beat("bowl", self.tell.opening, title="The loss is a bowl"):
            there = inner(layout.RIGHT_ROOM, story.window)
            come = FadeIn(figure.figure, run_time=style.TURN, rate_func=squish_rate_func(smooth, 0.6, 1))
            self.then(self.plane.move(story.window, there), come, FadeOut(self.tangent, run_time=style.OUT))
            self.then(FadeOut(self.curve, self.ground), self.x.to(low))
            self.add(points)
            self.on("sweep", self.x.to(high, 4.0), to="bowl")
            self.on("bowl", Create(self.curve), FadeIn(self.ground), self.name())
            self.then(FadeOut(points), run_time=style.OUT)
            self.on("lowest", self.x.to(model.best[0], 1.6), self.plane.tell(model.best[0]))
        self.leaving = [
            self.plane.untell(),
            FadeOut(figure.figure, run_time=style.OUT),
            self.x.to(self.point, style.TURN),
        ]

    def show_the_curve(self) -> None:
        story = self.story
        level = level_line(self.plane, story.secants.height, story.window.left, self.point)
        with self.beat("bowl", self.tell.opening, title="The curve"):
            there = inner(layout.HERO_ROOM, story.window)
            self.then(self.plane.move(story.window, there), *map(FadeOut, self.stood(self.tangent)))
            self.on("curve", self.name())
            self.on("point", pulse(self.ball))
            self.on("height", Create(level), self.plane.tell(story.secants.height, axis=1))
        self.leaving = [self.plane.untell(), FadeOut(level)]

    def join_two_points(self) -> None:
        home, x = self.story.window, self.function.variable
        self.panel = points = Panel(layout.PANEL)
        head = points.head(x, self.tell.height_name)
        rows = [points.row(number(at, THEME.parameter), number(y, THEME.loss)) for at, y in self.tell.ends]
        with self.beat("secant", self.tell.secant, title="Two points and a line"):
            self.then(
                self.plane.move(home, inner(layout.PLOT_ROOM, home)), *self.leaving, FadeIn(self.panel.plate)
            )
            self.on("here", self.plane.tell(self.point), FadeIn(self.foot, head, rows[0]), run_time=style.IN)
            self.on("second", FadeIn(self.second, scale=2), FadeIn(rows[1]), run_time=style.IN)
            self.on("join", self.secant.draw())
        self.leaving = [FadeOut(head, *rows)]

    def shrink_the_gap(self) -> None:
        story, tell = self.story, self.tell
        (gap, *gaps), rise = story.gaps, story.rise_said
        ghosts = fan(self.plane, [self.secant_at((self.point, each)) for each in story.gaps])
        left = [place_left(self.plane, *self.at(self.point + story.side * each)) for each in story.gaps]
        sides = self.legs_of(gap, str(rise or ""), str(tell.gaps[0]))
        self.panel = Panel(layout.PANEL, self.panel.plate)
        head = self.panel.head("gap", "slope")
        rows = [
            self.panel.row(g, number(s, THEME.slope))
            for g, s in zip(tell.gaps, story.slopes_said, strict=True)
        ]
        self.table = [head, *rows]

        def come(index: int, *plays: Any) -> None:
            self.add(ghosts[index - 1], left[index - 1])
            self.on(
                f"gap{index + 1}", FadeIn(rows[index][0]), self.gap.to(gaps[index - 1], even=True), *plays
            )
            self.on(f"slope{index + 1}", FadeIn(rows[index][1]), run_time=style.IN)

        with self.beat("closer", tell.closer):
            self.then(*self.leaving, FadeIn(head), run_time=style.IN)
            self.on("gap1", FadeIn(sides.across, sides.run, rows[0][0]), run_time=style.IN)
            self.on("rise", FadeIn(sides.up, sides.rise), run_time=style.IN)
            self.on("slope1", FadeIn(rows[0][1]), run_time=style.IN)
            self.on("shrink", FadeOut(sides), run_time=style.OUT)
            come(1)
        focus = Focus(self.standing(), *rows[0], *rows[1])
        with self.beat("guess", tell.guess, ask=self.asked.pause):
            self.then(focus.dim())
            self.guess((rows[2].get_center() + rows[3].get_center()) / 2)
        with self.beat("closest", tell.closest):
            self.then(focus.release())
            for index in (2, 3):
                window = story.close_up(story.gaps[index])
                come(index, self.plane.zoom(window, region=inner(layout.PLOT_ROOM, window)))
        self.left = [*ghosts[:3], *left[:3]]

    def back_out(self) -> Any:
        home = self.story.window
        return self.plane.zoom(home, region=inner(layout.PLOT_ROOM, home))

    def tell_the_limit(self) -> None:
        touch = self.story.secants.tangent
        rule, result = self.panel.rule(), self.panel.result("limit", self.story.limit_said)
        self.table += [rule, result]
        with self.beat("limit", self.tell.limit, title="The limit is the derivative"):
            self.then(self.back_out())
            self.then(FadeOut(self.second, self.secant), FadeIn(self.tangent), run_time=style.IN)
            self.triangle = actors.triangle(self.plane, touch.x, touch.y, touch.slope, self.story.limit_said)
            self.on("limit", FadeIn(rule, result, self.triangle), run_time=style.IN)
            self.on("name", pulse(self.ball))

    def tell_the_corner(self) -> None:
        lines, touch, other = self.story.secants, self.story.secants.tangent, self.story.secants.other_limit
        assert other is not None
        here, beyond = (
            half_line(self.plane, touch.x, touch.y, slope, side, name)
            for slope, side, name in (
                (lines.limit, lines.side, "half"),
                (other, -lines.side, "other_half"),
            )
        )
        sides = (label("right"), label("left")) if lines.side > 0 else (label("left"), label("right"))
        said = self.story.limit_said, brief(other)
        rows = [
            self.panel.row(side, number(slope, THEME.slope)) for side, slope in zip(sides, said, strict=True)
        ]
        self.table += rows
        with self.beat("limit", self.tell.limit, title="A corner"):
            self.then(self.back_out())
            self.then(FadeOut(self.second, self.secant), FadeIn(here), run_time=style.IN)
            self.on("limit", FadeIn(rows[0]), run_time=style.IN)
            self.on("other", beyond.draw())
            self.on("otherlimit", FadeIn(rows[1]), run_time=style.IN)
            self.on("corner", pulse(self.ball))
        self.triangle = VGroup(here, beyond)

    def roll(self, x: float) -> Any:
        """Return the play that rolls the ball to a place; where it could not be followed, it stays."""
        here = float(self.x.get_value())
        return self.x.to(x if self.story.follows(here, x) else here, style.TURN)

    def tell_the_rule(self) -> None:
        found, f = self.story.quotient, self.function
        source = found.typst(found.slope) if found else f.slope_typst
        named = self.name((f"|{self.tell.letter}'({f.variable}) = {source}", "slope"))
        with self.beat("rule", self.tell.rule or "", title="The slope anywhere"):
            if found is None:
                self.then(FadeOut(self.triangle), run_time=style.OUT)
                self.on("any", self.roll(self.story.here.x))
                self.on("rule", named)
            else:
                self.derive(found, named)

    def derive(self, found: Quotient, named: Any) -> None:
        home, both, board = self.story.window, Together(self.x, self.gap), Panel(layout.RIGHT)
        lines = [board.formula(name, source) for name, source in found.steps]
        rule = board.rule()
        result = board.formula("h -> 0", found.typst(found.slope), style.RESULT, THEME.slope)
        here = board.formula(
            f"{self.tell.letter}'({self.tell.point})", str(self.story.limit_said), colour=THEME.slope
        )
        run = math("h", style.LABEL)
        self.gap.set_value(self.gaps[0])
        self.then(
            self.plane.move(home, inner(layout.LEFT_ROOM, home)),
            ReplacementTransform(self.panel.plate, board.plate),
            FadeOut(*self.table, *self.left, self.triangle, self.tangent),
            self.plane.untell(),
        )
        self.left = []
        self.on("any", self.roll(self.story.here.x), FadeIn(lines[0], run_time=style.IN))
        sides = legs(self.plane, self.secant_at, both, run=run)
        self.then(FadeIn(self.second, self.secant, sides), run_time=style.IN)
        self.on("divide", FadeIn(lines[1]), run_time=style.IN)
        self.on("sum", FadeIn(lines[2]), run_time=style.IN)
        self.on("shrink", self.gap.to(0.1 * self.gaps[-1], 1.6, even=True))
        self.then(FadeOut(self.second, self.secant, sides), FadeIn(self.tangent), run_time=style.IN)
        self.on("rule", FadeIn(rule, result, run_time=style.IN), named)
        self.then(FadeIn(here), run_time=style.IN)
        self.table, self.panel = [*lines, rule, result, here], board

    def compare_slopes(self) -> None:
        story, home, old = self.story, self.story.window, self.panel.plate
        assert story.pair is not None
        (one, other), self.panel = story.pair, Panel(layout.PANEL)
        head = self.panel.head(self.function.variable, self.tell.height_name, "slope")
        roles = THEME.parameter, THEME.loss, THEME.slope
        rows = [self.panel.row(*map(number, self.tell.cells(each), roles)) for each in story.pair]
        self.other_x.set_value(other.x)
        level = level_line(self.plane, one.y, other.x, one.x)
        ups = [actors.triangle(self.plane, *self.at(t.x), t.slope, slope_said(t.slope)) for t in story.pair]
        with self.beat("height", self.tell.height, title="Slope is not height", pause=1.0):
            self.then(
                self.plane.move(home, inner(layout.PLOT_ROOM, home)),
                ReplacementTransform(old, self.panel.plate),
                FadeOut(*self.table, *self.left, *self.stood(self.triangle, self.tangent)),
                self.plane.untell(),
                self.roll(one.x),
            )
            self.then(FadeIn(head), run_time=style.IN)
            plays = {
                "level": (FadeIn(rows[0][1]), self.plane.tell(one.y, axis=1)),
                "one": (FadeIn(rows[0][0]), self.plane.tell(one.x), pulse(self.ball)),
                "other": (FadeIn(rows[1][0]), self.plane.tell(other.x), FadeIn(self.other, scale=2)),
                "level2": (FadeIn(rows[1][1]), self.plane.tell(other.y, axis=1)),
            }
            for mark in ("level", "one", "other") if story.opposite else ("one", "other", "level", "level2"):
                self.on(mark, *plays[mark])
            if story.opposite:
                self.then(Create(level), FadeIn(rows[1][1]))
            self.on("slope1", FadeIn(self.tangent, ups[0], rows[0][2]), run_time=style.IN)
            self.on("slope2", FadeIn(self.other_tangent, ups[1], rows[1][2]), run_time=style.IN)
        self.table, self.left = [head, *rows], [*ups, *([level] if story.opposite else [])]

    def tell_the_sign(self) -> None:
        story, f = self.story, self.function
        start, stop = story.rolled
        self.panel = board = Panel(layout.PANEL, self.panel.plate)
        window = story.slopes_window
        places = decimals(window.bottom, window.top, least=1)
        slope = lambda: float(f.slope(self.x.get_value()))  # noqa: E731
        said = Readout(slope, places, size=style.READOUT, colour=THEME.slope, wording=signed)
        head = board.row("slope", said) if places is not None else board.head("slope")
        slopes = Plane(inner(board.rest, window), window, f.variable, roles=("parameter", "slope"))
        dot = actors.dot(slopes, lambda x: (x, f.slope(x)), self.x, "slope", THEME.slope)
        line = drawn(slopes, f.slope, self.x, start if story.flat else story.here.x, THEME.slope)
        with self.beat("sign", self.tell.sign, title="Which way is up", pause=1.0):
            self.then(self.plane.untell(), *map(FadeOut, [*self.table, *self.left]), run_time=style.OUT)
            self.then(FadeIn(head, slopes, dot), run_time=style.IN)
            if not story.flat:
                self.add(line)
            aside = self.other_x.to(self.other_x.get_value() + story.step, 2.0)
            self.on("step", self.x.to(start, 2.0), aside, to="down" if story.opposite else None)
            if story.flat:
                self.add(line)
                self.on("roll", self.x.to(stop, 2.2), FadeOut(*self.stood(self.other, self.other_tangent)))
                self.on("zero", Target(slopes.point(stop, 0.0)).draw(), pulse(self.ball))
