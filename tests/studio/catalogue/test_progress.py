"""The bars, while jobs come and go."""

import io

import pytest
from rich.console import Console

from studio.catalogue import progress as bars
from studio.catalogue.progress import Bars


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    written = io.StringIO()
    looks = {
        "file": written,
        "force_terminal": True,
        "width": 120,
        "_environ": {"TERM": "xterm"},
    }  # of any TERM
    monkeypatch.setattr(bars, "Console", lambda stderr: Console(**looks))
    return written


def test_each_job_and_all_of_them_have_a_bar(screen: io.StringIO) -> None:
    with Bars({"one": 10.0, "two": 30.0}) as shown:
        shown.watch("one", "drawing", 5, 10)
        shown.watch("two 1 of 2", "drawing", 1, 4)
        shown.watch("two 2 of 2", "drawing", 2, 4)
        assert {task.description for task in shown._bars.tasks} == {
            "0 of 2 lessons",
            "one: drawing",
            "two 1 of 2: drawing",
            "two 2 of 2: drawing",
        }
        shown.finished("two")
        left = {task.description: task for task in shown._bars.tasks}
        assert set(left) == {"1 of 2 lessons", "one: drawing"}
        assert left["1 of 2 lessons"].percentage == 75.0  # by the time that was expected of each


def test_a_bar_goes_when_its_own_job_has_ended_whatever_it_is_called(screen: io.StringIO) -> None:
    names = ["my films/bowl", "my films/bowl 2", "[/b]"]
    with Bars(dict.fromkeys(names, 1.0)) as shown:
        for name in (*names, f"{names[0]} 1 of 2"):
            shown.watch(name, "checking", 0, 0)
        shown._bars.refresh()
        shown.finished(names[0])
        left = {task.description for task in shown._bars.tasks}
        assert left == {"1 of 3 lessons", "my films/bowl 2: checking", "[/b]: checking"}
    assert "[/b]: checking" in screen.getvalue()


def test_one_job_has_one_bar_and_no_terminal_none(
    screen: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    with Bars({"one": 10.0}) as shown:
        shown.watch("one", "narrating", 0, 0)
        assert [task.description for task in shown._bars.tasks] == ["one: narrating"]
