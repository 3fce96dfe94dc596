"""GradientDescent: the ball moves down the curve, and the program prints where it is."""

from functools import cached_property

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Circle,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Indicate,
    Line,
    ValueTracker,
    VGroup,
    VMobject,
    linear,
    smooth,
)
from manim.utils.rate_functions import RateFunction
from numpy.typing import NDArray

from calc.descent import descend
from calc.landscape import flat_points, lowest
from calc.model import Model
from calc.telling import first_print, first_step, name_of, next_step, outcome, raced, shape, trend
from calc.window import Window, around, ticks
from calc.wording import brief, number, written
from studio.lens import lens
from studio.lesson import Lesson
from studio.listing import Listing, Printout, folded, wrapped
from studio.parameters import FunctionParameter, NumberParameter, NumbersParameter, WholeParameter
from studio.placing import freest_corner, place_beside
from studio.race import Bowl
from studio.stage import Arrow, Axis, Plot, Tangent, follow, new_ball, tick_room
from studio.text import Label, code_advance, math, naming, words
from studio.theme import THEME, Region
from studio.timeline import LEAD, PREDICT, Beat
from studio.walker import Walker

WATCHED = 5  # steps that are shown one by one
RACED = 20  # steps of a race, at most
LONGEST = 9.0  # seconds for which steps are followed; what does not fit is folded
COLUMNS = 41  # characters in a row of the listing
_LINE = 2.5  # seconds until a line about all the steps says where they lead
ROWS = 14  # of the program and its print together
BAND = 1.05  # units above the plot, for the formulas
# The race's learning rates, as shares of the largest one that still works.
RACERS = (0.01, 0.5, 1.0, 1.1)
RATES = Region(-5.8, 5.8, -0.4, 0.6)  # of the line that they stand on
MULTIPLES = (0.1, 1.0, 3.0, 10.0)  # and of the lesson's own, where none is known to be the largest


