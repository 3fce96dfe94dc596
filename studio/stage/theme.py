"""The looks of every lesson: colours by role, sizes in frame units. Frozen; nothing here draws.

`THEME` is the theme in force. A course may bring its own colours and fonts (`using`); sizes and regions
stay, for they hold the rules of legibility. The default palette is Okabe and Ito's; `studio.rules.theme`
measures it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast

from studio.system.files import file_hash

#: The colours of a theme, by role.
COLOURS = ("background", "panel", "parameter", "loss", "slope", "area", "text", "muted")

FRAME_WIDTH = 128 / 9
FRAME_HEIGHT = 8.0


@dataclass(frozen=True)
class Region:
    """An axis-aligned rectangle of the frame, in manim units."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def centre(self) -> tuple[float, float, float]:
        return ((self.left + self.right) / 2, (self.bottom + self.top) / 2, 0.0)

    def towards(self, other: "Region", across: float, up: float | None = None) -> "Region":
        """Return the region on the way to another one: how far across and, by default as far, up or down."""
        up = across if up is None else up
        return Region(
            self.left + across * (other.left - self.left),
            self.right + across * (other.right - self.right),
            self.bottom + up * (other.bottom - self.bottom),
            self.top + up * (other.top - self.top),
        )

    def columns(self, count: int, gap: float) -> tuple["Region", ...]:
        """Equal columns from left to right, `gap` units apart."""
        width = (self.width - gap * (count - 1)) / count
        lefts = [self.left + index * (width + gap) for index in range(count)]
        return tuple(Region(left, left + width, self.bottom, self.top) for left in lefts)


@dataclass(frozen=True)
class Theme:
    """Colours are sRGB hex; text sizes are cap heights in frame units (the frame is 8 high).

    footer: a short text in the lower left corner, "" for none. logo: an SVG picture in the lower right one.
    """

    background: str = "#0f1720"
    parameter: str = "#56b4e9"  # what we turn: the knob, x, the ball
    loss: str = "#e69f00"  # what it costs: the curve, f(x)
    slope: str = "#cc79a7"  # which way is up: tangent, derivative, gradient
    area: str = "#009e73"  # what is summed up; what is right
    text: str = "#f0f0f0"
    muted: str = "#93a1b0"  # axes, ticks, things already said
    panel: str = "#162432"  # a plate behind text

    font: str = "Inter"
    code_font: str = "JetBrains Mono"
    font_files: tuple[Path, ...] = ()  # of fonts that the machine may not have

    footer: str = ""
    logo: Path | None = None

    title: float = 0.30
    body: float = 0.25  # 3.1 % of the frame's height: words stay legible in a small player
    label: float = 0.24
    tick: float = 0.18  # 2.25 %

    # Everything stays inside `safe` (EBU R 95); no text goes below `caption_top`, where captions sit.
    safe: Region = Region(-6.4, 6.4, -3.6, 3.6)
    caption_top: float = -2.8

    @property
    def stage(self) -> Region:
        """The part of the frame in which a lesson plays: inside the safe area, above the captions."""
        return Region(self.safe.left, self.safe.right, self.caption_top, self.safe.top)


#: The palettes that come with the project; each passes every rule for a theme's colours.
PALETTES: dict[str, dict[str, str]] = {
    "dark": {},
    "light": {
        "background": "#fbfaf7",
        "panel": "#eef0ef",
        "parameter": "#0b56a9",
        "loss": "#7c4b00",
        "slope": "#95005d",
        "area": "#367854",
        "text": "#101820",
        "muted": "#586472",
    },
}

_in_force: ContextVar[Theme] = ContextVar("theme", default=Theme())  # noqa: B039 - it is frozen


class _Current:
    """Reads as the theme in force; a default argument that held one of its colours would keep that one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(_in_force.get(), name)


THEME = cast(Theme, _Current())


def current() -> Theme:
    """The theme in force."""
    return _in_force.get()


@contextmanager
def using(theme: Theme) -> Iterator[None]:
    """Let another theme be in force for what is made inside."""
    token = _in_force.set(theme)
    try:
        yield
    finally:
        _in_force.reset(token)


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as themes write it, such as #56b4e9."""
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None


def described(theme: Theme) -> dict[str, str]:
    """Return what a theme changes, in words and hashes: its colours, its fonts, its footer, its logo."""
    plain, told = Theme(), {}
    for key in (each.name for each in fields(Theme)):
        value = getattr(theme, key)
        if value != getattr(plain, key):
            if isinstance(value, Path):
                value = f"sha256 {file_hash(value)[:16]}"
            elif isinstance(value, tuple):
                value = ", ".join(f"sha256 {file_hash(path)[:16]}" for path in value)
            told[key] = str(value)
    return told
