"""What the lessons on a function of two variables share: its map on the right, its formula on the left."""

from functools import cached_property

from manim import Create, DashedLine, FadeIn, Indicate, LaggedStart, SurroundingRectangle, VGroup, VMobject

from calc.chart import Chart, chart, place
from calc.gradient import Gradient, Point, Surface
from calc.model import Model
from calc.stories.surface import called, height, is_the_loss, letter, surveyed
from calc.terrain import FlatPlace, flat_place
from calc.wording import brief, equals, written
from studio.cast.level_curves import Levels, drawn_share, flat_dot, map_plot, map_region, surface_formula
from studio.lesson.parameters import NumberParameter, NumbersParameter, SurfaceParameter
from studio.lesson.scripted import ScriptedLesson
from studio.lesson.timeline import Beat
from studio.stage.placement import place_beside
from studio.stage.plot import Plot, follow, new_ball, tick_texts
from studio.stage.text import naming, words
from studio.stage.theme import THEME, Region


class SurfaceLesson(ScriptedLesson):
    """A lesson told at one point of a surface.

    surface, gradient: of the function, at the point. chart: the part of the plane that is shown.
    """

    function = SurfaceParameter(Model().surface, "the surface, a formula of two letters")
    point = NumbersParameter((5.0, 5.0), "where on it we stand", NumberParameter(0, ""), 2, 2)

    def calculate(self) -> None:
        self.surface: Surface = self.function
        here: Point = (self.point[0], self.point[1])
        self.gradient: Gradient = self.surface.gradient(*here)
        if self.gradient.length == 0:
            raise ValueError(
                f"{self.surface.wording.written} is flat at {place(self.surface, here)}: both slopes are 0, "
                "so there is nothing to compare or to point at; choose another point"
            )
        self.is_the_loss = is_the_loss(self.surface)
        self.letter = letter(self.surface)
        self.flat: FlatPlace | None = flat_place(self.surface, here)
        self.region: Region = map_region(self.surface, here, self.flat)
        aspect = self.region.width / self.region.height
        self.chart: Chart = chart(self.surface, here, self.flat, aspect, self.steps())

    def steps(self) -> list[Point]:
        """The places besides the point that the map should hold, if they are near."""
        return []

    def place(self) -> Point:
        """Where the ball is now."""
        raise NotImplementedError

    def map_beat(self) -> Beat:
        """What the surface is, where the course has not told of it, and what its map shows; see `survey`."""
        first, second = self.surface.variables
        opening = f"Here is a surface over {first} and {second}{f': {called(self.surface)}' * self.is_short}."
        return Beat("map", f"{opening} {surveyed(self.chart)}", pause=0.7, title="A map")

    @property
    def is_short(self) -> bool:
        """Whether a sentence can hold the formula."""
        return called(self.surface) == self.surface.wording

    def stand_beat(self) -> Beat:
        """Where we stand, and how high; see `come_to_stand`."""
        first, second = (
            equals(name, value, digits=4)
            for name, value in zip(self.surface.variables, self.point, strict=True)
        )
        value = brief(self.gradient.value)
        said = f"We stand at {first} and {second}, where the {height(self.surface)} is {value}."
        return Beat("stand", said, pause=1.1)

    def shown(self) -> str:
        """The formula, the values of the level curves, and the gradient."""
        values = ", ".join(str(text) for text in self.levels_told())
        u, v = (brief(value) for value in self.point)
        slopes = " and ".join(str(brief(slope)) for slope in self.gradient.vector)
        first, second = self.surface.variables
        return written(
            f"{self.letter}({first}, {second}) = {self.surface.wording}\n"
            f"In Python: {self.surface.python}\n"
            f"Its partial derivatives at ({u}, {v}) are {slopes}; its value there is "
            f"{brief(self.gradient.value)}.\n"
            f"The level curves on the map have the values {values}.\n"
            f"On the map an arrow is {brief(self.share)} times as long as what it stands for."
        )

    def levels_told(self) -> list[str]:
        """The values of the level curves in as many digits as tell them apart."""

        return list(tick_texts(list(self.chart.levels)).values())

    @cached_property
    def map(self) -> Plot:
        return map_plot(self.region, self.chart)

    @cached_property
    def share(self) -> float:
        """How long arrows are on the map, as a share of the slopes that they stand for."""
        return drawn_share(self.map, self.gradient.length)

    @cached_property
    def formula(self) -> VGroup:
        return self.typeset(self.surface)

    def below_formula(self, highest: float) -> float:
        """The height, at most `highest`, up to which something else may stand below the formula."""
        return min(highest, float(self.formula.get_bottom()[1]) - 0.15) if len(self.formula) else highest

    def setup(self) -> None:
        super().setup()
        self.ball = follow(new_ball(), lambda ball: ball.move_to(self.map.point(*self.place())))
        self.levels = Levels(self.map, self.chart)
        self.centre_mark = flat_dot(self.map, self.chart)
        self.guides = self.guides_to_point()
        self.here = self.value_beside_point()
        self.levels.number([*self.drawn_over(), self.guides, SurroundingRectangle(self.here, buff=0.05)])

    def survey(self) -> None:
        """Bring in the map as the beat's line, the opening and what `surveyed` says, tells of it."""
        said = surveyed(self.chart)
        self.play(FadeIn(self.map), run_time=0.6)
        if not len(self.formula):
            self.cue(self.surface.variables[0])
            self.play(Indicate(self.map.axes, 1.0, color=THEME.text), run_time=1.0)
        else:
            self.cue(written(f"{called(self.surface)}") if self.is_short else self.surface.variables[0])
            self.bring(self.formula, max(self.until("Seen") - 0.4, 0.5))
        self.cue("above")
        self.bring(self.levels.pairs, max(1.8, self.until("same")))
        if len(self.centre_mark):
            self.cue("The dot" if "saddle" in said else "It is")
            self.play(FadeIn(self.centre_mark, scale=3), run_time=0.5)
            if "saddle" in said:
                for way in ("up", "down"):
                    self.cue(way)
                    self.play(Indicate(self.centre_mark, 1.6, color=THEME.loss), run_time=1.0)
        if "empty" in said:
            self.cue("empty")
            self.play(Indicate(self.map.axes, 1.0, color=THEME.text), run_time=1.0)

    def guides_to_point(self) -> VGroup:
        """A dashed line from each axis to where we stand."""
        here, plot = self.map.point(*self.point), self.map
        feet = plot.point(self.point[0], plot.y.low), plot.point(plot.x.low, self.point[1])
        guides = VGroup(*(DashedLine(foot, here, color=THEME.parameter) for foot in feet))
        return guides.set_stroke(width=THEME.axis_width).set_z_index(THEME.layers.curve)

    def value_beside_point(self) -> VMobject:
        """The value where we stand."""
        here, plot = self.map.point(*self.point), self.map
        said = f"{height(self.surface)} {brief(self.gradient.value)}"
        label = naming(words(said, THEME.label, THEME.loss), self.ball)
        texts = [*plot.tick_labels, *plot.names]
        lines = [*self.levels.curves, plot.axes, self.guides, self.centre_mark]
        ball = new_ball().move_to(here)
        return place_beside(label, here, lines, texts, (1.0, 0.7), uncovered=[ball])

    def come_to_stand(self) -> None:
        """Bring in the ball, with a guide to it from each axis, as the beat's line tells of them."""
        for name, guide in zip(self.surface.variables, self.guides, strict=True):
            self.cue(name)
            self.play(Create(guide), run_time=0.6)
        self.play(FadeIn(self.ball, scale=2), run_time=0.4)
        self.cue(written(f"is {brief(self.gradient.value)}"))
        self.play(FadeIn(self.here), run_time=0.5)

    def bring(self, group: VGroup, run_time: float) -> None:
        """Let the parts of a group come one after another: those of a map from the outside in."""
        parts = list(group.submobjects)
        if group is self.levels.pairs:
            parts.reverse()
        # Each takes a quarter of a second at least: faster ones would seem to pop up.
        lag = min(0.35, (run_time / 0.25 - 1) / max(len(parts) - 1, 1))
        self.play(LaggedStart(*map(FadeIn, parts), lag_ratio=max(lag, 0.0)), run_time=run_time)
        self.remove(*parts)
        self.add(group)

    def typeset(self, surface: Surface) -> VGroup:
        """The formula of a surface above the left half of the stage, if it fits there."""
        return surface_formula(surface, self.letter, self.region.left - 0.9 - THEME.stage.left)

    def drawn_over(self) -> list[VMobject]:
        """What is drawn over the level curves, so that no number stands there."""
        return []
