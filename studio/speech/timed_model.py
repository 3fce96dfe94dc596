"""A model of speech with two more wires: how long each phoneme lasts comes out, a tempo for each goes in.

The model works both out anyway. Its file is a protobuf message, in which what is appended is merged with what
stands there, so one more output needs no library for ONNX. An input's fixed length is overwritten in place.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

FRAME = 0.025  # seconds; the clock of hibari and of Kokoro, from which it was taught

# The input `speed` as a ValueInfoProto: a name, and a tensor of floats whose one dimension has the value 1.
_SPEED = b"\x0a\x05speed\x12\x0a\x0a\x08\x08\x01\x12\x04\x0a\x02\x08\x01"
_ANY_SPEED = _SPEED[:-2] + b"\x12\x00"  # a dimension that has a name instead, the empty one, and so any value
_GRAPH, _OUTPUT, _NAME = 7, 12, 1  # fields of ModelProto, GraphProto, ValueInfoProto


class UnknownModelError(Exception):
    """The installed model is built otherwise than the one that is to be opened."""


class TimedModel(Protocol):
    """A model that tells how long each phoneme lasts. ids: its phonemes, a pad before and after them."""

    def exact_lengths(self, ids: list[int]) -> NDArray[np.float64]:
        """Return how many frames each phoneme should last at speed 1, (n,), before they are rounded."""
        ...

    def speak(
        self, ids: list[int], speed: NDArray[np.float64], movement: float, seed: int
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Speak phonemes; return samples at 24 kHz, and how many frames each phoneme lasts, (n,).

        speed: how many times as fast as by itself, (n,), one for each phoneme, or (1,) for all.
        movement: how many times as far as by itself the pitch moves from its middle, where it can be told.
        """
        ...


def with_lengths(model: bytes, *lengths: str) -> bytes:
    """Return an ONNX file with these tensors as further outputs, and a tempo for each phoneme as an input.

    Raises:
        UnknownModelError: it has no such input, or no such tensors.
    """
    if model.count(_SPEED) != 1 or any(name.encode() not in model for name in lengths):
        raise UnknownModelError("the model has no such input or values as the version that this was made for")
    outputs = [_message(_OUTPUT, _message(_NAME, name.encode())) for name in lengths]
    return model.replace(_SPEED, _ANY_SPEED) + _message(_GRAPH, b"".join(outputs))


def _message(field: int, content: bytes) -> bytes:
    """A protobuf field whose value has a length: its tag, the length as a varint, the content."""
    length, varint = len(content), bytearray()
    while length > 0x7F:
        varint.append(length & 0x7F | 0x80)
        length >>= 7
    return bytes([field << 3 | 2, *varint, length]) + content
