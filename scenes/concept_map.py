"""ConceptMap: five ideas act on one bowl, and become five cards around the loop that they serve."""

from typing import Any

import numpy as np
from manim import Animation, FadeIn, FadeOut, ValueTracker, VGroup, linear

from calc.gradient import Point
from calc.stories.concepts import IDEAS, ConceptStory
from scenes import place
from studio.cast.idea_cards import Signpost, beside_the_loop, column_of_cards, folded
from studio.cast.landscape import glide
from studio.cast.loop_ring import LoopRing
from studio.cast.nested import Nested, inset
from studio.cast.plates import Plate, light, wire
from studio.cast.rolling import rolling_triangle
from studio.cast.surface import Bowl, from_the_side, sights
from studio.cast.turned_bell import TurnedBell
from studio.cast.unfold import Unfolding
from studio.lesson.lesson import Lesson
from studio.lesson.motion import Together, pulse
from studio.stage import actors, layout, style
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.theme import THEME, Region

ONE_PICTURE = {"new groups": "five names around one bowl, each with its line to it, are one picture"}
ROUND_THE_LOOP = {"new groups": "five cards, known since their beats, come round one ring"}
MIDDLE = Region(-4.3, 3.5, -2.25, 2.75)
BOWL = Region(-6.4, 1.9, -2.25, 2.75)
PLOT = Region(-5.55, 1.7, layout.PLOT.bottom, layout.PLOT.top)
INSIDE = Region(-1.15, 1.15, -0.75, 0.95)  # of the loop
POSTS = (-1, 2.0), (-1, -0.9), (1, 2.3), (1, 0.5), (1, -1.3)  # sides and heights of the names
PLATES = tuple(Region(x, x + 2.2, -1.25, 1.35) for x in (-6.3, -3.3, -0.3))
FLIGHTS = (0.0, 0.9, 0.7, 0.6, 0.0)  # seconds that each card waits, so that none crosses another
NESTED = (1.0, 9.0, 25.0)  # the level curves that become plates, the innermost first
REACH = 2.0  # of a tangent on the bowl, in numbers of its plane


