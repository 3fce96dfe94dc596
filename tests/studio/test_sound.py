import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio import sound
from studio.check.meter import ebur128
from studio.sound import SAMPLE_RATE, loudness, mix, normalise, resample, true_peak


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
    samples = np.concatenate([voice(seed, peaky=3) for seed in range(4)])[: int(23.17 * SAMPLE_RATE)]
    in_pieces, loudness_in_pieces = normalise(samples), loudness(samples)
    monkeypatch.setattr(sound, "_PIECE", len(samples))
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


def test_the_limiter_leaves_a_steady_tone_a_tone() -> None:
    """Only its level changes: it follows the loudness, not the wave."""
    quiet, loud = 0.02 * sine(100, 6), 0.98 * sine(100, 1)
    samples = np.concatenate([quiet, loud, quiet])
    louder = normalise(samples, target=-12)
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


@pytest.mark.parametrize("rate", [24_000, 22_050, 44_100, 16_000, 96_000])
def test_resampling_keeps_tone_level_and_time(rate: int) -> None:
    time = np.arange(rate) / rate
    found = resample(0.5 * np.sin(2 * np.pi * 440 * time), rate)
    assert found.dtype == np.float32
    assert len(found) == SAMPLE_RATE
    wanted = 0.5 * sine(440, 1)
    assert np.abs(found - wanted)[1_000:-1_000].max() < 2e-3


def test_at_48_khz_resampling_changes_nothing() -> None:
    samples = voice(seconds=0.5)
    assert np.array_equal(resample(samples, SAMPLE_RATE), samples)
    assert resample(np.zeros(0), 24_000).shape == (0,)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 80)), max_size=6), st.integers(0, 30), st.randoms()
)
def test_mixing_places_clips(gaps: list[tuple[int, int]], rest: int, random) -> None:
    clips, wanted = [], []
    for number, (gap, length) in enumerate(gaps, 1):
        wanted += [0.0] * gap
        clips.append((len(wanted), np.full(length, number, np.float32)))
        wanted += [float(number)] * length
    wanted += [0.0] * rest
    random.shuffle(clips)
    track = mix(clips, len(wanted))
    assert track.dtype == np.float32
    assert track.tolist() == wanted


@pytest.mark.parametrize(
    ("clips", "what"),
    [
        ([(0, 50), (49, 10)], "clip 1 .49 to 59. begins before the end of clip 0"),
        ([(60, 50)], "clip 0 .60 to 110. runs past the end, at sample 100"),
        ([(10, 10), (-1, 5)], "clip 1 .-1 to 4. begins before the beginning"),
    ],
)
def test_clips_that_do_not_fit_are_named(clips: list[tuple[int, int]], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        mix([(offset, np.ones(length, np.float32)) for offset, length in clips], 100)


@pytest.mark.parametrize(
    "samples", [np.zeros((2, 9)), np.zeros(9, np.int16), np.array([0.0, np.nan]), np.array([np.inf])]
)
def test_what_is_not_a_signal_is_refused(samples: np.ndarray) -> None:
    for use in (loudness, true_peak, normalise, lambda x: resample(x, 24_000), lambda x: mix([(0, x)], 9)):
        with pytest.raises(ValueError, match="samples must be"):
            use(samples)


def test_a_sample_rate_is_positive() -> None:
    with pytest.raises(ValueError, match="sample rate"):
        resample(np.zeros(9), 0)
