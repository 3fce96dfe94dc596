"""SCORM packages: the manifest against the published schemas, and the lesson inside a learning platform."""

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from browser import VENDOR, Server, Visitor, answer, wait_until, watch
from lxml import etree
from playwright.sync_api import Frame, Page
from tiny_lesson import HOSTILE

import studio.page
from studio.film.film import Film
from studio.page.course_page import CourseInfo
from studio.page.info import FILE, LessonInfo
from studio.page.scorm import write_course_package, write_lesson_package

SCHEMAS = Path(studio.page.__file__).parent / "schemas"
IMS = "{http://www.imsproject.org/xsd/imscp_rootv1p1p2}"
ADL = "{http://www.adlnet.org/xsd/adlcp_rootv1p2}"


def checked_manifest(package: Path) -> etree._Element:
    """The manifest of a package, after all that the schemas and the specification ask of it."""
    with zipfile.ZipFile(package) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    schema = etree.XMLSchema(file=str(SCHEMAS / "adlcp_rootv1p2.xsd"))
    schema.assertValid(manifest)
    assert names[0] == "imsmanifest.xml"
    located = manifest.get("{http://www.w3.org/2001/XMLSchema-instance}schemaLocation").split()
    assert set(located[1::2]) <= set(names)
    assert (
        manifest.findtext(f"{IMS}metadata/{IMS}schema"),
        manifest.findtext(f"{IMS}metadata/{IMS}schemaversion"),
    ) == (
        "ADL SCORM",
        "1.2",
    )
    (organisation,) = manifest.iter(f"{IMS}organization")
    assert manifest.find(f"{IMS}organizations").get("default") == organisation.get("identifier")
    resources = {each.get("identifier"): each for each in manifest.iter(f"{IMS}resource")}
    assert [item.get("identifierref") for item in organisation.iter(f"{IMS}item")] == list(resources)
    listed = []
    for resource in resources.values():
        assert resource.get(f"{ADL}scormtype") == "sco"
        files = [file.get("href") for file in resource.iter(f"{IMS}file")]
        assert resource.get("href") in files
        listed += map(unquote, files)
    assert sorted(listed) == sorted(
        set(names) - {"imsmanifest.xml", *(path.name for path in SCHEMAS.glob("*.xsd"))}
    )
    return manifest


def test_the_package_of_a_lesson_is_what_the_schemas_ask_for(tiny_film: Film) -> None:
    package = write_lesson_package(tiny_film.folder)
    manifest = checked_manifest(package)
    assert [title.text for title in manifest.iter(f"{IMS}title")] == [f"Tiny {HOSTILE}"] * 2
    assert package.read_bytes() == write_lesson_package(tiny_film.folder).read_bytes()


def test_the_package_of_a_course_has_its_lessons_in_order(lesson_folder: Path) -> None:
    media = lesson_folder.parent
    other = Path(shutil.copytree(lesson_folder, media / "Ünd & so"))
    info = LessonInfo.read(other)
    (other / FILE).write_text(replace(info, title="Y" * 300).to_json(), encoding="utf-8")
    course = CourseInfo(f"{HOSTILE} & more", author="A <b>")
    manifest = checked_manifest(write_course_package(media, [other, lesson_folder], course))
    assert [title.text for title in manifest.iter(f"{IMS}title")] == [
        f"{HOSTILE} & more",
        "Y" * 199 + "…",
        f"Tiny {HOSTILE}",
    ]


def test_a_broken_manifest_would_be_noticed(tiny_film: Film) -> None:
    with zipfile.ZipFile(write_lesson_package(tiny_film.folder)) as archive:
        manifest = etree.fromstring(archive.read("imsmanifest.xml"))
    manifest.find(f"{IMS}resources/{IMS}resource").attrib.pop("type")
    assert not etree.XMLSchema(file=str(SCHEMAS / "adlcp_rootv1p2.xsd")).validate(manifest)


# --- inside scorm-again, a runtime of SCORM 1.2 ----------------------------------------------------------

