"""GradientDescent: the ball moves down the curve, and the program prints where it is."""

from collections.abc import Sequence

import numpy as np
from manim import Animation, Create, Mobject, linear

from calc.descent import Descent, descend
from calc.landscape import FlatPoint
from calc.line import label
from calc.stories import descent as told
from calc.stories.descent_lesson import DescentLesson, tellable
from calc.stories.questions.descent import about_descent
from calc.viewport import bottom_of, closing_window, lower_minimum, slope_window, window_on, with_ground
from calc.wording import is_rounded, number_of
from scenes import place
from studio.cast.rates import RateGraph
from studio.cast.walk import Walk
from studio.cast.well import Well
from studio.lesson.lesson import Lesson
from studio.lesson.motion import point_out, pulse
from studio.lesson.page_track import States, descent_states
from studio.lesson.parameters import FunctionParameter, NumberParameter, NumbersParameter, WholeParameter
from studio.stage import actors, layout, style
from studio.stage.fading import instead, late
from studio.stage.formula import Term
from studio.stage.marks import Target
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane
from studio.stage.program import Program, fitting
from studio.stage.theme import THEME

RACED = 20  # steps of a race
LONGEST = 4.0  # seconds for which steps are followed; what does not fit is folded
RACERS = (0.01, 0.5, 1.0, 1.1)  # the race's learning rates, as shares of the largest one that works
ONE_ROW = {"new groups": "the wells side by side, all alike, are one row to the eye"}
MULTIPLES = (0.1, 1.0, 3.0, 10.0)  # and of the lesson's own, where none is known to be the largest


