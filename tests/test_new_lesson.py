"""The starting file of an author's own lesson: what it is called, and what is refused."""

from pathlib import Path

import pytest

from calculus_lessons import command
from calculus_lessons.new_lesson import write_new_lesson
from studio.catalogue.own_lesson import own_lesson


def test_it_is_a_lesson_of_that_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main(["--new", "MyOwnCurve"]) == 0
    own = own_lesson("my_own_curve.py", tmp_path)
    assert (own.scene, own.summary()) == ("MyOwnCurve", "One curve, and how steep it is")


def test_nothing_that_is_there_is_lost(tmp_path: Path) -> None:
    (tmp_path / "sigmoid.py").write_text("mine")
    with pytest.raises(ValueError, match="is there already"):
        write_new_lesson("Sigmoid", tmp_path)
    assert (tmp_path / "sigmoid.py").read_text() == "mine"


@pytest.mark.parametrize("name", ["sigmoid", "../Sigmoid", "A B", "", "Calendar", "Random", "S" * 61])
def test_a_name_that_would_not_do_is_refused_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"needs a name such as|has the name of a module that is installed"):
        write_new_lesson(name, tmp_path)
    assert not list(tmp_path.iterdir())
