"""ffmpeg's loudness meter: not the one with which the narration is brought to its loudness."""

from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from studio.speech.sound import SAMPLE_RATE

_LEAST = SAMPLE_RATE // 10  # samples after which the meter tells something for the first time


class Meter:
    """Push blocks of float32 sound at 48 kHz, (channels, n), one after the other; then `read` it, once."""

    def __init__(self, channels: int) -> None:
        self._channels, self._layout = channels, "stereo" if channels == 2 else "mono"
        self._graph = Graph()
        self._source = self._graph.add_abuffer(
            sample_rate=SAMPLE_RATE, format="fltp", layout=self._layout, time_base=Fraction(1, SAMPLE_RATE)
        )
        self._sink = self._graph.add("abuffersink")
        meter = self._graph.add("ebur128", "peak=true:metadata=1")
        self._graph.link_nodes(self._source, meter, self._sink).configure()
        self._pushed = 0
        self._found: dict[str, str] = {}

    def push(self, block: NDArray[np.floating[Any]]) -> None:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(block), format="fltp", layout=self._layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, self._pushed
        self._pushed += block.shape[1]
        self._source.push(frame)
        self._pull()

    def read(self) -> tuple[float, float]:
        """LUFS and dBTP of all that was pushed; silence is added to less than a tenth of a second.

        Nothing is measured of less: -70 LUFS stands for none.
        """
        if self._pushed < _LEAST:
            self.push(np.zeros((self._channels, _LEAST - self._pushed), np.float32))
        self._source.push(None)
        self._pull()
        peaks = [float(self._found[f"lavfi.r128.true_peaks_ch{index}"]) for index in range(self._channels)]
        peak = 20 * np.log10(max(peaks)) if max(peaks) > 0 else -np.inf
        return float(self._found["lavfi.r128.I"]), float(peak)

    def _pull(self) -> None:
        """Take what has been measured, so that it does not pile up."""
        while True:
            try:
                self._found = self._sink.pull().metadata or self._found
            except (av.BlockingIOError, av.EOFError):
                return
