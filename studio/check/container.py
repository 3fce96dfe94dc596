"""The MP4 itself: what players, seeking and editors need of it (quality rules 18, 24 and 27)."""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from studio.check.checker import Checker
from studio.check.report import Row
from studio.film.reading import open_film
from studio.rules.script import longest
from studio.system.received import MOST_FILM, open_regular

_BOXES = 1000  # of a film's outermost boxes so many are looked at; ours have four
HELD = Fraction(1, 2)  # seconds from one picture to the next, where nothing moves


class Container(Checker):
    """Codecs, tags, time stamps and length."""

    group = "file"

    def rows(self) -> Iterable[Row]:
        quality = self.delivered.quality
        rate = quality.frame_rate
        with open_film(self.delivered.mp4) as film:
            video = film.streams.video[0]
            context = video.codec_context
            # Names and numbers as in ISO/IEC 23091-2: 1 is BT.709, and 1 is limited range.
            found = {
                "codec": f"{context.name} {context.profile} {context.pix_fmt}",
                "size": f"{context.width}x{context.height}",
                "colours": ", ".join(
                    str(int(value))
                    for value in (
                        context.colorspace,
                        context.color_primaries,
                        context.color_trc,
                        context.color_range,
                    )
                ),
            }
            wanted = {
                "codec": "h264 High yuv420p",
                "size": f"{quality.width}x{quality.height}",
                "colours": "1, 1, 1, 1",
            }
            names = {"codec": "H.264 High, 4:2:0", "size": "size", "colours": "tagged BT.709, limited range"}
            for key, rule in names.items():
                yield self.row(rule, found[key], wanted[key], found[key] == wanted[key])
            audio = film.streams.audio[0] if film.streams.audio else None
            sound = (
                f"{audio.codec_context.name} {audio.codec_context.sample_rate} Hz" if audio else "no sound"
            )
            yield self.row("AAC sound", sound, "aac 48000 Hz", sound == "aac 48000 Hz")
            title, wanted_title = film.metadata.get("title", ""), self.delivered.manifest["title"]
            yield self.row("its title", title, wanted_title, title == wanted_title)
            length = (video.duration or 0) * (video.time_base or 0) * rate
            stamps = sorted(
                packet.pts * packet.time_base * rate
                for packet in film.demux(video)
                if packet.size and packet.pts is not None
            )
        off = max((abs(stamp - round(stamp)) for stamp in stamps), default=1)
        yield self.row("pictures on whole frames", f"{float(off):.3f} frames off", "0.01", off <= 0.01)
        frames = [round(stamp) for stamp in stamps]
        gaps = [(other - one, one) for one, other in pairwise(frames)]
        widest, after = max(gaps, default=(1, 0))
        limit = 1 if self.delivered.manifest["constant_rate"] else max(1, int(HELD * rate))
        yield self.row(
            "a picture at least every half second" if limit > 1 else "a picture at every frame",
            f"{widest} frames from one to the next",
            f"{limit}",
            widest <= limit and min((gap for gap, _ in gaps), default=1) >= 1 and frames[:1] == [0],
            f"{after / rate:.2f} s",
        )
        yield self.row(
            "as long as its script",
            f"{float(length):.2f} frames",
            f"{self.expected.frames} frames",
            length == self.expected.frames,
        )
        seconds, most = self.expected.frames / rate, longest(bool(self.delivered.manifest["parameters"]))
        yield self.row("length", f"{seconds:.1f} s", f"{most:.0f} s", seconds <= most)
        boxes = top_boxes(self.delivered.mp4)
        first = "moov" in boxes and boxes.index("moov") < (boxes.index("mdat") if "mdat" in boxes else 0)
        yield self.row(
            "plays before it is loaded", "index first" if first else "index last", "index first", first
        )


def top_boxes(path: Path) -> list[str]:
    """Return the kinds of an MP4's outermost boxes, as far as they can be read (ISO 14496-12, 4.2)."""
    kinds: list[str] = []
    with open_regular(path, MOST_FILM) as film:
        while len(kinds) < _BOXES and len(head := film.read(16)) >= 8:
            size = int.from_bytes(head[:4], "big")
            if size == 1:  # it is too long for four bytes
                size = int.from_bytes(head[8:16], "big")
            kinds.append(head[4:8].decode("latin-1"))
            if size < 8:  # to the end of the file, or nonsense
                break
            film.seek(size - len(head), 1)
    return kinds
