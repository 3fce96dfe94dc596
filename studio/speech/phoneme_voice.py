"""A voice that speaks phonemes: hibari reads the sentence, a model tells lengths, a delivery shapes them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.speech.delivery import LIVELY, PUNCTUATION, Delivery, is_weighty, whole_lengths
from studio.speech.sound import faded, resample
from studio.speech.speech import Speech
from studio.speech.timed_model import FRAME, TimedModel

# A sound is heard so many seconds before the frames that the model gives it, in the mean: measured on the
# course's words against a recogniser's alignment and against the ends of silences.
AHEAD = 0.06


class PhonemeVoice:
    """The base of hibari and Kokoro. A subclass has a name, and loads `_model` and hibari's reader, `_tts`.

    _model is None where the installed one tells no lengths: see `_plain`.
    """

    language = "en"
    SEED = 0
    SAMPLE_RATE = 24_000  # of both models
    # A voice breathes before and after each sentence at up to 0.003; its speech starts above this.
    FLOOR = 0.006
    # Seconds kept around what is above the floor, in which the sound comes out of and fades into silence.
    BEFORE, AFTER = 0.02, 0.06

    def __init__(self, delivery: Delivery = LIVELY) -> None:
        self.delivery = delivery
        self._model: TimedModel | None = None
        self._tts: Any = None

    def _load(self) -> None:
        """Load `_tts` and `_model`, once: that takes a while, and most lines are known already."""
        raise NotImplementedError

    def _plain(self, words: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Do as `_timed` without a model that tells lengths."""
        raise NotImplementedError

    def speak(self, words: Sequence[str]) -> Speech:
        """See `studio.speech.speech.Synthesiser`."""
        self._load()
        if self._model is None:
            samples, starts = self._plain(words)
        else:
            samples, starts = self._timed(words, self._model)
        first, last = self._sounding(samples)
        rate = self.SAMPLE_RATE
        sound = faded(samples[first:last], round(self.BEFORE * rate), round(self.AFTER * rate))
        # In order and inside the sentence, whatever was rounded.
        inside = np.clip(np.maximum.accumulate(starts - first / rate), 0.0, (last - first) / rate)
        inside[0] = 0.0
        return Speech(resample(sound, rate), inside)

    def _timed(
        self, words: Sequence[str], model: TimedModel
    ) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Samples at the model's rate, and the seconds in them at which each word begins."""
        phonemes = [sound for sound in self._phonemes(words) if sound in self._tts.vocab]
        owners = self._owners(words, phonemes)
        ids = [0, *(self._tts.vocab[sound] for sound in phonemes), 0]
        delivery = self.delivery
        if delivery.shaped:
            weighty = np.array([is_weighty(word) for word in words])[owners]
            marks = np.array([sound in PUNCTUATION for sound in phonemes])
            tempo = np.where(weighty, delivery.numbers, delivery.words)
            tempo = np.pad(np.where(marks, delivery.pauses, tempo), 1, constant_values=delivery.words)
            exact = model.exact_lengths(ids)
            # The model rounds what is left of its own length after dividing by the speed: to a whole number.
            speed = np.maximum(exact, 1e-3) / whole_lengths(exact, tempo)
        else:
            speed = np.array([delivery.words])
        samples, lengths = model.speak(ids, speed, delivery.movement, self.SEED)
        begins = np.concatenate(([0], np.cumsum(lengths)[:-1])) * FRAME
        firsts = 1 + np.searchsorted(owners, np.arange(len(words)))  # ids begin with a pad
        return samples, begins[np.minimum(firsts, len(begins) - 1)] - AHEAD

    def _owners(self, words: Sequence[str], phonemes: Sequence[str]) -> NDArray[np.int64]:
        """Return for each phoneme the index of its word, in order; a space belongs to the word before it.

        A word is one group of phonemes, or several: decimals are said digit by digit.
        """
        groups = np.array([self._groups(word) for word in words])
        total = "".join(phonemes).count(" ") + 1
        if groups.sum() != total:  # some words are read together, such as 5 km: count in context
            upto = [self._groups(" ".join(words[:count])) for count in range(1, len(words))]
            groups = np.diff(np.minimum(np.maximum.accumulate([0, *upto, total]), total))
        group = np.cumsum([0, *(sound == " " for sound in phonemes[:-1])])
        return np.searchsorted(np.cumsum(groups), group, side="right")

    def _groups(self, text: str) -> int:
        return len(" ".join(self._tts.phonemize(text)).split())

    def _phonemes(self, words: Sequence[str]) -> str:
        sentence = " ".join(words)
        phonemes = " ".join(self._tts.phonemize(sentence))
        # hibari takes "2 x." for an initial and drops the stop that lets the sentence fall.
        if sentence[-1] in ".?!" and not phonemes.endswith(sentence[-1]):
            phonemes += sentence[-1]
        return phonemes

    def _sounding(self, samples: NDArray[np.float32]) -> tuple[int, int]:
        """First and one past the last sample above the floor, with a margin on either side."""
        loud = np.flatnonzero(np.abs(samples) > self.FLOOR)
        if not len(loud):
            raise ValueError("the voice made no sound of a line; write it in words that can be spoken")
        before, after = (round(margin * self.SAMPLE_RATE) for margin in (self.BEFORE, self.AFTER))
        return max(int(loud[0]) - before, 0), min(int(loud[-1]) + after, len(samples))
