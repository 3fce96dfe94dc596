"""ffmpeg's loudness meter: not the one with which the narration is brought to its loudness."""

from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from studio.sound import SAMPLE_RATE


def ebur128(channels: NDArray[np.floating[Any]]) -> tuple[float, float]:
    """LUFS and dBTP of float32 `channels`, shape (channels, n), at 48 kHz, by ffmpeg's meter."""
    layout = "stereo" if len(channels) == 2 else "mono"
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE, format="fltp", layout=layout, time_base=Fraction(1, SAMPLE_RATE)
    )
    sink = graph.add("abuffersink")
    graph.link_nodes(source, graph.add("ebur128", "peak=true:metadata=1"), sink).configure()
    for start in range(0, channels.shape[1], 4_800):
        part = np.ascontiguousarray(channels[:, start : start + 4_800])
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        source.push(frame)
    source.push(None)
    found: dict[str, str] = {}
    while True:
        try:
            found = sink.pull().metadata or found
        except (av.BlockingIOError, av.EOFError):
            peaks = [float(found[f"lavfi.r128.true_peaks_ch{channel}"]) for channel in range(len(channels))]
            return float(found["lavfi.r128.I"]), 20 * np.log10(max(peaks)) if max(peaks) > 0 else -np.inf
