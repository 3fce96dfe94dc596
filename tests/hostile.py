"""Inputs that somebody hostile could send, made up at random from a seed, and what reads each of them.

`CASES` names the kinds. Each makes one input and hands it to the product, which may take it or refuse it by
ValueError or OSError; whatever else it raises is a fault. `CANARY` is what an input that is run would make.
"""

import io
import json
import os
import random
import re
import resource
import shutil
import struct
import time
import wave
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import scenes
from studio.catalogue.course import read_course
from studio.catalogue.freshness import staleness
from studio.catalogue.job import Job
from studio.catalogue.logo import check_logo
from studio.catalogue.run import read_record
from studio.catalogue.store import store_of
from studio.check.expected.cache import decode
from studio.check.prove import certify
from studio.check.report import REPORT, Report
from studio.film.manifest_file import read_manifest
from studio.language.catalogue import FOLDER, faults
from studio.language.catalogue import read as read_catalogue
from studio.page.info import LessonInfo
from studio.page.scorm import write_lesson_package
from studio.speech.takes import read_take
from studio.stage.quality import Quality
from studio.system.cache_home import cache_home
from studio.system.names import check_name, printable
from studio.system.received import inside

CANARY = "canary"

_CODE = "__import__('pathlib').Path('{canary}').touch()"
_PARTS = """
x y x**2 sin exp log sqrt abs pi e + - * / ** ^ ( ) [ ] { } , ' % \\ " ² ½ π 😀 .. / ../../.. /etc/passwd %s
{0} 0 1 1e308 1e-308 inf nan -0.0 0x10 1_000 lambda eval import __class__ <script>
os.system('touch\\t{canary}')
"""
_WORDS = [*_PARTS.split(), _CODE, "9" * 400, "\n", "\0", "\x1b[2J", "\u202e", "\ud800"]
_VALUES: list[Any] = [
    *(None, True, False, 0, -1, 1, 10**9, 10**30, -(10**30), 0.5, 1e308, "x" * 61, "a" * 10_000),
    *("", "x", "../../x", "/proc/self/cwd/x", "/dev/zero", "\x1b]0;title\x07", "#zzzzzz", "\0"),
    *([], {}, [[]], [None], {"a": {}}, ["bowl"], [[[[[[]]]]]], {"frame_rate": 10**9}),
    *("Derivative", "GradientDescent", "hibari", "none"),
]


@dataclass
class Ground:
    """The ground of a run of hostile inputs. film: the folder of an honest film, of module:scene."""

    folder: Path
    film: Path
    module: str
    scene: str
    faults: list[str] = field(default_factory=list)
    taken: int = 0
    refused: int = 0
    slowest: float = 0.0

    @property
    def canary(self) -> Path:
        return self.folder / CANARY

    def feed(self, kind: str, seed: int) -> None:
        """Make the input of this kind and seed, have it read, and note what is wrong with that."""
        dice = random.Random(f"{kind} {seed}")
        place = self.folder / "input"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        began = time.process_time()
        try:
            CASES[kind](dice, place, self)
            self.taken += 1
        except (ValueError, OSError) as refusal:
            self.refused += 1
            shown = printable(str(refusal))
            if not shown.strip() or len(shown) > 1600 or "\x1b" in shown:
                self.faults.append(f"{kind} {seed}: refused by no sentence: {shown!r}")
        except Exception as error:
            self.faults.append(f"{kind} {seed}: {type(error).__name__}: {error}"[:300])
        seconds = time.process_time() - began
        self.slowest = max(self.slowest, seconds)
        if seconds > 10:
            self.faults.append(f"{kind} {seed}: took {seconds:.0f} s of processor time")
        if self.canary.exists():
            self.canary.unlink()
            self.faults.append(f"{kind} {seed}: it was executed")


