"""PartialDerivative: hold every knob but one still, and the loss has one slope for each knob."""

from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UL,
    UP,
    FadeIn,
    FadeOut,
    LaggedStart,
    Line,
    ValueTracker,
    VGroup,
    linear,
)

from calc.model import Model
from calc.stories.partial import DIAL, PartialStory
from calc.wording import brief, decimals
from scenes import place
from studio.cast.cut_plot import CutPlot, touching
from studio.cast.dial import Dial
from studio.cast.landscape import glide
from studio.cast.line_plane import LinePlane, line_window
from studio.cast.map_place import place_on_map
from studio.cast.steepest import gradient_arrow, running_rows
from studio.cast.surface import Bowl
from studio.lesson.lesson import Lesson
from studio.lesson.motion import Together, pulse
from studio.lesson.parameters import NumberParameter, NumbersParameter, SurfaceParameter
from studio.stage import layout, style
from studio.stage.formula import Formula
from studio.stage.panel import Panel
from studio.stage.placement import place_beside
from studio.stage.plane import inner
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region

DIALS, RADIUS = ((1.85, 0.7), (4.95, 0.7)), 0.9  # their middles
ROOM = Region(2.55, 6.5, -0.95, 2.6)  # of the plot in the panel, with its numbers
ASPECT = 0.8  # of the plot without them
CLOSER, NEARER, ARROW = 1.25, 0.25, 1.5  # times as large as the map; units that the longer arrow is long
HELD = Region(-6.4, 2.1, -2.25, 3.0)  # where the plane's name finds room
KNOWN = {"new groups": "the line, its formula and its first knob are known; only b is new"}
BEADS = {"new groups": "the dials become the beads on the axes of the map"}


