"""The names under which a lesson keeps what it shows."""

from typing import Any

from manim import Mobject

from studio.stage.shapes import family


def kept_as(mobject: Mobject, keeper: Any) -> str:
    """Return the name under which a lesson keeps a mobject, or what it is a part of: "self.plane"."""
    found = [
        (count, name)
        for name, value in vars(keeper).items()
        if isinstance(value, Mobject) and not name.startswith("_")
        for count, member in [(len(value.get_family()), value)]
        if any(part is mobject for part in family(member))
    ]
    return f"self.{min(found)[1]}" if found else ""
