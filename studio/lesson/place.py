"""The place of a lesson in its course."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A lesson's place in its course.

    number: from 1, of `count`. following: the next lesson's title, "" for none.
    """

    number: int
    count: int
    following: str = ""
