"""The lesson's page and, where there is one, its package for learning platforms, as they were delivered."""

import hashlib
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from studio.check.captions import spoken_words
from studio.check.checker import Checker
from studio.check.report import Row
from studio.page.info import LessonInfo
from studio.page.templates import is_unchanged
from studio.system.files import file_hash


class Page(Checker):
    """Its words, its times, and every link in it; of whole lessons only."""

    group = "page"

    def rows(self) -> Iterable[Row]:
        folder = self.delivered.folder
        if self.delivered.manifest["beat"] is not None:
            return
        try:
            info = LessonInfo.read(folder)
        except ValueError as trouble:
            yield self.row("the folder says what it holds", str(trouble), "", False)
            return
        lacking = [name for name in info.files if not (folder / name).is_file()]
        yield self.row(
            "the folder holds what it says",
            f"{len(info.files) - len(lacking)} of {len(info.files)} files",
            "all",
            not lacking,
            ", ".join(lacking),
        )
        said = " ".join(line.text for line in info.lines if line.text)
        script = " ".join(word.text for word in spoken_words(self.expected))
        yield self.row("its words are the script's", f"{len(said.split())} words", "all", said == script)
        rate = self.delivered.quality.frame_rate
        starts = zip(info.lines, self.expected.spans, strict=False)
        off = max(abs(line.start - (span.start - self.expected.first) / rate) for line, span in starts)
        off = max(off, abs(info.seconds - self.expected.frames / rate))
        yield self.row("its times are the film's", f"{off:.3f} s off", f"{1 / rate:.3f} s", off <= 1 / rate)
        links, broken = 0, []
        for page in sorted(folder.glob("*.html")):
            if page.name != "check.html":
                found = links_in(page.read_text(encoding="utf-8"))
                links += len(found)
                broken += [f"{page.name}: {link}" for link in found if not leads(folder, link)]
        yield self.row(
            "every link leads somewhere in the folder",
            f"{links - len(broken)} of {links}",
            "all",
            not broken and links > 0,
            ", ".join(broken),
        )
        page = folder / "index.html"
        unchanged = page.is_file() and is_unchanged(page.read_text(encoding="utf-8"))
        told = "as it was written" if unchanged else "edited, or of another version"
        yield self.row("its page is as it was written", told, "as it was written", unchanged)
        yield from self._package()

    def _package(self) -> Iterable[Row]:
        """The SCORM package beside the folder: what its manifest lists is in it, and its film is this one."""
        path = self.delivered.folder.with_name(f"{self.delivered.folder.name}-scorm.zip")
        if not path.is_file():
            return
        try:
            with zipfile.ZipFile(path) as package:
                names = set(package.namelist())
                tree = ElementTree.fromstring(package.read("imsmanifest.xml"))
                listed = [part.get("href", "") for part in tree.iter() if part.tag.endswith("}file")]
                missing = [name for name in listed if unquote(name) not in names]
                films = [name for name in names if name.endswith(self.delivered.mp4.name)]
                film = file_hash(self.delivered.mp4)
                same = [hashlib.sha256(package.read(name)).hexdigest() == film for name in films]
        except (OSError, KeyError, zipfile.BadZipFile, ElementTree.ParseError) as trouble:
            yield self.row("its SCORM package can be read", str(trouble), "", False)
            return
        yield self.row(
            "its SCORM package holds what it lists",
            f"{len(listed) - len(missing)} of {len(listed)} files",
            "all",
            bool(listed) and not missing,
            ", ".join(missing),
        )
        yield self.row(
            "its SCORM package holds this film", f"{sum(same)} of {len(same)}", "1 of 1", same == [True]
        )


def leads(folder: Path, link: str) -> bool:
    """Whether a file of the folder is at the other end of an address, or it stays inside the page."""
    parts = urlsplit(link)
    if parts.scheme == "data" or not (parts.scheme or parts.netloc or parts.path):
        return True
    return not parts.scheme and not parts.netloc and (folder / unquote(parts.path)).is_file()


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src", "poster") and value]


def links_in(page: str) -> list[str]:
    """Every address that an HTML page leads to or loads."""
    reader = _Links()
    reader.feed(page)
    return reader.found
