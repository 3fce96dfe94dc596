"""The studio's engine against its referee: stock manim draws the same scene, to the same bit."""

from collections.abc import Callable
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import (
    BLUE,
    DOWN,
    GREEN,
    LEFT,
    PI,
    RED,
    RIGHT,
    UP,
    YELLOW,
    Camera,
    Circle,
    Create,
    DashedLine,
    Dot,
    FadeIn,
    FadeOut,
    ImageMobject,
    Indicate,
    Line,
    MoveAlongPath,
    MovingCamera,
    MovingCameraScene,
    MultiCamera,
    Rectangle,
    ReplacementTransform,
    RoundedRectangle,
    Scene,
    Square,
    Star,
    ThreeDCamera,
    ThreeDScene,
    Transform,
    Triangle,
    ValueTracker,
    VGroup,
    VMobject,
    Wait,
    always_redraw,
    tempconfig,
)
from manim.mobject.types.point_cloud_mobject import PMobject
from manim.renderer.cairo_renderer import CairoRenderer

from calc.gradient import Surface
from calc.relief import relief
from studio.cast.landscape import glide
from studio.cast.surface import Bowl
from studio.film.drawing import FrameTap
from studio.film.engine import Box, StudioRenderer, damage, merged
from studio.lesson.motion import Tracker
from studio.stage.fonts import register_fonts

SETTINGS = {
    "dry_run": True,
    "disable_caching": True,
    "progress_bar": "none",
    "verbosity": "ERROR",
    "pixel_width": 214,
    "pixel_height": 120,
    "frame_rate": 10,
}


def drawn(
    make: Callable[[Any], Scene], renderer_class: type[CairoRenderer], camera: type[Camera], media: Path
) -> list[tuple[int, bytes]]:
    """Return for how many frames each picture is shown, and its bytes; check `changed` on the way."""
    frames: list[tuple[int, bytes]] = []
    before = np.zeros(())
    with tempconfig({**SETTINGS, "media_dir": str(media)}):
        renderer = renderer_class(file_writer_class=FrameTap, camera_class=camera)
        scene = make(renderer)

        def sink(pixels: np.ndarray, repeat: int) -> None:
            nonlocal before
            if frames and isinstance(renderer, StudioRenderer):
                rest = (pixels != before).any(axis=2)
                for box in renderer.changed:
                    rest[box.place] = False
                assert not rest.any(), f"frame {len(frames)} changed outside {renderer.changed}"
            before = pixels.copy()
            frames.append((repeat, pixels.tobytes()))

        renderer.file_writer.sink = sink
        scene.render()
    return frames


def assert_same(make: Callable[[Any], Scene], media: Path, camera: type[Camera] = Camera) -> int:
    """Draw with both; returns the number of frames compared."""
    wanted = drawn(make, CairoRenderer, camera, media)
    found = drawn(make, StudioRenderer, camera, media)
    different = [index for index, pair in enumerate(zip_longest(wanted, found)) if pair[0] != pair[1]]
    assert not different, f"of {len(wanted)} frames these differ: {different}"
    return len(wanted)


