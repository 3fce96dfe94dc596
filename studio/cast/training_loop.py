"""The loop of training: three boxes in a ring, each leading to the next."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, RoundedRectangle, VGroup
from numpy.typing import NDArray

from studio.stage.arc_arrow import ArcArrow
from studio.stage.plot import follow
from studio.stage.text import naming, words
from studio.stage.theme import THEME

#: The steps of the loop in order, and the role in the theme of what each is about.
STEPS = (("loss", "loss"), ("gradient", "slope"), ("update", "parameter"))

#: The share of each third of a trip for which the box is lit, before the spark sets out for the next.
STAY = 0.3


class LoopRing(VGroup):
    """Loss above, gradient at the lower right, update at the lower left; arrows lead round clockwise.

    `boxes`, `arrows`, `numbers`, `names` and `spark` can be faded in one by one. The ring may be moved and
    scaled: the spark stays on it.

    Args:
        centre: the middle of the ring.
        trips: how many trips round the ring have been made; called at every frame. At k the box of the loss
            is lit for the k-th time, at k + 1/3 that of the gradient, at k + 2/3 that of the update; in
            between, a spark runs along the arrow. Without it no box is lit and no spark runs.
        width, height: from the middle of one lower box to that of the other, and of those to the upper one.
        box: each box's width and height. In a high box there is room for a value below its name: see `slot`.
    """

    def __init__(
        self,
        centre: Sequence[float],
        trips: Callable[[], float] | None = None,
        width: float = 4.2,
        height: float = 4.6,
        box: tuple[float, float] = (2.5, 1.2),
        size: float = THEME.body,
    ) -> None:
        middle = np.array([*centre, 0.0][:3])
        places = [
            middle + height / 2 * UP,
            middle + np.array([width / 2, -height / 2, 0.0]),
            middle + np.array([-width / 2, -height / 2, 0.0]),
        ]
        tall = box[1] > 4 * size  # room for a value below the name
        self.boxes = VGroup(*(self._box(place, box) for place in places))
        self.numbers, self.names = VGroup(), VGroup()
        for index, ((name, role), place) in enumerate(zip(STEPS, places, strict=True)):
            row = place + (0.25 * box[1] * UP if tall else 0.0 * UP)
            number = words(str(index + 1), size, THEME.muted)
            label = naming(words(name, size, getattr(THEME, role), weight="BOLD"), self.boxes[index])
            number.move_to([place[0] - box[0] / 2 + 0.22, row[1], 0.0], LEFT)
            label.next_to(number, RIGHT, buff=0.2)
            for text in (number, label):  # in one line by their capitals
                text.shift((row[1] - text.midline) * UP)
            self.numbers.add(number)
            self.names.add(label)
        top, right, left = self.boxes
        gap = 0.12
        ends = (
            (top.get_right() + gap * RIGHT, right.get_top() + gap * UP, -1.1),
            (right.get_left() + gap * LEFT, left.get_right() + gap * RIGHT, -0.35),
            (left.get_top() + gap * UP, top.get_left() + gap * LEFT, -1.1),
        )
        self.arrows = VGroup(*(ArcArrow(tail, tip, angle) for tail, tip, angle in ends))
        self.spark = Dot(radius=0.11, color=THEME.text, fill_opacity=0).set_z_index(THEME.layers.dot)
        super().__init__(self.boxes, self.arrows, self.numbers, self.names, self.spark)
        if trips is not None:
            self._light(trips)

    @staticmethod
    def _box(place: NDArray[np.float64], box: tuple[float, float]) -> RoundedRectangle:
        drawn = RoundedRectangle(0.14, width=box[0], height=box[1]).move_to(place)
        return (
            drawn.set_fill(THEME.panel, 0).set_stroke(THEME.muted, width=2.5).set_z_index(THEME.layers.axes)
        )

    def slot(self, index: int) -> NDArray[np.float64]:
        """Where the right end of a value stands, below the name of this box, half-way up its digits."""
        box = self.boxes[index]
        return np.array(box.get_corner(DOWN + RIGHT) + np.array([-0.25, 0.26 * box.height, 0.0]))

    def _light(self, trips: Callable[[], float]) -> None:
        """Let each box and the spark follow the trips: each alone, as each may come on stage alone."""
        for index, box in enumerate(self.boxes):
            box.add(_lamp(box, index, trips))
        arrows = self.arrows

        def run(spark: Dot) -> None:
            if spark is not self.spark:  # a copy that manim fades in or out keeps the opacity it was given
                return
            here, on_the_way = _stage_of(trips())
            spark.move_to(arrows[here].shaft.point_from_proportion(on_the_way))
            spark.set_opacity(min(on_the_way / 0.3, (1 - on_the_way) / 0.3, 1.0))

        follow(self.spark, lambda spark: run(spark))


def _stage_of(trips: float) -> tuple[int, float]:
    """The box that was reached last, and the share of the arrow after it that the spark has run."""
    thirds = 3 * trips + 1e-9
    whole = int(thirds // 1)
    return whole % 3, min(max(thirds - whole - STAY, 0.0) / (1 - STAY), 1.0)


def _lamp(box: RoundedRectangle, index: int, trips: Callable[[], float]) -> RoundedRectangle:
    """A box in its step's colours that shines while the trips have led to box `index`."""
    lamp = box.copy().set_fill(THEME.panel).set_stroke(getattr(THEME, STEPS[index][1]), width=4.5)

    def shine(shining: RoundedRectangle) -> None:
        if shining is not lamp:  # a copy that manim fades in or out keeps the opacity it was given
            return
        here, on_the_way = _stage_of(trips())
        lit = 0.0
        if index == here:
            lit = 1.0 - min(on_the_way / 0.35, 1.0)
        elif index == (here + 1) % 3:
            lit = max(on_the_way - 0.65, 0.0) / 0.35
        lamp.set_fill(opacity=lit).set_stroke(opacity=lit)

    return follow(lamp, lambda shining: shine(shining))
