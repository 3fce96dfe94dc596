"""The landscape of a surface: actors stand where calc says in every view, and the proof notices if not."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cairo
import numpy as np
import pytest
from manim import VMobject
from scipy.ndimage import distance_transform_edt

from calc.gradient import Surface
from calc.model import Model
from calc.relief import relief
from studio.cast.shading import Divide, Face, Light, joined, mesh
from studio.cast.surface import Bowl
from studio.check.expected.landscape import thing_of, trace_of
from studio.check.expected.model import Disc, Pointer, Thing, Trace
from studio.lesson.motion import Tracker
from studio.stage.segments import curves
from studio.stage.view3d import Sight
from studio.stage.witness3d import Path3d

SURFACES = {
    "the loss": (Model().surface, (5.0, 5.0)),
    "saddle": (Surface.parse("x**2 - y**2", ("x", "y")), (3.0, -2.0)),
    "Rosenbrock": (Surface.parse("100*(y - x**2)**2 + (1 - x)**2", ("x", "y")), (-1.2, 1.0)),
    "Himmelblau": (Surface.parse("(x**2 + y - 11)**2 + (x + y**2 - 7)**2", ("x", "y")), (0.0, 0.0)),
    "plane": (Surface.parse("2*x + 3*y", ("x", "y")), (1.0, 1.0)),
    "partly nothing": (Surface.parse("log(x) + y**2", ("x", "y")), (2.0, 1.0)),
}
VIEWS = ("bowl", "map", "side")


def made(name: str) -> tuple[Bowl, Any, Tracker]:
    """A landscape, a walk down it by the steps taken, and its tracker."""
    surface, point = SURFACES[name]
    shown = relief(surface, point)
    way = -surface.gradient(*point).direction * shown.radius / 8
    stops = [tuple(np.add(point, k * way)) for k in range(4)]
    steps = Tracker(1.5)

    def at(value: float) -> tuple[float, float]:
        u, v = np.add(point, value * way)
        return float(u), float(v)

    at.stops = stops  # type: ignore[attr-defined]
    return Bowl(shown), at, steps


def actors(bowl: Bowl, at: Any, steps: Tracker) -> dict[str, VMobject]:
    """One of each kind."""
    ahead = lambda value: at(value + 1)  # noqa: E731
    angle = Tracker(0.4)
    return {
        "dot": bowl.dot(at, steps),
        "arrow": bowl.arrow(at, ahead, steps),
        "level arrow": bowl.arrow(at, ahead, steps, on="level"),
        "floor arrow": bowl.arrow(at, ahead, steps, on="floor"),
        "trail": bowl.trail(at.stops, steps),
        "line": bowl.line(lambda value: [at(value), at(value + 0.5), at(value + 1)], steps),
        "level line": bowl.line(lambda value: [at(value), at(value + 1)], steps, on="level"),
        "ring": bowl.ring(bowl.relief.surface(*bowl.relief.point), told=True),
        "cut": bowl.cut(at, steps, angle),
    }


def seen(actor: VMobject) -> list[tuple[Thing, Any]]:
    """Return what the proof expects of an actor's witnesses, and the mobject that is to be found there."""
    found = []
    for member in actor.get_family():
        witness = getattr(member, "witness", None)
        if witness is not None and (said := witness(member)) is not None:
            told = (
                trace_of(said, said.mobject, "#ffffff", 1.0)
                if isinstance(said, Path3d)
                else thing_of(said, said.mobject, "#ffffff", False)
            )
            found.append((told, said.mobject))
    return found


def agrees(thing: Thing, drawn: Any, share: float = 5e-4) -> bool:
    """Say whether what was drawn lies where it is expected, to this share of the landscape's width."""
    most = share * thing.spans[0]
    match thing:
        case Disc():
            return float(np.hypot(*(drawn.get_center()[:2] - thing.at))) <= most
        case Pointer():
            ends = [drawn.tail[:2] - thing.tail, drawn.tip[:2] - thing.tip]
            return max(float(np.hypot(*end)) for end in ends) <= most
        case Trace():
            points = np.concatenate([drawn.points[::4, :2], drawn.points[3::4, :2]])
            pieces = [
                (a, b)
                for a, b in zip(thing.points[:-1], thing.points[1:], strict=True)
                if np.isfinite([*a, *b]).all()
            ]
            starts, ways = np.array([a for a, _ in pieces]), np.array([b - a for a, b in pieces])
            off = points[:, None, :] - starts
            along = np.clip((off * ways).sum(-1) / np.maximum((ways**2).sum(-1), 1e-300), 0, 1)
            far = np.hypot(*np.moveaxis(off - along[..., None] * ways, -1, 0)).min(axis=1)
            return bool(len(points) and far.max() <= most)
    raise AssertionError(thing)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", SURFACES)
