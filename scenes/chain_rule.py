"""ChainRule: through functions inside functions, rates multiply; backpropagation does it from the end."""

from functools import partial
from typing import Any

import numpy as np
from manim import DOWN, RIGHT, Create, VGroup, VMobject

from calc.line import label, shown
from calc.stories.chain import Chain, plain
from calc.stories.chain_lesson import ChainLesson
from calc.stories.questions.chain import about_chain
from calc.wording import decimals, in_places, signed
from scenes import place
from studio.cast.blocks import Blocks, Spread
from studio.cast.followed_dot import FollowedDot
from studio.cast.plates import Plate, Value, light, slanted, step_formula, wire
from studio.lesson.lesson import Lesson
from studio.lesson.motion import one_by_one, point_at, pulse
from studio.lesson.parameters import NumberParameter
from studio.stage import layout, style
from studio.stage.formula import Formula
from studio.stage.marks import panel
from studio.stage.placement import points_of
from studio.stage.shapes import box_of, distance_to
from studio.stage.style import tint
from studio.stage.text import math, naming, words
from studio.stage.theme import THEME, Region

PLAIN = plain()
NAMES = "wpmL"
ROLES = {"w": "parameter", "b": "parameter", "p": "text", "m": "loss", "L": "loss"}
WORDS = {
    "w": label("weight"),
    "p": label("prediction"),
    "m": label("miss"),
    "L": label("loss"),
    "b": label("bias"),
}
ROW = [Region(column.left, column.right, 0.93, 2.17) for column in layout.STAGE.columns(4, 1.4)]
BIAS = Region(ROW[0].left, ROW[0].right, -1.8, -0.7)
GROWING = [  # on the title card
    Region(-1.7, -0.4, -2.3, -1.45),
    Region(0.35, 2.25, -1.85, -0.6),
    Region(2.9, 5.5, -0.95, 0.75),
    Region(4.7, 8.3, 1.2, 3.6),
]
NESTED = [Region(-1.6 * k, 1.6 * k, -0.5 - 0.45 * k, 0.75 * k - 0.25) for k in (1, 2, 3, 4)]
LOWER = Region(-5.55, 5.95, -2.15, 0.45)
COLUMNS = Region(-6.4, 6.4, -1.75, 0.15)
LOW_COLUMNS = Region(-6.4, 6.4, -1.75, -0.2)  # below rates that stand lower
UNDER = -2.1  # the height of the numbers under columns
GAP = ROW[1].left - ROW[0].right - 0.2  # room for what stands between two plates
BADGE = 2.73  # units: the widest that a slope under a plate may be, off the arrow from the bias
APART = 0.2  # units between a rate and an arrow, at least
FLIGHTS = {
    "text off lines": "a rate flies over its arrow into the formula",
    "texts apart": "a rate flies past the names of plates into the formula",
    "not before its word": "what was out of focus comes back",
}


