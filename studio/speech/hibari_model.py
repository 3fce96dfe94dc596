"""hibari's model with two more wires: how long each phoneme lasts comes out, a tempo for each goes in.

The model works both out anyway. Its file is a protobuf message, in which what is appended is merged with what
stands there, so one more output needs no library for ONNX. An input's fixed length is overwritten in place.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FRAME = 0.025  # seconds; the model's clock: two columns of its spectrum

# hibari 0.2.1 divides what it predicts (_EXACT) by `speed`, rounds it, takes 1 at least (_LENGTHS), and
# repeats each phoneme so often.
_EXACT, _LENGTHS = "/Sub_output_0", "/Clip_output_0"
# The input `speed` as a ValueInfoProto: a name, and a tensor of floats whose one dimension has the value 1.
_SPEED = b"\x0a\x05speed\x12\x0a\x0a\x08\x08\x01\x12\x04\x0a\x02\x08\x01"
_ANY_SPEED = _SPEED[:-2] + b"\x12\x00"  # a dimension that has a name instead, the empty one, and so any value
_GRAPH, _OUTPUT, _NAME = 7, 12, 1  # fields of ModelProto, GraphProto, ValueInfoProto


class UnknownModelError(Exception):
    """The installed hibari's model is built otherwise than the one that this file opens."""


class HibariModel:
    """hibari, opened so that it tells the length of each phoneme.

    Raises:
        UnknownModelError: it has no such places as this file knows.
    """

    def __init__(self) -> None:
        import hibari.tts  # loading it takes half a second: only when a line is new
        from hibari.voices import DEFAULT, voice_path

        wired = with_lengths(Path(voice_path(DEFAULT)).read_bytes())
        try:
            self.tts: Any = hibari.tts.Hibari(model=wired)
            self._names = [output.name for output in self.tts.sess.get_outputs()]
            self._synthesise = hibari.tts.dsp.synth
        except Exception as error:  # whatever this version's runtime raises for a graph that it cannot run
            raise UnknownModelError(f"hibari's model cannot be opened for its lengths: {error}") from error
        if self._names[:6] != ["lh", "theta", "ln", "lr", "phi", "f0"]:
            raise UnknownModelError(f"hibari's model has other outputs: {', '.join(self._names)}")

    def exact_lengths(self, ids: list[int]) -> NDArray[np.float64]:
        """Return how many frames each phoneme should last at speed 1, (n,), before they are rounded."""
        (exact,) = self._run([_EXACT], ids, np.ones(1))
        return exact.reshape(-1).astype(np.float64)

    def speak(
        self, ids: list[int], speed: NDArray[np.float64], movement: float, seed: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Speak phonemes; return samples at 24 kHz, and how many frames each phoneme lasts, (n,).

        speed: how many times as fast as by itself, (n,), one for each phoneme, or (1,) for all.
        movement: how many times as far as by itself the pitch moves from its middle.
        """
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


def with_lengths(model: bytes) -> bytes:
    """Return hibari's model with its lengths as outputs and a tempo for each phoneme as an input.

    Raises:
        UnknownModelError: it has no such input, or no such values.
    """
    if model.count(_SPEED) != 1 or any(name.encode() not in model for name in (_EXACT, _LENGTHS)):
        raise UnknownModelError("hibari's model has no such input or values as it had in version 0.2.1")
    outputs = [_message(_OUTPUT, _message(_NAME, name.encode())) for name in (_EXACT, _LENGTHS)]
    return model.replace(_SPEED, _ANY_SPEED) + _message(_GRAPH, b"".join(outputs))


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


def _message(field: int, content: bytes) -> bytes:
    """A protobuf field whose value has a length: its tag, the length as a varint, the content."""
    length, varint = len(content), bytearray()
    while length > 0x7F:
        varint.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([field << 3 | 2, *varint, length]) + content
