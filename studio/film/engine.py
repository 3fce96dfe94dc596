"""Draw a lesson several times faster than manim's Cairo renderer, with the same bits in every frame.

Manim draws every moving thing anew at each frame, curve by curve in Python. This engine keeps what each
mobject puts on the picture (its *ink*) for as long as it does not change, and draws only where something did:

1. A frame is a list of inks in the order in which manim would draw them: first those of the play's static
   mobjects, as they were when it began, then those of the moving ones.
2. Where two such lists differ, boxes are damaged: those of the inks that came, went, changed or moved past
   another one. A box holds all that cairo can have inked, so outside the damage nothing changed.
3. The damage is restored on a scratch surface from the picture of the first inks of the list, those that
   stayed as they are for two frames; every later ink that meets it is drawn there in order, and the damage
   alone is copied into the frame. Nothing is clipped: cairo rounds a clipped path otherwise than a whole one,
   whereas what it does to a pixel depends on that pixel alone.

Manim draws what the engine is not sure of: cameras other than the plain one (moving, zoomed, three-
dimensional), images, point clouds, shapes painted with an image, cubic curves of other than four points.

Paths go to cairo by pycairo's public calls. Writing them into cairo's own memory, in 130 lines more, saved 3
% of the processor time of GradientDescent at 1080p60 (median of 4 pairs), and nothing where much moves: of
Gradient, or of 400 turning shapes.

It relies on manim 0.22 as follows; tests/studio/film/ draws everything with both to notice a
change: `CairoRenderer.play` calls `save_static_frame_data`, then `render` at each frame, or `update_frame`
and `freeze_current_frame` when nothing moves; `update_frame` draws on `static_image` what it is given, or all
the scene if that is nothing; `Camera.display_vectorized` strokes the background stroke, fills, and strokes,
reading of a VMobject only what `Ink` reads; `Camera.capture_mobjects`, `set_pixel_array` and
`get_cairo_context`.
"""

import functools
import itertools
import math
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

import cairo
import numpy as np
from manim import Camera, Mobject, PMobject, Scene, VMobject
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from manim.mobject.types.image_mobject import AbstractImageMobject
from manim.renderer.cairo_renderer import CairoRenderer
from manim.typing import RGBAPixelArray
from manim.utils.iterables import list_update
from numpy.typing import NDArray

from studio.stage.shapes import Walk

# An ink reaches this much further than its outline, in pixels: anti-aliasing, and rounding to 1/256 pixel.
_MARGIN = 2
_MITRE = 10.0  # cairo's limit, which manim leaves as it is: how far a mitred corner reaches, in half widths
_FAR = 2.0**22  # pixels; cairo's numbers wrap around at 2**23, so what is further out may show anywhere
_MANY = 64  # boxes; of more than that, to find out which to merge costs more than to draw what lies between
_RTOL = 1e-5  # of VMobject.consider_points_equals_2d


