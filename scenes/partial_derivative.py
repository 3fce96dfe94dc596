"""PartialDerivative: hold every knob but one still, and the loss has one slope for each knob."""

from typing import Any

import numpy as np
from manim import DOWN, ValueTracker, VGroup, linear

from calc.line import label
from calc.model import Model
from calc.stories.partial import DIAL, PartialStory
from calc.stories.questions.partial import about_partial
from calc.wording import decimals
from scenes import place
from studio.cast.cut_plot import CutPlot, touching
from studio.cast.landscape import glide
from studio.cast.map_place import place_on_map
from studio.cast.slope_lines import SlopeLines
from studio.cast.steepest import beside, gradient_arrow, running_rows
from studio.cast.surface import Bowl
from studio.cast.two_knobs import TwoKnobs
from studio.lesson.lesson import Lesson
from studio.lesson.motion import Together, arrive, one_by_one, pulse
from studio.lesson.parameters import NumberParameter, NumbersParameter, SurfaceParameter
from studio.stage import layout, style
from studio.stage.fading import Coming, instead, late
from studio.stage.panel import Panel
from studio.stage.plane import inner
from studio.stage.theme import Region

ROOM = Region(0.55, 6.45, -1.4, 2.6)  # of the plot in the panel, with its numbers
ASPECT = 1.3  # of the plot without them
TO_THE_SIDE, FLIGHT = 1.35, 1.8  # seconds: to a cut, and of a dial to its axis
CLOSER, NEARER, ARROW = 1.25, 0.25, 1.5  # times as large as the map; units that the longer arrow is long
KNOWN = {"new groups": "the line, its formula and its first knob are known; only b is new"}
BEADS = {"new groups": "the dials become the beads on the axes of the map"}


