"""cmi5 packages: their structure, and the lesson launched by a platform with a learning record store."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Visitor, answer, wait_until, watch
from lxml import etree
from playwright.sync_api import Page
from record_store import ACTIVITY, ACTOR, CMI5, REGISTRATION, SESSION, RecordStore
from tiny_lesson import HOSTILE

from studio.film.film import Film
from studio.page.cmi5 import write_course_package, write_lesson_package
from studio.page.course_page import CourseInfo

XMLNS = "{https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd}"
VIDEO = "https://w3id.org/xapi/video"


@pytest.fixture(scope="module")
def unpacked(asking: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of the lesson that asks, unpacked."""
    folder = tmp_path_factory.mktemp("cmi5")
    with zipfile.ZipFile(write_lesson_package(asking, mastery=60)) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def launched(visitor: Visitor, store: RecordStore) -> Page:
    page = visitor.open(store.launch)
    assert wait_until(page, lambda: len(store.told("initialized")) == 2)  # the unit, and its video
    return page


def checked(store: RecordStore) -> None:
    """Check what cmi5 asks of every statement (9.1 to 9.6), and of their order."""
    assert store.refused == []
    units = []
    for each in store.statements:
        assert re.fullmatch(r"[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}", each["id"])
        assert each["actor"] == ACTOR
        assert each["timestamp"].endswith("Z")
        context = each["context"]
        assert context["registration"] == REGISTRATION
        assert context["extensions"][f"{CMI5}/extensions/sessionid"] == SESSION
        assert context["contextActivities"]["grouping"] == [{"id": "https://example.org/course"}]
        categories = [one["id"] for one in context["contextActivities"].get("category", [])]
        if f"{CMI5}/categories/cmi5" in categories:
            units.append(each)
            assert each["object"]["id"] == ACTIVITY
            verb = each["verb"]["id"].rpartition("/")[2]
            assert (f"{CMI5}/categories/moveon" in categories) == (verb in ("completed", "passed", "failed"))
            if verb != "initialized":
                assert re.fullmatch(r"PT\d+\.\d\dS", each["result"]["duration"])
        else:
            assert each["object"]["id"].startswith(f"{ACTIVITY}/")
    assert len({each["id"] for each in store.statements}) == len(store.statements)
    assert store.statements[0] is units[0]
    verbs = [each["verb"]["id"].rpartition("/")[2] for each in units]
    assert verbs[0] == "initialized"
    assert verbs.count("completed") <= 1 and verbs.count("passed") <= 1
    assert "terminated" not in verbs[:-1]


def test_the_structure_names_a_unit_for_each_lesson(tiny_film: Film, asking: Path, tmp_path: Path) -> None:
    for folder in (tiny_film.folder, asking):
        shutil.copytree(folder, tmp_path / folder.name)
    folders = [tmp_path / tiny_film.name, tmp_path / asking.name]
    course = CourseInfo(f"{HOSTILE} & more", author="A <b>", language="en-GB", mastery=75)
    package = write_course_package(tmp_path, folders, course)
    with zipfile.ZipFile(package) as archive:
        names, structure = archive.namelist(), etree.fromstring(archive.read("cmi5.xml"))
        page = archive.read("Asking/index.html").decode()
    assert names[0] == "cmi5.xml"
    assert structure.findtext(f"{XMLNS}course/{XMLNS}title/{XMLNS}langstring") == f"{HOSTILE} & more"
    units = structure.findall(f"{XMLNS}au")
    assert [(unit.get("moveOn"), unit.get("masteryScore")) for unit in units] == [
        ("Completed", None),
        ("CompletedAndPassed", "0.75"),
    ]
    assert len({unit.get("id") for unit in units}) == 1  # one film, copied: the lessons have one name
    assert [unit.findtext(f"{XMLNS}url") for unit in units] == [f"{each.name}/index.html" for each in folders]
    assert all(unit.findtext(f"{XMLNS}url") in names for unit in units)
    assert "connect-src" in page and "connect-src" not in (asking / "index.html").read_text()
    assert package.read_bytes() == write_course_package(tmp_path, folders, course).read_bytes()


@pytest.fixture(autouse=True)
def unknown_documents(visitor: Visitor) -> Iterator[None]:
    """A store answers 404 where it has no document, and Chromium says so on its console."""
    yield
    visitor.console[:] = [line for line in visitor.console if "404" not in line]


@pytest.fixture
def store(unpacked: Path) -> Iterator[RecordStore]:
    with RecordStore(unpacked, mastery=0.6) as store:
        yield store


