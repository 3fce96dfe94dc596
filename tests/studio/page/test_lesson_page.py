"""A lesson's page in a real browser: it plays, follows the film, obeys keys, and keeps to itself."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browser import VENDOR, Server, Visitor, violations, wait_until
from playwright.sync_api import Browser, Page
from tiny_lesson import HOSTILE, TinyDescent

from calc.descent import descend
from studio.film.film import Film
from studio.page.info import LessonInfo, Translated
from studio.page.lesson_page import lesson_page, write_lesson

WALK = descend("x**2", 5.0, 0.1, 3)
TIME = "document.querySelector('video').currentTime"


def play(page: Page, rate: float = 1.0, until: str = "video.currentTime > 0.3") -> None:
    """Play with sound off until the condition (of `video`) holds."""
    page.evaluate(
        """([rate, until]) => new Promise((done) => {
            const video = document.querySelector("video");
            const holds = (video) => until === "video.ended" ? video.ended : video.currentTime > 0.3;
            const look = () => holds(video) ? done() : requestAnimationFrame(look);
            video.muted = true;
            video.playbackRate = rate;
            video.play();
            look();
        })""",
        [rate, until],
    )


def seek(page: Page, seconds: float) -> None:
    page.evaluate(
        """(seconds) => new Promise((done) => {
            const video = document.querySelector("video");
            video.addEventListener("seeked", () => setTimeout(done, 60), {once: true});
            video.currentTime = seconds;
        })""",
        seconds,
    )


def current(page: Page, list_id: str) -> list[str]:
    """The words of the lit items of a list."""
    return page.locator(f"#{list_id} button[aria-current=true]").all_inner_texts()


def active(page: Page, kind: str, label: str = "") -> list[str]:
    """The texts of the cues of a track that are showing now."""
    return page.evaluate(
        """([kind, label]) => [...document.querySelector("video").textTracks]
            .filter((track) => track.kind === kind && (!label || track.label === label))
            .flatMap((track) => [...(track.activeCues ?? [])].map((cue) => cue.text))""",
        [kind, label],
    )


@pytest.fixture(scope="module")
def info(tiny_film: Film) -> LessonInfo:
    return LessonInfo.read(tiny_film.folder)


def test_the_film_plays_with_picture_and_sound(visitor: Visitor, place: str) -> None:
    page = visitor.open(place + "index.html")
    play(page)
    picture, frames, sound = page.evaluate(
        """() => {
            const video = document.querySelector("video");
            return [[video.videoWidth, video.videoHeight],
                video.getVideoPlaybackQuality().totalVideoFrames, video.webkitAudioDecodedByteCount];
        }"""
    )
    assert picture == [214, 120]
    assert frames > 0
    assert sound > 0
    assert visitor.asked_outside(place) == []


def test_captions_show_on_time(visitor: Visitor, place: str, info: LessonInfo) -> None:
    page = visitor.open(place + "index.html")
    for caption in info.captions:
        for moment in (caption.start + 0.01, caption.end - 0.05):
            seek(page, moment)
            assert active(page, "captions") == [caption.text], moment
    assert info.captions[1].start - info.captions[0].end > 0.1
    seek(page, info.captions[0].end + 0.05)
    assert active(page, "captions") == []


def test_a_click_on_a_step_seeks_to_it(visitor: Visitor, place: str, tiny_film: Film) -> None:
    page = visitor.open(place + "index.html")
    for step in (2, 0, 1):
        page.get_by_role("button", name=WALK.lines[step]).click()
        assert wait_until(page, lambda step=step: current(page, "states") == [WALK.lines[step]])
        frame = round(page.evaluate(TIME) * 10 - 0.005)
        taken = tiny_film.tracker_values["steps_taken"]
        assert taken[frame] >= step + 1 - 1e-6 > taken[frame - 1]
        payload = active(page, "metadata", "Steps")[-1]  # at its very end a cue counts as active, too
        x, y, slope = WALK.iterates[step + 1], WALK.values[step + 1], WALK.slopes[step + 1]
        assert json.loads(payload) == {"step": step, "x": x, "f(x)": y, "slope": slope}


def test_chapters_and_transcript_light_up_as_it_plays(visitor: Visitor, place: str, info: LessonInfo) -> None:
    page = visitor.open(place + "index.html")
    page.evaluate(
        """() => {
            window.seen = {chapters: [], lines: []};
            for (const [list, lit] of [["chapters", "[aria-current]"], ["lines", ".lit"]])
                new MutationObserver(() => {
                    const text = document.querySelector(`#${list} ${lit}`)?.innerText;
                    if (text && text !== window.seen[list].at(-1)) window.seen[list].push(text);
                }).observe(document.getElementById(list), {attributes: true, subtree: true});
        }"""
    )
    play(page, rate=4, until="video.ended")
    seen = page.evaluate("window.seen")
    assert [re.sub(r"^\d+:\d+\s+", "", text) for text in seen["chapters"]] == [c.text for c in info.chapters]
    said = [sentence.text for line in info.lines for sentence in line.sentences]
    assert seen["lines"] == said


def test_a_click_in_the_transcript_seeks_to_the_sentence(visitor: Visitor, on_disk: str) -> None:
    page = visitor.open(on_disk + "index.html")
    page.locator(".sentence", has_text="Then go.").click()
    assert wait_until(page, lambda: page.locator(".sentence.lit").all_inner_texts() == ["Then go."])
    page.locator("#chapters button").nth(2).click()
    assert wait_until(page, lambda: page.locator(".sentence.lit").all_inner_texts() == ["Here."])
    assert current(page, "chapters") == ["0:07 Rest"]


def test_an_address_with_a_time_begins_there(visitor: Visitor, on_disk: str) -> None:
    page = visitor.open(on_disk + "index.html#t=5.8")
    assert wait_until(page, lambda: page.evaluate(TIME) == pytest.approx(5.8))


def test_an_address_whose_time_changes_goes_there(visitor: Visitor, on_disk: str) -> None:
    """As links to moments of the film do, in a page around it or in the transcript of an open lesson."""
    page = visitor.open(on_disk + "index.html")
    for moment in (5.8, 2.1):
        page.evaluate("(moment) => { location.hash = `t=${moment}`; }", moment)
        assert wait_until(page, lambda moment=moment: page.evaluate(TIME) == pytest.approx(moment))


def test_where_the_server_sends_no_parts_the_page_says_that_it_cannot_jump(
    visitor: Visitor, tiny_film: Film
) -> None:
    with Server(tiny_film.folder, parts=False) as server:
        page = visitor.open(server.address)
        told = page.locator("#no-jumps")
        assert wait_until(page, lambda: page.evaluate("document.querySelector('video').readyState") >= 3)
        assert told.inner_text() == ""
        page.locator("#chapters button").nth(1).click()
        assert wait_until(page, lambda: told.is_visible())
        assert told.inner_text().count(".") == 1
        assert violations(page) == []
        page.locator("#chapters button").nth(0).click()  # the beginning can be reached everywhere
        assert wait_until(page, lambda: told.inner_text() == "")
        page.locator("#chapters button").nth(1).click()
        assert wait_until(page, lambda: told.inner_text() != "")
        play(page, rate=4, until="video.ended")  # past where it was to go
        assert told.inner_text() == ""
        visitor.close()


def test_a_jump_is_made_as_soon_as_it_is_possible(visitor: Visitor, tiny_film: Film) -> None:
    with Server(tiny_film.folder) as server:
        page = visitor.open(server.address)
        assert wait_until(page, lambda: page.evaluate("document.querySelector('video').readyState") >= 1)
        page.evaluate(
            """() => {
                const video = document.querySelector("video");
                window.end = 0;
                const seekable = {length: 1, start: () => 0, end: () => window.end};
                Object.defineProperty(video, "seekable", {get: () => seekable});
            }"""
        )
        page.locator("#chapters button").nth(1).click()
        assert page.locator("#no-jumps").inner_text() != ""
        assert page.evaluate(TIME) == 0
        page.evaluate("window.end = 8; document.querySelector('video').dispatchEvent(new Event('progress'))")
        start = LessonInfo.read(tiny_film.folder).chapters[1].start
        assert wait_until(page, lambda: page.evaluate(TIME) == pytest.approx(start))
        assert page.locator("#no-jumps").inner_text() == ""


def test_a_speed_that_is_not_in_the_menu_is_shown_there(visitor: Visitor, on_disk: str) -> None:
    """A player's own menu has others."""
    page = visitor.open(on_disk + "index.html")
    speed = page.get_by_label("Speed")
    listed = speed.locator("option").all_inner_texts()
    for rate, shown in ((1.1, "1.1×"), (1.75, "1.75×"), (0.25, "0.25×"), (3, "3×"), (1, "1×")):
        page.evaluate("(rate) => { document.querySelector('video').playbackRate = rate; }", rate)
        chosen = speed.locator("option:checked")
        assert wait_until(page, lambda shown=shown, chosen=chosen: chosen.all_inner_texts() == [shown])
        rates = [float(text.strip("×")) for text in speed.locator("option").all_inner_texts()]
        assert rates == sorted(rates)
    assert speed.locator("option").all_inner_texts() == listed
    page.evaluate("() => { document.querySelector('video').playbackRate = 1.1; }")
    page.locator("#captions").focus()
    page.keyboard.press(">")
    assert wait_until(page, lambda: speed.input_value() == "1.25")