class Box(NamedTuple):
    """Whole pixels: columns left to right - 1, rows top to bottom - 1."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def area(self) -> int:
        return (self.right - self.left) * (self.bottom - self.top)

    def around(self, other: "Box") -> "Box":
        """Return the smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def meets(self, other: "Box") -> bool:
        """Return whether the boxes have a pixel in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    @property
    def place(self) -> tuple[slice, slice]:
        """The box as an index into an array of pixels."""
        return slice(self.top, self.bottom), slice(self.left, self.right)


def merged(boxes: Iterable[Box]) -> list[Box]:
    """Return fewer boxes that cover these: those that meet, or nearly do, become one."""
    boxes = set(boxes)
    if len(boxes) > _MANY:
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return [Box(min(lefts), min(tops), max(rights), max(bottoms))]
    few: list[Box] = []
    for box in sorted(boxes):
        again = True
        while again:
            again = False
            for index, other in enumerate(few):
                both = box.around(other)
                if both.area <= 1.2 * (box.area + other.area) + 1024:
                    box, again = both, True
                    del few[index]
                    break
        few.append(box)
    return few


class Outline:
    """The path of a mobject's points as manim's camera makes it, kept in cairo's form.

    `points`: as bytes, all that it depends on.
    `hull`: (left, bottom, right, top) of the points, in manim's units; None if there is no path.
    `joined`: whether it has corners.
    """

    __slots__ = ("_path", "hull", "joined", "points")

    def __init__(self, vmobject: VMobject, content: bytes, canvas: "Canvas") -> None:
        self.points = content
        self.hull: tuple[float, float, float, float] | None = None
        self.joined = False
        points = np.asarray(vmobject.points, float)
        if len(points) < 4:
            return
        low, high = np.minimum.reduce(points).tolist(), np.maximum.reduce(points).tolist()
        if all(map(math.isfinite, low + high)):  # and so are all between
            context = canvas.context
            context.new_path()
            self.joined = _trace(context, points[:, :2], vmobject.tolerance_for_point_equality)
            self._path = context.copy_path()
            self.hull = low[0], low[1], high[0], high[1]

    def put(self, context: cairo.Context) -> None:
        """Replace the context's path by this one."""
        context.new_path()
        context.append_path(self._path)


def _trace(context: cairo.Context, points: NDArray[np.float64], tolerance: float) -> bool:
    """Add cubic curves to the context's path, of four `points` each, (n, 2); say whether they have corners.

    A sub-path ends where a curve does not begin at the last one's end, and is closed if it ends where it
    began, by the rule of VMobject.consider_points_equals_2d.
    """

    def equal(one: list[float], other: list[float]) -> bool:
        return one == other or (
            abs(one[0] - other[0]) <= tolerance + _RTOL * abs(other[0])
            and abs(one[1] - other[1]) <= tolerance + _RTOL * abs(other[1])
        )

    curve_to = context.curve_to
    if len(points) % 4 == 0 and (points[3:-1:4] == points[4::4]).all():  # one sub-path, as most are
        context.move_to(*points[0].tolist())
        for curve in points.reshape(-1, 8)[:, 2:].tolist():
            curve_to(*curve)
        closed = equal(points[0].tolist(), points[-1].tolist())
        if closed:
            context.close_path()
        return closed or len(points) > 4
    places = points.tolist()
    first, end = places[0], len(places) // 4 * 4
    for at in range(0, end, 4):
        if at == 0 or not equal(places[at - 1], places[at]):
            if at and equal(first, places[at - 1]):
                context.close_path()
            first = places[at]
            context.move_to(*first)
        curve_to(*places[at + 1], *places[at + 2], *places[at + 3])
    # Of a curve that is being built there are fewer than four points.
    goes_on = end < len(places) and equal(places[end - 1], places[end])
    closed = equal(first, places[-1] if goes_on else places[end - 1])
    if closed:
        context.close_path()
    return closed or end > 4


@functools.lru_cache(1000)
def _solid(red: float, green: float, blue: float, alpha: float) -> Any:
    # Manim's pixels are RGBA where cairo's are BGRA.
    return None if alpha <= 0 else cairo.SolidPattern(blue, green, red, alpha)


def _source(rgbas: NDArray[np.float64], ends: Sequence[Any]) -> Any:
    """Return the colour or gradient that `Camera.set_cairo_context_color` sets; None if it is transparent."""
    if len(rgbas) == 1:
        return _solid(*rgbas[0].tolist())
    if (rgbas[:, 3] <= 0).all():
        return None
    gradient = cairo.LinearGradient(*itertools.chain(*(point[:2] for point in ends)))
    for rgba, offset in zip(rgbas, np.linspace(0, 1, len(rgbas)), strict=True):
        red, green, blue, alpha = rgba
        gradient.add_color_stop_rgba(offset, blue, green, red, alpha)
    return gradient


#: All that makes a VMobject's ink, for comparison: points and colours as bytes, points first, and the rest.
Look = tuple[bytes, tuple[Any, ...]]

