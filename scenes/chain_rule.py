"""ChainRule: through functions inside functions, rates multiply; backpropagation does it from the end."""

from collections.abc import Iterator

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Indicate,
    LaggedStart,
    Line,
    Rectangle,
    ReplacementTransform,
    VGroup,
    VMobject,
    linear,
    there_and_back,
)

from calc.stories.chain import Chain
from calc.wording import brief, decimals, signed, written
from studio.cast.gears import DriveChain, Light, Shaft, Train
from studio.lesson.parameters import NumberParameter
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import PREDICT, Beat
from studio.stage.lens import clipped
from studio.stage.placement import clear_names, is_free
from studio.stage.plot import Arrow, Axis, Plot, follow
from studio.stage.readout import Readout, in_places
from studio.stage.text import Label, math, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Slope, Turn, Witness

NAMES = {"w": "weight", "p": "prediction", "m": "miss", "L": "loss", "b": "bias"}
ROLES = {"w": "parameter", "b": "parameter", "p": "text", "m": "loss", "L": "loss"}  # in the theme
HEIGHT = 0.8  # of a box
LIT = 1.4  # how many times as large a rate becomes when it is pointed out
LONG = {"said and shown": "a product of powers of ten is many words, and one formula"}
HUBS = -1.12  # the height at which the gears stand
APART = 0.1  # of a plot's height: prediction and target are farther apart, or the plot looks closer at them
ASIDE = 0.6 * RIGHT  # out of the way of the arrow from b


def colour_of(name: str) -> str:
    """The colour of what this letter stands for."""
    return str(getattr(THEME, ROLES[name]))


