"""Memory that a process holds and may hold, and the number of processes that there is room for."""

import math
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

# Measured over the ten lessons, each in a process of its own: see benchmarks/catalogue.py.
_BASE, _PER_PIXEL = 1000e6, 150
_GROUPS, _OWN_GROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")  # Linux only
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
    """Return the number of processes of so many bytes that fit this machine, one a core at most.

    In a container, what it is allowed counts, not what the machine around it has.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = min([cores, *map(math.ceil, _cores_allowed())])
    memory = [*_memory_allowed()]
    with suppress(AttributeError, ValueError, OSError):  # not everywhere
        memory.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    return max(1, min([cores, *(each // size for each in memory)]))


def _memory_allowed() -> Iterator[int]:
    """Yield the bytes that each control group of this process may hold, where that is limited."""
    for group in _groups("memory"):
        for name in ("memory.max", "memory.limit_in_bytes"):  # of version 2 and of version 1
            with suppress(OSError, ValueError):  # "max" is no number
                yield int((group / name).read_text())


def _cores_allowed() -> Iterator[float]:
    """Yield the share of cores that each control group of this process may use, where that is limited."""
    for group in _groups("cpu"):
        with suppress(OSError, ValueError):
            quota, period = (group / "cpu.max").read_text().split()  # microseconds
            yield int(quota) / int(period)
        with suppress(OSError, ValueError):
            quota, period = ((group / f"cpu.cfs_{name}_us").read_text() for name in ("quota", "period"))
            if int(quota) > 0:  # -1: no limit
                yield int(quota) / int(period)


def _groups(controller: str) -> Iterator[Path]:
    """Yield the folders of this process's control groups for a controller, from its own to the root."""
    with suppress(OSError, ValueError):
        for line in _OWN_GROUPS.read_text().splitlines():
            _, names, path = line.split(":", 2)
            if names and controller not in names.split(","):
                continue
            inner = [part for part in path.split("/") if part not in ("", "..")]  # "..": above a container's
            for top in {_GROUPS, _GROUPS / (controller if names else "unified")}:
                yield from (top.joinpath(*inner[:depth]) for depth in range(len(inner), -1, -1))
