import numpy as np
import pytest
from ebur128 import ebur128

from studio.speech import loudness as measured
from studio.speech.loudness import _envelope, loudness, normalise
from studio.speech.sound import SAMPLE_RATE


def true_peak(samples: np.ndarray) -> float:
    """Return the greatest absolute value, between the samples too, in dBTP, as the limiter sees it."""
    peak = _envelope(samples).max(initial=0.0)
    return float(20 * np.log10(peak)) if peak > 0 else -np.inf


def sine(frequency: float, seconds: float, phase: float = 0.0) -> np.ndarray:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.sin(2 * np.pi * frequency * time + phase).astype(np.float32)


def voice(seed: int = 0, seconds: float = 6.0, peaky: float = 1.0) -> np.ndarray:
    """Like speech to a meter: a pulse of 110 Hz through resonances, syllables of varied strength, pauses."""
    random = np.random.default_rng(seed)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = sum(np.cos(2 * np.pi * 110 * k * time) / k**1.2 for k in range(1, 30))
    strength = np.interp(
        time * 4, np.arange(int(seconds * 4) + 2), random.uniform(0.1, 1, int(seconds * 4) + 2)
    )
    return (0.02 * wave * strength ** (2 * peaky) * (time % 3 < 2.4)).astype(np.float32)


SIGNALS = {
    "voice": voice(),
    "very peaky voice": voice(1, peaky=3),
    "loud voice": np.clip(voice(2) * 30, -1, 1),
    "whisper": voice(3) * 0.1,
    "tone": 0.1 * sine(997, 2),
    "low tone": 0.3 * sine(60, 2),
    "high tone": 0.1 * sine(5_000, 2),
    "short tone": 0.1 * sine(997, 0.4) * np.hanning(19_200),
}


@pytest.mark.parametrize("name", SIGNALS)
def test_loudness_is_that_of_two_equal_channels(name: str) -> None:
    samples = SIGNALS[name].astype(np.float32)
    referee, _ = ebur128(np.stack([samples, samples]))
    if len(samples) > SAMPLE_RATE:  # the referee wants more than one block
        assert loudness(samples) == pytest.approx(referee, abs=0.02)


def test_a_long_sound_is_worked_on_in_pieces_without_a_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = np.concatenate([voice(seed, peaky=3) for seed in range(2)])[: int(9.17 * SAMPLE_RATE)]
    assert len(samples) > 2 * measured._PIECE
    in_pieces, loudness_in_pieces = normalise(samples), loudness(samples)
    monkeypatch.setattr(measured, "_PIECE", len(samples))
    assert normalise(samples) == pytest.approx(in_pieces, abs=1e-5)
    assert loudness(samples) == pytest.approx(loudness_in_pieces, abs=1e-4)


def test_loudness_of_the_standards_tone() -> None:
    """ITU-R BS.1770-4: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LKFS, so in two 0.00."""
    assert loudness(sine(997, 5)) == pytest.approx(0.0, abs=0.02)


def test_silence_and_snippets_have_no_loudness() -> None:
    for samples in (np.zeros(0), np.zeros(96_000), sine(997, 0.39), 1e-6 * sine(997, 2)):
        assert loudness(samples) == -np.inf


def test_true_peak_is_found_between_the_samples() -> None:
    """A quarter of the sample rate at 45 degrees: every sample is 3.01 dB below the wave's crest."""
    samples = sine(12_000, 1, np.pi / 4)
    assert np.abs(samples).max() == pytest.approx(np.sqrt(0.5), abs=1e-3)
    assert true_peak(samples[1_000:-1_000] * np.hanning(46_000).astype(np.float32)) == pytest.approx(
        0.0, abs=0.1
    )
    assert true_peak(np.zeros(100)) == true_peak(np.zeros(0)) == -np.inf


@pytest.mark.parametrize("name", SIGNALS)
def test_true_peak_agrees_with_the_referee(name: str) -> None:
    samples = (SIGNALS[name] / np.abs(SIGNALS[name]).max()).astype(
        np.float32
    )  # the referee has three decimals
    _, referee = ebur128(samples[None])
    assert true_peak(samples) == pytest.approx(referee, abs=0.15)


@pytest.mark.parametrize("name", SIGNALS)
def test_normalised_sound_is_at_its_loudness_and_under_its_ceiling(name: str) -> None:
    louder = normalise(SIGNALS[name])
    assert louder.dtype == np.float32
    assert len(louder) == len(SIGNALS[name])
    assert loudness(louder) == pytest.approx(-16, abs=0.1)
    assert true_peak(louder) <= -1.5 + 1e-3
    if len(louder) > SAMPLE_RATE:
        integrated, peak = ebur128(np.stack([louder, louder]))
        assert integrated == pytest.approx(-16, abs=0.1)
        assert peak <= -1.4


def test_the_limiter_was_needed_and_is_gentle() -> None:
    """Without it one signal above would be over the ceiling; with it the wave form is all but kept."""
    samples = SIGNALS["whisper"]
    gain = 10 ** ((-16 - loudness(samples)) / 20)
    assert true_peak(samples * np.float32(gain)) > -1.0
    louder = normalise(samples)
    assert np.corrcoef(louder, samples)[0, 1] > 0.97


def test_the_limiter_leaves_a_steady_tone_a_tone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only its level changes: it follows the loudness, not the wave."""
    monkeypatch.setattr(measured, "_TARGET", -12.0)
    quiet, loud = 0.02 * sine(100, 6), 0.98 * sine(100, 1)
    samples = np.concatenate([quiet, loud, quiet])
    louder = normalise(samples)
    held = louder[int(6.25 * SAMPLE_RATE) : int(6.75 * SAMPLE_RATE)]
    spectrum = np.abs(np.fft.rfft(held * np.hanning(len(held)))) ** 2
    tone = spectrum[40:61].sum()  # 100 Hz is line 50
    assert (spectrum.sum() - tone) / tone < 1e-6


def test_without_peaks_normalising_is_one_gain() -> None:
    samples = SIGNALS["tone"]
    ratio = normalise(samples)[100:] / np.where(samples == 0, 1, samples)[100:]
    assert np.ptp(ratio[np.abs(samples[100:]) > 0.01]) < 1e-5


def test_silence_passes_through() -> None:
    for samples in (np.zeros(96_000, np.float32), 0.5 * sine(997, 0.3), np.zeros(0, np.float32)):
        assert np.array_equal(normalise(samples), samples)


def test_what_cannot_be_made_loud_is_refused() -> None:
    clicks = np.zeros(10 * SAMPLE_RATE, np.float32)
    clicks[:: 5 * SAMPLE_RATE] = 1
    with pytest.raises(ValueError, match="too peaky"):
        normalise(clicks)


@pytest.mark.parametrize(
    "samples", [np.zeros((2, 9)), np.zeros(9, np.int16), np.array([0.0, np.nan]), np.array([np.inf])]
)
def test_what_is_not_a_signal_is_refused(samples: np.ndarray) -> None:
    for use in (loudness, normalise):
        with pytest.raises(ValueError, match="samples must be"):
            use(samples)
