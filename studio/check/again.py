"""The film made a second time from its manifest, and compared with the first (quality rule 26)."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np

from studio.check.delivered import Delivered, Picture
from studio.check.report import Row
from studio.film.drawing import ENGINES
from studio.film.film import record
from studio.film.fingerprint import stream_hashes
from studio.film.manifest_file import theme_of
from studio.lesson.lesson import Lesson
from studio.speech.speech import Voice
from studio.stage.quality import Quality
from studio.stage.theme import using
from studio.system.files import scratch


def made_again(folder: Path, lesson_class: type[Lesson], voice: Voice, *, cache: Path) -> Iterator[Row]:
    """Render the folder's film anew, aside, and compare its pictures and its sound."""
    before = Delivered.open(folder)
    manifest = before.manifest
    with scratch(cache, "again") as aside, using(theme_of(manifest)):
        film = record(
            lesson_class,
            aside,
            Quality(**manifest["quality"]),
            voice,
            name=manifest["name"],
            title=manifest["title"],
            language=manifest["language"],
            captions=manifest.get("captions", []),
            beat=manifest["beat"],
            parameters=manifest["parameters"] or None,
            engine=manifest["engine"] if manifest["engine"] in ENGINES else "studio",
            constant_rate=manifest["constant_rate"],
            parts=manifest["parts"],
        )
        now = Delivered.open(film.folder)
        first, second = stream_hashes(before.mp4), stream_hashes(now.mp4)
        for kind in ("pictures", "sound"):
            same = first.get(kind) == second.get(kind)
            where = "" if same or kind == "sound" else first_difference(before, now)
            yield Row(
                "again",
                f"a second render gives the same {kind}",
                second.get(kind, "none")[:12],
                first.get(kind, "none")[:12],
                same,
                where,
            )


def first_difference(one: Delivered, other: Delivered) -> str:
    """Return where two films part, frame for frame, and by how much; stream both."""
    differing, worst, start = 0, 0, ""
    count = 0
    for pair in zip_longest(one.pictures(), other.pictures()):
        if pair[0] is None or pair[1] is None or pair[0][0] != pair[1][0]:
            frame = next(shown for shown in pair if shown)[0]
            return f"from frame {start or frame} on: only one of them has a picture at frame {frame}"
        count += 1
        off = _most(pair[0][1], pair[1][1])
        if off:
            start = start or str(pair[0][0])
            differing, worst = differing + 1, max(worst, off)
    if not differing:
        return f"all {count} pictures decode alike; only their coding differs"
    return f"from frame {start} on; {differing} of {count} pictures, by up to {worst} levels"


def _most(one: Picture, other: Picture) -> int:
    planes = zip(one.planes, other.planes, strict=True)
    return max(int((np.maximum(a, b) - np.minimum(a, b)).max()) for a, b in planes)
