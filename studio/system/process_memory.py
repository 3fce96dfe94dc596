"""Memory that a process holds and may hold, and the number of processes that there is room for."""

import os
import sys
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

# Measured over the ten lessons, each in a process of its own: see benchmarks/catalogue.py.
_BASE, _PER_PIXEL = 1000e6, 150
_LEAST = 300e6  # bytes; --list needs no libraries and less


def peak_memory() -> float:
    """The most that this process has held, in MB; nan where the system does not tell."""
    if resource is None:
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def limit_memory(size: int) -> None:
    """Let this process hold so many bytes of its own, or fewer where it is held to fewer already.

    More then raises MemoryError. macOS ignores it.
    """
    if resource is not None:
        held = [most for most in resource.getrlimit(resource.RLIMIT_DATA) if most != resource.RLIM_INFINITY]
        least = min([size, *held])
        with suppress(ValueError, OSError):  # it was lowered meanwhile: that one holds
            resource.setrlimit(resource.RLIMIT_DATA, (least, least))


def require_memory() -> None:
    """Raise MemoryError where this process may not hold what loading the libraries takes.

    Some of them end the process then, without a word that helps.
    """
    for kind in ("RLIMIT_AS", "RLIMIT_DATA"):
        held = resource.getrlimit(getattr(resource, kind))[0] if hasattr(resource, kind) else -1
        if 0 <= held < _LEAST:
            raise MemoryError(f"this process may hold {held / 1e6:.0f} MB, and needs {_LEAST / 1e6:.0f} MB")


def memory_needed(width: int, height: int) -> int:
    """Bytes with which a lesson of this size in pixels is rendered with room to spare."""
    return round(_BASE + _PER_PIXEL * width * height)


def workers_for(size: int) -> int:
    """Return the number of processes of so many bytes that fit this machine, one a core at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not everywhere
        return cores
    return max(1, min(cores, memory // size))
