"""Room for labels: beside what they name, clear of lines and of other text.

A lesson that draws any function cannot know which side of a point is free, so it is looked for.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import NDArray

from studio.stage.shapes import along, box_of, distance_to
from studio.stage.text import Label, plated
from studio.stage.theme import THEME, Region

_LINES = 0.16  # units to keep from lines, a little more than the rules of layout ask for
_TEXTS = 0.18  # and from other text
_PLATE = 0.12  # units of plate around a label: it still covers it when it is lit up
_STEPS = 24  # directions tried around the point
_GAPS = (0.22, 0.3, 0.4, 0.5, 0.62, 0.75, 0.9)  # units between the point and the label, the nearest first


def place_beside(
    label: Label | VGroup,
    at: NDArray[np.float64],
    lines: Iterable[VMobject] = (),
    texts: Iterable[VMobject] = (),
    prefer: Sequence[float] = (0.0, 1.0),
    within: Region | None = None,
    uncovered: Iterable[VMobject] = (),
) -> VMobject:
    """Move the label to the nearest free place around the point `at`, (3,), and return it.

    lines, texts: what to keep clear of. prefer: the direction (x, y) to try first at each distance.
    uncovered: lines that must stay in sight. Where nothing is free, the label comes on a plate that covers
    the other lines.
    """
    within = within or THEME.stage
    uncovered = list(uncovered)
    strokes, must = points_of([*lines, *uncovered]), points_of(uncovered)
    boxes = boxes_of(texts)
    room, place = _best(label, at, strokes, boxes, prefer, within)
    if room >= 0 or not len(strokes):
        return label.move_to(place)
    room_for_plate = Region(
        within.left + _PLATE, within.right - _PLATE, within.bottom + _PLATE, within.top - _PLATE
    )
    _, place = _best(label, at, must, boxes, prefer, room_for_plate)
    return plated(label.move_to(place), buff=_PLATE)


def first_clear(
    label: VMobject,
    places: Sequence[NDArray[np.float64]],
    lines: Sequence[tuple[NDArray[np.float64], float]],
    texts: Iterable[VMobject] = (),
    apart: float = _TEXTS,
    within: Region | None = None,
) -> tuple[int, float]:
    """Return the number of the first place, (3,), where a label keeps clear; else of the least cramped one.

    With it comes how much more room it has there than it needs; below 0 where it has too little.

    lines: points, (n, 3), each with the distance to keep from them. texts: what else it keeps clear of, by
    apart. within: the region to keep to, by default the stage.
    """
    size, boxes = (label.width, label.height), boxes_of(texts)
    rooms = [room_for(place, *size, lines, boxes, within or THEME.stage, apart) for place in places]
    best = next((k for k, room in enumerate(rooms) if room >= 0), int(np.argmax(rooms)))
    return best, rooms[best]


def _best(
    label: VMobject,
    at: NDArray[np.float64],
    strokes: NDArray[np.float64],
    boxes: NDArray[np.float64],
    prefer: Sequence[float],
    within: Region,
) -> tuple[float, NDArray[np.float64]]:
    """The room at the first free place, and the place; where none is free, those of the least cramped one."""
    width, height = label.width, label.height
    first = float(np.arctan2(prefer[1], prefer[0]))
    around = 2 * np.pi * np.arange(_STEPS) / _STEPS
    turns = sorted(around, key=lambda turn: min(turn, 2 * np.pi - turn))
    best, most = np.array(at, float), -np.inf
    for gap in _GAPS:
        for turn in turns:
            middle = _beside(at, first + turn, gap, width, height)
            room = room_for(middle, width, height, [(strokes, _LINES)], boxes, within)
            if room >= 0:
                return room, middle
            if room > most:
                best, most = middle, room
    return most, best


def _beside(
    at: NDArray[np.float64], angle: float, gap: float, width: float, height: float
) -> NDArray[np.float64]:
    """The middle of a box whose edge is `gap` away from the point in this direction."""
    across, up = np.cos(angle), np.sin(angle)
    reach = min(
        width / 2 / abs(across) if abs(across) > 1e-9 else np.inf,
        height / 2 / abs(up) if abs(up) > 1e-9 else np.inf,
    )
    return np.array([at[0] + (gap + reach) * across, at[1] + (gap + reach) * up, 0.0])


def room_for(
    middle: NDArray[np.float64],
    width: float,
    height: float,
    lines: Iterable[tuple[NDArray[np.float64], float]],
    boxes: NDArray[np.float64],
    within: Region,
    apart: float = _TEXTS,
) -> float:
    """Return how much more room a box around `middle` has than it needs; below 0 where it has too little.

    lines: points, (n, 3), each with the distance to keep from them. boxes: other texts, as of `boxes_of`, and
    apart: how far to keep from these.
    """
    x, y = middle[:2]
    left, right, bottom, top = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    room = min(left - within.left, within.right - right, bottom - within.bottom, within.top - top)
    for points, distance in lines:
        if len(points):
            room = min(room, distance_to(points, (left, right, bottom, top)) - distance)
    if len(boxes):
        across = np.maximum(np.maximum(left - boxes[:, 1], boxes[:, 0] - right), 0)
        up = np.maximum(np.maximum(bottom - boxes[:, 3], boxes[:, 2] - top), 0)
        room = min(room, float(np.hypot(across, up).min()) - apart)
    return room


def boxes_of(texts: Iterable[VMobject]) -> NDArray[np.float64]:
    """Left, right, bottom and top of each text, (n, 4)."""
    return np.array([box_of(text) for text in texts if len(text.get_all_points())]).reshape(-1, 4)


def kept_off(lines: Iterable[VMobject], width: float, room: float) -> tuple[NDArray[np.float64], float]:
    """Return lines of this stroke width, as `first_clear` takes them, with so many units from their edges."""
    return points_of(lines), width / 200 + room  # manim's widths are hundredths of a unit


def points_of(mobjects: Iterable[VMobject]) -> NDArray[np.float64]:
    """Points along the curves of the mobjects, (n, 3), close enough together to measure distances by."""
    parts = [part for mobject in mobjects for part in mobject.get_family() if len(part.points) >= 4]
    found = [along(part.points[: len(part.points) // 4 * 4]) for part in parts]
    return np.concatenate(found) if found else np.empty((0, 3))
