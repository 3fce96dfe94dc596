"""Another language: numbers by CLDR and num2words, formulas read aloud, and lessons told or refused."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from choices import CHOICES
from manim import tempconfig

import scenes
from calc.function import Function
from calc.line import Line, counted, listed, phrase, say, shown
from calc.question import as_text
from calc.stories.descent import PLACE
from calc.tongue import ENGLISH, speak, speaking
from calc.wording import Wording, brief, equals, number, signed, spoken, worded, written
from studio.language.tongues import Foreign, PageWords, name_of, tongue_of
from studio.lesson.captions import captions_of
from studio.lesson.lesson import Lesson
from studio.rules.findings import Ledger
from studio.rules.script import check_captions, check_script, reading_grade
from studio.speech.captions import cues
from studio.speech.hibari_voice import HibariVoice
from studio.speech.voice import SilentVoice, for_language
from studio.stage.readout import tail_of_a_number


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak(ENGLISH)


def told(value: Wording, language: str = "es") -> tuple[str, str]:
    found = value.told(tongue_of(language))
    return found.written, found.spoken


@pytest.mark.parametrize(
    ("value", "shown", "said"),
    [
        (number(0.05), "0,05", "cero coma cero cinco"),
        (number(-12.5), "−12,5", "menos doce coma cinco"),
        (signed(6, digits=4), "+6", "más seis"),
        (brief(1.5e7), "1,5×10⁷", "uno coma cinco por diez a la siete"),
        (brief(-2e-5), "−2×10⁻⁵", "menos dos por diez a la menos cinco"),
        (equals("w", 2.5), "w = 2,5", "w igual a dos coma cinco"),
        (
            Function.parse("x**2 - 3*x + 0.1").wording,
            "x² − 3x + 0,1",
            "x al cuadrado menos tres x más cero coma uno",
        ),
        (Function.parse("sin(x)**2").wording, "sin(x)²", "seno al cuadrado de x"),
        (Function.parse("sqrt(x)/(x+1)").wording, None, "la raíz cuadrada de x, entre la cantidad x más uno"),
    ],
)
def test_a_number_and_a_formula_are_written_and_said_as_in_spain(
    value: Wording, shown: str | None, said: str
) -> None:
    found = told(value)
    assert found[1] == said
    if shown is not None and "sin" not in shown:
        assert found[0] == shown


def test_a_form_of_a_language_writes_numbers_in_its_own_way() -> None:
    assert told(number(0.5), "es-MX")[0] == "0.5"
    assert told(number(0.5), "es")[0] == "0,5"


def test_the_words_of_a_line_come_from_the_catalogue_and_its_numbers_keep_their_places() -> None:
    line = say("The loss <step>falls from {before} to <after>{after}.", before=number(2.5), after=number(1))
    with speaking(tongue_of("es")):
        text = str(line)
    assert written(text) == "La pérdida <step>baja de 2,5 a <after>1."
    assert spoken(text) == "La pérdida <step>baja de dos coma cinco a <after>uno."
    assert written(str(line)) == "The loss <step>falls from 2.5 to <after>1."


def test_phrases_counts_and_lists_are_messages_of_their_own() -> None:
    with speaking(tongue_of("es")):
        assert str(phrase("a low point", PLACE)) == "un punto bajo"
        assert [written(str(counted("{count} step", "{count} steps", n))) for n in (1, 2)] == [
            "1 paso",
            "2 pasos",
        ]
        assert written(str(listed([number(1), number(2.5), number(3)]))) == "1, 2,5 y 3"
        assert shown("slope") == "pendiente"
    assert written(str(listed([number(1), number(2.5), number(3)]))) == "1, 2.5 and 3"
    assert (shown("slope"), str(Line())) == ("slope", "")


def test_a_wording_made_of_others_is_made_again_in_another_language() -> None:
    rule = worded(
        "{x} − {rate} × {slope}", "{x} minus {rate} times {slope}", x="x", rate=number(0.1), slope=number(2)
    )
    assert (rule.written, rule.spoken) == ("x − 0.1 × 2", "x minus 0.1 times 2")
    assert told(rule) == ("x − 0,1 × 2", "x menos cero coma uno por dos")


def test_what_has_no_translation_is_kept_to_be_named() -> None:
    spanish = tongue_of("es")
    assert isinstance(spanish, Foreign)
    with speaking(spanish):
        assert shown("Zebra") == "Zebra" and shown("w") == "w" and shown("0.5") == "0,5"
        _ = str(say("A zebra is not a horse."))
    assert [*spanish.missing] == ["Zebra", "A zebra is not a horse."]


def laid_out(lesson: type[Lesson], **arguments: Any) -> Lesson:
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        made = lesson(voice=SilentVoice(), **arguments)
        _ = made.timeline
        return made


def asked_by(lesson: Lesson) -> Iterator[str]:
    """Yield all that a lesson's questions say, as its page shows it."""
    with speaking(lesson.tongue):
        for question in (question for span in lesson.timeline.spans for question in span.beat.ask):
            yield from map(as_text, (question.text, question.why))
            for choice in question.choices:
                yield from map(as_text, (choice.text, choice.meaning))


SPANISH = [
    (name, choice)
    for name in ("Derivative", "Gradient", "GradientDescent")
    for choice in ({}, CHOICES[name][1])
]
SPANISH.append(("ChainRule", {}))
ENGLISH_WORDS = {"the", "slope", "and", "is", "step", "steps", "about", "weight", "loss", "or"}


