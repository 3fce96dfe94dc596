"""The number of workers that there is room for, on a machine and in a container."""

import os
from pathlib import Path

import pytest

from studio.system import process_memory
from studio.system.process_memory import workers_for

GB = 1_000_000_000


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine of 16 cores and 64 GB; return the folder for its control groups."""
    sizes = {"SC_PHYS_PAGES": 64 * GB // 4000, "SC_PAGE_SIZE": 4000}
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    monkeypatch.setattr(process_memory, "_GROUPS", tmp_path)
    monkeypatch.setattr(process_memory, "_OWN_GROUPS", tmp_path / "own")
    return tmp_path


def written(top: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(f"{text}\n")


def test_a_machine_is_filled_by_its_cores_and_its_memory(machine: Path) -> None:
    assert [workers_for(size * GB) for size in (1, 8, 100)] == [16, 8, 1]


@pytest.mark.parametrize(
    ("files", "workers"),
    [
        ({"own": "0::/", "memory.max": "4000000000", "cpu.max": "max 100000"}, 4),
        ({"own": "0::/", "memory.max": "max", "cpu.max": "250000 100000"}, 3),
        ({"own": "0::/", "memory.max": "500000000"}, 1),
        ({"own": "0::/a/b", "a/memory.max": "2000000000", "a/b/memory.max": "max"}, 2),  # of a parent
        ({"own": "0::/../..", "memory.max": "2000000000"}, 2),
        ({"own": "0::/nowhere", "memory.max": "2000000000"}, 2),
        ({"own": "1:cpu,cpuacct:/c\n2:memory:/m", "memory/m/memory.limit_in_bytes": "3000000000"}, 3),
        ({"own": "1:memory:/m", "memory/memory.limit_in_bytes": "9223372036854771712"}, 16),  # no limit
        (
            {
                "own": "1:cpu,cpuacct:/c\n0::/",
                "cpu/c/cpu.cfs_quota_us": "200000",
                "cpu/c/cpu.cfs_period_us": "100000",
            },
            2,
        ),
        ({"own": "1:cpu:/", "cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, 16),
        ({"own": "2:devices:/d", "memory/d/memory.limit_in_bytes": "1"}, 16),  # another controller's
        ({"own": "garbage", "memory.max": "1"}, 16),
        ({"own": "0::/", "memory.max": "garbage", "cpu.max": "garbage"}, 16),
    ],
)
def test_a_container_is_filled_by_what_it_is_allowed(
    files: dict[str, str], workers: int, machine: Path
) -> None:
    written(machine, files)
    assert workers_for(GB) == workers


def test_where_nothing_is_told_there_is_a_worker_a_core(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def untold(name: str) -> int:
        raise ValueError(name)

    monkeypatch.setattr(os, "sysconf", untold)
    assert workers_for(100 * GB) == 16