PLATFORM = """<!doctype html><title>platform</title><link rel="icon" href="data:,">
<script src="scorm12.min.js"></script>
<script>
    const asked = new URLSearchParams(location.search);
    const settings = {lmsCommitUrl: location.origin + "/commit", logLevel: 3};
    let api = new Scorm12API(settings);
    const kept = asked.get("kept");
    if (kept) api.loadFromJSON(JSON.parse(kept), "");
    window.values = JSON.parse(asked.get("values") ?? "{}");
    if (asked.has("mute")) // one that says yes to everything, keeps it all but the status, else answers ""
        api = {LMSInitialize: () => "true", LMSCommit: () => "true",
            LMSGetValue: (name) => values[name] ?? "",
            LMSSetValue: (name, value) => {
                if (!name.endsWith("lesson_status")) values[name] = value;
                return "true";
            }, LMSFinish: () => "true", LMSGetLastError: () => "0"};
    window.calls = [];
    for (const name of ["LMSInitialize", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSFinish"]) {
        const real = api[name].bind(api);
        api[name] = (...words) => {
            const answer = real(...words);
            calls.push([name, ...words, String(answer), api.LMSGetLastError()]);
            return answer;
        };
    }
    window.API = null;
    if (asked.has("hidden")) window.hidden = api;
    else if (!asked.has("late")) window.API = api;
    else addEventListener("load", () => setTimeout(() => { window.API = api; }, Number(asked.get("late"))));
</script>
<iframe src="package/index.html" width="900" height="700" title="lesson"></iframe>
"""