# Every shape is asked for its look at every frame: by these, all of them take a fifth of the time that they
# take by manim's methods.
_ARRAYS = attrgetter("points", "fill_rgbas", "stroke_rgbas", "background_stroke_rgbas")
_SETTINGS = attrgetter(
    "points.size",
    "fill_rgbas.size",
    "stroke_rgbas.size",
    "background_stroke_rgbas.size",
    "stroke_width",
    "background_stroke_width",
    "joint_type",
    "cap_style",
)


def looks_of(vmobjects: Sequence[VMobject]) -> tuple[Sequence[bytes], Sequence[tuple[Any, ...]]]:
    """Return how VMobjects look now, all bytes and all the rest of it, as far as their attributes say."""
    try:
        arrays = [*map(_ARRAYS, vmobjects)]
        settings = [*map(_SETTINGS, vmobjects)]
    except AttributeError:  # a class that has them in another way
        return [b""] * len(vmobjects), [()] * len(vmobjects)
    try:
        return [*map(b"".join, arrays)], settings
    except BufferError:  # some lie in memory otherwise than in their order
        return [b"".join(array.tobytes() for array in each) for each in arrays], settings


def look_of(vmobject: VMobject) -> Look:
    """Return how a VMobject looks now by manim's methods, with the ends of its gradient if it has one."""
    fill, line = vmobject.get_fill_rgbas(), vmobject.get_stroke_rgbas(False)
    behind = vmobject.get_stroke_rgbas(True)
    settings: tuple[Any, ...] = (
        vmobject.points.size,
        fill.size,
        line.size,
        behind.size,
        vmobject.get_stroke_width(False),
        vmobject.get_stroke_width(True),
        vmobject.joint_type,
        vmobject.cap_style,
    )
    if len(fill) > 1 or len(line) > 1 or len(behind) > 1:
        settings += tuple(tuple(point) for point in vmobject.get_gradient_start_and_end_points())
    return b"".join(array.tobytes() for array in (vmobject.points, fill, line, behind)), settings


@functools.cache
def _is_plain(kind: Any) -> bool:
    """Say whether a class leaves it to VMobject where colours and widths come from."""
    asked = "get_fill_rgbas", "get_stroke_rgbas", "get_stroke_width"
    return all(getattr(kind, name) is getattr(VMobject, name) for name in asked)


class Ink:
    """The mark of a VMobject on the picture at one moment: its outline, its colours and its lines.

    look: the VMobject's, by which a change is noticed, in whatever way it was made.
    plain: whether its attributes say all of that, so that `looks_of` is enough to ask.
    box: the pixels that it may have touched, None if none.
    """

    __slots__ = ("_joints", "_layers", "box", "look", "outline", "plain", "vmobject")

    def __init__(
        self, vmobject: VMobject, outline: Outline, look: Look, plain: bool, canvas: "Canvas"
    ) -> None:
        self.vmobject = vmobject  # kept so that its id stays its own
        self.outline, self.look, self.plain = outline, look, plain
        self._joints = (LINE_JOIN_MAP[vmobject.joint_type], CAP_STYLE_MAP[vmobject.cap_style])
        layers = (
            (vmobject.get_stroke_width(True), vmobject.get_stroke_rgbas(True)),
            (None, vmobject.get_fill_rgbas()),
            (vmobject.get_stroke_width(False), vmobject.get_stroke_rgbas(False)),
        )
        gradient = any(len(rgbas) > 1 for _, rgbas in layers)
        ends = vmobject.get_gradient_start_and_end_points() if gradient else ()
        self._layers = [
            (None if line is None else line * canvas.line_unit, source)
            for line, rgbas in layers
            if line != 0 and (source := _source(rgbas, ends)) is not None
        ]
        reach = max((line or 0 for line, _ in self._layers), default=0) / 2
        mitred = outline.joined and self._joints[0] == cairo.LineJoin.MITER
        self.box = (
            canvas.box_of(outline.hull, reach * (_MITRE if mitred else 1.5))
            if outline.hull and self._layers
            else None
        )

    def draw(self, context: cairo.Context) -> None:
        """Draw it as `Camera.display_vectorized` does: stroke behind, fill, stroke."""
        self.outline.put(context)
        for line, source in self._layers:
            context.set_source(source)
            if line is None:
                context.fill_preserve()
            else:
                context.set_line_width(line)
                context.set_line_join(self._joints[0])
                context.set_line_cap(self._joints[1])
                context.stroke_preserve()