class Torture(Scene):
    """Whatever can go wrong with keeping what was drawn, in short plays."""

    def construct(self) -> None:
        self.layers()
        self.kinds_of_paint()
        self.groups()
        self.changes_in_place()
        self.edges()
        self.pixels()

    def layers(self) -> None:
        """Things that pass over and under each other, z-indices that change, a background that changes."""
        squares = VGroup(*(Square(1.5, color=c, fill_opacity=0.7) for c in (RED, GREEN, BLUE))).arrange(
            RIGHT, -0.5
        )
        self.add(squares, Circle(1, color=YELLOW, fill_opacity=0.3).set_z_index(1))
        self.wait(0.3)
        self.play(squares[0].animate.shift(RIGHT).set_z_index(2), run_time=0.5)
        self.wait(0.2)
        squares[1].set_z_index(3)
        self.play(squares[2].animate.shift(LEFT), run_time=0.4)
        self.bring_to_back(squares[2])
        self.play(Indicate(squares[1]), run_time=0.4)
        self.add_foreground_mobject(squares[0])
        self.play(squares[1].animate.shift(UP), run_time=0.3)
        self.remove_foreground_mobject(squares[0])
        steady = VGroup(*(Circle(0.3 * n, color=YELLOW, fill_opacity=0.2) for n in range(1, 4)))
        bar = Rectangle(width=0.2, height=2, fill_opacity=0.6).set_z_index(9)
        calls = iter(range(99))

        def flicker(circle: VMobject) -> None:  # still for a while, then again not
            if next(calls) in (4, 8, 9):
                circle.rotate(0.5).set_fill(opacity=0.4)

        steady[0].add_updater(flicker)
        self.add(steady, bar)
        self.play(bar.animate.shift(2 * LEFT), Wait(1.2), run_time=1.2)
        steady.clear_updaters()
        self.play(bar.animate.shift(2 * RIGHT), run_time=0.3)
        self.remove(steady, bar)
        self.camera.background_color = "#203040"
        self.play(squares[0].animate.rotate(1), run_time=0.3)
        self.camera.background_color = "#000000"
        self.wait(0.2)
        self.clear()
        self.wait(0.2)

    def kinds_of_paint(self) -> None:
        """Strokes behind, caps and joints, gradients, sheen, dashes, see-through and invisible things."""
        outlined = Star(color=RED, fill_opacity=0.8).set_stroke(BLUE, 12, background=True).shift(3 * LEFT)
        gradient = Circle(1.2, fill_opacity=0.9).set_color([RED, YELLOW, BLUE]).shift(3 * RIGHT)
        sheen = Square(1, color=GREEN, fill_opacity=0.6).set_sheen(0.5, UP).shift(2 * UP)
        dashes = DashedLine(3 * LEFT, 3 * RIGHT, color=YELLOW).shift(1.5 * DOWN)
        sharp = VMobject(stroke_width=20).set_points_as_corners([LEFT, RIGHT, LEFT + 0.2 * UP])
        unseen = Square(2).set_opacity(0)
        only_fill = Triangle(fill_opacity=1, stroke_width=0, color=BLUE).shift(2 * DOWN + 4 * LEFT)
        self.add(outlined, gradient, sheen, dashes, sharp, unseen, only_fill)
        self.play(outlined.animate.shift(RIGHT), gradient.animate.rotate(1), run_time=0.5)
        self.play(sheen.animate.set_sheen_direction(RIGHT), dashes.animate.rotate(0.3), run_time=0.5)
        self.play(sharp.animate.set_stroke(width=5).rotate(2), unseen.animate.set_opacity(0.5), run_time=0.5)
        sharp.joint_type = sharp.joint_type.ROUND
        self.play(only_fill.animate.scale(2), run_time=0.3)
        self.play(*map(FadeOut, (outlined, gradient, sheen)), run_time=0.4)
        self.play(Create(Circle(2)), Create(RoundedRectangle(0.3)), run_time=0.5)
        self.clear()

    def groups(self) -> None:
        """Members that come, go, and come back; transforms; copies that replace."""
        group = VGroup(Dot(LEFT), Dot(), Dot(RIGHT))
        self.play(FadeIn(group), run_time=0.3)
        group.add(Square())
        self.play(group.animate.shift(UP), run_time=0.3)
        gone = group[1]
        group.remove(gone)
        self.play(group.animate.shift(DOWN), run_time=0.3)
        group.add(gone, VMobject())
        self.add(gone)
        self.play(Transform(group[0], Star()), ReplacementTransform(group[2], Circle()), run_time=0.5)
        self.play(MoveAlongPath(gone, Circle(1.5)), run_time=0.5)
        self.play(
            group.animate.become(VGroup(*(Square(0.3).shift(x * RIGHT) for x in range(5)))), run_time=0.4
        )
        self.clear()

    def changes_in_place(self) -> None:
        """Updaters of every kind, points written into, and a thing that changes though it is not played."""
        tracker = ValueTracker(0)
        ball = Dot(color=RED).add_updater(lambda m: m.move_to([tracker.get_value(), 1, 0]))
        chord = always_redraw(lambda: Line(ball.get_center(), 2 * DOWN))
        clock = Line(3 * LEFT, 2 * LEFT).add_updater(lambda m, dt: m.rotate(dt))
        bystander = Square(0.5).shift(3 * RIGHT).set_z_index(-1)
        self.add(bystander, ball, chord, clock, tracker)
        self.play(tracker.animate.set_value(2), run_time=0.5)
        self.wait(0.4)
        clock.clear_updaters()
        self.wait(0.3)

        def push(_: float) -> None:  # in manim a static mobject stays as it was when the play began
            bystander.points[:, 1] += 0.05
            ball.points[0] += 0.1

        self.add_updater(push)
        self.play(tracker.animate.set_value(-1), run_time=0.5)
        self.wait(0.3)
        self.remove_updater(push)
        chord.stroke_rgbas[0] = [0, 1, 0, 1]
        ball.clear_updaters()
        self.play(chord.animate.shift(LEFT), run_time=0.3)
        self.play(Wait(0.2), FadeIn(Dot(DOWN)))
        self.clear()

    def edges(self) -> None:
        """Across the frame's edges, far outside it, out of numbers, without points, not yet a curve."""
        big = Rectangle(width=30, height=0.2, fill_opacity=0.5, stroke_width=30)
        far = Square(0.5).shift(20 * RIGHT)
        wide = Line(1e7 * LEFT, 1e7 * RIGHT + UP)
        broken = Square()
        broken.points[3] = np.nan
        begun = VMobject().start_new_path(LEFT).add_line_to(RIGHT)
        begun.start_new_path(UP)
        closed = VMobject().set_points_as_corners([LEFT, UP, RIGHT, LEFT])
        closed.points = np.concatenate([closed.points, closed.points[-1:]])
        self.add(big, far, wide, broken, begun, closed, VMobject(), VGroup(), Dot(7 * LEFT))
        self.play(big.animate.shift(4 * UP), far.animate.shift(14 * LEFT), run_time=0.5)
        self.play(begun.animate.shift(DOWN), wide.animate.shift(UP), run_time=0.5)
        self.clear()

    def pixels(self) -> None:
        """Play scenes that manim draws itself, and use the camera directly."""
        cloud = PMobject().add_points(np.random.default_rng(0).normal(size=(30, 3)), color=RED)
        square = Square(fill_opacity=0.4)
        self.add(cloud, square)
        self.play(square.animate.shift(RIGHT), run_time=0.4)
        self.play(cloud.animate.shift(LEFT), run_time=0.4)
        self.play(square.animate.shift(UP), FadeOut(cloud), run_time=0.3)
        image = ImageMobject(np.arange(60, dtype=np.uint8).reshape(4, 5, 3) * 4).set_z_index(-1)
        self.play(FadeIn(image), run_time=0.3)
        self.play(square.animate.shift(DOWN), run_time=0.3)  # over an image that stands
        self.play(image.animate.rotate(0.4).shift(RIGHT), run_time=0.3)
        self.play(FadeOut(image), run_time=0.3)
        self.play(square.animate.shift(LEFT), run_time=0.3)
        self.camera.capture_mobjects([Star()])
        self.play(square.animate.rotate(0.5), run_time=0.4)
        self.renderer.update_frame(self)
        self.wait(0.3)


