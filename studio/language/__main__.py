"""Make, bring up to date and check catalogues: python -m studio.language check es"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from studio.language.catalogue import FOLDER, checked_tag, faults, locale_of, read
from studio.language.extract import Found, messages, template
from studio.system.files import write_atomically


def update(language: str) -> Path:
    """Write a language's catalogue anew: the messages of today, with the translations that there are.

    What has no source any more is kept at the end of the file, commented out.
    """
    path = FOLDER / f"{checked_tag(language)}.po"
    catalogue = read(path, language) if path.is_file() else Catalog(locale_of(language), fuzzy=False)
    catalogue.update(template(messages()), no_fuzzy_matching=True)
    write(path, catalogue, language)
    return path


def write(path: Path, catalogue: Catalog, language: str) -> None:
    """Write a catalogue as text that changes no more than its messages do: without dates and line numbers."""
    name = locale_of(language).english_name
    catalogue.header_comment = f"# {name} translation of the lessons and their pages."
    written = BytesIO()
    write_po(written, catalogue, width=100, include_lineno=False, sort_by_file=True)
    dates = ('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Language-Team', '"Report-Msgid')
    lines = (line for line in written.getvalue().decode().splitlines() if not line.startswith(dates))
    write_atomically(path, "\n".join(lines) + "\n")


def check(language: str, files: Sequence[str] = ()) -> list[str]:
    """Return a line for each fault of a catalogue, of the messages in these files or, without any, of all."""
    catalogue = read(FOLDER / f"{checked_tag(language)}.po", language)
    wanted = [found for found in messages() if not files or found.file in files]
    places: dict[tuple[str, str], Found] = {(each.context, each.source): each for each in wanted}
    told = {(message.context or "", _first(message.id)): message for message in catalogue if message.id}
    found = [
        f"{place.file}: missing: {source!r}: it is not in the catalogue; run update"
        for (context, source), place in places.items()
        if (context, source) not in told
    ]
    for fault in faults(catalogue):
        if place := places.get((fault.context, fault.source)):
            found.append(f"{place.file}: {fault}")
    return found


def _first(identity: str | Sequence[str]) -> str:
    return identity if isinstance(identity, str) else identity[0]


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code: 1 where a catalogue has faults."""
    parser = argparse.ArgumentParser(prog="python -m studio.language", description=__doc__.partition(":")[0])
    parser.add_argument("do", choices=("update", "check"), help="update: add the messages of today")
    parser.add_argument("language", help="a tag such as es")
    parser.add_argument("files", nargs="*", help="check: only the messages of these source files")
    arguments = parser.parse_args(words)
    try:
        if arguments.do == "update":
            path = update(arguments.language)
            print(f"{path}: {len(read(path, arguments.language))} messages")
            return 0
        found = check(arguments.language, arguments.files)
    except (ValueError, OSError) as refusal:
        print(refusal, file=sys.stderr)
        return 2
    for line in found:
        print(line)
    missing = Counter(line.partition(":")[0] for line in found if ": missing: " in line)
    print(
        f"{len(found)} faults, {sum(missing.values())} of them missing translations"
        + "".join(f"\n  {count:3} in {file}" for file, count in sorted(missing.items()))
        if found
        else "nothing is wrong"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