@pytest.fixture(scope="module")
def platform(tiny_film: Film, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A learning platform that has imported the tiny lesson's package."""
    folder = tmp_path_factory.mktemp("platform")
    with zipfile.ZipFile(write_lesson_package(tiny_film.folder)) as archive:
        archive.extractall(folder / "package")
    shutil.copy(VENDOR / "scorm-again" / "scorm12.min.js", folder)
    (folder / "index.html").write_text(PLATFORM, encoding="utf-8")
    with Server(folder) as server:
        yield server


def launch(visitor: Visitor, platform: Server, kept: dict[str, Any] | None = None) -> tuple[Page, Frame]:
    """Open the lesson on the platform, which gives it what it `kept`; once the film's length is known."""
    page = visitor.open(platform.address)
    if kept is not None:
        page.goto(platform.address + "?kept=" + json.dumps(kept))
    frame = page.frames[1]
    assert wait_until(page, lambda: frame.evaluate("document.querySelector('video')?.readyState >= 1"))
    return page, frame


def value(page: Page, name: str) -> str:
    return page.evaluate("(name) => API.getCMIValue(name)", name)


def calls(page: Page) -> list[list[str]]:
    return page.evaluate("window.calls")


def failed(recorded: list[list[str]]) -> list[list[str]]:
    """The calls that the runtime had something against."""
    return [call for call in recorded if call[-1] != "0" or call[-2] == "false"]


def leave(page: Page, platform: Server) -> None:
    """As a platform does when the learner goes on: the frame goes away; until the last result has arrived."""
    page.wait_for_timeout(100)  # for those on their way
    before = len(platform.posted)
    page.evaluate("document.querySelector('iframe').remove()")
    assert calls(page)[-1][0] == "LMSFinish"
    assert wait_until(page, lambda: len(platform.posted) > before)


def test_to_have_watched_nine_tenths_completes_the_lesson(visitor: Visitor, platform: Server) -> None:
    platform.posted.clear()
    page, frame = launch(visitor, platform)
    assert value(page, "cmi.core.lesson_status") == "incomplete"
    watch(page, frame, 7.6, 9)  # to the end, but only a little of it
    assert value(page, "cmi.core.lesson_status") == "incomplete"
    watch(page, frame, 0, 5.0)
    assert value(page, "cmi.core.lesson_status") == "incomplete"
    watch(page, frame, 4.8, 7.5)
    assert value(page, "cmi.core.lesson_status") == "completed"
    leave(page, platform)
    recorded = calls(page)
    assert failed(recorded) == []
    assert recorded[0][:2] == ["LMSInitialize", ""]
    assert [call[0] for call in recorded].count("LMSFinish") == 1
    statuses = [call[2] for call in recorded if call[:2] == ["LMSSetValue", "cmi.core.lesson_status"]]
    assert statuses == ["incomplete", "completed"]
    times = [call[2] for call in recorded if call[:2] == ["LMSSetValue", "cmi.core.session_time"]]
    assert all(re.fullmatch(r"\d{4}:[0-5]\d:[0-5]\d\.\d\d", time) for time in times)
    assert times == sorted(times)
    assert times[-1] > "0000:00:02"
    last = json.loads(platform.posted[-1])["cmi"]["core"]
    assert last["lesson_status"] == "completed"


def test_what_was_watched_and_where_is_kept_for_the_next_visit(visitor: Visitor, platform: Server) -> None:
    platform.posted.clear()
    page, frame = launch(visitor, platform)
    watch(page, frame, 0, 4.0)
    left_at = frame.evaluate("document.querySelector('video').currentTime")
    leave(page, platform)
    kept = json.loads(platform.posted[-1])["cmi"]
    assert kept["core"]["exit"] == "suspend"
    assert float(kept["core"]["lesson_location"]) == pytest.approx(left_at, abs=0.06)
    assert re.fullmatch(r"TinyDescent:0-[45](\.\d)?", kept["suspend_data"])

    again, frame = launch(visitor, platform, {"cmi": kept})
    now = "document.querySelector('video').currentTime"
    assert wait_until(again, lambda: frame.evaluate(now) == pytest.approx(left_at, abs=0.06))
    watch(again, frame, left_at - 0.2, 7.7)
    assert value(again, "cmi.core.lesson_status") == "completed"
    assert failed(calls(again)) == []


def test_a_completed_lesson_stays_completed(visitor: Visitor, platform: Server) -> None:
    kept = {"cmi": {"core": {"lesson_status": "completed", "lesson_location": "0"}, "suspend_data": "0-8"}}
    page, frame = launch(visitor, platform, kept)
    watch(page, frame, 1, 1.4)
    leave(page, platform)
    written = [call for call in calls(page) if call[0] == "LMSSetValue"]
    assert not [call for call in written if call[1] == "cmi.core.lesson_status"]
    assert [call[2] for call in written if call[1] == "cmi.suspend_data"][-1] == "TinyDescent:0-8"


def test_a_hundred_thousand_ranges_fit_into_what_a_platform_keeps(visitor: Visitor, platform: Server) -> None:
    page, frame = launch(visitor, platform)
    ranges = [[3 * index, 3 * index + (2 if index % 2 else 1)] for index in range(1000)]
    frame.evaluate(
        "(watched) => window.lessonRecorder.save({position: 1, watched, share: 0.5, completed: false})",
        ranges,
    )
    data = value(page, "cmi.suspend_data")
    assert 3500 < len(data) <= 4096
    kept = [tuple(map(float, part.split("-"))) for part in data.removeprefix("TinyDescent:").split()]
    assert kept == sorted(kept)
    assert {end - start for start, end in kept} == {2}  # the shortest were let go
    assert failed(calls(page)) == []


def test_without_a_platform_the_page_just_plays(visitor: Visitor, platform: Server) -> None:
    page = visitor.open(platform.address + "package/index.html")
    page.locator("#chapters button").nth(2).click()
    page.locator("#chapters button[aria-current=true]", has_text="Rest").wait_for()
    page.goto("about:blank")  # which says goodbye, to nobody
    assert "cmi" not in "".join(visitor.console)


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "a/b", "", "x" * 61, "a\n"])
def test_a_lesson_that_names_a_film_elsewhere_is_not_packed(lesson_folder: Path, name: str) -> None:
    (lesson_folder.parent.parent / "secret.mp4").write_text("secret")
    told = json.loads((lesson_folder / FILE).read_text())
    (lesson_folder / FILE).write_text(json.dumps(told | {"name": name}))
    with pytest.raises(ValueError, match="cannot be read"):
        write_lesson_package(lesson_folder)
    assert not list(lesson_folder.parent.glob("*.zip"))


def test_a_file_that_is_a_link_out_of_the_folder_is_not_packed(lesson_folder: Path) -> None:
    (lesson_folder / "poster.png").unlink()
    (lesson_folder / "poster.png").symlink_to("/etc/passwd")
    with pytest.raises(ValueError, match="leads out of its folder"):
        write_lesson_package(lesson_folder)
    with pytest.raises(ValueError, match="leads out of its folder"):
        write_course_package(lesson_folder.parent, [lesson_folder], CourseInfo("All"))
    assert not list(lesson_folder.parent.glob("*.zip"))


