"""Dial: a knob with a scale whose pointer follows a tracker, and a crowd of them seen from farther away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from manim import TAU, Circle, Dot, Line, VGroup, VMobject
from numpy.typing import NDArray

from calc.window import tick_texts, ticks
from calc.wording import in_places
from studio.stage import style
from studio.stage.following import catch_up, follow
from studio.stage.formula import Formula
from studio.stage.marks import Ball
from studio.stage.placement import boxes_of, room_for
from studio.stage.readout import Readout
from studio.stage.segments import curves
from studio.stage.style import Layer, tint
from studio.stage.text import Label, code, naming, words
from studio.stage.theme import THEME, Region
from studio.stage.witness import Turn

Array = NDArray[np.float64]

# A full turn leaves a gap at the bottom, as on a radio: from the lower left to the lower right.
_LOWEST, _HIGHEST = 0.625 * TAU, -0.125 * TAU
_MARKS = 20  # at most, and one
_PLATE, _TICK, _NUMBER = 1.27, (1.08, 1.18), 0.16  # radii of the plate, of a tick; units to its number
_POINTER = 0.82  # radii
_READABLE = 0.999  # of its size: a dial that is smaller is on its way to something else
_BROAD = 2.8  # units: a label that would be wider is set smaller, so that its last digit stays near
_CLEAR = 0.12  # units between a number of the scale and what stands beside the dial
_WIDEST, _APART = 0.75, 0.3  # units: of a number of the scale, and between two of them


def reach(upright: float, values: Iterable[float], least: float) -> tuple[float, float]:
    """Return the two ends of a dial that stands upright at a value and reaches all the others, with room.

    least: how far it turns to either side at least.
    """
    half = max([least, *(1.15 * abs(value - upright) for value in values)])
    return upright - half, upright + half


def angle(share: Any) -> Any:
    """Return a pointer's direction, in radians from the right, at a share of the turn (number or array)."""
    return _LOWEST + (_HIGHEST - _LOWEST) * share


def toward(angle: float) -> Array:
    """Return the unit vector, (3,), in a direction in radians."""
    return np.array([np.cos(angle), np.sin(angle), 0.0])


