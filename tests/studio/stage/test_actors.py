"""Each kind of actor is drawn where calc says, and a drawing that is a little off is refused by its witness.

The judge projects the witness's numbers by the proof's own formula and measures the mobject's points; it
shares nothing with what places them.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from manim import ValueTracker

from calc.descent import descend
from calc.window import Window
from studio.stage import actors
from studio.stage.plane import Plane
from studio.stage.theme import Region
from studio.stage.witness import Mark, Reach, Slope

REGION, WINDOW = Region(-5.0, 3.0, -2.0, 2.5), Window(-6.0, 6.0, 0.0, 36.0)
WALK = descend("x**2", 5.0, 0.1, 10)
ALLOWED = 0.0005  # of an axis


def on_screen(x: float, y: float) -> np.ndarray:
    across = REGION.left + (x - WINDOW.left) / (WINDOW.right - WINDOW.left) * (REGION.right - REGION.left)
    up = REGION.bottom + (y - WINDOW.bottom) / (WINDOW.top - WINDOW.bottom) * (REGION.top - REGION.bottom)
    return np.array([across, up])


def off(actor: Any) -> float:
    """How far the drawing is from what its witness says, as a share of an axis or, of a line, of its length."""
    member = next(part for part in actor.get_family() if getattr(part, "witness", None))
    witness = member.witness(member)
    spans = np.array([REGION.right - REGION.left, REGION.top - REGION.bottom])
    match witness:
        case Mark():
            return float(np.abs((member.get_center()[:2] - on_screen(witness.x, witness.y)) / spans).max())
        case Slope():
            start, end = member.points[0][:2], member.points[-1][:2]
            here, ahead = on_screen(witness.x, witness.y), on_screen(witness.x + 1, witness.y + witness.slope)
            along = (ahead - here) / np.linalg.norm(ahead - here)
            ways = (start - here, end - here)
            away = [abs(along[0] * way[1] - along[1] * way[0]) for way in ways]
            return float(max(away) / spans.max())
        case Reach():  # the tip of its head, and the beginning of its shaft
            pairs = (actor.shaft.line.points[0], witness.tail), (actor.head.points[0], witness.tip)
            return max(float(np.abs((a[:2] - on_screen(*b)) / spans).max()) for a, b in pairs)
    raise AssertionError(witness)


def ball(walk: Any, plane: Plane, steps: ValueTracker) -> Any:
    return actors.dot(plane, walk.at, steps)


def tangent(walk: Any, plane: Plane, steps: ValueTracker) -> Any:
    return actors.tangent(plane, walk.at, walk.slope_at, steps)


def arrow(walk: Any, plane: Plane, steps: ValueTracker) -> Any:
    def ahead(taken: float) -> tuple[float, float]:
        x, y = walk.at(taken)
        return float(x - 0.1 * 2 * x), float(y)

    return actors.arrow(plane, walk.at, ahead, steps)


KINDS = {"ball": ball, "tangent": tangent, "arrow": arrow}


@pytest.mark.parametrize("kind", KINDS)
def test_an_actor_follows_calc_at_every_moment(kind: str) -> None:
    steps, plane = ValueTracker(0.0), Plane(REGION, WINDOW)
    actor = KINDS[kind](WALK, plane, steps)
    for taken in np.linspace(0, 10, 41):
        steps.set_value(taken)
        actor.update()
        assert off(actor) < 1e-9


def moved(actor: Any) -> Any:
    return actor.shift([0.001 * (REGION.right - REGION.left), 0, 0])


def one_step_on(actor: Any, steps: ValueTracker) -> Any:
    steps.set_value(3.0)
    actor.update()
    steps.set_value(2.0)  # and its witness looks again
    return actor


def mirrored(actor: Any) -> Any:
    for part in actor.family_members_with_points():
        part.points[:, 0] = (REGION.left + REGION.right) - part.points[:, 0]
    return actor


TAMPERINGS: dict[str, Callable[[Any, ValueTracker], Any]] = {
    "a thousandth off": lambda actor, _: moved(actor),
    "one step on": one_step_on,
    "mirrored": lambda actor, _: mirrored(actor),
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_that_is_off_is_refused(kind: str, tampering: str) -> None:
    steps, plane = ValueTracker(2.0), Plane(REGION, WINDOW)
    actor = KINDS[kind](WALK, plane, steps)
    assert off(actor) <= ALLOWED
    assert off(TAMPERINGS[tampering](actor, steps)) > ALLOWED
