"""The C library's memory: how soon what was dropped goes back to the system. Only glibc is told anything."""

import ctypes
from contextlib import suppress

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # glibc's malloc.h


def return_large() -> None:
    """From now on give arrays of a megabyte and more back as soon as they are dropped.

    glibc keeps them once a few were dropped, in pieces among other things: lesson after lesson took more.
    It also keeps a heap for each thread, from which the others get nothing.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, 1 << 20)
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def return_small() -> None:
    """Give back what lies dropped between things that stay: 30 MB, where pictures waited to be encoded."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
