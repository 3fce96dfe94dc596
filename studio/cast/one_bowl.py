"""The loss as one bowl on which ideas act: a ball, its slopes, its arrow, and the curve from the side."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from manim import ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from calc.gradient import Point
from calc.stories.concepts import IDEAS, ConceptStory
from studio.cast.cut_plane import CutPlane
from studio.cast.idea_cards import Signpost
from studio.cast.rolling import rolling_triangle
from studio.cast.surface import Bowl, from_the_side, sights
from studio.lesson.motion import Together
from studio.stage import actors, layout, style
from studio.stage.areas import FLAT
from studio.stage.following import follow
from studio.stage.marks import Arrow, Cased
from studio.stage.plane import Plane
from studio.stage.style import Layer
from studio.stage.theme import THEME, Region

PLOT = Region(-5.55, 1.7, layout.PLOT.bottom, layout.PLOT.top)

_BOWL, _MIDDLE = Region(-6.4, 1.9, -2.25, 2.75), Region(-4.4, 3.2, -2.25, 2.75)
_ASIDE = 0.5  # units that it stands farther right on the title card, whose title is one long row
_POSTS = (-1, 2.0), (-1, -1.55), (1, 2.55), (1, 0.5), (1, -1.3)  # sides and heights of the names
_REACH = 2.0  # of a tangent on the bowl, in numbers of its plane
_STILL = ValueTracker()


class OneBowl:
    """bowl: with the views "title", "hero", "side" (on the numbers of `plane`), "bowl", "near" and "map".

    ball, arrow: the gradient's, as steps are taken or one knob after the other is turned. slopes: the lines
    that touch the bowl along each knob. cut: the loss over the weight alone, as a curve on the bowl. rolling:
    the ball on that curve, its tangent and triangle, as the weight goes.

    weight, turned, steps: trackers.
    """

    def __init__(self, story: ConceptStory, weight: Any, turned: Any, steps: Any) -> None:
        self._story = story
        bowl = self.bowl = Bowl(story.relief, _BOWL, above=PLOT, view="title")
        self.plane = Plane(PLOT, story.window(PLOT.width / PLOT.height), "w", "L")
        views = bowl.view.named
        views["title"] = replace(views["title"], x=views["title"].x + _ASIDE)
        bowl.view.look(views["title"])
        views["hero"] = sights(story.relief, _MIDDLE)["bowl"]
        views["side"] = from_the_side(story.relief, self.plane.frame)
        bowl.name_map("near", *story.closer)
        self.ball = bowl.dot(self._place, Together(turned, steps))
        self.arrow = bowl.arrow(story.walked, story.uphill, steps)
        curve: Any = {"colour": THEME.loss, "width": style.CURVE, "layer": Layer.CURVE}
        self.cut = bowl.line(lambda _: story.cut(), _STILL, **curve)
        ways = _REACH * np.eye(2)
        self.slopes = [self._line_along(partial(self._touching, way), turned) for way in ways]
        touch = lambda w: (w, story.loss(w))  # noqa: E731
        self.roller = actors.dot(self.plane, touch, weight, "roller")
        self.tangent = actors.tangent(self.plane, touch, story.loss.slope, weight)
        self.triangle = rolling_triangle(self.plane, touch, story.loss.slope, weight, 1.0)
        self.rolling = self.roller, self.tangent, self.triangle

    def _line_along(self, ends: Any, tracker: Any) -> Cased:
        """Return the line that touches the bowl between two places."""
        looks: Any = {"colour": THEME.slope, "width": style.TANGENT, "layer": Layer.TANGENT}
        return self.bowl.line(ends, tracker, on="wall", **looks)

    def _place(self, gone: Any) -> Point:
        turns, steps = gone
        return self._story.place(turns, steps)

    def _touching(self, way: NDArray[np.float64], turns: float) -> NDArray[np.float64]:
        """Return the ends of a line through the ball's place, this far to either side."""
        found: NDArray[np.float64] = self._story.turned(turns) + np.array([-way, way])
        return found

    def first_picture(self) -> list[VGroup]:
        """Return the names of the five ideas around the bowl, each with what it names."""
        story, bowl = self._story, self.bowl
        front = bowl.line(lambda _: story.in_front, _STILL, colour=THEME.text, layer=Layer.CURVE)
        slope = self._line_along(lambda _: story.touched, _STILL)
        trail = bowl.trail(story.walk.tolist(), ValueTracker(len(story.walk) - 1))
        things: tuple[list[Any], ...] = [front, slope], [], [self.arrow, trail], [], [self._pool()]
        along = np.mean([story.gradient.point, story.uphill(0)], axis=0)
        places = story.touched.mean(axis=0), story.in_front[100], along, story.ringed, story.filled
        return [
            VGroup(Signpost(bowl, idea, *post, spot), *thing)
            for idea, post, spot, thing in zip(IDEAS, _POSTS, places, things, strict=True)
        ]

    def _pool(self) -> VMobject:
        """Return the area within the innermost level curve."""
        rings, view = self.bowl.rings, self.bowl.view
        places = np.concatenate(rings[min(rings)].pieces)
        pool = VMobject(fill_color=THEME.area, fill_opacity=FLAT, stroke_width=0).set_z_index(Layer.RING)
        fill = lambda pool: pool.set_points_as_corners(view.sight.points(places))  # noqa: E731
        return follow(pool, fill, self.bowl.moment)

    def planes(self) -> list[CutPlane]:
        """Return the upright planes through the place where we stand, along each knob."""
        point = self._story.gradient.point
        angles = ValueTracker(0.0), ValueTracker(np.pi / 2)
        return [self.bowl.cut(lambda _: point, _STILL, angle, f"cut_{k}") for k, angle in enumerate(angles)]

    def parts(self) -> list[Arrow]:
        """Return the arrows of the gradient's two parts."""
        point, tips = self._story.gradient.point, map(self._story.drawn, self._story.parts)
        return [
            self.bowl.arrow(lambda _: point, partial(_always, tip), _STILL, name=f"part_{k}").update()
            for k, tip in enumerate(tips)
        ]

    def trail(self, steps: Any) -> VGroup:
        """Return the way of the first steps."""
        return self.bowl.trail(self._story.walk[: self._story.short_walk + 1].tolist(), steps)


def _always(place: Point, _: float) -> Point:
    return place