def peak_gigabytes() -> float:
    """Return the most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def soup(dice: random.Random, ground: Ground, most: int = 12) -> str:
    """Return words of formulas, code and nonsense, one after the other."""
    words = "".join(dice.choice(_WORDS) for _ in range(dice.randint(1, most)))
    return words.replace("{canary}", str(ground.canary))


def spoilt(dice: random.Random, value: Any) -> Any:
    """Return plain data with one or a few of its parts gone or something else."""
    if isinstance(value, dict) and value and dice.random() < 0.9:
        key = dice.choice(list(value))
        changed = dict(value)
        roll = dice.random()
        if roll < 0.15:
            del changed[key]
        elif roll < 0.25:
            changed[str(dice.choice(_VALUES))[:300]] = dice.choice(_VALUES)
        else:
            changed[key] = spoilt(dice, value[key])
        return changed
    if isinstance(value, list) and value and dice.random() < 0.9:
        index = dice.randrange(len(value))
        return [*value[:index], spoilt(dice, value[index]), *value[index + 1 :]]
    return dice.choice(_VALUES)


def scrambled(dice: random.Random, content: bytes) -> bytes:
    """Return bytes with some changed, cut off, said again or put in."""
    mutable = bytearray(content)
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(mutable) or 1)
        roll = dice.random()
        if roll < 0.5 and mutable:
            mutable[at] = dice.randrange(256)
        elif roll < 0.7:
            mutable[at : at + 4] = struct.pack(">I", dice.choice([0, 1, 2**31 - 1, 2**32 - 1, 10**9]))
        elif roll < 0.85:
            mutable[at:at] = mutable[at : at + dice.randint(1, 200)]
        else:
            del mutable[at : at + dice.randint(1, 200)]
    return bytes(mutable)


def put(dice: random.Random, path: Path, content: bytes) -> None:
    """Put at a path the content, or something that is no file of a bounded length."""
    path.unlink(missing_ok=True)
    roll = dice.random()
    if roll < 0.03:
        os.mkfifo(path)
    elif roll < 0.06:
        path.symlink_to("/dev/zero")
    elif roll < 0.08:
        path.mkdir()
    elif roll < 0.1:
        path.symlink_to(path)
    elif roll < 0.13:
        path.write_bytes(b"[" * 100_000)
    elif roll < 0.15:
        path.write_bytes(b'{"a":' * 50_000)
    elif roll < 0.17:
        with path.open("wb") as file:
            file.truncate(10**11)  # a hole
    elif roll < 0.3:
        path.write_bytes(scrambled(dice, content))
    else:
        path.write_bytes(content)


def as_json(dice: random.Random, value: Any) -> bytes:
    for _ in range(dice.randint(1, 3)):
        value = spoilt(dice, value)
    return json.dumps(value).encode()


def formula(dice: random.Random, place: Path, ground: Ground) -> None:
    from scenes import GradientDescent

    GradientDescent.chosen({"function": soup(dice, ground)})


def number(dice: random.Random, place: Path, ground: Ground) -> None:
    from scenes import GradientDescent

    name = dice.choice(["start", "learning_rate", "steps", "none"])
    GradientDescent.chosen({name: dice.choice([soup(dice, ground, 3), dice.choice(_VALUES)])})


def name(dice: random.Random, place: Path, ground: Ground) -> None:
    text = soup(dice, ground, 4)
    with suppress(ValueError):
        check_name(text)
        assert (place / text).resolve().parent == place.resolve(), text
    path = inside(place, text)
    assert path.resolve().is_relative_to(place.resolve()), text


def toml(dice: random.Random, place: Path, ground: Ground) -> None:
    keys = [
        "title",
        "author",
        "language",
        "quality",
        "theme.footer",
        "theme.logo",
        "theme.font",
        "theme.loss",
    ]
    lines = ['title = "T"'] if dice.random() < 0.7 else []
    for key in dice.sample(keys, dice.randint(0, 4)):
        lines.append(f"{key} = {_toml_value(dice, ground)}")
    for _ in range(dice.choice([0, 1, 1, 2])):
        lines += ["[[lesson]]", f'scene = "{dice.choice([*scenes.COURSE, "Soup"])}"']
        for key in dice.sample(
            ["name", "title", "function", "start", "steps", "a.b.c"], dice.choice([0, 1, 2])
        ):
            lines.append(f"{key} = {_toml_value(dice, ground)}")
    roll = dice.random()
    if roll < 0.03:
        lines = [dice.choice(["a.", '"".', " a .\t"]) * 20_000 + "b = 1"]
    elif roll < 0.06:
        lines.append("deep = " + "[" * 20_000)
    elif roll < 0.09:
        lines.append(f"{'k' * 50_000} = 0x{'F' * 50_000}")
    for file in ("a.svg", "a.ttf"):
        put(dice, place / file, b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>")
    path = place / "course.toml"
    put(dice, path, "\n".join(lines).encode("utf-8", "surrogatepass"))
    course = read_course(path, tuple(scenes.COURSE))
    for entry in course.lessons:
        check_name(entry.name)
        assert entry.title.isprintable()
        getattr(scenes, entry.scene).chosen(entry.parameters)


def _toml_value(dice: random.Random, ground: Ground) -> str:
    values = ["0", "[1]", "true", "1979-05-27", "9" * 5000, "inf", "nan", "''", "{}", "[[[]]]", "'#123456'"]
    values += [
        '"a.svg"',
        '"a.ttf"',
        "'../../etc/passwd.svg'",
        "'/dev/zero.ttf'",
        '"\\u001b[2J"',
        "'h'",
        "'en'",
    ]
    return dice.choice([*values, json.dumps(soup(dice, ground, 4))])


def svg(dice: random.Random, place: Path, ground: Ground) -> None:
    groups = [
        f"<use href='#g{dice.randint(0, i)}'/>" * dice.randint(0, 9) for i in range(dice.randint(0, 40))
    ]
    uses = "".join(f"<g id='g{i}'>{inner}<rect/></g>" for i, inner in enumerate(groups))
    entity = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    head = dice.choice(["", "", "", '<?xml version="1.0" encoding="soup"?>', entity])
    path = f'<path d="M0 0 {"A 1e308 1 0 1 1 5 5 " * dice.randint(0, 9)}" transform="scale({"9" * 400})"/>'
    nested = "<g>" * dice.choice([0, 3, 3000])
    text = f"{head}<svg xmlns='http://www.w3.org/2000/svg'>{uses}{path}{'&b;&c;' * (dice.random() < 0.2)}"
    text += f"{nested}{'</g>' * (len(nested) // 3)}</svg>"
    put(dice, place / "a.svg", text.encode())
    check_logo(place / "a.svg")


def _copied(place: Path, ground: Ground) -> Path:
    folder = place / ground.film.name
    shutil.copytree(ground.film, folder)
    return folder


def manifest(dice: random.Random, place: Path, ground: Ground) -> None:
    folder = place / ground.film.name
    folder.mkdir()
    told = json.loads((ground.film / "manifest.json").read_text())
    put(dice, folder / "manifest.json", as_json(dice, told))
    size = Quality(**told["quality"])
    why = staleness(Job(ground.module, ground.scene, folder.name, size, voice="none"), place)
    assert why, "it is fresh, and there is no film"
    found = read_manifest(folder)
    check_name(found["name"])


def lesson_json(dice: random.Random, place: Path, ground: Ground) -> None:
    folder = _copied(place, ground)
    told = json.loads((ground.film / "lesson.json").read_text())
    put(dice, folder / "lesson.json", as_json(dice, told))
    if dice.random() < 0.3:
        (folder / "poster.png").unlink()
        (folder / "poster.png").symlink_to("/etc/passwd")
    LessonInfo.read(folder)
    with zipfile.ZipFile(write_lesson_package(folder)) as package:
        assert all(name == os.path.normpath(name) and name[0] not in "/." for name in package.namelist())
        assert b"root:" not in package.read("poster.png")


def media(dice: random.Random, place: Path, ground: Ground) -> None:
    scheme = dice.choice(["", "file://", "memory://", "soup://", "local://", "a::b://", "://", "zip://"])
    url = f"{scheme}{dice.choice([str(place), ''])}{soup(dice, ground, 4)}"
    store = store_of(url)
    put(
        dice,
        place / "run.json",
        as_json(dice, {"lessons": [{"name": "A", "seconds": 1.0}]}),
    )
    read_record(store if dice.random() < 0.5 else store_of(str(place)))
    store.read(f"{soup(dice, ground, 2)}/{REPORT}")


def report(dice: random.Random, place: Path, ground: Ground) -> None:
    honest = Report("A", "film").as_json()
    Report.from_json(as_json(dice, json.loads(honest)).decode())


def cache(dice: random.Random, place: Path, ground: Ground) -> None:
    (kept, *_) = (cache_home() / "expected").glob("*.npz")
    decode(scrambled(dice, kept.read_bytes()), "key")


def recording(dice: random.Random, place: Path, ground: Ground) -> None:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        file.writeframes(dice.randbytes(20_000))
    head, rest = written.getvalue()[:44], written.getvalue()[44:]
    path = place / f"bowl{dice.choice(['.wav', '.flac'])}"
    put(
        dice,
        path,
        dice.choice([head, scrambled(dice, head)]) + dice.choice([rest, rest[: dice.randint(0, 100)], b""]),
    )
    read_take(path)


def catalogue(dice: random.Random, place: Path, ground: Ground) -> None:
    """The head of a translators' file and a few messages, one of them with plurals."""
    whole = (FOLDER / "es.po").read_text(encoding="utf-8").split("\n\n")
    counted = next(message for message in whole if "msgid_plural" in message)
    text = "\n\n".join([whole[0], counted, *dice.sample(whole[1:], 5)])
    number = dice.choice(["0", "-1", "9_999_999_999", "9" * 5000, "x"])
    text = re.sub(r"(nplurals=|msgstr\[)\d", rf"\g<1>{number}", text, count=dice.randint(0, 3))
    put(dice, place / "es.po", dice.choice([text.encode(), scrambled(dice, text.encode())]))
    for fault in faults(read_catalogue(place / "es.po", "es")):
        assert printable(str(fault)).strip()