class Moving(MovingCameraScene):
    def construct(self) -> None:
        square = Square()
        self.add(square, Dot())
        self.play(self.camera.frame.animate.scale(0.5).shift(RIGHT), run_time=0.4)
        self.play(square.animate.rotate(1), run_time=0.3)
        self.wait(0.2)


class Solid(ThreeDScene):
    def construct(self) -> None:
        self.set_camera_orientation(phi=PI / 3, theta=-PI / 4)
        square = Square(fill_opacity=0.5)
        self.add(square, Circle())
        self.play(square.animate.rotate(1, axis=UP), run_time=0.4)
        self.begin_ambient_camera_rotation(1)
        self.wait(0.3)


def test_the_torture_scene_is_drawn_as_by_manim(tmp_path: Path) -> None:
    assert assert_same(lambda renderer: Torture(renderer=renderer), tmp_path) > 100


@pytest.mark.parametrize(
    ("scene", "camera"), [(Moving, MovingCamera), (Moving, MultiCamera), (Solid, ThreeDCamera)]
)
def test_other_cameras_are_left_to_manim(scene: type[Scene], camera: type[Camera], tmp_path: Path) -> None:
    assert_same(lambda renderer: scene(renderer=renderer), tmp_path, camera)


def test_frames_are_damaged_only_where_something_changed(tmp_path: Path) -> None:
    """A dot that moves in the corner leaves the other nine tenths of a busy frame alone."""
    boxes: list[list[Box]] = []

    class Busy(Scene):
        def construct(self) -> None:
            self.add(*(Square(0.5).shift(x * RIGHT + y * UP) for x in range(-6, 7) for y in range(-3, 4)))
            dot = Dot(6 * LEFT + 3 * UP)
            self.play(dot.animate.shift(0.5 * DOWN), run_time=1)

    with tempconfig({**SETTINGS, "media_dir": str(tmp_path)}):
        renderer = StudioRenderer(file_writer_class=FrameTap)
        scene = Busy(renderer=renderer)
        renderer.file_writer.sink = lambda pixels, repeat: boxes.append(renderer.changed)
        scene.render()
    assert len(boxes) == 10
    assert all(sum(box.area for box in changed) < 214 * 120 / 10 for changed in boxes[1:])


