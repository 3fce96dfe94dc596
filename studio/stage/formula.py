"""Formulas of coloured terms on one baseline, each a thing of its own that can fly in from where it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import RIGHT, UP, Animation, ManimColor, Mobject, VGroup, smooth, squish_rate_func

from studio.stage import style
from studio.stage.change import Change
from studio.stage.text import math, math_text
from studio.stage.theme import COLOURS, THEME, Region

_SPACE = 0.45  # between terms, in cap heights
_APART = 1.6
_TALL = 0.68  # units: a formula of one line that has a fraction in it may be so tall in any region
_RIM = 0.04  # units above such a formula: its strokes are wider than its outline
_FLIGHT = 0.8  # seconds in which a term comes from what it stands for, at least
_FASTEST = 5.5  # units a second, on average
_SIGNS = {"+", "-", "\N{MINUS SIGN}"}
_FATTER = 0.8  # stroke width: Typst's mathematics is thin beside Inter


#: Operators that stand back behind what they join.
_BACK = {"times", "arrow.l", "arrow.r", "approx", "<"}

#: A term with its role, or an operator, which needs none.
Term = tuple[object, str] | object


def _with_role(term: Term) -> tuple[str, str]:
    if not isinstance(term, tuple):
        return str(term), "muted" if str(term) in _BACK else "text"
    source, role = map(str, term)
    if role not in COLOURS:
        raise ValueError(f"{role!r} is no role of a colour; there are {', '.join(COLOURS)}")
    return source, role


class Formula(VGroup):
    """Terms from left to right, each Typst mathematics or a number, with the role of its colour.

    `Formula(("x", "parameter"), "arrow.l", ("x", "parameter"), size=style.FORMULA)`: a term alone is an
    operator. One that begins with "~" stands close to the one before it, one with "|" well apart. `terms[k]`
    is the k-th. running: whether its fractions are set as in running text, with smaller numbers one above the
    other.
    """

    def __init__(self, *terms: Term, size: float = style.FORMULA, running: bool = False) -> None:
        super().__init__()
        self.size = self.cap_height = size
        coloured = [_with_role(term) for term in terms]
        self.text = math_text(" ".join(source.lstrip("~|") for source, _ in coloured))
        for source, role in coloured:
            term = _on_baseline(source.lstrip("~|"), size, getattr(THEME, role), running)
            if self.submobjects:
                gap = {"~": 0.08, "|": _APART}.get(source[:1], _SPACE)
                right = self.submobjects[-1].get_right()[0]
                term.shift((right + gap * size - term.get_left()[0]) * RIGHT)
            self.add(term)
        self.terms: Sequence[Any] = list(self.submobjects)
        self.hidden: Sequence[int] = ()  # the numbers of those that `hide` has hidden
        self.waits = 0.0  # seconds until its place is free, for which the first terms wait that `bring` shows

    @classmethod
    def line(cls, region: Region, *terms: Term) -> Formula:
        """Return a formula of one line that stands in a region; tall fractions are set as in running text."""
        found = cls(*terms)
        return (found if found.height <= max(_TALL, region.height) else cls(*terms, running=True)).stand(
            region
        )

    def stand(self, region: Region) -> Formula:
        """Centre the formula in a region, on a common baseline; shrink it where it is too large for it."""
        self.resize(min(1.0, region.width / self.width, max(_TALL, region.height) / self.height))
        middle = (region.left + region.right) / 2
        self.shift((middle - self.get_center()[0]) * RIGHT)
        self.shift((region.centre[1] - self.size / 2 - self.baseline) * UP)
        # A fraction hangs below: above is the edge of the frame.
        self.shift(min(0.0, region.top - _RIM - float(self.get_top()[1])) * UP)
        return self

    def resize(self, factor: float) -> Formula:
        """Make the formula so many times as large."""
        self.scale(factor)
        self.size = self.cap_height = self.size * factor
        return self

    def hide(self, first: int = 0) -> Formula:
        """Let no term from the first of these on be seen until `bring` shows it."""
        self.hidden = range(first, len(self.terms))
        for k in self.hidden:
            self.terms[k].set_opacity(0)
        return self

    def bring(self, *shown: int, source: Mobject | None = None) -> Animation:
        """Return the play that shows the terms of these numbers; from a source, the first one flies in."""
        self.hidden = [k for k in self.hidden if k not in shown]
        terms = [self.terms[k] for k in shown]
        flying, end = terms[0], terms[0].get_center()
        start = end if source is None else source.get_center()
        if source is not None:  # it may be wider than what it comes from
            room = flying.width / 2
            start[0] = np.clip(start[0], THEME.safe.left + room, THEME.safe.right - room)

        def show(_: Mobject, share: float) -> None:
            for term in terms:
                term.set_opacity(share)
            if source is not None:
                flying.move_to(start + share * (end - start))

        # Of a mobject of its own: manim would take the terms out of their formula.
        way = float(np.linalg.norm(end - start))
        wait, self.waits = self.waits, 0.0
        seconds = wait + (style.IN if source is None else max(_FLIGHT, way / _FASTEST))
        ease = squish_rate_func(smooth, wait / seconds, 1)
        return Change(Mobject(), show, run_time=seconds, rate_func=ease, remover=True)

    def go(self, there: Formula) -> Animation:
        """Return the play that brings it to the place and the size of another one with the same terms.

        It has that size half-way there, so that it passes others without touching them.
        """
        start, end, before = self.get_center(), there.get_center(), self.size

        def move(formula: Formula, share: float) -> None:
            size = before + min(2 * share, 1.0) * (there.size - before)
            formula.resize(size / formula.size).move_to(start + share * (end - start))

        return Change(self, move, run_time=style.MOVE, rate_func=smooth)

    def recolour(self, *terms: Term) -> Animation:
        """Return the play that brings its terms to the roles of these, which are the same otherwise."""
        roles = [_with_role(term)[1] for term in terms]
        ways = [
            (term, term.family_members_with_points()[0].get_fill_color(), ManimColor(getattr(THEME, role)))
            for term, role in zip(self.terms, roles, strict=True)
        ]

        def change(_: Mobject, share: float) -> None:
            for term, before, after in ways:
                if before != after:
                    term.set_color(before.interpolate(after, share))

        return Change(Mobject(), change, run_time=style.IN, rate_func=smooth, remover=True)

    @property
    def baseline(self) -> float:
        """The y on which its letters stand."""
        return float(self.submobjects[0].baseline_of())


def _on_baseline(source: str, size: float, colour: str, running: bool) -> Any:
    """Return mathematics whose baseline is y = 0; `baseline_of` tells it after it has moved."""
    signed = source.lstrip()[:1] in _SIGNS  # after a comma, it is the sign of a number
    body = f"inline({source})" if running and "frac(" in source else source
    term = math(f"upright(H){',' if signed else ''} {body}", size, colour)
    foot = float(term[0].get_bottom()[1])  # the baseline
    term.remove(*term[: 2 if signed else 1])
    term.text = math_text(source)
    term.shift(-foot * UP - term.get_left()[0] * RIGHT)
    for shape in term:
        shape.set_stroke(colour, shape.stroke_width + _FATTER)
    depth = float(term.get_bottom()[1])
    height = float(term.height)
    # Told by the proportion of its own height, so that it holds for a term that was scaled.
    term.baseline_of = lambda: float(term.get_bottom()[1]) - depth * float(term.height) / height
    return term
