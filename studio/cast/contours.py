"""The level curves of a chart, traced through its grid of values."""

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

from calc.chart import GRID, Chart


def contours(chart: Chart, level: float) -> list[NDArray[np.float64]]:
    """The level curve of one value, in pieces (n, 2) each, in the plane's own numbers.

    Found by contourpy on the grid; each place is then moved until the surface has that very value there.
    """
    across, up, values = chart.grid
    origin = np.array([across[0], up[0]])
    steps = np.arange(GRID, dtype=np.float64)
    # Traced in cells of the grid, so that neither huge nor tiny numbers lose digits.
    lines = contour_generator(steps, steps, np.ma.masked_invalid(values - level), name="serial").lines(0.0)
    return [piece for line in lines for piece in chart.on_level(level, origin + chart.cell * line)]
