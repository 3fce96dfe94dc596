"""The lens marks its spot, and its rays run to the two corners that face it."""

import numpy as np
import pytest

from studio.stage.lens import clipped, lens
from studio.stage.theme import Region

BOX = Region(-2, 2, -1, 1)


@pytest.mark.parametrize(
    ("spot", "corners"),
    [
        ((5.0, 0.5), {(2, 1), (2, -1)}),
        ((-5.0, 0.5), {(-2, 1), (-2, -1)}),
        ((0.5, 3.0), {(-2, 1), (2, 1)}),
        ((0.5, -3.0), {(-2, -1), (2, -1)}),
    ],
)
def test_the_rays_run_from_the_spot_to_the_corners_that_face_it(
    spot: tuple[float, float], corners: set[tuple[float, float]]
) -> None:
    rays, _, mark, name = lens(BOX, np.array([*spot, 0.0]))
    np.testing.assert_allclose(mark.get_center()[:2], spot)
    assert {tuple(np.round(ray.get_end()[:2], 9)) for ray in rays} == corners
    for ray in rays:  # to the near side of the mark: no ray crosses it
        toward = np.asarray(mark.get_center()) - ray.get_end()
        assert np.linalg.norm(ray.get_start() - ray.get_end()) < np.linalg.norm(toward)
    assert name[1].text == "magnified"  # on its plate


def test_without_a_spot_there_are_no_rays() -> None:
    frame, name = lens(BOX)
    np.testing.assert_allclose(frame.get_center(), BOX.centre, atol=1e-9)
    assert name.get_left()[0] > BOX.left and name.get_top()[1] < BOX.top


@pytest.mark.parametrize(
    ("start", "end", "ends"),
    [
        ((-4, 0), (4, 0), ((-2, 0), (2, 0))),
        ((-4, -2), (4, 2), ((-2, -1), (2, 1))),
        ((1, -9), (1, 9), ((1, -1), (1, 1))),
        ((0, 0), (1, 0.5), ((0, 0), (1, 0.5))),
    ],
)
def test_a_line_is_cut_where_it_leaves_the_box(start, end, ends) -> None:
    cut = clipped(BOX, np.array([*start, 0.0]), np.array([*end, 0.0]))
    np.testing.assert_allclose([point[:2] for point in cut], ends, atol=1e-12)