def test_every_actor_stands_where_the_proof_expects_it(name: str, view: str) -> None:
    bowl, at, steps = made(name)
    standing = actors(bowl, at, steps)
    bowl.turn(view).interpolate(1.0)
    steps.set_value(2.25)
    for actor in standing.values():
        actor.update()
        things = seen(actor)
        assert things or bowl.relief.cut_off  # what lies beyond what is shown is not drawn
        assert all(agrees(thing, drawn) for thing, drawn in things)


def a_thousandth_aside(bowl: Bowl, _: Tracker, drawn: VMobject) -> None:
    drawn.shift([0.001 * bowl.span(bowl.view.sight), 0.0, 0.0])


def a_step_on(_: Bowl, steps: Tracker, drawn: VMobject) -> None:
    steps.set_value(steps.get_value() + 1)
    drawn.update()
    steps.set_value(steps.get_value() - 1)


def mirrored(bowl: Bowl, _: Tracker, drawn: VMobject) -> None:
    sight = bowl.view.sight
    drawn.apply_function(lambda point: np.array([2 * sight.x - point[0], point[1], 0.0]))


def another_view(bowl: Bowl, _: Tracker, drawn: VMobject) -> None:
    now = bowl.view.sight
    bowl.view.move(replace(now, elevation=now.elevation + 0.02)).interpolate(1.0)
    drawn.update()
    bowl.view.move(now).interpolate(1.0)


FAULTS = [
    (actor, fault)
    for actor in ("dot", "arrow", "level arrow", "floor arrow", "trail", "line", "level line", "ring", "cut")
    for fault in (a_thousandth_aside, a_step_on, mirrored, another_view)
    if (actor, fault) not in {("ring", a_step_on), ("cut", a_step_on)}  # see below; a ring knows no steps
    and (actor, fault) != ("ring", mirrored)  # round rings are their own mirror image
]


@pytest.mark.parametrize(("kind", "fault"), FAULTS, ids=lambda value: getattr(value, "__name__", value))
def test_the_proof_refuses_an_actor_drawn_wrong(
    kind: str, fault: Callable[[Bowl, Tracker, VMobject], None]
) -> None:
    bowl, at, steps = made("the loss")
    actor = actors(bowl, at, steps)[kind]
    assert all(agrees(thing, drawn) for thing, drawn in seen(actor))
    fault(bowl, steps, actor)
    for part in actor.get_family():  # an arrow tells its ends
        if hasattr(part, "tip"):
            part.tip = part.head.points[0]
            part.tail = part.shaft.line.points[0]
    assert not all(agrees(thing, drawn) for thing, drawn in seen(actor))


def test_the_proof_refuses_a_cut_a_step_on_and_a_ring_of_another_height() -> None:
    bowl, at, steps = made("the loss")
    cut = actors(bowl, at, steps)["cut"]
    a_step_on(bowl, steps, cut)
    assert not all(agrees(thing, drawn) for thing, drawn in seen(cut))
    ring, other = bowl.ring(25.0), bowl.ring(25.2)
    ring.line.points = other.line.points
    assert not all(agrees(thing, drawn) for thing, drawn in seen(ring))


@pytest.mark.parametrize("name", SURFACES)
def test_faces_are_few_and_lie_on_what_is_shown(name: str) -> None:
    bowl, *_ = made(name)
    shown = bowl.relief
    light = Light(shown, bowl.steepness)
    for divide in (None, Divide(shown.point, (0.6, -0.8))):
        for faces in (mesh(shown, light, divide), [] if bowl.hides else joined(shown, light, divide)):
            assert len(faces) <= (900 if divide is None else 1000)
            for face in faces:
                u, v, h = face.outline[::4].T
                slack = 0.01 * (shown.top - shown.bottom)  # the heights of a disc are measured on a grid
                # A face reaches a little over its edges.
                assert (np.hypot(u - shown.middle[0], v - shown.middle[1]) <= shown.radius * 1.01).all()
                assert (h >= shown.bottom - slack).all() and (h <= shown.top + slack).all()
                if divide is not None:
                    side = (u - divide.point[0]) * 0.6 - (v - divide.point[1]) * 0.8
                    assert ((side if face.front else -side) >= -0.01 * shown.radius).all()