class GradientDescent(Lesson):
    """Stepping against the slope finds the bottom of the bowl."""

    function = FunctionParameter("x**2", "the curve to go down")
    start = NumberParameter(5.0, "where the ball starts")
    learning_rate = NumberParameter(0.1, "what the slope is multiplied by in each step", above=0, high=1e6)
    steps = WholeParameter(20, "how many steps the program takes", 1, 500)
    rates = NumbersParameter(
        (),
        "the learning rates that race at the end; if not given, around the largest that still works",
        NumberParameter(0, "", above=0, high=1e6),
        0,
        4,
    )
    poster = "slope"

    def calculate(self) -> None:
        self.f = self.function
        self.walk = descend(self.f, self.start, self.learning_rate, self.steps)
        self.check()
        self.goal = self.walk.heads_for
        self.limit = self.walk.stable_rate
        self.racers = [
            descend(self.f, self.start, rate, min(self.steps, RACED)) for rate in self.race_rates()
        ]
        # Within the course, the loss of the line over its weight was this bowl, a little to the right.
        model = Model()
        moved = model.loss_of_weight(model.best[1])(model.best[0] + self.walk.iterates[:3])
        same = bool(self.f.curvature and np.allclose(moved, self.walk.values[:3]))
        # Where the move between the two could not be seen, or leads out of sight, it is no story.
        share = abs(model.best[0]) / (self.window.right - self.window.left)
        self.is_the_loss = same and 0.05 < share < 0.5

    def check(self) -> None:
        """Refuse what would be a lesson about nothing.

        Raises:
            ValueError: the ball would never move, or not even its first step has a value.
        """
        x, walk = self.f.variable, self.walk
        place = written(f"{x} = {brief(self.start)}")
        if walk.slopes[0] == 0:
            raise ValueError(
                f"the slope of {self.f.wording.written} at {place} is 0, so the ball would never move; "
                "start somewhere else, or give another function"
            )
        if not len(walk.moves):
            raise ValueError(
                f"the first step from {place} leads to where {self.f.wording.written} has no value "
                f"({written(walk.stopped)}); make the learning rate smaller"
            )
        if walk.iterates[1] == walk.iterates[0]:
            raise ValueError(
                f"the first step from {place} is too small to compute with; make the learning rate larger"
            )
        rows = sum(len(wrapped(line, COLUMNS)) for line in walk.program.splitlines())
        if rows > ROWS - 3:
            raise ValueError(
                f"the formula is too long to show as a program beside its curve: it takes {rows} rows, and "
                f"there is room for {ROWS - 3}; give a shorter one"
            )

    def race_rates(self) -> tuple[float, ...]:
        if self.rates:
            return self.rates
        shares, whole = (RACERS, self.limit) if self.limit is not None else (MULTIPLES, self.learning_rate)
        return tuple(float(f"{share * whole:.2g}") for share in shares)

    # What is said

    def script(self) -> list[Beat]:
        walk, f = self.walk, self.f
        x0 = brief(walk.iterates[0])
        curve, slope = name_of(f, f.wording), name_of(f, f.slope_wording, "'")
        bowl = shape(f)
        if self.is_the_loss:
            opening = (
                f"Slide our bowl so that its lowest point sits at {number(0)}. "
                f"Now it is the curve {curve}, and we start at {x0}."
            )
        else:
            opening = f"Here is the {bowl} {curve}. The ball starts at {x0}, and wants to go down."
        beats = [
            Beat("bowl", opening, title=f"The {bowl}"),
            Beat(
                "slope",
                f"The derivative is {slope}. {first_step(walk)}",
                pause=1.6 + self.seconds(0, 1),
                title="One step",
            ),
            Beat("print", first_print(walk), pause=1.3),
        ]
        if len(walk.moves) > 1:
            beats.append(Beat("again", next_step(walk), pause=1.1 + self.seconds(1, 2)))
        if self.watched > 2:
            title = (
                "Why the steps shrink" if "shrink" in trend(walk, self.watched) else "Why the steps change"
            )
            beats.append(self.timed("shrink", trend(walk, self.watched), 2, self.watched, 0.6, title))
        beats.append(
            self.timed("twenty", self.ending(), self.watched, self.followed, 1.9, self.title_of_all())
        )
        if self.racers:
            beats += self.race_beats()
        if self.limit is not None:
            where = "On this bowl" if self.walk.largest_stable_rate else "Near this minimum"
            said = f"{where} the learning rate must stay between {number(0)} and {brief(self.limit)}."
            beats.append(Beat("limit", said, pause=2.0, title="The limit"))
        return beats

    def timed(self, name: str, line: str, start: int, stop: int, besides: float, title: str = "") -> Beat:
        """A beat long enough for these steps to be followed, and for `besides` seconds of other plays."""
        seconds = self.seconds(start, stop)
        lead = max(LEAD, 0.7 + seconds - _LINE) if name == "twenty" else LEAD
        return Beat(name, line, pause=0.8, title=title, needs=besides + seconds, lead=lead)

    def seconds(self, start: int, stop: int) -> float:
        """Steps are taken one by one as long as they are watched, and then in one go."""
        if stop <= self.watched:
            return sum(max(1.0, self.walker.seconds(k, k + 1)) for k in range(start, stop))
        return self.walker.seconds(start, stop, linear)

    def ending(self) -> str:
        said = outcome(self.walk)
        lower = self.lower_minimum()
        if lower is not None:
            said += f" But at {brief(lower)} the curve lies lower: this is only a local minimum."
        elif self.walker.seen < len(self.walk.moves):
            said += " By then it has long left the picture."
        return said

    def lower_minimum(self) -> float | None:
        """Where the curve has a lower bottom than the one that was reached, within sight."""
        if self.goal is None or self.goal.kind != "minimum":
            return None
        best = lowest(flat_points(self.f, self.window.left, self.window.right))
        if best is None or not best.y < self.goal.y - 1e-3 * (self.window.top - self.window.bottom):
            return None
        return best.x

    def title_of_all(self) -> str:
        return "1 step" if len(self.walk.moves) == 1 else f"{number(len(self.walk.moves))} steps"

    def race_beats(self) -> list[Beat]:
        said = [raced(racer) for racer in self.racers]
        beats = [
            Beat(
                "question",
                "Is a bigger learning rate always faster? Guess.",
                pause=PREDICT,
                title="Which learning rate?",
                exempt={"new groups": "the curves side by side, all alike, are one row to the eye"},
            ),
            self.race_beat("slow", said[:2], self.bowls[:2]),
        ]
        if said[2:]:
            beats.append(self.race_beat("fast", said[2:], self.bowls[2:]))
        return beats

    @staticmethod
    def race_beat(name: str, said: list[str], bowls: list[Bowl]) -> Beat:
        """A beat in which each racer has time to run while it is spoken of, and the last one to be read."""
        # What is said of the first one also takes its time; no voice here takes more for a word.
        spoken = sum(0.55 * len(written(line).split()) for line in said[:-1])
        needed = max([spoken, *(bowl.seconds() + 0.6 for bowl in bowls[:-1])]) + bowls[-1].seconds() + 1.9
        return Beat(name, " ".join(said), pause=2.0, needs=needed)

    def shown(self) -> str:
        steps = [
            f"{brief(self.learning_rate)} × {brief(slope)} = {brief(abs(move))}"
            for slope, move in zip(self.walk.slopes, self.walk.moves[:WATCHED], strict=False)
        ]
        races = [
            f"{raced(racer)} It ends at {bowl.where()}."
            for racer, bowl in zip(self.racers, self.bowls, strict=True)
        ]
        limit = self.limit or np.inf
        factors = [f"{brief(rate)}: ×{brief(1 - 2 * rate / limit, 2)}" for rate in self.marked_rates()]
        if self.limit is not None:
            factors.append(f"One step multiplies the distance by 1 − {brief(2 / self.limit)} r.")
        told = written("\n".join(["The first steps:", *steps, "", "The race:", *races, *factors]))
        return f"The program:\n\n{self.walk.program}\n\nIt prints:\n\n{self.walk}\n\n{told}"

    # What is to be seen of the curve, and where

    @cached_property
    def watched(self) -> int:
        """How many steps are shown one by one; a ball that has arrived takes no more."""
        moving = int(np.count_nonzero(self.walk.moves[:WATCHED]))
        return moving if moving == len(self.walk.moves[:WATCHED]) else min(moving, 2)

    @cached_property
    def window(self) -> Window:
        """The part of the curve that holds the start, the goal, and as much of the path as stays readable."""
        xs, first = self.walk.iterates, abs(float(self.walk.moves[0]))
        held = [float(xs[0]), float(xs[1])]
        if self.goal is not None:
            held += [self.goal.x, self.goal.x - 0.6 * (held[0] - self.goal.x)]
        for x in xs[2:]:
            wider = [*held, float(x)]
            if max(wider) - min(wider) > max(8 * first, 1.6 * (max(held) - min(held))):
                break
            held = wider
        near = self.bottoms(held, first)
        bend = (
            abs(self.walk.slopes[0]) * first / max(abs(self.walk.slopes[0] - self.f.slope(held[1])), 1e-300)
        )
        least = 0.0 if near or len(set(held)) > 2 else min(bend, 40 * first)
        return around(self.f, [*held, *near], least)

    def bottoms(self, held: list[float], first: float) -> list[float]:
        """The bottoms of the curve that are not far from what is held in sight anyway."""
        width = max(held) - min(held)
        reach = 1.6 * width if self.goal is not None else max(40 * first, 2 * abs(self.start), 1e-3)
        flat = flat_points(self.f, min(held) - reach, max(held) + reach)
        minima = [point.x for point in flat if point.kind == "minimum"]
        if self.goal is None:  # the nearest one downhill, that the walk does not reach
            downhill = np.sign(self.walk.moves[0])
            ahead = [x for x in minima if (x - self.start) * downhill > 0]
            return [min(ahead, key=lambda x: abs(x - self.start))] if ahead else []
        lower = lowest(flat)
        if lower is None or lower.y >= self.goal.y - 1e-3 * abs(self.walk.values[0] - self.goal.y):
            return []
        return [lower.x - 0.25 * (self.goal.x - lower.x)]

    @cached_property
    def heights(self) -> tuple[float, ...]:
        """The ticks of f(x): not at the very bottom, where the other axis is."""
        marks = ticks(self.window.bottom, self.window.top, 3)
        return tuple(
            mark
            for mark in marks
            if mark > self.window.bottom + 0.04 * (self.window.top - self.window.bottom)
        )

    @cached_property
    def corner(self) -> NDArray[np.float64]:
        """The upper left corner of the program."""
        lines = [row for line in self.walk.program.splitlines() for row in wrapped(line, COLUMNS)]
        columns = max(map(len, [*lines, *self.walk.lines]))
        left = THEME.stage.right - columns * code_advance(THEME.label) - 0.15
        return np.array([left, THEME.stage.top - 0.05, 0.0])

    @cached_property
    def formulas(self) -> VGroup:
        """The function and its slope above the plot, as far as they fit there."""
        name, room = self.f.variable, self.corner[0] - 0.45 - THEME.stage.left
        formulas = [
            math(f"f({name}) = {self.f.typst}", THEME.label, THEME.loss),
            math(f"f'({name}) = {self.f.slope_typst}", THEME.label, THEME.slope),
        ]
        group = VGroup(*(formula for formula in formulas if formula.width <= room))
        group.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        return group.move_to([THEME.stage.left + 0.1, THEME.stage.top, 0.0], UP + LEFT)

    @cached_property
    def plot(self) -> Plot:
        stage, window = THEME.stage, self.window
        left = stage.left + tick_room(self.heights) + 0.15
        band = max(BAND, self.formulas.height + 0.55)
        region = Region(left, self.corner[0] - 0.45, stage.bottom + 0.45, stage.top - band)
        x = Axis(window.left, window.right, ticks=self.places(region), name=self.f.variable)
        return Plot(region, x, Axis(window.bottom, window.top, ticks=self.heights))

    def places(self, region: Region) -> tuple[float, ...]:
        """The ticks of x: the start and, if there is room for both, the goal."""
        near = self.goal.x if self.goal is not None else None
        if near is None or not self.window.left < near < self.window.right:
            return (self.start,)
        apart = abs(near - self.start) / (self.window.right - self.window.left) * region.width
        return (self.start,) if apart < 1.2 else tuple(sorted((near, self.start)))

    @cached_property
    def walker(self) -> Walker:
        return Walker(self.walk, self.window, self.plot, self.steps_taken)

    @cached_property
    def steps_taken(self) -> ValueTracker:
        return self.track("steps_taken")

    @cached_property
    def followed(self) -> int:
        """The step up to which the ball is followed after the first ones; the rest is folded."""
        return self.walker.reach(self.watched, LONGEST)

    @cached_property
    def bowls(self) -> list[Bowl]:
        columns = THEME.stage.columns(max(len(self.racers), 2), gap=0.35)
        return [
            Bowl(self, index, walk, column, self.goal, self.window)
            for index, (walk, column) in enumerate(zip(self.racers, columns, strict=False))
        ]

    # The cast

    def setup(self) -> None:
        super().setup()
        walker, plot = self.walker, self.plot
        self.curve = plot.curve(self.f)
        self.ball = follow(new_ball(), lambda ball: ball.move_to(plot.point(*self.here())))
        self.tangent = follow(Tangent(), self.place_tangent)
        self.arrow = follow(Arrow(THEME.parameter), self.place_arrow)
        name = self.f.variable
        in_program = {rf"(?<![\w(]){name}(?!\w)": THEME.parameter, r"slope": THEME.slope}
        in_print = {
            rf"{name} = [-+\de.]+": THEME.parameter,
            rf"f\({name}\) = [-+\de.]+": THEME.loss,
        }
        self.listing = Listing(self.walk.program, in_program, self.corner, columns=COLUMNS)
        below = np.array([self.corner[0], self.listing.bottom - 0.25, 0.0])
        rows = min(6, ROWS - self.listing.rows)
        # Where steps are folded, so are their lines: the first ones, dots, and as many of the last as fit.
        self.fold = self.followed if self.followed < len(self.walk.moves) else len(self.walk.moves)
        texts = folded(self.walk.lines, self.fold, rows - 1)
        self.printout = follow(
            Printout(texts, in_print, below, rows=rows),
            lambda printout: printout.show(self.printed(self.steps_taken.get_value(), len(texts))),
        )

    def printed(self, steps: float, entries: int) -> float:
        """How many entries of the folded print have been printed after this many steps."""
        return min(steps, self.fold) if steps <= self.fold + 0.5 else entries

    def formula(self, source: str) -> VMobject | None:
        """The formula of this colour's role, if it fitted above the plot."""
        wanted = {"f": THEME.loss, "slope": THEME.slope}[source]
        return next((each for each in self.formulas if each[0].get_color().to_hex().lower() == wanted), None)

    def here(self) -> tuple[float, float]:
        return self.walker.here()

    def place_tangent(self, line: Tangent) -> Tangent:
        """Where the ball is; at a corner there is none."""
        slope = self.walker.slope_here()
        return line.place(self.plot, *self.here(), slope) if np.isfinite(slope) else line.clear_points()

    def place_arrow(self, arrow: Arrow) -> Arrow:
        """From the ball by the step that would be taken from here, as far as the plot reaches."""
        x, y = self.here()
        move = np.nan_to_num(self.learning_rate * self.walker.slope_here())
        end = float(np.clip(x - move, self.window.left, self.window.right))
        return arrow.place(self.plot.point(x, y), self.plot.point(end, y))

    def take_step(
        self, steps: float, run_time: float, *others: Animation, rate_func: RateFunction = smooth
    ) -> None:
        """Move on until this many steps are taken."""
        self.play(self.steps_taken.animate(rate_func=rate_func).set_value(steps), *others, run_time=run_time)

    def next_step(self, *others: Animation) -> None:
        """Take one step at a pace that can be followed; a ball that leaves the picture fades at its edge."""
        done, seconds = round(self.steps_taken.get_value()), self.seconds_of_step()
        if done == self.walker.seen and self.ball in self.mobjects:
            self.take_step(self.walker.exit, seconds - 0.4, *others)
            self.play(FadeOut(self.ball, self.tangent, self.arrow), run_time=0.4)
            self.steps_taken.set_value(done + 1)
        else:
            self.take_step(done + 1, seconds, *others)

    def seconds_of_step(self) -> float:
        done = round(self.steps_taken.get_value())
        return self.seconds(done, done + 1)

    # The script

    def construct(self) -> None:
        self.bowl()
        self.first_steps()
        self.why_they_shrink()
        self.all_steps()
        if self.racers:
            self.race()
        if self.limit is not None:
            self.the_limit(self.limit)

    def bowl(self) -> None:
        with self.beat("bowl"):
            shift = np.zeros(3)
            if self.is_the_loss:
                shift = self.plot.point(Model().best[0], 0) - self.plot.point(0, 0)
            self.curve.shift(shift)
            self.play(FadeIn(self.plot), run_time=0.5)
            formula = self.formula("f")
            if self.is_the_loss:
                self.play(Create(self.curve), run_time=0.8)
                self.play(self.curve.animate.shift(-shift), run_time=2.4)
                self.cue(written(f"{name_of(self.f, self.f.wording)}"))
                if formula:
                    self.play(FadeIn(formula), run_time=0.5)
            else:
                self.play(
                    Create(self.curve), *[FadeIn(formula)] if formula else [], run_time=self.until("The ball")
                )
            self.cue(str(brief(self.start)))
            self.play(FadeIn(self.ball, scale=2), run_time=0.5)

    def first_steps(self) -> None:
        rows = self.walk.program_line_of
        with self.beat("slope"):
            slope, step = self.readouts(0)
            self.play(FadeIn(self.listing), run_time=0.6)
            self.cue(written(f"{name_of(self.f, self.f.slope_wording, chr(39))}"))
            formula = self.formula("slope")
            self.play(*[FadeIn(formula)] if formula else [], self.listing.light(rows["slope"]), run_time=0.5)
            self.cue("At")
            self.play(Create(self.tangent), run_time=0.7)
            self.cue(str(brief(self.walk.slopes[0])))
            self.play(FadeIn(slope), run_time=0.5)
            self.cue("step")
            self.play(FadeIn(self.arrow), self.listing.light(rows["update"]), run_time=0.6)
            self.cue("times")
            self.play(
                Indicate(slope if isinstance(slope, Label) else slope[-1], color=THEME.slope), run_time=0.6
            )
            self.cue(str(brief(abs(self.walk.moves[0]))))
            self.play(FadeIn(step), run_time=0.5)
            self.hold_back(0.3 + self.seconds(0, 1))
            self.play(FadeOut(slope, step), run_time=0.3)
            self.add(self.printout)
            self.next_step()
        with self.beat("print"):
            self.play(self.listing.light(rows["print"], rows["print"] + 1), run_time=0.5)
            drop = self.drop(1)
            said = first_print(self.walk)
            self.cue("already" if "already" in said else "nothing")
            self.play(Create(drop[0]), run_time=0.5)
            if "already" in said:
                self.cue(written(said).split()[-1].rstrip("."))
            self.play(FadeIn(drop[1]), run_time=0.4)
        if len(self.walk.moves) == 1:
            return
        with self.beat("again"):
            slope, step = self.readouts(1)
            self.play(FadeOut(drop), self.listing.light(rows["slope"]), run_time=0.5)
            self.cue(str(brief(self.walk.slopes[1])))
            self.play(FadeIn(slope), run_time=0.4)
            self.cue("next")
            self.play(self.listing.light(rows["update"]), run_time=0.4)
            self.cue(written(next_step(self.walk)).split()[-1].rstrip("."))
            if self.walk.moves[1]:
                self.play(FadeIn(step), run_time=0.4)
            self.hold_back(0.3 + self.seconds(1, 2))
            self.play(FadeOut(slope, step), run_time=0.3)
            self.next_step()

    def drop(self, step: int) -> VGroup:
        """From the ball down to its x on the axis, where it is after `step` steps."""
        x, y = self.walk.at(step)
        foot = self.plot.point(x, self.window.bottom)
        line = DashedLine(self.plot.point(x, y), foot, color=THEME.parameter, stroke_width=3)
        label = naming(words(str(brief(x)), THEME.label, THEME.parameter), line)
        below = Region(THEME.stage.left, self.corner[0] - 0.2, THEME.stage.bottom, THEME.stage.top)
        lines = [line, self.curve, self.plot.axes, self.tangent, self.arrow]
        return VGroup(line, place_beside(label, foot, lines, [*self.plot.tick_labels], (0.0, -1.0), below))

    def readouts(self, step: int) -> tuple[VMobject, VMobject]:
        """The slope and the step's length beside the ball, where it is after `step` steps.

        The length is shown as a product: "step 1" would read as the printed "Step 1".
        """
        x, y = self.walk.at(step)
        move = float(self.walk.moves[step])
        steep = float(self.walk.slopes[step])
        slope = words(f"slope {brief(steep)}", THEME.label, THEME.slope)
        rate, size = brief(self.learning_rate), brief(abs(move))
        length = math(f"{rate} times {brief(abs(steep))} = {size}", THEME.label, THEME.parameter)
        ball = self.plot.point(x, y)
        lines = [self.curve, self.plot.axes, Tangent().place(self.plot, x, y, steep)]
        end = float(np.clip(x + move, self.window.left, self.window.right))
        uncovered = [Arrow().place(ball, self.plot.point(end, y)), new_ball().move_to(ball)]
        texts: list[VMobject] = [*self.plot.tick_labels, self.plot.names, *self.formulas]
        within = Region(THEME.stage.left, self.corner[0] - 0.25, THEME.stage.bottom, THEME.stage.top)
        naming(slope, self.tangent), naming(length, self.arrow)
        toward = np.sign(move)
        placed = place_beside(slope, ball, lines, texts, (toward, 0.9), within, uncovered)
        beside = place_beside(length, ball, lines, [*texts, slope], (toward, -0.9), within, uncovered)
        return placed, beside

    def why_they_shrink(self) -> None:
        if self.watched <= 2:
            return
        with self.beat("shrink"):
            rows = VGroup(*(self.step_row(index) for index in range(self.watched)))
            self.play(FadeOut(self.listing), run_time=0.3)
            self.play(FadeIn(rows[0], rows[1]), run_time=0.4)
            for row in rows[2:]:
                self.next_step(FadeIn(row))
            self.rows = rows

    def factors(self, index: int) -> VGroup:
        rate, slope = brief(self.learning_rate), brief(abs(self.walk.slopes[index]))
        return math(f"{rate} times {slope}", THEME.label)

    def step_row(self, index: int) -> VGroup:
        """One step as rate times slope, with a bar as long as it; long ones on a scale of their own."""
        move = abs(self.walk.moves[index])
        factors = self.factors(index)
        y = self.corner[1] - 0.3 - index * 0.55
        factors.move_to([self.corner[0], y, 0.0], LEFT)
        factors.in_table = True  # rows to be looked up and compared
        widest = float(np.abs(self.walk.moves[: self.watched]).max())
        column = max(self.factors(each).width for each in range(self.watched)) + 0.35
        room = THEME.stage.right - self.corner[0] - column - 0.2
        on_plot = self.plot.region.width / (self.window.right - self.window.left)
        length = move * min(on_plot, room / widest)
        start = np.array([self.corner[0] + column, y, 0.0])
        bar = Line(start, start + max(length, 0.02) * RIGHT, color=THEME.parameter, stroke_width=14)
        return VGroup(factors, bar.set_z_index(THEME.layers.arrow))

    def all_steps(self) -> None:
        walk, rows = self.walk, self.walk.program_line_of
        with self.beat("twenty"):
            loop = range(rows["slope"], rows["print"] + 2)
            gone = [FadeOut(self.rows)] if self.watched > 2 else []
            back = [FadeIn(self.listing)] if self.watched > 2 else []
            if gone:
                self.play(*gone, run_time=0.3)
            self.play(*back, *([] if back else [self.listing.light(*loop)]), run_time=0.4)
            if self.followed > self.steps_taken.get_value():
                name = self.f.variable
                least = self.walker.seconds(self.watched, self.followed, linear)
                along = max(
                    least, self.until(f"{name} is") if f"{name} is" in written(self.ending()) else 1.0
                )
                self.take_step(self.followed, along, rate_func=linear)
            if self.followed < len(walk.moves):
                self.fold_the_rest()
            if self.closes_in:
                if "close" in self.ending():
                    self.cue("close")
                self.play(*map(FadeIn, self.close_up(float(walk.iterates[-1]))), run_time=0.8)
            lower = self.lower_minimum()
            if lower is not None:
                ring, label = self.lower_mark(lower)
                self.cue(f"at {brief(lower)}")
                self.play(FadeIn(ring, scale=1.5), FadeIn(label), run_time=0.6)
                self.cue("local")
                self.play(Indicate(self.ball, 1.6, color=THEME.parameter), run_time=1.0)

    def lower_mark(self, x: float) -> tuple[VMobject, VMobject]:
        """A ring around the bottom that lies lower, with its place."""
        at = self.plot.point(x, self.f(x))
        ring = Circle(0.2, color=THEME.area, stroke_width=5).move_to(at).set_z_index(THEME.layers.dot)
        label = naming(words(str(brief(x)), THEME.label, THEME.area), ring)
        texts = [*self.plot.tick_labels, self.plot.names]
        return ring, place_beside(label, at, [self.curve, self.plot.axes, ring], texts, (0.0, 1.0))

    def fold_the_rest(self) -> None:
        """Leave out the steps that nobody could follow: the ball is seen again where they end."""
        last = len(self.walk.moves)
        cast = [
            each for each in (self.ball, self.tangent, self.arrow, self.printout) if each in self.mobjects
        ]
        if cast:
            self.play(*map(FadeOut, cast), run_time=0.4)
        self.steps_taken.set_value(last)
        x, y = self.walk.at(last)
        back: list[VMobject] = [self.printout]
        if self.window.holds(x, y) and np.isfinite(self.walk.slopes[-1]):
            back += [self.ball, self.tangent]
        for each in back:
            each.update()
        self.play(*map(FadeIn, back), run_time=0.5)

    @property
    def closes_in(self) -> bool:
        """Whether the ball ends so near its goal that only a lens can tell them apart."""
        if self.goal is None or not self.window.holds(*self.walk.at(len(self.walk.moves))):
            return False
        apart = abs(float(self.walk.iterates[-1]) - self.goal.x)
        return 1e-12 < apart / (self.window.right - self.window.left) < 0.04

    def close_up(self, x: float) -> VGroup:
        """The last place of the ball, magnified until its distance from the bottom can be seen."""
        assert self.goal is not None
        goal, away = self.goal, x - self.goal.x
        region = self.plot.region
        inside = Region(region.left + 0.35, region.right - 0.1, region.bottom + 0.6, region.top - 0.1)
        box = freest_corner(inside, 2.9, 2.1, [self.curve, self.ball])
        inner = Region(box.left + 0.3, box.right - 0.3, box.bottom + 0.55, box.top - 0.5)
        left, right = sorted((goal.x - 0.6 * away, goal.x + 1.8 * away))
        rise = self.f(x) - goal.y
        marks = tuple(sorted(float(format(mark, self.walk.formats[0])) for mark in {goal.x, x}))
        plot = Plot(
            inner,
            Axis(left, right, ticks=marks, digits=6),
            Axis(goal.y - 0.05 * abs(rise), goal.y + 4 * abs(rise)),
        )
        plot.remove(plot.axes)
        ball = new_ball().move_to(plot.point(x, self.f(x)))
        return VGroup(lens(box, self.ball.get_center()), plot, plot.curve(self.f), ball)

    def race(self) -> None:
        with self.beat("question"):
            self.play(*self.clear_but(), run_time=0.6)
            name = words("learning rate", THEME.label, THEME.muted).move_to(3.4 * UP)
            self.cue("learning rate")
            self.play(
                FadeIn(name),
                *(FadeIn(bowl.plot, bowl.curve, bowl.header) for bowl in self.bowls),
                run_time=0.8,
            )
            self.play(*(FadeIn(bowl.ball, scale=2) for bowl in self.bowls), run_time=0.5)
            self.predict(at=(0.0, -2.2, 0.0))
        for beat, bowls in (("slow", self.bowls[:2]), ("fast", self.bowls[2:])):
            if bowls:
                with self.beat(beat):
                    self.run_one_by_one(bowls)

    def run_one_by_one(self, bowls: list[Bowl]) -> None:
        """Let each run while it is spoken of."""
        for index, bowl in enumerate(bowls):
            self.cue(written(f"At {brief(bowl.walk.learning_rate)}"))
            told = [word.strip(".,:") for word in written(raced(bowl.walk)).split()[2:]]
            ends = [end for end in (bowl.where(), str(brief(bowl.walk.iterates[-2]))) if end in told]
            if ends:
                seconds = self.until(ends[0])
            elif index + 1 < len(bowls):
                seconds = self.until(written(f"At {brief(bowls[index + 1].walk.learning_rate)}")) - 0.5
            else:
                seconds = self.rest(leave=1.9)
            bowl.run(self, seconds)
            if ends:
                self.cue(ends[0])
            self.play(FadeIn(bowl.result), run_time=0.4)

    def marked_rates(self) -> list[float]:
        """The learning rates of the race that can be told apart on the line of the limit."""
        if self.limit is None:
            return []
        kept: list[float] = []
        for rate in sorted(self.race_rates(), key=lambda rate: abs(rate - (self.limit or 0.0))):
            apart = min((abs(rate - other) for other in kept), default=np.inf)
            room = max(words(str(brief(each)), THEME.label).width for each in (rate, *kept)) + 0.2
            if rate <= 1.2 * self.limit and apart / (1.2 * self.limit) * RATES.width >= room:
                kept.append(rate)
        return sorted(kept)

    def the_limit(self, limit: float) -> None:
        with self.beat("limit"):
            self.play(*self.clear_but(), run_time=0.6)
            line = Plot(RATES, Axis(0, 1.2 * limit), Axis(0, 1))
            line.axes.remove(line.axes[1])
            safe = Line(line.point(0, 0), line.point(limit, 0), color=THEME.area, stroke_width=14)
            safe.set_z_index(THEME.layers.curve)
            at_zero = self.goal is not None and self.goal.x == 0
            letter = self.f.variable if at_zero else "d"
            rule = math(f"{letter} arrow.r (1 - {brief(2 / limit)} r) {letter}", THEME.title)
            what = "one step:" if at_zero else "one step, d from the bottom:"
            rule = VGroup(words(what, THEME.body, THEME.muted), rule).arrange(RIGHT, buff=0.3)
            rule.move_to(line.point(limit / 2, 0) + 1.9 * UP)
            marks = VGroup(*(self.rate_mark(line, rate, limit) for rate in self.marked_rates()))
            name = naming(words("learning rate r", THEME.label, THEME.muted), line.axes[0])
            name.next_to(line.point(0, 0), DOWN, buff=0.85, aligned_edge=LEFT)
            self.cue("learning")
            self.play(FadeIn(line, name), run_time=0.5)
            self.cue(str(number(0)))
            self.play(Create(safe), run_time=self.until(str(brief(limit))))
            self.play(FadeIn(marks), FadeIn(rule), run_time=0.6)

    def rate_mark(self, line: Plot, rate: float, limit: float) -> VGroup:
        """A learning rate on the line, with what one step there multiplies the distance by above it."""
        at = line.point(rate, 0)
        factor = brief(1 - 2 * rate / limit, 2)
        dot = Dot(at, radius=0.1, color=THEME.text).set_z_index(THEME.layers.dot)
        return VGroup(
            dot,
            naming(words(str(brief(rate)), THEME.label), dot).next_to(at, DOWN, buff=0.25),
            naming(words(f"×{factor}", THEME.label, THEME.parameter), dot).next_to(at, UP, buff=0.3),
        )
