"""TrainingLoop: loss, gradient, update, again and again."""

from collections.abc import Callable
from dataclasses import replace

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
    Wait,
    linear,
    there_and_back,
)

from calc.model import Model
from calc.stories.line import Turning
from calc.stories.loop import Trips
from calc.wording import brief, decimals, number, signed, written
from studio.cast.knob import Knob, KnobGrid, dial
from studio.cast.line_and_dots import LinePanel, fitted
from studio.cast.training_loop import LoopRing
from studio.lesson.page_track import State, States
from studio.lesson.parameters import DotsParameter, NumberParameter
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import LEAD, PREDICT, Beat
from studio.stage.placement import is_free
from studio.stage.plot import Axis, follow
from studio.stage.readout import Readout, in_places
from studio.stage.text import Label, math, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Turn, Witness

THIRD = 1 / 3

LONGEST = 3.0  # units: the longer bar of growth; the other one is drawn on the same scale
LEAST = 0.05  # of the plot's height: shorter miss bars would hide behind their dots
TURN = 1.6  # times the way to the best weight is the knob's turn to either side, at least
PANEL = Region(-5.3, -2.0, THEME.stage.bottom + 0.45, 2.2)
SQUARES = -6.3, -0.45  # how far the squares may reach to the left and to the right
TRIP = 1.4  # seconds that one trip takes at least
SENTENCE = 2.5  # seconds until the last line speaks of the learning rate, at least
BENCH = 7.4  # units: the width of the corner where things are worked out

# How the knobs of the small network happen to stand, 0 to 1.
TILTS = np.array([0.3, 0.7, 0.5, 0.15, 0.85, 0.6])


