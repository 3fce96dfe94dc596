"""hibari's model, opened so that it tells the length of each phoneme and takes a tempo for each."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.speech.timed_model import UnknownModelError, with_lengths

# hibari 0.2.1 divides what it predicts (_EXACT) by `speed`, rounds it, takes 1 at least (_LENGTHS), and
# repeats each phoneme so often.
_EXACT, _LENGTHS = "/Sub_output_0", "/Clip_output_0"


class HibariModel:
    """hibari as a `studio.speech.timed_model.TimedModel`.

    Raises:
        UnknownModelError: it has no such places as this file knows.
    """

    def __init__(self) -> None:
        import hibari.tts  # loading it takes half a second: only when a line is new
        from hibari.voices import DEFAULT, voice_path

        wired = with_lengths(Path(voice_path(DEFAULT)).read_bytes(), _EXACT, _LENGTHS)
        try:
            self.tts: Any = hibari.tts.Hibari(model=wired)
            self._names = [output.name for output in self.tts.sess.get_outputs()]
            self._synthesise = hibari.tts.dsp.synth
        except Exception as error:  # whatever this version's runtime raises for a graph that it cannot run
            raise UnknownModelError(f"hibari's model cannot be opened for its lengths: {error}") from error
        if self._names[:6] != ["lh", "theta", "ln", "lr", "phi", "f0"]:
            raise UnknownModelError(f"hibari's model has other outputs: {', '.join(self._names)}")

    def exact_lengths(self, ids: list[int]) -> NDArray[np.float64]:
        """See `TimedModel`."""
        (exact,) = self._run([_EXACT], ids, np.ones(1))
        return exact.reshape(-1).astype(np.float64)

    def speak(
        self, ids: list[int], speed: NDArray[np.float64], movement: float, seed: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """See `TimedModel`."""
        *spectra, pitch, lengths = (output for output in self._run([*self._names[:6], _LENGTHS], ids, speed))
        spoken: NDArray[np.float32] = self._synthesise(
            *(spectrum[0] for spectrum in spectra),
            moved(pitch[0], movement),
            np.random.default_rng(seed),
        )
        return spoken, lengths.reshape(-1).astype(np.int64)

    def _run(
        self, wanted: list[str], ids: list[int], speed: NDArray[np.float64]
    ) -> list[NDArray[np.float32]]:
        given = {"ids": np.asarray([ids], np.int64), "speed": speed.astype(np.float32)}
        outputs: list[NDArray[np.float32]] = self.tts.sess.run(wanted, given)
        return outputs


def moved(pitch: NDArray[np.float32], movement: float) -> NDArray[np.float32]:
    """Return a pitch curve in Hz, (n,), that moves `movement` times as far, in semitones, from its mean.

    0 stands for sound without a pitch and stays.
    """
    sung = pitch > 0
    if movement == 1.0 or not sung.any():
        return pitch
    middle = np.exp(np.log(pitch[sung]).mean())
    wider = pitch.copy()
    wider[sung] = middle * (pitch[sung] / middle) ** movement
    return wider
