"""A curved arrow whose head keeps its size."""

import numpy as np
from manim import ArcBetweenPoints, Polygon, VGroup
from numpy.typing import NDArray

from studio.stage.theme import THEME

_HEAD = 0.22


class ArcArrow(VGroup):
    """From `tail` to `tip` along a circle, turning left by `angle` (radians; negative turns right)."""

    def __init__(
        self,
        tail: NDArray[np.float64],
        tip: NDArray[np.float64],
        angle: float,
        colour: str | None = None,
        width: float = THEME.line_width,
    ) -> None:
        super().__init__()
        colour = colour or THEME.muted
        whole = ArcBetweenPoints(tail, tip, angle=angle)
        share = max(1 - _HEAD / whole.get_arc_length(), 0.0)
        neck = whole.point_from_proportion(share)
        self.shaft = whole.get_subcurve(0, share).set_stroke(colour, width=width)
        along = (tip - neck) / np.linalg.norm(tip - neck)
        across = 0.45 * _HEAD * np.array([-along[1], along[0], 0.0])
        self.head = Polygon(tip, neck + across, neck - across, color=colour, fill_opacity=1, stroke_width=0)
        self.add(self.shaft, self.head).set_z_index(THEME.layers.arrow)
