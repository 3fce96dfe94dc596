"""A film's sound, decoded once and in passing: what is measured of all of it, and its samples for later."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.check.meter import Meter

FULL_SCALE = 0.999


@dataclass
class Track:
    """samples: how many. loudest: the largest value; clipped: how many samples of a channel at full scale.

    apart: the most by which the two channels differ. lufs, peak: loudness, and the true peak in dBTP.
    """

    samples: int = 0
    loudest: float = 0.0
    clipped: int = 0
    apart: float = 0.0
    lufs: float = -np.inf
    peak: float = -np.inf
    # Both channels' mean; half as precise as they are decoded, which is still 66 dB below each sample.
    _mono: NDArray[np.float16] = field(default_factory=lambda: np.zeros(0, np.float16), repr=False)

    @classmethod
    def of(cls, blocks: Iterable[NDArray[np.float32]]) -> "Track":
        """Measure blocks of stereo sound at 48 kHz, (2, n); one at a time is in memory."""
        track, meter, parts = cls(), Meter(2), []
        for block in blocks:
            meter.push(block)
            high, low = float(block.max(initial=0.0)), float(block.min(initial=0.0))
            track.loudest = max(track.loudest, high, -low)
            if max(high, -low) >= FULL_SCALE:
                track.clipped += int(np.count_nonzero(np.abs(block) >= FULL_SCALE))
            track.apart = max(track.apart, float(np.abs(block[0] - block[1]).max(initial=0.0)))
            parts.append(block.mean(axis=0).astype(np.float16))
        if parts:
            track._mono = np.concatenate(parts)
            track.samples = len(track._mono)
            track.lufs, track.peak = meter.read()
        return track

    def part(self, start: int, stop: int) -> NDArray[np.float32]:
        """Samples of both channels' mean, (n,); what lies outside the film is left out."""
        return self._mono[max(start, 0) : max(stop, 0)].astype(np.float32)
