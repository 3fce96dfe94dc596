"""Parametrised: what has parameters that an author may choose, declared in its class."""

from collections.abc import Mapping
from typing import Any

from studio.lesson.parameters import Parameter


class Parametrised:
    """Base of a class that declares parameters (see `studio.lesson.parameters`)."""

    @classmethod
    def parameters(cls) -> dict[str, Parameter[Any]]:
        """Return the parameters that an author may choose, by name, in the order of their declaration."""
        found: dict[str, Parameter[Any]] = {}
        for part in reversed(cls.__mro__):
            for name, value in vars(part).items():
                if isinstance(value, Parameter):
                    found[name] = value
                else:  # a subclass that settles a choice takes it from the author
                    found.pop(name, None)
        return found

    @classmethod
    def chosen(cls, given: Mapping[str, object]) -> dict[str, Any]:
        """The value of every parameter: what was given for it, or its default.

        Raises:
            ValueError: a value is refused, or there is no such parameter.
        """
        parameters = cls.parameters()
        for name in given:
            if name not in parameters:
                known = f"it has {', '.join(parameters)}" if parameters else "it has none"
                raise ValueError(f"{cls.__name__} has no parameter {name!r}; {known}")
        return {
            name: parameter.read(given[name]) if name in given else parameter.default
            for name, parameter in parameters.items()
        }
