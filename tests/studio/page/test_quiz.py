"""The questions as quizzes of other makers' formats, read again by parsers of others."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from browser import VENDOR
from lxml import etree
from moodle_xml_parser.parser import parse_string
from playwright.sync_api import Browser
from tiny_lesson import HOSTILE

from studio.page.course_page import CourseInfo
from studio.page.info import FILE, LessonInfo
from studio.page.quiz import write_quiz

COURSE = CourseInfo("Quiz: {a} = b # ~c/d", language="en-GB")


def test_gift_is_read_by_a_parser_of_it(browser: Browser, asking: Path, tmp_path: Path) -> None:
    path = write_quiz(tmp_path / "Tiny", [asking], COURSE, "gift")
    assert path.name == "Tiny-quiz.gift"
    page = browser.new_page()
    page.evaluate((VENDOR / "gift-pegjs" / "gift-parser-globals.js").read_text(encoding="utf-8"))
    category, which, how_much, last = page.evaluate("(text) => giftParser.parse(text)", path.read_text())
    page.close()
    assert category["type"] == "Category"
    assert which["type"] == last["type"] == "MC"
    assert which["title"] == f"Tiny {HOSTILE}: which"
    assert which["stem"]["text"] == f"Which is more than {HOSTILE}?"
    assert [(each["text"]["text"], each["isCorrect"]) for each in which["choices"]] == [
        ("Four", False),
        (f"Five {HOSTILE}", True),
        ("Both & none", False),
    ]
    assert [each["feedback"]["text"] for each in which["choices"]] == [
        "That is less.",
        "Five is <b>more</b> than four.",
        "No.",
    ]
    assert how_much["type"] == "Numerical"
    right, wrong = how_much["choices"]
    assert (right["text"]["number"], right["text"]["range"], right["isCorrect"]) == (2.5, 0.05, True)
    assert (wrong["text"]["number"], wrong["weight"]) == (25.1, 0)
    assert wrong["feedback"]["text"] == "That adds the two."


def test_moodle_xml_is_read_by_a_parser_of_it(asking: Path, tmp_path: Path) -> None:
    path = write_quiz(tmp_path / "Tiny", [asking], COURSE, "moodle")
    assert path.name == "Tiny-quiz.xml"
    read = parse_string(path.read_text(encoding="utf-8"))["multichoice"]
    assert [question.name for question in read] == [f"Tiny {HOSTILE}: which", f"Tiny {HOSTILE}: last"]
    assert read[0].text_pre_parse == f"Which is more than {HOSTILE}?"
    assert [(each.answer, each.score_fraction) for each in read[0].options] == [
        ("Four", 0),
        (f"Five {HOSTILE}", 100),
        ("Both & none", 0),
    ]
    (how_much,) = etree.parse(path).findall("question[@type='numerical']")  # which that parser does not know
    assert [
        (each.get("fraction"), float(each.findtext("text")), float(each.findtext("tolerance")))
        for each in how_much.findall("answer")
    ] == [("100", 2.5, 0.05), ("0", 25.1, 0.05)]


def members(path: Path) -> dict[str, etree._Element]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


def test_a_qti_package_holds_what_its_manifest_says(asking: Path, tmp_path: Path) -> None:
    path = write_quiz(tmp_path / "Tiny", [asking, asking], COURSE, "qti")
    assert path.name == "Tiny-qti.zip"
    found = members(path)
    manifest = found["imsmanifest.xml"]
    resources = [*manifest.iter("{*}resource")]
    assert {each.get("href") for each in resources} == set(found) - {"imsmanifest.xml"}
    assert {each.get("href") for each in found["test.xml"].iter("{*}assessmentItemRef")} == {
        each.get("href") for each in resources if each.get("type") == "imsqti_item_xmlv2p1"
    }
    which = found["items/q1-TinyDescent-which.xml"]
    assert which.findtext(f".//{QTI}correctResponse/{QTI}value") == "B"
    assert which.findtext(f".//{QTI}simpleChoice[@identifier='B']") == f"Five {HOSTILE}"
    how_much = found["items/q2-TinyDescent-how_much.xml"]
    assert how_much.findtext(f".//{QTI}correctResponse/{QTI}value") == "2.5"
    (equal,) = how_much.iter(f"{QTI}equal")
    assert equal.get("tolerance") == "0.05 0.05"
    assert path.read_bytes() == write_quiz(tmp_path / "Tiny", [asking, asking], COURSE, "qti").read_bytes()


def test_a_lesson_without_questions_makes_no_quiz(asking: Path, tmp_path: Path) -> None:
    bare = tmp_path / "Bare"
    bare.mkdir()
    info = replace(LessonInfo.read(asking), questions=())
    (bare / FILE).write_text(info.to_json(), encoding="utf-8")
    with pytest.raises(ValueError, match="has no questions"):
        write_quiz(tmp_path / "Bare", [bare], COURSE, "gift")


@pytest.mark.parametrize("change", ["no right answer", "one name", "no tolerance", "no name"])
def test_questions_that_somebody_else_wrote_are_checked(asking: Path, tmp_path: Path, change: str) -> None:
    told = json.loads((asking / FILE).read_text(encoding="utf-8"))
    which, how_much, _ = told["questions"]
    if change == "no right answer":
        which["options"][1]["right"] = False
    elif change == "one name":
        how_much["name"] = which["name"]
    elif change == "no tolerance":
        how_much["tolerance"] = None
    else:
        which["name"] = '"><script>'
    (tmp_path / FILE).write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ValueError, match="render the lesson again"):
        LessonInfo.read(tmp_path)
