"""Curves on a landscape in the film's pixels, beside where calc says they run (quality rule 25)."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from studio.check.checker import Checker, Moment, called
from studio.check.delivered import Delivered, Picture, to_yuv
from studio.check.detectors import Followed, follow_curve
from studio.check.expected.model import Expected, Trace
from studio.check.report import Row
from studio.check.truth import PLACE, SEEN

MOST = 0.8  # of the places at which it can be told: over the rest lies, mostly, another line of its colour

_REACH = 2.5 * PLACE  # of the landscape's width: from farther off, another curve would be taken for this one
_NEAR = 3.0  # pixels: from so far off it is found in the smallest pictures, too
_LEAST = 8  # places: of fewer, four fifths say little
_DOUBT = PLACE / 4  # from so much on it is asked if another curve lies there: that takes longer than all else
_ALIKE = 60.0  # levels of Y, Cb, Cr together between colours: one of them, fainter, passes for the other
_SAME = 1.0  # pixels between curves that calc lets run along the same line
_ENOUGH = 60  # places in a film at which a curve must be seen: of fewer, too little can be seen


class Curves(Checker):
    """Level curves, cuts, trails and lines, a few times a second, and at the first picture of a hold."""

    group = "truth"

    def __init__(self, delivered: Delivered, expected: Expected) -> None:
        super().__init__(delivered, expected)
        self.seen: dict[str, tuple[float, float]] = {}  # places of each curve: found, and all that are bare
        self.judged = 0  # looks
        self.names: set[str] = set()  # of those that were judged
        self.worst, self.pixels, self.worst_at = -1.0, 0.0, ""

    def see(self, moment: Moment) -> None:
        if moment.frame == moment.stretch.start:
            traces = [thing for thing in moment.stretch.things if isinstance(thing, Trace)]
            for trace in traces:
                self._look(moment, trace, [other for other in traces if other is not trace])

    def _look(self, moment: Moment, trace: Trace, others: list[Trace]) -> None:
        picture = moment.picture
        span, reach = max(trace.spans) * picture.scale, _reach(moment.picture, trace)
        curve, width = picture.pixel_of(trace.points), trace.width * picture.scale
        followed = follow_curve(picture, curve, width, to_yuv(trace.colour), reach)
        if len(followed.places) < _LEAST:
            return
        found = int(followed.clean.sum())
        # Where the landscape hides it, it is as empty as where it is missing: of that much nothing is said.
        hidden = len(followed.places) - trace.drawn * picture.scale / followed.apart
        missing = max(float(followed.empty.sum()) - max(hidden, 0.0), 0.0)
        seen, bare = self.seen.get(trace.name, (0.0, 0.0))
        self.seen[trace.name] = seen + found, bare + found + missing
        pixels = _aside(followed)
        if pixels is not None and pixels > _DOUBT * span:  # or is it another one, which lies over it?
            followed = replace(followed, clean=followed.clean & ~_beside(picture, followed, trace, others))
            pixels = _aside(followed)
        if pixels is None:
            return
        self.judged += 1
        self.names.add(trace.name)
        if pixels / span > self.worst:
            self.worst, self.pixels = pixels / span, pixels
            self.worst_at = f"{called(trace.name)}, {self.where(moment.place)}"
            self._keep(moment, followed)

    def _keep(self, moment: Moment, followed: Followed) -> None:
        """Keep the part of the picture with the curve, a white dot at each place where it could be told."""
        picture, room = moment.picture, round(0.3 * moment.picture.scale)
        low, high = followed.places.min(axis=0) - room, followed.places.max(axis=0) + room
        left, top = (max(int(edge), 0) for edge in low)
        part = picture.rgb(left, top, min(int(high[0]), picture.width), min(int(high[1]), picture.height))
        columns, rows = (followed.places[followed.clean] - (left, top)).astype(int).T
        part[np.clip(rows, 0, part.shape[0] - 1), np.clip(columns, 0, part.shape[1] - 1)] = 255
        self.show("curves", f"{self.worst_at}: the white dots are where calc says", part)

    def rows(self) -> Iterable[Row]:
        shares = {name: seen / bare for name, (seen, bare) in self.seen.items() if bare >= _ENOUGH}
        if shares:
            least = min(shares, key=lambda name: shares[name])
            yield self.row(
                "every curve can be seen",
                f"{shares[least]:.0%} of what nothing covers; {len(shares)} curves",
                f"{SEEN:.0%}",
                shares[least] >= SEEN,
                called(least),
            )
        if self.judged:
            yield self.row(
                "every curve runs where calc says",
                f"{self.worst:.2%} of the axis, {self.pixels:.2f} pixels; "
                f"{len(self.names)} curves, {self.judged} times",
                f"{PLACE:.1%}, at {MOST:.0%} of its places",
                self.worst <= PLACE,
                self.worst_at,
            )


def _aside(followed: Followed) -> float | None:
    """Return how far aside, in pixels, a curve lies at most of its places; None if too few tell."""
    if np.count_nonzero(followed.clean) < max(_LEAST, SEEN * len(followed.clean)):
        return None
    return float(np.quantile(np.abs(followed.aside[followed.clean]), MOST))


def _reach(picture: Picture, trace: Trace) -> float:
    """Return how far aside a curve is looked for, in pixels."""
    return max(_REACH * max(trace.spans) * picture.scale, _NEAR)


def _beside(picture: Picture, followed: Followed, trace: Trace, others: list[Trace]) -> NDArray[np.bool_]:
    """At which places another curve of about this colour could be taken for this one, as calc says, (n,).

    Where both run along the same line, neither can be wrongly taken.
    """
    beside = np.zeros(len(followed.places), bool)
    for other in others:
        if np.linalg.norm(to_yuv(other.colour) - to_yuv(trace.colour)) < _ALIKE:
            far = _distances(followed.places, picture.pixel_of(other.points))
            most = _reach(picture, trace) + (trace.width + other.width) / 2 * picture.scale
            beside |= (far > _SAME) & (far < most)
    return beside


def _distances(places: NDArray[np.float64], curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far places, (n, 2), are from a curve, (m, 2), with gaps where a point is nan."""
    starts, ways = curve[:-1], curve[1:] - curve[:-1]
    whole = np.isfinite(ways).all(axis=1)
    starts, ways = starts[whole], ways[whole]
    off = places[:, None] - starts
    along = np.clip((off * ways).sum(axis=-1) / np.maximum((ways**2).sum(axis=-1), 1e-9), 0, 1)
    return np.asarray(np.linalg.norm(off - along[..., None] * ways, axis=-1).min(axis=1, initial=np.inf))
