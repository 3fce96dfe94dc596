"""Fill in the pages' templates: whatever is put into one is text, never markup."""

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from studio.page.transcript import clock

_NONCE = re.compile(r"'nonce-([\w-]+)'")


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
    """Return the template of this name, filled in."""
    return _environment().get_template(template).render(**values)


def render_page(template: str, **values: Any) -> str:
    """Return an HTML page, whose scripts and styles bear a hash of all else in it as their nonce.

    Nothing that a title or a line of the page says can contain it, so none of it can run. And a page that
    was changed afterwards can be told (see `is_unchanged`).
    """
    return render(template, nonce=_hash(render(template, nonce="", **values)), **values)


def is_unchanged(page: str) -> bool:
    """Return whether the page is what `render_page` returned."""
    found = _NONCE.search(page)
    return found is not None and found[1] == _hash(page.replace(found[1], ""))


def asset(name: str) -> bytes:
    """Return the content of a file that every page has beside it."""
    return (files("studio.page") / "assets" / name).read_bytes()


def _hash(page: str) -> str:
    """Return a hash of a page without its nonce, in characters that a nonce may have."""
    return base64.urlsafe_b64encode(hashlib.sha256(page.encode()).digest()[:18]).decode()
