"""Refuses an SVG picture that would take long to draw, before anything draws it."""

from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from studio.system.received import read_bytes

MOST_BYTES = 200_000
_MOST_SHAPES = 2_000  # with those that <use> repeats
_DEEPEST = 50


def check_logo(path: Path) -> None:
    """Raise ValueError, in a sentence, where a file is no SVG picture of a logo, OSError where it is none."""
    try:
        root = fromstring(read_bytes(path, MOST_BYTES), forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError) as error:  # LookupError: an encoding there is not
        raise ValueError(f"it is no SVG picture that is read: {error or type(error).__name__}") from None
    named = {each.get("id", ""): each for each in root.iter() if each.get("id")}
    _count(root, named, 0, 0)


def _count(element: Element, named: dict[str, Element], so_far: int, depth: int) -> int:
    """Return how many elements are drawn when this one is, on top of `so_far`."""
    if depth > _DEEPEST:
        raise ValueError(f"its elements lie in, or use, one another more than {_DEEPEST} deep")
    so_far += 1
    if so_far > _MOST_SHAPES:
        raise ValueError(f"it draws more than {_MOST_SHAPES} elements, with those that it uses again")
    for child in element:
        so_far = _count(child, named, so_far, depth + 1)
    if element.tag.endswith("use"):
        link = next((value for key, value in element.items() if key.endswith("href")), "")
        if link[1:] in named:
            so_far = _count(named[link[1:]], named, so_far, depth + 1)
    return so_far
