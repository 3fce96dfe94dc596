"""The installed command: calculus-lessons, or python -m calculus_lessons."""

import gc
import os
import sys

from calculus_lessons.command import main
from studio.system.memory import collect_seldom
from studio.system.signals import ignore_signals, stop_on_signals


def run() -> None:
    """Run the command with this process's arguments, and end the process with its exit code."""
    stop_on_signals()
    collect_seldom()
    # Ours are small matrices: numpy's threads would only wait for one another, and busily.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = main()
    ignore_signals()
    gc.freeze()  # nor at the end once more: that takes half a second
    sys.exit(code)


if __name__ == "__main__":
    run()
