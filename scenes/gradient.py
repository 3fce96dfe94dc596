"""Gradient: all partial slopes in one arrow, which points the steepest way up."""

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    Line,
    ReplacementTransform,
    VGroup,
    VMobject,
    linear,
)

from calc.gradient import Gradient as Spot
from calc.gradient import Surface
from calc.model import Model
from calc.wording import number, written
from studio.lens import lens
from studio.lesson import Lesson
from studio.rings import RINGS, knob_map, loss_formula, ring, ring_number
from studio.stage import Arrow, Axis, Plot, follow, new_ball, plated
from studio.text import Label, math, naming, words
from studio.theme import THEME, Region
from studio.timeline import PREDICT, Beat
from studio.witness import Mark, Reach, Witness

# The arrow is drawn at a fifth of its length: at full length (10 knob units) it would leave the map.
DRAWN = 0.2

LENS = Region(-6.2, -0.6, -2.6, 1.7)  # where the neighbourhood of the ball is shown magnified
SPAN = 4.0  # knob units across it


class Gradient(Lesson):
    """The partial slopes in one arrow, which points the steepest way up the loss."""

    point = (5.0, 5.0)
    learning_rate = 0.1
    stretch = 3  # how much steeper than w the knob b is on the stretched rings
    poster = "steepest"

    def calculate(self) -> None:
        self.surface = Model().surface
        self.centre = self.surface.minimum
        self.gradient = self.surface.gradient(*self.point)
        self.up = self.surface.gradient(*self.gradient.uphill(self.learning_rate))
        self.down = self.surface.gradient(*self.gradient.step(self.learning_rate))
        w, b = self.centre
        self.stretched = Surface.parse(f"(w - {w})**2 + {self.stretch}*(b - {b})**2")
        self.uphill_angle = float(np.arctan2(*self.gradient.vector[::-1]))

    def script(self) -> list[Beat]:
        first, second = (number(value) for value in self.gradient.vector)
        here, up, down = (number(spot.value) for spot in (self.gradient, self.up, self.down))
        return [
            Beat(
                "list",
                f"Put the two slopes in one list: {first}, {second}. That vector is the gradient.",
                pause=1.0,
                title="Two slopes, one vector",
                exempt={"new groups": "the map is known; new are the two slopes, which become one vector"},
            ),
            Beat("guess", "Which way does it point on the map: downhill or uphill? Guess.", pause=PREDICT),
            Beat(
                "uphill",
                f"Uphill. A small step along it raises the loss from {here} to {up}.",
                pause=1.2,
                title="Uphill",
            ),
            Beat(
                "steepest",
                "It is the steepest way up. "
                f"Its length, {number(self.gradient.length)}, is the fastest climb of all directions.",
                pause=1.4,
                title="The steepest way up",
            ),
            Beat(
                "opposite",
                f"So to learn, we step the opposite way. The loss falls from {here} to {down}.",
                pause=1.2,
                title="Step the opposite way",
            ),
            Beat(
                "flat",
                "The arrow lies flat on the map of knobs, at a right angle to the ring.",
                pause=0.6,
                title="A right angle to the ring",
            ),
            Beat(
                "stretched",
                "Our rings are circles, so the way down aims straight at the centre. "
                "On stretched rings it would not.",
                pause=1.2,
            ),
        ]

    def shown(self) -> str:
        rows = [f"climb along {name}: {number(climb)}" for name, _, climb in self.directions()]
        losses = [f"L = {surface.wording}" for surface in (self.surface, self.stretched)]
        return "\n".join(map(written, [*losses, str(self.gradient), *rows]))

    def directions(self) -> list[tuple[str, float, float]]:
        """Directions to climb in: along what, their angle in radians, and the climb."""
        named = (
            ("the ring", self.uphill_angle - np.pi / 2),
            ("w", 0.0),
            ("the arrow", self.uphill_angle),
            ("b", np.pi / 2),
        )
        return [(name, angle, round(float(self.gradient.rate(angle)), 9)) for name, angle in named]

    # The cast

    def setup(self) -> None:
        super().setup()
        self.step = self.track("step")  # how far along the gradient, as a share of its vector
        self.angle = self.track("angle")
        self.map = knob_map(self.centre, self.point)
        self.levels = VGroup(*(ring(self.map, self.surface, level) for level in RINGS))
        self.numbers = VGroup(*(ring_number(self.map, self.surface, level) for level in RINGS))
        self.centre_mark = Dot(self.map.point(*self.centre), radius=0.08, color=THEME.loss)
        self.formula = loss_formula(self.surface)
        self.ball = new_ball()
        follow(self.ball, lambda ball: ball.move_to(self.map.point(*self.place())))
        self.arrow = follow(Arrow(width=6), lambda arrow: self.draw_arrow(arrow, self.map))

    def place(self) -> tuple[float, float]:
        return self.gradient.uphill(self.step.get_value())

    def witnesses(self) -> list[Witness]:
        spot = self.surface.gradient(*self.place())
        return [
            Mark("ball", self.map, *spot.point),
            Reach("arrow", self.map, spot.point, spot.uphill(DRAWN)),
        ]

    def draw_arrow(self, arrow: Arrow, plot: Plot) -> Arrow:
        spot = self.surface.gradient(*self.place())
        return arrow.place(plot.point(*spot.point), plot.point(*spot.uphill(DRAWN)))

    def magnified(self, lower_left: tuple[float, float]) -> tuple[Plot, VGroup]:
        """The map around the ball under a lens: its mapping, and what is seen there.

        lower_left: how far the ball stands from the corner, as shares of the lens's width and height.
        """
        w, b = self.place()
        wide, high = SPAN, SPAN * LENS.height / LENS.width
        left, low = w - lower_left[0] * wide, b - lower_left[1] * high
        view = Plot(LENS, Axis(left, left + wide), Axis(low, low + high))
        rings = VGroup(*(ring(view, self.surface, level) for level in RINGS))
        rings.set_stroke(width=THEME.curve_width)
        arrow = follow(Arrow(width=8), lambda arrow: self.draw_arrow(arrow, view))
        ball = new_ball(1.5 * THEME.dot_radius).move_to(view.point(w, b))
        return view, VGroup(lens(LENS, self.map.point(w, b)), rings, arrow, ball)

    # The script

    def construct(self) -> None:
        self.two_slopes()
        self.which_way()
        self.all_directions()
        self.against_it()
        self.stretched_rings()

    def two_slopes(self) -> None:
        first, second = self.gradient.vector
        with self.beat("list"):
            field = (self.map, self.levels, self.numbers, self.centre_mark, self.formula)
            self.play(*map(FadeIn, field), run_time=0.8)
            self.play(FadeIn(self.ball, scale=2), run_time=0.4)
            ends = ((DRAWN * first, 0.0), (0.0, DRAWN * second))
            self.parts = VGroup(*(self.part(*end) for end in ends))
            names = ("w", "b")
            self.slopes = VGroup(
                *(
                    math(f"(partial L) / (partial {name}) = {number(slope)}", THEME.body, THEME.slope)
                    for name, slope in zip(names, self.gradient.vector, strict=True)
                )
            )
            self.slopes.arrange(DOWN, buff=0.4, aligned_edge=LEFT).move_to([-6.0, 1.6, 0.0], LEFT)
            for part, slope, said in zip(self.parts, self.slopes, self.gradient.vector, strict=True):
                self.cue(str(number(said)))
                self.play(FadeIn(slope), Create(part.shaft), FadeIn(part.head), run_time=0.6)
            self.cue("gradient")
            here = ", ".join(str(number(value)) for value in self.point)  # elsewhere it is another vector
            source = f"nabla L({here}) = vec({number(first)}, {number(second)})"
            self.vector = math(source, THEME.title, THEME.slope)
            self.vector.move_to(self.slopes.get_left(), LEFT)
            self.play(FadeOut(self.slopes), FadeIn(self.vector), run_time=0.8)

    def part(self, along: float, up: float) -> Arrow:
        w, b = self.point
        return Arrow().place(self.map.point(w, b), self.map.point(w + along, b + up))

    def which_way(self) -> None:
        with self.beat("guess"):
            here = self.map.point(*self.point)
            ghosts = VGroup()
            for share in (DRAWN, -DRAWN):
                end = self.map.point(*self.gradient.uphill(share))
                ghost = DashedLine(here, end, color=THEME.slope, stroke_width=THEME.line_width)
                beyond = 0.3 * (end - here) / np.linalg.norm(end - here)
                mark = plated(naming(words("?", THEME.title, THEME.slope), ghost).move_to(end + beyond))
                ghosts.add(VGroup(ghost.set_z_index(THEME.layers.arrow), mark))
            self.cue("downhill")
            self.play(FadeOut(self.parts), FadeIn(ghosts[1]), run_time=0.6)
            self.cue("uphill")
            self.play(FadeIn(ghosts[0]), run_time=0.6)
            self.predict(at=(-4.4, -0.6, 0.0))
        with self.beat("uphill"):
            self.play(FadeOut(ghosts), FadeIn(self.arrow), run_time=0.6)
            self.cue("step")
            self.outer = VGroup(
                ring(self.map, self.surface, self.up.value),
                ring_number(self.map, self.surface, self.up.value),
            )
            self.play(self.step.animate.set_value(self.learning_rate), run_time=1.0)
            self.changed = self.change(self.gradient.value, self.up.value, self.outer)

    def change(self, before: float, after: float, *others: VMobject) -> VGroup:
        """Bring in both losses as they are said, the others with the second one."""
        name = words("loss", THEME.label, THEME.muted)
        first, second = (
            math(source, THEME.title, THEME.loss)
            for source in (f"{number(before)}", f"arrow.r {number(after)}")
        )
        shown = VGroup(name, first, second).arrange(RIGHT, buff=0.2).move_to([-6.0, 0.1, 0.0], LEFT)
        self.cue("loss")
        self.play(FadeIn(name), run_time=0.3)
        self.cue(str(number(before)))
        self.play(FadeIn(first), run_time=0.4)
        self.cue(str(number(after)))
        self.play(FadeIn(second, *others), run_time=0.5)
        return shown

    def all_directions(self) -> None:
        """A needle turns from one side of the ring to the other, as long as the climb in its direction."""
        with self.beat("steepest") as span:
            corner = self.vector.copy().move_to([-6.0, 2.35, 0.0], LEFT)
            self.play(
                FadeOut(self.outer, self.changed),
                self.step.animate.set_value(0.0),
                self.vector.animate.move_to(corner),
                run_time=0.6,
            )
            self.angle.set_value(self.uphill_angle - np.pi / 2)
            view, near = self.magnified((0.3, 0.24))
            self.needle = follow(Arrow(THEME.text), lambda needle: self.draw_needle(needle, self.map))
            needle = follow(Arrow(THEME.text, width=6), lambda needle: self.draw_needle(needle, view))
            trace = follow(VMobject(), lambda trace: self.draw_trace(trace, view))
            head = words("climb along", THEME.label, THEME.muted)
            head.move_to([LENS.right - 0.12, LENS.top - 0.12, 0.0], UP + RIGHT)
            self.play(FadeIn(near, head), run_time=0.4)
            self.add(trace, self.needle, needle)
            seconds_a_radian = ((span.end - self.frame) / span.frame_rate - 1.0) / np.pi
            (name, angle, climb), *others = self.directions()
            arriving = FadeIn(self.climb_label(view, name, angle, climb), run_time=0.3)
            for name, angle, climb in others:
                self.turn_to(angle, seconds_a_radian, arriving)
                arriving = FadeIn(self.climb_label(view, name, angle, climb), run_time=0.3)
            self.turn_to(self.uphill_angle + np.pi / 2, seconds_a_radian, arriving)
            self.play(FadeOut(self.needle, needle), run_time=0.3)

    def climb_label(self, view: Plot, name: str, angle: float, climb: float) -> Label:
        """What is climbed in one direction, where its needle ends; for no climb, on the way there."""
        label = words(f"{name}: {number(climb)}", THEME.label, THEME.slope)
        w, b = self.point
        reach = DRAWN * climb if climb else 0.9  # knob units
        at = view.point(w + reach * np.cos(angle), b + reach * np.sin(angle))
        # Outside the circle that the needle's tip goes along: along an axis, on the side that falls.
        toward = np.round([np.cos(angle), np.sin(angle)], 9)
        side = np.sign(np.where(toward == 0, -self.gradient.vector, toward)) * [1, bool(climb)]
        return label.next_to(at, np.array([*side, 0.0]), buff=0.14)

    def turn_to(self, angle: float, seconds_a_radian: float, *others: Animation) -> None:
        seconds = (angle - self.angle.get_value()) * seconds_a_radian
        self.play(self.angle.animate(rate_func=linear, run_time=seconds).set_value(angle), *others)

    def rate_point(self, angle: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The tip of a needle in this direction, as long as the climb there (nothing where it falls)."""
        climb = DRAWN * np.maximum(self.gradient.rate(angle), 0.0)
        return self.point[0] + climb * np.cos(angle), self.point[1] + climb * np.sin(angle)

    def draw_needle(self, needle: Arrow, plot: Plot) -> Arrow:
        w, b = self.rate_point(self.angle.get_value())
        return needle.place(plot.point(*self.point), plot.point(float(w), float(b)))

    def draw_trace(self, trace: VMobject, plot: Plot) -> VMobject:
        start = self.uphill_angle - np.pi / 2
        angles = np.linspace(start, max(self.angle.get_value(), start + 1e-3), 121)
        return trace.become(plot.path(*self.rate_point(angles), colour=THEME.muted).set_stroke(width=3))

    def against_it(self) -> None:
        kept = (self.map, self.levels, self.numbers, self.centre_mark, self.formula, self.ball, self.arrow)
        with self.beat("opposite"):
            self.play(*self.clear_but(*kept, self.vector), run_time=0.6)
            self.cue("opposite")
            self.play(self.step.animate.set_value(-self.learning_rate), run_time=1.2)
            self.change(self.gradient.value, self.down.value)
        with self.beat("flat"):
            view, near = self.magnified((0.4, 0.3))
            self.play(*self.clear_but(*kept), run_time=0.6)
            self.play(FadeIn(near), run_time=0.6)
            self.cue("right angle")
            corner = self.right_angle(self.down, view)
            self.play(Create(corner), run_time=0.8)
            self.near = (near, corner)

    @staticmethod
    def right_angle(spot: Spot, plot: Plot) -> VMobject:
        """The little square between the arrow and the ring it stands on."""
        here = plot.point(*spot.point)
        along = plot.point(*spot.uphill(DRAWN)) - here
        along /= np.linalg.norm(along)
        across = np.array([along[1], -along[0], 0.0])
        mark = VMobject(stroke_color=THEME.text, stroke_width=3).set_z_index(THEME.layers.arrow)
        return mark.set_points_as_corners(
            [here + 0.5 * across, here + 0.5 * (across + along), here + 0.5 * along]
        )

    def stretched_rings(self) -> None:
        with self.beat("stretched"):
            self.play(*map(FadeOut, self.near), run_time=0.4)
            aim = self.way_down(self.surface)
            self.cue("way down")
            self.play(Create(aim), run_time=1.0)
            self.cue("stretched")
            rings = VGroup(*(ring(self.map, self.stretched, level) for level in self.stretched_levels()))
            other = self.stretched.gradient(*self.down.point)
            arrow = Arrow(width=6).place(
                self.map.point(*other.point), self.map.point(*other.uphill(0.5 * DRAWN))
            )
            self.play(
                FadeOut(self.numbers),
                FadeOut(self.formula),
                FadeIn(loss_formula(self.stretched)),
                ReplacementTransform(self.levels, rings),
                ReplacementTransform(aim, self.way_down(self.stretched)),
                ReplacementTransform(self.arrow, arrow),
                run_time=1.4,
            )

    def stretched_levels(self) -> list[float]:
        here = self.stretched(*self.down.point)
        return [here * share for share in (0.06, 0.25, 0.56, 1.0)]

    def way_down(self, surface: Surface) -> Line:
        """From the ball straight down this surface, as far as the ball is from the centre."""
        spot = surface.gradient(*self.down.point)
        far = np.linalg.norm(np.subtract(self.centre, spot.point))
        end = np.subtract(spot.point, far * np.asarray(spot.direction))
        return DashedLine(
            self.map.point(*spot.point), self.map.point(*end), color=THEME.text, stroke_width=3
        ).set_z_index(THEME.layers.tangent)
