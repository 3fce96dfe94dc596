"""Memory: when garbage is looked for, and how soon what was dropped goes back (only glibc is told)."""

import ctypes
import gc
from contextlib import suppress

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # glibc's malloc.h

# Bytes. A picture's planes at 1080p and pieces of sound take less. With 1 MB, which is below them, a film had
# 1.2 million page faults more, and took 7 % more of processor time; the most that it held was the same.
_LARGE = 4 << 20


def collect_seldom() -> None:
    """From now on look for garbage in circles seldom: nearly all that manim imports and makes stays."""
    gc.set_threshold(100_000, 20, 20)


def return_large() -> None:
    """From now on give arrays of four megabytes and more back as soon as they are dropped.

    glibc keeps them once a few were dropped, in pieces among other things: lesson after lesson took more.
    It also keeps a heap for each thread, from which the others get nothing.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def return_small() -> None:
    """Give back what lies dropped between things that stay: 30 MB, where pictures waited to be encoded."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
