"""TrainingLoop: loss, gradient, update, again and again."""

from collections.abc import Callable

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Circle,
    Create,
    FadeIn,
    FadeOut,
    Line,
    VGroup,
    VMobject,
    linear,
    there_and_back,
)

from calc.descent import descend
from calc.model import Model
from calc.wording import Wording, number, signed, written
from studio.knob import Knob, KnobGrid
from studio.lesson import Lesson
from studio.line_panel import LinePanel
from studio.loop_ring import LoopRing
from studio.readout import Readout
from studio.stage import follow
from studio.states import State, States
from studio.text import Label, math, naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat
from studio.witness import Witness

THIRD = 1 / 3

# Frame units for one unit of growth: wide enough for the small growth of w to be seen beside the loss's.
BAR = 30.0

# How the knobs of the small network happen to stand, 0 to 1.
TILTS = np.array([0.3, 0.7, 0.5, 0.15, 0.85, 0.6])


class TrainingLoop(Lesson):
    """Training repeats three steps: compute the loss, compute its gradient, update the weights."""

    weight_at_start = 7.0
    intercept = 1.0
    learning_rate = 0.1
    nudge = 0.01
    trips_shown = 7
    poster = "update"
    concept = False  # it frames the course

    def calculate(self) -> None:
        self.model = Model()
        self.misses = self.model.misses(self.weight_at_start, self.intercept)
        self.loss = self.model.loss_of_weight(self.intercept)
        self.walk = descend(self.loss, self.weight_at_start, self.learning_rate, self.trips_shown)
        start, rate, slope = (
            number(value) for value in (self.weight_at_start, self.learning_rate, self.walk.slopes[0])
        )
        bracketed = f"({slope!s})" if self.walk.slopes[0] < 0 else f"{slope!s}"
        self.terms = (
            start,
            Wording(f"− {rate!s} ×", f"minus {rate.spoken} times"),
            Wording(bracketed, slope.spoken),
        )

    def script(self) -> list[Beat]:
        walk = self.walk
        losses = [number(round(value, 9)) for value in walk.values]
        grows = "grows" if walk.slopes[0] > 0 else "falls"
        less = "less" if walk.values[0] - walk.values[1] > walk.values[1] - walk.values[2] else "more"
        size = "smaller" if abs(walk.slopes[1]) < abs(walk.slopes[0]) else "larger"
        return [
            Beat(
                "ring",
                "Training repeats the same three steps again and again.",
                pause=0.8,
                title="Three steps",
            ),
            Beat(
                "loss",
                "Step one is to compute the loss: one number that says how wrong we are. "
                f"We square each miss and take the average, which is {losses[0]}.",
                pause=0.8,
                exempt={
                    "not before its word": "the two squares are as large as their average, named after them"
                },
                title="One: the loss",
            ),
            Beat(
                "why",
                f"Without the squares, {signed(self.misses[0])} and {signed(self.misses[1])} would add up to "
                f"{number(self.misses.sum())}, as if nothing were wrong.",
                pause=0.8,
            ),
            Beat(
                "gradient",
                "Step two is to compute the gradient. If w grows a little, "
                f"the loss {grows} {number(abs(walk.slopes[0]))} times as much.",
                pause=1.0,
                exempt={"not before its word": "both bars grow together, so both are named before they do"},
                title="Two: the gradient",
            ),
            Beat(
                "backprop",
                "In a network, the chain rule finds this number for every knob, "
                "and that is called backpropagation.",
                pause=1.0,
            ),
            Beat(
                "update",
                "Step three is the update: we move w against the gradient by a small share of it. "
                f"{self.sum} is {number(walk.iterates[1])}.",
                pause=1.6,
                title="Three: the update",
            ),
            Beat("drop", f"The loss drops from {losses[0]} to {losses[1]}.", pause=0.6, title="Again"),
            Beat(
                "guess",
                "Now we go round again. Will the loss drop by more this time or by less? Guess.",
                pause=PREDICT,
            ),
            Beat(
                "again",
                f"The gradient is {size} now, so the step is {size} too. "
                f"The loss drops by {less}, to {losses[2]}.",
                pause=1.0,
            ),
            Beat(
                "many",
                "With each trip the misses shrink and the line closes in on the dots.",
                pause=4.0,
                title="Trip after trip",
            ),
        ]

    @property
    def sum(self) -> Wording:
        """The first update in one phrase: the weight, minus the learning rate times the gradient."""
        return Wording(
            " ".join(term.written for term in self.terms), " ".join(term.spoken for term in self.terms)
        )

    def rows(self) -> list[str]:
        """What the ring's boxes say before the first trip and after each."""
        trips = zip(self.walk.iterates, self.walk.values, self.walk.slopes, strict=True)
        return [
            written(
                f"w = {number(w)}: loss {number(round(loss, 2))}, gradient {signed(round(slope, 2))}, "
                f"step {signed(round(-self.learning_rate * slope, 2))}"
            )
            for w, loss, slope in trips
        ]

    def shown(self) -> str:
        squares = " + ".join(f"({signed(miss)})²" for miss in self.misses)
        average = f"The loss is the average of {squares}: {number(self.walk.values[0])}."
        grown = round(self.loss(self.weight_at_start + self.nudge) - self.walk.values[0], 2)
        higher = number(round(self.walk.values[0] + grown, 2))
        slope = f"w grows by {number(self.nudge)}, the loss by {number(grown)}, to {higher}"
        return "\n".join([*map(written, [average, slope]), *self.rows()])

    def states(self) -> States:
        numbers = zip(self.walk.iterates, self.walk.values, self.walk.slopes, strict=True)
        states = tuple(
            State(row, trip, {"trip": trip, "w": float(w), "loss": float(loss), "slope": float(slope)})
            for trip, (row, (w, loss, slope)) in enumerate(zip(self.rows(), numbers, strict=True))
        )
        return States("Trips", "trips", states, last_beat="many")

    # The cast

    def setup(self) -> None:
        super().setup()
        stage = THEME.stage
        self.trips = self.track("trips", -1.0)  # round the ring; before the first, the empty ring is shown
        self.nudged = self.track("nudged")
        self.arrived = self.track("arrived")  # how far the signal has run back to the knobs, 0 to 1
        self.panel = LinePanel(
            Region(-5.3, -2.0, stage.bottom + 0.45, 2.2),
            self.model,
            weight=lambda: self.weight(),
            intercept=lambda: self.intercept,
        )
        self.squared = self.track("squared")  # how far the squares have been drawn out of the bars, 0 to 1
        self.squares = self.panel.squares(lambda: self.squared.get_value())
        self.ring = LoopRing((3.0, 0.35), lambda: self.trips.get_value(), width=4.1, height=4.7)
        self.knob = Knob(lambda: self.weight(), -1, 15, (3.0, 0.75), radius=0.68, size=THEME.body)
        self.values = VGroup(
            Readout(lambda: self.loss(self.weight()), 2, self.ring.slot(0), THEME.title, THEME.loss),
            Readout(lambda: self.gradient_found(), 2, self.ring.slot(1), THEME.title, THEME.slope, signed),
            Readout(
                lambda: -self.learning_rate * self.gradient_found(),
                2,
                self.ring.slot(2),
                THEME.title,
                THEME.parameter,
                signed,
            ),
        )

    def witnesses(self) -> list[Witness]:
        return [self.panel.witness()]

    def weight(self) -> float:
        """The knob turns on the last third of each trip, from the update back to the loss."""
        trips = max(self.trips.get_value() + 1e-9, 0.0)
        whole = np.floor(trips)
        turned = max(3 * (trips - whole) - 2, 0.0)
        return self.walk.at(min(whole + turned, self.trips_shown))[0] + self.nudged.get_value()

    def gradient_found(self, after: float = THIRD) -> float:
        """The gradient as it was last found: on each trip, a box knows it `after` this share of the trip."""
        found = int(np.floor(self.trips.get_value() - after + 1e-6))
        return float(self.walk.slopes[max(found, 0)])

    def go(self, trips: float, run_time: float, *others: Animation) -> None:
        """Round the ring until this many trips have been made."""
        self.play(self.trips.animate(rate_func=linear, run_time=run_time).set_value(trips), *others)

    # The script

    def construct(self) -> None:
        self.three_steps()
        self.compute_the_loss()
        self.compute_the_gradient()
        self.every_knob()
        self.move_the_weight()
        self.go_round()

    def three_steps(self) -> None:
        panel, ring = self.panel, self.ring
        with self.beat("ring"):
            self.play(
                FadeIn(panel.plot), FadeIn(panel.line), FadeIn(panel.dots), FadeIn(self.knob), run_time=0.6
            )
            self.cue("three")
            self.play(FadeIn(ring.boxes), FadeIn(ring.numbers), FadeIn(ring.arrows), run_time=0.5)
            self.add(ring.spark)
            self.go(0.0, self.rest())

    def compute_the_loss(self) -> None:
        panel, misses = self.panel, self.misses
        squared = [number(miss**2) for miss in misses]
        with self.beat("loss"):
            self.cue("loss")
            self.play(FadeIn(self.ring.names[0]), run_time=0.4)
            self.cue("wrong")
            self.play(*(Create(bar) for bar in panel.misses), run_time=0.8)
            self.cue("square")
            self.add(self.squares)
            self.play(self.squared.animate.set_value(1.0), run_time=0.9)
            sizes = VGroup(
                *(
                    naming(words(f"{area}", THEME.label, THEME.loss), square).move_to(square)
                    for area, square in zip(squared, self.squares, strict=True)
                )
            )
            self.play(FadeIn(sizes), run_time=0.4)
            self.cue("average")
            terms = " + ".join(f"({signed(miss)})^2" for miss in misses)
            mean = self.on_bench(math(f"frac({terms}, {len(misses)}) = {number(self.walk.values[0])}"))
            self.play(FadeIn(mean), run_time=0.5)
            self.cue(str(number(self.walk.values[0])))
            self.play(self.flash_squares(), FadeIn(self.values[0]), run_time=0.8)
        with self.beat("why") as span:
            self.cue("squares")
            self.play(self.flash_squares(), FadeOut(mean), run_time=0.8)
            first, second = (signed(miss) for miss in misses)
            total = VGroup(
                math(f"{first} {second}", THEME.title, THEME.loss),
                math(f"= {number(misses.sum())}", THEME.title, THEME.loss),
                cross(),
            )
            self.on_bench(total.arrange(RIGHT, buff=0.2))
            for cue, part in zip((str(first), str(number(misses.sum())), "wrong"), total, strict=True):
                self.cue(cue)
                self.play(FadeIn(part), run_time=0.4)
            self.hold_until(span.end - round(0.6 * span.frame_rate))
            self.play(*map(FadeOut, (*total, sizes)), run_time=0.4)

    def flash_squares(self) -> Animation:
        return self.squares.animate(rate_func=there_and_back).set_fill(opacity=0.7).build()

    @staticmethod
    def on_bench(shown: VGroup) -> VGroup:
        """Stand it in the corner above the panel, where things are worked out."""
        return shown.move_to([-6.1, 3.0, 0.0], LEFT)

    def compute_the_gradient(self) -> None:
        with self.beat("gradient"):
            self.go(THIRD, 0.9)
            self.cue("gradient")
            self.play(FadeIn(self.ring.names[1]), run_time=0.4)
            self.bars = [
                self.growth(0, math("w", THEME.label, THEME.parameter), THEME.parameter, lambda nudge: nudge),
                self.growth(
                    1,
                    words("loss", THEME.label, THEME.loss),
                    THEME.loss,
                    lambda nudge: self.loss(self.weight_at_start + nudge) - self.walk.values[0],
                ),
            ]
            self.cue("w")
            self.play(*(FadeIn(name) for name, _, _ in self.bars), run_time=0.3)
            self.add(*(bar for _, bar, _ in self.bars))
            self.play(
                self.nudged.animate.set_value(self.nudge),
                run_time=self.until(str(number(abs(self.walk.slopes[0])))),
            )
            self.play(*(FadeIn(size) for _, _, size in self.bars), FadeIn(self.values[1]), run_time=0.5)

    def growth(
        self, row: int, name: VMobject, colour: str, grown: Callable[[float], float]
    ) -> tuple[VMobject, Line, Label]:
        """A bar as long as what has grown since the nudge began, with its name and what it comes to."""
        start = np.array([-5.1, 3.3 - 0.55 * row, 0.0])
        name.move_to(start + 0.2 * LEFT, RIGHT)
        bar = follow(
            Line(color=colour, stroke_width=16),
            lambda bar: bar.set_points_as_corners(
                [start, start + max(BAR * abs(grown(self.nudged.get_value())), 1e-3) * RIGHT]
            ),
        )
        naming(name, bar.set_z_index(THEME.layers.arrow))
        whole = grown(self.nudge)
        size = naming(words(f"{signed(round(whole, 3))}", THEME.label, colour), bar)
        return name, bar, size.next_to(start + BAR * abs(whole) * RIGHT, RIGHT, buff=0.2)

    def every_knob(self) -> None:
        with self.beat("backprop"):
            gone = [part for parts in self.bars for part in parts]
            self.play(*map(FadeOut, (*gone, *self.panel_parts())), run_time=0.5)
            self.play(self.nudged.animate.set_value(0.0), run_time=0.3)
            self.network = Network(lambda: self.arrived.get_value())
            self.cue("chain")
            self.play(FadeIn(self.network), run_time=0.6)
            self.cue("finds")
            self.play(self.arrived.animate(rate_func=linear).set_value(1.0), run_time=self.until("called"))

    def panel_parts(self) -> tuple[VMobject, ...]:
        panel = self.panel
        return panel.plot, panel.line, panel.dots, panel.misses, self.squares

    def move_the_weight(self) -> None:
        with self.beat("update"):
            for part in self.network.get_family():  # its signals would not let themselves be faded out
                part.clear_updaters()
            self.play(FadeOut(self.network), run_time=0.3)
            self.play(*map(FadeIn, self.panel_parts()), run_time=0.4)
            self.go(2 * THIRD, 0.9)
            self.cue("update")
            self.play(FadeIn(self.ring.names[2]), run_time=0.4)
            self.cue("gradient")
            start, way = self.weight_at_start, float(np.sign(self.walk.slopes[0]))
            against = VGroup(
                self.knob.turn(start + 0.4 * way, start + 3.6 * way, THEME.slope, gap=0.25),
                self.knob.turn(start - 0.4 * way, start - 3.6 * way, gap=0.25),
            )
            self.play(FadeIn(against), run_time=0.4)
            self.cue("share")
            self.play(FadeIn(self.values[2]), run_time=0.4)
            self.cue(self.sum.written)
            colours = (THEME.parameter, THEME.text, THEME.slope)
            working = VGroup(
                *(
                    math(f'"" {term} ""', THEME.title, colour)  # spaced as between operands
                    for term, colour in zip(self.terms, colours, strict=True)
                ),
                math(f"= {number(self.walk.iterates[1])}", THEME.title, THEME.parameter),
            )
            self.on_bench(working.arrange(RIGHT, buff=0.14))
            self.play(*map(FadeIn, working[:3]), FadeOut(against), run_time=0.5)
            self.cue("is")
            self.play(FadeIn(working[3]), run_time=0.4)
            self.go(1.0, 1.5)
        self.working = working

    def go_round(self) -> None:
        losses = [number(round(value, 9)) for value in self.walk.values]
        with self.beat("drop"):
            parts = (f"{losses[0]}", f"arrow.r {losses[1]}", 'arrow.r "?"')
            fall = VGroup(
                words("loss", THEME.label, THEME.muted),
                *(math(part, THEME.title, THEME.loss) for part in parts),
            )
            self.on_bench(fall.arrange(RIGHT, buff=0.2))
            self.play(FadeOut(self.working), run_time=0.4)
            self.cue("drops")
            self.play(FadeIn(fall[0]), run_time=0.3)
            self.cue(str(losses[0]))
            self.play(FadeIn(fall[1]), run_time=0.4)
            self.cue(str(losses[1]))
            self.play(FadeIn(fall[2]), run_time=0.4)
        with self.beat("guess"):
            self.cue("loss")
            self.play(FadeIn(fall[3]), run_time=0.4)
            options = VGroup(*(words(f"{way}?", THEME.label) for way in ("more", "less")))
            options.arrange(RIGHT, buff=0.5).next_to(fall, DOWN, buff=0.22, aligned_edge=LEFT)
            for way, option in zip(("more", "less"), options, strict=True):
                self.cue(way)
                self.play(FadeIn(option), run_time=0.4)
            self.predict(at=fall.get_right() + 0.9 * RIGHT)
        with self.beat("again"):
            self.cue("gradient")
            self.go(1 + THIRD, self.until("now"), *map(FadeOut, options))
            self.cue("step")
            self.go(1 + 2 * THIRD, 0.9)
            self.cue("loss")
            self.go(2.0, self.until(str(losses[2])))
            answer = math(f"arrow.r {losses[2]}", THEME.title, THEME.loss).move_to(fall[3], LEFT)
            self.play(FadeOut(fall[3]), run_time=0.2)
            self.play(FadeIn(answer), run_time=0.3)
        with self.beat("many"):
            self.play(*map(FadeOut, (*fall[:3], answer)), run_time=0.4)
            self.go(self.trips_shown, self.rest(leave=0.8))