class ConceptMap(Lesson):
    """Five ideas, what each of them does for learning, and where you will meet it."""

    in_course = place("ConceptMap")
    concept = False  # it frames the course

    def calculate(self) -> None:
        self.tell = ConceptStory()

    def shown(self) -> str:
        return self.tell.table

    # The cast

    def cast(self) -> None:
        tell = self.tell
        self.weight, self.turned, self.steps = self.track("weight", tell.roll[0]), self.track("turned"), self.track("steps")
        self.unfolded, self.flow, self.trips = self.track("unfolded"), self.track("flow"), self.track("trips")
        self.swept, self.bent, self.nudged = self.track("swept"), self.track("bent"), self.track("nudged", tell.nudge[0])
        bowl = self.bowl = Bowl(tell.relief, BOWL, above=PLOT, view="title")
        self.plane = Plane(PLOT, tell.window(PLOT.width / PLOT.height), "w", "L")
        bowl.view.named["hero"] = sights(tell.relief, MIDDLE)["bowl"]
        bowl.name_map("near", *tell.closer)
        bowl.view.named["side"] = from_the_side(tell.relief, self.plane.frame)
        self.ball = self.hero = bowl.dot(self.place_of, Together(self.turned, self.steps))
        self.arrow = bowl.arrow(self.tell.walked, self.tell.uphill, self.steps)
        self.cut = bowl.line(lambda _: tell.cut(), ValueTracker(), colour=THEME.loss, width=style.CURVE, layer=Layer.CURVE)
        looks: Any = {"on": "wall", "colour": THEME.slope, "width": style.TANGENT, "layer": Layer.TANGENT}
        self.slopes = [bowl.line(lambda turns, axis=axis: self.along(axis, turns), self.turned, name=f"slope_{axis}", **looks) for axis in (0, 1)]
        self.roller = actors.dot(self.plane, self.touch, self.weight, "roller")
        self.tangent = actors.tangent(self.plane, self.touch, tell.loss.slope, self.weight)
        self.triangle = rolling_triangle(self.plane, self.touch, tell.loss.slope, self.weight, 1.0)
        self.cards = column_of_cards()

    def place_of(self, gone: tuple[float, float]) -> Point:
        turns, steps = gone
        return self.tell.walked(steps) if steps else self.tell.turned(turns)

    def along(self, axis: int, turns: float) -> Any:
        way = REACH * np.eye(2)[axis]
        return self.tell.turned(turns) + np.array([-way, way])

    def touch(self, weight: float) -> Point:
        return weight, self.tell.loss(weight)

    def open_card(self, index: int) -> list[Animation]:
        """Return the plays that fold the card before, and open this one."""
        before = self.cards[index - 1]
        fold = [before.move(folded(index - 1)), FadeOut(before.use, before.where)] if index else []
        return [*fold, FadeIn(self.cards[index])]

    def say_what_for(self, index: int) -> None:
        card = self.cards[index]
        self.on("use", FadeIn(card.use), run_time=style.IN)
        self.on("where", FadeIn(card.where), run_time=style.IN)

    # The script

    def construct(self) -> None:
        self.open(self.bowl, moving=[self.bowl.drift(-9, 2.4)])
        self.name_all_five()
        self.roll_down_a_curve()
        self.turn_one_knob()
        self.step_against_the_arrow()
        self.unfold_the_rings()
        self.add_up_an_area()
        self.serve_the_loop()
        self.close()

    def name_all_five(self) -> None:
        bowl, tell = self.bowl, self.tell
        trail = bowl.trail(tell.walk.tolist(), ValueTracker(len(tell.walk) - 1))
        slope = bowl.line(lambda _: tell.touched, ValueTracker(), on="wall", colour=THEME.slope, width=style.TANGENT, layer=Layer.TANGENT)
        places = (tell.touched.mean(axis=0), tell.in_front[4], tell.uphill(0.0), tell.walk[4], tell.below)
        posts = [Signpost(bowl, idea, *post, spot) for idea, post, spot in zip(IDEAS, POSTS, places, strict=True)]
        front = bowl.line(lambda _: tell.in_front, ValueTracker(), colour=THEME.text, layer=Layer.CURVE)
        comes = (VGroup(front, slope), None, self.arrow, trail, None)
        with self.beat("five", tell.five, title="Five ideas", pause=2.0, exempt=ONE_PICTURE):
            self.then(bowl.turn("hero", 2.0))
            self.on("five", FadeIn(self.ball), run_time=style.IN)
            for post, thing in zip(posts, comes, strict=True):
                self.then(FadeIn(post), *([FadeIn(thing)] if thing else []), run_time=style.IN)
            self.then(bowl.drift(-6, 3.0))
        self.leaving = [*posts, comes[0], trail, self.arrow, self.ball]

    def roll_down_a_curve(self) -> None:
        with self.beat("derivative", self.tell.derivative, title="Derivative"):
            self.then(self.bowl.turn("side"), FadeOut(*self.leaving, run_time=style.OUT))
            self.then(*self.open_card(0), FadeIn(self.plane, self.cut, self.roller, self.tangent, self.triangle), run_time=style.IN)
            self.hero = self.roller
            self.on("rate", self.weight.to(self.tell.roll[1], 5.0))
            self.say_what_for(0)

    def turn_one_knob(self) -> None:
        bowl, point, card = self.bowl, self.tell.gradient.point, self.cards[1]
        planes = [
            bowl.cut(lambda _: point, ValueTracker(), ValueTracker(axis * np.pi / 2), f"cut_{axis}")
            for axis in (0, 1)
        ]
        with self.beat("partial", self.tell.partial, title="Partial derivative"):
            gone = FadeOut(self.plane, self.roller, self.tangent, self.triangle, self.cut, run_time=style.OUT)
            self.then(gone, bowl.turn("bowl"), *self.open_card(1))
            self.hero = self.ball
            bowl.cutting = planes[0]
            self.then(FadeIn(planes[0], self.ball, self.slopes[0]), glide(planes[0].dimming, 1.0, style.IN))
            self.on("first", self.turned.to(1.0, 3.0, linear), FadeIn(card.use, run_time=style.IN))
            self.then(FadeOut(planes[0], self.slopes[0]), glide(planes[0].dimming, 0.0, style.OUT))
            bowl.cutting = planes[1]
            self.then(FadeIn(planes[1], self.slopes[1]), glide(planes[1].dimming, 1.0, style.IN))
            self.on("other", self.turned.to(2.0, 3.0, linear), FadeIn(card.where, run_time=style.IN))
        self.leaving = [planes[1], self.slopes[1]]

    def step_against_the_arrow(self) -> None:
        tell, bowl, card = self.tell, self.bowl, self.cards[2]
        parts = [
            bowl.arrow(lambda _: part.point, lambda _, part=part: tell.drawn(part), ValueTracker(), name=f"part_{k}")
            for k, part in enumerate(tell.parts)
        ]
        with self.beat("gradient", tell.gradient_line, title="Gradient"):
            dim = glide(bowl.cutting.dimming, 0.0, style.OUT)
            self.then(*map(FadeOut, self.leaving), dim, bowl.turn("near"), *self.open_card(2))
            self.then(*(part.update().draw() for part in parts))
            self.on("use", self.arrow.update().draw(), FadeIn(card.use, run_time=style.IN))
            self.then(*map(FadeOut, parts), run_time=style.OUT)
            self.on("uphill", pulse(self.arrow, 1.15))
            self.trail = bowl.trail(tell.walk[: tell.short_walk + 1].tolist(), self.steps)
            self.add(self.trail)
            walk = self.steps.to(tell.short_walk, 2.6, linear)
            self.on("where", walk, FadeIn(card.where, run_time=style.IN))

    def unfold_the_rings(self) -> None:
        bowl, card, view = self.bowl, self.cards[3], self.bowl.view.named["map"]
        names = ("weight", "w", "parameter"), ("prediction", "p", "text"), ("loss", "L", "loss")
        self.plates = [Plate(*name, region) for name, region in zip(names, PLATES, strict=True)]
        middle = view.points([[*self.tell.relief.middle, 0.0]])[0]
        radii = [view.scale * float(np.sqrt(level)) for level in NESTED]
        rings = Unfolding(middle, radii, self.plates, self.unfolded)
        self.small = TurnedBell(inset(PLATES[2]), self.tell, self.swept, self.bent)
        nested = Nested(self.tell, self.plates, self.small.plane, self.nudged)
        wires = VGroup(*(wire(one, other) for one, other in zip(PLATES, PLATES[1:], strict=False)))
        there = [each.centre for each in self.plates]
        ahead, back = self.track("ahead"), self.track("back")
        with self.beat("chain", self.tell.chain, title="Chain rule"):
            self.then(bowl.turn("map", style.MOVE), FadeOut(self.ball, self.arrow, self.trail), *self.open_card(3))
            self.add(rings)
            self.then(FadeOut(bowl), run_time=style.OUT)
            self.then(self.unfolded.to(1.0, 1.8))
            self.then(FadeIn(*self.plates, *(each.label for each in self.plates), wires), FadeOut(rings))
            self.then(FadeIn(self.small.curve, nested), run_time=style.IN)
            self.hero = nested.ball
            dL = ("partial L\\/partial w", "slope"), ("=", "text"), ("partial L\\/partial p", "slope"), ("times", "muted"), ("partial p\\/partial w", "slope")
            self.on("use", self.set_formula(*dL), FadeIn(card.use, run_time=style.IN))
            lights = [light(there, ahead, THEME.text), light(there[::-1], back, THEME.slope)]
            self.add(lights[0])
            self.on("feeds", ahead.to(2.0, 2.0), self.nudged.to(self.tell.nudge[1], 2.0))
            self.add(lights[1])
            self.on("where", back.to(2.0, 2.0), FadeIn(card.where, run_time=style.IN))
        self.leaving = [wires, nested, *lights]

    def add_up_an_area(self) -> None:
        tell, small, card = self.tell, self.small, self.cards[4]
        with self.beat("integral", tell.integral, title="Integral"):
            rest = [*self.plates, *(each.label for each in self.plates), *self.leaving]
            self.then(*map(FadeOut, rest), *self.no_formula(), *self.open_card(4), small.grow(PLOT))
            self.add(small.area)
            self.on("use", self.swept.to(1.0, 1.6), FadeIn(card.use, run_time=style.IN))
            self.on("expect", self.bent.to(1.0, 2.0))
            self.then(FadeIn(small.middle))
            self.on("where", FadeIn(card.where, run_time=style.IN), pulse(small.area, 1.05))

    def serve_the_loop(self) -> None:
        tell, places = self.tell, beside_the_loop()
        ring = self.ring = LoopRing((0.0, 0.1), 2.05, self.trips)
        little = Bowl(tell.relief, INSIDE)
        little.remove(little.floor)
        with self.beat("loop", tell.loop, title="Five ideas, one loop", pause=1.2, exempt=ROUND_THE_LOOP):
            self.then(*self.clear_but(*self.cards), run_time=style.OUT)
            flights = zip(self.cards, places, FLIGHTS, strict=True)
            self.then(*(card.move(region, 1.6, wait) for card, region, wait in flights))
            self.then(FadeIn(ring, little), *(FadeIn(card.brief) for card in self.cards))
            self.hero = ring
            for mark, served in (("integral", (4,)), ("derivative", (0, 1)), ("chain", (3,)), ("gradient", (2,))):
                self.on(mark, *(self.send(index) for index in served))
            self.on("steers", self.trips.to(1.0, 3.0, linear))

    def send(self, index: int) -> Animation:
        """Return the play in which light runs from a card to the plate of the loop that it serves."""
        card, step = self.cards[index], IDEAS[index].serves
        start = card.edge(-card.region.centre[0])
        flow = self.track(f"flow_{index}")
        self.add(light([start, self.ring.place(step)], flow, card.colour))
        return flow.to(1.0, 0.7)