def film(dice: random.Random, place: Path, ground: Ground) -> None:
    """A whole folder, some of its files changed, is checked as --check does."""
    folder = _copied(place, ground)
    for path in dice.sample(sorted(folder.iterdir()), dice.randint(1, 3)):
        content = path.read_bytes()
        if path.name == "manifest.json" and dice.random() < 0.8:
            path.write_bytes(as_json(dice, json.loads(content)))
        elif dice.random() < 0.5:
            path.write_bytes(scrambled(dice, content))
        else:
            put(dice, path, content)
    if dice.random() < 0.2:
        _bomb(folder.with_name(f"{folder.name}-scorm.zip"), dice)
    certify(folder, ground.module, ground.scene, cache_home())


def _bomb(path: Path, dice: random.Random) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(dice.choice(["imsmanifest.xml", "../../x", "x.mp4"]), bytes(dice.choice([9, 10**8])))


Case = Callable[[random.Random, Path, Ground], None]

#: Every kind of input, with how many of a thousand inputs it gets.
CASES: dict[str, Case] = {
    each.__name__: each
    for each in (
        formula,
        number,
        name,
        toml,
        svg,
        manifest,
        lesson_json,
        media,
        report,
        cache,
        recording,
        catalogue,
        film,
    )
}
SHARES = {
    **dict.fromkeys(CASES, 110),
    **{
        "formula": 150,
        "media": 80,
        "lesson_json": 60,
        "cache": 40,
        "report": 60,
        "recording": 60,
        "catalogue": 60,
        "film": 20,
    },
}


def kinds(count: int) -> list[tuple[str, int]]:
    """Return so many inputs, each a kind and a seed, the kinds by their shares."""
    total = sum(SHARES.values())
    return [(kind, seed) for kind in CASES for seed in range(max(1, round(count * SHARES[kind] / total)))]