def test_f_makes_the_film_fill_an_iphone(visitor: Visitor, on_disk: str) -> None:
    """Which has no requestFullscreen, only a way of its own."""
    page = visitor.open(on_disk + "index.html")
    page.evaluate(
        """() => {
            window.entered = 0;
            delete Element.prototype.requestFullscreen;
            HTMLVideoElement.prototype.webkitEnterFullscreen = () => { window.entered += 1; };
        }"""
    )
    page.locator("#captions").focus()
    page.keyboard.press("f")
    assert page.evaluate("window.entered") == 1
    page.evaluate("delete HTMLVideoElement.prototype.webkitEnterFullscreen")
    page.keyboard.press("f")  # and where there is no way at all, nothing happens


def test_captions_and_speed_are_as_the_viewer_left_them(visitor: Visitor, tiny_film: Film) -> None:
    with Server(tiny_film.folder) as server:
        page = visitor.open(server.address)
        captions, speed = page.locator("#captions"), page.get_by_label("Speed")
        assert captions.get_attribute("aria-pressed") == "true"
        captions.click()
        speed.select_option("1.5")
        assert captions.get_attribute("aria-pressed") == "false"
        assert active(page, "captions") == []
        page.wait_for_timeout(60)
        page.reload()
        assert captions.get_attribute("aria-pressed") == "false"
        assert wait_until(page, lambda: page.evaluate("document.querySelector('video').playbackRate") == 1.5)
        assert speed.input_value() == "1.5"
        seen = "[...document.querySelector('video').textTracks].find((t) => t.kind === 'captions').mode"
        assert page.evaluate(seen) == "hidden"
        page.evaluate(seen + " = 'showing'")  # as the player's own menu does
        assert wait_until(page, lambda: captions.get_attribute("aria-pressed") == "true")
        page.goto(server.address + "index.html?captions=off")
        assert captions.get_attribute("aria-pressed") == "true"  # the viewer's word counts


