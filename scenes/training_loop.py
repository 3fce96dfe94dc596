"""TrainingLoop: loss, gradient, update, again and again."""

from manim import Animation, Create, VGroup, linear, smooth, squish_rate_func
from manim.utils.rate_functions import ease_in_quad

from calc.model import Model
from calc.stories.line import Turning
from calc.stories.loop import Trips
from calc.stories.loop_lesson import LoopLesson
from calc.stories.questions.loop import about_trips
from calc.wording import Wording, brief, no_rounder, signed
from scenes import place
from studio.cast.line_plane import LinePlane, squares_window
from studio.cast.trained import Trained
from studio.lesson.lesson import Lesson
from studio.lesson.motion import Reading, pulse
from studio.lesson.page_track import States, trip_states
from studio.lesson.parameters import DotsParameter, NumberParameter
from studio.stage import style
from studio.stage.fading import instead, late
from studio.stage.marks import Target
from studio.stage.theme import Region

LEAST = 0.05  # of the plot's height: shorter miss bars would hide behind their dots
LEFT = Region(-6.4, -0.35, -2.7, 2.75)

TURNED = 1.2  # seconds in which the weight turns
TRIP = 2.2  # and in which a whole trip is followed
RUN = 3.0  # seconds for all that come after
FLIGHT = {
    "text off lines": "a number flies from what it stands for into the formula",
    "texts apart": "a number flies past the name of an axis into the formula",
}
AREAS = {"not before its word": "the two squares are as large as their average, named after them"}


