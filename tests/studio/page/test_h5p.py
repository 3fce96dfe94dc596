"""H5P packages: what is in them, as H5P.InteractiveVideo reads it.

The runtime needs the platform's libraries, which no package registry has; by hand it was h5p-standalone with
H5P.InteractiveVideo 1.28 in Chromium: it stopped at each question, took the answers and showed the feedback.
"""

import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tiny_lesson import HOSTILE

from studio.page.h5p import LIBRARIES, library, write_h5p
from studio.page.info import LessonInfo


@pytest.fixture
def package(asking: Path) -> Path:
    return write_h5p(asking)


def read(package: Path, name: str) -> Any:
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        return json.loads(archive.read(name))


def test_it_has_what_it_names(package: Path, asking: Path) -> None:
    about = read(package, "h5p.json")
    assert about["mainLibrary"] == "H5P.InteractiveVideo"
    assert {each["machineName"] for each in about["preloadedDependencies"]} == set(LIBRARIES)
    assert about["title"] == f"Tiny {HOSTILE}"  # a field of text
    content = read(package, "content/content.json")["interactiveVideo"]
    with zipfile.ZipFile(package) as archive:
        names = set(archive.namelist())
        (file,) = content["video"]["files"]
        (track,) = content["video"]["textTracks"]["videoTrack"]
        poster = content["video"]["startScreenOptions"]["poster"]
        for path in (file["path"], track["track"]["path"], poster["path"]):
            assert f"content/{path}" in names
        info = LessonInfo.read(asking)
        assert archive.read(f"content/{file['path']}") == (asking / info.video).read_bytes()
    assert [each["time"] for each in content["assets"]["bookmarks"]] == [each.start for each in info.chapters]
    assert "<script>" not in json.dumps(content)  # whose fields are HTML
    assert package.read_bytes() == write_h5p(asking).read_bytes()


def test_it_asks_what_the_page_asks_one_question_after_the_other(package: Path, asking: Path) -> None:
    info = LessonInfo.read(asking)
    which, how_much, last = read(package, "content/content.json")["interactiveVideo"]["assets"][
        "interactions"
    ]
    assert [each["action"]["library"] for each in (which, how_much, last)] == [
        library("H5P.MultiChoice"),
        library("H5P.Blanks"),
        library("H5P.MultiChoice"),
    ]
    assert which["duration"]["from"] == info.questions[0].at and which["pause"] is True
    times = [each["duration"] for each in (which, how_much, last)]
    assert all(one["to"] < other["from"] for one, other in itertools.pairwise(times))
    assert times[-1]["to"] <= info.seconds
    answers = which["action"]["params"]["answers"]
    assert [each["correct"] for each in answers] == [False, True, False]
    assert answers[0]["tipsAndFeedback"]["chosenFeedback"] == "That is less."
    assert answers[1]["text"] == "<div>Five &lt;script&gt;alert(1)&lt;/script&gt;</div>"
    assert how_much["action"]["params"]["questions"] == ["<p>How much is 0.1 times 25? *2.5/2,5*</p>"]
    assert len({each["action"]["subContentId"] for each in (which, how_much, last)}) == 3