# --- platforms that do otherwise ---------------------------------------------------------------------------


@pytest.mark.parametrize("wait", [0, 700, 4000])
def test_a_platform_that_comes_late_is_waited_for(visitor: Visitor, platform: Server, wait: int) -> None:
    """Some define their API as their page has loaded, or when scripts of theirs have come."""
    page = visitor.open(f"{platform.address}?late={wait}")
    frame = page.frames[1]
    assert wait_until(page, lambda: frame.evaluate("document.querySelector('video')?.readyState >= 1"))
    if wait == 4000:  # watched before there is anybody to tell
        watch(page, frame, 0, 2.0)
        assert page.evaluate("window.API") is None
    assert wait_until(page, lambda: page.evaluate("window.calls.length") > 0)
    assert value(page, "cmi.core.lesson_status") == "incomplete"
    watch(page, frame, 2.0 if wait == 4000 else 0, 7.7)
    assert value(page, "cmi.core.lesson_status") == "completed"
    assert [call[0] for call in calls(page)].count("LMSInitialize") == 1
    assert failed(calls(page)) == []


def test_a_visit_that_ends_before_the_platform_was_found_is_told_at_its_end(
    visitor: Visitor, platform: Server
) -> None:
    kept = {"cmi": {"core": {"lesson_location": "3"}, "suspend_data": "TinyDescent:3-5"}}
    page = visitor.open(f"{platform.address}?late=0&kept={json.dumps(kept)}&hidden")
    frame = page.frames[1]
    assert wait_until(page, lambda: frame.evaluate("document.querySelector('video')?.readyState >= 1"))
    watch(page, frame, 0, 1.0)
    page.evaluate("() => { window.API = window.hidden; document.querySelector('iframe').remove(); }")
    assert [call[0] for call in calls(page)][:1] == ["LMSInitialize"]
    assert calls(page)[-1][0] == "LMSFinish"
    assert re.fullmatch(r"TinyDescent:3-5 0-1(\.\d)?", value(page, "cmi.suspend_data"))
    assert failed(calls(page)) == []


def test_the_transcript_opens_beside_the_lesson(visitor: Visitor, platform: Server) -> None:
    """In its place it would end the visit."""
    page, frame = launch(visitor, platform)
    watch(page, frame, 0, 2.0)
    frame.get_by_text("Files", exact=True).click()
    with page.expect_popup() as popup:
        frame.get_by_role("link", name="Transcript as a page").click()
    assert "transcript" in popup.value.title()
    watch(page, frame, 1.8, 7.7)
    assert value(page, "cmi.core.lesson_status") == "completed"
    assert [call[0] for call in calls(page)].count("LMSFinish") == 0


def statuses(page: Page) -> list[str]:
    return [call[2] for call in calls(page) if call[:2] == ["LMSSetValue", "cmi.core.lesson_status"]]


@pytest.mark.parametrize(
    ("kept", "written"),
    [
        ({}, ["incomplete"]),
        ({"cmi.suspend_data": "TinyDescent:0-3", "cmi.core.lesson_location": "3.0"}, []),
        ({"cmi.suspend_data": "TinyDescent:0-7.9", "cmi.core.lesson_location": "0.0"}, ["completed"]),
        (
            {"cmi.suspend_data": "0-7.9", "cmi.core.lesson_location": "0.0"},
            ["completed"],
        ),  # of an older package
        ({"cmi.suspend_data": "Other:0-7.9", "cmi.core.lesson_location": "0.0"}, []),
        ({"cmi.suspend_data": "%:0-7.9"}, []),  # of nobody that is known
    ],
)
def test_only_a_lesson_of_which_nothing_is_kept_is_called_incomplete(
    visitor: Visitor, platform: Server, kept: dict[str, str], written: list[str]
) -> None:
    """For a platform that answers "" when it is asked for the status."""
    page = visitor.open(f"{platform.address}?mute&values={json.dumps(kept)}")
    frame = page.frames[1]
    assert wait_until(page, lambda: frame.evaluate("document.querySelector('video')?.readyState >= 1"))
    assert wait_until(page, lambda: any(call[1] == "cmi.suspend_data" for call in calls(page) if call[2:3]))
    assert statuses(page) == written


