"""Calls that go well or wrong, each in its own way; they load nothing that takes long."""

import atexit
import os
import signal
import tempfile
import time


def hoards(tell: object) -> int:
    """A call that wants two thousand million bytes."""
    return len(bytearray(2_000_000_000))


def answers(number: int, tell: object) -> int:
    """A call that gives back what it is given."""
    print("it was asked")
    tell("asked", 1, 1)  # type: ignore[operator]
    return number


def refuses(tell: object) -> None:
    raise ValueError("that cannot be")


def breaks(tell: object) -> None:
    raise KeyError("broken")


def dies(tell: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleeps(seconds: float, tell: object) -> None:
    tell("asleep", os.getpid(), 0)  # type: ignore[operator]
    time.sleep(seconds)


def lingers(seconds: float, tell: object) -> int:
    """A call that answers, and whose process then does not end."""
    tell("asked", os.getpid(), 1)  # type: ignore[operator]
    atexit.register(time.sleep, seconds)
    return 7


def surroundings(tell: object) -> tuple[str, str, str, int]:
    """A call that tells a variable, the working directory, where temporary files go, and its session."""
    return os.environ["SEEN"], os.getcwd(), tempfile.gettempdir(), os.getsid(0)
