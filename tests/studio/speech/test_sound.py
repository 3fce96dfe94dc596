import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.speech.sound import SAMPLE_RATE, faded, mix, resample


@pytest.mark.parametrize("rate", [24_000, 22_050, 44_100, 16_000, 96_000])
def test_resampling_keeps_tone_level_and_time(rate: int) -> None:
    time = np.arange(rate) / rate
    found = resample(0.5 * np.sin(2 * np.pi * 440 * time), rate)
    assert found.dtype == np.float32
    assert len(found) == SAMPLE_RATE
    wanted = 0.5 * np.sin(2 * np.pi * 440 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)
    assert np.abs(found - wanted)[1_000:-1_000].max() < 2e-3


def test_at_48_khz_resampling_changes_nothing() -> None:
    samples = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)
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
    for use in (lambda x: resample(x, 24_000), lambda x: mix([(0, x)], 9)):
        with pytest.raises(ValueError, match="samples must be"):
            use(samples)


def test_a_sample_rate_is_positive() -> None:
    with pytest.raises(ValueError, match="sample rate"):
        resample(np.zeros(9), 0)


def test_no_image_of_a_voice_is_heard_above_what_it_has() -> None:
    """A tone at 11 kHz, as high as the voice goes: nothing at 13 kHz."""
    time = np.arange(24_000) / 24_000
    found = resample(np.sin(2 * np.pi * 11_000 * time), 24_000)
    spectrum = np.abs(np.fft.rfft(found * np.hanning(len(found))))
    assert 20 * np.log10(spectrum[12_500:].max() / spectrum.max()) < -70
    assert spectrum.argmax() == 11_000


def test_sound_fades_out_of_silence_and_into_it() -> None:
    found = faded(np.ones(1_000), 100, 300)
    assert found[100:700].tolist() == [1.0] * 600
    assert (np.diff(found[:101]) > 0).all() and (np.diff(found[699:]) < 0).all()
    assert found[0] < 1e-3 and found[-1] < 1e-3
    assert np.isfinite(faded(np.ones(10), 100, 300)).all()
    assert faded(np.ones(3), 0, 0).tolist() == [1.0] * 3
