"""Narration as samples: one rate, one track.

A signal is a float32 array of shape (n,), mono, full scale at +-1, `SAMPLE_RATE` samples a second.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

SAMPLE_RATE = 48_000

# The filter that resamples reaches so many samples of the slower rate to either side, and turns what lies
# above this share of that rate's half down by 80 dB: a voice's images above 12 kHz are not heard.
_REACH, _KAISER, _EDGE = 64, 8.0, 0.96


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
    # Takes as long to import as a second of speech to be spoken.
    from scipy.signal import firwin, resample_poly

    longest = max(ratio.numerator, ratio.denominator)
    reach = _REACH * longest
    window = firwin(2 * reach + 1, _EDGE / longest, window=("kaiser", _KAISER))
    return resample_poly(samples, ratio.numerator, ratio.denominator, window=window).astype(np.float32)


def faded(samples: NDArray[np.floating], first: int, last: int) -> Samples:
    """Return `samples`, (n,), rising from 0 over the `first` ones and falling to 0 over the `last` ones.

    Raises ValueError for a shape other than (n,), or samples that are not finite.
    """
    samples = checked(samples).copy()
    for part, length in ((samples, first), (samples[::-1], last)):
        length = min(length, len(part))
        part[:length] *= np.sin(np.pi / 2 * (np.arange(length) + 0.5) / max(length, 1)) ** 2
    return samples


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