def painted(faces: list[Face], sight: Sight, height: int) -> np.ndarray:
    """Return how much of each pixel faces cover that are painted one after the other, 0 to 255, y up."""
    width = height * 16 // 9
    surface = cairo.ImageSurface(cairo.FORMAT_A8, width, height)
    pen = cairo.Context(surface)
    pen.scale(height / 8, height / 8)
    pen.translate(64 / 9, 4)
    for face in faces:
        points = sight.points(face.outline)[:, :2].reshape(-1, 4, 2)
        for index, curve in enumerate(points):
            if index == 0 or not np.array_equal(curve[0], points[index - 1][3]):
                pen.move_to(*curve[0])
            pen.line_to(*curve[3])
        pen.fill()
    surface.flush()
    rows = np.frombuffer(surface.get_data(), np.uint8).reshape(height, surface.get_stride())
    return rows[:, :width]


@pytest.mark.parametrize("height", [480, 1080])
@pytest.mark.parametrize("view", ["bowl", "map", "title"])
def test_the_faces_of_a_bowl_cover_it_without_a_seam(view: str, height: int) -> None:
    """Each pixel inside of the rim is covered, also where a cut divides the faces; none outside of it is."""
    bowl, *_ = made("the loss")
    sight, shown = bowl.view.named[view], bowl.relief
    light = Light(shown, bowl.steepness)
    turns = np.linspace(0, 2 * np.pi, 721)
    rim = np.array(shown.middle) + shown.radius * np.column_stack([np.cos(turns), np.sin(turns)])
    places = np.column_stack([rim, np.full(len(rim), shown.top)])
    disc = painted([Face(1.0, curves(places[:-1], places[1:]), shown.middle)], sight, height)
    apart = distance_transform_edt(disc == 255), distance_transform_edt(disc == 0)
    for divide in (None, Divide((5.0, 5.0), (0.0, -1.0)), Divide((1.0, 2.0), (0.6, 0.8))):
        for faces in (joined(shown, light, divide), mesh(shown, light, divide)):
            cover = painted(faces, sight, height)
            # The rim of a mesh has corners, and lies inside of the round one.
            assert cover[apart[0] > 0.02 * height].min() >= (250 if height > 720 else 240)
            assert cover[apart[1] > 0.006 * height + 1].max(initial=0) == 0
    gaps = painted(joined(shown, light)[::2], sight, height)
    assert gaps[apart[0] > 0.02 * height].min() == 0


def test_the_farthest_faces_are_drawn_first() -> None:
    bowl, *_ = made("Himmelblau")
    assert bowl.hides
    bowl.drift(20.0, 1.0).interpolate(1.0)
    bowl.faces.update()
    toward = bowl.view.sight.toward
    depths = [
        float(bowl.faces._middles[bowl.faces._parts.index(part)] @ toward) for part in bowl.faces.submobjects
    ]
    assert depths == sorted(depths)


def test_a_hill_hides_what_lies_behind_it() -> None:
    hill = Surface.parse("8*exp(-4*x**2 - 4*y**2)", ("x", "y"))
    bowl = Bowl(relief(hill, (1.2, 0.9)))
    sight = bowl.view.sight
    behind, before = -0.5 * sight.toward, 0.5 * sight.toward
    places = bowl.lifted([behind, before])
    assert bowl.hides
    assert bowl.in_sight(places, sight).tolist() == [False, True]
    assert bowl.in_sight(places, bowl.view.named["map"]).all()


def test_lines_are_cut_at_the_edges_of_the_map_from_close_up() -> None:
    bowl, *_ = made("the loss")
    bowl.turn("map").interpolate(1.0)
    bowl.closer((5.0, 5.0), 4.0).interpolate(1.0)
    bowl.update()
    edge = bowl.above
    for ring in bowl.rings.values():
        if len(ring.line.points):
            x, y, _ = ring.line.points.T
            assert x.min() >= edge.left - 1e-9 and x.max() <= edge.right + 1e-9
            assert y.min() >= edge.bottom - 1e-9 and y.max() <= edge.top + 1e-9
    assert len(bowl.rings[25.0].line.points) and not len(bowl.rings[1.0].line.points)


def test_what_is_told_follows_its_tracker_only_when_something_changed() -> None:
    bowl, at, steps = made("the loss")
    ball = bowl.dot(at, steps)
    ball.shift([1.0, 0.0, 0.0])
    ball.update()
    assert not all(agrees(thing, drawn) for thing, drawn in seen(ball))
    steps.set_value(0.5)
    ball.update()
    assert all(agrees(thing, drawn) for thing, drawn in seen(ball))
