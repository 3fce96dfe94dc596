"""Draws a lesson several times faster than manim's Cairo renderer, with the same bits in every frame.

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

Whatever the engine is not sure of is left to manim: cameras other than the plain one (moving, zoomed, three-
dimensional), images, point clouds, shapes painted with an image, cubic curves of other than four points.

It relies on, in manim 0.22, and tests/studio/test_engine.py draws everything with both to notice a change:
`CairoRenderer.play` calls `save_static_frame_data`, then `render` at each frame, or `update_frame` and
`freeze_current_frame` when nothing moves; `update_frame` draws on `static_image` what it is given, or all the
scene if that is nothing; `Camera.display_vectorized` strokes the background stroke, fills, and strokes,
reading of a VMobject only what `Ink` reads; `Camera.capture_mobjects`, `set_pixel_array` and
`get_cairo_context`.
"""

import ctypes
import itertools
from collections.abc import Iterable, Sequence
from functools import lru_cache
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
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def meets(self, other: "Box") -> bool:
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
    """Boxes that cover these, fewer: those that meet, or nearly do, become one."""
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


class _PathStruct(ctypes.Structure):
    """cairo_path_t"""

    _fields_ = (("status", ctypes.c_int), ("data", ctypes.c_void_p), ("num_data", ctypes.c_int))


# cairo_path_data_t is 16 bytes: a header, whose first int is the kind of piece and whose second is how many
# such 16 bytes it has in all, or two doubles. As one 64-bit number on a little-endian machine:
_MOVE_TO, _CURVE_TO, _CLOSE = (kind | length << 32 for kind, length in ((0, 2), (2, 4), (3, 1)))


_HEADERS = [(np.array(number).view(np.float64).item(), 0.0) for number in (_MOVE_TO, _CURVE_TO, _CLOSE)]
_HEADER_NUMBERS = np.array(_HEADERS).view(complex)[:, 0]
_FEW = 128  # points


def _find_append_path() -> Any:
    """cairo_append_path(cairo_t *, cairo_path_t *) of the very library that pycairo uses; None without it.

    Relies on pycairo's published struct (py3cairo.h): PyObject_HEAD, cairo_t *ctx, PyObject *base.
    """
    pointers = 2 * ctypes.sizeof(ctypes.c_void_p)
    if cairo.Context.__basicsize__ != object.__basicsize__ + pointers:
        return None
    try:
        library = ctypes.PyDLL(cairo._cairo.__file__)  # type: ignore[attr-defined]
        if library.cairo_version() != cairo.cairo_version():
            return None
        append_path = library.cairo_append_path
    except (OSError, AttributeError):
        return None
    append_path.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    append_path.restype = None
    return append_path


_append_path = _find_append_path()


class Outline:
    """The path of a mobject's points, as manim's camera makes it, in one piece for cairo.

    `raw`: the points' bytes, by which a change is noticed, in whatever way it was made.
    `hull`: (left, bottom, right, top) of the points, in manim's units; None if there is no path.
    `joined`: does it have corners?
    """

    __slots__ = ("_data", "_struct", "hull", "joined", "raw")

    def __init__(self, vmobject: VMobject, raw: bytes) -> None:
        self.raw = raw
        self.hull: tuple[float, float, float, float] | None = None
        self.joined = False
        points = np.asarray(vmobject.points, float)
        if len(points) >= 4 and np.isfinite(points).all():
            points = points[:, :2]
            self._data = _path_data(points, vmobject.tolerance_for_point_equality)
            address = self._data.__array_interface__["data"][0]
            self._struct = _PathStruct(0, address, len(self._data))
            across, up = points[:, 0], points[:, 1]
            self.hull = float(across.min()), float(up.min()), float(across.max()), float(up.max())
            self.joined = len(self._data) > 6  # more than one open curve

    def put(self, context: cairo.Context) -> None:
        """Make this the context's path."""
        context.new_path()
        if _append_path is not None:
            pointer = ctypes.c_void_p.from_address(id(context) + object.__basicsize__)
            _append_path(pointer, ctypes.addressof(self._struct))
            return
        pieces = self._data.tolist()
        kinds = self._data[:, 0].view(np.int64).tolist()
        at = 0
        while at < len(pieces):
            if kinds[at] == _CURVE_TO:
                context.curve_to(*pieces[at + 1], *pieces[at + 2], *pieces[at + 3])
            elif kinds[at] == _MOVE_TO:
                context.move_to(*pieces[at + 1])
            else:
                context.close_path()
            at += kinds[at] >> 32


