"""A page that asks, in a real browser: by keys alone, by mouse, on a telephone's width, and not at all."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import Server, Visitor, violations, wait_until
from playwright.sync_api import Page
from tiny_lesson import HOSTILE

from studio.film.film import Film
from studio.page.info import LessonInfo
from studio.page.lesson_page import write_lesson

NOW = "document.querySelector('video').currentTime"
PAUSED = "document.querySelector('video').paused"


@pytest.fixture
def page(visitor: Visitor, asking: Path) -> Page:
    return visitor.open((asking / "index.html").as_uri(), viewport={"width": 320, "height": 700})


@pytest.fixture
def served(asking: Path) -> Iterator[str]:
    """Its address on a server, so that the browser remembers what was chosen."""
    with Server(asking.parent) as server:
        yield f"{server.address}{asking.name}/index.html"


def start(page: Page, at: float = 0.0, rate: float = 4.0) -> None:
    """Play from a moment on, fast and without sound."""
    page.evaluate(
        """([at, rate]) => new Promise((done) => {
            const video = document.querySelector("video");
            video.muted = true;
            video.playbackRate = rate;
            const go = () => video.play().then(done);
            if (at === 0) return go();
            video.addEventListener("seeked", go, {once: true});
            video.currentTime = at;
        })""",
        [at, rate],
    )


def asked(page: Page) -> bool:
    return page.locator("#asked").is_visible()


def test_by_keys_alone_on_a_telephones_width(page: Page) -> None:
    page.locator("video").focus()
    page.evaluate("document.querySelector('video').muted = true")
    page.keyboard.press("k")  # the lesson plays
    assert wait_until(page, lambda: asked(page))
    assert page.evaluate(NOW) == pytest.approx(4.0, abs=0.15)
    assert page.evaluate(PAUSED)
    group = page.get_by_role("group", name=f"Which is more than {HOSTILE}?")
    assert group.get_by_role("radio").first.evaluate("(radio) => radio === document.activeElement")
    assert violations(page) == []
    page.keyboard.press("Enter")  # nothing is chosen yet
    assert page.locator("#question-which .verdict").inner_text() == "Choose an answer first."
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    told = page.locator("#question-which").get_by_role("status")
    assert told.inner_text() == (
        f"Not quite. That is less. The right answer: Five {HOSTILE}. Five is <b>more</b> than four."
    )
    assert page.locator(".option.right .mark").inner_text() == "✓ right"
    assert page.locator(".option.wrong .mark").inner_text() == "✗ yours"
    assert violations(page) == []
    page.keyboard.press("Enter")  # go on: to where the pause has ended
    assert wait_until(page, lambda: not asked(page) and page.evaluate(NOW) >= 5)
    page.keyboard.press("k")
    assert page.evaluate(PAUSED)
    assert page.locator("#score").inner_text() == "0 of 3 right. 2 still to answer."
    start(page, 7.0)
    assert wait_until(page, lambda: asked(page))
    page.keyboard.type("2,52")
    page.keyboard.press("Enter")
    assert page.locator("#question-how_much .verdict").inner_text() == "Yes! 0.1 times 25 is 2.5."
    page.keyboard.press("Enter")  # the other question of this moment
    assert page.locator("#question-last").is_visible()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert wait_until(page, lambda: page.evaluate("document.querySelector('video').ended"))
    summary = page.get_by_role("region", name="Your answers")
    assert page.locator("#score").inner_text() == "2 of 3 right."
    assert [*map(str.strip, summary.locator(".given").all_inner_texts())] == [
        "✗ not right",
        "✓ right",
        "✓ right",
    ]
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    summary.get_by_role("button", name="How much is").click()  # back to the moment
    assert wait_until(page, lambda: page.evaluate(NOW) == pytest.approx(7.0, abs=0.01))
    start(page, 7.0)
    assert wait_until(page, lambda: page.evaluate("document.querySelector('video').ended"))  # not asked again
    page.get_by_role("button", name="Ask me again").click()
    assert wait_until(page, lambda: page.evaluate(NOW) == 0)
    assert summary.is_hidden()
    start(page)
    assert wait_until(page, lambda: asked(page))
    assert page.locator("#question-which .verdict").inner_text() == ""


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1920, "light")])
def test_nothing_bars_anybody(visitor: Visitor, asking: Path, width: int, scheme: Any) -> None:
    page = visitor.open(
        (asking / "index.html").as_uri(), viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    start(page, 3.5)
    assert wait_until(page, lambda: asked(page))
    page.get_by_text("Both & none").click()
    page.get_by_role("button", name="Answer").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_in_spanish_asks_in_spanish(visitor: Visitor, asking: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(asking, tmp_path / "Preguntas"))
    write_lesson(folder, replace(LessonInfo.read(folder), language="es"))
    page = visitor.open((folder / "index.html").as_uri())
    assert page.locator("#asks").inner_text() == "Preguntas"
    start(page, 3.5)
    assert wait_until(page, lambda: asked(page))
    form = page.locator("#question-which")
    assert page.locator("#asked-title").inner_text() == "¿Tú qué crees?"
    assert form.get_by_role("button").all_inner_texts() == ["Responder", "Saltar"]
    form.get_by_role("button", name="Responder").click()
    assert form.locator(".verdict").inner_text() == "Primero elige una respuesta."
    page.get_by_text("Four").click()
    form.get_by_role("button", name="Responder").click()
    verdict = form.locator(".verdict").inner_text()
    assert verdict.startswith("No del todo. That is less. La respuesta correcta: Five")
    assert form.locator(".mark").all_inner_texts() == ["✗ la tuya", "✓ correcta", ""]
    assert page.locator("#score").inner_text() == "Respuestas correctas: 0 de 3. Quedan 2 por responder."
    given = page.locator("#answers .given").all_inner_texts()
    assert [*map(str.strip, given)] == ["✗ no es correcta", "aún sin responder", "aún sin responder"]
    form.get_by_role("button", name="Seguir").click()
    start(page, 7.0)
    assert wait_until(page, lambda: asked(page))
    number = page.get_by_label("Tu respuesta")
    page.keyboard.press("Enter")
    told = page.locator("#question-how_much .verdict")
    assert told.inner_text() == "Escribe un número, como 2,5 o −3."
    number.fill("2.5")
    page.keyboard.press("Enter")
    assert (number.input_value(), told.inner_text()) == ("2,5", "¡Sí! 0.1 times 25 is 2.5.")
    assert page.locator("#score").inner_text() == "Respuestas correctas: 1 de 3. Queda 1 por responder."


def test_one_who_plays_on_or_jumps_has_skipped_it(page: Page) -> None:
    start(page, 3.5)
    assert wait_until(page, lambda: asked(page))
    page.evaluate("document.querySelector('video').play()")
    assert wait_until(page, lambda: not asked(page) and page.evaluate(NOW) > 4.1)
    page.evaluate("document.querySelector('video').pause()")
    start(page, 3.5)  # who hears it again is asked again
    assert wait_until(page, lambda: asked(page))
    page.get_by_role("button", name="Skip").click()
    assert wait_until(page, lambda: page.evaluate(NOW) >= 5)
    start(page, 7.5)  # past the others
    assert wait_until(page, lambda: page.evaluate("document.querySelector('video').ended"))
    assert not asked(page)
    assert page.locator("#score").inner_text() == "3 questions wait for you."


def test_one_who_wants_no_questions_gets_none_next_time_either(visitor: Visitor, served: str) -> None:
    page = visitor.open(served)
    switch = page.locator("#asks")
    assert switch.get_attribute("aria-pressed") == "true"
    switch.click()
    page.reload()
    assert switch.get_attribute("aria-pressed") == "false"
    start(page, 3.5)
    assert wait_until(page, lambda: page.evaluate("document.querySelector('video').ended"))
    assert not asked(page)
    assert page.locator("#answers").is_hidden()
    off = visitor.open(served + "?questions=off")
    assert off.locator("#asks").get_attribute("aria-pressed") == "false"
    visitor.close()


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("2.5", "Yes!"),
        ("5/2", "Yes!"),
        ("2,45", "Yes!"),
        ("25*10^-1", "Yes!"),
        ("25×10⁻¹", "Yes!"),
        ("+.25e1", "Yes!"),
        ("2.4", "Not quite. The right answer: 2.5."),
        ("25.1", "Not quite. That adds the two. The right answer: 2.5."),
        ("−2.5", "Not quite."),
        ("", "Type a number"),
        ("two", "Type a number"),
        ("1/0", "Type a number"),
        ("1,000.5", "Type a number"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, verdict: str, typing: Page) -> None:
    typing.locator("#again").dispatch_event("click")
    form = typing.locator("#question-how_much")
    typing.evaluate(
        """(typed) => {
            const form = document.querySelector("#question-how_much");
            form.querySelector("input").value = typed;
            form.requestSubmit();
        }""",
        typed,
    )
    assert (form.locator(".verdict").text_content() or "").startswith(verdict)


@pytest.fixture(scope="module")
def typing(browser: Any, asking: Path) -> Iterator[Page]:
    """One page for all that is typed."""
    page = browser.new_context().new_page()
    page.goto((asking / "index.html").as_uri())
    yield page
    page.context.close()


def test_without_scripts_the_question_is_the_pause_that_it_is(visitor: Visitor, asking: Path) -> None:
    page = visitor.open((asking / "index.html").as_uri(), java_script_enabled=False)
    assert page.locator("#asked").is_hidden()
    assert page.locator("#answers").is_hidden()
    assert page.locator("#asks").is_hidden()


def test_a_film_stops_where_its_question_has_been_asked(descent_film: Film) -> None:
    info = LessonInfo.read(descent_film.folder)
    race, *rest = info.questions
    (line,) = [line for line in info.lines if line.start == race.start]
    (after,) = [each for each in info.lines if each.start == race.resume]
    assert line.text.endswith("always faster?")
    assert line.start + 2 < race.at < race.resume - 3
    assert after.text.startswith("At 0.01")
    assert {question.at for question in rest} == {question.resume for question in rest} == {rest[0].at}
    assert rest[0].at < info.seconds - 1
    assert [option.text for option in race.options if option.right] == ["0.5"]
    assert [(each.value, each.tolerance is None) for each in info.questions if each.value] == [(2.56, False)]
