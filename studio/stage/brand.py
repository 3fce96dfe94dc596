"""A course's mark on every picture: its footer and its logo, in the corners beside the captions.

Captions stand in the middle of the lowest part of the frame; a line of 42 characters leaves the corners free.
"""

from manim import SVGMobject, VGroup

from studio.stage.style import Layer
from studio.stage.text import words
from studio.stage.theme import THEME

_HEIGHT = 0.36  # of the logo, in frame units
_WIDEST = 2.7  # of either, for the captions' sake


def brand() -> VGroup:
    """The footer in the lower left corner and the logo in the lower right one; empty if there are none.

    Raises:
        ValueError: the footer is too wide, or the logo is not a picture that can be drawn.
    """
    group, safe = VGroup(), THEME.safe
    if THEME.footer:
        footer = words(THEME.footer, THEME.tick, THEME.muted)
        if footer.width > _WIDEST:
            raise ValueError(f"the footer {THEME.footer!r} is too long to stand beside captions; shorten it")
        group.add(footer.shift([safe.left - footer.get_left()[0], safe.bottom - footer.get_bottom()[1], 0.0]))
    if THEME.logo is not None:
        group.add(_logo())
    return group


def _logo() -> SVGMobject:
    try:
        logo = SVGMobject(str(THEME.logo))
        if not logo.family_members_with_points():
            raise ValueError("it draws nothing")
    except (ValueError, OSError, SyntaxError) as error:
        raise ValueError(f"the logo {THEME.logo} cannot be drawn: {error}") from None
    logo.scale(min(_HEIGHT / logo.height, _WIDEST / logo.width))
    corner = [THEME.safe.right - logo.get_right()[0], THEME.safe.bottom - logo.get_bottom()[1], 0.0]
    return logo.shift(corner).set_z_index(Layer.TEXT)
