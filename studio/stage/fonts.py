"""Register the fonts that ship as dependencies, and a course's own, so that no lesson needs the machine's."""

from functools import cache
from pathlib import Path

import fontpkg
import manimpango
from PIL import ImageFont

from studio.stage.theme import THEME

FAMILIES = ("inter", "jetbrains-mono")


def register_fonts() -> None:
    """Make Inter, JetBrains Mono and the theme's own fonts known to Pango in this process.

    Raises:
        RuntimeError: a font file cannot be registered.
    """
    for file in (*_shipped(), *THEME.font_files):
        _register(file)


@cache
def _shipped() -> tuple[Path, ...]:
    return tuple(Path(file.path) for family in FAMILIES for file in fontpkg.family(family).files)


@cache
def _register(file: Path) -> None:
    if not manimpango.register_font(str(file)):
        raise RuntimeError(f"the font {file} cannot be registered; run setup.sh again")


def families() -> frozenset[str]:
    """The names of the fonts that can be used on this machine."""
    register_fonts()
    return frozenset(manimpango.list_fonts())


def family_of(file: Path) -> str:
    """The name of the font in a file; OSError when it holds none."""
    return str(ImageFont.truetype(str(file)).getname()[0])
