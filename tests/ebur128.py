"""The loudness of a whole sound by ffmpeg's meter, the referee of ours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.check.meter import Meter

_BLOCK = 4_800  # samples


def ebur128(channels: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """Return LUFS and dBTP of float32 `channels`, (channels, n), at 48 kHz."""
    meter = Meter(len(channels))
    for start in range(0, channels.shape[1], _BLOCK):
        meter.push(channels[:, start : start + _BLOCK])
    return meter.read()
