"""NextDerivatives: the whole loop run to its end, the slope it rests on, and where the course goes on."""

from manim import linear

from calc.line import shown
from calc.stories.questions.whole_loop import about_whole_loop
from calc.stories.whole_loop import WholeLoop
from scenes import place
from studio.cast.any_curve import AnyCurve, following
from studio.cast.dial import Crowd, in_place_of
from studio.cast.idea_cards import cards_beside_the_loop
from studio.cast.run_loop import RunLoop
from studio.lesson.cards import head
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.stage import layout
from studio.stage.emphasis import Focus
from studio.stage.fading import late
from studio.stage.marks import panel
from studio.stage.style import Layer
from studio.stage.theme import Region

KNOWN = {"new groups": "the ring and its cards are the last picture of the concept map"}
PLATE = in_place_of(1, 2, 13, 8)  # among the knobs
AMONG = Region(-5.4, 0.7, -1.2, 2.05)
KNOB = (3.9, 0.1), 2.05  # one of them from near: where the curve of the loss comes from, as that has gone
OPENED = Region(1.85, 5.95, -1.3, 1.5)  # in its place
CLOSER = 3.2  # seconds in which numbers a hundred times closer can be followed


class NextDerivatives(Lesson):
    """The loop of training in one look, and what comes next: derivatives."""

    in_course = place("NextDerivatives")
    poster = "next"
    concept = False  # it frames the course

    def calculate(self) -> None:
        self.tell = WholeLoop()
        self.asked = about_whole_loop(self.tell.walk)

    def cast(self) -> None:
        self.trips, self.weight = self.track("trips"), self.track("weight", self.tell.roll[0])
        self.back, self.wave, self.turned = self.track("back"), self.track("wave"), self.track("turned")
        self.loop = RunLoop(self.tell, self.trips, self.track("bias", self.tell.bias))
        self.hero = self.ball = self.loop.ball
        self.crowd = Crowd(KNOB, self.back, self.wave, 0.5).set_z_index(Layer.FLOOR)
        self.any = AnyCurve(self.tell, OPENED, self.weight, self.turned)

    def construct(self) -> None:
        self.follow_the_loop()
        self.run_it_to_the_end()
        self.turn_all_the_knobs()
        self.measure_a_slope()
        self.come_closer()
        self.name_what_follows()
        self.close(self.asked.end)

    def follow_the_loop(self) -> None:
        loop, trips, values = self.loop, self.trips, self.loop.ring.values
        self.cards = cards_beside_the_loop()
        self._head = head(shown("The whole loop"))
        self.add(self._head, loop.ring, loop.bowl, loop.ball, *self.cards)
        with self.beat("loop", self.tell.loop, title="The whole loop", exempt=KNOWN):
            self.on("loop", pulse(self.ball))
            self.on("loss", values[0])
            self.then(trips.to(1 / 3, 0.8, linear), to="gradient")
            self.on("gradient", values[1])
            self.then(trips.to(2 / 3, 0.8, linear), to="update")
            self.on("update", values[2], trips.to(1.0, 2.0, linear))

    def run_it_to_the_end(self) -> None:
        loop = self.loop
        with self.beat("run", self.tell.ending, title="Run to its end", pause=0.7):
            self.then(self.out(*self.cards))
            self.then(loop.line.figure, loop.plane, loop.fallen)
            self.on("run", self.trips.to(self.tell.followed, 2.0, linear))
            self.then(self.trips.to(self.tell.trips, 2.0, linear))
            self.on("trips", pulse(self.ball))
            self.on("dots", *(target.draw() for target in loop.targets()))
            self.on("loss", pulse(loop.ring.values[0], 1.1))

    def turn_all_the_knobs(self) -> None:
        loop, plate = self.loop, panel(PLATE)
        with self.beat("variants", self.tell.variants, title="Every network"):
            self.then(self.clear_but(loop.plane, loop.fallen))
            shrink = loop.plane.move(loop.plane.window, AMONG, 1.6)
            self.then(late(self.crowd, 1.6), shrink, late(plate, 1.6))
            self.on("variants", self.back.to(1.0, 2.0))
            self.on("all", self.wave.to(1.0, 1.8, linear))
        self.leaving = loop.plane, loop.fallen, plate

    def measure_a_slope(self) -> None:
        figure = self.any
        with self.beat("block", self.tell.block, title="The building block"):
            self.then(self.out(*self.leaving), Focus([self.crowd]).dim())
            self.then(self.back.to(0.0, 1.4))
            self.then(figure.curve, self.out(self.crowd))
            self.on("block", figure.plane.move(figure.window, layout.HERO_PLOT))
            self.then(figure.ground, *figure.rolling)
            self.hero = figure.roller
            self.on("measure", self.weight.to(self.tell.roll[1], 1.8))
            self.then(self.weight.to(self.tell.roll[2], 1.2))

    def come_closer(self) -> None:
        figure = self.any
        with self.beat("closer", self.tell.closer, title="Come closer", pause=1.1):
            self.then(self.out(figure.triangle))
            self.on("closer", figure.plane.zoom(self.tell.near(figure.window), CLOSER))
            self.on("run", figure.near)
            self.on("rise", pulse(figure.near[-1], 1.1))
            self.on("slope", figure.slope)
        self.note(figure.slope, figure.near)

    def name_what_follows(self) -> None:
        figure = self.any
        with self.beat("next", self.tell.following, title="Next: Derivatives", pause=0.9):
            self.then(figure.plane.zoom(figure.window), self.out(figure.ground))
            self.on("rules", self.turned.to(1.0, 2.0), self.weight.to(0.0, 2.0))
            self.on("next", following())
            self.then(self.weight.to(self.tell.last, 1.2))