class Dial(VGroup):
    """A dial that shows a tracker's value: `face`, `marks` (ticks and numbers) and `pointer`.

    Turning clockwise turns the value up. The pointer goes with its face, however that is moved or scaled.

    ends: the values at the two ends of the turn. seen: values that it comes to, for which the label keeps
    room. told: the value whose number stands out. label: the name and the running number, `places` decimals,
    below the dial or at `read`; brought on by the lesson. witnessed: what the proof calls it.
    """

    def __init__(
        self,
        tracker: Any,
        ends: tuple[float, float],
        centre: Sequence[float],
        radius: float,
        name: str,
        places: int | None,
        *,
        seen: Iterable[float],
        told: float | None = None,
        size: float = style.RESULT,
        read: Sequence[float] | None = None,
        witnessed: str = "knob",
    ) -> None:
        super().__init__()
        self.ends, self._value, self._name = ends, tracker.get_value, witnessed
        middle = np.array([*centre, 0.0][:3])
        self.face = Circle(radius, color=THEME.muted, stroke_width=style.AXIS).move_to(middle)
        self.face.set_fill(tint(THEME.parameter, style.FAINT), 1).set_z_index(Layer.CURVE)
        plate = Circle(_PLATE * radius, stroke_width=0, fill_color=THEME.panel, fill_opacity=1)
        plate.scenery = True
        self.marks = VGroup(plate.move_to(middle).set_z_index(Layer.GRID))
        self._scale(middle, radius, told)
        self.pointer = self.hand(tracker.get_value)
        self.add(self.marks, self.face, self.pointer)
        whole = float(self.face.width)

        def witness(line: VMobject) -> Turn | None:
            """Return how it is turned; nothing as it shrinks, when nobody reads it."""
            shrunk = self.face.width < _READABLE * whole
            return None if shrunk else Turn(witnessed, self.angle_of(tracker.get_value()), line)

        self.pointer[0].witness = witness
        digits = max((str(in_places(value, places)) for value in seen), key=len)
        width = _label_width(name, digits, size)
        if width > _BROAD:
            size = max(style.LABEL, size * _BROAD / width)
            width = _label_width(name, digits, size)
        number = naming(Readout(tracker.get_value, places, size=size, colour=THEME.parameter), self)
        letter = naming(Formula((name, "parameter"), ("=", "parameter"), size=size), self)
        x, y = read[:2] if read is not None else (middle[0], middle[1] - _PLATE * radius - 0.22 - size / 2)
        number.stand(np.array([x + width / 2, y, 0.0]))
        letter.shift([x - width / 2 - letter.get_left()[0], y - size / 2 - letter.baseline, 0.0])
        self.label = VGroup(letter, number)

    def share_of(self, value: float) -> float:
        """Return how far round the dial stands at a value: 0 at its lowest, 1 at its highest."""
        low, high = self.ends
        return (value - low) / (high - low)

    def angle_of(self, value: float) -> float:
        """Return the direction of the pointer at a value, in radians from the right, counterclockwise."""
        found: float = angle(self.share_of(value))
        return found

    def at(self, value: float, radii: float) -> Array:
        """Return the point, (3,), in the direction of a value, so many radii from the middle."""
        found: Array = self.face.get_center() + radii * self.face.width / 2 * toward(self.angle_of(value))
        return found

    def hand(self, value: Any, colour: str | None = None) -> VGroup:
        """Return a pointer to `value()`."""
        face, angle_of, whole = self.face, self.angle_of, self.face.width
        colour, scale = colour or THEME.parameter, min(whole / 2, 1.0)
        width = 1.2 * style.TANGENT * scale
        line, hub = Line(color=colour), Dot(radius=0.15 * scale, color=colour)
        outline = hub.points.copy()

        def place(hand: VGroup) -> None:
            middle, size = face.get_center(), face.width
            end, share = middle + _POINTER * size / 2 * toward(angle_of(value())), size / whole
            hand[0].set_points_as_corners([middle, end]).set_stroke(width=width * share)
            hand[1].points = middle + share * outline  # scaled again and again, it would never stand still

        return follow(VGroup(line, hub).set_z_index(Layer.TANGENT), place)

    def shrink_to(self, ball: Ball, seconds: float) -> Any:
        """Return the play in which the face, and its pointer with it, shrinks to a ball that comes there."""
        catch_up(ball)
        core = ball.core
        face = self.face.animate(run_time=seconds).scale_to_fit_width(core.width).move_to(core)
        return face.set_fill(core.get_fill_color()).set_stroke(width=0)

    def ghost(self, value: float) -> VGroup:
        """Return the pointer at another value, faded: where it might be turned."""
        ghost = self.hand(lambda: value, tint(THEME.parameter, style.DIM)).clear_updaters()
        ghost.scenery = True
        for part in ghost:
            part.scenery = True
        return ghost.set_z_index(Layer.CURVE + 0.5)

    def keep_off(self, others: Iterable[VMobject]) -> None:
        """Take away the numbers of the scale that stand too close to these."""
        boxes = boxes_of(others)
        for label in [part for part in self.marks if isinstance(part, Label)]:
            room = room_for(label.get_center(), label.width, label.height, (), boxes, THEME.stage, _CLEAR)
            if room < 0:
                self.marks.remove(label)

    def _scale(self, middle: Array, radius: float, told: float | None) -> None:
        """Make a tick at each round number, and numbers at as many as find room, `told` among them."""
        values = ticks(*self.ends, _MARKS)
        for value in values:
            way, colour = toward(self.angle_of(value)), THEME.parameter if value == told else THEME.muted
            tick = Line(*(middle + share * radius * way for share in _TICK), color=colour)
            self.marks.add(tick.set_stroke(width=style.AXIS))
        texts = tick_texts(values)
        labels = {value: words(text, style.TICK, THEME.muted) for value, text in texts.items()}
        widest = max(label.width for label in labels.values())
        if widest > _WIDEST:
            return
        step, turn = values[1] - values[0], abs(_HIGHEST - _LOWEST) / (self.ends[1] - self.ends[0])
        room = _TICK[1] * radius + _NUMBER + widest / 2
        every = max(1, int(np.ceil((widest + _APART) / (room * turn * step))))
        first = values.index(told) % every if told in values else round(-values[0] / step) % every
        for value in values[first::every]:
            label, way = labels[value], toward(self.angle_of(value))
            half = abs(way[0]) * label.width / 2 + abs(way[1]) * label.height / 2
            label.move_to(middle + (_TICK[1] * radius + _NUMBER + half) * way)
            if value == told:
                label.set_color(THEME.parameter)
            if THEME.safe.left < label.get_left()[0] and label.get_right()[0] < THEME.safe.right:
                self.marks.add(label)


def _label_width(name: str, digits: str, size: float) -> float:
    """Return how wide the name of a dial is with a number of these digits beside it."""
    return float(Formula(name, "=", size=size).width + 0.55 * size + code(digits, size).width)


