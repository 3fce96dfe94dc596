"""Register the fonts that ship as dependencies, so that no lesson depends on the machine's own fonts."""

from functools import cache

import fontpkg
import manimpango

FAMILIES = ("inter", "jetbrains-mono")


@cache
def register_fonts() -> None:
    """Make Inter and JetBrains Mono known to Pango in this process.

    Raises:
        RuntimeError: a font file cannot be registered.
    """
    for family in FAMILIES:
        for file in fontpkg.family(family).files:
            if not manimpango.register_font(str(file.path)):
                raise RuntimeError(f"the font {file.path} cannot be registered; run setup.sh again")
