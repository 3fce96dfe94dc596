"""hibari-tts speaks a sentence: the bundled voice, and when it says each word."""

from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray

from studio.speech.delivery import FLAT, LIVELY, Delivery
from studio.speech.hibari_model import HibariModel
from studio.speech.phoneme_voice import PhonemeVoice
from studio.speech.timed_model import UnknownModelError


class HibariVoice(PhonemeVoice):
    """hibari-tts: the model is inside its wheel; seeded, so that it repeats to the byte."""

    # Raise it when this package makes another sound, or other times, of the same words.
    REVISION = 2

    def __init__(self, delivery: Delivery = LIVELY) -> None:
        super().__init__(delivery)
        revision = f"{version('hibari-tts')}-r{self.REVISION}"
        self.name = f"hibari-{revision}-{delivery.name}-seed{self.SEED}"

    def at_tempo(self, times: float) -> "HibariVoice":
        """See `studio.speech.speech.Synthesiser`."""
        return HibariVoice(self.delivery.at_tempo(times))

    def _load(self) -> None:
        if self._tts is not None:
            return
        try:
            self._model = model = HibariModel()
            self._tts = model.tts
        except UnknownModelError:
            from hibari import Hibari

            self._tts = Hibari()

    def _plain(self, words: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        """Return samples and starts of a sentence: one cut before a word ends where that word begins.

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
        return samples, starts / self.SAMPLE_RATE


def flat() -> HibariVoice:
    """Return the bundled voice at one tempo, its pitch left as it is."""
    return HibariVoice(FLAT)
