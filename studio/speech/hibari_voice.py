"""hibari-tts speaks a sentence: the bundled voice, and when it says each word."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.speech.delivery import LIVELY, PUNCTUATION, Delivery, is_weighty, whole_lengths
from studio.speech.hibari_model import FRAME, HibariModel, UnknownModelError
from studio.speech.sound import faded, resample
from studio.speech.speech import Speech

# A sound is heard so many seconds before the frames that the model gives it, in the mean: measured on the
# course's words against a recogniser's alignment and against the ends of silences.
AHEAD = 0.06


class HibariVoice:
    """hibari-tts: the model is inside its wheel; seeded, so that it repeats to the byte."""

    SEED = 0
    # The voice breathes before and after each sentence at up to 0.003; its speech starts above this.
    FLOOR = 0.006
    # Seconds kept around what is above the floor, in which the sound comes out of and fades into silence.
    BEFORE, AFTER = 0.02, 0.06
    # Raise it when this package makes another sound, or other times, of the same words.
    REVISION = 2

    def __init__(self, delivery: Delivery = LIVELY) -> None:
        self.delivery = delivery
        revision = f"{version('hibari-tts')}-r{self.REVISION}"
        self.name = f"hibari-{revision}-{delivery.name}-seed{self.SEED}"
        self._model: HibariModel | None = None
        self._tts: Any = None

    def at_tempo(self, times: float) -> "HibariVoice":
        return HibariVoice(self.delivery.at_tempo(times))

    def speak(self, words: Sequence[str]) -> Speech:
        self._load()
        if self._model is None:
            samples, starts = self._plain(words)
        else:
            samples, starts = self._timed(words, self._model)
        first, last = self._sounding(samples)
        rate = self._tts.sample_rate
        sound = faded(samples[first:last], round(self.BEFORE * rate), round(self.AFTER * rate))
        # In order and inside the sentence, whatever was rounded.
        inside = np.clip(np.maximum.accumulate(starts - first / rate), 0.0, (last - first) / rate)
        inside[0] = 0.0
        return Speech(resample(sound, rate), inside)

    def _load(self) -> None:
        if self._tts is not None:
            return
        try:
            self._model = HibariModel()
            self._tts = self._model.tts
        except UnknownModelError:
            from hibari import Hibari

            self._tts = Hibari()

    def _timed(
        self, words: Sequence[str], model: HibariModel
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

    def _plain(self, words: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Do as `_timed` without lengths: a sentence cut before a word ends where that word begins.

        After a pause that is early by as long as the pause, for the cut sentence has none there.
        """

        def say(count: int) -> NDArray[np.float32]:
            spoken: NDArray[np.float32] = self._tts.from_phonemes(
                self._phonemes(words[:count]), speed=self.delivery.words, seed=self.SEED
            )
            return spoken

        samples = say(len(words))
        lengths = (np.subtract(*self._sounding(say(count))[::-1]) for count in range(1, len(words)))
        starts = np.array([0, *lengths]) + self._sounding(samples)[0]
        return samples, starts / self._tts.sample_rate

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
        before, after = (round(margin * self._tts.sample_rate) for margin in (self.BEFORE, self.AFTER))
        return max(int(loud[0]) - before, 0), min(int(loud[-1]) + after, len(samples))
