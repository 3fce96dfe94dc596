"""Course files: what is read, and that each mistake is told with file, lesson, key, and what is right."""

from pathlib import Path

import pytest

import scenes
from calculus_lessons.chosen import jobs_of, lesson_of
from calculus_lessons.flags import parse
from studio.catalogue.course import check_course, read_course
from studio.stage.theme import Theme

ROOT = Path(__file__).parents[3]
GOOD = '[[lesson]]\nscene = "Derivative"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "course.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> str:
    path = written(folder, text)
    with pytest.raises(ValueError) as refused:
        check_course(read_course(path, scenes.COURSE), path, lesson_of)
    sentence = str(refused.value)
    assert sentence.startswith(str(path)) and "\n" not in sentence
    return sentence.removeprefix(f"{path}, ").removeprefix(f"{path}: ")


@pytest.mark.parametrize("path", sorted((ROOT / "courses").glob("*.toml")), ids=lambda path: path.stem)
def test_the_courses_that_come_along_are_right(path: Path) -> None:
    course = read_course(path, scenes.COURSE)
    check_course(course, path, lesson_of)
    assert course.title and course.lessons


def test_the_default_course_is_what_all_renders() -> None:
    course = read_course(ROOT / "courses" / "introduction.toml", scenes.COURSE)
    assert tuple(entry.scene for entry in course.lessons) == scenes.COURSE
    assert all(entry.name == entry.scene and not entry.parameters for entry in course.lessons)
    assert course.theme == Theme()


