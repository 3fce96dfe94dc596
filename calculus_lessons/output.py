"""Print lines and refusals as a terminal may show them."""

import os
import sys
from contextlib import suppress

from calculus_lessons.flags import command
from studio.system.names import printable


def say(line: str) -> None:
    """Print a line, as a terminal may show it; where nobody reads on, as after `| head`, go on in silence."""
    try:
        print(printable(line), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def refuse(sentence: object) -> None:
    """Print a sentence to standard error."""
    with suppress(BrokenPipeError):
        print(f"{command()}: {printable(str(sentence))}", file=sys.stderr)
