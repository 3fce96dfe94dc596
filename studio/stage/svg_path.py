"""The path of an SVG drawing as manim's cubic curves."""

import re
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

#: The namespaces of its elements, and of their links.
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"

Points = NDArray[np.float64]  # (n, 3), manim's cubic curves end to end

_TOKENS = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")

_CLOSE = 1e-9  # so near to its beginning is the end of a path whose steps were rounded


@lru_cache(maxsize=4096)
def curves(path: str) -> Points:
    """Return a path's pieces as cubic curves, with x and y as they are written; not to be written to.

    Raises ValueError where it has an arc or a smooth curve, which neither cairo nor Typst writes.
    """
    tokens = _TOKENS.findall(path)
    points: list[complex] = []
    here = start = 0j
    kind, at = "", 0

    def numbers(count: int) -> list[float]:
        nonlocal at
        at += count
        return [*map(float, tokens[at - count : at])]

    def places(count: int) -> list[complex]:
        x_and_y = numbers(2 * count)
        return [origin + complex(*each) for each in zip(x_and_y[::2], x_and_y[1::2], strict=True)]

    while at < len(tokens):
        if tokens[at].isalpha():
            kind, at = tokens[at], at + 1
        origin = here if kind.islower() else 0j  # of what follows
        match kind.upper():
            case "M":
                (here,) = places(1)
                start, kind = here, "l" if kind == "m" else "L"  # further places are joined by lines
                continue
            case "C":
                curve = here, *places(3)
            case "Q":
                corner, end = places(2)
                curve = here, (here + 2 * corner) / 3, (2 * corner + end) / 3, end
            case "L" | "H" | "V" | "Z":
                if kind in "Zz":
                    end = start
                elif kind in "Hh":
                    end = complex(origin.real + numbers(1)[0], here.imag)
                elif kind in "Vv":
                    end = complex(here.real, origin.imag + numbers(1)[0])
                else:
                    (end,) = places(1)
                if abs(end - here) < _CLOSE:
                    continue
                curve = here, (2 * here + end) / 3, (here + 2 * end) / 3, end
            case _:
                raise ValueError(f"a path of M, L, H, V, C, Q and Z was expected, and it has {kind}")
        points += curve
        here = curve[-1]
    plane = np.array(points, complex)
    found = np.stack([plane.real, plane.imag, np.zeros(len(points))], axis=-1)
    found.flags.writeable = False
    return found
