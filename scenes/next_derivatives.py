"""NextDerivatives: the whole loop once more, and where the course goes on."""

from collections.abc import Callable

import numpy as np
from manim import LEFT, RIGHT, UP, Animation, FadeIn, VGroup, linear
from manim.utils.rate_functions import ease_in_out_sine
from numpy.typing import NDArray

from calc.descent import descend
from calc.model import Model
from studio.cast.concepts import CONCEPTS, Picture, concept_pictures, dock, link, loop_ring, name_below
from studio.cast.knob import KnobGrid
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import Beat
from studio.stage.plot import Axis, Plot, Tangent, follow, new_ball
from studio.stage.text import words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Slope, Witness


class NextDerivatives(ScriptedLesson):
    """The loop of training in one look, and what comes next: derivatives."""

    intercept = 1.0
    point = (5.0, 5.0)
    start = 7.0
    learning_rate = 0.25
    trips_shown = 4
    rows, columns = 5, 6  # of the knobs
    seed = 0
    poster = "next"
    concept = False  # it frames the course

    def calculate(self) -> None:
        self.model = Model()
        self.loss = self.model.loss_of_weight(self.intercept)
        self.best = self.model.best[0]
        self.walk = descend(self.loss, self.start, self.learning_rate, self.trips_shown)
        # Each knob starts and settles somewhere else; on bowls as wide as ours all take steps as large a part
        # of their way.
        places = np.random.default_rng(self.seed).uniform(0.0, 1.0, (2, self.rows * self.columns))
        self.starts, self.bests = places

    def script(self) -> list[Beat]:
        return [
            Beat(
                "loop",
                "You can now follow the whole loop: loss, gradient, update.",
                pause=1.4,
                title="The whole loop",
                exempt={"not before its word": "the loop is known; the spark that runs round it is timed"},
            ),
            Beat(
                "variants",
                "Variants of this step train almost every neural network, all of their knobs at once.",
                pause=1.2,
            ),
            Beat(
                "block",
                "It all rests on one building block, which is to measure a rate of change.",
                title="The building block",
            ),
            Beat("next", "And that is what comes next: Derivatives.", pause=2.2, title="Next: Derivatives"),
        ]

    # The cast

    def setup(self) -> None:
        super().setup()
        self.trips = self.track("trips")
        self.alive = self.track("alive")  # how far the pictures have got, 0 to 1
        self.weight = self.track("weight", self.start)
        self.pictures = concept_pictures(self.loss, self.model.surface, self.point)
        for index, picture in enumerate(self.pictures):
            follow(picture, self.stand(index))
        self.ring = loop_ring(lambda: self.trips.get_value())
        self.knobs = KnobGrid(lambda: self.turned(), self.rows, self.columns, (3.1, 0.4), pitch=0.98)
        self.plot = Plot(
            Region(-3.2, 3.2, THEME.stage.bottom + 0.2, 1.6),
            Axis(self.best - 5.6, self.best + 5.6),
            Axis(0, self.loss(self.best + 5.6)),
        )
        self.curve = self.plot.curve(self.loss)
        self.ball = new_ball()
        follow(self.ball, lambda ball: ball.move_to(self.plot.point(*self.touch()[:2])))
        self.tangent = follow(Tangent(1.1), lambda line: line.place(self.plot, *self.touch()))

    def witnesses(self) -> list[Witness]:
        w, loss, slope = self.touch()
        return [Mark("ball", self.plot, w, loss), Slope("tangent", self.plot, w, loss, slope)]

    def stand(self, index: int) -> Callable[[Picture], None]:
        """What places a picture in its dock, as far as it has got."""
        region, alive = dock(index), self.alive
        return lambda picture: picture.place(region, alive.get_value())

    def turned(self) -> NDArray[np.float64]:
        """Where the knobs of the network stand, 0 to 1: each trip's update takes them a step on their way."""
        trips = self.trips.get_value() + 1e-9
        taken = trips // 1 + max(3 * (trips % 1) - 2, 0.0)
        x, _ = self.walk.at(min(taken, self.trips_shown))
        left = (x - self.best) / (self.start - self.best)
        return np.asarray(self.bests + left * (self.starts - self.bests))

    def touch(self) -> tuple[float, float, float]:
        w = self.weight.get_value()
        return w, self.loss(w), self.loss.slope(w)

    # The script

    def construct(self) -> None:
        self.read_the_loop()
        self.many_knobs()
        self.what_comes_next()

    def read_the_loop(self) -> None:
        with self.beat("loop"):
            links = [link(index, self.ring) for index in range(len(CONCEPTS))]
            names = [name_below(index, picture) for index, picture in enumerate(self.pictures)]
            self.play(FadeIn(self.ring), *map(FadeIn, self.pictures), *map(FadeIn, names), run_time=0.8)
            self.play(*map(FadeIn, links), run_time=0.5)
            self.cue("loss")
            for phrase, trips in (("gradient", 1 / 3), ("update", 2 / 3)):
                self.play(self.go(trips), self.live(trips), run_time=self.until(phrase))
            self.play(self.go(1.0), self.live(1.0), run_time=self.rest(leave=0.4))

    def go(self, trips: float) -> Animation:
        return self.trips.animate(rate_func=linear).set_value(trips)

    def live(self, share: float) -> Animation:
        return self.alive.animate(rate_func=linear).set_value(share)

    def many_knobs(self) -> None:
        with self.beat("variants"):
            self.play(*self.clear_but(self.ring), run_time=0.4)
            self.play(self.ring.animate.shift(3.3 * LEFT), run_time=0.7)
            self.play(FadeIn(self.knobs), run_time=0.4)
            self.play(self.go(self.trips_shown), run_time=self.rest(leave=0.3))

    def what_comes_next(self) -> None:
        with self.beat("block"):
            self.play(*self.clear_but(), run_time=0.5)
            self.play(FadeIn(self.curve), FadeIn(self.ball), FadeIn(self.tangent), run_time=0.5)
            self.play(self.roll(self.best), run_time=self.rest())
        with self.beat("next"):
            name = VGroup(
                words("Next:", 0.42, THEME.muted), words("Derivatives", 0.5, THEME.slope, weight="BOLD")
            )
            name.arrange(RIGHT, buff=0.35)
            for label in name:
                label.shift((2.7 - label.midline) * UP)
            self.cue("next")
            self.play(FadeIn(name), self.roll(self.best - 2.0), run_time=0.8)
            self.play(self.roll(self.best + 4.0), run_time=self.rest(leave=0.5))

    def roll(self, weight: float) -> Animation:
        return self.weight.animate(rate_func=ease_in_out_sine).set_value(weight)