def cross() -> VGroup:
    """The mark of what does not work."""
    strokes = (Line(UP + LEFT, DOWN + RIGHT), Line(DOWN + LEFT, UP + RIGHT))
    return VGroup(*strokes).set_stroke(THEME.text, width=5).scale(0.13).set_z_index(THEME.layers.text)


class Network(VGroup):
    """Knobs that feed nodes that feed the loss, and a signal that runs back from the loss to every knob.

    Args:
        arrived: how far the signal has run, 0 (at the loss) to 1 (at the knobs); called at every frame.
    """

    NODES, KNOBS = 3, 6

    def __init__(self, arrived: Callable[[], float]) -> None:
        super().__init__()
        middle = -0.1
        loss = Circle(0.55, color=THEME.loss, stroke_width=3).move_to([-1.5, middle, 0.0])
        name = naming(words("loss", THEME.label, THEME.loss), loss).move_to(loss)
        nodes = VGroup(*(self._node(-3.6, middle + 1.5 * (1 - row), 0.24) for row in range(self.NODES)))
        knobs = KnobGrid(lambda: TILTS, self.KNOBS, 1, (-5.6, middle), pitch=0.75)
        edges, signals = VGroup(), VGroup()
        for node in nodes:
            self._join(edges, signals, loss, node, lambda: 2 * arrived())
        for row, knob in enumerate(knobs.knobs):
            node = nodes[row * self.NODES // self.KNOBS]
            self._join(edges, signals, node, knob[0], lambda: 2 * arrived() - 1)
        rims = VGroup(
            *(self._light(node, lambda: 2 * arrived() - 1) for node in nodes),
            *(self._light(knob[0], lambda: 2 * arrived() - 1.8) for knob in knobs.knobs),
        )
        self.add(edges, signals, loss, name, nodes, knobs, rims)

    @staticmethod
    def _node(x: float, y: float, radius: float) -> Circle:
        node = Circle(radius, color=THEME.muted, stroke_width=3).set_fill(THEME.panel, 1)
        return node.move_to([x, y, 0.0]).set_z_index(THEME.layers.curve)

    @staticmethod
    def _join(edges: VGroup, signals: VGroup, one: Circle, other: Circle, share: Callable[[], float]) -> None:
        """An edge between two circles' rims, and the signal along it: as much of it as has been run."""
        start, end = one.get_center(), other.get_center()
        along = (end - start) / np.linalg.norm(end - start)
        start, end = start + along * one.width / 2, end - along * other.width / 2
        edges.add(Line(start, end, color=THEME.muted, stroke_width=2).set_z_index(THEME.layers.axes))

        def run(line: Line) -> None:
            run = min(max(share(), 1e-3), 1.0)
            line.set_points_as_corners([start, start + run * (end - start)])
            line.set_stroke(opacity=float(share() > 0))

        signal = Line(color=THEME.slope, stroke_width=6).set_z_index(THEME.layers.tangent)
        signals.add(follow(signal, lambda line: run(line)))

    @staticmethod
    def _light(circle: Circle, reached: Callable[[], float]) -> Circle:
        """A rim in the signal's colour around a circle, which comes in once the signal is there."""
        rim = Circle(circle.width / 2, color=THEME.slope, stroke_width=5).move_to(circle)
        rim.set_z_index(THEME.layers.tangent)
        return follow(rim, lambda rim: rim.set_stroke(opacity=min(max(6 * reached(), 0.0), 1.0)))
