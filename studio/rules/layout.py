"""The rules of a clear picture, checked on a lesson's objects while it plays, without drawing them.

Thresholds: EBU R 95 for the safe area, WCAG 2.2 for what must be legible; the distances and the speed
above which a thing seems to pop are this course's own.
"""

from math import hypot, inf

import numpy as np
from manim import ManimColor, Mobject, VMobject

from studio.lesson.kept import kept_as
from studio.lesson.lesson import Lesson
from studio.lesson.until_read import seconds_to_read
from studio.rules import limits
from studio.rules.findings import Ledger
from studio.rules.groups import GroupRules
from studio.rules.snapshot import Snapshot, Text, words_in
from studio.stage.plane import Plane
from studio.stage.shapes import (
    VISIBLE,
    Box,
    box_of,
    covers,
    distance_to,
    gap,
    gaps,
    has_stroke,
    hull,
    middle,
    opacity,
    outline,
    thickness,
)
from studio.stage.style import TICK, TINTS, Layer, tint
from studio.stage.text import Label
from studio.stage.theme import COLOURS, FRAME_HEIGHT, THEME

TEXT_GAP = 0.10  # units between two texts
STROKE_GAP = 0.08  # units between text and a line
SLACK = 0.01  # units by which a curve's own thickness and rounding may pass the edge of the safe area
WORDS_ON_SCREEN = 20
JUMP = 0.5  # units from frame to frame at 30 frames a second
FADE = 0.35  # opacity from frame to frame at 30 frames a second; so much is left of what goes away
LABEL = 1.0  # units from a label to what it names
COLOUR_SLACK = 0.02  # of each channel: manim mixes colours while it fades

LAYOUTS = 6  # times a second that the layout of what moves is looked at, at any rate of pictures
WIDE = 3.0  # units
SPECK = 0.1  # units across: what has shrunk to that may go

Shape = tuple[VMobject, Box]
Seen = tuple[Box, float, VMobject]  # where a shape was, and how opaque