def test_a_visit_is_told_from_beginning_to_end(visitor: Visitor, store: RecordStore) -> None:
    page = launched(visitor, store)
    frame = page.main_frame
    answer(frame, "which", "0")
    answer(frame, "how_much", "2,5")
    assert wait_until(page, lambda: len(store.told("answered")) == 2)
    which, how_much = store.told("answered")
    assert which["object"]["id"] == f"{ACTIVITY}/question/which"
    definition = which["object"]["definition"]
    assert definition["type"] == "http://adlnet.gov/expapi/activities/cmi.interaction"
    assert definition["interactionType"] == "choice"
    assert definition["correctResponsesPattern"] == ["1"]
    assert [one["description"]["en"] for one in definition["choices"]][1] == f"Five {HOSTILE}"
    assert (which["result"]["response"], which["result"]["success"]) == ("0", False)
    assert how_much["object"]["definition"]["correctResponsesPattern"] == ["2.45[:]2.55"]
    assert (how_much["result"]["response"], how_much["result"]["success"]) == ("2.5", True)
    watch(page, frame, 0.1, 3.5)
    assert wait_until(
        page, lambda: bool(store.told("played") and store.told("paused") and store.told("seeked"))
    )
    paused = store.told("paused")[-1]
    assert paused["object"]["definition"]["type"] == f"{VIDEO}/activity-type/video"
    assert {"id": VIDEO} in paused["context"]["contextActivities"]["category"]
    extensions = paused["result"]["extensions"]
    assert extensions[f"{VIDEO}/extensions/time"] == pytest.approx(3.5, abs=0.4)
    assert paused["context"]["extensions"][f"{VIDEO}/extensions/length"] == pytest.approx(8.0, abs=0.2)
    assert wait_until(page, lambda: store.documents.get("calculus-lesson", {}).get("position", 0) > 3)
    assert not store.told("completed")
    page.goto("about:blank")  # which ends the visit
    assert wait_until(page, lambda: len(store.told("terminated")) == 2)
    assert store.statements[-1]["object"]["id"] == ACTIVITY
    checked(store)

    store.tokens = 0  # the next visit
    before = len(store.statements)
    page = visitor.open(store.launch)
    assert wait_until(page, lambda: "1 of 3 right" in (page.locator("#score").text_content() or ""))
    answer(page.main_frame, "last", "0")
    assert wait_until(page, lambda: bool(store.told("passed")))
    (passed,) = store.told("passed")
    assert passed["result"]["success"] is True
    assert passed["result"]["score"] == {"scaled": 0.6667, "raw": 2, "min": 0, "max": 3}
    assert passed["context"]["extensions"][f"{CMI5}/extensions/masteryscore"] == 0.6
    watch(page, page.main_frame, 0.1, 4.2)
    watch(page, page.main_frame, 4.0, 8)
    assert wait_until(page, lambda: bool(store.told("completed")))
    (completed,) = store.told("completed")
    assert completed["result"]["completion"] is True
    assert "score" not in completed["result"]
    assert page.get_by_role("link", name="Leave the lesson").get_attribute("href") == f"{store.address}/back"
    page.goto("about:blank")
    assert wait_until(page, lambda: len(store.told("terminated")) == 4)
    assert store.refused == []
    store.statements = store.statements[before:]
    checked(store)
    visitor.close()


def test_a_review_decides_nothing_and_without_a_platform_the_page_just_plays(
    visitor: Visitor, unpacked: Path
) -> None:
    with RecordStore(unpacked, mastery=0.6, mode="Review") as store:
        page = launched(visitor, store)
        for name, given in (("which", "1"), ("how_much", "2.5"), ("last", "0")):
            answer(page.main_frame, name, given)
        watch(page, page.main_frame, 0.1, 4.2)
        watch(page, page.main_frame, 4.0, 8)
        assert page.locator("#score").inner_text().startswith("3 of 3")
        alone = visitor.open(f"{store.address}/index.html")
        answer(alone.main_frame, "which", "1")
        assert alone.locator("#question-which .verdict").text_content().startswith("Yes!")  # type: ignore[union-attr]
        page.goto("about:blank")
        assert wait_until(page, lambda: len(store.told("terminated")) == 2)
        assert store.told("completed") == store.told("passed") == []
        assert len(store.told("answered")) == 3
        assert store.refused == []
        visitor.close()


def test_a_launch_that_was_made_already_is_not_recorded_and_plays(
    visitor: Visitor, store: RecordStore
) -> None:
    store.tokens = 1  # a reload: the token is given once
    page = visitor.open(store.launch)
    assert wait_until(page, lambda: bool(visitor.console))
    assert visitor.console == ["This visit is not recorded: the token was given already"]
    visitor.console.clear()
    watch(page, page.main_frame, 0.1, 0.5)
    assert store.statements == []
    visitor.close()
