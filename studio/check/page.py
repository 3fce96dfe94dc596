"""The lesson's page and, where there is one, its package for learning platforms, as they were delivered."""

import hashlib
import os
import zipfile
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from defusedxml.ElementTree import fromstring

from studio.check.captions import spoken_words
from studio.check.checker import Checker
from studio.check.delivered import Delivered
from studio.check.report import Row
from studio.page.info import LessonInfo
from studio.page.templates import is_unchanged
from studio.system.files import hash_inside
from studio.system.received import MOST_TEXT, inside, open_regular, read_text

_AROUND = 16_000_000  # bytes of a package beside its film


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
        lacking = [name for name in info.files if hash_inside(folder, name) is None]
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
        spoken = [span for span in self.expected.spans if span.narration.words]  # cards say nothing
        starts = zip(info.lines, spoken, strict=False)
        offs = [abs(line.start - (span.start - self.expected.first) / rate) for line, span in starts]
        off = max(*offs, abs(info.seconds - self.expected.frames / rate), 0.0)
        yield self.row("its times are the film's", f"{off:.3f} s off", f"{1 / rate:.3f} s", off <= 1 / rate)
        links, broken = 0, []
        for page in sorted(folder.glob("*.html")):
            if page.name != "check.html":
                try:
                    found = links_in(read_text(inside(folder, page.name)))
                except (OSError, ValueError) as trouble:
                    broken.append(f"{page.name}: {trouble}")
                    continue
                links += len(found)
                broken += [f"{page.name}: {link}" for link in found if not leads(folder, link)]
        yield self.row(
            "every link leads somewhere in the folder",
            f"{links - len(broken)} of {links}",
            "all",
            not broken and links > 0,
            ", ".join(broken),
        )
        try:
            unchanged = is_unchanged(read_text(inside(folder, "index.html")))
        except (OSError, ValueError):
            unchanged = False
        told = "as it was written" if unchanged else "edited, or of another version"
        yield self.row("its page is as it was written", told, "as it was written", unchanged)
        yield from self._package()

    def _package(self) -> Iterable[Row]:
        """The SCORM package beside the folder: what its manifest lists is in it, and its film is this one."""
        path = self.delivered.folder.with_name(f"{self.delivered.folder.name}-scorm.zip")
        if not path.exists():
            return
        most = self.delivered.mp4.stat().st_size + _AROUND
        try:
            with open_regular(path, most) as file, zipfile.ZipFile(file) as package:
                names = set(package.namelist())
                tree = fromstring(_member(package, "imsmanifest.xml", MOST_TEXT))
                listed = [part.get("href", "") for part in tree.iter() if part.tag.endswith("}file")]
                missing = [name for name in listed if unquote(name) not in names]
                films = [name for name in names if name.endswith(self.delivered.mp4.name)]
                same = [_same_file(package, name, self.delivered) for name in films[:2]]
        # A zip may break in any way: NotImplementedError for its kinds of packing, zlib's own error, ...
        except Exception as trouble:
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


def _member(package: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return a file of a zip; ValueError where it holds more than `most` bytes, whatever the zip says."""
    with package.open(name) as member:
        content = member.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{name} in it holds more than {most:,} bytes")
    return content


def _same_file(package: zipfile.ZipFile, name: str, film: Delivered) -> bool:
    """Return whether the zip's file is the film; no more of it is unpacked than the film is long."""
    if package.getinfo(name).file_size != film.mp4.stat().st_size:
        return False
    found = hashlib.sha256()
    with package.open(name) as member:
        while block := member.read(1 << 20):
            found.update(block)
    return found.hexdigest() == film.hash


def leads(folder: Path, link: str) -> bool:
    """Return whether a link stays in the page, or a file of the folder, or of those beside it, is there."""
    try:
        parts = urlsplit(link)
        if parts.scheme == "data" or not (parts.scheme or parts.netloc or parts.path):
            return True
        media = folder.resolve().parent
        target = Path(os.path.normpath(media / folder.name / unquote(parts.path)))
        return not parts.scheme and not parts.netloc and inside(media, _below(target, media)).is_file()
    except (OSError, ValueError):
        return False


def _below(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


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
