"""A number that changes as it is watched."""

from collections.abc import Callable

import numpy as np
from manim import VMobject
from numpy.typing import NDArray

from calc.tongue import tongue
from calc.wording import Wording, in_places, number
from studio.stage.following import follow
from studio.stage.style import Layer
from studio.stage.text import code
from studio.stage.theme import THEME


def tail_of_a_number(size: float) -> float:
    """Return how much lower numbers of this size reach than those with a point: a decimal comma hangs."""
    return float(code(tongue().written("0.5"), size).height - code("0.5", size).height)


class Readout(VMobject):
    """A monospace number with its right end at `right`, half-way up its digits.

    Its digits are of one width and its places are fixed, so that it does not jitter as they change.

    Args:
        value: called at every frame.
        places: its decimals; None for a number that is too long so, and is written as a power of ten.
        wording: how the value is written: `calc.wording.number` or `signed`.
    """

    def __init__(
        self,
        value: Callable[[], float],
        places: int | None,
        right: NDArray[np.float64] | None = None,
        size: float = THEME.body,
        colour: str | None = None,
        wording: Callable[[float, int], Wording] = number,
    ) -> None:
        super().__init__(fill_color=colour or THEME.text, fill_opacity=1, stroke_width=0)
        self.set_z_index(Layer.TEXT)
        self.text, self.cap_height = "", size
        self.right = np.zeros(3) if right is None else right

        def show(readout: Readout) -> None:
            text = tongue().written(str(in_places(value(), places, wording)))
            if text == readout.text:
                return
            (line,) = code(text, size)
            points = line.points
            edge = np.array([points[:, 0].max(), size / 2, 0.0])
            readout.text = text
            readout.set_points(points - edge + readout.right)

        follow(self, lambda readout: show(readout))

    def stand(self, right: NDArray[np.float64]) -> "Readout":
        """Move its right end here, at once."""
        self.shift(right - self.right)
        self.right = right
        return self
