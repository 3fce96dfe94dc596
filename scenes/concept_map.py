"""ConceptMap: the five ideas of the course, what each is for, and where you will meet it."""

from collections.abc import Callable

from manim import DOWN, LEFT, Animation, FadeIn, FadeOut, RoundedRectangle, VGroup, linear

from calc.model import Model
from studio.cast.concepts import (
    CONCEPTS,
    Picture,
    between,
    concept_pictures,
    link,
    loop_ring,
    name_below,
    plate_at,
    text_lines,
)
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import Beat
from studio.stage.plot import Axis, Plot, Tangent, follow, new_ball
from studio.stage.text import words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Mark, Slope, Witness

HEAD = ("concept", "use in machine learning", "where you see it")
# In the order of CONCEPTS, in our own words: what it does in machine learning, and where you see it.
ROWS = (
    (("how fast the loss changes", "as one knob turns"), ("inside every gradient", "you compute")),
    (("how sensitive the loss is", "to a single weight"), ("tuning many weights", "at once")),
    (("all partial derivatives", "in one vector"), ("gradient descent:", "a step against it")),
    (("rates multiplied through", "nested functions"), ("the backpropagation", "algorithm")),
    (("areas under curves,", "expected values"), ("distributions of chance,", "loss surfaces")),
)
COLUMNS = (-5.45, -4.35, -2.05, 2.45)  # the middle of the pictures, then the left edges of the texts
TOP, PITCH = 2.5, 1.14