class PartialDerivative(Lesson):
    """Hold one knob still, move the other: each has its own slope."""

    in_course = place("PartialDerivative")

    function = SurfaceParameter(Model().surface, "the surface, a formula of two letters")
    point = NumbersParameter((5.0, 5.0), "where on it we stand", NumberParameter(0, ""), 2, 2)

    def calculate(self) -> None:
        self.tell = PartialStory.at(self.function, (self.point[0], self.point[1]))

    # The cast

    def cast(self) -> None:
        tell, (u, v) = self.tell, self.tell.point
        bowl = self.bowl = Bowl(tell.relief, view="title")
        self.first, self.second = self.track("first", u), self.track("second", v)
        self.slide, self.angle = self.track("slide"), self.track("angle")
        self.seen = self.track("seen", tell.cuts.pair[1].high)
        both = Together(self.first, self.second)
        self.ball = self.hero = bowl.dot(lambda now: now, both)
        self.cut = bowl.cut(lambda far: self.in_front(far), self.slide, self.angle)
        self.panel = Panel(layout.PANEL)
        names, here = (*tell.names, tell.letter), (u, v, tell.gradient.value)
        self.rows = running_rows(
            self.panel, names, lambda now: (*now, float(tell.surface(*now))), both, [here]
        )
        self.plots = [
            CutPlot(inner(ROOM, window), window, tell.cuts.pair[axis], both, self.seen, axis)
            for axis, window in enumerate(tell.cuts.windows(ASPECT))
        ]
        self.touching = [touching(bowl, axis, both, f"touching_{axis}") for axis in (0, 1)]
        self.arrows = VGroup()
        self.lines = [self.slope_line(axis) for axis in (0, 1)]

    def in_front(self, far: float) -> Any:
        """Return the place of the plane, so far in front of where we stand."""
        angle = float(self.angle.get_value())
        return np.add(self.tell.point, far * np.array([np.sin(angle), -np.cos(angle)]))

    def slope_line(self, axis: int) -> Formula:
        slope = str(self.tell.slope(axis))
        line = Formula((self.tell.typst(axis), "slope"), ("=", "muted"), (slope, "slope"), size=style.FORMULA)
        line.scale(min(1.0, (self.panel.right - self.panel.left) / line.width))
        return line.move_to([self.panel.left, -1.31 - 0.57 * axis, 0.0], LEFT)

    # The script

    def construct(self) -> None:
        views = self.bowl.view.named
        self.angle.set_value(views["bowl"].azimuth - views["title"].azimuth)  # as it is seen later
        self.slide.set_value(0.9 * self.tell.relief.radius)
        self.cut.dimming.set_value(1.0)
        self.open(self.bowl, self.cut, moving=[self.slide.to(0.0, 2.3)])
        if self.tell.has_dials:
            self.turn_a_second_knob()
        if self.tell.is_the_loss:
            self.make_a_map()
        self.stand_there()
        self.cut_along_the_first()
        self.tell_its_slope()
        self.guess_the_other()
        self.cut_along_the_second()
        self.compare()
        self.close()

    def turn_a_second_knob(self) -> None:
        tell, (w, b), start = self.tell, self.tell.point, self.tell.turned_from
        self.second.set_value(start)
        window = line_window(Model(), [w], start, b)
        figure = LinePlane(layout.LEFT_ROOM, Model(), window, self.first, self.second)
        ghosts = [figure.ghost(w, bias=bias) for bias in np.linspace(start, b, 5)[:-1]]
        self.dials = [
            Dial(
                tracker,
                DIAL,
                centre,
                RADIUS,
                name,
                decimals(w, b, start),
                seen=(w, b, start),
                witnessed=f"knob_{name}",
            )
            for tracker, centre, name in zip((self.first, self.second), DIALS, "wb", strict=True)
        ]
        scales = [part for dial in self.dials for part in (dial.marks, dial.label)]
        self.leaving = [figure.figure, *ghosts, *scales]
        with self.beat("knob", tell.knob, title="A second knob", exempt=KNOWN):
            self.then(FadeOut(self.bowl, self.cut), run_time=style.OUT)
            self.then(FadeIn(figure.figure, self.dials[0], self.dials[0].label))
            line = (("p", "text"), ("=", "text"), ("w t", "parameter"), ("+", "text"), ("b", "parameter"))
            self.on("b", FadeIn(self.dials[1], self.dials[1].label), self.set_formula(*line))
            left = LaggedStart(*map(FadeIn, ghosts), lag_ratio=0.8, run_time=2.0)
            self.on("turn", self.second.to(b, 2.0), left)

    def make_a_map(self) -> None:
        tell, bowl = self.tell, self.bowl
        self.beads, self.guides = place_on_map(bowl, self.first, self.second)
        with self.beat("map", tell.map, title="A map of the loss", exempt=BEADS):
            if tell.has_dials:
                self.then(*map(FadeOut, self.leaving), run_time=style.OUT)
                dials = [VGroup(dial.face, dial.pointer) for dial in self.dials]
            else:
                self.then(FadeOut(bowl, self.cut), run_time=style.OUT)
                dials = []
            self.cut.dimming.set_value(0.0)
            bowl.turn("map").interpolate(1.0)
            bowl.update()
            self.then(FadeIn(bowl.floor, bowl.numbers.axes, self.panel.plate))
            ends = [bead.update().get_center() for bead in self.beads]
            fly = [dial.animate.scale(0.03).move_to(end) for dial, end in zip(dials, ends, strict=False)]
            self.on("give", *(fly or [FadeIn(self.beads)]), FadeIn(self.rows[:2]), run_time=1.9)
            if dials:
                self.then(FadeIn(self.beads), *map(FadeOut, dials), run_time=style.OUT)
            for mark, bead in zip(("first", "second"), self.beads, strict=True):
                self.on(mark, pulse(bead))
            rings = LaggedStart(*map(FadeIn, bowl.rings.values()), lag_ratio=0.4, run_time=1.6)
            self.on("ring", rings, self.set_formula(*tell.formula()))
            self.then(FadeIn(bowl.numbers.heights), run_time=style.IN)

    @property
    def told_ring(self) -> Any:
        return self.bowl.rings[self.tell.gradient.value].line

    def stand_there(self) -> None:
        tell, bowl = self.tell, self.bowl
        with self.beat("stand", tell.stand, title="Where we stand"):
            if tell.is_the_loss:
                self.add(bowl)
                for mark, guide, bead in zip(("first", "second"), self.guides, self.beads, strict=True):
                    self.on(mark, FadeIn(guide), pulse(bead))
                self.then(FadeIn(self.ball, scale=2), run_time=style.IN)
            else:
                self.then(bowl.turn("bowl", 2.0), FadeOut(self.cut), glide(self.cut.dimming, 0.0, 1.0))
                self.then(FadeIn(self.panel.plate), self.set_formula(*tell.formula()))
                self.on("stand", FadeIn(self.ball, shift=0.6 * DOWN))
                for mark, row in zip(("first", "second"), self.rows, strict=False):
                    self.on(mark, FadeIn(row), run_time=style.IN)
            self.on("value", bowl.tell(tell.gradient.value), FadeIn(self.rows[2:]))
            if tell.is_the_loss:
                self.on("tip", FadeOut(self.beads, self.guides), bowl.turn("bowl", 2.2))

    def cut_along_the_first(self) -> None:
        tell, bowl, plot, cut = self.tell, self.bowl, self.plots[0], self.tell.cuts.pair[0]
        self.angle.set_value(0.0)
        self.slide.set_value(tell.point[1] - tell.relief.middle[1] + 0.9 * tell.relief.radius)
        one = "knob" if tell.is_the_loss else "letter"
        with self.beat("cut", tell.cut, title=f"One {one} at a time"):
            self.then(FadeIn(self.cut), run_time=style.OUT)
            self.then(self.slide.to(0.0, 1.5), glide(self.cut.dimming, 1.0, 1.5))
            held = self.name_of_the_plane()
            self.then(FadeIn(held), run_time=style.OUT)
            self.on("move", self.first.to(cut.low, 1.2))
            self.then(self.first.to(cut.here, 1.2))
            self.on("grey", self.recolour_formula(*tell.formula(0)))
            self.on("stays", pulse(held, 1.2))
            self.on("side", bowl.turn("side"), FadeOut(held, self.rows, run_time=style.OUT))
            landing = plot.land(bowl, 0)
            self.on("cut", landing)
            self.then(FadeIn(plot.plane), run_time=style.IN)
            self.replace(landing.target_mobject, plot.curve)

    def name_of_the_plane(self) -> Any:
        """Return what is held still, at the upper left corner of the plane as it stands now."""
        value = brief(self.tell.point[1])
        label = naming(math(f"{self.tell.names[1]} = {value}", style.LABEL), self.cut.curve)
        corner = self.cut.glass.get_corner(UL)
        return place_beside(label, corner, [self.cut.curve.line, self.told_ring], (), (0.5, 1.0), HELD)

    def tell_its_slope(self) -> None:
        tell, plot = self.tell, self.plots[0]
        with self.beat("slope", tell.partial, title="A partial derivative"):
            self.then(FadeIn(plot.ball), run_time=style.IN)
            self.on("slope", self.touching[0].draw(), plot.tangent.draw())
            self.on("number", FadeIn(plot.triangle))
            self.on("partial", self.bowl.turn("bowl"))
            self.on("symbol", FadeIn(self.lines[0]))
            self.on("sign", pulse(plot.tangent, 1.1))

    def guess_the_other(self) -> None:
        tell, old, plot = self.tell, self.plots[0], self.plots[1]
        self.ghost = plot.ghost_of(tell.cuts.pair[0])
        with self.beat("guess", tell.question, title="The other one"):
            gone = [self.touching[0], old.plane, old.curve, old.ball, old.tangent, old.triangle]
            self.then(FadeOut(*gone), run_time=style.OUT)
            self.then(FadeIn(plot.plane, self.ghost), run_time=style.IN)
            self.on("hold", glide(self.cut.frost, 1.0, 0.8), self.recolour_formula(*tell.formula(1)))
            self.then(self.angle.to(np.pi / 2, 1.6))
            self.on("steeper", self.bowl.turn("across"))
            self.guess(self.cut.free_from(self.told_ring, self.ball))

    def cut_along_the_second(self) -> None:
        tell, plot, cut = self.tell, self.plots[1], self.tell.cuts.pair[1]
        with self.beat("answer", tell.answer, pause=1.5):
            self.add(plot.traced)
            self.on("trace", glide(self.cut.frost, 0.0, 0.5), FadeIn(plot.ball, run_time=style.IN))
            self.then(self.second.to(cut.high, 0.8))
            self.then(self.second.to(cut.low, 1.6, linear), self.seen.to(cut.low, 1.6, linear))
            self.then(self.second.to(cut.here, 1.0))
            self.on("slope", self.touching[1].draw(), plot.tangent.draw(), FadeIn(plot.triangle))
            self.on("so", FadeIn(self.lines[1]))
            if tell.away is not None and tell.relief.flat is not None:
                for axis, mark in ((1, "second"), (0, "first")):
                    leg = plot.leg(tell.relief.flat.point[axis], tell.cuts.pair[axis], tell.away[axis])
                    self.on(mark, FadeIn(leg))
                    self.note(leg)

    def compare(self) -> None:
        tell, bowl, plot = self.tell, self.bowl, self.plots[1]
        middle = np.add(tell.point, NEARER * np.subtract(tell.relief.middle, tell.point))
        bowl.name_map("close", (float(middle[0]), float(middle[1])), CLOSER)
        flat = ValueTracker(0.0)
        share = ARROW / (bowl.view.named["close"].scale * float(np.abs(tell.gradient.vector).max()))
        with self.beat("both", tell.both, title="One slope for each", pause=1.2):
            gone = [self.cut, self.touching[1], self.ghost, plot.plane, plot.traced, plot.ball, plot.tangent]
            self.then(FadeOut(*gone, plot.triangle), glide(self.cut.dimming, 0.0, style.OUT))
            up = [line.animate.shift(3.3 * UP - 0.9 * axis * UP) for axis, line in enumerate(self.lines)]
            self.then(bowl.turn("close"), self.recolour_formula(*tell.formula()), *up)
            labels, lines = VGroup(), [self.told_ring]
            for axis, mark in enumerate(("first", "second")):
                plays: list[Any] = [FadeIn(self.bar(axis))]
                if tell.gradient.vector[axis]:
                    part = tell.gradient.parts[axis]
                    arrow = gradient_arrow(bowl, part, share, flat, f"arrow_{mark}")
                    number = naming(words(str(tell.slope(axis)), style.READOUT, THEME.slope), arrow)
                    away, texts = arrow.tip - arrow.tail, [*labels, *bowl.heights[-1]]
                    label = place_beside(number, arrow.tip, lines, texts, away[:2].tolist(), layout.BOWL)
                    labels.add(label)
                    lines.append(arrow.copy())
                    self.arrows.add(arrow)
                    plays += [arrow.draw(), FadeIn(label)]
                self.on(mark, *plays)
            self.on("here", pulse(self.ball))

    def bar(self, axis: int) -> Line:
        """Return the bar under a line of the panel, as long as its slope is large."""
        slopes = np.abs(self.tell.gradient.vector)
        length = max((self.panel.right - self.panel.left) * float(slopes[axis] / slopes.max()), 0.02)
        foot = np.array([self.panel.left, self.lines[axis].get_bottom()[1] - 0.35, 0.0])
        return Line(foot, foot + length * RIGHT, color=THEME.slope, stroke_width=style.MISS)