def _path_data(points: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """cairo_path_data_t of finite `points`, (n, 2) with n >= 4, as an array (m, 2).

    A sub-path ends where a curve does not begin at the last one's end, and is closed if it ends where it
    began, by the rule of VMobject.consider_points_equals_2d.
    """
    if len(points) <= _FEW:
        return _short_path_data(points.tolist(), tolerance)
    curves = len(points) // 4
    # A point is a complex number, so that numpy moves and compares it as one thing. The headers come last.
    pool = np.empty(len(points) + len(_HEADERS), complex)
    pool[: len(points)] = np.ascontiguousarray(points).view(complex)[:, 0]
    pool[len(points) :] = _HEADER_NUMBERS
    begins, ends = pool[0 : 4 * curves : 4], pool[3 : 4 * curves : 4]

    def equal(one: NDArray[np.complex128], other: NDArray[np.complex128]) -> NDArray[np.bool_]:
        across = np.abs(one.real - other.real) <= tolerance + _RTOL * np.abs(other.real)
        up: NDArray[np.bool_] = np.abs(one.imag - other.imag) <= tolerance + _RTOL * np.abs(other.imag)
        return across & up

    gaps = np.flatnonzero(ends[:-1] != begins[1:])  # most curves begin at the very end of the last one
    gaps = gaps[~equal(ends[gaps], begins[gaps + 1])]
    starts, stops = np.append(0, gaps + 1), np.append(gaps, curves - 1)
    first, last = begins[starts], ends[stops]
    closed = first == last
    if not closed.all():  # most sub-paths end where they began, exactly
        closed = equal(first, last)
    rest = pool[4 * curves : len(points)]  # of a curve that is being built there are fewer than four points
    if len(rest) and equal(ends[-1:], rest[:1])[0]:
        closed[-1] = equal(begins[starts[-1:]], rest[-1:])[0]
    return pool[_layout(len(points), starts.tobytes(), closed.tobytes())].view(float).reshape(-1, 2)


@lru_cache(maxsize=256)
def _layout(points: int, starts: bytes, closed: bytes) -> NDArray[np.intp]:
    """For each element of a path the index of its point among so many, or after them that of its header."""
    first = np.frombuffer(starts, np.intp)
    close = np.frombuffer(closed, bool)
    lengths = np.diff(np.append(first, points // 4))
    pieces: list[Any] = []
    for start, length, joined in zip(first, lengths, close, strict=True):
        each = np.arange(4 * start, 4 * (start + length)).reshape(-1, 4)
        curves = np.insert(each[:, 1:], 0, points + 1, axis=1)
        pieces += [[points, 4 * start], curves.ravel(), [points + 2] * int(joined)]
    return np.concatenate(pieces).astype(np.intp)


def _short_path_data(points: list[list[float]], tolerance: float) -> NDArray[np.float64]:
    """`_path_data` of a few points, for which numpy's calls would take longer than their work."""

    def equal(one: list[float], other: list[float]) -> bool:
        return one == other or (
            abs(one[0] - other[0]) <= tolerance + _RTOL * abs(other[0])
            and abs(one[1] - other[1]) <= tolerance + _RTOL * abs(other[1])
        )

    move, curve, close = _HEADERS
    data: list[float] = []
    first, end = points[0], len(points) // 4 * 4
    for at in range(0, end, 4):
        if at == 0 or not equal(points[at - 1], points[at]):
            if at and equal(first, points[at - 1]):
                data += close
            first = points[at]
            data += (*move, *first)
        data += (*curve, *points[at + 1], *points[at + 2], *points[at + 3])
    joined = end < len(points) and equal(points[end - 1], points[end])
    if equal(first, points[-1] if joined else points[end - 1]):
        data += close
    return np.array(data).reshape(-1, 2)


def _source(vmobject: VMobject, rgbas: NDArray[np.float64], ends: Sequence[Any]) -> Any:
    """The colour, or the gradient, as `Camera.set_cairo_context_color` sets it; None if it cannot be seen."""
    if (rgbas[:, 3] <= 0).all():
        return None
    if len(rgbas) == 1:
        red, green, blue, alpha = rgbas[0]
        return cairo.SolidPattern(blue, green, red, alpha)  # manim's pixels are RGBA where cairo's are BGRA
    gradient = cairo.LinearGradient(*itertools.chain(*(point[:2] for point in ends)))
    for rgba, offset in zip(rgbas, np.linspace(0, 1, len(rgbas)), strict=True):
        red, green, blue, alpha = rgba
        gradient.add_color_stop_rgba(offset, blue, green, red, alpha)
    return gradient


class Ink:
    """What a VMobject put on the picture at one moment: its outline, its colours and its lines.

    box: the pixels that it may have touched, None if none.
    """

    __slots__ = ("_joints", "_layers", "box", "outline", "style", "vmobject")

    def __init__(
        self, vmobject: VMobject, outline: Outline, style: tuple[Any, ...], canvas: "Canvas"
    ) -> None:
        self.vmobject = vmobject  # kept so that its id stays its own
        self.outline, self.style = outline, style
        self._joints = (LINE_JOIN_MAP[vmobject.joint_type], CAP_STYLE_MAP[vmobject.cap_style])
        ends = style[-1]
        behind, width = style[3], style[4]
        layers = (
            (behind, vmobject.get_stroke_rgbas(True)),
            (None, vmobject.get_fill_rgbas()),
            (width, vmobject.get_stroke_rgbas(False)),
        )
        self._layers = [
            (None if line is None else line * canvas.line_unit, source)
            for line, rgbas in layers
            if line != 0 and (source := _source(vmobject, rgbas, ends)) is not None
        ]
        reach = max((line or 0 for line, _ in self._layers), default=0) / 2
        mitred = outline.joined and self._joints[0] == cairo.LineJoin.MITER
        self.box = (
            canvas.box_of(outline.hull, reach * (_MITRE if mitred else 1.5))
            if outline.hull and self._layers
            else None
        )

    @classmethod
    def style_of(cls, vmobject: VMobject) -> tuple[Any, ...]:
        """All that makes its look beside its points, to be compared."""
        fill, line, behind = (
            vmobject.get_fill_rgbas(),
            vmobject.get_stroke_rgbas(False),
            vmobject.get_stroke_rgbas(True),
        )
        ends: tuple[Any, ...] = ()
        if len(fill) > 1 or len(line) > 1 or len(behind) > 1:
            ends = tuple(tuple(point) for point in vmobject.get_gradient_start_and_end_points())
        return (
            fill.tobytes(),
            line.tobytes(),
            behind.tobytes(),
            vmobject.get_stroke_width(True),
            vmobject.get_stroke_width(False),
            vmobject.joint_type,
            vmobject.cap_style,
            ends,
        )

    def draw(self, context: cairo.Context) -> None:
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
    """Boxes outside which two lists of inks give the same picture on the same ground."""
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
    """How many inks two lists begin with in common."""
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
        """The pixels within `reach` (manim's units) of a rectangle of the scene; None if all are outside."""
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
        """Show `under`, which `ground` is the picture of, and `over`; returns the boxes that were drawn."""
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
    """Stands in a list of inks for a picture that manim itself drew."""

    def __init__(self, box: Box) -> None:
        self.box = box


class _PlainCamera(Camera):
    """Manim's camera, which notes when something other than a canvas changes its picture."""

    touched = True

    def set_pixel_array(self, *arguments: Any, **settings: Any) -> None:
        self.touched = True
        super().set_pixel_array(*arguments, **settings)

    def capture_mobjects(self, *arguments: Any, **settings: Any) -> None:
        self.touched = True
        super().capture_mobjects(*arguments, **settings)


class StudioRenderer(CairoRenderer):
    """Manim's Cairo renderer, drawing only what changed.

    `changed`: the boxes outside which the frame is as it was when it was last handed to the file writer. The
    writer is handed the canvas itself, which is drawn on again afterwards.
    """

    def __init__(self, *arguments: Any, camera_class: type[Camera] | None = None, **settings: Any) -> None:
        self._plain = camera_class in (None, Camera)
        super().__init__(*arguments, camera_class=_PlainCamera if self._plain else camera_class, **settings)
        self.changed: list[Box] = []
        self._inks: dict[int, Ink] = {}
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
        """The frame's canvas, made anew if the camera's size was changed."""
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
        """What is seen of the mobjects and their families, in manim's order; None if manim must draw them."""
        inks = []
        for mobject in _displayed(mobjects, self.camera.use_z_index):
            if isinstance(mobject, VMobject):
                if mobject.get_background_image() or mobject.n_points_per_cubic_curve != 4:
                    return None
                ink = self._ink_of(mobject)
                if ink.box:
                    inks.append(ink)
            elif isinstance(mobject, PMobject | AbstractImageMobject):
                return None
        return inks

    def _ink_of(self, vmobject: VMobject) -> Ink:
        known = self._inks.get(id(vmobject))
        raw, style = vmobject.points.tobytes(), Ink.style_of(vmobject)
        if known and known.outline.raw == raw:
            if known.style == style:
                return known
            outline = known.outline
        else:
            outline = Outline(vmobject, raw)
        ink = self._inks[id(vmobject)] = Ink(vmobject, outline, style, self._frame)
        return ink


def _displayed(mobjects: Iterable[Mobject], use_z_index: bool) -> list[Mobject]:
    """`Camera.get_mobjects_to_display`, visiting no family twice.

    Manim lists each mobject's family, drops those without points and all but the last of equal entries, and
    sorts by z-index. From the end, the last is the first seen, and all of a seen mobject's family is too.
    """
    seen: set[int] = set()
    found: list[Mobject] = []

    def visit(mobjects: list[Mobject]) -> None:
        for mobject in reversed(mobjects):
            if id(mobject) not in seen:
                if mobject.submobjects:
                    visit(mobject.submobjects)
                seen.add(id(mobject))
                if len(mobject.points):
                    found.append(mobject)

    visit(list(mobjects))
    found.reverse()
    return sorted(found, key=lambda mobject: mobject.z_index) if use_z_index else found
