"""Catalogues: each thing that may be wrong with a translation is named, and none of it is ever evaluated."""

from pathlib import Path

import pytest

from studio.language import __main__ as command
from studio.language import catalogue
from studio.language.catalogue import faults, load, placeholders, read
from studio.language.extract import messages
from studio.language.tongues import tongue_of

HEAD = 'msgid ""\nmsgstr ""\n"Language: es\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def written(folder: Path, *entries: str, head: str = HEAD) -> Path:
    path = folder / "es.po"
    path.write_text(head + "\n\n".join(entries) + "\n", encoding="utf-8")
    return path


def entry(source: str, told: str, context: str = "") -> str:
    where = f'msgctxt "{context}"\n' if context else ""
    return f'{where}msgid "{source}"\nmsgstr "{told}"'


@pytest.mark.parametrize(
    ("source", "told", "context", "kind", "said"),
    [
        ("The slope is {slope}.", "", "", "missing", "it has no translation"),
        ("The slope is {slope}.", "La pendiente.", "", "placeholders", "it lacks {slope}"),
        ("The slope.", "La pendiente es {slope}.", "", "placeholders", "it has {slope}"),
        ("The slope is {slope}.", "Es {slope.__class__}.", "", "placeholders", "plain name in braces"),
        ("The slope is {slope}.", "Es {slope!r}.", "", "placeholders", "plain name in braces"),
        ("The slope is {slope}.", "Es {slope:>9999999}.", "", "placeholders", "plain name in braces"),
        ("The slope is {slope}.", "Es {0}.", "", "placeholders", "plain name in braces"),
        ("The slope is {slope}.", "Es {slope.", "", "placeholders", "cannot be read"),
        ("The <a>slope is <b>here.", "La <a>pendiente.", "", "marks", "it lacks <b>"),
        ("The <a>slope.", "La <a>pendiente <c>aquí.", "", "marks", "it has <c>"),
        ("The <a>slope is <b>here.", "<b>Aquí, la <a>pendiente.", "", "marks", "in the order <a>, <b>"),
        ("The slope.", "La ⟦pendiente|x⟧.", "", "characters", "⟦"),
        ("The slope.", "La\\tpendiente.", "", "characters", "control"),
        ("The slope.", "una " * 25 + "fin.", "", "too long", "a sentence of 26 words"),
        ("slope", "una pendiente muy larga", "label", "too long", "room for 15"),
    ],
)
def test_each_fault_is_named(
    tmp_path: Path, source: str, told: str, context: str, kind: str, said: str
) -> None:
    (fault,) = faults(read(written(tmp_path, entry(source, told, context)), "es"))
    assert (fault.kind, fault.source) == (kind, source)
    assert said in fault.said
    assert str(fault).startswith("line ") and "\n" not in str(fault)


def test_a_fuzzy_translation_counts_as_missing(tmp_path: Path) -> None:
    (fault,) = faults(read(written(tmp_path, "#, fuzzy\n" + entry("A.", "B.")), "es"))
    assert (fault.kind, fault.said) == ("missing", "it is marked as fuzzy")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    return tmp_path


def test_what_would_not_fit_is_refused_in_one_sentence(folder: Path) -> None:
    written(folder, entry("The slope is {slope}.", "Es {slope.__class__}."), entry("A <a>b.", "C."))
    with pytest.raises(ValueError, match=r"^es\.po, line 6: placeholders: .* \(and 1 more\)$"):
        load("es")


def test_what_is_missing_or_long_refuses_nothing_by_itself(folder: Path) -> None:
    written(folder, entry("A.", ""), entry("slope", "una pendiente muy larga", "label"), entry("B.", "C."))
    found = load("es")
    assert (found.get("A."), found.get("B.")) == (None, "C.")


@pytest.mark.parametrize("content", [b"msgid \xff", b"msgid unquoted\n", b'msgid "a"\nmsgstr[', b"\0" * 50])
def test_a_file_that_is_no_catalogue_is_refused(folder: Path, content: bytes) -> None:
    (folder / "es.po").write_bytes(content)
    with pytest.raises(ValueError) as refusal:
        load("es")
    assert "\n" not in str(refusal.value).rstrip()


def test_a_catalogue_is_bounded(folder: Path) -> None:
    written(folder, *(entry(f"Message {n}.", "x" * 100) for n in range(20_000)))
    with pytest.raises(ValueError, match="at most 2,000,000 are read"):
        load("es")


@pytest.mark.parametrize("count", ["3", "9_999_999_999", "many"])
def test_what_a_file_says_of_plurals_is_never_read(folder: Path, count: str) -> None:
    rule = f"Plural-Forms: nplurals={count}; plural=__import__('os').abort();"
    head = HEAD.replace("Language", f'{rule}\\n"\n"Language')
    many = 'msgid "{count} step"\nmsgid_plural "{count} steps"\n'
    written(
        folder,
        many + 'msgstr[0] "{count} paso"\nmsgstr[1] "{count} de pasos"\nmsgstr[2] "{count} pasos"',
        head=head,
    )
    found = load("es")
    told = [found.counted("{count} step", count) for count in (1, 2, 20, 1_000_000)]
    assert told == ["{count} paso", "{count} pasos", "{count} pasos", "{count} de pasos"]


@pytest.mark.parametrize(
    "head",
    [
        HEAD,
        "\ufeff" + HEAD,
        HEAD.replace("utf-8", "klingon"),
        HEAD.replace("Language: es", "PO-Revision-Date: soon"),
    ],
)
def test_what_a_header_says_loses_no_translation(folder: Path, head: str) -> None:
    source = "It never arrives: in the end it moves one way without end."
    written(folder, entry(source, "No llega nunca."), head=head)
    assert command.main(["update", "es"]) == 0
    assert load("es").get(source) == "No llega nunca."


@pytest.mark.parametrize("tag", ["", "../es", "es/../en", "klingon", "e", "es_ES", "xx-" * 20])
def test_a_tag_that_is_none_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="a language is a tag such as es or en-GB"):
        tongue_of(tag)


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match=r"there is no catalogue for fr; there are en, es"):
        tongue_of("fr")


def test_check_names_what_is_missing(folder: Path) -> None:
    written(folder, entry("It never arrives: in the end it moves one way without end.", "No llega nunca."))
    found = command.check("es", ["calc/stories/descent.py"])
    assert all(line.startswith("calc/stories/descent.py: ") and "missing" in line for line in found)
    wanted = {(each.context, each.source) for each in messages() if each.file == "calc/stories/descent.py"}
    assert len(found) == len(wanted) - 1


def test_the_spanish_catalogue_is_complete_and_no_translation_breaks_a_rule() -> None:
    assert command.check("es") == []


def test_braces_that_are_no_values_are_refused() -> None:
    assert placeholders("{a} and {b_2}, {a} again") == {"a", "b_2"}
    for template in ("{}", "{a.b}", "{a[0]}", "{a!s}", "{a:d}", "{A}", "{", "}", "{a{b}}"):
        with pytest.raises(ValueError):
            placeholders(template)
