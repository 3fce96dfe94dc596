"""The pages' templates: whatever is put into one is text, never markup."""

from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from studio.page.transcript import clock


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("studio.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["clock"] = clock
    environment.filters["href"] = quote  # a file's name as a relative address
    return environment


def render(template: str, **values: Any) -> str:
    """The template of this name, filled in."""
    return _environment().get_template(template).render(**values)


def asset(name: str) -> bytes:
    """The content of a file that every page has beside it."""
    return (files("studio.page") / "assets" / name).read_bytes()