@pytest.mark.parametrize("points", ["", "0", "70"])
def test_a_completed_lesson_has_all_points_before_it_is_completed(
    visitor: Visitor, platform: Server, points: str
) -> None:
    """Some platforms grade when the status comes. Points that are there already stay."""
    kept = {"cmi.core.score.raw": points, "cmi.suspend_data": "TinyDescent:0-5"}
    page = visitor.open(f"{platform.address}?mute&values={json.dumps(kept)}")
    frame = page.frames[1]
    assert wait_until(page, lambda: frame.evaluate("document.querySelector('video')?.readyState >= 1"))

    def told() -> list[tuple[str, str]]:
        written = [call[1:3] for call in calls(page) if call[0] == "LMSSetValue"]
        about = [(name.rpartition(".")[2], value) for name, value in written]
        return [each for each in about if each[0] in ("raw", "min", "max", "lesson_status")]

    assert told() == []
    watch(page, frame, 4.8, 7.7)
    scored = [("min", "0"), ("max", "100"), ("raw", "100")] * (points != "70")
    assert told() == [*scored, ("lesson_status", "completed")]


def test_lessons_that_share_one_state_keep_theirs_apart(
    visitor: Visitor, lesson_folder: Path, tmp_path: Path
) -> None:
    """On a platform that opens only the first lesson of a course its pages lead on, and no place is lost."""
    media = lesson_folder.parent
    other = Path(shutil.copytree(lesson_folder, media / "Second"))
    info = replace(LessonInfo.read(other), name="Second", title="The second")
    (other / FILE).write_text(info.to_json(), encoding="utf-8")
    for name in ("mp4", "srt"):
        (other / f"{lesson_folder.name}.{name}").rename(other / f"Second.{name}")
    package = write_course_package(media, [lesson_folder, other], CourseInfo("Both"))
    manifest = checked_manifest(package)
    assert {item.get("isvisible") for item in manifest.iter(f"{IMS}item")} == {"true"}
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "platform")
    shutil.copy(VENDOR / "scorm-again" / "scorm12.min.js", tmp_path / "platform")
    page_around = PLATFORM.replace("package/index.html", f"{lesson_folder.name}/index.html")
    (tmp_path / "platform" / "index.html").write_text(page_around, encoding="utf-8")
    known = "document.querySelector('video')?.readyState >= 1"
    with Server(tmp_path / "platform") as server:
        page = visitor.open(server.address + "?mute&values={}")
        frame = page.frames[1]
        assert wait_until(page, lambda: frame.evaluate(known))
        assert frame.locator(".course a").count() == 0
        watch(page, frame, 0, 3.0)
        frame.get_by_role("link", name="The second").click()
        frame.wait_for_url("**/Second/index.html")
        assert wait_until(page, lambda: frame.evaluate(known))
        now = "document.querySelector('video').currentTime"
        assert frame.evaluate(now) == 0  # the first lesson's place is not this one's
        watch(page, frame, 1, 2)
        kept = page.evaluate("window.values['cmi.suspend_data']")
        assert re.fullmatch(r"Second:1-2(\.\d)?;TinyDescent:0-[34](\.\d)?", kept)
        frame.get_by_role("link", name=f"Tiny {HOSTILE}").click()
        frame.wait_for_url(f"**/{lesson_folder.name}/index.html")
        assert wait_until(page, lambda: page.evaluate("window.values['cmi.suspend_data']").startswith("Tiny"))
        assert page.evaluate("window.values['cmi.suspend_data']").endswith(kept.split(";")[0])
        assert statuses(page) == ["incomplete"]
        assert server.missing == []
        visitor.close()


# --- questions ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asking_platform(asking: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A learning platform that has imported the package of a lesson that asks, passed with 60 percent."""
    folder = tmp_path_factory.mktemp("asking-platform")
    package = write_lesson_package(asking, mastery=60)
    (score,) = checked_manifest(package).iter(f"{ADL}masteryscore")
    assert score.text == "60"
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder / "package")
    shutil.copy(VENDOR / "scorm-again" / "scorm12.min.js", folder)
    (folder / "index.html").write_text(PLATFORM, encoding="utf-8")
    with Server(folder) as server:
        yield server