class TrainingLoop(ScriptedLesson):
    """Training repeats three steps: compute the loss, compute its gradient, update the weights."""

    dots = DotsParameter("-1,-1 1,3", "the two dots that the line should pass through", 2, 2, 1e6)
    weight = NumberParameter(7.0, "the weight at the start, which turns the line", -1e6, 1e6)
    learning_rate = NumberParameter(
        0.1, "what the gradient is multiplied by in each update", above=0, high=1e12
    )
    poster = "update"
    concept = False  # it frames the course

    def calculate(self) -> None:
        self.model = Model(self.dots)
        self.turning = Turning(self.model, self.weight)
        self.trips_made = Trips(self.turning, self.learning_rate)
        self.misses, self.loss, self.intercept = (
            self.turning.misses,
            self.turning.loss,
            self.turning.intercept,
        )
        self.walk, self.nudge = self.trips_made.walk, self.trips_made.nudge
        self.axes = self.fit()
        self.turning.check_seen(self.axes[1].high - self.axes[1].low, LEAST)
        weights, slopes, values = self.walk.iterates, self.walk.slopes, self.walk.values
        self.places = (
            decimals(*values[:3], least=2),
            decimals(*slopes[:2], least=2),
            decimals(*self.learning_rate * slopes[:2], least=2),
        )
        self.weight_places = decimals(*weights[:2], least=1)

    def fit(self) -> tuple[Axis, Axis]:
        """Axes that hold the line at every weight, and leave room for the squares beside the bars."""
        weights = [*self.walk.iterates, self.turning.best]
        inputs, outputs = fitted(self.model, weights, self.intercept)
        farthest = max(abs(weight - self.turning.best) for weight in weights)
        per_unit = PANEL.height / (outputs.high - outputs.low)
        scale = 1.0
        for t in self.model.inputs:
            x = PANEL.left + (t - inputs.low) / (inputs.high - inputs.low) * PANEL.width
            room = SQUARES[1] - x if t > np.mean(self.model.inputs) else x - SQUARES[0]
            scale = max(scale, farthest * abs(t) * per_unit / room)
        middle, half = (outputs.low + outputs.high) / 2, scale * (outputs.high - outputs.low) / 2
        low, high = middle - half, middle + half
        return inputs, replace(outputs, low=low, high=high, crossing=min(max(0.0, low), high))

    def script(self) -> list[Beat]:
        trips = self.trips_made
        beats = [
            Beat(
                "ring",
                "Training repeats the same three steps again and again.",
                pause=0.8,
                title="Three steps",
            ),
            Beat(
                "loss",
                "Step one is to compute the loss: one number that says how wrong we are. "
                f"We square each miss and take the average, which is {trips.losses[0]}.",
                pause=0.8 if trips.why_squares else 2.0,  # else this beat clears its bench, too
                exempt={
                    "not before its word": "the two squares are as large as their average, named after them"
                },
                title="One: the loss",
            ),
            Beat("why", trips.why_squares, pause=0.8),
            Beat(
                "gradient",
                trips.gradient,
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
            Beat("update", trips.update, pause=1.6, title="Three: the update"),
            Beat("drop", trips.first_change, pause=0.6, title="Again"),
            Beat("guess", trips.question if trips.asks else "", pause=PREDICT),
            Beat("again", trips.second_change if trips.asks or not trips.ending else "", pause=1.0),
            Beat(
                "many",
                trips.ending,
                pause=1.6 if trips.limits else 4.0,
                # The last trips come before what is said about the limit.
                lead=max(LEAD, 0.4 + self.seconds_left() - SENTENCE) if trips.limits else LEAD,
                title="Trip after trip",
            ),
        ]
        return [beat for beat in beats if beat.line]

    def seconds_left(self) -> float:
        """For the last trips, at a pace that can be followed."""
        made = 2 if self.trips_made.asks else 1
        return TRIP * (self.trips_made.count - made)

    def rows(self) -> list[str]:
        """What the ring's boxes say before the first trip and after each."""
        loss, slope, step = self.places
        rows = [
            f"w = {in_places(w, self.weight_places)}: loss {in_places(value, loss)}, "
            f"gradient {in_places(found, slope, signed)}, "
            f"step {in_places(-self.learning_rate * found, step, signed)}"
            for w, value, found in zip(self.walk.iterates, self.walk.values, self.walk.slopes, strict=True)
        ]
        return list(map(written, rows))

    def shown(self) -> str:
        squares = " + ".join(f"({signed(miss, digits=4)})²" for miss in self.misses)
        areas = " and ".join(f"{brief(miss**2)}" for miss in self.misses)
        average = (
            f"The squares are {areas}; the loss is the average of {squares}: {self.trips_made.losses[0]}."
        )
        grown, nudged = self.trips_made.grown, self.weight + self.nudge
        higher = in_places(self.walk.values[0] + grown, self.places[0])
        growth = (
            f"w grows by {brief(self.nudge, 3)} to {in_places(nudged, self.weight_places)}, the loss by "
            f"{brief(grown, 3)} to {higher}"
        )
        return "\n".join([*map(written, [average, growth]), *self.rows()])

    def states(self) -> States:
        numbers = zip(self.walk.iterates, self.walk.values, self.walk.slopes, strict=True)
        states = tuple(
            State(row, trip, {"trip": trip, "w": float(w), "loss": float(loss), "slope": float(slope)})
            for trip, (row, (w, loss, slope)) in enumerate(zip(self.rows(), numbers, strict=True))
        )
        return States("Trips", "trips", states, last_beat="many" if self.trips_made.ending else "again")

    # The cast

    def setup(self) -> None:
        super().setup()
        inputs, outputs = self.axes
        self.trips = self.track("trips", -1.0)  # round the ring; before the first, the empty ring is shown
        self.nudged = self.track("nudged")
        self.arrived = self.track("arrived")  # how far the signal has run back to the knobs, 0 to 1
        self.panel = LinePanel(
            PANEL,
            self.model,
            weight=lambda: self.weight_now(),
            intercept=lambda: self.intercept,
            inputs=inputs,
            outputs=outputs,
        )
        weights = [*map(float, self.walk.iterates), self.turning.best]
        inside = VGroup(*(strewn(square) for square in self.panel.squares()))
        self.panel.clear_names(min(weights), max(weights), inside)
        self.squared = self.track("squared")  # how far the squares have been drawn out of the bars, 0 to 1
        self.squares = self.panel.squares(lambda: self.squared.get_value())
        self.ring = LoopRing((3.0, 0.35), lambda: self.trips.get_value(), width=4.1, height=4.7)
        self.knob = Knob(
            lambda: self.weight_now(),
            *dial(self.weight, weights, TURN * self.turning.off),
            (3.0, 0.75),
            radius=0.68,
            places=self.weight_places,
            size=THEME.body,
            reaches=weights,
        )
        shown = (
            (lambda: self.loss(self.weight_now()), THEME.loss, number),
            (lambda: self.gradient_found(), THEME.slope, signed),
            (lambda: -self.learning_rate * self.gradient_found(), THEME.parameter, signed),
        )
        self.values = VGroup(
            *(
                Readout(
                    value,
                    places,
                    self.ring.slot(index),
                    THEME.title if places is not None else THEME.label,
                    colour,
                    wording,
                )
                for index, ((value, colour, wording), places) in enumerate(
                    zip(shown, self.places, strict=True)
                )
            )
        )

    def witnesses(self) -> list[Witness]:
        return [
            self.panel.witness(),
            Turn("knob", self.knob.angle_of(self.weight_now()), self.knob.pointer[0]),
        ]

    def weight_now(self) -> float:
        """The knob turns on the last third of each trip, from the update back to the loss."""
        trips = max(self.trips.get_value() + 1e-9, 0.0)
        whole = np.floor(trips)
        turned = max(3 * (trips - whole) - 2, 0.0)
        return self.walk.at(min(whole + turned, self.trips_made.count))[0] + self.nudged.get_value()

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
        with self.beat("loss"):
            self.cue("loss")
            self.play(FadeIn(self.ring.names[0]), run_time=0.4)
            self.cue("wrong")
            self.play(*(Create(bar) for bar in panel.misses), run_time=0.8)
            self.cue("square")
            self.add(self.squares)
            self.play(self.squared.animate.set_value(1.0), run_time=0.9)
            sizes = self.sizes()
            self.play(*[FadeIn(sizes)] if len(sizes) else [Wait()], run_time=0.4)
            self.cue("average")
            terms = " + ".join(f"({signed(miss, digits=4)})^2" for miss in misses)
            average = f"frac({terms}, {len(misses)}) = {self.trips_made.losses[0]}"
            mean = math(average, THEME.body)
            mean = self.on_bench(mean if mean.width < BENCH else math(average, THEME.label))
            self.play(FadeIn(mean), run_time=0.5)
            self.cue(str(self.trips_made.losses[0]))
            self.play(self.flash_squares(), FadeIn(self.values[0]), run_time=0.8)
            if not self.trips_made.why_squares:
                self.hold_back(0.5)
                self.play(*map(FadeOut, (mean, *sizes)), run_time=0.4)
                return
        with self.beat("why") as span:
            self.cue("squares")
            self.play(self.flash_squares(), FadeOut(mean), run_time=0.8)
            first, second = (signed(miss, digits=4) for miss in misses)
            added = self.trips_made.total
            total = VGroup(
                math(f"{first} {second}", THEME.title, THEME.loss),
                math(f"= {added}", THEME.title, THEME.loss),
                cross(),
            )
            self.on_bench(total.arrange(RIGHT, buff=0.2))
            long = len(str(first)) + len(str(second)) > 8  # to say
            for cue, part in zip((str(first), str(added), "wrong"), total, strict=True):
                self.cue(cue)
                self.play(FadeIn(part), run_time=0.4)
                if long and part is total[0]:
                    self.cue(str(second))
                    self.play(self.flash_squares(), run_time=0.8)
            self.hold_until(span.end - round(0.6 * span.frame_rate))
            self.play(*map(FadeOut, (*total, sizes)), run_time=0.4)

    def sizes(self) -> VGroup:
        """The area of each square, in it, where there is room."""
        sizes = VGroup()
        lines = [self.panel.line, self.panel.plot.axes]
        for miss, square in zip(self.misses, self.squares, strict=True):
            size = naming(words(f"{brief(miss**2)}", THEME.label, THEME.loss), square).move_to(square)
            if size.width + 0.3 < square.width and size.height + 0.3 < square.height and is_free(size, lines):
                sizes.add(size)
        return sizes

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
                    lambda nudge: self.loss(self.weight + nudge) - self.walk.values[0],
                ),
            ]
            self.cue("w")
            self.play(*(FadeIn(name) for name, _, _ in self.bars), run_time=0.3)
            self.add(*(bar for _, bar, _ in self.bars))
            self.play(
                self.nudged.animate.set_value(self.nudge),
                run_time=self.until(str(brief(abs(self.walk.slopes[0])))),
            )
            self.play(*(FadeIn(size) for _, _, size in self.bars), FadeIn(self.values[1]), run_time=0.5)
            if self.trips_made.long:
                self.play(self.flash_squares(), run_time=1.2)

    def growth(
        self, row: int, name: VMobject, colour: str, grown: Callable[[float], float]
    ) -> tuple[VMobject, Line, Label]:
        """A bar as long as what has grown since the nudge began, with its name and what it comes to."""
        start = np.array([-5.1, 3.3 - 0.55 * row, 0.0])
        name.move_to(start + 0.2 * LEFT, RIGHT)
        scale = LONGEST / (self.nudge * max(1.0, abs(self.walk.slopes[0])))
        bar = follow(
            Line(color=colour, stroke_width=16),
            lambda bar: bar.set_points_as_corners(
                [start, start + max(scale * abs(grown(self.nudged.get_value())), 1e-3) * RIGHT]
            ),
        )
        naming(name, bar.set_z_index(THEME.layers.arrow))
        whole = grown(self.nudge)
        size = naming(words(f"{signed(whole, digits=3)}", THEME.label, colour), bar)
        return name, bar, size.next_to(start + scale * abs(whole) * RIGHT, RIGHT, buff=0.2)

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
            half = -self.turning.way * (self.knob.high - self.weight)
            near, far = 0.05 * half, 0.45 * half
            against = VGroup(
                self.knob.turn(self.weight + near, self.weight + far, THEME.slope, gap=0.25),
                self.knob.turn(self.weight - near, self.weight - far, gap=0.25),
            )
            self.play(FadeIn(against), run_time=0.4)
            self.cue("share" if "share" in self.trips_made.share else "times")
            self.play(FadeIn(self.values[2]), run_time=0.4)
            working = self.on_bench(self.work_out())
            if self.trips_made.long:
                for term, part in zip(self.trips_made.terms, working[:3], strict=True):
                    self.cue(term.written)
                    self.play(FadeIn(part), run_time=0.8)
            else:
                self.cue(self.trips_made.sum.written)
                self.play(*map(FadeIn, working[:3]), run_time=0.5)
            self.play(FadeOut(against), run_time=0.3)
            self.cue("is")
            self.play(FadeIn(working[3]), run_time=0.4)
            self.go(1.0, 1.5)
        self.working = working

    def work_out(self) -> VGroup:
        """The first update, its parts in the colours of what they are."""
        trips = self.trips_made
        colours = (THEME.parameter, THEME.text, THEME.slope)
        leads = ("", '"" ', '"" ')  # spaced as between operands
        for size in (THEME.title, THEME.label):
            working = VGroup(
                *(
                    math(f'{lead}{term} ""', size, colour)
                    for lead, term, colour in zip(leads, trips.terms, colours, strict=True)
                ),
                math(f"= {trips.said(self.walk.iterates[1])}", size, THEME.parameter),
            ).arrange(RIGHT, buff=0.14)
            if working.width < BENCH:
                break
        return working

    def go_round(self) -> None:
        trips = self.trips_made
        losses = trips.losses
        size = THEME.title if max(len(str(loss)) for loss in losses[:3]) < 8 else THEME.label
        with self.beat("drop"):
            parts = (f"{losses[0]}", f"arrow.r {losses[1]}", 'arrow.r "?"')
            fall = VGroup(
                words("loss", THEME.label, THEME.muted),
                *(math(part, size, THEME.loss) for part in parts),
            )
            self.on_bench(fall.arrange(RIGHT, buff=0.2))
            self.play(FadeOut(self.working), run_time=0.4)
            self.cue("only" if trips.behaviour == "crawls" else trips.verb)
            self.play(FadeIn(fall[0]), run_time=0.3)
            self.cue(str(losses[0]))
            self.play(FadeIn(fall[1]), run_time=1.4 if trips.long else 0.4)
            if trips.behaviour != "stays":
                self.cue(str(losses[1]))
            self.play(FadeIn(fall[2]), run_time=0.4)
        self.worked = (*fall[:3],)
        if trips.asks:
            self.ask(fall)
            self.go_again(fall, size)
        elif not trips.ending:
            self.arrive(fall)
        if trips.ending:
            self.go_on()

    def ask(self, fall: VGroup) -> None:
        with self.beat("guess"):
            self.cue("loss")
            self.play(FadeIn(fall[3]), run_time=0.4)
            options = VGroup(*(words(f"{way}?", THEME.label) for way in ("more", "less")))
            options.arrange(RIGHT, buff=0.5).next_to(fall, DOWN, buff=0.22, aligned_edge=LEFT)
            for way, option in zip(("more", "less"), options, strict=True):
                self.cue(way)
                self.play(FadeIn(option), run_time=0.4)
            self.predict(at=fall.get_right() + 0.9 * RIGHT)
        self.options = options

    def go_again(self, fall: VGroup, size: float) -> None:
        loss = self.trips_made.losses[2]
        with self.beat("again"):
            self.cue("gradient")
            self.go(1 + THIRD, self.until("now"), *map(FadeOut, self.options))
            self.cue("step")
            self.go(1 + 2 * THIRD, 0.9)
            self.cue("loss")
            self.go(2.0, self.until(str(loss)))
            answer = math(f"arrow.r {loss}", size, THEME.loss).move_to(fall[3], LEFT)
            self.play(FadeOut(fall[3]), run_time=0.2)
            self.play(FadeIn(answer), run_time=0.3)
        self.worked = (*fall[:3], answer)

    def arrive(self, fall: VGroup) -> None:
        with self.beat("again"):
            self.cue("gradient")
            self.go(1 + THIRD, self.until("now"))
            self.cue("step")
            self.go(1 + 2 * THIRD, 0.9)
            self.cue("meets")
            self.go(2.0, 0.9)

    def go_on(self) -> None:
        trips = self.trips_made
        made = round(self.trips.get_value())
        with self.beat("many"):
            self.play(*map(FadeOut, self.worked), run_time=0.4)
            if trips.limits:
                limit = VGroup(
                    words("learning rate", THEME.label, THEME.muted),
                    math(f"< {brief(trips.limit)}", THEME.title, THEME.parameter),
                )
                self.on_bench(limit.arrange(RIGHT, buff=0.2))
                if trips.count > made:
                    self.go(trips.count, max(self.until("learning"), self.seconds_left()))
                self.cue("learning")
                self.play(FadeIn(limit[0]), run_time=0.4)
                self.cue(str(brief(trips.limit)))
                self.play(FadeIn(limit[1]), run_time=0.4)
            else:
                self.go(trips.count, self.rest(leave=0.8))


def strewn(square: VMobject) -> VGroup:
    """Lines across a square, so that what keeps clear of lines does not stand inside it either."""
    left, right = square.get_corner(DOWN + LEFT), square.get_corner(DOWN + RIGHT)
    heights = np.linspace(0, square.height, 12)
    return VGroup(*(Line(left + height * UP, right + height * UP) for height in heights))


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
