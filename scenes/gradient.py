"""Gradient: all partial slopes in one arrow, which points the steepest way up."""

from types import SimpleNamespace

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Create, DashedLine, FadeIn, FadeOut, VGroup, linear

from calc.gradient import Point
from calc.model import Model
from calc.step import Step
from calc.stories.gradient import STRETCH, GradientStory
from calc.wording import brief, decimals
from scenes import place
from studio.cast.surface import Bowl
from studio.lesson.lesson import Lesson
from studio.lesson.motion import pulse
from studio.lesson.parameters import NumberParameter, NumbersParameter, SurfaceParameter
from studio.stage import layout, style
from studio.stage.emphasis import Focus
from studio.stage.formula import Formula
from studio.stage.marks import Cased, Target, ghost
from studio.stage.panel import Panel, number
from studio.stage.readout import Readout
from studio.stage.style import Layer, tint
from studio.stage.text import math, words
from studio.stage.theme import THEME

CLOSE = 2.6  # units that the arrow is long, seen from close up
CORNER = 0.3  # units that the mark of a right angle is wide


class Gradient(Lesson):
    """All partial slopes in one arrow, which points the steepest way up."""

    in_course = place("Gradient")

    function = SurfaceParameter(Model().surface, "the surface, a formula of two letters")
    point = NumbersParameter((5.0, 5.0), "where on it we stand", NumberParameter(0, ""), 2, 2)
    learning_rate = NumberParameter(
        0.1, "what the gradient is multiplied by in a step against it", above=0, high=1e6
    )

    def calculate(self) -> None:
        self.tell = GradientStory.at(self.function, (self.point[0], self.point[1]), self.learning_rate)
        self.gradient = self.tell.gradient

    # The cast

    def cast(self) -> None:
        tell = self.tell
        bowl = self.bowl = Bowl(tell.relief, view="title")
        self.share = bowl.arrow_share(self.gradient)
        self.step = self.track("step")  # how far along the gradient, as a share of its vector
        self.lift = self.track("lift", 1.0)  # of the arrow, from the level onto the wall
        self.turned = self.track("turned")  # of the hand, from the level curve on the right of the arrow
        self.stretch = self.track("stretch", 1.0)
        self.ball = self.hero = bowl.dot(self.at, self.step)
        self.arrow = bowl.arrow(self.at, self.tip, self.step, lift=self.lift)
        self.sides = [
            bowl.arrow(self.at, lambda _, axis=axis: self.side(axis), self.step, name=f"side_{axis}")
            for axis in (0, 1)
        ]
        self.panel = Panel(layout.PANEL)
        self.state = VGroup(self.panel.plate, *self.running_numbers())
        self.vector = self.panel.put(self.column())

    def at(self, step: float) -> Point:
        return self.gradient.uphill(step)

    def tip(self, step: float) -> Point:
        here = self.at(step)
        u, v = np.add(here, self.share * self.tell.surface.slopes(*here))
        return float(u), float(v)

    def side(self, axis: int) -> Point:
        """Where the arrow of one partial slope ends."""
        end = [*self.gradient.point]
        end[axis] += self.share * float(self.gradient.vector[axis])
        return end[0], end[1]

    def running_numbers(self) -> list[VGroup]:
        """Rows with the place of the ball and its height, which run as it moves."""
        tell, rows = self.tell, []
        steps = [step for step in (tell.up, tell.down, tell.shorter) if step is not None and tell.shows(step)]
        ends = [self.gradient.point, *(step.end for step in steps)]
        heights = [self.gradient.value, *(step.value for step in steps)]
        for index, name in enumerate((*tell.surface.variables, tell.letter)):
            values = heights if index == 2 else [end[index] for end in ends]
            colour = THEME.loss if index == 2 else THEME.parameter
            running = Readout(
                lambda index=index: [*self.at(self.step.get_value()), self.height()][index],
                decimals(*values),
                size=style.READOUT,
                colour=colour,
            )
            rows.append(self.panel.row(math(name, style.FORMULA, colour), running))
            running.right = running.get_right()
        return [*rows, self.panel.rule()]

    def height(self) -> float:
        return float(self.tell.surface(*self.at(self.step.get_value())))

    def column(self) -> Formula:
        entries = ", ".join(str(brief(value)) for value in self.gradient.vector)
        return Formula((f"nabla {self.tell.letter}", "slope"), ("=", "slope"), (f"vec({entries})", "slope"))

    # The script

    def construct(self) -> None:
        way = self.tell.opening_steps()
        trail = self.bowl.trail(way, SimpleNamespace(get_value=lambda: float(len(way) - 1)))
        self.open(self.bowl, trail, self.ball, moving=[self.bowl.drift(-9, 2.4)])
        self.bring_the_bowl(trail)
        self.make_one_list()
        self.ask_which_way()
        self.turn_a_hand()
        self.step_against_it()
        self.lay_it_flat()
        if self.tell.aim is not None:
            self.see_where_it_aims()
        self.close()

    def bring_the_bowl(self, trail: VGroup) -> None:
        """Let the title's picture shrink into its place; where the course knows it, as the list is told."""
        tell = self.tell
        self.opening = [self.bowl.turn("bowl"), FadeOut(trail), FadeIn(self.state)]
        self.formula = (tell.letter, "loss"), ("=", "text"), (tell.surface.typst, "loss")
        if not tell.is_the_loss:
            with self.beat("stand", tell.stand, title="A landscape"):
                self.then(*self.opening)
                self.then(self.set_formula(*self.formula))
                self.on("stand", pulse(self.ball))
                self.on("value", self.bowl.tell(self.gradient.value))
            self.opening = []

    def make_one_list(self) -> None:
        with self.beat("list", self.tell.two_slopes, title="Two slopes, one vector"):
            if self.opening:
                self.then(*self.opening)
                self.then(self.set_formula(*self.formula), self.bowl.tell(self.gradient.value))
            numbers = []
            for side, value, mark in zip(self.sides, self.gradient.vector, ("first", "second"), strict=True):
                label = words(str(brief(value)), style.READOUT, THEME.slope)
                out = side.tip - side.tail
                out = out / max(float(np.linalg.norm(out)), 1e-9) if value else UP
                label.move_to(side.tip + 0.36 * out)
                numbers.append(label)
                drawn = [Create(side.shaft), FadeIn(side.head)] if value else []
                self.on(mark, *drawn, FadeIn(label))
            entries = self.vector.terms[2]
            self.on("gradient", FadeIn(entries, target_position=VGroup(*numbers), run_time=0.8))
            self.on("nabla", FadeIn(*self.vector.terms[:2]))
            self.note(*numbers)

    def ask_which_way(self) -> None:
        tell = self.tell
        drawn = [side for side, value in zip(self.sides, self.gradient.vector, strict=True) if value]
        here = self.arrow.tail
        ghosts, marks = [], []
        for sign in (-1, 1):
            way = sign * (self.arrow.tip - here)
            guess = DashedLine(
                here, here + way, dash_length=0.14, color=THEME.slope, stroke_width=style.ARROW
            )
            ghosts.append(guess.set_z_index(Layer.ARROW))
            mark = words("?", style.READOUT, THEME.slope).move_to(
                here + way + 0.3 * way / max(float(np.linalg.norm(way)), 1e-9)
            )
            marks.append(mark)
        with self.beat("guess", tell.question, pause=0.2):
            self.then(*(FadeOut(side) for side in drawn), run_time=style.OUT)
            focus = Focus(self.standing(), self.ball)
            self.then(focus.dim())
            for mark, guess, question in zip(("down", "up"), ghosts, marks, strict=True):
                self.on(mark, FadeIn(guess, question))
            self.guess(layout.STATE.centre)
            self.then(focus.release(), *map(FadeOut, [*ghosts, *marks]))
        with self.beat("uphill", tell.answer, title="Uphill"):
            self.then(*(FadeIn(side) for side in drawn), run_time=style.OUT)
            edges = VGroup(
                *(
                    DashedLine(side.tip, self.arrow.tip, dash_length=0.1, color=tint(THEME.slope, 0.6))
                    for side in self.sides
                    if float(np.linalg.norm(self.arrow.tip - side.tip)) > 0.05
                )
            ).set_stroke(width=style.AXIS)
            self.on("arrow", FadeIn(edges), Create(self.arrow.shaft), FadeIn(self.arrow.head))
            self.then(*map(FadeOut, [*drawn, edges]), run_time=style.OUT)
            self.left = ghost(self.ball)
            self.add(self.left)
            self.on("step", self.step.to(tell.up.rate, 1.2))
            self.on("after", self.ring(tell.up))

    def ring(self, step: Step) -> Animation:
        """Tell the level curve that a step leads to."""
        for level in self.bowl.rings:
            if abs(level - step.value) <= 1e-9 * max(abs(level), abs(step.value)):
                return self.bowl.tell(level)
        ring = self.bowl.ring(step.value, told=True)
        self.note(ring)
        return Create(ring)

    # Why it is the steepest way

    def toward(self, turned: float) -> np.ndarray:
        angle = self.tell.uphill - np.pi / 2 + turned
        return np.array([np.cos(angle), np.sin(angle)])

    def climb(self, turned: float) -> float:
        return float(self.gradient.vector @ self.toward(turned))

    def foot(self, turned: float) -> Point:
        """Where the arrow's shadow on the hand ends."""
        u, v = self.gradient.point + self.share * self.climb(turned) * self.toward(turned)
        return float(u), float(v)

    def turn_a_hand(self) -> None:
        tell, bowl, here = self.tell, self.bowl, self.gradient.point
        reach = 1.15 * self.share * self.gradient.length
        self.hand = bowl.arrow(
            lambda _: here,
            lambda turned: here + reach * self.toward(turned),
            self.turned,
            on="level",
            name="hand",
            colour=THEME.text,
            width=style.TRAIL,
            head=0.2,
        )
        self.shadow = bowl.line(
            lambda turned: [here, self.foot(turned)],
            self.turned,
            colour=THEME.slope,
            width=style.MISS,
            layer=Layer.ARROW + 0.1,
            name="shadow",
        )
        drop = self.thin(lambda turned: [self.tip(0.0), self.foot(turned)], THEME.muted, style.AXIS)
        circle = self.thin(
            lambda turned: [self.foot(each) for each in np.linspace(0, max(min(turned, np.pi), 0.02), 90)],
            tint(THEME.slope, 0.6),
            style.TRAIL,
        )
        climbs = Panel(layout.PANEL)
        head = climbs.head("way", "climb")
        rows = [
            climbs.row(words(each.along, style.LABEL), number(brief(each.rate), THEME.slope))
            for each in tell.climbs
        ]
        rows.append(
            climbs.row(words("the arrow", style.LABEL), number(brief(self.gradient.length), THEME.slope))
        )
        closer = CLOSE / (self.share * self.gradient.length * bowl.view.named["map"].scale)
        away = [part for part in (*self.state[1:], self.vector, self.left)]
        with self.beat("steepest", tell.steepest, title="The steepest way up"):
            self.then(self.step.to(0.0), bowl.turn("map"), *map(FadeOut, away))
            self.on("closer", bowl.closer(here, min(max(closer, 1.5), 10.0)))
            self.on("hand", FadeIn(circle, drop, self.shadow, self.hand))
            self.on("shadow", self.turned.to(0.5 * np.pi, 1.2), FadeIn(head))
            self.then(self.turned.to(0.0, 0.8))
            for index, (row, each) in enumerate(zip(rows, tell.climbs, strict=False)):
                if index:
                    self.then(self.turned.to(each.turned, 0.6, linear), to=f"way{index}")
                self.on(f"way{index}", FadeIn(row), run_time=style.IN)
            self.then(self.turned.to(2.5 * np.pi, 1.6, linear), to="most")
            self.on("most", FadeIn(rows[-1]), run_time=style.IN)
        self.prove_its_length(VGroup(circle, drop, self.shadow, self.hand), climbs, [head, *rows])

    def thin(self, places: object, colour: str, width: float) -> Cased:
        """A line of the hand's drawing that means nothing by itself."""
        line = self.bowl.line(places, self.turned, colour=colour, width=width, layer=Layer.CURVE)
        for part in line.get_family():
            part.scenery = True
        return line

    def prove_its_length(self, drawing: VGroup, panel: Panel, table: list[VGroup]) -> None:
        vector, bowl = self.gradient.vector, self.bowl
        here, corner, end = (bowl.point(*place) for place in (self.at(0.0), self.side(0), self.tip(0.0)))
        legs = VGroup(
            *(
                Cased(tint(THEME.slope, 0.6), style.TANGENT, Layer.TANGENT).set_path(np.array(ends))
                for ends, value in zip(((here, corner), (corner, end)), vector, strict=True)
                if value
            )
        )
        labels = [words(str(brief(abs(value))), style.READOUT, THEME.slope) for value in vector]
        labels[0].next_to((here + corner) / 2, DOWN if vector[1] >= 0 else UP, buff=0.16)
        labels[1].next_to((corner + end) / 2, RIGHT if vector[0] >= 0 else LEFT, buff=0.16)
        shown = [label for label, value in zip(labels, vector, strict=True) if value]
        rule, length = panel.rule(), panel.result("length", brief(self.gradient.length))
        with self.beat("length", self.tell.length, title="How long the arrow is"):
            self.then(FadeOut(drawing), run_time=style.OUT)
            self.on("legs", Create(legs), *map(FadeIn, shown))
            self.on("long", FadeIn(rule, length), pulse(self.arrow, 1.08))
        self.gone = [legs, *shown, rule, length, *table]

    # Down

    def step_against_it(self) -> None:
        tell = self.tell
        with self.beat("opposite", tell.opposite, title="Step the opposite way"):
            self.then(*map(FadeOut, self.gone), self.bowl.turn("bowl"))
            self.then(FadeIn(*self.state[1:], self.vector))
            self.on("opposite", pulse(self.arrow, 1.15))
            self.go(tell.down)
            if np.isfinite(tell.down.value) and tell.shows(tell.down):
                self.on("after", self.ring(tell.down))
        if tell.shorter is not None:
            with self.beat("shorter", tell.shorter_step):
                self.come_back()
                self.go(tell.shorter)
                self.on("after", self.ring(tell.shorter))

    def go(self, step: Step) -> None:
        """Take a step; a ball that leaves the landscape, or comes to where there is no value, fades there."""
        held = self.tell.held(step)
        self.left = ghost(self.ball)
        self.trail = self.bowl.trail(
            [self.at(0.0), step.end],
            SimpleNamespace(get_value=lambda: max(0.0, self.step.get_value() / step.rate)),
        )
        self.add(self.left, self.trail)
        if held < 1:
            self.then(FadeOut(self.arrow), run_time=style.OUT)
        self.on("step", self.step.to(held * step.rate, 1.2))
        if held < 1:
            self.then(FadeOut(self.ball), run_time=style.OUT)

    def come_back(self) -> None:
        """Bring the ball back to where the gradient was taken."""
        gone = [each for each in (self.left, self.trail) if self.stands(each)]
        if self.stands(self.ball):
            self.then(self.step.to(0.0), *map(FadeOut, gone))
        else:
            self.step.set_value(0.0)
            for each in (self.ball, self.arrow):
                each.update()
            self.then(*map(FadeOut, gone), FadeIn(self.ball, self.arrow))

    def lay_it_flat(self) -> None:
        tell = self.tell
        with self.beat("flat", tell.flat, title=f"A right angle to the {tell.curve}"):
            if tell.spot is self.gradient and self.step.get_value():
                self.come_back()
            self.on("flat", self.lift.to(0.0))
            self.on("map", self.bowl.turn("map"))
            unit, here = CORNER / self.bowl.view.named["map"].scale, np.array(tell.spot.point)

            def square(factor: float) -> list[np.ndarray]:
                along = unit * tell.aim_of(factor)
                across = np.array([along[1], -along[0]])
                return [here + across, here + across + along, here + along]

            self.corner = self.bowl.line(
                square,
                self.stretch,
                colour=THEME.text,
                width=style.AXIS,
                layer=Layer.TANGENT,
                name="corner",
            )
            self.on("corner", Create(self.corner.line))

    def see_where_it_aims(self) -> None:
        tell, bowl, c = self.tell, self.bowl, self.stretch
        spot, centre = tell.spot, np.array(tell.centre)
        over = bowl.view.named["map"]
        way = bowl.line(
            lambda factor: [spot.point, tell.nearest_of(factor)],
            c,
            width=style.TANGENT,
            layer=Layer.TANGENT,
            name="way_down",
        )
        goal = Target(over.points([[*centre, 0.0]])[0])
        with self.beat("stretched", tell.aim, title="Where it aims", pause=1.2):
            if tell.round:
                self.on("centre", Create(way.line), goal.draw())
                self.on("times", *self.stretchable())
                self.on("stretched", c.to(STRETCH, 2.0))
                self.on("misses", *self.measure())
            else:
                self.then(goal.draw())
                self.on("misses", Create(way.line), *([] if tell.aligned else self.measure()))
            small = self.track("small_steps")
            walk = np.array(tell.small_steps)
            runner = bowl.dot(
                lambda k: tuple(np.interp(k, range(len(walk)), axis) for axis in walk.T), small, "runner"
            )
            self.remove(self.ball)
            self.add(bowl.trail(tell.small_steps, small), runner)
            self.on("bend", small.to(len(walk) - 1, 2.4))

    def stretchable(self) -> list[Animation]:
        """Put level curves and an arrow that can be stretched in the place of those that stand."""
        tell, bowl, c, spot = self.tell, self.bowl, self.stretch, self.tell.spot
        low, here = tell.surface(*tell.centre), spot.value
        levels = sorted({*bowl.rings, here})
        rings = VGroup()
        for level in levels:
            share = float(np.sqrt((level - low) / (here - low)))
            rings.add(
                bowl.line(
                    lambda factor, share=share: tell.ring_of(factor, share),
                    c,
                    colour=THEME.loss,
                    width=6.0 if level == here else 3.0,
                    layer=Layer.RING,
                    name=f"stretched_{brief(level)}",
                )
            )
        arrow = bowl.arrow(
            lambda _: spot.point,
            lambda factor: spot.point + self.share * tell.vector_of(factor),
            c,
            on="level",
            name="stretched_arrow",
        )
        self.remove(self.arrow)
        self.add(arrow)
        gone = [ring for ring in bowl.rings.values()]
        return [FadeIn(rings), FadeOut(*gone, bowl.numbers.heights, self.left, self.trail)]

    def measure(self) -> list[Animation]:
        """How far the way down passes by the centre, with its number."""
        tell, bowl = self.tell, self.bowl
        if not tell.surface.is_quadratic or tell.aligned:
            return []
        missed = bowl.line(
            lambda _: [tell.nearest, tell.centre],
            self.stretch,
            colour=THEME.text,
            width=style.AXIS,
            name="miss",
        )
        ends = [bowl.view.named["map"].points([[*place, 0.0]])[0] for place in (tell.nearest, tell.centre)]
        way = ends[0] - ends[1]
        label = words(str(tell.miss_told), style.READOUT)
        label.next_to((ends[0] + ends[1]) / 2, DOWN if abs(way[0]) > abs(way[1]) else RIGHT, buff=0.18)
        return [Create(missed.line), FadeIn(label)]
