"""Narration as samples: one rate, one track.

A signal is a float32 array of shape (n,), mono, full scale at +-1, `SAMPLE_RATE` samples a second.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE = 48_000


def resample(samples: NDArray[np.floating], rate: int) -> Samples:
    """`samples` of shape (n,) at `rate` Hz as ceil(n * SAMPLE_RATE / rate) samples at `SAMPLE_RATE`.

    Raises ValueError for a shape other than (n,), a rate that is not positive, or samples that are not
    finite.
    """
    samples = checked(samples)
    if rate <= 0:
        raise ValueError(f"a sample rate must be positive, not {rate}")
    ratio = Fraction(SAMPLE_RATE, rate)
    if ratio == 1 or not samples.size:
        return samples
    from scipy.signal import resample_poly  # takes as long to import as a second of speech to be spoken

    return resample_poly(samples, ratio.numerator, ratio.denominator).astype(np.float32)


def mix(clips: Sequence[tuple[int, NDArray[np.floating]]], length: int) -> Samples:
    """Silence of `length` samples with each (offset, samples) clip placed at its offset.

    Raises ValueError for a clip that begins before 0, runs past `length`, or overlaps another one: two lines
    spoken at once are a mistake in the timeline, never an effect.
    """
    track = np.zeros(length, np.float32)
    busy_until, before = 0, "the beginning of the track"
    for number, (offset, samples) in sorted(enumerate(clips), key=lambda clip: clip[1][0]):
        samples, name = checked(samples), f"clip {number} ({offset} to {offset + len(samples)})"
        if offset < busy_until:
            raise ValueError(f"{name} begins before {before} at sample {busy_until}")
        if offset + len(samples) > length:
            raise ValueError(f"{name} runs past the end, at sample {length}")
        track[offset : offset + len(samples)] = samples
        busy_until, before = offset + len(samples), f"the end of {name}"
    return track


def checked(samples: NDArray[np.floating]) -> Samples:
    """`samples` as float32; ValueError unless of shape (n,) and finite."""
    samples = np.asarray(samples)
    if samples.ndim != 1 or not np.issubdtype(samples.dtype, np.floating):
        raise ValueError(f"samples must be a float array of shape (n,), not {samples.dtype} {samples.shape}")
    if not np.isfinite(samples).all():
        raise ValueError("samples must be finite numbers")
    return samples.astype(np.float32, copy=False)