class ChainRule(Lesson):
    """Through functions inside functions, rates multiply; backpropagation starts from the loss."""

    in_course = place("ChainRule")

    input = NumberParameter(PLAIN.input, "the dot's input t", -1e6, 1e6)
    target = NumberParameter(PLAIN.target, "the dot's target y", -1e6, 1e6)
    weight = NumberParameter(PLAIN.weight, "the line's weight w", -1e6, 1e6)
    bias = NumberParameter(PLAIN.bias, "the line's bias b", -1e6, 1e6)

    def calculate(self) -> None:
        self.chain = Chain(self.input, self.target, self.weight, self.bias)
        self.tell = ChainLesson(self.chain)
        self.asked = about_chain(self.tell)

    def cast(self) -> None:
        chain = self.chain
        self.nudge, self.reached, self.passed = map(self.track, ("nudge", "reached", "passed"))
        self.lit, self.swept, self.forked = map(self.track, ("light", "swept", "forked"))
        self.row = [np.array(region.centre) for region in ROW]
        self.plates = [Plate(WORDS[n], n, ROLES[n], at) for n, at in zip(NAMES, GROWING, strict=True)]
        self.board = VGroup(*self.plates[::-1])
        self.values = [
            Value(ROW[k], plate.colour, partial(chain.named, name))
            for k, (name, plate) in enumerate(zip(NAMES, self.plates, strict=True))
        ]
        self.wires = VGroup(*(wire(*ROW[k : k + 2]) for k in range(3)))
        self.steps = [between(k, step_formula(chain, k, GAP), 0.4) for k in range(3)]
        factors = [Formula("times", (chain.say(rate), "slope")) for rate in chain.path.rates]
        self.low = max(factor.width for factor in factors) > GAP  # too wide to stand between the plates
        self.factors = [between(k, each, -0.92 if self.low else -0.42) for k, each in enumerate(factors)]
        self.beneath = 0.78 if self.low else 0.42  # units under a plate at which a note stands
        self.dot = FollowedDot(chain, LOWER)
        back = [chain.back[name] for name in NAMES]
        heights = [*chain.path.turns, chain.path.total, *back]
        self.columns = LOW_COLUMNS if self.low else COLUMNS
        self.blocks = Blocks([x for x, _, _ in self.row], self.columns, heights, chain.path.turns[:3])
        share, passed = lambda: self.nudge.get_value() / chain.nudge, self.passed.get_value
        colours = [THEME.parameter, *3 * [THEME.slope]]
        self.spread = Spread(self.blocks, range(4), chain.path.turns, self.reached, colours, share, passed)
        self.sweep = Spread(self.blocks, [3, 2, 1, 0], back[::-1], self.swept, 4 * [THEME.slope])
        self.grown = [self.change(k) for k in range(4)]

    def change(self, k: int) -> Value:
        """Return the number under the k-th column: by how much the nudge moves its value, at this rate."""
        height, part = self.spread.amount_of(k), self.spread.part_of(k)
        whole = self.chain.path.turns[k] * self.chain.nudge
        places = decimals(whole)
        colour = THEME.slope if k else THEME.parameter
        wording = lambda: in_places(whole * part(), places, signed)  # noqa: E731
        return Value(under(k), colour, wording, style.LABEL, lambda: self.blocks.under(k, height()))

    def construct(self) -> None:
        self.open_the_plates()
        self.run_forward()
        self.nudge_the_weight()
        self.add_or_multiply()
        self.go_back()
        self.close(self.asked.end)

    def open_the_plates(self) -> None:
        glow = light([plate.centre for plate in self.plates], self.lit, THEME.text)
        path = VMobject(stroke_color=tint(THEME.muted, 0.42), stroke_width=style.TANGENT)
        path.set_points_as_corners([plate.centre for plate in self.plates])
        sizes = zip(self.plates, NAMES, (0.3, 0.42, 0.6, 0.85), strict=True)
        letters = VGroup(*(math(name, size, plate.colour).move_to(plate) for plate, name, size in sizes))
        self.open(path, glow, self.board, letters, moving=[self.lit.to(3.0)])
        with self.beat("inside", self.tell.inside, title="Functions inside functions"):
            moves = [plate.move(at, inside=True) for plate, at in zip(self.plates, NESTED, strict=True)]
            self.then(moves, self.out(path, glow, letters))
            self.lit.set_value(0)
            self.on("nested", one_by_one(*(plate.label for plate in self.plates)))
            self.on("unfold", *(plate.move(at) for plate, at in zip(self.plates, ROW, strict=True)))
            self.then(self.wires, self.dot.plane)
            self.on("follow", self.dot.dot)
            self.on("input", Create(self.dot.feet[0]), run_time=style.IN)
            self.on("target", Create(self.dot.feet[1]), self.dot.name, run_time=style.IN)

    def run_forward(self) -> None:
        glow = light(self.row, self.lit, THEME.text)
        seen = [self.dot.ball, [*self.dot.miss], None]
        with self.beat("forward", self.tell.forward):
            self.on("weight", pulse(self.plates[0].label, 1.15))
            self.on("w", self.values[0])
            self.on("b", Create(self.dot.line), glow, run_time=0.7)
            for k, (name, value) in enumerate((("p", "prediction"), ("m", "miss"), ("l", "loss"))):
                self.on(name, self.lit.to(k + 1, 0.7), self.steps[k])
                self.on(value, self.values[k + 1], seen[k])
        self.note(glow, *self.dot.cast)

    def nudge_the_weight(self) -> None:
        spread, change = self.spread, words(shown("change"), style.LABEL, THEME.muted)
        naming(change, self.plates[0].frame).move_to(self.row[0] + (ROW[0].height / 2 + self.beneath) * DOWN)
        with self.beat("first", self.tell.first, title="One rate for each step"):
            self.then(pulse(self.plates[0].label, 1.15))
            self.then(self.blocks.levels, spread.lines)
            self.add(spread.columns[0])
            self.on("nudge", self.nudge.to(self.chain.nudge))
            self.on("by", self.grown[0], change)
            self.reach(1, "moves")
            self.on("rate", self.factors[0])
            self.on("input", point_at(self.steps[0]))
            self.on("t", pulse(self.factors[0].terms[1], 1.15))
        with self.beat("others", self.tell.others):
            self.reach(2, "same", self.factors[1])
            self.on("loss", pulse(self.plates[3].label, 1.15))
            self.on("square", self.blocks.far(), point_at(self.steps[2]))
            self.on("rate", self.factors[2])
            self.on("miss", pulse(self.values[2]))

    def reach(self, k: int, mark: str, *seen: Any) -> None:
        """Let the nudge reach the k-th column at a mark, and bring its number."""
        self.add(self.spread.funnels[k - 1].update(), self.spread.columns[k].update())
        self.on(mark, self.reached.to(k, 0.9), seen, self.grown[k])

    def add_or_multiply(self) -> None:
        chain, path = self.chain, self.chain.path
        ways = (path.total, -0.45), (path.rate, 0.45)
        ghosts = [self.blocks.outline(3, total, tint(THEME.slope, 0.6), 0.6, x) for total, x in ways]
        results = [self.expected(*way, ghost) for way, ghost in zip(ways, ghosts, strict=True)]
        plus, times = (f" {sign} ".join(map(chain.in_brackets, path.rates)) for sign in ("plus", "times"))
        with self.beat("guess", self.tell.question, title="Add or multiply?", ask=self.asked.pause):
            self.on("reach", self.out(*self.steps))
            self.on("w", pulse(self.plates[0].label, 1.15))
            both = self.spell_formula((plus, "slope"), (f'"{label("or")}"', "muted"), (times, "slope"))
            self.on("add", ghosts[0], both.bring(0))
            self.on("sum", results[0])
            self.on("multiply", ghosts[1], both.bring(1, 2))
            self.on("product", results[1])
            self.then(self.dim_but(both, *ghosts, *results))
            self.guess(layout.COUNTDOWN)
        with self.beat("multiply", self.tell.multiplied, pause=0.4, exempt=FLIGHTS):
            self.then(self.undim(), self.out(ghosts[0], *results))
            name, product = ("partial L\\/partial w", "slope"), (chain.say(path.rate), "slope")
            one, two, three = ((chain.in_brackets(rate), "slope") for rate in path.rates)
            formula = self.spell_formula(name, "=", one, "times", two, "times", three, "=", product)
            for mark, k, known in (("one", 2, (0, 1)), ("two", 4, (3,)), ("three", 6, (5,))):
                source = self.factors[k // 2 - 1].terms[1]
                self.on(mark, formula.bring(k, source=source), formula.bring(*known))
            self.passed.set_value(self.tell.first_part)
            self.reach(3, "product", formula.bring(7, 8), self.out(ghosts[1]))
            self.on("pass", self.passed.to(1, 0.7))

    def expected(self, total: float, aside: float, ghost: VMobject) -> Value:
        """Return the number under a column that is only expected."""
        blocks, said = self.blocks, str(self.chain.say(total))
        told = f"×{said}" if len(said) < 5 and total > 0 else said  # as long as it has room
        place = lambda: blocks.under(3, blocks.height(total)) + aside * RIGHT  # noqa: E731
        value: Value = naming(Value(under(3), THEME.slope, lambda: told, style.LABEL, place), ghost)
        return value

    def go_back(self) -> None:
        sweep, back = self.sweep, self.chain.back
        glow = light(self.row[::-1], self.swept, THEME.slope)
        badges = [self.badge(name, plate) for name, plate in zip(NAMES, self.plates, strict=True)]
        with self.beat("back", self.tell.swept, title="Backpropagation"):
            labels = [plate.label for plate in self.plates]
            kept = (self.board, self.wires, *labels, *self.values, *self.factors)
            self.then(self.clear_but(*kept))
            self.then(self.blocks.levels, sweep.lines)
            self.on("starts", sweep.columns[0], glow, badges[3])
            self.on("loss", pulse(labels[3], 1.15))
            for k, mark in enumerate("mpw"):
                self.add(sweep.funnels[k].update(), sweep.columns[k + 1].update())
                self.then(self.swept.to(k + 1, 0.6), to=mark)
                self.on(mark, badges[2 - k])
        with self.beat("fork", self.tell.forked):
            bias = self.fork(sweep, badges)
        with self.beat("gradient", self.tell.gradient, pause=0.4):
            plate = panel(Region(-2.2, 6.4, -2.35, self.columns.top + 0.05))
            parts = ", ".join(str(self.chain.say(back[name])) for name in "wb")
            gradient = math(f"nabla L = vec({parts})", style.RESULT, THEME.slope).move_to(plate)
            gone = (*sweep.columns[:3], *sweep.funnels[:2], *sweep.lines[:3])
            self.then(self.out(*gone), plate)
            self.on("gradient", gradient)
            self.on("w", point_at(badges[0].terms[-1]))
            self.on("b", point_at(badges[4].terms[-1]))
            self.on("bias", pulse(bias.label, 1.15))
            self.on("nothing", pulse(self.values[2]))

    def fork(self, sweep: Spread, badges: list[Formula]) -> Plate:
        """Let the slope at the prediction run to the bias, too."""
        chain = self.chain
        plate = Plate(WORDS["b"], "b", ROLES["b"], BIAS)
        value = Value(BIAS, plate.colour, lambda: chain.named("b"))
        start, end = np.array(BIAS.centre), self.row[1]
        arrow = slanted(start + BIAS.width / 2 * RIGHT, [ROW[1].left, ROW[1].bottom, 0.0])
        glow = light([end, arrow.tip, arrow.tail, start], self.forked, THEME.slope)
        factor = Formula("times", (chain.say(chain.run.path("b", "p").rate), "slope"))
        factor.move_to(arrow.get_center() + 0.5 * RIGHT + 0.4 * DOWN)
        crowded = distance_to(points_of([arrow]), box_of(self.factors[0])) < APART
        gone = self.blocks.levels, sweep.columns[3], sweep.funnels[2], sweep.lines[3]
        self.then(self.out(*gone, *self.factors[: int(crowded)]))
        self.then(plate, plate.label, value, arrow)
        self.on("p", point_at(badges[1].terms[-1]))
        self.on("prediction", pulse(self.plates[1].label, 1.15))
        self.on("one", factor, glow)
        self.then(self.forked.to(3, 1.2))
        badges.append(self.badge("b", plate))
        self.on("b", badges[4])
        return plate

    def badge(self, name: str, plate: Plate) -> Formula:
        """Return the slope of the loss for a name, as it stands so far under its plate."""
        slope = self.chain.say(self.chain.back[name]), "slope"
        badge = Formula((f"partial L\\/partial {name}", "slope"), "=", slope, size=style.PROMISE)
        if badge.width * style.LABEL > BADGE * badge.size:  # a long number stands alone
            badge = Formula(slope, size=style.PROMISE)
        left, y = plate.region.left, plate.region.bottom - (self.beneath if plate in self.plates else 0.42)
        right = left + max(plate.region.width, min(badge.width, BADGE))
        named: Formula = naming(badge.stand(Region(left, right, y - 0.3, y + 0.3)), plate.frame)
        return named


def between(k: int, formula: Formula, above: float) -> Formula:
    """Put a formula so high above the arrow between two plates, or below them, where it may be wider."""
    x, y = (ROW[k].right + ROW[k + 1].left) / 2, ROW[k].centre[1] + above
    half = 1.6 if above < -0.5 else GAP / 2
    return formula.stand(Region(x - half, x + half, y - 0.3, y + 0.3))


def under(k: int, aside: float = 0.0) -> Region:
    """Return the place of a number under the k-th column."""
    x = ROW[k].centre[0] + aside
    return Region(x - 1.45, x + 1.45, UNDER - 0.2, UNDER + 0.2)
