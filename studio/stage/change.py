"""A play that changes a mobject by a function of its time."""

from manim import Mobject, UpdateFromAlphaFunc


class Change(UpdateFromAlphaFunc):
    """A play that calls a function with its mobject and the share that `rate_func` makes of its time.

    Manim's own first copies the mobject, and at every frame places what follows something in the copy, too,
    which nobody looks at: of a plane that zooms, that is all of it.
    """

    def create_starting_mobject(self) -> Mobject:
        """Return something in place of the copy."""
        return Mobject()
