"""Shared parts of the command lines: refusals in one sentence, and values that begin with a minus.

Loads nothing heavy, so that --help stays quick.
"""

import argparse
from collections.abc import Sequence
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """An ArgumentParser that says what was wrong in one sentence; the usage would bury it."""

    def error(self, message: str) -> NoReturn:
        """Print it and end with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\n")

    def joined(self, words: Sequence[str]) -> list[str]:
        """Join "--function -x**2" to "--function=-x**2", which argparse would take for two flags."""
        takes_value = {
            flag for action in self._actions if action.nargs is None for flag in action.option_strings
        }
        joined: list[str] = []
        for word in words:
            if (
                joined
                and joined[-1] in takes_value
                and word.startswith("-")
                and word not in self._option_string_actions
            ):
                joined[-1] += f"={word}"
            else:
                joined.append(word)
        return joined