def written(page: Page, about: str) -> list[tuple[str, str]]:
    told = [call[1:3] for call in calls(page) if call[0] == "LMSSetValue"]
    return [(name, value) for name, value in told if name.startswith(about)]


def test_answers_are_told_and_kept_and_passed(visitor: Visitor, asking_platform: Server) -> None:
    asking_platform.posted.clear()
    page, frame = launch(visitor, asking_platform)
    assert frame.locator("#asks").count() == 0  # one that is graded asks
    answer(frame, "which", "0")
    answer(frame, "how_much", "2,5")
    told = [(name.split(".", 3)[2:], value) for name, value in written(page, "cmi.interactions.")]
    first, second = ({name[1]: value for name, value in told if name[0] == number} for number in ("0", "1"))
    assert re.fullmatch(r"\d\d:\d\d:\d\d", first.pop("time")) and second.pop("time")
    assert re.fullmatch(r"0000:00:\d\d\.\d\d", first.pop("latency")) and second.pop("latency")
    assert first == {
        "id": "TinyDescent.which",
        "type": "choice",
        "correct_responses.0.pattern": "b",
        "student_response": "a",
        "result": "wrong",
    }
    assert second == {
        "id": "TinyDescent.how_much",
        "type": "numeric",
        "correct_responses.0.pattern": "2.5",
        "student_response": "2.5",
        "result": "correct",
    }
    assert written(page, "cmi.core.score") == []  # the platform would make «failed» of it
    watch(page, frame, 0.1, 3.5)
    assert failed(calls(page)) == []
    leave(page, asking_platform)
    kept = json.loads(asking_platform.posted[-1])["cmi"]
    assert re.fullmatch(r"TinyDescent:[\d. -]+:which=0 how_much=2.5", kept["suspend_data"])
    assert kept["core"]["lesson_status"] == "incomplete"

    again, frame = launch(visitor, asking_platform, {"cmi": kept})
    assert wait_until(again, lambda: "1 of 3 right" in (frame.locator("#score").text_content() or ""))
    answer(frame, "last", "0")
    assert written(again, "cmi.core.score") == [
        ("cmi.core.score.min", "0"),
        ("cmi.core.score.max", "100"),
        ("cmi.core.score.raw", "67"),
    ]
    assert written(again, "cmi.interactions.")[0] == ("cmi.interactions.2.id", "TinyDescent.last")
    watch(again, frame, 0.1, 4.2)
    watch(again, frame, 4.2, 8)
    assert value(again, "cmi.core.lesson_status") == "passed"
    assert failed(calls(again)) == []


def test_too_few_right_answers_fail_until_they_are_given_again(
    visitor: Visitor, asking_platform: Server
) -> None:
    kept = {"cmi": {"suspend_data": "TinyDescent:0-7.9:which=0 how_much=9", "core": {"lesson_location": "0"}}}
    page, frame = launch(visitor, asking_platform, kept)
    assert wait_until(page, lambda: "0 of 3 right" in (frame.locator("#score").text_content() or ""))
    answer(frame, "last", "1")
    assert value(page, "cmi.core.lesson_status") == "failed"
    assert value(page, "cmi.core.score.raw") == "0"
    frame.locator("#again").dispatch_event("click")
    for name, given in (("which", "1"), ("how_much", "2.5"), ("last", "0")):
        answer(frame, name, given)
    assert value(page, "cmi.core.lesson_status") == "passed"
    assert value(page, "cmi.core.score.raw") == "100"
    assert failed(calls(page)) == []


def test_what_a_platform_kept_that_is_no_answer_is_passed_over(
    visitor: Visitor, asking_platform: Server
) -> None:
    kept = {"cmi": {"suspend_data": "TinyDescent:0-3:which=9 how_much=much nothing=1 last=0", "core": {}}}
    page, frame = launch(visitor, asking_platform, kept)
    assert wait_until(page, lambda: "1 of 3 right" in (frame.locator("#score").text_content() or ""))
    assert (
        frame.locator("#score").text_content()
        == "1 of 3 right. 2 still to answer. It takes 60 percent to pass."
    )
