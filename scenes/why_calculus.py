"""WhyCalculus: a machine that learns must know which way to turn its knobs."""

import numpy as np
from manim import Create, VGroup, linear

from calc.line import label, shown
from calc.model import Model
from calc.stories.line import Turning
from calc.stories.line_lesson import LineLesson
from calc.stories.questions.line import about_turning
from calc.wording import brief, decimals
from scenes import place
from studio.cast.dial import Crowd, Dial, reach
from studio.cast.line_plane import LinePlane, line_window
from studio.cast.missed import SWELL, Missed
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.lesson.parameters import DotsParameter, NumberParameter
from studio.stage import layout, style
from studio.stage.fading import Coming
from studio.stage.marks import Target
from studio.stage.plane import inner
from studio.stage.text import words
from studio.stage.theme import THEME, Region

LEAST = 0.05  # of the plot's height: shorter miss bars would hide behind their dots
ROOM = Region(-6.4, 1.85, -2.7, 2.75)
DIAL = (4.15, 0.55), 1.55
ASIDE = {label("up?"): (5.95, 2.78, 0.0), label("down?"): (2.28, 2.78, 0.0)}
ZOOM = 2.4  # seconds
FASTEST = 5.6  # units a second that a letter flies, on average
TURN = 1.6  # times the way to the best weight is the knob's turn to either side