class LayoutRules:
    """Rules on the layout and the motion of a picture; writes what it measures into a ledger.

    Call it with the lesson, a snapshot of its stage, the frame of the timeline, and the number of frames for
    which the stage stays as it is.

    Args:
        step: frames between two calls while something moves.
    """

    def __init__(self, ledger: Ledger, step: int = 1) -> None:
        self._ledger = ledger
        self._groups = GroupRules(ledger)
        self._step = step
        self._due = 0.0  # the frame from which on the layout is looked at again
        self._coming: set[int] = set()  # parts of a plot that came late, not seen within the safe area yet
        self._before: dict[int, Seen] = {}
        self._standing: dict[int, tuple[Text, str, int]] = {}  # text, its beat, since when

    def __call__(self, lesson: Lesson, stage: Snapshot, frame: int, frames: int) -> None:
        self._check_motion(lesson, stage)
        # A hold shows one picture: it is checked once.
        if frame >= self._due or frames > 1:
            self._check_layout(lesson, stage)
            self._check_reading_time(lesson, stage, frame, frames)
            self._due = frame + frames - 1 + lesson.timeline.frame_rate / LAYOUTS
        if frames > 1:  # only what stands still: a light that comes on mixes two of the theme's colours
            self._check_colours(lesson, stage)
            self._check_frozen(lesson, frame, frames)
            self._check_labels(lesson, stage)
            self._groups(lesson)

    def _note(
        self, rule: str, lesson: Lesson, subject: str, measured: float, limit: float, least: bool
    ) -> None:
        self._ledger.note(rule, lesson.beat_name, subject, measured, limit, least)

    # What stands still

    def _check_layout(self, lesson: Lesson, stage: Snapshot) -> None:
        texts, shapes = stage.texts, stage.shapes
        self._check_texts_apart(lesson, texts)
        self._check_strokes_off_texts(lesson, texts, shapes)
        self._check_safe_area(lesson, texts, shapes)
        self._check_sizes(lesson, texts)
        words = sum(words_in(text) for text in texts)
        self._note("words on screen", lesson, "all texts", words, WORDS_ON_SCREEN, least=False)

    def _check_texts_apart(self, lesson: Lesson, texts: list[Text]) -> None:
        boxes, worst = [text.box for text in texts], self._ledger.worst.get("texts apart", inf)
        apart = gaps(boxes, boxes)
        for i, j in np.argwhere(np.triu(apart < max(TEXT_GAP, worst), 1)).tolist():
            if texts[i].owner != texts[j].owner:
                subject = " and ".join(sorted((texts[i].name, texts[j].name)))
                self._note("texts apart", lesson, subject, float(apart[i, j]), TEXT_GAP, least=True)

    def _check_strokes_off_texts(self, lesson: Lesson, texts: list[Text], shapes: list[Shape]) -> None:
        strokes = [
            (shape, box, thickness(shape) / 2)
            for shape, box in shapes
            if has_stroke(shape) and not is_text(shape)
        ]
        plates = [mobject for mobject, _ in shapes if is_plate(mobject)]
        apart = gaps([box for _, box, _ in strokes], [text.box for text in texts])
        for (stroke, _, half), off in zip(strokes, apart, strict=True):
            if not (near := np.flatnonzero(off - half <= 3 * STROKE_GAP)).size:
                continue  # so far off that its curves need not be followed
            along = outline(stroke)
            for text in (texts[index] for index in near):
                distance = distance_to(along, text.box) - half
                if distance < STROKE_GAP and any(on_plate(text, plate, stroke) for plate in plates):
                    continue
                if distance >= max(STROKE_GAP, self._ledger.worst.get("text off lines", inf)):
                    continue
                subject = f"{text.name} and a {type(stroke).__name__}{place_of(stroke, lesson)}"
                self._note("text off lines", lesson, subject, distance, STROKE_GAP, least=True)

    def _check_safe_area(self, lesson: Lesson, texts: list[Text], shapes: list[Shape]) -> None:
        if late := self._late_plots(lesson):
            self._coming = {id(part) for plane in late for part in plane.get_family()}
            return  # all that is outside comes with that plot
        for mobject, (left, right, bottom, top) in shapes:
            beyond = beyond_safe(left, right, bottom, top)
            if beyond <= SLACK:
                self._coming.discard(id(mobject))
            if lesson.enters(mobject, beyond > SLACK) or id(mobject) in self._coming:
                continue
            if beyond > min(SLACK, self._ledger.worst.get("safe area", -np.inf)):
                self._note("safe area", lesson, describe(mobject, lesson), beyond, SLACK, least=False)
        for text in texts:
            below = THEME.caption_top - text.box[2]
            if lesson.enters(text.mobject, below > SLACK, "captions"):
                continue
            self._note("above the captions", lesson, text.name, below, SLACK, least=False)

    def _late_plots(self, lesson: Lesson) -> list[Plane]:
        """Note how far plots are outside that were made for the title card's side, and never stood there.

        Returns those plots.
        """
        late = []
        for plane in lesson.standing():
            if isinstance(plane, Plane) and not lesson.opened_with(plane):
                region = plane.region
                beyond = beyond_safe(region.left, region.right, region.bottom, region.top)
                if beyond > min(SLACK, self._ledger.worst.get("plots from the title", -np.inf)):
                    subject = kept_as(plane, lesson) or "a Plane"
                    self._note("plots from the title", lesson, subject, beyond, SLACK, least=False)
                if beyond > SLACK:
                    late.append(plane)
        return late

    def _check_sizes(self, lesson: Lesson, texts: list[Text]) -> None:
        for text in texts:
            tick = text.cap_height <= TICK + 1e-6
            share = text.cap_height / FRAME_HEIGHT
            rule, least = ("size of ticks", 0.022) if tick else ("size of words", 0.030)
            self._note(rule, lesson, text.name, share + 1e-9, least, least=True)

    def _check_colours(self, lesson: Lesson, stage: Snapshot) -> None:
        plain = [getattr(THEME, role) for role in COLOURS]
        mixed = [tint(colour, share) for colour in plain for share in TINTS]
        theme = np.array([ManimColor(colour).to_rgb() for colour in (*plain, *mixed)])
        for mobject in stage.leaves:
            for colour in shown_colours(mobject):
                off = float(np.abs(theme - colour.to_rgb()).max(axis=1).min())
                if off > min(COLOUR_SLACK, self._ledger.worst.get("theme's colours", -1.0)):
                    subject = f"{describe(mobject, lesson)} in {colour.to_hex()}"
                    self._note("theme's colours", lesson, subject, off, COLOUR_SLACK, least=False)

    def _check_labels(self, lesson: Lesson, stage: Snapshot) -> None:
        """Measure each label's distance to the hull of what it names; infinite if that is off the stage."""
        seen = {id(shape): shape for shape in stage.leaves}
        for text in stage.texts:
            if hasattr(text.mobject, "named"):
                thing = text.mobject.named()
                shapes = [seen[id(part)] for part in thing.get_family() if id(part) in seen] if thing else []
                off = (
                    distance_to(hull(np.concatenate([outline(s) for s in shapes])), text.box)
                    if shapes
                    else inf
                )
                self._note("label near", lesson, f"{text.name} and what it names", off, LABEL, least=False)

    def _check_frozen(self, lesson: Lesson, frame: int, frames: int) -> None:
        """Measure the seconds of this hold while a line is spoken, and in silence."""
        span = lesson.timeline.span(lesson.beat_name)
        stop = span.voice_start + round(span.narration.seconds * span.frame_rate)
        under_speech = max(0, min(frame + frames, stop) - frame)
        voiced, silent = under_speech / span.frame_rate, (frames - under_speech) / span.frame_rate
        self._note("moves under speech", lesson, "a hold", voiced, limits.VOICED, least=False)
        self._note("moves in silence", lesson, "a hold", silent, limits.SILENT, least=False)

    def _check_reading_time(self, lesson: Lesson, stage: Snapshot, frame: int, frames: int) -> None:
        """Note since when each text stands, and judge those that have gone, or go as the film ends."""
        now = {id(text.mobject): text for text in stage.texts if words_in(text)}
        for key, text in now.items():
            self._standing.setdefault(key, (text, lesson.beat_name, frame))
        if frame + frames == lesson.timeline.frames:
            now, frame = {}, frame + frames
        for key in [key for key in self._standing if key not in now]:
            text, beat, since = self._standing.pop(key)
            needed = seconds_to_read(words_in(text))
            stood = (frame - since + self._step) / lesson.timeline.frame_rate + 1 / LAYOUTS
            short = needed - stood
            self._note("time to read", lesson, f"{text.name} of beat {beat}", short, 0.0, least=False)

    # What moves

    def _check_motion(self, lesson: Lesson, stage: Snapshot) -> None:
        share = lesson.timeline.frame_rate / 30 / self._step
        now = {
            id(leaf): (box, shade, leaf)
            for (leaf, box), (_, shade) in zip(stage.shapes, stage.shades, strict=True)
        }
        for key, (box, shade, mobject) in now.items():
            if key not in self._before:
                continue
            box_before, shade_before, _ = self._before[key]
            # The middle of a wide thing may move far as its end grows.
            if box is not box_before and max(box[1] - box[0], box_before[1] - box_before[0]) < WIDE:
                (x, y), (x_before, y_before) = middle(box), middle(box_before)
                jump = hypot(x - x_before, y - y_before)
                seen = min(shade, shade_before) > VISIBLE
                if seen and jump * share > min(JUMP, self._ledger.worst.get("no jumps", -1.0)):
                    self._note("no jumps", lesson, describe(mobject, lesson), jump * share, JUMP, least=False)
            fade = abs(shade - shade_before) * share
            if fade > min(FADE, self._ledger.worst.get("no pops", -1.0)):
                self._note("no pops", lesson, describe(mobject, lesson), fade, FADE, least=False)
        self._check_gone(lesson, now, share)
        self._before = now

    def _check_gone(self, lesson: Lesson, now: dict[int, Seen], share: float) -> None:
        """Note the last opacity of shapes that are gone, unless another has their place."""
        least = min(FADE, self._ledger.worst.get("no vanishing", -1.0))
        for key, (box, shade, mobject) in self._before.items():
            if key in now or shade * share <= least or hypot(box[1] - box[0], box[3] - box[2]) < SPECK:
                continue
            replaced = any(
                gap(box, other) < TEXT_GAP
                if key not in self._before
                else max(abs(one - two) for one, two in zip(box, other, strict=True)) < SPECK
                for key, (other, _, _) in now.items()
            )
            if not replaced:
                self._note(
                    "no vanishing", lesson, describe(mobject, lesson), shade * share, FADE, least=False
                )