class ChainRule(ScriptedLesson):
    """Through functions inside functions, rates multiply; backpropagation starts from the loss."""

    input = NumberParameter(3.0, "the dot's input t", -1e6, 1e6)
    target = NumberParameter(7.0, "the dot's target y", -1e6, 1e6)
    weight = NumberParameter(3.0, "the line's weight w", -1e6, 1e6)
    bias = NumberParameter(1.0, "the line's bias b", -1e6, 1e6)
    poster = "multiply"

    def calculate(self) -> None:
        self.chain = Chain(self.input, self.target, self.weight, self.bias)
        self.graph, self.run, self.path = self.chain.graph, self.chain.run, self.chain.path
        self.back, self.nudge_by = self.chain.back, self.chain.nudge
        changes = [self.chain.nudged[name] - self.run[name] for name in self.path.names]
        common = decimals(*changes, digits=4)
        short = common is not None and all(len(f"{change:.{common}f}") <= 8 for change in changes)
        self.places = [common if short else decimals(change, digits=3) for change in changes]
        self.width = 2.0 if self.chain.wide else 1.5  # of a box

    def script(self) -> list[Beat]:
        chain = self.chain
        w, b, p, m, loss, t, y = (chain.named(name) for name in "wbpmLty")
        middle, other = (chain.say(self.back[name]) for name in "pb")
        fork = chain.say(self.run.path("b", "p").rate)
        return [
            Beat(
                "inside",
                "Real models are functions inside functions. "
                f"Follow one dot all the way through: its input is {t} and its target is {y}.",
                pause=0.7,
                exempt={"new groups": "the boxes side by side are the nested ones unfolded"},
                title="Functions inside functions",
            ),
            Beat(
                "forward",
                f"Put w at {w} and b at {b}. The prediction is {p}, the miss is {m}, and the loss is {loss}.",
                pause=0.8,
            ),
            Beat(
                "first",
                f"Nudge w a little. {chain.first_rate}",
                pause=0.8,
                title="One rate for each step",
            ),
            Beat("others", chain.other_rates, pause=0.8),
            Beat(
                "guess",
                "From w to the loss, do you think we add these rates or multiply them?",
                pause=PREDICT,
                title="Add or multiply?",
            ),
            Beat("multiply", chain.multiplied, pause=1.0, exempt=LONG if chain.wide else {}),
            *([] if chain.wide else [Beat("check", chain.checked, pause=1.0, title="Check it")]),
            Beat("back", chain.swept, pause=0.9, title="Backpropagation"),
            Beat(
                "fork",
                f"For b, it reuses the {middle} at the prediction: times {fork}, its slope is {other}.",
                pause=0.9,
                exempt={"not before its word": "b happens to be as large as its rate"},
            ),
            Beat("gradient", chain.gradient, pause=1.4),
        ]

    def shown(self) -> str:
        chain, names = self.chain, self.path.names
        values = ", ".join(f"{name} = {chain.named(name)}" for name in "wbtypmL")
        rates = " → ".join(names), " × ".join(chain.in_brackets(rate) for rate in self.path.rates)
        changes = ", ".join(
            f"{name} {in_places(self.changed(name, self.nudge_by), places, signed)}"
            for name, places in zip(names, self.places, strict=True)
        )
        return written(
            f"{self.graph}\n{values}\n{rates[0]}: {rates[1]} = {chain.say(self.path.rate)}; "
            f"added: {chain.say(self.path.total)}\n"
            f"after a nudge of {brief(self.nudge_by)} to w, what has changed: {changes}"
        )

    def changed(self, name: str, nudge: float) -> float:
        """How much a nudge of w has changed this value: both runs are computed in full."""
        return self.run.nudged("w", nudge)[name] - self.run[name]

    # The cast

    def setup(self) -> None:
        super().setup()
        self.nudge = self.track("nudge")
        self.light_at = self.track("light")  # how many steps of the path the light has gone
        self.fork_at = self.track("fork")
        self.plot: Plot | None = None  # of the dot that is followed, once it is on stage
        columns = THEME.stage.columns(len(self.path.names), gap=0.1)
        self.spots = [np.array([column.centre[0], 2.45, 0.0]) for column in columns]
        self.boxes = [self.box(name, spot) for name, spot in zip(self.path.names, self.spots, strict=True)]
        self.frames = {name: frame for name, (frame, _) in zip(self.path.names, self.boxes, strict=True)}
        self.values = [self.value(name, spot) for name, spot in zip(self.path.names, self.spots, strict=True)]
        half = self.width / 2 * RIGHT
        self.arrows = [
            Arrow(THEME.muted).place(start + half, end - half - 0.06 * RIGHT)
            for start, end in zip(self.spots, self.spots[1:], strict=False)
        ]
        self.formulas = [
            naming(self.formula(index), arrow).next_to(arrow, UP, buff=0.14)
            for index, arrow in enumerate(self.arrows)
        ]
        labels = [self.rate_label(rate) for rate in self.path.rates]
        between = float(self.spots[1][0] - self.spots[0][0]) - self.width
        # Where a rate would not fit between the boxes when it is lit up, all stand below them.
        self.low = LIT * max(label.width for label in labels) > between - 0.2
        self.lit = 1.12 if self.low else LIT
        self.lit_value = (
            min(self.lit, 1.06) if max(value.width for value in self.values) > 0.7 * self.width else self.lit
        )
        self.rates = [
            naming(label, arrow).next_to(arrow, DOWN, buff=0.14 + 0.3 * self.low)
            for label, arrow in zip(labels, self.arrows, strict=True)
        ]
        self.train = self.gear_train()
        self.shafts, self.chains = self.train.shafts, self.train.chains
        self.light = follow(Light(), lambda light: light.move_to(self.on_path(self.light_at.get_value())))

    def witnesses(self) -> list[Witness]:
        if self.plot is None:
            return []
        dot = (self.input, self.target)
        return [
            Mark("the_dot", self.plot, *dot),
            Slope("line", self.plot, 0.0, self.bias, self.weight),
            *self.gear_witnesses(),
        ]

    def gear_witnesses(self) -> Iterator[Turn]:
        """Each gear turns as far as the first, times the rates up to it; those not to scale do not."""
        turned = self.angle(0)
        yield Turn("gear_w", np.pi / 2 - turned, self.shafts[0].hand)
        for step, rate in enumerate(self.path.rates):
            if not self.train.to_scale[step]:
                return
            turned *= rate
            yield Turn(f"gear_{self.path.names[step + 1]}", np.pi / 2 - turned, self.shafts[step + 1].hand)

    def formula(self, index: int) -> VGroup:
        """What is computed at this step, with numbers for what is held still, where it fits."""
        step = self.graph.steps[index]
        held = {name: float(f"{self.run[name]:.4g}") for name in "bty"}
        exact = all(held[name] == self.run[name] for name in held)
        room = 2 * (self.spots[1] - self.spots[0])[0] / 2 - self.width - 0.3
        shown = math(step.typst(**held if exact else {}), THEME.label, THEME.muted)
        return (
            shown
            if shown.width <= room and "frac" not in shown.text
            else math(step.typst(), THEME.label, THEME.muted)
        )

    def rate_label(self, rate: float) -> VGroup:
        size = THEME.label if self.chain.wide else THEME.title
        return math(f"times {self.chain.say(rate)}", size, THEME.slope)

    def box(self, name: str, spot: np.ndarray) -> tuple[Rectangle, Label]:
        """An empty box with its name above it."""
        frame = Rectangle(
            width=self.width, height=HEIGHT, color=colour_of(name), stroke_width=THEME.line_width
        )
        frame.set_fill(THEME.background, 1).set_z_index(THEME.layers.dot).move_to(spot)
        label = naming(words(f"{NAMES[name]} {name}", THEME.label, colour_of(name)), frame)
        label.next_to(frame, UP, buff=0.2).shift((spot[1] + HEIGHT / 2 + 0.34 - label.midline) * UP)
        return frame, label

    def value(self, name: str, spot: np.ndarray) -> VMobject:
        text = f"{self.chain.named(name)}"
        value = words(text, THEME.title, colour_of(name))
        return (
            value if value.width < self.width - 0.2 else words(text, THEME.label, colour_of(name))
        ).move_to(spot)

    def gear_train(self) -> Train:
        """A shaft for each box, below it, and a chain for each rate; all turn with the nudge."""
        hubs = [(float(spot[0]), HUBS) for spot in self.spots]
        train = Train(hubs, self.path.rates, [colour_of(name) for name in self.path.names])
        # The gears turn so far that the one that turns most goes once round.
        self.turns = [turn / self.nudge_by for turn in train.turns]
        for index, shaft in enumerate(train.shafts):
            self.turning(shaft, index)
        for index, chain in enumerate(train.chains):
            if isinstance(chain, DriveChain):
                self.running(chain, index)
        self.to_scale = words("gears not to scale", THEME.tick, THEME.muted)
        wheels = [shaft.wheels for shaft in train.shafts]
        for hub, _ in hubs[::-1]:
            if is_free(self.to_scale.move_to([hub, THEME.stage.bottom + 0.12, 0.0]), wheels):
                break
        return train

    def angle(self, index: int) -> float:
        """How far this gear has turned: the nudge, times the product of the rates so far."""
        return self.nudge.get_value() * self.turns[index]

    def turning(self, shaft: Shaft, index: int) -> None:
        follow(shaft, lambda shaft: shaft.turn(self.angle(index)))

    def running(self, chain: DriveChain, index: int) -> None:
        follow(chain, lambda chain: chain.run(chain.first * self.angle(index)))

    def on_path(self, steps: float) -> np.ndarray:
        """The place of the light after so many steps of the path."""
        whole = np.arange(len(self.spots))
        across = float(np.interp(steps, whole, [spot[0] for spot in self.spots]))
        return np.array([across, self.spots[0][1], 0.0])

    # The script

    def construct(self) -> None:
        self.unfold()
        self.forwards()
        self.stir = lambda: Indicate(self.values[-1], min(self.lit_value, 1.2), color=colour_of("L"))
        self.one_rate_each()
        self.add_or_multiply()
        if not self.chain.wide:  # there, a check would only be a list of numbers that take long to say
            self.check_it()
        self.backwards()

    def unfold(self) -> None:
        """The functions stand inside one another, then side by side."""
        with self.beat("inside"):
            dolls = [self.doll(index) for index in range(len(self.boxes))]
            self.play(LaggedStart(*(FadeIn(doll, scale=0.9) for doll in dolls), lag_ratio=0.4), run_time=1.9)
            self.cue("Follow")
            self.remove(*dolls)
            self.add(*dolls)
            self.play(*(FadeOut(label) for _, label in dolls), run_time=0.2)
            unfolding = (
                ReplacementTransform(doll, box) for (doll, _), (box, _) in zip(dolls, self.boxes, strict=True)
            )
            self.play(*unfolding, run_time=1.0)
            self.play(*(FadeIn(label) for _, label in self.boxes), *map(FadeIn, self.arrows), run_time=0.3)
            self.play(FadeIn(self.dot_plot()), run_time=0.4)
            self.cue("input")
            self.play(FadeIn(self.the_dot, scale=2), run_time=0.4)
            t, y = (str(self.chain.named(name)) for name in "ty")
            for guide, said in zip(self.guides, (t, y if y != t else f"target is {y}"), strict=True):
                self.cue(said)
                self.play(Create(guide), run_time=0.6)

    def doll(self, index: int) -> VGroup:
        """The box as large as it must be to hold all the boxes before it."""
        frame = Rectangle(
            width=2.6 + 2.5 * index, height=1.0 + 1.3 * index, color=colour_of(self.path.names[index])
        )
        frame.move_to([0.0, 0.3, 0.0]).set_stroke(width=THEME.line_width)
        frame.set_fill(THEME.background, 0)
        label = naming(self.boxes[index][1].copy(), frame)
        label.next_to(frame.get_top(), DOWN, buff=0.2)
        if index == 0:
            label.move_to(frame)
        return VGroup(frame, label)

    def dot_plot(self) -> Plot:
        """The one dot that is followed, and the line that should pass through it."""
        t, y, p = (self.run[name] for name in "typ")
        left, right = (min(0.0, 1.4 * t), max(0.0, 1.4 * t)) if t else (-1.0, 1.0)
        inputs = Axis(left, right, ticks=(t,), name="t")
        low, high = 1.3 * min(0, y, p), 1.3 * max(0, y, p)
        if 0 < abs(p - y) < APART * (high - low):
            low, high = min(p, y) - 4 * abs(p - y), max(p, y) + 4 * abs(p - y)
        if low == high:
            low, high = -1, 1
        region = Region(-2.6, 2.6, THEME.stage.bottom + 0.45, 1.3)
        apart = abs(p - y) / (high - low) * region.height
        plot = Plot(region, inputs, Axis(low, high, ticks=(y, p) if apart > 0.35 else (y,), name="p"))
        self.the_dot = Dot(plot.point(t, y), radius=0.11, color=THEME.text).set_z_index(THEME.layers.dot)
        feet = (plot.point(t, low), plot.point(inputs.low, y))
        self.guides = [DashedLine(foot, plot.point(t, y), color=THEME.muted) for foot in feet]
        for guide in self.guides:
            guide.set_stroke(width=THEME.axis_width).set_z_index(THEME.layers.axes)
        ends = (0.0, 1.2 * t) if t else (inputs.low, inputs.high)
        line = clipped(region, *(plot.point(at, self.weight * at + self.bias) for at in ends))
        self.line = Line(*line, color=THEME.parameter, stroke_width=THEME.line_width)
        self.line.set_z_index(THEME.layers.curve)
        self.misses = []
        if p != y:
            miss = Line(plot.point(t, y), plot.point(t, p), color=THEME.loss, stroke_width=8)
            self.misses.append(miss.set_z_index(THEME.layers.area))
        clear_names(plot, [self.line, *self.guides, *self.misses], [self.the_dot])
        self.plot = plot
        return plot

    def forwards(self) -> None:
        """Numbers flow from w to the loss."""
        with self.beat("forward"):
            self.cue(str(self.chain.named("w")))
            self.play(FadeIn(self.values[0]), Create(self.line), run_time=0.6)
            self.play(FadeIn(self.light), run_time=0.2)
            if self.chain.wide or len(str(self.chain.named("w"))) + len(str(self.chain.named("b"))) > 6:
                self.cue(str(self.chain.named("b")))
                line = self.line.animate(rate_func=there_and_back)
                self.play(line.set_stroke(width=2 * THEME.line_width), run_time=1.0)
            others: list[Animation] = []
            for index, name in enumerate(self.path.names[1:]):
                said = str(self.chain.named(name))
                self.cue(NAMES[name])
                seconds = self.until(said)
                self.play(
                    self.light_at.animate(rate_func=linear, run_time=seconds).set_value(index + 1),
                    FadeIn(self.formulas[index], run_time=min(seconds, 0.5)),
                    *others,
                )
                self.play(FadeIn(self.values[index + 1]), run_time=0.3)
                others = [Create(miss) for miss in self.misses] if index == 0 else []

    def one_rate_each(self) -> None:
        w, p, m, loss = self.shafts
        with self.beat("first"):
            gone = (self.plot, *self.guides, self.the_dot, self.line, *self.misses, self.light)
            self.play(*map(FadeOut, gone), run_time=0.5)
            self.play(FadeIn(w), FadeIn(p), *self.bring(0), run_time=0.5)
            self.play(self.turn_up(), run_time=0.9)
            self.play(self.turn_back(), run_time=0.6)
            self.cue("moves" if self.input else "does")
            shown = [self.show_rate(0)]
            if self.input < 0:  # first the other way is spoken of, and then the rate
                self.play(self.turn_up(self.until(str(self.chain.say(-self.input)))))
                self.play(*shown, run_time=0.4)
            elif self.input:
                self.play(self.turn_up(1.4), *shown)
            else:
                self.play(self.turn_up(self.until("because")))
            self.cue("because")
            self.play(self.turn_back(), run_time=0.8)
            if not self.input:  # the rate is the last word
                self.cue(str(self.chain.say(self.input)))
            self.play(self.turn_up(self.rest(leave=0.3)), *([] if self.input else shown))
        with self.beat("others"):
            self.play(self.turn_back(), run_time=0.4)
            self.play(FadeIn(m), *self.bring(1), run_time=0.4)
            if not self.input:
                self.cue("move")
            self.play(self.turn_up(1.2), self.show_rate(1))
            self.cue("loss")
            self.play(self.turn_back(), run_time=0.6)
            self.play(FadeIn(loss), *self.bring(2), run_time=0.5)
            self.cue(self.chain.moves)
            if self.path.rates[2] < 0:
                self.play(self.turn_up(self.until(str(self.chain.say(-self.path.rates[2])))))
                self.play(self.show_rate(2), run_time=0.4)
                self.cue("twice")
            else:
                self.play(self.turn_up(self.until("twice")), self.show_rate(2))
            self.play(
                Indicate(self.values[2], scale_factor=self.lit_value, color=colour_of("m")), run_time=0.8
            )

    def bring(self, index: int) -> list[Animation]:
        """Plays that bring the chain of this rate, if it has one, and a word where it is not to scale."""
        brought = [FadeIn(self.chains[index])] if self.path.rates[index] else []
        if not self.train.to_scale[index] and all(self.train.to_scale[:index]):
            brought.append(FadeIn(self.to_scale))
        return brought

    def turn_up(self, run_time: float = 1.0) -> Animation:
        return self.nudge.animate(run_time=run_time).set_value(self.nudge_by).build()

    def turn_back(self) -> Animation:
        return self.nudge.animate.set_value(0.0).build()

    def show_rate(self, index: int) -> Animation:
        return FadeIn(self.rates[index], run_time=0.6)

    def add_or_multiply(self) -> None:
        chain = self.chain
        numbers = [str(chain.say(rate)) for rate in self.path.rates]
        terms = [chain.in_brackets(rate) for rate in self.path.rates]
        added = f"{written(str(chain.say(self.path.rates[0])))} + {' + '.join(terms[1:])}"
        shown = f"{written(str(chain.say(self.path.rates[0])))} times {' times '.join(terms[1:])}"
        added, shown = f"{added} = {chain.say(self.path.total)}", f"{shown} = {chain.say(self.path.rate)}"
        middle = np.array([0.0, 1.08 - 0.07 * self.low, 0.0])
        added, multiplied = (math(source, THEME.title, THEME.slope) for source in (added, shown))
        if max(added.width, multiplied.width) < 5.6:
            added.move_to(middle + 3.2 * LEFT)
            multiplied.move_to(middle + 3.2 * RIGHT)
            ring = middle
        else:  # one below the other
            for formula, side in ((added, UP), (multiplied, DOWN)):
                formula.cap_height = THEME.label
                formula.scale(THEME.label / THEME.title).move_to(middle + 0.6 * LEFT + 0.25 * side)
            ring = middle + 5.6 * RIGHT
        with self.beat("guess"):
            self.play(self.turn_back(), *map(FadeOut, self.formulas), run_time=0.8)
            self.cue("add")
            self.play(FadeIn(added), run_time=0.4)
            self.cue("multiply")
            self.play(FadeIn(multiplied), run_time=0.4)
            self.predict(at=ring)
        with self.beat("multiply"):
            name = math("(partial L) / (partial w) =", THEME.label if self.low else THEME.title, THEME.slope)
            places = VGroup(name, multiplied.copy()).arrange(RIGHT, buff=0.2).move_to(middle)
            # Where it comes from above its name, the name waits until it has passed.
            coming = [FadeOut(added), multiplied.animate.move_to(places[1])]
            if ring is middle:
                self.play(*coming, FadeIn(name), run_time=0.8)
            else:
                self.play(*coming, run_time=0.5)
                self.play(FadeIn(name), run_time=0.3)
            one, two, three = numbers
            parts = (f"{one} times {two} times", f"{two} times {three} is", f"{three} is")
            for rate, said in zip(self.rates, parts, strict=True):
                self.cue(said)
                self.play(Indicate(rate, scale_factor=self.lit, color=THEME.slope), run_time=0.5)
            self.product = VGroup(name, multiplied)
            self.cue(f"is {chain.say(self.path.rate)!s}")
            self.play(Indicate(multiplied, scale_factor=1.02, color=THEME.slope), run_time=0.5)
            if "sum" in chain.multiplied:
                self.cue("sum")
                self.play(Indicate(multiplied, scale_factor=1.02, color=THEME.slope), run_time=1.0)
            self.cue("Each" if self.path.rate else "A rate")
            self.play(self.nudge.animate(rate_func=linear).set_value(self.nudge_by), run_time=self.rest(0.6))

    def check_it(self) -> None:
        with self.beat("check"):
            self.play(self.turn_back(), *map(FadeOut, self.product), run_time=0.5)
            self.changes = VGroup(*map(self.change, self.path.names, self.spots, self.places))
            self.play(FadeIn(self.changes), run_time=0.3)
            self.cue("move")
            self.play(self.turn_up(), run_time=1.8)
            self.cue(self.chain.grows)
            self.play(Indicate(self.values[-1], min(self.lit_value, 1.2), color=colour_of("L")), run_time=0.8)
            if self.chain.grown:
                self.cue(str(self.chain.say(abs(self.chain.grown))))
                self.play(Indicate(self.changes[-1], 1.1, color=colour_of("L")), run_time=0.8)
            self.cue("promised")
            promise = math(
                f"{self.chain.say(self.path.rate)} times {brief(self.nudge_by)} "
                f"= {self.chain.say(self.path.rate * self.nudge_by)}",
                THEME.title,
                THEME.slope,
            )
            self.play(
                FadeIn(
                    promise.next_to(
                        self.changes[-1], DOWN, buff=0.15 if self.low else 0.3, aligned_edge=RIGHT
                    )
                ),
                run_time=0.5,
            )

    def change(self, name: str, spot: np.ndarray, places: int | None) -> Readout:
        """How much the nudge has changed this value."""
        readout = Readout(
            lambda: self.changed(name, self.nudge.get_value()),
            places=places,
            size=THEME.label,
            colour=colour_of(name),
            wording=signed,
        )
        return readout.stand(spot + np.array([self.width / 2, -HEIGHT / 2 - 0.35 - 0.4 * self.low, 0.0]))

    def backwards(self) -> None:
        """Light runs from the loss back to the knobs, and each node keeps what arrives."""
        last = len(self.path.names) - 1
        with self.beat("back"):
            frames_and_names = [part for box in self.boxes for part in box]
            gears = (*self.shafts, *self.chains)
            kept = (*frames_and_names, *self.values, *self.arrows, *self.rates, *gears)
            self.play(*self.clear_but(*kept), run_time=0.6)
            self.light = follow(
                Light(THEME.slope), lambda light: light.move_to(self.on_path(self.light_at.get_value()))
            )
            self.slopes = {
                name: self.slope(name, spot) for name, spot in zip("wpm", self.spots[:-1], strict=True)
            }
            self.slopes["p"].shift(ASIDE)
            if self.low:  # wide ones: clear of the arrow from b, and of each other
                clear = self.spots[1][0] - 0.25 * self.width + 0.2 - self.slopes["p"].get_left()[0]
                self.slopes["p"].shift(max(clear, 0.0) * RIGHT)
                self.slopes["m"].shift(2 * ASIDE)
            self.cue("loss")
            self.play(
                Indicate(self.values[-1], scale_factor=self.lit_value, color=colour_of("L")), run_time=0.6
            )
            self.cue("one")
            for rate in reversed(self.rates):
                self.play(Indicate(rate, scale_factor=self.lit, color=THEME.slope), run_time=0.3)
            self.add(self.light)
            for index in reversed(range(last)):
                name = self.path.names[index]
                said, before = (
                    str(self.chain.say(self.back[self.path.names[at]])) for at in (index, index + 1)
                )
                if said == before:
                    said = f"{said} again" if index == last - 2 else f"and then {said}"
                self.play(
                    self.light_at.animate(rate_func=linear).set_value(index),
                    run_time=self.until(said),
                )
                self.play(FadeIn(self.slopes[name]), run_time=0.3)
        with self.beat("fork"):
            self.branch()
        with self.beat("gradient"):
            parts = ", ".join(str(self.chain.say(self.back[name])) for name in "wb")
            vector = math(f"nabla L = vec({parts})", THEME.title, THEME.slope).move_to([2.4, -0.9, 0.0])
            self.cue("gradient")
            self.play(FadeOut(self.fork_rate), FadeIn(vector), run_time=0.5)
            for name in "wb":
                self.cue(written(f"{self.chain.say(self.back[name])} for {name}"))
                self.play(Indicate(self.slopes[name], color=THEME.slope), run_time=0.8)
            if "nothing" in self.chain.gradient:
                self.cue("meets")
                self.play(
                    Indicate(self.values[2], scale_factor=self.lit_value, color=colour_of("m")), run_time=0.8
                )
                self.cue("nothing")
                self.play(Indicate(vector, color=THEME.slope), run_time=1.2)

    def slope(self, name: str, spot: np.ndarray) -> VGroup:
        """The slope that arrives at this node."""
        source = f"(partial L) / (partial {name}) = {self.chain.say(self.back[name])}"
        shown = math(source, THEME.label if self.chain.wide else THEME.body, THEME.slope).move_to(
            spot + (HEIGHT / 2 + 0.8 + 0.2 * self.low) * DOWN
        )
        return naming(shown, self.frames[name]) if name in self.frames else shown

    def branch(self) -> None:
        """The light goes from the prediction to b too."""
        spot = self.spots[0] + 3.25 * DOWN  # below w: both knobs lead into the prediction
        (frame, name), value = self.box("b", spot), self.value("b", spot)
        self.frames["b"] = frame
        start = spot + (self.width / 2 + 0.08) * RIGHT
        end = self.spots[1] + np.array([-0.25 * self.width, -HEIGHT / 2 - 0.08, 0.0])
        arrow = Arrow(THEME.muted).place(start, end)
        rate = self.rate_label(self.run.path("b", "p").rate)
        rate.next_to(start + 0.35 * (end - start), RIGHT, buff=0.2)
        self.play(*map(FadeOut, (*self.rates, *self.shafts, *self.chains)), run_time=0.4)
        self.play(*map(FadeIn, (frame, name, value, arrow)), run_time=0.4)
        self.fork_light = follow(
            Light(THEME.slope), lambda light: light.move_to(end + self.fork_at.get_value() * (spot - end))
        )
        self.cue(str(self.chain.say(self.back["p"])))
        self.play(Indicate(self.slopes["p"], color=THEME.slope), run_time=1.8 if self.chain.wide else 0.7)
        self.cue(str(self.chain.say(self.run.path("b", "p").rate)))
        self.fork_rate = rate
        self.play(FadeIn(rate), FadeIn(self.fork_light), run_time=0.3)
        self.play(self.fork_at.animate.set_value(1.0), run_time=self.until("is"))
        self.slopes["b"] = self.slope("b", spot)
        self.play(FadeIn(self.slopes["b"]), run_time=0.4)
