"""GradientDescent: the ball moves down the curve, and the program prints where it is."""

from functools import cached_property

import numpy as np
from manim import (
    LEFT,
    RIGHT,
    Animation,
    Circle,
    Create,
    DashedLine,
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

from calc.descent import descend
from calc.model import Model
from calc.stories.descent import (
    first_print,
    first_step,
    goal_said,
    lower_said,
    name_of,
    next_step,
    outcome,
    place_said,
    places_told,
    product_said,
    rate_said,
    shape,
    size_said,
    slope_said,
    steps_in_words,
    trend,
)
from calc.viewport import lower_minimum, window_on
from calc.window import Window
from calc.wording import brief, number, written
from studio.cast.descent import Walker
from studio.cast.descent_stage import DescentStage
from studio.cast.race import Race
from studio.cast.rate_line import RateLine, factor, marked_rates
from studio.lesson.page_track import States, descent_states
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter, WholeParameter
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import Beat
from studio.stage.lens import lens
from studio.stage.listing import Printout
from studio.stage.placement import freest_corner, is_free, place_beside
from studio.stage.plot import Arrow, Axis, Plot, Tangent, follow, lit, new_ball
from studio.stage.text import Label, math, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Reach, Rows, Slope, Witness

WATCHED = 5  # steps that are shown one by one
RACED = 20  # steps of a race
ASIDE = 0.2  # seconds in which what would jump goes, or comes back
LENS = 2.9, 2.1  # units across and up, of the lens on the ball's last place
LONGEST = 9.0  # seconds for which steps are followed; what does not fit is folded
# The race's learning rates, as shares of the largest one that still works.
RACERS = (0.01, 0.5, 1.0, 1.1)
MULTIPLES = (0.1, 1.0, 3.0, 10.0)  # and of the lesson's own, where none is known to be the largest


class GradientDescent(ScriptedLesson):
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

    def calculate(self) -> None:
        self.f = self.function
        self.walk = descend(self.f, self.start, self.learning_rate, self.steps)
        self.check()
        self.goal = self.walk.heads_for
        self.limit = self.walk.stable_rate
        self.poster = "shrink" if self.watched > 2 else "slope"
        self.lower = lower_minimum(self.walk, self.window)
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
            ValueError: the ball would never move, not even its first step has a value, or the program does
                not fit on the screen.
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
        _ = self.stage

    def race_rates(self) -> tuple[float, ...]:
        if self.rates:
            return self.rates
        shares, whole = (RACERS, self.limit) if self.limit is not None else (MULTIPLES, self.learning_rate)
        return tuple(float(f"{share * whole:.2g}") for share in shares)

    # What is said

    def script(self) -> list[Beat]:
        walk, f = self.walk, self.f
        x0 = place_said(walk, 0)
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
            Beat("print", first_print(walk), pause=1.3 if len(walk.moves) > 1 else 2.0),
        ]
        if len(walk.moves) > 1:
            seconds = self.seconds(1, 2) if walk.moves[1] else 0.5
            beats.append(Beat("again", next_step(walk), pause=1.6 + seconds))
        if self.watched > 2:
            said = trend(walk, self.watched)
            title = "Why the steps shrink" if "shrink" in said else "Why the steps change"
            needs = 0.9 + self.seconds(2, self.watched)
            beats.append(Beat("shrink", said, pause=0.8, title=title, needs=needs))
        taken, last = steps_in_words(len(walk.moves)), self.seconds(self.watched, self.followed)
        beats.append(
            Beat(
                "twenty",
                self.ending(),
                pause=0.8,
                title="1 step" if len(walk.moves) == 1 else taken,
                needs=1.9 + last,
                not_before={written(taken): 0.7 + last},
            )
        )
        beats += self.race.beats()
        if self.limit is not None:
            where = "On this bowl" if self.walk.largest_stable_rate else "Near this minimum"
            said = f"{where} the learning rate must stay between {number(0)} and {brief(self.limit)}."
            beats.append(Beat("limit", said, pause=1.9, title="The limit"))
        return beats

    def seconds(self, start: int, stop: int) -> float:
        """Steps are taken one by one as long as they are watched, and then in one go."""
        if stop <= self.watched:
            leaves = self.walker.seen if self.walker.seen < len(self.walk.moves) else -1
            fades = 2 * ASIDE if start <= leaves < stop else 0.0
            return fades + sum(max(1.0, self.along(k, k + 1, smooth)) for k in range(start, stop))
        return self.along(start, stop, linear)

    def along(self, start: int, stop: int, rate_func: RateFunction) -> float:
        """Seconds to follow the ball; past a corner, its tangent and arrow go and come back besides."""
        return self.walker.seconds(start, stop, rate_func) + 2 * ASIDE * self.walker.breaks(start, stop)

    def ending(self) -> str:
        said = outcome(self.walk)
        if self.lower is not None:
            said += lower_said(self.walk, self.lower)
        elif self.walker.seen < len(self.walk.moves) and not self.window.holds(
            *self.walk.at(len(self.walk.moves))
        ):
            said += " By then it has left the picture."
        return said

    def shown(self) -> str:
        steps = [
            f"{rate_said(self.learning_rate)} × {slope_said(self.walk, step)} = {size_said(self.walk, step)}"
            for step in range(min(WATCHED, len(self.walk.moves)))
        ]
        factors = []
        if self.limit is not None:
            factors = [f"{rate_said(rate)}: {factor(rate, self.limit)}" for rate in self.marked]
            near = "" if self.walk.largest_stable_rate else "Near the bottom, "
            rule = f"one step multiplies the distance by 1 − {brief(2 / self.limit)} r."
            factors.append(f"{near}{rule}" if near else rule.capitalize())
        told = written("\n".join(["The first steps:", *steps, "", "The race:", *self.race.told(), *factors]))
        return f"The program:\n\n{self.walk.program}\n\nIt prints:\n\n{self.walk}\n\n{told}"

    def states(self) -> States:
        return descent_states(self.walk, "steps_taken", last_beat="twenty")

    @cached_property
    def marked(self) -> list[float]:
        """The learning rates of the race that stand on the line of the limit."""
        return [] if self.limit is None else marked_rates(self.race_rates(), self.limit)

    # What is to be seen of the curve, and where

    @cached_property
    def watched(self) -> int:
        """How many steps are shown one by one; a ball that has arrived takes no more."""
        moving = int(np.count_nonzero(self.walk.moves[:WATCHED]))
        return moving if moving == len(self.walk.moves[:WATCHED]) else min(moving, 1)

    @cached_property
    def window(self) -> Window:
        return window_on(self.walk)

    @cached_property
    def stage(self) -> DescentStage:
        return DescentStage(self.walk, self.window)

    @cached_property
    def walker(self) -> Walker:
        return Walker(self.walk, self.window, self.stage.plot, self.steps_taken)

    @cached_property
    def steps_taken(self) -> ValueTracker:
        return self.track("steps_taken")

    @cached_property
    def followed(self) -> int:
        """The step up to which the ball is followed after the first ones; the rest is folded."""
        return self.walker.reach(self.watched, LONGEST)

    @cached_property
    def race(self) -> Race:
        racers = [descend(self.f, self.start, rate, RACED) for rate in self.race_rates()]
        # Not those that leave at once.
        return Race(self, [racer for racer in racers if len(racer.moves)], self.window)

    # The cast

    def setup(self) -> None:
        super().setup()
        plot = self.plot = self.stage.plot
        self.curve = plot.curve(self.f)
        steps = self.steps_taken.get_value
        self.ball = follow(new_ball(), lambda ball: ball.move_to(plot.point(*self.here())), steps)
        self.tangent = follow(Tangent(), self.place_tangent, steps)
        self.arrow = follow(Arrow(THEME.parameter), self.place_arrow, steps)
        self.listing = self.stage.listing()
        self.lit_row = -1
        self.printout = self.stage.printout(self.followed, self.listing.bottom - 0.25)
        entries = len(self.printout.texts)
        follow(self.printout, lambda printout: self.print_so_far(printout, entries), steps)

    def print_so_far(self, printout: Printout, entries: int) -> None:
        if printout is self.printout:  # a copy that manim fades in or out keeps the opacity it was given
            printout.show(self.printed(self.steps_taken.get_value(), entries))

    def printed(self, steps: float, entries: int) -> float:
        """How many entries of the folded print have been printed after this many steps."""
        return min(steps, self.followed) if steps <= self.followed + 0.5 else entries

    def here(self) -> tuple[float, float]:
        return self.walker.here()

    def place_tangent(self, line: Tangent) -> Tangent:
        """Where the ball is; at a corner there is none."""
        slope = self.walker.slope_here()
        return line.place(self.plot, *self.here(), slope) if np.isfinite(slope) else line.clear_points()

    def place_arrow(self, arrow: Arrow) -> Arrow:
        """From the ball by the step that would be taken from here, as far as the plot reaches."""
        x, y = self.here()
        end = float(self.walker.step_end(x, self.walker.slope_here()))
        return arrow.place(self.plot.point(x, y), self.plot.point(end, y))

    def witnesses(self) -> list[Witness]:
        taken, (x, y), slope = self.steps_taken.get_value(), self.here(), self.walker.slope_here()
        ball = Mark("ball", self.plot, x, y)
        printed = int(taken + 1e-6) if taken <= self.followed + 0.5 else len(self.walk.moves)
        said: list[Witness] = [
            ball,
            Rows("printout", self.walk.program, printed),
            *(bowl.witness() for bowl in self.race.bowls if bowl.ball in self.mobjects),
        ]
        if not np.isfinite(slope):
            return said
        end = float(self.walker.step_end(x, slope))
        return [
            *said,
            Slope("tangent", self.plot, x, y, slope),
            Reach("arrow", self.plot, (x, y), (end, y)),
        ]

    def take_step(
        self, steps: float, run_time: float, *others: Animation, rate_func: RateFunction = smooth
    ) -> None:
        """Move on until this many steps are taken; past a corner, tangent and arrow would jump: they go."""
        breaks = self.walker.breaks(self.steps_taken.get_value(), steps)
        aside = [each for each in (self.tangent, self.arrow) if breaks and each in self.mobjects]
        if aside:
            self.play(*map(FadeOut, aside), run_time=ASIDE)
            run_time -= 2 * ASIDE
        self.play(self.steps_taken.animate(rate_func=rate_func).set_value(steps), *others, run_time=run_time)
        if aside:
            for each in aside:
                each.update()
            self.play(*map(FadeIn, aside), run_time=ASIDE)

    def next_step(self, *others: Animation) -> None:
        """Take one step at a pace that can be followed; a ball that leaves the picture fades at its edge."""
        done = round(self.steps_taken.get_value())
        seconds = self.seconds(done, done + 1)
        if done == self.walker.seen and self.ball in self.mobjects:
            self.take_step(self.walker.exit, seconds - 2 * ASIDE, *others)
            self.play(FadeOut(self.ball, self.tangent, self.arrow), run_time=ASIDE)
            # Nobody sees the rest of the step, but its line is printed.
            self.play(self.steps_taken.animate.set_value(done + 1), run_time=ASIDE)
            self.stir = self.run_program
        else:
            self.take_step(done + 1, seconds, *others)

    def pointed_out(self) -> Animation:
        """The ball swells or, where it cannot be seen, the next line of the program lights up."""
        return lit(self.ball) if self.ball in self.mobjects else self.run_program()

    def run_program(self) -> Animation:
        """Light the next line of the loop, while there is nothing else to see."""
        rows = list(self.walk.program_line_of.values())
        self.lit_row = rows[(rows.index(self.lit_row) + 1) % len(rows)] if self.lit_row in rows else rows[0]
        return self.listing.light(self.lit_row)

    # The script

    def construct(self) -> None:
        self.bowl()
        self.first_steps()
        self.why_they_shrink()
        self.all_steps()
        self.race.play()
        if self.limit is not None:
            self.the_limit(self.limit)

    def bowl(self) -> None:
        with self.beat("bowl"):
            shift = np.zeros(3)
            if self.is_the_loss:
                shift = self.plot.point(Model().best[0], 0) - self.plot.point(0, 0)
            self.curve.shift(shift)
            self.play(FadeIn(self.plot), run_time=0.5)
            formula = self.stage.formula
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
            self.cue(str(place_said(self.walk, 0)))
            self.play(FadeIn(self.ball, scale=2), run_time=0.5)
            self.stir = lambda: lit(self.ball)

    def first_steps(self) -> None:
        rows = self.walk.program_line_of
        with self.beat("slope"):
            slope, step = self.readouts(0)
            self.play(FadeIn(self.listing), run_time=0.6)
            self.cue(written(f"{name_of(self.f, self.f.slope_wording, chr(39))}"))
            formula = self.stage.slope_formula
            self.play(*[FadeIn(formula)] if formula else [], self.listing.light(rows["slope"]), run_time=0.5)
            self.cue("At")
            self.play(Create(self.tangent), run_time=0.7)
            self.cue(str(slope_said(self.walk, 0)))
            self.play(FadeIn(slope), run_time=0.5)
            self.cue("step")
            self.play(FadeIn(self.arrow), self.listing.light(rows["update"]), run_time=0.6)
            self.cue("times")
            label = slope if isinstance(slope, Label) else slope[-1]
            self.play(Indicate(label, 1.06, color=THEME.text), run_time=0.6)
            self.cue(str(size_said(self.walk, 0)))
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
                self.hold_back(0.4)
                self.play(FadeOut(drop), run_time=0.3)
                return
        with self.beat("again"):
            slope, step = self.readouts(1)
            self.play(FadeOut(drop), self.listing.light(rows["slope"]), run_time=0.5)
            self.cue(str(slope_said(self.walk, 1)))
            self.play(FadeIn(slope), run_time=0.4)
            self.cue("next")
            self.play(self.listing.light(rows["update"]), run_time=0.4)
            if not self.walk.moves[1]:  # it has arrived
                self.hold_back(0.3)
                self.play(FadeOut(slope), run_time=0.3)
                return
            self.cue(written(next_step(self.walk)).split()[-1].rstrip("."))
            self.play(FadeIn(step), run_time=0.4)
            self.hold_back(0.3 + self.seconds(1, 2))
            self.play(FadeOut(slope, step), run_time=0.3)
            self.next_step()

    def drop(self, step: int) -> VGroup:
        """From the ball down to its x on the axis, where it is after `step` steps."""
        x, y = self.walk.at(step)
        foot = self.plot.point(x, self.window.bottom)
        line = DashedLine(self.plot.point(x, y), foot, color=THEME.parameter, stroke_width=3)
        label = naming(words(str(place_said(self.walk, step)), THEME.label, THEME.parameter), line)
        lines = [line, self.curve, self.plot.axes, self.tangent, self.arrow]
        return VGroup(
            line, place_beside(label, foot, lines, [*self.plot.tick_labels], (0.0, -1.0), self.stage.beside)
        )

    def readouts(self, step: int) -> tuple[VMobject, VMobject]:
        """The slope and the step's length beside the ball, where it is after `step` steps.

        The length is shown as a product: "step 1" would read as the printed "Step 1".
        """
        x, y = self.walk.at(step)
        move = float(self.walk.moves[step])
        steep = float(self.walk.slopes[step])
        slope = words(f"slope {slope_said(self.walk, step)}", THEME.label, THEME.slope)
        size = size_said(self.walk, step)
        rate, steepness, _, fits = product_said(self.learning_rate, steep)
        length = math(
            f"{rate} times {steepness} {'=' if fits else 'approx'} {size}", THEME.label, THEME.parameter
        )
        if length.width > 0.7 * self.plot.region.width:
            length = words(f"by {size}", THEME.label, THEME.parameter)
        ball = self.plot.point(x, y)
        lines = [self.curve, self.plot.axes]
        end, tangent = float(self.walker.step_end(x, steep)), Tangent().place(self.plot, x, y, steep)
        uncovered = [tangent, Arrow().place(ball, self.plot.point(end, y)), new_ball().move_to(ball)]
        texts: list[VMobject] = [*self.plot.tick_labels, self.plot.names, *self.stage.formulas]
        within = self.stage.beside
        naming(slope, self.tangent), naming(length, self.arrow)
        toward = np.sign(move)
        placed = place_beside(slope, ball, lines, texts, (toward, 0.9), within, uncovered)
        texts.append(slope)
        beside = place_beside(length, ball, lines, texts, (toward, -0.9), within, uncovered)
        if not is_free(
            length, texts=texts, within=within
        ):  # a plate may rather cover the tangent than a text
            lines.append(tangent)
            beside = place_beside(length, ball, lines, texts, (toward, -0.9), within, uncovered[1:])
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
        rate, slope, _, _ = product_said(self.learning_rate, float(self.walk.slopes[index]))
        return math(f"{rate} times {slope}", THEME.label)

    def step_row(self, index: int) -> VGroup:
        """One step as rate times slope, with a bar as long as it; long ones on a scale of their own."""
        move = abs(self.walk.moves[index])
        factors = self.factors(index)
        y = self.stage.corner[1] - 0.3 - index * 0.55
        factors.move_to([self.stage.corner[0], y, 0.0], LEFT)
        factors.in_table = True  # rows to be looked up and compared
        widest = float(np.abs(self.walk.moves[: self.watched]).max())
        column = max(self.factors(each).width for each in range(self.watched)) + 0.35
        room = THEME.stage.right - self.stage.corner[0] - column - 0.2
        on_plot = self.plot.region.width / (self.window.right - self.window.left)
        length = move * min(on_plot, room / widest)
        start = np.array([self.stage.corner[0] + column, y, 0.0])
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
            self.follow_the_rest(written(steps_in_words(len(walk.moves))))
            if self.followed < len(walk.moves):
                self.fold_the_rest()
            elif self.arrow in self.mobjects:  # there is no next step
                self.play(FadeOut(self.arrow), run_time=0.3)
            places = places_told(walk)
            for place in places[:1]:
                self.cue(place)
                self.play(self.pointed_out(), run_time=0.5)
            if self.closes_in:
                if "close" in self.ending():
                    self.cue("close")
                self.play(*map(FadeIn, self.close_up(float(walk.iterates[-1]))), run_time=0.5)
            for place in places[1:]:
                self.cue(place)
                self.play(self.pointed_out(), run_time=0.5)
            if self.lower is not None:
                ring, label = self.lower_mark(self.lower.x)
                self.cue(written(f"at {brief(self.lower.x)}"))
                self.play(FadeIn(ring, scale=1.5), FadeIn(label), run_time=0.6)
                self.cue("local")
                self.play(lit(self.ball), run_time=1.0)

    def follow_the_rest(self, taken: str) -> None:
        """Go on to the last step that is followed, until the line says how many are `taken`."""
        goal = f"to {goal_said(self.walk, self.goal.x)!s}" if self.goal else ""
        tick = self.goal_tick
        named = [tick] if tick is not None and goal in written(self.ending()).split(taken)[0] else []
        done, stop = self.steps_taken.get_value(), self.followed
        if stop > done:
            first = [self.until(goal) for _ in named]
            seconds = self.until(taken)
            for along in first:
                self.take_step(done + (stop - done) * along / seconds, along, rate_func=linear)
                seconds -= along
            lights = [Indicate(tick, 1.3, color=THEME.text, run_time=0.6) for tick in named]
            self.take_step(stop, seconds, *lights, rate_func=linear)
            return
        for tick in named:
            self.cue(goal)
            self.play(Indicate(tick, 1.3, color=THEME.text), run_time=0.5)
        self.cue(taken)
        self.play(self.pointed_out(), run_time=0.5)

    @property
    def goal_tick(self) -> Label | None:
        """The number of the goal on the axis, if it has one there."""
        places = list(self.plot.x.ticks)
        if self.goal is None or self.goal.x not in places:
            return None
        label: Label = self.plot.tick_labels[places.index(self.goal.x)][-1]
        return label

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
        if self.lens_room.width < LENS[0]:
            return False
        apart = abs(float(self.walk.iterates[-1]) - self.goal.x)
        return 1e-12 < apart / (self.window.right - self.window.left) < 0.04

    @property
    def lens_room(self) -> Region:
        """The part of the plot in which a lens may lie."""
        region = self.plot.region
        return Region(region.left + 0.35, region.right - 0.1, region.bottom + 0.6, region.top - 0.1)

    def close_up(self, x: float) -> VGroup:
        """The last place of the ball, magnified until its distance from the bottom can be seen."""
        assert self.goal is not None
        goal, away = self.goal, x - self.goal.x
        box = freest_corner(self.lens_room, *LENS, [self.curve, self.ball])
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

    def the_limit(self, limit: float) -> None:
        with self.beat("limit"):
            at_zero = self.goal is not None and self.goal.x == 0
            parabola = self.walk.largest_stable_rate is not None
            letter = self.f.variable if at_zero and parabola else "d"
            line = RateLine(self.marked, limit, letter, near=not parabola)
            self.play(*self.clear_but(), FadeIn(line.line), run_time=0.6)
            self.stir = None
            self.cue("learning")
            self.play(FadeIn(line.name), run_time=0.5)
            self.cue(str(number(0)))
            self.play(Create(line.safe), run_time=self.until(str(brief(limit))))
            self.play(FadeIn(line.marks), FadeIn(line.rule), run_time=0.6)