def beyond_safe(left: float, right: float, bottom: float, top: float) -> float:
    """Return by how many units a box passes the edges of the safe area."""
    safe = THEME.safe
    return max(safe.left - left, right - safe.right, safe.bottom - bottom, top - safe.top)


def is_text(mobject: VMobject) -> bool:
    """Return whether a shape lies on the layer of texts."""
    return mobject.z_index >= Layer.TEXT


def is_plate(mobject: VMobject) -> bool:
    """Return whether a shape is a plate, which hides lines behind a text."""
    return mobject.z_index == Layer.PLATE and mobject.get_fill_opacity() > 0


def on_plate(text: Text, plate: VMobject, stroke: VMobject) -> bool:
    """Return whether the plate lies between the line and the text, as opaque as the text is."""
    shade = max(map(opacity, text.mobject.family_members_with_points()))
    opaque = plate.get_fill_opacity() >= 0.95 * shade
    return opaque and plate.z_index > stroke.z_index and covers(box_of(plate), text.box)


def shown_colours(mobject: VMobject) -> list[ManimColor]:
    """Return the colours of its fill and its stroke, as far as they can be seen."""
    shown = []
    if mobject.get_fill_opacity() > VISIBLE:
        shown.append(mobject.get_fill_color())
    if has_stroke(mobject):
        shown.append(mobject.get_stroke_color())
    return shown


def describe(mobject: Mobject, lesson: Lesson) -> str:
    """Return a phrase for reports: "the text 'slope 10'", "a Dot near (1.0, 2.0) in self.ball".

    What has no name of its own is told by its colour: "something in the colour loss near (0.2, 0.7)".
    """
    if isinstance(mobject, Label):
        return f"the text {mobject.text!r}"
    x, y = mobject.get_center()[:2]
    name = f"a {type(mobject).__name__}"
    if type(mobject) in (Mobject, VMobject):
        seen = {colour.to_hex() for colour in shown_colours(mobject)}
        roles = [role for role in COLOURS if ManimColor(getattr(THEME, role)).to_hex() in seen]
        name = f"something in the colour {roles[0]}" if roles else name
    return f"{name} near ({x:.1f}, {y:.1f}){place_of(mobject, lesson)}"


def place_of(mobject: Mobject, lesson: Lesson) -> str:
    """Return " in self.plane", the name under which a lesson keeps a mobject, or what it is a part of."""
    name = kept_as(mobject, lesson)
    return f" in {name}" if name else ""
