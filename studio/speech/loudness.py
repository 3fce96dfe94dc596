"""The loudness of sound, and narration at the one loudness that players expect.

A film carries its narration in two equal channels, so loudness here is that of the pair: BS.1770 adds the
power of the channels, and two equal ones read 10*log10(2) = 3.01 LU above one. A mono file would read -16
LUFS in meters that count one channel and -13 in those that count what two loudspeakers play, and it would
need 3 dB more limiting; with two channels every meter agrees.
"""

from functools import reduce

import numpy as np
import pyloudnorm
from numpy.typing import NDArray
from scipy.ndimage import minimum_filter1d
from scipy.signal import fftconvolve, resample_poly

from studio.speech.sound import SAMPLE_RATE, Samples, checked

# Sound is worked on in pieces of so many samples, or a long lesson's would stand in memory many times over.
_PIECE = 4 * 48_000
_OVERSAMPLING = 4  # BS.1770-4, annex 2: at least 192 kHz
_BLOCK = 0.4  # seconds; BS.1770-4: the gating block, below which loudness is not defined
_STEP = 4_800  # samples; blocks overlap by 75 %
_SETTLING = 48_000  # samples after which the meter's filters, 38 Hz and higher, have forgotten how they began
_GATE, _RELATIVE_GATE = 10 ** (-70 / 10), 10 ** (-10 / 10)  # of power; BS.1770-4
_TARGET, _CEILING = -16.0, -1.0  # LUFS, dBTP
_CODEC_MARGIN = 0.5  # dB free below the ceiling: AAC does not keep peaks (measured on speech: 0.1 dB higher)
_TOLERANCE = 0.05  # LU
_MOST_LIMITING = 10.0  # 20 dB; speech needs 3, and by here it would sound crushed
# Seconds the limiter turns down before a peak, and as long after it: a full wave of the deepest voices, so
# that it follows their loudness and not their wave form (measured: no distortion above 60 Hz; ffmpeg's
# alimiter: -46 dB).
_LOOK_AHEAD = 0.01


def loudness(samples: NDArray[np.floating]) -> float:
    """Integrated loudness in LUFS (ITU-R BS.1770-4) of `samples`, shape (n,), played in two equal channels.

    -inf where nothing is above the gate of -70 LUFS, and for less than 0.4 s, one gating block.
    """
    samples = checked(samples)
    if len(samples) < _BLOCK * SAMPLE_RATE:
        return -np.inf
    # "DeMan" are the standard's own coefficients; pyloudnorm's default reads 0.04 LU lower than ebur128.
    meter = pyloudnorm.Meter(SAMPLE_RATE, filter_class="DeMan")
    overlap = int(_BLOCK * SAMPLE_RATE) - _STEP
    blocks = []
    for start in range(0, len(samples), _PIECE):
        first = max(start - _SETTLING, 0)
        part = samples[first : start + _PIECE + overlap].astype(np.float64)
        meter.integrated_loudness(part * np.sqrt(2))  # one channel with the power of two
        blocks.append(10 ** (np.array(meter.blockwise_loudness[(start - first) // _STEP :]) / 10))
    powers = np.concatenate(blocks)
    powers = powers[powers >= _GATE]
    if not powers.size:
        return -np.inf
    return float(10 * np.log10(powers[powers > powers.mean() * _RELATIVE_GATE].mean()))


def normalise(samples: NDArray[np.floating]) -> Samples:
    """`samples`, shape (n,), at -16 LUFS within 0.1 LU, true peak at most -1.5 dBTP.

    The half decibel is for the AAC encoder, whose peaks are not the ones it was given. One gain for the whole
    track; where that alone would break the ceiling, a limiter turns the peaks down and the gain makes up for
    it. A signal with no loudness (`loudness` is -inf: silence, less than 0.4 s) is returned unchanged.

    Raises ValueError where both cannot hold, as for a few lone clicks.
    """
    samples = checked(samples)
    now = loudness(samples)
    if np.isinf(now):
        return samples
    limit = 10 ** ((_CEILING - _CODEC_MARGIN) / 20)
    gain = 10 ** ((_TARGET - now) / 20)
    envelope = _envelope(samples)
    for _ in range(20):  # more makes no difference: the gates of the meter can make it go back and forth
        if gain * envelope.max() > _MOST_LIMITING * limit:
            break
        louder = _limited(samples, gain, envelope, limit)
        now = loudness(louder)
        if abs(now - _TARGET) <= _TOLERANCE:
            return louder
        gain *= 10 ** ((_TARGET - now) / 20)
    raise ValueError(f"the sound is too peaky for {_TARGET} LUFS with true peaks under {_CEILING} dBTP")


def _limited(samples: Samples, gain: float, envelope: Samples, limit: float) -> Samples:
    """`samples` times `gain`, turned down where `envelope` times `gain` is above `limit`; all (n,)."""
    louder = np.empty_like(samples)
    margin = 2 * int(_LOOK_AHEAD * SAMPLE_RATE)  # as far as the limiter sees
    for start in range(0, samples.size, _PIECE):
        first, stop = max(start - margin, 0), min(start + _PIECE, samples.size)
        turned_down = _limiter(gain * envelope[first : stop + margin].astype(np.float64), limit)
        louder[start:stop] = samples[start:stop] * (gain * turned_down[start - first : stop - first])
    return louder


def _limiter(envelope: NDArray[np.float64], limit: float) -> NDArray[np.float64]:
    """Gain, shape (n,), that turns down smoothly around every value of `envelope`, shape (n,), above `limit`.

    The gain is the least needed within the look-ahead, averaged over the same stretch: averaging values that
    are all at most the one needed cannot exceed it. A Hann window makes the turn soft enough not to be heard.
    """
    needed = limit / np.maximum(envelope, limit)
    if needed.min() == 1.0:
        return needed
    reach = int(_LOOK_AHEAD * SAMPLE_RATE)
    window = np.hanning(2 * reach + 3)[1:-1]
    held = np.pad(minimum_filter1d(needed, len(window), mode="nearest"), reach, mode="edge")
    return fftconvolve(held, window / window.sum(), mode="valid")


def _envelope(samples: Samples) -> Samples:
    """Greatest absolute value from each sample up to the next, (n,), oversampled as in BS.1770-4."""
    envelope = np.zeros_like(samples)
    # The filter reaches 10 samples to either side (scipy's default), so a margin of 16 keeps edges exact.
    for start in range(0, samples.size, _PIECE):
        first, stop = max(start - 16, 0), min(start + _PIECE, samples.size)
        part = samples[first : stop + 16].astype(np.float64)
        fine = np.abs(resample_poly(part, _OVERSAMPLING, 1)).reshape(-1, _OVERSAMPLING)
        greatest = reduce(np.maximum, fine.T)  # four times as fast as fine.max(axis=1)
        envelope[start:stop] = greatest[start - first : stop - first]
    return envelope