def test_damage_of_lists_of_inks() -> None:
    class Blot:
        def __init__(self, left: int) -> None:
            self.box = Box(left, 0, left + 1, 1)

    a, b, c = (Blot(left) for left in range(3))
    assert damage([a, b], [a, b]) == []
    assert damage([a, b], [a, c, b]) == [c.box]
    assert damage([a, b, c], [a, c]) == [b.box]
    assert set(damage([a, b, c], [a, c, b])) == {b.box, c.box}
    assert set(damage([a, b], [a, b, a, b])) == {a.box, b.box}  # manim draws a still picture twice
    assert merged([Box(0, 0, 9, 9), Box(5, 5, 14, 14)]) == [Box(0, 0, 14, 14)]
    assert len(merged([Box(0, 0, 9, 9), Box(500, 500, 509, 509)])) == 2


class Turning(Scene):
    """A landscape in its three views, from close up, faces in their order, with all that rides on it."""

    def __init__(self, formula: str, point: tuple[float, float], **options: Any) -> None:
        self.shown = relief(Surface.parse(formula, ("x", "y")), point)
        super().__init__(**options)

    def construct(self) -> None:
        register_fonts()
        bowl, steps, angle = Bowl(self.shown), Tracker(), Tracker(0.3)
        way = -self.shown.surface.gradient(*self.shown.point).direction * self.shown.radius / 6
        stops = [tuple(np.add(self.shown.point, k * way)) for k in range(4)]

        def at(value: float) -> Any:
            return np.add(self.shown.point, value * way)

        ball, arrow = bowl.dot(at, steps), bowl.arrow(at, lambda value: at(value + 1), steps)
        self.play(FadeIn(bowl), run_time=0.2)
        self.add(bowl.trail(stops, steps), arrow, ball)
        self.play(steps.to(2, 0.4), bowl.tell(bowl.relief.levels[-1]), run_time=0.4)
        cut = bowl.cut(at, steps, angle)
        self.play(Create(cut.curve), FadeIn(cut.glass), glide(cut.dimming, 1.0, 0.3), run_time=0.3)
        self.play(angle.to(1.2, 0.3), run_time=0.3)
        self.play(bowl.drift(15, 0.3), run_time=0.3)
        self.play(FadeOut(cut), bowl.turn("map", 0.5), run_time=0.5)
        self.play(bowl.closer(at(2), 4.0, 0.4), run_time=0.4)
        self.play(bowl.turn("side", 0.4), run_time=0.4)
        self.wait(0.2)


@pytest.mark.parametrize(
    ("formula", "point"),
    [("(x-2)**2 + (y-1)**2", (5.0, 5.0)), ("100*(y - x**2)**2 + (1 - x)**2", (-1.2, 1.0))],
)
def test_a_landscape_is_drawn_the_same(formula: str, point: tuple[float, float], tmp_path: Path) -> None:
    frames = assert_same(lambda renderer: Turning(formula, point, renderer=renderer), tmp_path)
    assert frames > 25