def damage(old: Sequence[Any], new: Sequence[Any]) -> list[Box]:
    """Return boxes outside which two lists of inks give the same picture on the same ground."""
    start, shortest = shared(old, new), min(len(old), len(new))
    end = 0
    while end < shortest - start and old[-1 - end] is new[-1 - end]:
        end += 1
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    before, after = set(old), set(new)
    if len(before) == len(old) and len(after) == len(new):
        both = before & after
        if [ink for ink in old if ink in both] == [ink for ink in new if ink in both]:
            return [ink.box for ink in itertools.chain(old, new) if ink not in both]
    return [ink.box for ink in before | after]


def shared(old: Sequence[Any], new: Sequence[Any]) -> int:
    """Return the number of inks that two lists begin with in common."""
    count = 0
    for one, other in zip(old, new, strict=False):
        if one is not other:
            break
        count += 1
    return count


class Canvas:
    """Pixels, and the inks that are on them over a ground."""

    def __init__(self, camera: Camera, pixels: RGBAPixelArray) -> None:
        self.pixels = pixels
        self.context = camera.get_cairo_context(pixels)
        self.matrix = self.context.get_matrix()
        self.whole = Box(0, 0, pixels.shape[1], pixels.shape[0])
        self.line_unit = camera.cairo_line_width_multiple
        self.inks: Sequence[Any] | None = None  # None: unknown

    def box_of(self, hull: tuple[float, float, float, float], reach: float) -> Box | None:
        """Return the pixels within `reach` of `hull`, both in manim's units; None if all are outside."""
        matrix, whole = self.matrix, self.whole
        left, right = (
            (x + side) * matrix.xx + matrix.x0 for x, side in ((hull[0], -reach), (hull[2], reach))
        )
        bottom, top = (
            (y + side) * matrix.yy + matrix.y0 for y, side in ((hull[1], -reach), (hull[3], reach))
        )
        if min(left, top) < -_FAR or max(right, bottom) > _FAR:
            return whole
        box = Box(
            max(int(left) - _MARGIN, 0),
            max(int(top) - _MARGIN, 0),
            min(int(right) + 1 + _MARGIN, whole.right),
            min(int(bottom) + 1 + _MARGIN, whole.bottom),
        )
        return box if box.left < box.right and box.top < box.bottom else None

    def show(
        self, ground: RGBAPixelArray, under: Sequence[Any], over: Sequence[Any], scratch: "Canvas"
    ) -> list[Box]:
        """Show `under`, which `ground` is the picture of, and `over`; return the boxes that were drawn."""
        inks = [*under, *over]
        boxes = [self.whole] if self.inks is None else merged(damage(self.inks, inks))
        self.inks = inks
        if sum(box.area for box in boxes) > 0.7 * self.whole.area:
            np.copyto(self.pixels, ground)
            for ink in over:
                ink.draw(self.context)
            return [self.whole]
        for box in boxes:
            scratch.pixels[box.place] = ground[box.place]
        if boxes:
            for ink in over:
                for box in boxes:
                    if ink.box.meets(box):
                        ink.draw(scratch.context)
                        break
        for box in boxes:
            self.pixels[box.place] = scratch.pixels[box.place]
        return boxes


class _Unknown:
    """Placeholder in a list of inks for a picture that manim itself drew."""

    def __init__(self, box: Box) -> None:
        self.box = box


