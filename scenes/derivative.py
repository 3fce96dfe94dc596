"""Derivative: the slope of a curve at a point is the limit of the slopes of its secants."""

import math
from collections.abc import Sequence
from typing import Any

from manim import Create, ReplacementTransform, VGroup

from calc.derivative import Tangent
from calc.line import Line
from calc.quotient import Quotient
from calc.stories.derivative_lesson import DerivativeLesson, slope_said
from calc.stories.questions.slope import about_slope
from calc.stories.slope import INTERCEPT, SlopeStory
from calc.wording import Wording, brief, decimals, number_of, signed
from scenes import place
from studio.cast.line_plane import LinePlane, line_window
from studio.lesson.lesson import Lesson
from studio.lesson.motion import Together, arrive, glimmer, point_at, pulse
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter
from studio.stage import actors, layout, style
from studio.stage.fading import late
from studio.stage.marks import Target
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane, inner
from studio.stage.readout import Readout
from studio.stage.secants import fan, half_line, level_line
from studio.stage.secants import secant as secant_line
from studio.stage.text import math as mathematics
from studio.stage.theme import THEME, Region
from studio.stage.traces import drawn, dropped, place_left, places_on
from studio.stage.triangle import Triangle


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
        self.both, self.other_x = Together(self.x, self.gap), self.track("other_x")
        names, roles = (f.variable, self.tell.letter), ("parameter", "loss")
        self.plane = Plane(layout.TITLE, story.window, *names, roles=roles, bare=True)
        self.curve = self.plane.curve(f)
        self.ground = self.plane.ground(f, top=0.19)  # slopes are read on it
        self.ball = self.hero = actors.dot(self.plane, f.point, self.x)
        self.foot = actors.foot_line(self.plane, f.point, self.x)
        self.tangent = actors.tangent(self.plane, f.point, f.slope, self.x)
        end_at = lambda now: f.point(story.secant_at(now).x1)  # noqa: E731
        self.second = actors.dot(self.plane, end_at, self.both, "second")
        self.secant = secant_line(self.plane, story.secant_at, self.both)
        self.other = actors.dot(self.plane, f.point, self.other_x, "other")
        self.other_tangent = actors.tangent(self.plane, f.point, f.slope, self.other_x, "other_tangent")
        cells = [row for names, rows in (self.tell.closing, self.tell.compared) for row in (names, *rows)]
        self.panel = Panel(Panel.wide_enough(cells))
        self.beside, self.room = self.panel.region, layout.beside(self.panel.region)
        self.left = VGroup()  # what stands until the next chapter

    def construct(self) -> None:
        story, limit = self.story, self.story.secants.tangent
        start = story.here.x
        self.x.set_value(start if story.follows(start, self.point) else self.point)
        touching = [] if story.is_a_corner else [self.tangent]
        hero = self.plane, self.ground, self.curve, self.ball, *touching
        self.open(*hero, moving=[self.x.to(self.point)])
        self.show_the_loss() if story.is_the_loss else self.show_the_curve()
        self.join_two_points()
        self.shrink_the_gap()
        self.tell_the_corner() if story.is_a_corner else self.tell_the_limit(limit)
        if self.tell.rule:
            self.tell_the_rule(self.tell.rule)
        signs = self.compare_slopes(*story.pair) if story.pair else []
        if story.pair or not story.is_a_corner:
            self.tell_the_sign(signs)
        self.close(self.asked.end)

    def name(self, *more: tuple[str, str]) -> Any:
        """Return the play that sets the function's formula into the head."""
        f, letter = self.function, self.tell.letter
        return self.set_formula((f"{letter}({f.variable}) {f.typst_equals} {f.typst}", "loss"), *more)

    @property
    def slope_of(self) -> str:
        """The slope at any place, as Typst mathematics."""
        return f"{self.tell.letter}'({self.function.variable})"

    def roll(self, x: float) -> Any:
        """Return the play that rolls the ball to a place; where it could not be followed, it stays."""
        here = float(self.x.get_value())
        return self.x.to(x if self.story.follows(here, x) else here, style.TURN)

    def anew(self, region: Region) -> list[Any]:
        """Return the plays that make room: an empty panel there, and nothing left of the chapter before."""
        old, self.panel = self.panel, Panel(region)
        gone, self.left = self.out(*old.written, *self.left), VGroup()
        return [ReplacementTransform(old.plate, self.panel.plate), gone, self.plane.untell()]

    def show_the_loss(self) -> None:
        story, best = self.story, self.story.model.best[0]
        low, high = story.swept
        weights, bias = line_window(story.model, (low, high), INTERCEPT), self.track("bias", INTERCEPT)
        figure = LinePlane(layout.LEFT_ROOM, story.model, weights, self.x, bias).figure
        points = dropped(self.plane, places_on(self.function, story.drops), self.x)
        with self.beat("bowl", self.tell.opening, title="The loss is a bowl"):
            self.then(self.out(self.tangent))
            self.then(self.plane.into(layout.RIGHT_ROOM), late(figure), self.x.to(low))
            self.then(self.out(self.curve, self.ground))
            self.add(points)
            terms = f"L({self.function.variable})", "=", self.tell.average, "=", self.function.typst
            loss = self.spell_formula(*((term, "loss") for term in terms))
            self.on("sweep", self.x.to(high, 2.8), loss.bring(0, 1, 2), to="bowl")
            self.on("bowl", Create(self.curve), self.ground, loss.bring(3, 4))
            self.then(self.out(points))
            self.on("lowest", self.x.to(best, 1.6), self.plane.tell(best))
        self.left.add(figure)

    def show_the_curve(self) -> None:
        story, height = self.story, self.story.height
        level = level_line(self.plane, height, story.window.left, self.point)
        with self.beat("bowl", self.tell.opening, title="The curve", pause=1.0):
            self.then(self.plane.into(layout.HERO_ROOM), self.out(self.tangent))
            self.on("curve", self.name())
            self.on("point", pulse(self.ball))
            self.on("height", Create(level), self.plane.tell(height, axis=1))
        self.left.add(level)

    def join_two_points(self) -> None:
        head, *rows = self.panel.table(*self.tell.ends, (THEME.parameter, THEME.loss))
        with self.beat("secant", self.tell.secant, title="Two points and a line"):
            back = self.plane.untell(), self.out(*self.left), self.x.to(self.point, style.TURN)
            short = self.name() if self.story.is_the_loss else None
            self.then(self.plane.into(self.room), back, late(self.panel.plate), short)
            self.on("here", self.plane.tell(self.point), self.foot, head, rows[0])
            self.on("second", arrive(self.second), rows[1])
            self.on("join", self.secant.draw())

    def shrink_the_gap(self) -> None:
        story, tell, plane = self.story, self.tell, self.plane
        ghosts = fan(plane, [story.secants.secant(gap) for gap in story.gaps])
        left = [place_left(plane, *self.function.point(self.point + story.side * gap)) for gap in story.gaps]
        sides, bare = self.sides_of(0, str(tell.gaps[0])), actors.legs(plane, story.secant_at, self.both)
        gone = self.out(*self.panel.written)
        self.panel = Panel(self.beside, self.panel.plate)
        head, *rows = self.panel.table(*tell.closing, (THEME.text, THEME.slope, THEME.slope))

        def shrink(k: int, *plays: Any) -> None:
            self.add(ghosts[k - 1], left[k - 1])
            self.on(f"gap{k + 1}", rows[k][0], self.gap.to(story.gaps[k], even=True), *plays)

        with self.beat("closer", tell.closer):
            self.then(gone, head)
            self.on("gap1", sides.across, sides.run, rows[0][0])
            self.on("rise", sides.up, sides.rise, *rows[0][1:-1])
            self.on("slope1", rows[0][-1])
            if len({math.copysign(1, slope) for slope in story.secants.slopes}) == 1:  # else they turn over
                self.add(bare)
            self.on("shrink", self.out(sides))
            shrink(1)
            self.on("slope2", *rows[1][1:])
        with self.beat("guess", tell.guess, ask=self.asked.pause):
            self.then(self.dim_but(*rows[0], *rows[1]))
            self.guess((rows[2].get_center() + rows[3].get_center()) / 2)
            self.then(self.undim())
        with self.beat("closest", tell.closest):
            near = VGroup()
            for k in (2, 3):
                shrink(k, plane.zoom(story.close_up(story.gaps[k]), room=self.room), self.out(near))
                near = self.sides_of(k)
                self.then(near)
                self.on(f"slope{k + 1}", *rows[k][1:])
        self.touching = [self.second, self.secant, bare, near]
        self.left.add(*ghosts[:3], *left[:3])

    def sides_of(self, k: int, run: str = "") -> Triangle:
        """Return the run and the rise of the secant over a gap, with what is written at them."""
        rise, said = self.story.rises_said[k], (*self.tell.gaps, *self.story.slopes_said)
        digits = [str(each).split("×")[0] for each in (rise, *said)]
        taken = not run and digits[0] in digits[1:]  # it would be taken for one of them
        written = "" if taken or rise is None else str(rise)
        sides = actors.legs(self.plane, self.story.secant_at, self.both, written, run, [self.foot])
        return sides.without(sides.cramped)

    def tell_the_limit(self, touch: Tangent) -> None:
        rule, result = self.panel.rule(), self.panel.result("limit", self.story.limit_said)
        with self.beat("limit", self.tell.limit, title="The limit is the derivative"):
            back = self.plane.zoom(self.story.window, room=self.room)
            self.then(back, self.out(*self.touching), self.tangent)
            triangle = VGroup()
            if touch.slope:  # a flat tangent has none
                triangle = self.triangles([touch], [self.story.limit_said])
            self.on("limit", rule, result, triangle)
            self.on("name", pulse(self.ball))
        self.left.add(triangle)

    def tell_the_corner(self) -> None:
        point = self.function.point(self.point)
        halves = [half_line(self.plane, *point, *half, f"half_{half[1]}") for half in self.story.halves]
        rows = [self.panel.row(side, number(slope, THEME.slope)) for side, slope in self.tell.halves]
        with self.beat("limit", self.tell.limit, title="A corner"):
            self.then(self.plane.zoom(self.story.window, room=self.room))
            self.then(self.out(*self.touching), halves[0])
            self.on("limit", rows[0])
            self.on("other", halves[1].draw())
            self.on("otherlimit", rows[1])
            self.on("corner", pulse(self.ball))
        self.left.add(*halves)

    def tell_the_rule(self, line: Line) -> None:
        found, f = self.story.quotient, self.function
        source = found.typst(found.slope) if found else f.slope_typst
        named = self.name((f"|{self.slope_of} {f.slope_typst_equals} {source}", "slope"))
        with self.beat("rule", line, title="The slope anywhere"):
            if found is not None:
                self.derive(found, named)
            else:
                self.then(self.out(*self.left[-1:]))
                self.on("any", self.roll(self.story.here.x))
                self.on("rule", named)

    def derive(self, found: Quotient, named: Any) -> None:
        """Take the slope of the secant as the limit of a sum of terms, for any point and any gap."""
        self.gap.set_value(self.gaps[0])
        tangent = self.out(self.tangent)
        self.then(self.plane.into(layout.beside(layout.DERIVATION)), self.anew(layout.DERIVATION), tangent)
        at, slope = f"{self.tell.letter}'({brief(self.story.anywhere)!s})", self.tell.slope_anywhere
        *steps, result, here = self.panel.chain(
            *(((name, "muted"), "=", (step, "text")) for name, step in found.steps),
            ((self.slope_of, "slope"), "=", (found.typst(found.slope), "slope"), ("|h -> 0", "muted")),
            ((at, "slope"), "=", (slope, "slope")),
        )
        self.on("any", self.roll(self.story.anywhere))
        run = mathematics("h", style.LABEL)
        sides = actors.legs(self.plane, self.story.secant_at, self.both, run=run)
        self.then(self.second, self.secant)
        self.on("gap", sides, steps[0])
        self.on("divide", steps[1])
        self.on("sum", steps[2])
        self.on("shrink", self.gap.to(0.1 * self.gaps[-1], 1.6, even=True))
        self.then(self.out(self.second, self.secant, sides), self.tangent)
        self.on("rule", result, here if number_of(slope) else None, named)

    def compare_slopes(self, one: Tangent, other: Tangent) -> list[tuple[Any, Any]]:
        """Tell two slopes of two heights; return what shows each of them."""
        plane, opposite = self.plane, self.story.opposite
        self.other_x.set_value(other.x)
        level = level_line(plane, one.y, other.x, one.x)
        with self.beat("height", self.tell.height, title="Slope is not height", pause=0.4):
            tangent = self.out(self.tangent)
            self.then(plane.into(self.room), self.anew(self.beside), tangent, self.roll(one.x))
            roles = THEME.parameter, THEME.loss, THEME.slope
            head, *rows = self.panel.table(*self.tell.compared, roles)
            self.then(head)
            plays = {
                "level": (rows[0][1], plane.tell(one.y, axis=1)),
                "one": (rows[0][0], plane.tell(one.x), pulse(self.ball)),
                "other": (rows[1][0], plane.tell(other.x), arrive(self.other)),
                "level2": (rows[1][1], plane.tell(other.y, axis=1)),
            }
            for mark in ("level", "one", "other") if opposite else ("one", "other", "level", "level2"):
                self.on(mark, *plays[mark])
            if opposite:
                self.then(Create(level), rows[1][1])
            ups = self.triangles([one, other], [slope_said(one.slope), slope_said(other.slope)], level)
            self.on("slope1", self.tangent, ups[0], rows[0][2])
            self.on("slope2", self.other_tangent, ups[1], rows[1][2])
        self.left.add(*ups, level)
        return [(row[2], up) for row, up in zip(rows, ups, strict=True)]

    def triangles(self, touches: Sequence[Tangent], said: Sequence[Wording], *near: Any) -> VGroup:
        """Return the triangles of tangents, apart from each other."""
        ups = VGroup()
        for t, slope, other in zip(touches, said, reversed(touches), strict=True):
            away = other.x if other is not t else -math.inf
            beside = [*near, *ups, self.foot]
            ups.add(actors.triangle(self.plane, t.x, t.y, t.slope, slope, beside, away_from=away))
        return ups

    def tell_the_sign(self, signs: Sequence[tuple[Any, Any]]) -> None:
        story, f, window = self.story, self.function, self.story.slopes_window
        start, stop = story.rolled
        gone = self.out(*self.panel.written, *self.left)
        board = Panel(self.panel.region, self.panel.plate)
        places = decimals(window.bottom, window.top, least=1)
        slope = lambda: float(f.slope(self.x.get_value()))  # noqa: E731
        said = Readout(slope, places, size=style.READOUT, colour=THEME.slope, wording=signed)
        head = board.row("slope", said) if places is not None else board.head("slope")
        slopes = Plane(inner(board.rest, window), window, f.variable, roles=("parameter", "slope"))
        dot = actors.dot(slopes, lambda x: (x, f.slope(x)), self.x, "slope", THEME.slope)
        line = drawn(slopes, f.slope, self.x, story.here.x, THEME.slope)
        with self.beat("sign", self.tell.sign, title="Which way is up", pause=0.4):
            if story.opposite:
                for mark, (cell, sides) in zip(("step", "down"), signs, strict=True):
                    self.on(mark, point_at(cell), glimmer(sides.up))
                if not story.flat:
                    return
            self.then(self.plane.untell(), gone)
            self.then(head, slopes, dot)
            self.add(line)
            if story.flat:
                self.on("roll", self.x.to(stop, 2.2), self.out(self.other, self.other_tangent))
                self.on("zero", Target(slopes.point(stop, 0.0)).draw(), pulse(self.ball))
            else:
                aside = self.other_x.to(self.other_x.get_value() + story.step, 2.0)
                self.on("step", self.x.to(start, 2.0), aside)
