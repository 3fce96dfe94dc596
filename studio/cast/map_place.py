"""A place on a landscape's map as two knobs set it: a bead on each axis, and lines from the beads to it."""

from __future__ import annotations

from typing import Any

from manim import VGroup

from studio.cast.surface import Bowl
from studio.lesson.motion import Together
from studio.stage import style
from studio.stage.style import Layer, tint
from studio.stage.theme import THEME

_BEAD, _INSIDE = 0.11, 0.17  # units: a bead, and from the map's edge to it, clear of the numbers there


def place_on_map(bowl: Bowl, first: Any, second: Any) -> tuple[VGroup, VGroup]:
    """Return the beads at the values of two trackers, and the guides from them, as they are on the map."""
    sight, region = bowl.view.named["map"], bowl.above
    left = sight.middle[0] + (region.left + _INSIDE - sight.x) / sight.scale
    bottom = sight.middle[1] + (region.bottom + _INSIDE - sight.y) / sight.scale
    beads = VGroup(
        bowl.dot(lambda u: (u, bottom), first, "bead_first", radius=_BEAD),
        bowl.dot(lambda v: (left, v), second, "bead_second", radius=_BEAD),
    )
    both = Together(first, second)
    looks: dict[str, Any] = {"colour": tint(THEME.parameter, 0.6), "width": style.AXIS, "layer": Layer.GHOST}
    guides = VGroup(
        bowl.line(lambda now: [(now[0], bottom), now], both, name="guide_first", **looks),
        bowl.line(lambda now: [(left, now[1]), now], both, name="guide_second", **looks),
    )
    return beads, guides
