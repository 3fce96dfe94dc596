"""Encode a film's sound into the packets that its MP4 holds."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.packet import Packet
from numpy.typing import NDArray

from studio.speech.sound import SAMPLE_RATE

# Measured on speech at 128 kbit/s: the default coder leaves 28 dB of signal over noise and makes two equal
# channels differ by up to 0.3 of full scale; this one 35 dB, no difference (they are coded as a middle and
# an empty side), and a peak 0.1 dB higher at most. The bit rate is the two channels' together, of which
# speech takes three quarters. GradientDescent's, by rate: 128 kbit/s takes 1.15 MB and leaves 39 dB; 112,
# 1.02 MB and 35 dB; 96, 0.87 MB and 32 dB; 80, 0.72 MB and 29 dB; 64, 0.58 MB and 21 dB. Down to 80,
# loudness and true peak stay within 0.05 dB of what was encoded.
_OPTIONS = {"aac_coder": "fast", "aac_ms": "1", "aac_is": "0", "aac_pns": "0"}
_BIT_RATE = 96_000
_FRAME = 1024  # samples; AAC-LC


@dataclass(frozen=True)
class Sound:
    """Encoded AAC-LC at 48 kHz in two equal channels (studio.speech.loudness says why), `samples` each."""

    samples: int
    packets: list[Packet]

    def mux(self, container: OutputContainer, language: str) -> list[Packet]:
        """Add a sound track to a container to which nothing was written yet; return the packets to write."""
        settings: Any = {"layout": "stereo", "bit_rate": _BIT_RATE, "options": _OPTIONS}
        stream = container.add_stream("aac", rate=SAMPLE_RATE, **settings)
        stream.metadata["language"] = language
        for packet in self.packets:
            packet.stream = stream
        return self.packets


def encode_sound(sound: NDArray[np.float32], frame_rate: Fraction | int) -> Sound:
    """Encode `sound`: float32 of shape (n,), mono, 48 kHz, full scale at +-1, for a film of that frame rate.

    The encoder's first packet, 1024 samples before time 0, warms the decoder up. It keeps its negative
    time stamp; from it the muxer writes the edit list that makes players skip it, and no sound is late.

    Raises:
        ValueError: another shape or type.
    """
    if sound.ndim != 1 or sound.dtype != np.float32:
        raise ValueError(f"sound must be float32 of one channel, not {sound.dtype} {sound.shape}")
    encoder = av.CodecContext.create("aac", "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = SAMPLE_RATE, "stereo", "fltp"
    encoder.bit_rate, encoder.options, encoder.time_base = _BIT_RATE, _OPTIONS, Fraction(1, SAMPLE_RATE)
    packets = []
    for start in range(0, len(sound), _FRAME):
        part = sound[start : start + _FRAME]
        frame = AudioFrame.from_ndarray(np.stack([part, part]), format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        packets += encoder.encode(frame)
    packets += encoder.encode(None)
    # The file says where the sound ends, but some decoders play on to the end of the last packet, up to
    # 21 ms of silence. Where that is over a frame (at 60 a second), we give up under 5 ms of sound.
    silence = -len(sound) % _FRAME
    if silence * frame_rate > SAMPLE_RATE and len(packets) > 2:
        packets.pop()
    return Sound(len(sound), packets)
