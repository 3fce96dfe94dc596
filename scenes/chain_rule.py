"""ChainRule: through functions inside functions, rates multiply; backpropagation does it from the end."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    TAU,
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
)

from calc.chain import Graph
from calc.wording import number, signed, written
from studio.gears import DriveChain, Light, Shaft
from studio.lesson import Lesson
from studio.readout import Readout
from studio.stage import Arrow, Axis, Plot, follow
from studio.text import Label, math, naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat
from studio.witness import Mark, Slope, Witness

NAMES = {"w": "weight", "p": "prediction", "m": "miss", "L": "loss", "b": "bias"}
ROLES = {"w": "parameter", "b": "parameter", "p": "text", "m": "loss", "L": "loss"}  # in the theme
WIDTH, HEIGHT = 1.5, 0.8  # of a box
LARGEST = 1.56  # the radius of the largest wheel
ASIDE = 0.6 * RIGHT  # out of the way of the arrow from b


def colour_of(name: str) -> str:
    """The colour of what this letter stands for."""
    return str(getattr(THEME, ROLES[name]))


class ChainRule(Lesson):
    """Through functions inside functions, rates multiply; backpropagation starts from the loss."""

    weight, bias = 3.0, 1.0
    dot = (3.0, 7.0)
    nudge_by = 0.01
    poster = "multiply"

    def calculate(self) -> None:
        self.graph = Graph.parse("wbty", p="w*t + b", m="p - y", L="m^2")
        t, y = self.dot
        self.run = self.graph.forward(w=self.weight, b=self.bias, t=t, y=y)
        self.path = self.run.path("w", "p", "m", "L")
        if min(self.path.rates) <= 0:
            raise ValueError(f"the gears of this lesson need rates above 0, got {self.path}")
        self.back = self.run.backward()
        self.nudged = self.run.nudged("w", self.nudge_by)
        # The gears turn so far that the last one goes once round.
        self.turn_a_unit = TAU / (self.nudge_by * self.path.rate)

    def script(self) -> list[Beat]:
        w, b, p, m, loss = (number(self.run[name]) for name in "wbpmL")
        t, y = (number(value) for value in self.dot)
        first, second, third = (number(rate) for rate in self.path.rates)
        product = number(self.path.rate)
        grown = number(round(self.nudged["L"] - self.run["L"], 9))
        last, middle, earliest, other = (number(self.back[name]) for name in "mpwb")
        fork = number(self.run.path("b", "p").rate)
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
                "Nudge w a little. "
                f"The prediction moves {first} times as much as w, because the input is {t}.",
                pause=0.8,
                title="One rate for each step",
            ),
            Beat(
                "others",
                f"The miss moves {second} for {number(1)}. "
                f"The loss is the square of the miss, so it moves {third} times as much: twice {m}.",
                pause=0.8,
            ),
            Beat(
                "guess",
                "From w to the loss, do we add these rates or multiply them? Guess.",
                pause=PREDICT,
                title="Add or multiply?",
            ),
            Beat(
                "multiply",
                f"We multiply: {first} times {second} times {third} is {product}. "
                "Each gear passes its turn on to the next one.",
                pause=1.0,
            ),
            Beat(
                "check",
                f"Check it: move w to {number(self.nudged['w'])}. The loss grows by {grown}. "
                f"The rate promised {number(self.path.rate * self.nudge_by)}.",
                pause=1.0,
                title="Check it",
            ),
            Beat(
                "back",
                "Backpropagation starts at the loss and goes back, one rate at a time. "
                f"We get {last}, then {middle}{' again' if middle == last else ''}, and then {earliest}.",
                pause=0.9,
                title="Backpropagation",
            ),
            Beat(
                "fork",
                f"For b, it reuses the {middle} at the prediction: times {fork}, its slope is {other}.",
                pause=0.9,
                exempt={"not before its word": "b happens to be as large as its rate"},
            ),
            Beat(
                "gradient",
                f"One sweep back gives us the whole gradient: {earliest} for w and {other} for b.",
                pause=1.4,
            ),
        ]

    def shown(self) -> str:
        changes = ", ".join(
            f"{name} by {number(round(self.nudged[name] - self.run[name], 4))}" for name in self.path.names
        )
        nudged = f"after a nudge of {self.nudge_by} to w: {self.nudged}"
        return f"{self.graph}\n{self.path}\n{nudged}\nwhat has changed: {written(changes)}"

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
        half = WIDTH / 2 * RIGHT
        self.arrows = [
            Arrow(THEME.muted).place(start + half, end - half - 0.06 * RIGHT)
            for start, end in zip(self.spots, self.spots[1:], strict=False)
        ]
        held = {name: self.run[name] for name in "bty"}
        self.formulas = [
            naming(math(step.typst(**held), THEME.label, THEME.muted), arrow).next_to(arrow, UP, buff=0.14)
            for step, arrow in zip(self.graph.steps, self.arrows, strict=True)
        ]
        self.rates = [
            naming(math(f"times {number(rate)}", THEME.title, THEME.slope), arrow).next_to(
                arrow, DOWN, buff=0.14
            )
            for rate, arrow in zip(self.path.rates, self.arrows, strict=True)
        ]
        self.shafts, self.chains = self.gear_train()
        self.light = follow(Light(), lambda light: light.move_to(self.on_path(self.light_at.get_value())))

    def witnesses(self) -> list[Witness]:
        if self.plot is None:
            return []
        return [Mark("the_dot", self.plot, *self.dot), Slope("line", self.plot, 0.0, self.bias, self.weight)]

    @staticmethod
    def box(name: str, spot: np.ndarray) -> tuple[Rectangle, Label]:
        """An empty box with its name above it."""
        frame = Rectangle(width=WIDTH, height=HEIGHT, color=colour_of(name), stroke_width=THEME.line_width)
        frame.set_fill(THEME.background, 1).set_z_index(THEME.layers.dot).move_to(spot)
        label = naming(words(f"{NAMES[name]} {name}", THEME.label, colour_of(name)), frame)
        label.next_to(frame, UP, buff=0.2).shift((spot[1] + HEIGHT / 2 + 0.34 - label.midline) * UP)
        return frame, label

    def value(self, name: str, spot: np.ndarray) -> VMobject:
        return words(f"{number(self.run[name])}", THEME.title, colour_of(name)).move_to(spot)

    def gear_train(self) -> tuple[list[Shaft], list[DriveChain]]:
        """A shaft for each box, below it, and a chain for each rate; all turn with the nudge."""
        small = min(0.26, LARGEST / max(self.path.rates))
        pairs = []
        for rate in self.path.rates:
            driven = small if rate >= 2 else 2 * small
            pairs.append((driven * rate, driven))
        names = self.path.names
        wheels: list[list[float]] = [[] for _ in names]
        for index, (first, second) in enumerate(pairs):
            wheels[index].append(first)
            wheels[index + 1].append(second)
        hubs = [(float(spot[0]), -1.05) for spot in self.spots]
        shafts = [
            Shaft(hub, radii, colour_of(name)) for hub, radii, name in zip(hubs, wheels, names, strict=True)
        ]
        chains = [DriveChain(hubs[i], first, hubs[i + 1], second) for i, (first, second) in enumerate(pairs)]
        for index, shaft in enumerate(shafts):
            self.turning(shaft, index)
        for index, chain in enumerate(chains):
            self.running(chain, index)
        return shafts, chains

    def angle(self, index: int) -> float:
        """How far this gear has turned: the nudge, times the product of the rates so far."""
        return self.nudge.get_value() * self.path.turns[index] * self.turn_a_unit

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
        self.one_rate_each()
        self.add_or_multiply()
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
            for guide, said in zip(self.guides, self.dot, strict=True):
                self.cue(str(number(said)))
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
        t, y = self.dot
        p = self.run["p"]
        right, top = 1.4 * t, 1.3 * max(p, y)
        plot = Plot(
            Region(-2.6, 2.6, THEME.stage.bottom + 0.45, 1.3),
            Axis(0, right, ticks=(t,), name="t"),
            Axis(0, top, ticks=(y, p), name="p"),
        )
        self.the_dot = Dot(plot.point(t, y), radius=0.11, color=THEME.text).set_z_index(THEME.layers.dot)
        feet = (plot.point(t, 0), plot.point(0, y))
        self.guides = [DashedLine(foot, plot.point(t, y), color=THEME.muted) for foot in feet]
        for guide in self.guides:
            guide.set_stroke(width=THEME.axis_width).set_z_index(THEME.layers.axes)
        ends = [plot.point(at, self.weight * at + self.bias) for at in (0.0, 1.2 * t)]
        self.line = Line(*ends, color=THEME.parameter, stroke_width=THEME.line_width)
        self.line.set_z_index(THEME.layers.curve)
        self.miss = Line(plot.point(t, y), plot.point(t, p), color=THEME.loss, stroke_width=8)
        self.miss.set_z_index(THEME.layers.area)
        self.plot = plot
        return plot

    def forwards(self) -> None:
        """Numbers flow from w to the loss."""
        with self.beat("forward"):
            self.cue(str(number(self.run["w"])))
            self.play(FadeIn(self.values[0]), Create(self.line), run_time=0.6)
            self.play(FadeIn(self.light), run_time=0.2)
            others: list[Animation] = []
            for index, name in enumerate(self.path.names[1:]):
                said = str(number(self.run[name]))
                self.cue(NAMES[name])
                seconds = self.until(said)
                self.play(
                    self.light_at.animate(rate_func=linear, run_time=seconds).set_value(index + 1),
                    FadeIn(self.formulas[index], run_time=min(seconds, 0.5)),
                    *others,
                )
                self.play(FadeIn(self.values[index + 1]), run_time=0.3)
                others = [Create(self.miss)] if index == 0 else []

    def one_rate_each(self) -> None:
        w, p, m, loss = self.shafts
        with self.beat("first"):
            gone = (self.plot, *self.guides, self.the_dot, self.line, self.miss, self.light)
            self.play(*map(FadeOut, gone), run_time=0.5)
            self.play(FadeIn(w), FadeIn(p), FadeIn(self.chains[0]), run_time=0.5)
            self.play(self.turn_up(), run_time=0.9)
            self.play(self.turn_back(), run_time=0.6)
            self.cue("moves")
            self.play(self.turn_up(), self.show_rate(0), run_time=1.4)
            self.cue("because")
            self.play(self.turn_back(), run_time=0.8)
            self.play(self.turn_up(), run_time=self.rest(leave=0.3))
        with self.beat("others"):
            self.play(self.turn_back(), run_time=0.4)
            self.play(FadeIn(m), FadeIn(self.chains[1]), run_time=0.4)
            self.play(self.turn_up(), self.show_rate(1), run_time=1.2)
            self.cue("loss")
            self.play(self.turn_back(), run_time=0.6)
            self.play(FadeIn(loss), FadeIn(self.chains[2]), run_time=0.5)
            self.cue("moves")
            self.play(self.turn_up(), self.show_rate(2), run_time=self.until("twice"))
            self.play(Indicate(self.values[2], scale_factor=1.4, color=colour_of("m")), run_time=0.8)

    def turn_up(self) -> Animation:
        return self.nudge.animate.set_value(self.nudge_by).build()

    def turn_back(self) -> Animation:
        return self.nudge.animate.set_value(0.0).build()

    def show_rate(self, index: int) -> Animation:
        return FadeIn(self.rates[index])

    def add_or_multiply(self) -> None:
        numbers = [str(number(rate)) for rate in self.path.rates]
        added = math(f"{' + '.join(numbers)} = {number(self.path.total)}", THEME.title, THEME.slope)
        multiplied = math(f"{' times '.join(numbers)} = {number(self.path.rate)}", THEME.title, THEME.slope)
        middle = np.array([0.0, 1.2, 0.0])
        added.move_to(middle + 3.2 * LEFT)
        multiplied.move_to(middle + 3.2 * RIGHT)
        with self.beat("guess"):
            self.play(self.turn_back(), *map(FadeOut, self.formulas), run_time=0.8)
            self.cue("add")
            self.play(FadeIn(added), run_time=0.4)
            self.cue("multiply")
            self.play(FadeIn(multiplied), run_time=0.4)
            self.predict(at=middle)
        with self.beat("multiply"):
            name = math("(partial L) / (partial w) =", THEME.title, THEME.slope)
            places = VGroup(name, multiplied.copy()).arrange(RIGHT, buff=0.2).move_to(middle)
            self.play(
                FadeOut(added),
                multiplied.animate.move_to(places[1]),
                FadeIn(name),
                run_time=0.8,
            )
            for rate, said in zip(self.rates, numbers, strict=True):
                self.cue(said)
                self.play(Indicate(rate, scale_factor=1.4, color=THEME.slope), run_time=0.5)
            self.product = VGroup(name, multiplied)
            self.cue("Each")
            self.play(self.nudge.animate(rate_func=linear).set_value(self.nudge_by), run_time=self.rest(0.6))

    def check_it(self) -> None:
        with self.beat("check"):
            self.play(self.turn_back(), *map(FadeOut, self.product), run_time=0.5)
            self.changes = VGroup(*map(self.change, self.path.names, self.spots))
            self.play(FadeIn(self.changes), run_time=0.3)
            self.cue("move")
            self.play(self.turn_up(), run_time=1.8)
            self.cue("grows")
            self.play(Indicate(self.values[-1], color=colour_of("L")), run_time=0.8)
            self.cue("promised")
            promise = math(
                f"{number(self.path.rate)} times {number(self.nudge_by)} "
                f"= {number(self.path.rate * self.nudge_by)}",
                THEME.title,
                THEME.slope,
            )
            self.play(
                FadeIn(promise.next_to(self.changes[-1], DOWN, buff=0.3, aligned_edge=RIGHT)), run_time=0.5
            )

    def change(self, name: str, spot: np.ndarray) -> Readout:
        """How much the nudge has changed this value: both runs are computed in full."""
        readout = Readout(
            lambda: self.run.nudged("w", self.nudge.get_value())[name] - self.run[name],
            places=4,
            size=THEME.label,
            colour=colour_of(name),
            wording=signed,
        )
        return readout.stand(spot + np.array([WIDTH / 2, -HEIGHT / 2 - 0.35, 0.0]))

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
            self.cue("loss")
            self.play(Indicate(self.values[-1], scale_factor=1.4, color=colour_of("L")), run_time=0.6)
            self.cue("one")
            for rate in reversed(self.rates):
                self.play(Indicate(rate, scale_factor=1.4, color=THEME.slope), run_time=0.3)
            self.add(self.light)
            for index in reversed(range(last)):
                name = self.path.names[index]
                said, before = (str(number(self.back[self.path.names[at]])) for at in (index, index + 1))
                self.play(
                    self.light_at.animate(rate_func=linear).set_value(index),
                    run_time=self.until(f"{said} again" if said == before and index < last - 1 else said),
                )
                self.play(FadeIn(self.slopes[name]), run_time=0.3)
        with self.beat("fork"):
            self.branch()
        with self.beat("gradient"):
            parts = ", ".join(str(number(self.back[name])) for name in "wb")
            vector = math(f"nabla L = vec({parts})", THEME.title, THEME.slope).move_to([2.4, -0.9, 0.0])
            self.cue("gradient")
            self.play(FadeOut(self.fork_rate), FadeIn(vector), run_time=0.5)
            for name in "wb":
                self.cue(str(number(self.back[name])))
                self.play(Indicate(self.slopes[name], color=THEME.slope), run_time=0.8)

    def slope(self, name: str, spot: np.ndarray) -> VGroup:
        """The slope that arrives at this node."""
        source = f"(partial L) / (partial {name}) = {number(self.back[name])}"
        shown = math(source, THEME.body, THEME.slope).move_to(spot + (HEIGHT / 2 + 0.8) * DOWN)
        return naming(shown, self.frames[name]) if name in self.frames else shown

    def branch(self) -> None:
        """The light goes from the prediction to b too."""
        spot = self.spots[0] + 3.25 * DOWN  # below w: both knobs lead into the prediction
        (frame, name), value = self.box("b", spot), self.value("b", spot)
        self.frames["b"] = frame
        start = spot + (WIDTH / 2 + 0.08) * RIGHT
        end = self.spots[1] + np.array([-0.25 * WIDTH, -HEIGHT / 2 - 0.08, 0.0])
        arrow = Arrow(THEME.muted).place(start, end)
        rate = math(f"times {number(self.run.path('b', 'p').rate)}", THEME.title, THEME.slope)
        rate.next_to(start + 0.35 * (end - start), RIGHT, buff=0.2)
        self.play(*map(FadeOut, (*self.rates, *self.shafts, *self.chains)), run_time=0.4)
        self.play(*map(FadeIn, (frame, name, value, arrow)), run_time=0.4)
        self.fork_light = follow(
            Light(THEME.slope), lambda light: light.move_to(end + self.fork_at.get_value() * (spot - end))
        )
        self.cue(str(number(self.back["p"])))
        self.play(Indicate(self.slopes["p"], color=THEME.slope), run_time=0.7)
        self.cue(str(number(self.run.path("b", "p").rate)))
        self.fork_rate = rate
        self.play(FadeIn(rate), FadeIn(self.fork_light), run_time=0.3)
        self.play(self.fork_at.animate.set_value(1.0), run_time=self.until("is"))
        self.slopes["b"] = self.slope("b", spot)
        self.play(FadeIn(self.slopes["b"]), run_time=0.4)