class Crowd(VGroup):
    """Dials in rows, of which one, `first`, fills the view, until the view goes back and shows all of them.

    Each turns to a place of its own as a wave of light reaches it, from the first one on.

    big: where that one stands in the beginning, and its radius there. back, wave: trackers, 0 to 1. share:
    how far round the first one stands.
    """

    def __init__(
        self,
        big: tuple[Sequence[float], float],
        back: Any,
        wave: Any,
        share: float,
    ) -> None:
        super().__init__()
        places = np.array([[column, row, 0] for row in range(_ROWS) for column in range(_COLUMNS)])
        places = places * [*_PITCH, 0.0] + _CORNER
        middle, radius = np.array([*big[0], 0.0][:3]), 0.4 * min(_PITCH)
        first = int(np.argmin(np.linalg.norm(places - [*_SPOT, 0.0], axis=1)))
        self.offsets, spot = places - places[first], places[first]
        far = np.linalg.norm(self.offsets, axis=1) / np.linalg.norm(self.offsets, axis=1).max()
        chance = np.random.default_rng(1)
        starts = chance.uniform(0.05, 0.95, len(places))
        turns = chance.uniform(0.2, 0.45, len(places)) * chance.choice([-1, 1], len(places))
        stops = np.clip(starts + turns, 0, 1)
        starts[first] = stops[first] = share
        unit = Circle(1.0).points
        self.faces = VMobject(
            stroke_color=tint(THEME.muted, style.DIM), fill_color=tint(THEME.parameter, style.FAINT)
        )
        self.asleep = VMobject(stroke_color=tint(THEME.parameter, style.DIM))
        self.awake = VMobject(stroke_color=THEME.parameter)
        self.lit = VMobject(stroke_color=THEME.text, stroke_width=style.AXIS, fill_opacity=0)
        self.add(*(faces.set_z_index(Layer.CURVE) for faces in (self.faces.set_fill(opacity=1), self.lit)))
        self.add(*(hands.set_z_index(Layer.TANGENT) for hands in (self.asleep, self.awake)))
        for part in self:
            part.scenery = True

        def place(_: Crowd) -> None:
            gone = float(back.get_value())
            size = (big[1] / radius) ** (1 - gone)  # how much larger everything is than in the end
            done = gone if big[1] == radius else (big[1] / radius - size) / (big[1] / radius - 1)
            middles = middle + done * (spot - middle) + size * self.offsets
            # As the view goes back, and under the head, they grow; beyond the safe area they stay dim.
            grown = np.where(far == 0, 1.0, min(gone / _SOON, 1.0)) * size * radius
            radii = np.clip(_TOP - middles[:, 1], 0, grown)[:, None]
            seen = (np.abs(middles[:, :2]) < _EDGE + size * radius).all(axis=1) & (radii[:, 0] > 0)
            safe = np.abs(middles[:, 0]) + size * radius < THEME.safe.right - 0.06
            now = float(wave.get_value()) * (1 + _FRONT)
            turned = np.clip((now - far) / _FRONT, 0, 1)
            angles = angle(starts + turned * (stops - starts))
            ways = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(len(angles))])
            awake = safe & ((turned > 0) | (far == 0))
            for faces, which in ((self.faces, seen), (self.lit, seen & awake & (turned > 0) & (turned < 1))):
                faces.set_points((middles[which, None] + radii[which, None] * unit).reshape(-1, 3))
            self.faces.set_stroke(width=1.5 + 1.5 * (1 - gone))
            for hands, which in ((self.asleep, seen & ~awake), (self.awake, seen & awake)):
                hands.set_points(curves(middles[which], middles[which] + _POINTER * (radii * ways)[which]))
                hands.set_stroke(width=3 + 5 * (1 - gone))

        follow(self, place, lambda: (back.get_value(), wave.get_value()))


def in_place_of(column: int, row: int, columns: int, rows: int) -> Region:
    """Return the region of so many columns and rows of a crowd's dials, from one on to the upper right."""
    (left, bottom, _), (across, up) = _CORNER, _PITCH
    left, bottom = left + (column - 0.5) * across, bottom + (row - 0.5) * up
    return Region(left, left + columns * across, bottom, bottom + rows * up)


_ROWS, _COLUMNS = 11, 23  # only the outermost columns are beyond the safe area
_CORNER, _PITCH = (-6.6, -2.72, 0.0), (0.6, 0.545)  # the lowest one on the left; from one to the next
_SPOT = 2.9, 0.6  # where, about, the first one stands in the end
_EDGE = np.array([7.12, 4.0])  # units: half of the frame
_TOP = 2.95  # where the head begins
_SOON = 0.12  # of the way back: the others are there
_FRONT = 0.25  # of the way to the farthest, that the wave's front is wide