class WhyCalculus(Lesson):
    """Calculus tells machines which way to learn."""

    in_course = place("WhyCalculus")

    dots = DotsParameter("-1,-1 1,3", "the two dots that the line should pass through", 2, 2, 1e6)
    weight = NumberParameter(7.0, "the weight at the start, which turns the line", -1e6, 1e6)

    def calculate(self) -> None:
        self.model = Model(self.dots)
        self.turning = Turning(self.model, self.weight)
        self.tell = LineLesson(self.turning)
        self.window = line_window(self.model, self.tell.seen, self.turning.intercept)
        self.asked = about_turning(self.turning)
        self.turning.check_seen(self.window.top - self.window.bottom, LEAST)

    def cast(self) -> None:
        turning, tell = self.turning, self.tell
        self.w, self.b = self.track("weight", tell.swung), self.track("bias", turning.intercept)
        self.back, self.wave = self.track("back"), self.track("wave")
        self.plane = LinePlane(layout.TITLE, self.model, self.window, self.w, self.b, bare=True)
        places = decimals(self.weight, turning.nudged, turning.best, least=1, digits=turning.digits)
        ends = reach(self.weight, tell.seen, TURN * turning.off)
        self.dial = Dial(self.w, ends, *DIAL, "w", places, seen=[*tell.seen, tell.sweep], told=self.weight)
        rooms = layout.HERO_ROOM, ROOM
        stands = [LinePlane(room, self.model, self.window, self.w, self.b) for room in rooms]
        self.missed = Missed(self.plane, stands, turning, self.w, self.dial)
        self.hero = self.dial.pointer

    def construct(self) -> None:
        plane = self.plane
        self.fan = plane.fan(np.linspace(self.tell.swung, self.weight, 10)[:-1])
        self.open(plane, self.fan, plane.line, plane.dots, moving=[self.w.to(self.weight)])
        self.show_the_line()
        self.turn_the_knob()
        self.ask()
        self.nudge()
        self.meet_the_dots()
        self.show_the_network()
        self.close(self.asked.end)

    def show_the_line(self) -> None:
        plane, tell = self.plane, self.tell
        with self.beat("dots", tell.opening, title="A line that misses"):
            there = plane.move(self.window, inner(layout.HERO_ROOM, self.window))
            self.then(there, self.w.to(tell.passed[0]), self.out(self.fan))
            self.fan = plane.fan(tell.passed)
            self.add(self.fan)
            self.on("dots", self.missed.names)
            self.on("line", self.w.to(self.weight, 1.8))

    def turn_the_knob(self) -> None:
        plane, dial, bias = self.plane, self.dial, self.turning.intercept
        terms = ("p", "text"), ("=", "muted"), ("w", "parameter"), ("~t", "text")
        rest = [("+" if bias > 0 else "-", "muted"), (str(brief(abs(bias))), "text")] if bias else []
        with self.beat("knob", self.tell.knob, title="A knob"):
            formula = self.spell_formula(*terms, *rest)
            self.on("p", formula.bring(0, 1))
            self.on("w", formula.bring(2))
            self.on("t", formula.bring(3))
            self.on("b", formula.bring(4, 5) if rest else None)
            flying = VGroup(*(glyph.copy() for glyph in formula.terms[2].family_members_with_points()))
            way = float(np.linalg.norm(dial.face.get_center() - flying.get_center()))
            there = plane.move(self.window, inner(ROOM, self.window), 0.8)
            flight = flying.animate(run_time=max(0.8, way / FASTEST)).move_to(dial.face).set_opacity(0)
            self.on("knob", there, flight)
            self.then(Coming(dial, scale=0.6), dial.label)
            self.on("turn", self.w.to(self.tell.sweep, 0.9))
            self.then(self.w.to(self.weight, 0.9))
        with self.beat("misses", self.tell.misses):
            self.then(self.out(self.fan))
            self.on("start", pulse(dial.label, 1.15))
            bars, numbers = self.plane.misses, iter(self.missed.numbers)
            for mark, bar, miss, dot in zip(
                ("one", "other"), bars, self.turning.misses, self.plane.dots, strict=True
            ):
                self.on(mark, *([Create(bar), next(numbers)] if miss else [pulse(dot)]), run_time=0.7)
            self.then(self.missed.row)

    def ask(self) -> None:
        plane, dial = self.plane, self.dial
        self.ghosts = [VGroup(dial.ghost(w), plane.ghost(w, style.DIM)) for w in self.tell.guesses]
        self.words = [
            words(shown(way), style.LABEL, THEME.parameter).move_to(at) for way, at in ASIDE.items()
        ]
        with self.beat("guess", self.tell.question, title="Up or down?", ask=self.asked.pause):
            self.then(self.dim_but(dial, dial.label, plane.line, plane.dots))
            for mark, ghost, word in zip(("up", "down"), self.ghosts, self.words, strict=True):
                self.on(mark, *ghost, word)
            self.guess(dial.face, radius=0.88 * dial.face.width / 2)
            self.then(self.undim(), self.out(*self.words, *self.ghosts))

    def nudge(self) -> None:
        plane, turning = self.plane, self.turning
        self.aside = [
            plane.dots,
            *filter(self.stands, self.missed.other_bars),
        ]  # they would leave the frame too fast to follow
        with self.beat("nudge", self.tell.nudge, title="The mathematics of change"):
            self.before = plane.fan((self.weight, turning.nudged))
            self.add(self.before)
            self.on(
                "change", self.out(*self.aside, self.missed.names, self.missed.numbers), run_time=style.OUT
            )
            self.then(plane.zoom(self.missed.closer(), ZOOM))
            self.on("to", self.w.to(turning.nudged, 1.2), to="less")
            self.bracket = self.missed.bracket()
            self.then(self.bracket, pulse(self.missed.row, SWELL))

    def meet_the_dots(self) -> None:
        plane, turning = self.plane, self.turning
        with self.beat("payoff", self.tell.payoff, pause=0.4):
            self.then(plane.zoom(self.window, ZOOM), self.out(self.before, self.bracket))
            self.then(*self.aside)
            self.add(plane.fan(self.tell.turned))
            self.on("way", self.w.to(turning.best, 2.2))
            self.on("dots", *(Target(dot.get_center()).draw() for dot in plane.dots))

    def crowd(self) -> Crowd:
        """Return the dials of a network, of which this one fills the view."""
        share = self.dial.share_of(self.turning.best)
        return Crowd(DIAL, self.back, self.wave, share)

    def show_the_network(self) -> None:
        dial = self.dial
        crowd = self.crowd()
        with self.beat("network", self.tell.network, pause=0.4, title="Millions of knobs"):
            self.then(self.clear_but(dial), self.out(dial.marks))
            self.add(crowd)
            self.then(self.out(dial.face, dial.pointer))
            self.then(self.back.to(1.0, 2.6))
            self.on("every", self.wave.to(1.0, 2.6, linear))
