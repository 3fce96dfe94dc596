"""How much memory a process holds, and may hold; how many of them there is room for."""

import os
import sys
from contextlib import suppress

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

# Measured over the ten lessons, each in a process of its own: see benchmarks/catalogue.py.
_BASE, _PER_PIXEL = 1000e6, 150


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


def memory_needed(width: int, height: int) -> int:
    """Bytes with which a lesson of this size in pixels is rendered with room to spare."""
    return round(_BASE + _PER_PIXEL * width * height)


def workers_for(size: int) -> int:
    """How many processes of so many bytes fit this machine, one for each of its cores at most."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # not everywhere
        return cores
    return max(1, min(cores, memory // size))