def test_the_page_around_it_may_turn_captions_off(visitor: Visitor, on_disk: str) -> None:
    page = visitor.open(on_disk + "index.html?captions=off")
    assert page.locator("#captions").get_attribute("aria-pressed") == "false"


def test_every_control_works_by_keyboard_and_shows_its_focus(visitor: Visitor, on_disk: str) -> None:
    page = visitor.open(on_disk + "index.html")
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                if (at === document.body) return null;
                const ring = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
                return [at.id || at.innerText.trim() || at.tagName, at.matches(":focus") ? ring : "inside"];
            }"""
        )
        if stop is None or (stop[1] != "inside" and stop in stops):  # once round
            break
        stops.append(stop)
    names = [name for name, _ in stops]
    # The controls inside the player draw a ring of their own, which cannot be asked for.
    assert [stop for stop in stops if stop[1] != "inside" and stop[1] < 2] == []
    assert {name for name, ring in stops if ring == "inside"} == {"VIDEO"}
    wanted = [
        "VIDEO",
        "captions",
        "speed",
        "0:00 Wait",
        *WALK.lines,
        "Files",
        "Keyboard",
        "Embed this lesson",
    ]
    places = [names.index(name) for name in wanted]
    assert places == sorted(places)

    page.get_by_role("button", name=WALK.lines[1]).focus()
    page.keyboard.press("Enter")
    assert wait_until(page, lambda: current(page, "states") == [WALK.lines[1]])
    page.locator("#lines button").nth(1).focus()
    page.keyboard.press("Space")
    assert wait_until(page, lambda: page.locator(".sentence.lit").all_inner_texts() == ["Three steps."])


def test_letters_are_shortcuts_only_while_the_player_has_the_focus(
    visitor: Visitor, on_disk: str, info: LessonInfo
) -> None:
    page = visitor.open(on_disk + "index.html")
    page.evaluate("document.querySelector('video').muted = true")
    assert wait_until(page, lambda: page.evaluate("document.querySelector('video').readyState") > 0)

    def state(name: str) -> Any:
        return page.evaluate(f"document.querySelector('video').{name}")

    page.locator("#chapters button").first.focus()
    page.keyboard.press("k")
    assert state("paused")
    page.locator("#captions").focus()
    page.keyboard.press("k")
    assert not state("paused")
    page.keyboard.press("k")
    assert state("paused")
    seek(page, 0)
    page.keyboard.press("n")
    assert state("currentTime") == pytest.approx(info.chapters[1].start)
    page.keyboard.press("p")
    assert state("currentTime") == 0
    page.keyboard.press("l")
    assert state("currentTime") == pytest.approx(state("duration"))
    page.keyboard.press("j")
    assert state("currentTime") == 0
    page.keyboard.press(">")
    assert state("playbackRate") == 1.25
    page.keyboard.press("<")
    page.keyboard.press("<")
    assert state("playbackRate") == 0.75
    page.keyboard.press("m")
    assert state("muted") is False
    page.keyboard.press("c")
    assert wait_until(page, lambda: page.locator("#captions").get_attribute("aria-pressed") == "false")
    page.keyboard.press("Control+c")  # copying is not ours
    page.wait_for_timeout(60)
    assert page.locator("#captions").get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("name", ["index.html", "transcript.html"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1920, "light")])
def test_nothing_bars_anybody(visitor: Visitor, tiny_film: Film, name: str, width: int, scheme: Any) -> None:
    page = visitor.open(
        (tiny_film.folder / name).as_uri(), viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    for details in page.locator("details").all():
        details.evaluate("(one) => { one.open = true; }")
    if name == "index.html":
        seek(page, 6.3)  # lit items count too
        assert current(page, "states") == [WALK.lines[1]]
    assert violations(page) == []
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_axe_would_notice(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        "<html><body><p style='color: #aaa; background: #fff'>pale</p><img src='x.png'></body></html>"
    )
    assert {line.partition(":")[0] for line in violations(page)} >= {
        "color-contrast",
        "image-alt",
        "html-has-lang",
    }
    page.close()


def test_one_who_wants_no_motion_gets_none(visitor: Visitor, tiny_film: Film) -> None:
    moving = """() => [...document.querySelectorAll("*")]
        .filter((one) => parseFloat(getComputedStyle(one).transitionDuration) > 0).length"""
    address = (tiny_film.folder / "index.html").as_uri()
    assert visitor.open(address, reduced_motion="reduce").evaluate(moving) == 0
    assert visitor.open(address, reduced_motion="no-preference").evaluate(moving) > 0


def test_it_works_in_a_frame_of_another_page_by_the_snippet_it_gives(
    visitor: Visitor, tiny_film: Film, tmp_path: Path
) -> None:
    with Server(tiny_film.folder.parent) as lessons, Server(tmp_path) as course:
        address = f"{lessons.address}{tiny_film.name}/index.html"
        snippet = visitor.open(address).locator("#snippet").input_value()
        assert html.unescape(re.search(r'src="([^"]*)"', snippet)[1]) == address  # type: ignore[index]
        (tmp_path / "index.html").write_text(
            f'<!doctype html><title>x</title><link rel="icon" href="data:,">{snippet}', encoding="utf-8"
        )
        around = visitor.open(course.address)
        frame = around.frame_locator("iframe")
        assert around.locator("iframe").get_attribute("title") == f"Tiny {HOSTILE}"
        frame.get_by_role("button", name=WALK.lines[2]).click()
        frame.locator("#states button[aria-current=true]", has_text=WALK.lines[2]).wait_for()
        assert frame.locator("#embed").is_hidden()
        assert lessons.missing == []


def test_it_works_in_a_frame_without_rights(visitor: Visitor, tiny_film: Film, tmp_path: Path) -> None:
    """A sandboxed frame has no storage, and no origin in common with its own files."""
    with Server(tiny_film.folder.parent) as lessons, Server(tmp_path) as course:
        source = f"{lessons.address}{tiny_film.name}/index.html"
        (tmp_path / "index.html").write_text(
            f'<!doctype html><title>x</title><link rel="icon" href="data:,"><iframe sandbox="allow-scripts" '
            f'src="{source}" width="900" height="700"></iframe>',
            encoding="utf-8",
        )
        frame = visitor.open(course.address).frame_locator("iframe")
        frame.get_by_role("button", name=WALK.lines[2]).click()
        frame.locator("#states button[aria-current=true]", has_text=WALK.lines[2]).wait_for()


def test_nothing_written_into_the_page_would_run(visitor: Visitor, on_disk: str) -> None:
    page = visitor.open(on_disk + "index.html")
    page.evaluate(
        """() => {
            for (const [name, value] of [["textContent", "window.ran = 1"],
                                         ["src", "data:text/javascript,window.ran = 1"]]) {
                const script = document.createElement("script");
                script[name] = value;
                document.body.append(script);
            }
        }"""
    )
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert len(visitor.console) == 2
    assert all("Content Security Policy" in message for message in visitor.console)
    visitor.console.clear()


def test_words_that_look_like_markup_are_shown_as_words(visitor: Visitor, on_disk: str) -> None:
    page = visitor.open(on_disk + "index.html")
    assert page.locator("h1").inner_text() == f"Tiny {HOSTILE}"
    assert page.title() == f"Tiny {HOSTILE}"
    assert page.locator("#chapters button").nth(1).inner_text() == f"0:05 Go {HOSTILE}"
    assert page.locator(".summary").inner_text().startswith("A ball & three <b>steps</b>.")
    seek(page, 1.0)
    shown = """[...document.querySelector("video").textTracks].find((track) => track.kind === "captions")
        .activeCues[0].getCueAsHTML().textContent"""
    assert page.evaluate(shown) == "If 4 < 5 & 5 > 4, wait."
    page.goto(on_disk + "transcript.html")
    assert page.locator("h1").inner_text() == f"Tiny {HOSTILE}"
    assert HOSTILE in page.locator("pre").inner_text()


def test_the_tracks_are_webvtt_to_the_letter(browser: Browser, tiny_film: Film, info: LessonInfo) -> None:
    page = browser.new_page()
    page.evaluate((VENDOR / "webvtt-parser" / "parser.js").read_text(encoding="utf-8"))
    parse = """([text, kind]) => {
        const {cues, errors} = new WebVTTParser().parse(text, kind);
        return [cues, errors];
    }"""
    for name, kind, wanted in (
        ("captions.vtt", "captions", info.captions),
        ("chapters.vtt", "chapters", info.chapters),
        ("steps.vtt", "metadata", info.states),
    ):
        cues, errors = page.evaluate(parse, [(tiny_film.folder / name).read_text(encoding="utf-8"), kind])
        assert errors == [], name
        times = [(cue["startTime"], cue["endTime"]) for cue in cues]
        assert times == [pytest.approx((stretch.start, stretch.end)) for stretch in wanted], name
    assert page.evaluate(parse, ["WEBVTT\n\n00:01.0 --> 00:00.000\n<x>\n", "captions"])[1] != []
    page.close()


def test_the_folder_holds_what_it_says(tiny_film: Film, info: LessonInfo) -> None:
    assert {path.name for path in tiny_film.files} == {*info.files, "manifest.json"}
    assert (tiny_film.folder / "output.txt").read_text() == f"{WALK}\n"
    assert (tiny_film.folder / "program.txt").read_text() == f"{WALK.program}\n"
    assert LessonInfo.from_json(info.to_json()) == info
    assert info.summary == "A ball & three <b>steps</b>."
    assert TinyDescent.heading() == info.title


def test_a_lesson_without_chapters_or_steps_has_a_page_too(visitor: Visitor, lesson_folder: Path) -> None:
    info = LessonInfo.read(lesson_folder)
    bare = replace(info, chapters=(), states=(), shown="", program="", output="")
    (lesson_folder / "index.html").write_text(lesson_page(bare), encoding="utf-8")
    page = visitor.open((lesson_folder / "index.html").as_uri())
    page.locator(".sentence", has_text="Here.").click()
    assert wait_until(page, lambda: page.locator(".sentence.lit").all_inner_texts() == ["Here."])
    assert page.locator("#states, #chapters").count() == 0
    page.locator("#captions").focus()
    page.keyboard.press("n")  # there is no chapter to turn to


def test_a_viewer_chooses_the_language_of_the_captions(visitor: Visitor, lesson_folder: Path) -> None:
    info = LessonInfo.read(lesson_folder)
    spanish = tuple(replace(cue, text=f"es {index} &lt;b&gt;") for index, cue in enumerate(info.captions))
    write_lesson(lesson_folder, replace(info, translations=(Translated("es", spanish, info.lines),)))
    page = visitor.open((lesson_folder / "index.html").as_uri())
    shown = """[...document.querySelector("video").textTracks]
        .filter((track) => track.mode === "showing").map((track) => [track.language, track.cues[0].text])"""
    menu = page.locator("#captions-language")
    assert page.evaluate(shown) == [["en", info.captions[0].text]]
    assert menu.locator("option").all_inner_texts() == ["English", "Español"]
    for each in (menu, page.locator("#speed")):  # a letter chooses in a menu, and does nothing to the film
        each.focus()
        page.keyboard.press("m")
        page.keyboard.press("c")
    assert page.evaluate("document.querySelector('video').muted") is False
    assert page.evaluate(shown) == [["en", info.captions[0].text]]
    menu.select_option("es")
    assert page.evaluate(shown) == [["es", spanish[0].text]]
    # The viewer leaves at once: what was chosen is kept before anything else is heard of it.
    with page.expect_navigation():
        page.evaluate("() => { document.getElementById('captions').click(); location.reload(); }")
    assert page.evaluate(shown) == []
    page.locator("#captions").click()
    assert (page.evaluate(shown), menu.input_value()) == ([["es", spanish[0].text]], "es")
    assert page.locator("a", has_text="WebVTT").count() == 2
    lines = (lesson_folder / "transcript.es.txt").read_text(encoding="utf-8").splitlines()
    assert [line.partition("] ")[2] for line in lines[2:]] == [
        line.text for line in info.lines if line.sentences
    ]


def test_the_page_of_a_lesson_in_another_language_is_in_it_and_says_that_it_is_silent(
    visitor: Visitor, lesson_folder: Path
) -> None:
    info = LessonInfo.read(lesson_folder)
    write_lesson(lesson_folder, replace(info, language="es", voiced=False))
    page = visitor.open((lesson_folder / "index.html").as_uri())
    assert page.locator("html").get_attribute("lang") == "es"
    assert page.locator("#transcript-title").inner_text() == "Transcripción"
    assert page.locator("#silent").inner_text() == "Esta lección no tiene voz: la cuentan sus subtítulos."
    assert "En pantalla" in (lesson_folder / "transcript.txt").read_text(encoding="utf-8")


def test_a_folder_without_a_lesson_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no rendered lesson"):
        LessonInfo.read(tmp_path)
    (tmp_path / "lesson.json").write_text('{"name": "X"}')
    with pytest.raises(ValueError, match="render the lesson again"):
        LessonInfo.read(tmp_path)


def test_the_descent_lesson_seeks_in_a_film_that_has_not_arrived(
    visitor: Visitor, descent_film: Film
) -> None:
    """On a slow line: it starts before all is there, and a click fetches only what it needs."""
    walk = descend("x**2", 5, 0.1, 20)
    with Server(descent_film.folder, rate=60_000) as server:
        page = visitor.open(server.address)
        play(page)
        page.evaluate("document.querySelector('video').pause()")
        page.get_by_role("button", name=walk.lines[15]).click()
        assert wait_until(page, lambda: page.evaluate("document.querySelector('video').readyState") >= 2)
        assert current(page, "states") == [walk.lines[15]]
        assert max(start for _, start in server.ranges) > descent_film.mp4.stat().st_size / 4
        payload = active(page, "metadata", "Steps")[-1]
        assert json.loads(payload)["x"] == walk.iterates[16]
        assert server.missing == []
    frame = int(page.evaluate(TIME) * 15 + 0.01)
    taken = descent_film.tracker_values["steps_taken"]
    assert taken[frame] >= 16 - 1e-6 > taken[frame - 1]