class _PlainCamera(Camera):
    """Manim's camera, noting when something other than a canvas changes its picture."""

    touched = True

    def set_pixel_array(self, *arguments: Any, **settings: Any) -> None:
        self.touched = True
        super().set_pixel_array(*arguments, **settings)

    def capture_mobjects(self, *arguments: Any, **settings: Any) -> None:
        self.touched = True
        super().capture_mobjects(*arguments, **settings)


class StudioRenderer(CairoRenderer):
    """Manim's Cairo renderer, drawing only what changed.

    `changed`: the boxes outside which the frame is as it was when the file writer last got it. The writer
    gets the canvas itself, which is drawn on again afterwards.
    """

    def __init__(self, *arguments: Any, camera_class: type[Camera] | None = None, **settings: Any) -> None:
        self._plain = camera_class in (None, Camera)
        super().__init__(*arguments, camera_class=_PlainCamera if self._plain else camera_class, **settings)
        self.changed: list[Box] = []
        self._inks: dict[int, Ink] = {}
        self._walk = Walk()
        self._walked: list[Any] | None = None  # what it found last, of which these can be seen
        self._shapes: list[VMobject] = []
        self._pixels: list[Mobject] = []
        self._under: list[Any] = []  # the inks of `static_image`
        self._background: RGBAPixelArray | None = None
        self._steady = 0  # how many of the last frame's inks, from the first, were in the one before it
        self._frame: Canvas  # the camera's own pixels
        self._static: Canvas
        self._base: Canvas  # the static mobjects, and the moving ones above them that do not change
        self._scratch: Canvas

    # What manim calls

    def save_static_frame_data(
        self, scene: Scene, static_mobjects: Iterable[Mobject]
    ) -> RGBAPixelArray | None:
        if self.skip_animations:
            self.static_image = None
            return None
        if not self._plain:
            return super().save_static_frame_data(scene, static_mobjects)
        self.static_image, self._under = None, []
        canvas = self._canvas()
        self._inks = {id(ink.vmobject): ink for ink in canvas.inks or () if isinstance(ink, Ink)}
        if static_mobjects:
            inks: list[Any] | None = self._inks_of(static_mobjects)
            if inks is None:
                super().update_frame(scene, static_mobjects)
                np.copyto(self._static.pixels, canvas.pixels)
                self._static.inks, inks = None, [_Unknown(canvas.whole)]
            else:
                self._static.show(self._background, (), inks, self._scratch)
            self.static_image, self._under = self._static.pixels, inks
        return self.static_image

    def update_frame(
        self,
        scene: Scene,
        mobjects: Iterable[Mobject] | None = None,
        include_submobjects: bool = True,
        ignore_skipping: bool = True,
        **settings: Any,
    ) -> None:
        if self.skip_animations and not ignore_skipping:
            return
        inks = None
        if self._plain and include_submobjects and not settings:
            self._canvas()
            inks = self._inks_of(mobjects or list_update(scene.mobjects, scene.foreground_mobjects))
        if inks is None:
            super().update_frame(scene, mobjects, include_submobjects, ignore_skipping, **settings)
            height, width = self.camera.pixel_array.shape[:2]
            self.changed = [Box(0, 0, width, height)]
        elif self.static_image is None:
            self._show(self._background, [], inks)
        else:
            self._show(self.static_image, self._under, inks)

    def render(self, scene: Scene, time: float, moving_mobjects: Iterable[Mobject] | None = None) -> None:
        if not self.skip_animations:
            self.update_frame(scene, moving_mobjects)
            self.add_frame(self.camera.pixel_array)

    def freeze_current_frame(self, duration: float) -> None:
        self.add_frame(self.camera.pixel_array, num_frames=int(duration / (1 / self.camera.frame_rate)))

    def add_frame(self, frame: RGBAPixelArray, num_frames: int = 1) -> None:
        super().add_frame(frame, num_frames)
        if not self.skip_animations:
            self.changed = []

    # What it draws with

    def _show(self, ground: RGBAPixelArray, under: list[Any], over: list[Ink]) -> None:
        """Bring the frame to `under`, which `ground` is the picture of, and `over`."""
        inks, base = under + over, self._base
        steady = shared(self._frame.inks or (), inks)
        lasting, self._steady = min(steady, self._steady), steady
        if lasting > len(under):
            if base.inks is None or len(base.inks) != lasting or shared(base.inks, inks) != lasting:
                base.show(ground, under, inks[len(under) : lasting], self._scratch)
            ground, under, over = base.pixels, inks[:lasting], inks[lasting:]
        self.changed += self._frame.show(ground, under, over, self._scratch)

    def _canvas(self) -> Canvas:
        """Return the frame's canvas, made anew if the camera's size was changed."""
        camera = self.camera
        if self._background is None or self._frame.pixels is not camera.pixel_array:
            self._frame = Canvas(camera, camera.pixel_array)
            self._static = Canvas(camera, np.empty_like(camera.pixel_array))
            self._base = Canvas(camera, np.empty_like(camera.pixel_array))
            self._scratch = Canvas(camera, np.empty_like(camera.pixel_array))
            self._inks = {}
        if self._background is not camera.background:
            self._background = camera.background
            self._frame.inks = self._static.inks = self._base.inks = None
        if camera.touched:
            camera.touched, self._frame.inks = False, None
        return self._frame

    def _inks_of(self, mobjects: Iterable[Mobject]) -> list[Ink] | None:
        """Return the inks of the mobjects' families in manim's order; None if manim must draw them."""
        shapes = self._displayed(mobjects)
        if shapes is None:
            return None
        inks, known = [], map(self._inks.get, map(id, shapes))
        for shape, content, settings, ink in zip(shapes, *looks_of(shapes), known, strict=True):
            if ink is None or not ink.plain or ink.look[0] != content or ink.look[1] != settings:
                if shape.background_image or shape.n_points_per_cubic_curve != 4:
                    return None
                ink = self._ink_of(shape, ink, (content, settings))
            if ink.box:
                inks.append(ink)
        return inks

    def _ink_of(self, shape: VMobject, known: Ink | None, look: Look) -> Ink:
        """Return the ink of a shape that may have changed; look: as `looks_of` has it."""
        colours = look[1][1:4]  # how many numbers they take, of which one has four
        plain = bool(colours) and max(colours) <= 4 and _is_plain(type(shape))  # type: ignore[arg-type]
        look = look if plain else look_of(shape)
        if known and known.look == look:
            return known
        ends = shape.points.nbytes
        unmoved = known and known.outline.points == look[0][:ends]
        outline = known.outline if known and unmoved else Outline(shape, look[0][:ends], self._scratch)
        ink = self._inks[id(shape)] = Ink(shape, outline, look, plain, self._frame)
        return ink

    def _displayed(self, mobjects: Iterable[Mobject]) -> list[VMobject] | None:
        """Return what `Camera.get_mobjects_to_display` does, visiting no family twice; None if not all are
        shapes.

        Manim lists each mobject's family, drops those without points and all but the last of equal entries,
        and sorts by z-index.
        """
        found = self._walk(mobjects)
        if found is not self._walked:
            self._walked = found
            kinds = [(member, _kind(type(member))) for member in found]  # type: ignore[arg-type]
            self._shapes = [member for member, kind in kinds if kind == "shape"]
            self._pixels = [member for member, kind in kinds if kind == "pixels"]
        if any(len(member.points) for member in self._pixels):
            return None
        shapes = [*itertools.compress(self._shapes, map(len, map(_POINTS, self._shapes)))]
        return sorted(shapes, key=_LAYER) if self.camera.use_z_index else shapes


_POINTS, _LAYER = attrgetter("points"), attrgetter("z_index")


@functools.cache
def _kind(kind: Any) -> str:
    """Return what a class of mobjects is: "shape", "pixels" or "", which is not seen itself.

    Manim's classes take long to be asked what they are.
    """
    if issubclass(kind, VMobject):
        return "shape"
    return "pixels" if issubclass(kind, PMobject | AbstractImageMobject) else ""
