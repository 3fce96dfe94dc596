"""The rules for a theme's colours: they can be read, and told apart by every kind of sight.

Sources: WCAG 2.2 (1.4.3) for contrast; Machado, Oliveira and Fernandes 2009 for how colours look to protan,
deutan and tritan sight, at full severity; CIEDE2000 for how far apart they are. The distances are this
course's own.
"""

import itertools
from collections.abc import Iterator

from coloraide import Color

from studio.rules.roles import ROLES
from studio.stage import style
from studio.stage.areas import FLAT
from studio.stage.theme import Theme

CONTRAST = 4.5
LIT = 4.4  # of code on its lit line, which is larger than body text
APART = {"protan": 14.0, "deutan": 14.0, "tritan": 10.0}

_APART_ROLES = ("parameter", "loss", "slope", "area", "text")
_IN_CODE = ("parameter", "loss", "slope", "text")


def _grounds(theme: Theme) -> Iterator[tuple[str, str, tuple[str, ...], float]]:
    """Yield what text stands on: its name, its colour, the roles that stand there, the contrast they need."""
    yield "background", theme.background, ROLES, CONTRAST
    yield "panel", theme.panel, (*_IN_CODE, "area"), CONTRAST
    yield "a lit line of code", _mixed(theme, theme.parameter, style.FAINT), _IN_CODE, LIT
    yield "an area", _mixed(theme, theme.area, FLAT), ("text",), CONTRAST


def _mixed(theme: Theme, colour: str, share: float) -> str:
    return str(Color(theme.background).mix(colour, share, space="srgb").to_string(hex=True))


def theme_faults(theme: Theme) -> Iterator[str]:
    """Yield a sentence for each rule broken, naming the pair of colours, the measured value and the limit."""
    for ground, behind, roles, least in _grounds(theme):
        for role in roles:
            colour = getattr(theme, role)
            contrast = Color(colour).contrast(behind, method="wcag21")
            if contrast < least:
                yield (
                    f"{role} {colour} on {ground} {behind} has a contrast of {contrast:.1f}; "
                    f"text needs at least {least}"
                )
    for sight, least in APART.items():
        seen = {role: Color(getattr(theme, role)).filter(sight, method="machado") for role in _APART_ROLES}
        for one, other in itertools.combinations(_APART_ROLES, 2):
            # Rounded: the palette's nearest pair is 14.0 apart, and floats fall on either side of that.
            apart = round(seen[one].delta_e(seen[other], method="2000"), 1)
            if apart < least:
                yield (
                    f"{one} {getattr(theme, one)} and {other} {getattr(theme, other)} look alike to {sight} "
                    f"sight, {apart} apart; they must be at least {least:g} apart (CIEDE2000)"
                )