@pytest.mark.parametrize(("name", "choice"), SPANISH)
def test_a_lesson_is_told_in_spanish_within_the_rules_of_a_script(name: str, choice: dict[str, str]) -> None:
    lesson = laid_out(getattr(scenes, name), language="es", **choice)
    ledger = Ledger()
    check_script(lesson.timeline, ledger, lesson.concept, chosen=True, language="es")
    check_captions(captions_of(lesson.spans, lesson.language), ledger, 30)
    assert not ledger.findings, "\n".join(map(str, ledger.findings))
    asked = [*asked_by(lesson)]
    assert len(asked) >= 6 and "missing" in vars(lesson.tongue) and not lesson.tongue.missing
    said = " ".join([*asked, *(written(span.beat.line) + span.title for span in lesson.timeline.spans)])
    states = lesson.states()
    shown = [] if states and states.program else [text for each in lesson._script for text in each.texts]
    assert not set(re.findall(r"\w+", " ".join([said, *shown]).lower())) & ENGLISH_WORDS
    assert not any(re.search(r"\d\.\d", text) for text in shown)


class Zebra(Lesson):
    """A lesson that no catalogue has heard of."""

    def construct(self) -> None:
        with self.beat("zebra", say("A zebra is not a horse.")):
            self.wait(0.5)


def test_a_lesson_without_a_translation_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError) as refusal:
        laid_out(Zebra, language="es")
    assert "Zebra cannot be told in es yet: there is no translation of" in str(refusal.value)
    assert "docs/translating.md" in str(refusal.value) and "\n" not in str(refusal.value)


class French(Lesson):
    """La pente d'une droite."""

    language = "fr"

    def construct(self) -> None:
        with self.beat("droite", say("La pente est {slope}.", slope=number(0.5)), title="La pente"):
            self.wait(0.5)
        with self.beat("texte", "L'ensemble {a, b} est fini."):
            self.wait(0.5)


def test_a_number_reaches_lower_with_a_comma_than_with_a_point() -> None:
    assert tail_of_a_number(0.3) == 0
    with speaking(tongue_of("es")):
        assert 0.02 < tail_of_a_number(0.3) < 0.1


def test_a_lesson_may_be_written_in_another_language() -> None:
    lesson = laid_out(French)
    assert lesson.language == "fr"
    said = [" ".join(word.text for word in span.narration.words) for span in lesson.timeline.spans]
    assert said == ["La pente est 0,5.", "L'ensemble {a, b} est fini."]
    with pytest.raises(ValueError, match="written in fr cannot be told in es"):
        laid_out(French, language="es")


def test_a_language_that_there_is_not_is_refused() -> None:
    class Nowhere(French):
        language = "klingon"

    with pytest.raises(ValueError, match="a language is a tag"):
        laid_out(Nowhere)


def test_captions_in_a_further_language_are_shown_while_their_source_is_spoken() -> None:
    lesson = laid_out(scenes.Derivative, captions=["es"])
    timeline = lesson.timeline
    words = timeline.translated["es"]
    assert len(words) == len(timeline.spans)
    for span, told_words in zip(timeline.spans, words, strict=True):
        begin, end = span.voice_start / 30, span.voice_start / 30 + span.narration.seconds
        assert bool(told_words) == bool(span.narration.words)
        assert all(begin - 1e-6 <= word.start < word.end <= end + 1e-6 for word in told_words)
    spanish = laid_out(scenes.Derivative, language="es")
    assert [word.text for beat in words for word in beat] == [
        word.text for span in spanish.timeline.spans for word in span.narration.words
    ]
    ledger = Ledger()
    film_end = timeline.frames / 30
    check_captions(cues(words, film_end=film_end, frame_rate=30, language="es"), ledger, 30)
    assert not ledger.findings, "\n".join(map(str, ledger.findings))
    assert timeline.frames == laid_out(scenes.Derivative).timeline.frames


def test_captions_without_a_translation_are_refused() -> None:
    with pytest.raises(ValueError, match="there can be no captions in es yet"):
        laid_out(Zebra, captions=["es"])


def test_only_a_voice_that_speaks_the_language_is_heard() -> None:
    voice = HibariVoice()
    assert for_language(voice, "en-GB") is voice
    assert for_language(voice, "es").name == "none"


def test_a_page_speaks_the_lessons_language() -> None:
    spanish = PageWords("es")
    assert (spanish("Transcript"), PageWords("en")("Transcript")) == ("Transcripción", "Transcript")
    assert PageWords("fr")("Transcript") == "Transcript"  # there is no such catalogue
    counts = [spanish.counted("{count} lesson", "{count} lessons", n) for n in (1, 3)]
    assert counts == ["1 lección", "3 lecciones"]
    assert (name_of("es"), name_of("en")) == ("Español", "English")


def test_the_grade_of_spanish_is_crawfords() -> None:
    # 10 words and 1 sentence; la ca-sa de mi tí-o tie-ne u-na puer-ta muy al-ta: 16 syllables.
    line = "La casa de mi tío tiene una puerta muy alta."
    assert reading_grade([line], "es") == pytest.approx(0.049 * 160 - 0.205 * 10 - 3.407)