class TrainingLoop(Lesson):
    """Compute the loss, find its gradient, update: again."""

    in_course = place("TrainingLoop")
    concept = False  # it frames the course

    dots = DotsParameter("-1,-1 1,3", "the two dots that the line should pass through", 2, 2, 1e6)
    weight = NumberParameter(7.0, "the weight at the start, which turns the line", -1e6, 1e6)
    learning_rate = NumberParameter(
        0.1, "what the gradient is multiplied by in each update", above=0, high=1e12
    )

    def calculate(self) -> None:
        self.model = Model(self.dots)
        self.turning = Turning(self.model, self.weight)
        self.made = Trips(self.turning, self.learning_rate)
        self.tell, self.walk = LoopLesson(self.made), self.made.walk
        self.asked = about_trips(self.made)
        weights, bias = [*self.walk.iterates, self.turning.best], self.turning.intercept
        self.window = squares_window(self.model, weights, bias, LEFT)
        self.turning.check_seen(self.window.top - self.window.bottom, LEAST)

    def states(self) -> States:
        return trip_states(self.made, "trips", last_beat="many" if self.tell.ending else "again")

    def cast(self) -> None:
        self.b = self.track("bias", self.turning.intercept)
        self.round, self.trips = self.track("round", -1.0), self.track("trips")
        self.nudged = self.track("nudged", 0.8 * (self.turning.best - self.weight))
        self.squared, self.arrived = self.track("squared"), self.track("arrived")
        now = Reading(lambda: self.weight_now)
        self.plane = LinePlane(LEFT, self.model, self.window, now, self.b)
        self.squares = self.plane.squares(self.squared)
        stage = self.stage = Trained(self.made, now, self.round, self.trips)
        self.ring, self.dial, self.bowl, self.curve = stage.ring, stage.dial, stage.bowl, stage.curve
        self.ball, self.tangent, self.trail = stage.ball, stage.tangent, stage.trail
        self.hero = self.ball

    @property
    def weight_now(self) -> float:
        """The weight after so many trips, and as far as it is nudged."""
        return float(self.walk.at(min(self.trips.get_value(), self.made.count))[0]) + self.nudged.get_value()

    def construct(self) -> None:
        moving = [self.round.to(0.0, 2.3, linear), self.nudged.to(0.0)]
        self.open(self.ring, self.dial, moving=moving)
        self.show_the_steps()
        self.compute_the_loss()
        self.compute_the_gradient()
        self.move_the_weight()
        self.go_round()
        if self.tell.ending:
            self.go_on()
        self.close(self.asked.end)

    def show_the_steps(self) -> None:
        plane, dial, ball = self.plane, self.dial, self.ball
        there, coming = (self.curve, plane, plane.line, plane.dots), (self.stage.name, ball, dial.label)
        with self.beat("ring", self.tell.ring, title="Three steps"):
            shrink = dial.shrink_to(ball, style.TURN), self.out(dial.marks)
            self.then(*shrink, *map(instead, there), *map(late, coming))
            self.then(self.out(dial.face, dial.pointer))
            self.on("three", self.round.to(1.0, 2.2, linear))

    def compute_the_loss(self) -> None:
        plane, tell = self.plane, self.tell
        with self.beat("loss", tell.loss, title="One: the loss", pause=0.4, exempt=AREAS):
            self.on("loss", pulse(self.ring.names[0], 1.15))
            self.on("wrong", *(Create(bar) for bar in plane.misses), run_time=0.8)
            self.add(self.squares)
            self.on("square", self.squared.to(1.0, 0.9))
            self.sizes = plane.areas(self.squares)
            self.then([*self.sizes])
            both = " + ".join(str(brief(miss**2)) for miss in self.turning.misses)
            mean = self.spell_formula((f"frac({both}, 2)", "loss"), "=", self.said(0))
            self.on("average", mean.bring(0))
            self.on("value", mean.bring(1, 2), self.ring.values[0])
        if tell.why_squares:
            self.cancel()

    def said(self, trip: int) -> tuple[Wording, str]:
        """Return the loss after so many trips as a term of a formula."""
        return self.made.losses[trip], "loss"

    def cancel(self) -> None:
        first, second = (signed(miss, digits=4) for miss in self.turning.misses)
        with self.beat("why", self.tell.why_squares or ""):
            self.on("fold", self.squared.to(0.0, 0.8), self.out(*self.sizes))
            added = self.spell_formula((first, "loss"), (second, "loss"), "=", (self.made.total, "loss"))
            self.on("one", added.bring(0))
            self.on("two", added.bring(1))
            self.on("total", added.bring(2, 3))
            self.then(self.squared.to(1.0, 0.9))

    def compute_the_gradient(self) -> None:
        nudge, grown = self.made.nudge, (signed(self.made.grown, digits=3), "loss")
        slope = brief(float(self.walk.slopes[0])), "slope"
        with self.beat("gradient", self.tell.gradient, title="Two: the gradient", pause=0.4):
            self.then(self.round.to(4 / 3, 1.2, linear), self.out(*self.sizes), self.no_formula())
            self.on("gradient", self.tangent, pulse(self.ring.names[1], 1.15))
            growth = self.spell_formula(grown, "approx", slope, "times", (brief(nudge, 3), "parameter"))
            self.on("nudge", self.nudged.to(nudge, 1.0), growth.bring(4))
            self.on("grows", growth.bring(0), growth.bring(1))
            self.on("times", growth.bring(2, 3), self.ring.values[1], self.nudged.to(0.0, 0.8))

    def move_the_weight(self) -> None:
        rate, slope = no_rounder(self.learning_rate), float(self.walk.slopes[0])
        factor = f"({brief(slope)!s})" if slope < 0 else brief(slope), "slope"
        letter, before, after = (
            (each, "parameter") for each in ("w", *map(self.made.said, self.walk.iterates[:2]))
        )
        with self.beat("update", self.tell.update, title="Three: the update", exempt=FLIGHT):
            self.then(self.round.to(5 / 3, 1.0, linear))
            self.on("update", pulse(self.ring.names[2], 1.15))
            sum_ = self.spell_formula(letter, "arrow.l", before, "-", rate, "times", factor, "=", after)
            self.on("against", pulse(self.tangent, 1.15))
            self.on("rate", sum_.bring(4), self.ring.values[2])
            self.on("w", sum_.bring(2, 0, 1), sum_.bring(3))
            self.on("times", sum_.bring(5))
            self.on("slope", sum_.bring(6, source=self.ring.values[1]))
            self.on("result", sum_.bring(7, 8))
            self.add(self.fan(), self.trail)
            self.then(self.trips.to(1, TURNED), self.round.to(2, TURNED, linear))

    def fan(self) -> VGroup:
        """Return ghosts of the line where it has been; none where it swings from side to side."""
        return self.plane.fan(self.walk.iterates[:12]) if 0 < self.made.kept < 1 else VGroup()

    def trip(self, number: int) -> list[Animation]:
        """Return the plays of a whole trip: the light runs round, and in its last third the weight turns."""
        turn = self.trips.to(number, TRIP, squish_rate_func(smooth, 2 / 3, 1))
        return [turn, self.round.to(number + 1, turn.run_time, linear)]

    def go_round(self) -> None:
        made, tell = self.made, self.tell
        first = self.said(0), "arrow.r", self.said(1)
        with self.beat("drop", tell.first_change, title="Again", ask=self.asked.pause):
            fall = self.spell_formula(*first)
            self.on("before", fall.bring(0))
            self.on("after", fall.bring(1, 2))
        if made.asks or not tell.ending:
            with self.beat("again", tell.second_change, pause=0.5):
                self.on("gradient", self.round.to(2 + 1 / 3, 0.9, linear))
                if not made.asks:
                    self.on("zero", pulse(self.ring.values[1], 1.08), self.no_formula())
                self.on("step", self.round.to(2 + 2 / 3, 0.9, linear))
                self.on("loss", self.trips.to(2.0, TURNED), self.round.to(3.0, TURNED, linear))
                self.on("value", self.set_formula(*first, "arrow.r", self.said(2)))

    def go_on(self) -> None:
        made = self.made
        taken = int(self.trips.get_value())
        pause = 1.1 if made.limits else 0.3  # a limit, which comes last, is read
        with self.beat("many", self.tell.ending or "", title="Trip after trip", pause=pause):
            self.then(self.no_formula() or pulse(self.ball))
            followed = min(taken + 1, made.count)
            self.on("go", self.trip(taken + 1) if taken < followed else None)
            for trip in range(taken + 2, followed + 1):
                self.then(*self.trip(trip))
            if made.count > followed:
                ease = ease_in_quad if 0 < made.kept < 1 else linear  # the first ones turn it by most
                stop = "dots" if not made.limits and made.until_zero else None
                self.then(self.trips.to(made.count, RUN, ease), to=stop)
            if made.limits:
                self.on("limit", self.set_formula(("r", "parameter"), "<", brief(made.limit)))
            elif made.until_zero:
                self.on("dots", *(Target(dot.get_center()).draw() for dot in self.plane.dots))