class PartialDerivative(Lesson):
    """Hold one knob still, move the other: each has its own slope."""

    in_course = place("PartialDerivative")

    function = SurfaceParameter(Model().surface, "the surface, a formula of two letters")
    point = NumbersParameter((5.0, 5.0), "where on it we stand", NumberParameter(0, ""), 2, 2)

    def calculate(self) -> None:
        self.tell = PartialStory.at(self.function, (self.point[0], self.point[1]))
        self.asked = about_partial(self.tell.gradient)

    # The cast

    def cast(self) -> None:
        tell, (u, v) = self.tell, self.tell.point
        bowl = self.bowl = Bowl(tell.relief, view="title")
        self.first, self.second = self.track("first", u), self.track("second", v)
        self.slide, self.angle = self.track("slide"), self.track("angle")
        self.seen = self.track("seen", tell.cuts.pair[1].high)
        both = Together(self.first, self.second)
        bowl.pace(self.first, self.second)
        self.ball = self.hero = bowl.dot(lambda now: now, both)
        self.cut = bowl.cut(lambda far: self.in_front(far), self.slide, self.angle)
        self.ring = bowl.rings[tell.gradient.value]
        self.panel = Panel(layout.PANEL)
        names, here = (*tell.names, tell.letter), (u, v, tell.gradient.value)
        self.rows = running_rows(
            self.panel,
            names,
            lambda now: (*now, float(tell.surface(*now))),
            both,
            [decimals(each) for each in here],
        )
        self.plots = [
            CutPlot(inner(ROOM, window), window, tell.cuts.pair[axis], both, self.seen, axis)
            for axis, window in enumerate(tell.cuts.windows(ASPECT))
        ]
        self.touching = [touching(bowl, axis, both, f"touching_{axis}") for axis in (0, 1)]
        self.arrows, self.told = VGroup(), SlopeLines(self.panel, layout.RIGHT, tell)

    def in_front(self, far: float) -> Any:
        """Return the place of the plane, so far in front of where we stand."""
        angle = float(self.angle.get_value())
        return np.add(self.tell.point, far * np.array([np.sin(angle), -np.cos(angle)]))

    # The script

    def construct(self) -> None:
        views = self.bowl.view.named
        self.angle.set_value(views["bowl"].azimuth - views["title"].azimuth)  # as it is seen later
        self.slide.set_value(0.9 * self.tell.relief.radius)
        self.cut.dimming.set_value(1.0)
        self.open(self.bowl, self.cut, moving=[self.slide.to(0.0)])
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
        self.close(self.asked.end)

    def turn_a_second_knob(self) -> None:
        tell = self.tell
        self.second.set_value(tell.turned_from)
        self.knobs = knobs = TwoKnobs(self.first, self.second, tell.point, tell.turned_from, DIAL)
        with self.beat("knob", tell.knob, title="A second knob", exempt=KNOWN):
            self.then(self.out(self.bowl, self.cut))
            self.then(knobs.figure, knobs.dials[0], knobs.dials[0].label)
            line = self.set_formula("p", "=", ("w t", "parameter"), "+", ("b", "parameter"))
            self.on("b", knobs.dials[1], knobs.dials[1].label, line)
            left = one_by_one(*knobs.ghosts, lag=0.8, seconds=2.0)
            self.on("turn", self.second.to(tell.point[1], 2.0), left)

    def make_a_map(self) -> None:
        tell, bowl = self.tell, self.bowl
        self.beads, self.guides = place_on_map(bowl, self.first, self.second)
        with self.beat("map", tell.map, title="A map of the loss", exempt=BEADS):
            dials = self.knobs.dials if tell.has_dials else []
            self.then(self.out(*(self.knobs.all_but_dials if dials else [bowl, self.cut])))
            self.cut.dimming.set_value(0.0)
            bowl.turn("map").interpolate(1.0)
            bowl.update()
            self.then(bowl.floor, bowl.numbers.axes, self.panel.plate)
            fly = [dial.shrink_to(bead, FLIGHT) for dial, bead in zip(dials, self.beads, strict=False)]
            self.on("give", fly, late(self.beads, FLIGHT), late(self.rows[:2], FLIGHT))
            if dials:
                self.then(self.out(*self.knobs.bare))
            for mark, bead in zip(("first", "second"), self.beads, strict=True):
                self.on(mark, pulse(bead))
            rings = one_by_one(*bowl.rings.values(), lag=0.4, seconds=1.2)
            self.on("ring", rings, self.set_formula(*tell.formula()))
            self.then(bowl.numbers.heights)

    def stand_there(self) -> None:
        tell, bowl = self.tell, self.bowl
        with self.beat("stand", tell.stand, title="Where we stand"):
            if tell.is_the_loss:
                self.add(bowl)
                for mark, guide, bead in zip(("first", "second"), self.guides, self.beads, strict=True):
                    self.on(mark, guide, pulse(bead))
                self.then(arrive(self.ball))
            else:
                self.then(bowl.turn("bowl", 2.0), self.out(self.cut), glide(self.cut.dimming, 0.0, 1.0))
                self.then(self.panel.plate, self.set_formula(*tell.formula()))
                self.on("stand", Coming(self.ball, shift=0.6 * DOWN))
                for mark, row in zip(("first", "second"), self.rows, strict=False):
                    self.on(mark, row)
            self.on("value", self.ring.tell(), self.rows[2:])
            if tell.is_the_loss:
                self.on("tip", self.out(self.beads, self.guides), bowl.turn("bowl", 2.2))

    def cut_along_the_first(self) -> None:
        tell, bowl, plot, cut = self.tell, self.bowl, self.plots[0], self.tell.cuts.pair[0]
        self.angle.set_value(0.0)
        self.slide.set_value(tell.point[1] - tell.relief.middle[1] + 0.9 * tell.relief.radius)
        title = label("One knob at a time") if tell.is_the_loss else label("One letter at a time")
        with self.beat("cut", tell.cut, title=title):
            self.then(self.cut)
            self.then(self.slide.to(0.0, 1.2), glide(self.cut.dimming, 1.0, 1.2))
            held = self.cut.label(tell.held_still, self.ring.line)
            self.then(held)
            self.on("move", self.first.to(cut.low, 1.0))
            self.then(self.first.to(cut.here, 1.0))
            self.on("grey", self.recolour_formula(*tell.formula(0)))
            self.on("stays", pulse(held, 1.2), self.set_formula(*tell.cut_formula))
            bowl.view_in(layout.LEFT)
            wide = self.panel.into(layout.RIGHT, TO_THE_SIDE)
            self.then(bowl.turn("side", TO_THE_SIDE), wide, self.out(held, self.rows))
            landing = plot.land(bowl, 0)
            self.then(landing)
            self.then(plot.plane)
            self.replace(landing.target_mobject, plot.curve)

    def tell_its_slope(self) -> None:
        tell, plot = self.tell, self.plots[0]
        with self.beat("slope", tell.partial, title="A partial derivative"):
            self.then(plot.ball)
            self.on("slope", self.touching[0].draw(), plot.tangent.draw())
            self.on("number", plot.triangle)
            self.on("partial", pulse(self.touching[0], 1.1))
            self.on("symbol", self.told.lines[0])
            self.on("sign", pulse(plot.tangent, 1.1))

    def guess_the_other(self) -> None:
        tell, old, plot = self.tell, self.plots[0], self.plots[1]
        self.ghost = plot.ghost_of(tell.cuts.pair[0])
        with self.beat("guess", tell.question, title="The other one", ask=self.asked.pause):
            gone = [self.touching[0], old.plane, old.curve, old.ball, old.tangent, old.triangle]
            come = [instead(plot.plane), instead(self.ghost), self.set_formula(*tell.formula(1))]
            self.on("hold", glide(self.cut.frost, 1.0, 0.8), self.out(*gone), come)
            self.then(self.angle.to(np.pi / 2, 1.6), self.bowl.turn("bowl"))
            self.on("steeper", self.bowl.turn("across"))
            self.guess(self.cut.free_from(self.ring.line, self.ball))

    def cut_along_the_second(self) -> None:
        tell, plot, cut = self.tell, self.plots[1], self.tell.cuts.pair[1]
        with self.beat("answer", tell.answer, pause=1.1):
            self.add(plot.traced)
            clear = glide(self.cut.frost, 0.0, 0.5)
            self.then(clear, plot.ball, self.second.to(cut.high, 1.2), self.bowl.turn("end", 1.2))
            self.then(self.second.to(cut.low, 1.3, linear), self.seen.to(cut.low, 1.3, linear))
            self.then(self.second.to(cut.here, 0.8))
            self.on("slope", self.touching[1].draw(), plot.tangent.draw(), plot.triangle)
            self.on("so", self.told.lines[1])
            if tell.away is not None and tell.relief.flat is not None:
                for axis, mark in ((1, "second"), (0, "first")):
                    leg = plot.leg(tell.relief.flat.point[axis], tell.cuts.pair[axis], tell.away[axis])
                    self.on(mark, leg)
                    self.note(leg)

    def compare(self) -> None:
        tell, bowl, plot = self.tell, self.bowl, self.plots[1]
        middle = np.add(tell.point, NEARER * np.subtract(tell.relief.middle, tell.point))
        bowl.name_map("close", (float(middle[0]), float(middle[1])), CLOSER)
        flat = ValueTracker(0.0)
        share = ARROW / (bowl.view.named["close"].scale * float(np.abs(tell.gradient.vector).max()))
        with self.beat("both", tell.both, title="One slope for each"):
            gone = [self.cut, self.touching[1], self.ghost, plot.plane, plot.traced, plot.ball, plot.tangent]
            self.then(self.out(*gone, plot.triangle), glide(self.cut.dimming, 0.0, style.OUT))
            told = [self.recolour_formula(*tell.formula()), *self.told.rise()]
            self.then(bowl.turn("close"), self.panel.into(layout.PANEL), told)
            labels, marks = VGroup(), ("first", "second")
            for part, mark in zip(tell.gradient.parts, marks, strict=True):
                self.arrows.add(gradient_arrow(bowl, part, share, flat, f"arrow_{mark}").update())
            for axis, (arrow, mark) in enumerate(zip(self.arrows, marks, strict=True)):
                plays: list[Any] = [self.told.bar(axis)]
                if tell.gradient.vector[axis]:
                    texts = [*labels, *bowl.maps[-1].heights, *bowl.maps[-1].axes]
                    number = beside(arrow, tell.slope(axis), [*bowl.rings.values(), *self.arrows], texts)
                    labels.add(number)
                    plays += [arrow.draw(), number]
                self.on(mark, *plays)
            self.on("here", pulse(self.ball))
