"""The film's sound, decoded, beside the lines as the voice speaks them (quality rules 19, 23 and 24)."""

import itertools
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from studio.check.checker import Checker
from studio.check.report import Row
from studio.check.track import Track
from studio.lesson.timeline import Span
from studio.rules.script import BEAT_GAP
from studio.speech.sound import SAMPLE_RATE

LUFS, LUFS_OFF = -16.0, 1.0
PEAK = -1.0  # dBTP
SILENT = 0.001  # of full scale
APART = 0.01  # of full scale, between the two channels
OFFSET = 0.1  # seconds
MISSING = 0.1  # seconds of a line that may be much quieter than it was spoken

_COARSE = 4  # samples
_SEARCH = 0.75  # seconds to either side of a line's place
_QUIET = 10 ** (-50 / 20)
_PIECE = SAMPLE_RATE // 20


class Sound(Checker):
    """Loudness, peaks, gaps, and each line at its place."""

    group = "sound"

    def rows(self) -> Iterable[Row]:
        track = self.delivered.track
        rate = self.delivered.quality.frame_rate
        wanted = self.expected.frames / rate
        seconds = track.samples / SAMPLE_RATE
        yield self.row(
            "as long as the picture",
            f"{seconds:.3f} s for {wanted:.3f} s",
            f"to a frame, {1 / rate:.3f} s",
            # The decoder plays on to the end of the last packet of 1024 samples.
            -1 / rate <= seconds - wanted <= max(1 / rate, 1024 / SAMPLE_RATE),
        )
        if not self.spoken:
            yield self.row(
                "a silent film is silent",
                f"{track.loudest:.4f} of full scale",
                f"{SILENT}",
                track.loudest < SILENT,
            )
            return
        off = abs(track.lufs - LUFS)
        yield self.row("loudness", f"{track.lufs:.1f} LUFS", f"{LUFS:.0f} ± {LUFS_OFF:.0f}", off <= LUFS_OFF)
        yield self.row("true peak", f"{track.peak:.1f} dBTP", f"{PEAK:.0f} dBTP", track.peak <= PEAK)
        yield self.row("no clipping", f"{track.clipped} samples at full scale", "0", not track.clipped)
        yield self.row("both channels alike", f"{track.apart:.4f} apart", f"{APART}", track.apart <= APART)
        yield from self._lines(track)

    def _lines(self, track: Track) -> Iterable[Row]:
        late, late_at = 0.0, ""
        lost, lost_at = 0.0, ""
        heard: list[tuple[str, float, float]] = []  # a beat, and the seconds between which it is heard
        said = [span for span in self.expected.spans if span.narration.words]  # a card says nothing
        for span in said:
            offset, gain = find_line(track, span, self.expected.first)
            place = _place(span, self.expected.first)
            if abs(offset) >= abs(late):
                late, late_at = offset, f"beat {span.beat.name}"
            missing = _missing(track, span.narration.samples * gain, place + round(offset * SAMPLE_RATE))
            if missing > lost:
                lost, lost_at = missing, f"beat {span.beat.name}"
            first = max(place - SAMPLE_RATE // 10, 0)
            loud = np.flatnonzero(np.abs(track.part(first, place + len(span.narration.samples))) > _QUIET)
            if len(loud):
                begin, end = (first + loud[[0, -1]]) / SAMPLE_RATE
                heard.append((span.beat.name, begin, end))
        yield self.row(
            "every line at its beat",
            f"{1000 * late:+.0f} ms at most, of {len(said)} lines",
            f"{1000 * OFFSET:.0f} ms",
            abs(late) <= OFFSET,
            late_at,
        )
        yield self.row(
            "nothing of a line is missing", f"{lost:.2f} s", f"{MISSING} s", lost <= MISSING, lost_at
        )
        gaps = [(start - stop, name) for (name, _, stop), (_, start, _) in itertools.pairwise(heard)]
        if gaps:
            least, name = min(gaps)
            yield self.row(
                "quiet between beats",
                f"{least:.2f} s",
                f"{BEAT_GAP} s",
                least >= BEAT_GAP - 0.02,
                f"after beat {name}",
            )


def find_line(track: Track, span: Span, first: int) -> tuple[float, float]:
    """By how many seconds the span's line is late in the sound, and how much louder it is than as spoken.

    By cross-correlation of what was decoded with what the voice says, up to three quarters of a second.
    """
    place, slack = _place(span, first), round(_SEARCH * SAMPLE_RATE)
    start = max(place - slack, 0)
    line = _coarse(span.narration.samples[: 4 * SAMPLE_RATE])
    window = _coarse(track.part(start, place + len(line) * _COARSE + slack))
    window = np.pad(window, (0, max(len(line) - len(window), 0)))
    size = 1 << (len(window) - 1).bit_length()
    product = np.fft.rfft(window, size) * np.conj(np.fft.rfft(line, size))
    match = np.fft.irfft(product, size)[: len(window) - len(line) + 1]
    best = int(np.argmax(match))
    late = (start + best * _COARSE - place) / SAMPLE_RATE
    return late, float(match[best] / max((line**2).sum(), 1e-12))


def _coarse(sound: NDArray[np.float32]) -> NDArray[np.float64]:
    """The means of so many samples each, whose times are fine enough: 12,000 a second."""
    return sound[: len(sound) // _COARSE * _COARSE].reshape(-1, _COARSE).mean(axis=1, dtype=np.float64)


def _place(span: Span, first: int) -> int:
    """The sample at which the span's line must begin."""
    return round((span.voice_start - first) * SAMPLE_RATE / span.frame_rate)


def _missing(track: Track, line: NDArray[np.float32], place: int) -> float:
    """Seconds of the line in which the sound is 12 dB quieter than it, where it is not quiet itself."""
    count = len(line) // _PIECE
    heard = np.zeros(count * _PIECE, np.float32)
    part = track.part(place, place + len(heard))
    heard[max(-place, 0) : max(-place, 0) + len(part)] = part
    levels = [
        np.sqrt((track[: count * _PIECE].reshape(count, _PIECE).astype(float) ** 2).mean(axis=1))
        for track in (line, heard)
    ]
    return float(
        np.count_nonzero((levels[0] > 3 * _QUIET) & (levels[1] < levels[0] / 4)) * _PIECE / SAMPLE_RATE
    )