class ConceptMap(ScriptedLesson):
    """Five ideas, what each of them does for learning, and where you will meet it."""

    intercept = 1.0
    point = (5.0, 5.0)
    poster = "integral"
    concept = False  # it frames the course

    def calculate(self) -> None:
        self.model = Model()
        self.loss = self.model.loss_of_weight(self.intercept)
        self.best = self.model.best[0]

    def script(self) -> list[Beat]:
        return [
            Beat(
                "five",
                "Five ideas do all of this work. Here is each of them, and where you will meet it.",
                pause=3.9,
                title="Five ideas",
            ),
            Beat(
                "derivative",
                "A derivative is a rate of change: how strongly the loss reacts to one parameter. "
                "Every gradient is made of them.",
                pause=0.9,
                title="Derivative",
            ),
            Beat(
                "partial",
                "A partial derivative turns one weight and holds the rest still. "
                "You need it as soon as there are many.",
                pause=0.9,
                title="Partial derivative",
            ),
            Beat(
                "gradient",
                "The gradient puts all of those slopes into one arrow. "
                "It points uphill, so descent goes the other way.",
                pause=0.9,
                title="Gradient",
            ),
            Beat(
                "chain",
                "The chain rule multiplies rates, where one function feeds the next. "
                "It is how backpropagation works.",
                pause=0.9,
                title="Chain rule",
            ),
            Beat(
                "integral",
                "An integral adds things up: areas, and what you can expect on average. "
                "You meet it in probability.",
                pause=0.8,
                title="Integral",
            ),
            Beat(
                "loop",
                "All of them serve the loop. Integrals describe the average loss. "
                "Derivatives and the chain rule find the gradient, and it steers the update.",
                pause=1.6,
                title="Five ideas, one loop",
                exempt={"not before its word": "the loop and the pictures are known; the arrows are timed"},
            ),
        ]

    def shown(self) -> str:
        rows = [
            (" ".join(CONCEPTS[i]), " ".join(use), " ".join(place)) for i, (use, place) in enumerate(ROWS)
        ]
        return "\n".join(" | ".join(row) for row in (HEAD, *rows))

    # The cast

    def setup(self) -> None:
        super().setup()
        self.weight = self.track("weight", self.best - 4.5)
        self.gathered = self.track("gathered")  # 0: the pictures stand around the middle, 1: in the table
        self.row = self.track("row")  # which row is lit
        self.trips = self.track("trips")
        self.plot = Plot(Region(-2.3, 2.3, -1.4, 2.3), Axis(self.best - 5.4, self.best + 5.4), Axis(0, 29))
        self.curve = self.plot.curve(self.loss)
        self.ball = new_ball()
        follow(self.ball, lambda ball: ball.move_to(self.plot.point(*self.touch()[:2])))
        self.tangent = follow(Tangent(), lambda line: line.place(self.plot, *self.touch()))
        self.pictures = concept_pictures(self.loss, self.model.surface, self.point)
        for index, picture in enumerate(self.pictures):
            self.track(f"picture_{index}")
            follow(picture, self.stand(index))
        self.names = VGroup(*map(name_below, range(len(CONCEPTS)), self.pictures))
        self.rows = [self.texts(index) for index in range(len(ROWS))]
        self.head = VGroup(*(words(name, THEME.label, THEME.muted) for name in HEAD))
        for name, left in zip(self.head, COLUMNS[1:], strict=True):
            name.move_to([left, 0.0, 0.0], LEFT)
            name.shift((TOP + 0.83 - name.midline) * -DOWN)
        self.bar = RoundedRectangle(0.1, width=12.8, height=PITCH, stroke_width=0)
        self.bar.set_fill(THEME.panel, 1).set_z_index(THEME.layers.area)
        follow(self.bar, lambda bar: bar.move_to([0.0, TOP - PITCH * self.row.get_value(), 0.0]))
        self.ring = loop_ring(lambda: self.trips.get_value())

    def touch(self) -> tuple[float, float, float]:
        w = self.weight.get_value()
        return w, self.loss(w), self.loss.slope(w)

    def witnesses(self) -> list[Witness]:
        w, loss, slope = self.touch()
        return [Mark("ball", self.plot, w, loss), Slope("tangent", self.plot, w, loss, slope)]

    def stand(self, index: int) -> Callable[[Picture], None]:
        """What places a picture: in the dock or in its row, with its own progress."""
        progress, gathered = self.trackers[f"picture_{index}"], self.gathered
        row = plate_at(COLUMNS[0], TOP - PITCH * index)
        return lambda picture: picture.place(between(index, row, gathered.get_value()), progress.get_value())

    @staticmethod
    def texts(index: int) -> VGroup:
        """A row's texts: the concept, what it does, where you see it."""
        use, place = ROWS[index]
        cells = VGroup(text_lines(CONCEPTS[index], weight="BOLD"), text_lines(use), text_lines(place))
        for cell, left in zip(cells, COLUMNS[1:], strict=True):
            cell.shift([left, TOP - PITCH * index, 0.0])
            for label in cell:
                label.in_table = True  # looked up, not read: its words do not count as text to read
        return cells

    # The script

    def construct(self) -> None:
        self.around_the_loss()
        self.one_by_one()
        self.serve_the_loop()

    def around_the_loss(self) -> None:
        with self.beat("five"):
            self.play(FadeIn(self.curve), FadeIn(self.ball), FadeIn(self.tangent), run_time=0.5)
            seconds = self.until("meet") / len(self.pictures)
            for picture, name in zip(self.pictures, self.names, strict=True):
                self.play(FadeIn(picture), FadeIn(name), self.roll_on(1.3), run_time=seconds)
            self.play(self.roll_on(2.5), run_time=self.rest(leave=3.0))
            self.play(
                *(FadeOut(mob) for mob in (self.curve, self.ball, self.tangent, *self.names)), run_time=0.4
            )
            self.play(self.gathered.animate(rate_func=linear).set_value(1), run_time=2.4)

    def roll_on(self, distance: float) -> Animation:
        """The ball rolls on over the bowl."""
        return self.weight.animate(rate_func=linear).set_value(self.weight.get_value() + distance)

    def one_by_one(self) -> None:
        beats = (
            ("derivative", "rate", "every gradient"),
            ("partial", "one weight", "many"),
            ("gradient", "all of those", "descent"),
            ("chain", "multiplies", "backpropagation"),
            ("integral", "adds", "probability"),
        )
        for index, (beat, use, place) in enumerate(beats):
            with self.beat(beat):
                name, *texts = self.rows[index]
                self.play(*self.light(index), FadeIn(name), run_time=0.6)
                self.cue(use)
                self.play(FadeIn(texts[0], run_time=0.5), self.enliven(index, 0.5, self.until(place)))
                self.cue(place)
                self.play(FadeIn(texts[1], run_time=0.5), self.enliven(index, 1.0, min(1.5, self.rest())))

    def enliven(self, index: int, progress: float, seconds: float) -> Animation:
        """Let a row's picture show what it is about."""
        return self.trackers[f"picture_{index}"].animate(run_time=seconds).set_value(progress)

    def light(self, index: int) -> list[Animation]:
        """The bar glides to this row, and the row before it is muted."""
        if index == 0:
            return [FadeIn(self.bar), FadeIn(self.head)]
        before = self.rows[index - 1]
        muted = before.copy().set_color(THEME.muted)
        return [self.row.animate.set_value(index), FadeOut(before), FadeIn(muted)]

    def serve_the_loop(self) -> None:
        with self.beat("loop"):
            self.play(*self.clear_but(*self.pictures), run_time=0.4)
            self.play(self.gathered.animate(rate_func=linear).set_value(0), run_time=2.4)
            self.play(FadeIn(self.ring), *map(FadeIn, self.names), run_time=0.5)
            for phrase, served in (("loss", (4,)), ("Derivatives", (0, 1)), ("chain", (3,))):
                self.cue(phrase)
                self.play(*(FadeIn(link(index, self.ring)) for index in served), run_time=0.4)
            for phrase, trips in (("gradient", 1 / 3), ("update", 2 / 3)):
                self.play(self.trips.animate(rate_func=linear).set_value(trips), run_time=self.until(phrase))
            self.play(FadeIn(link(2, self.ring)), run_time=0.5)
            self.play(self.trips.animate(rate_func=linear).set_value(1), run_time=self.rest(leave=0.3))
