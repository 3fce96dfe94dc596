"""ConceptMap: five ideas act on one bowl, and become five cards around the loop that they serve."""

from typing import Any

from manim import Animation, linear

from calc.stories.concepts import IDEAS, ConceptStory
from calc.stories.questions.concepts import about_concepts
from scenes import place
from studio.cast.idea_cards import column_of_cards, fly_to_the_loop, folded
from studio.cast.landscape import glide
from studio.cast.loop_ring import INSIDE, RING, LoopRing
from studio.cast.nested import Nested
from studio.cast.one_bowl import PLOT, OneBowl
from studio.cast.plates import light, wake
from studio.cast.surface import Bowl
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.stage import style
from studio.stage.fading import late

ONE_PICTURE = {"new groups": "five names around one bowl, each with its line to it, are one picture"}


class ConceptMap(Lesson):
    """Five ideas, what each of them does for learning, and where you will meet it."""

    in_course = place("ConceptMap")
    concept = False  # it frames the course

    def calculate(self) -> None:
        self.tell = ConceptStory()
        self.asked = about_concepts()

    def shown(self) -> str:
        return self.tell.table

    def cast(self) -> None:
        tell = self.tell
        self.weight, self.turned, self.steps = (
            self.track("weight", 7.0),
            self.track("turned"),
            self.track("steps"),
        )
        self.unfolded, self.nudged = self.track("unfolded"), self.track("nudged", tell.nudge[0])
        self.ahead, self.backward, self.trips = (
            self.track("ahead"),
            self.track("backward"),
            self.track("trips"),
        )
        self.swept, self.bent = self.track("swept"), self.track("bent")
        self.one = OneBowl(tell, self.weight, self.turned, self.steps)
        self.bowl, self.ball, self.arrow = self.one.bowl, self.one.ball, self.one.arrow
        self.hero = self.ball
        lights = self.unfolded, self.nudged, self.ahead, self.backward
        self.nested = Nested(tell, self.bowl, (self.swept, self.bent), lights)
        self.cards = column_of_cards()

    def construct(self) -> None:
        self.open(self.bowl, moving=[self.bowl.drift(-9)])
        self.name_all_five()
        self.roll_down_a_curve()
        self.turn_one_knob()
        self.step_against_the_arrow()
        self.unfold_the_rings()
        self.add_up_an_area()
        self.serve_the_loop()
        self.close(self.asked.end)

    def open_card(self, index: int) -> list[Any]:
        """Return the plays that fold the card before, and open a card in the room that this leaves."""
        before = self.cards[index - 1]
        gone = self.out(before.use, before.where)
        return [before.fold(folded(index - 1)), gone, late(self.cards[index], style.MOVE)]

    def name_all_five(self) -> None:
        self.picture = self.one.first_picture()
        with self.beat("five", self.tell.five, title="Five ideas", pause=0.5, exempt=ONE_PICTURE):
            self.then(self.bowl.turn("hero", 2.0))
            self.on("five", self.ball)
            for idea in self.picture:
                self.then(idea)
            self.then(self.bowl.drift(-6, 2.0))

    def roll_down_a_curve(self) -> None:
        one, cards = self.one, self.cards
        with self.beat("derivative", self.tell.derivative, title="Derivative"):
            gone = self.out(*self.picture, self.ball)
            self.then(self.bowl.turn("side"), gone, late(one.cut), late(cards[0]))
            self.then(one.plane, *one.rolling)
            self.hero = one.roller
            self.on("rate", self.weight.to(self.tell.roll[1], 3.2), cards[0].use)
            self.on("where", cards[0].where)

    def turn_one_knob(self) -> None:
        one, bowl, cards = self.one, self.bowl, self.cards
        self.planes = first, second = one.planes()
        with self.beat("partial", self.tell.partial, title="Partial derivative"):
            gone = self.out(one.plane, one.cut, *one.rolling)
            self.then(gone, bowl.turn("bowl"), self.open_card(1))
            self.hero, bowl.cutting = self.ball, first
            self.then(first, self.ball, one.slopes[0], glide(first.dimming, 1.0, style.IN))
            self.on("first", self.turned.to(1.0, 1.3, linear), cards[1].use)
            self.then(self.out(first, one.slopes[0]), glide(first.dimming, 0.0, style.OUT))
            bowl.cutting = second
            self.then(second, one.slopes[1], glide(second.dimming, 1.0, style.IN))
            self.on("other", self.turned.to(2.0, 1.3, linear), cards[1].where)

    def step_against_the_arrow(self) -> None:
        plane, parts, cards = self.planes[1], self.one.parts(), self.cards
        with self.beat("gradient", self.tell.gradient_line, title="Gradient"):
            self.then(self.out(plane, self.one.slopes[1]), glide(plane.dimming, 0.0, style.OUT))
            self.then(self.bowl.turn("map"), self.open_card(2))
            self.then(self.bowl.turn("near", style.MOVE))
            self.then(*(part.draw() for part in parts))
            self.on("use", self.arrow.update().draw(), cards[2].use)
            self.then(self.out(*parts))
            self.on("uphill", pulse(self.arrow, 1.15))
            self.trail = self.one.trail(self.steps)
            self.add(self.trail)
            self.on("where", self.steps.to(self.tell.short_walk, 1.5, linear), cards[2].where)

    def unfold_the_rings(self) -> None:
        nested, over, cards = self.nested, "\\/partial ", self.cards
        wholes = [(f"partial {one}{over}{other}", "slope") for one, other in ("Lw", "Lp", "pw")]
        with self.beat("chain", self.tell.chain, title="Chain rule"):
            gone = self.out(self.ball, self.arrow, self.trail)
            self.then(self.bowl.turn("map", style.MOVE), gone, self.open_card(3))
            self.add(nested.rings)
            self.then(self.out(self.bowl))
            self.then(self.unfolded.to(1.0, 1.8))
            self.then(*nested.plates, *nested.names, nested.wires, self.out(nested.rings))
            self.then(nested.small.curve, nested.pictures)
            self.hero = nested.ball
            product = wholes[0], "=", wholes[1], "times", wholes[2]
            self.on("use", self.set_formula(*product), cards[3].use)
            self.add(nested.there)
            self.then(self.ahead.to(2.0, 1.4), self.nudged.to(self.tell.nudge[1], 1.4))
            self.add(nested.back)
            self.on("where", self.backward.to(2.0, 1.6), cards[3].where)

    def add_up_an_area(self) -> None:
        nested, small, cards = self.nested, self.nested.small, self.cards
        rest = *nested.plates, *nested.names, nested.wires, nested.pictures, nested.there, nested.back
        with self.beat("integral", self.tell.integral, title="Integral", pause=0.5):
            self.then(self.out(*rest), self.no_formula(), self.open_card(4), small.grow(PLOT))
            self.add(small.area, small.joints)
            self.then(self.swept.to(1.0, 1.1), to="use")
            self.on("use", cards[4].use)
            self.on("expect", self.bent.to(1.0, 1.5))
            self.then(small.middle)
            self.on("where", cards[4].where, pulse(small.area, 1.05))

    def serve_the_loop(self) -> None:
        ring, little = LoopRing(*RING, self.trips), Bowl(self.tell.relief, INSIDE)
        little.remove(little.floor)
        self.ring = self.hero = ring
        tell = self.tell
        with self.beat("loop", tell.loop, title="Five ideas, one loop", pause=0.5):
            self.then(self.clear_but(*self.cards))
            self.then(fly_to_the_loop(self.cards))
            self.then(ring, little, *(card.brief for card in self.cards))
            self.on("integral", self.send(4))
            self.then(self.trips.to(1 / 3, 0.8, linear), to="derivative")
            self.on("derivative", self.send(0), self.send(1))
            self.on("chain", self.send(3))
            self.on("gradient", self.send(2), self.trips.to(2 / 3, 0.75, linear))
            self.on("steers", self.trips.to(5 / 3, 2.2, linear))

    def send(self, index: int) -> Animation:
        """Return the play in which light runs from a card to the plate that it serves, and joins the two."""
        card, flow = self.cards[index], self.track(f"flow_{index}")
        way: Any = [card.edge(-card.region.centre[0]), self.ring.place(IDEAS[index].serves)]
        self.add(wake(way, flow, card.colour), light(way, flow, card.colour))
        return flow.to(1.0, 0.7)