def test_what_a_course_may_say(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    text = """
title = "A course"
author = "Ada"
language = "en-GB"
quality = "m"
held_frames = true
[theme]
background = "#000000"
footer = "Ada's"
logo = "logo.svg"
font = "JetBrains Mono"
[[lesson]]
scene = "GradientDescent"
name = "steep"
title = "A steep bowl"
function = "3*x**2"
rates = [0.1, 0.2]
"""
    course = read_course(written(tmp_path, text), scenes.COURSE)
    assert (course.title, course.author, course.language, course.quality) == ("A course", "Ada", "en-GB", "m")
    assert course.constant_rate is False
    assert (course.theme.background, course.theme.footer) == ("#000000", "Ada's")
    assert course.theme.logo == tmp_path / "logo.svg" and course.theme.font == "JetBrains Mono"
    (entry,) = course.lessons
    assert (entry.scene, entry.name, entry.title) == ("GradientDescent", "steep", "A steep bowl")
    assert entry.parameters == {"function": "3*x**2", "rates": [0.1, 0.2]}


def test_a_course_is_spoken_by_the_recordings_beside_it(tmp_path: Path) -> None:
    """Each lesson by those in the folder that is called as its own, wherever the course is rendered from."""
    (tmp_path / "takes").mkdir()
    text = 'title = "A course"\nvoice = "takes"\n[[lesson]]\nscene = "Derivative"\nname = "slopes"\n'
    course = read_course(written(tmp_path, text), scenes.COURSE)
    assert (course.voice, course.recordings) == ("", tmp_path / "takes")
    arguments = parse(["--all"])
    (job,) = jobs_of(course, arguments)
    assert job.takes == tmp_path / "takes" / "slopes"
    arguments = parse(["--all", "--voice", "none"])
    (job,) = jobs_of(course, arguments)
    assert (job.voice, job.takes) == ("none", None)  # a flag wins


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'voice = "takes"\ntitle = "A"\n' + GOOD,
            "voice: there is no voice 'takes', and no folder of",
        ),
        (
            'voice = 3\ntitle = "A"\n' + GOOD,
            "voice: must be a voice, or a folder of recordings beside this file",
        ),
        ("title = ", "this is not a TOML file"),
        (GOOD, "title: a course needs one"),
        ("title = 3\n" + GOOD, "title: must be a line of text, got 3"),
        ('title = "a"\n', "a course needs at least one [[lesson]]"),
        ('title = "a"\nlesson = 3\n', "a course needs at least one [[lesson]]"),
        ('title = "a"\ncolour = "red"\n' + GOOD, "colour: there is no such key; there are title, author"),
        ('title = "a"\nlanguage = "de"\n' + GOOD, "language: there is no catalogue for de; there are en, es"),
        ('title = "a"\nquality = "z"\n' + GOOD, "quality: must be one of l, m, h, p, k, got 'z'"),
        ('title = "a"\nheld_frames = 1\n' + GOOD, "held_frames: must be true or false, got 1"),
        ('title = "a"\n[[lesson]]\nname = "x"\n', "lesson 1, scene: a lesson needs one"),
        ('title = "a"\n[[lesson]]\nscene = "Pasta"\n', "lesson 1, scene: there is no scene 'Pasta'"),
        (
            'title = "a"\n[[lesson]]\nscene = "Derivative"\nname = "../x"\n',
            "lesson 1, name: a name must be at most 60 letters",
        ),
        ('title = "a"\n' + GOOD + GOOD, "lesson 2: lesson 1 has the name 'Derivative' too"),
        (
            'title = "a"\n' + GOOD + '[[lesson]]\nscene = "GradientDescent"\nlearning_rate = -1\n',
            "lesson 2 (GradientDescent): learning_rate must be a number above 0 and up to 1e+06, got -1",
        ),
        (
            'title = "a"\n[[lesson]]\nscene = "GradientDescent"\nspeed = 1\n',
            "lesson 1 (GradientDescent): GradientDescent has no parameter 'speed'; it has function, start",
        ),
        (
            'title = "a"\ntheme = 3\n' + GOOD,
            'theme: must be "light", "dark" or a table such as [theme], got 3',
        ),
        ('title = "a"\ntheme = "pink"\n' + GOOD, 'theme, palette: must be "light" or "dark", got \'pink\''),
        (
            'title = "a"\n[theme]\ntext = "#333333"\nloss = "#333333"\n' + GOOD,
            "theme: loss #333333 on background #0f1720 has a contrast of 1.4; text needs at least 4.5; text",
        ),
        ('title = "a"\n[theme]\nred = "#ff0000"\n' + GOOD, "theme, red: there is no such key"),
        (
            'title = "a"\n[theme]\nloss = "red"\n' + GOOD,
            "theme, loss: must be a colour such as #56b4e9, got 'red'",
        ),
        (
            'title = "a"\n[theme]\ntext = "#333333"\n' + GOOD,
            "theme: text #333333 on background #0f1720 has a contrast",
        ),
        (
            'title = "a"\n[theme]\nfont = "Comic Ham"\n' + GOOD,
            "theme, font: this machine has no font 'Comic Ham'",
        ),
        (
            'title = "a"\n[theme]\nfont = "x.ttf"\n' + GOOD,
            "theme, font: must be a font file beside the course file",
        ),
        (
            'title = "a"\n[theme]\nfooter = "A very long footer indeed"\n' + GOOD,
            "theme, footer: has 25 characters",
        ),
        (
            'title = "a"\n[theme]\nfooter = "COMMUNITY MATHEMATIC"\n' + GOOD,
            "theme: it cannot be drawn: the footer 'COMMUNITY MATHEMATIC' is too long to stand beside",
        ),
        ('title = "a"\n[theme]\nlogo = "x.png"\n' + GOOD, "theme, logo: must be an SVG file beside"),
    ],
)
def test_each_mistake_is_told_with_its_place(text: str, sentence: str, tmp_path: Path) -> None:
    assert refusal(tmp_path, text).startswith(sentence)


def test_a_font_file_beside_the_course_is_used(tmp_path: Path) -> None:
    import fontpkg

    source = Path(next(iter(fontpkg.family("inter").files)).path)
    (tmp_path / f"own{source.suffix}").write_bytes(source.read_bytes())
    text = f'title = "a"\n[theme]\nfont = "own{source.suffix}"\n{GOOD}'
    theme = read_course(written(tmp_path, text), scenes.COURSE).theme
    assert theme.font.startswith("Inter") and theme.font_files == (tmp_path / f"own{source.suffix}",)