class GradientDescent(Lesson):
    """Stepping against the slope finds the bottom of the bowl."""

    in_course = place("GradientDescent")

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
        walk = self.walk = tellable(descend(self.function, self.start, self.learning_rate, self.steps))
        fitting(walk.program)
        seen, bottom = window_on(walk), bottom_of(walk)
        self.window = seen if bottom is None else with_ground(seen, bottom.y)
        self.tell = DescentLesson(walk, self.window, lower_minimum(walk, self.window))
        ways = ((RACERS, walk.stable_rate), (MULTIPLES, self.learning_rate))
        usual = [[float(f"{share * whole:.2g}") for share in shares] for shares, whole in ways if whole]
        rates, *others = [self.rates] if self.rates else usual
        self.racers = self.racing(rates)
        if len(self.racers) < 2:  # one alone is no race
            self.racers = next((race for race in map(self.racing, others) if len(race) > 1), self.racers)
        self.asked = about_descent(self.tell, self.racers)

    def racing(self, rates: Sequence[float]) -> list[Descent]:
        """Return the descents that race with these rates, but for those that leave at once."""
        racers = [descend(self.function, self.start, rate, RACED) for rate in rates]
        return [racer for racer in racers if len(racer.moves)]

    def states(self) -> States:
        return descent_states(self.walk, "steps_taken", last_beat="twenty")

    def cast(self) -> None:
        walk = self.walk
        self.k, self.slide = self.track("steps_taken"), self.track("slide")
        self.plane = Plane(layout.TITLE, self.window, walk.function.variable, bare=True)
        self.curve = self.plane.curve(
            lambda x: walk.function(np.asarray(x) - self.slide.get_value()), moved_by=self.slide
        )
        self.walker = Walk(self.plane, walk, self.k)
        self.hero = self.ball = self.walker.ball
        self.table: list[Mobject] = []
        self.wells: list[Well] = []
        self.tangent, self.arrow = self.walker.tangent, self.walker.arrow

    def construct(self) -> None:
        self.add(self.walker.trail)
        seen = self.walker.reach(2.2)
        self.open(self.plane, self.curve, self.ball, moving=[self.k.to(seen, ease=linear)])
        self.tell_the_bowl()
        self.tell_the_first_steps()
        if self.tell.watched > 2:
            self.tell_why_steps_change()
        self.tell_the_end()
        if self.racers:
            self.race()
        if self.walk.stable_rate is not None:
            self.tell_the_limit(self.walk.stable_rate)
        self.close(self.asked.end)

    def tell_the_bowl(self) -> None:
        f, x, tell = self.function, self.function.variable, self.tell
        with self.beat("bowl", tell.opening, title=tell.opening_title):
            self.then(self.out(self.ball, self.walker.trail))
            self.k.set_value(0)
            self.then(self.plane.move(self.window, layout.HERO_PLOT), self.slide.to(tell.moved))
            self.on("slide", self.slide.to(0.0, 2.0))
            self.on("curve", self.set_formula((f"f({x})", "loss"), f.typst_equals, (f.typst, "loss")))
            self.on("ball", self.ball, self.walker.foot, self.tell_place(0))

    def tell_the_first_steps(self) -> None:
        walk, tell, f = self.walk, self.tell, self.function
        rate, size, _, _ = told.product_said(walk.learning_rate, float(walk.slopes[0]))
        rows = (label("slope"), number(size, THEME.slope)), (label("learning rate"), rate)
        panel = Panel(Panel.wide_enough(rows))
        plot, factors = layout.plot_beside(panel.region), [panel.row(*row) for row in rows]
        rule, product = panel.rule(), panel.result("step", told.size_said(walk, 0), THEME.parameter)
        near = slope_window(walk, self.window, plot.width / plot.height)
        slope = self.set_formula(
            (f"f'({f.variable})", "slope"), f.slope_typst_equals, (f.slope_typst, "slope")
        )
        with self.beat("slope", tell.first_step, title="One step"):
            self.then(self.plane.move(near, plot), late(panel.plate))
            self.on("derivative", slope)
            self.on("tangent", self.tangent.draw())
            rise = actors.triangle(self.plane, *walk.at(0), float(walk.slopes[0]), told.slope_said(walk, 0))
            self.on("rise", rise, factors[0])
            self.on("rate", factors[1])
            self.on("size", self.update(0))
            self.on("step", self.arrow, rule, product)
            self.then(self.out(rise))
            if not self.plane.frame.holds(*walk.at(1)):
                self.then(self.plane.move(self.window, plot))
            self.add(self.walker.trail)
            self.walker.go(self, 1, self.plane.untell())
            landed = self.tell_place(1), self.complete_formula()
            self.then(self.out(self.arrow), *landed)  # the arrow shows the next step by now
        self.followed = max(tell.watched, self.walker.reach(LONGEST))
        program = Program(walk.program, walk.lines, f.variable, self.followed, self.k.get_value)
        self.program, light, lines = program, program.listing.light, walk.program_line_of
        with self.beat("print", tell.first_print):
            there = self.plane.into(layout.beside(program.region), self.window)
            coming = late(program.plate), late(program.listing)
            self.then(there, self.out(panel.plate, *panel.written), self.no_formula(), *coming)
            self.on("print", self.light_the_print(), program.rule, program.printout)
            self.on("printed", pulse(self.ball))
        if len(walk.moves) > 1:
            with self.beat("again", tell.second_step):
                self.on("slope", light(lines["slope"]), self.update(1))
                self.on("size", light(lines["update"]), self.arrow)
                self.walker.go(self, 2, self.plane.untell())
                self.then(self.complete_formula())
                if tell.kept is None or tell.watched <= 2:  # nothing takes the place of this step's numbers
                    self.then(self.no_formula())

    def light_the_print(self) -> Animation:
        """Return the play that lights the lines of the program that print."""
        line = self.walk.program_line_of["print"]
        lit: Animation = self.program.listing.light(line, line + 1)
        return lit

    def tell_place(self, step: int) -> Animation:
        """Return the play that tells on the axis where the ball is after so many steps."""
        return self.plane.tell(float(self.walk.iterates[step]), said=told.place_said(self.walk, step))

    def rule(self, here: object, change: str, rate: object, slope: object, *there: Term) -> Animation:
        """Set the rule of a step into the head: x becomes `here`, changed by a rate times a slope.

        there: what that makes, which is seen when the step is taken.
        """
        x = self.function.variable, "parameter"
        terms = x, "arrow.l", (here, "parameter"), change, rate, "times", (slope, "slope")
        return self.set_formula(*terms, *there, unseen=len(there))

    def update(self, step: int) -> Animation:
        """Set the rule of a step, with its numbers, into the head."""
        slope = float(self.walk.slopes[step])
        rate, *_ = told.product_said(self.walk.learning_rate, slope)
        size = told.steepness_said(self.walk, step)
        there = told.place_said(self.walk, step + 1)
        rounded = is_rounded(float(self.walk.iterates[step + 1]), number_of(there))
        here, sign = told.place_said(self.walk, step), "-" if slope > 0 else "+"
        return self.rule(here, sign, rate, size, "approx" if rounded else "=", (there, "parameter"))

    def tell_why_steps_change(self) -> None:
        tell, walk, f, panel = self.tell, self.walk, self.function, Panel(self.program.region)
        self.table = panel.written
        watched, columns = range(tell.watched), (label("slope"), label("step"))
        steps = [(told.slope_said(walk, k), told.size_said(walk, k)) for k in watched]
        head, *rows = panel.table(columns, steps, (THEME.slope, THEME.parameter))
        panel.add_bars(rows, [abs(float(walk.moves[k])) for k in watched], THEME.parameter)
        with self.beat("shrink", tell.trend, title="Why the steps change"):
            self.then(self.out(*self.program.body))
            self.then(head, rows[:2])
            for step, row in enumerate(rows[2:], 3):
                self.walker.go(self, step, row)
            if tell.kept is not None:
                x, rate = f.variable, told.rate_said(walk.learning_rate)
                self.on("rule", self.rule(x, "-", rate, f.slope_typst))
                self.on("kept", self.set_formula((x, "parameter"), "arrow.l", (tell.kept, "parameter")))

    def tell_the_end(self) -> None:
        whole = self.followed == len(self.walk.moves) and self.tell.lower is None
        closer = closing_window(self.walk, self.plane.window) if whole else None
        with self.beat("twenty", self.tell.ending, title=told.steps_said(len(self.walk.moves))):
            if self.table:
                self.then(self.out(*self.table))
                self.then(self.program.body)
            seconds = LONGEST if self.followed > self.tell.watched else 1.0
            seconds, zoom = self.walker.come_closer(closer, self.followed, seconds)
            self.walker.finish(self, self.followed, *zoom, seconds=seconds, back=(self.program.printout,))
            self.on("outcome", pulse(self.ball) if self.stands(self.ball) else self.light_the_print())
            self.then(self.mark(self.walk.fate.limit))
            self.on("lower", self.mark(self.tell.lower))

    def mark(self, place: FlatPoint | None) -> Animation | None:
        """Return the play that marks a place, where there is one and it is seen."""
        if place is None or not self.plane.frame.holds(place.x, place.y):
            return None
        return Target(self.plane.point(place.x, place.y)).draw()

    def race(self) -> None:
        columns = zip(self.racers, layout.four(), strict=False)
        wells = self.wells = [Well(self, k, *racer) for k, racer in enumerate(columns)]
        self.hero, tell, ask = wells[0].ball, self.tell, self.asked.pause
        with self.beat("question", tell.question, title="Which learning rate?", ask=ask, exempt=ONE_ROW):
            coming = [[well.plate, instead(well.cast)] for well in wells]
            self.then(self.clear_but(), *coming)
            self.add(*(well.trail for well in wells))
            self.then([well.ball for well in wells])
            self.on("bigger", [point_out(well.header) for well in wells])
            self.guess(layout.COUNTDOWN)
        for index, well in enumerate(wells):
            self.hero = well.ball
            with self.beat(f"racer_{index + 1}", tell.raced(well.walk), pause=0.3):
                well.run("run", *wells[:index])

    def tell_the_limit(self, limit: float) -> None:
        graph = RateGraph(limit, [racer.learning_rate for racer in self.racers])
        wells = {well.walk.learning_rate: well for well in self.wells}
        kept = {rate: wells[rate].release() for rate in graph.dots}
        self.add(*kept.values())
        with self.beat("limit", self.tell.limit, title="The limit"):
            homes = [header.go(graph.labels[rate]) for rate, header in kept.items()]
            plates = [wells[rate].plate for rate in kept]
            shrunk = [wells[rate].shrink(dot) for rate, dot in graph.dots.items()]
            gone = self.clear_but(*kept.values(), *plates)
            self.then(gone, homes, shrunk, late(graph.plane, style.MOVE))
            self.remove(*plates).add(*graph.dots.values())
            factor = self.set_formula((f"abs({self.tell.factor.written})", "parameter"))
            self.on("factor", Create(graph.curve), factor, graph.name)
            self.on("between", Create(graph.level))
            self.on("range", graph.safe)
            if limit in kept:
                self.then(pulse(graph.dots[limit]), pulse(kept[limit]))
