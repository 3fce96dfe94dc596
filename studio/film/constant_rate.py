"""Fill the gaps of a film whose still pictures are written every half second: a picture at every frame.

Video editors and many scripts read no other film rightly. The missing pictures are neither drawn nor encoded:
H.264 knows a picture in which nothing changed (each macroblock is skipped), 70 bytes long at 1080p. x264
makes one, of a blank film with the same settings, and copies of it go into the gaps. Besides, only the number
that a picture bears in its header is counted anew, so that what is shown stays the same to the bit.

Sections and names are those of ITU-T H.264 (08/2021).
"""

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from studio.film.encoder import HOLD_SECONDS, h264

_START_CODE = b"\0\0\0\1"  # before each unit of a stream that is in no file yet (B.1.1)
_SLICE, _IDR, _SPS, _PPS = 1, 5, 7, 8  # types of units (table 7-1)


def fill(
    packets: Sequence[Packet], width: int, height: int, frame_rate: Fraction, **x264: Any
) -> list[Packet]:
    """Return the packets of a film with those of still pictures between them, one a frame.

    packets: as `Encoder` or a file that `Mp4Writer` wrote gives them, in order, their times in frames.
    x264: the settings that they were encoded with.

    Raises ValueError where they were encoded with other settings, or their times are not those of a film of
    ours: in order, and at most half a second apart.
    """
    first, still = _blank_film(width, height, frame_rate, **x264)
    settings = _settings(first)
    if _settings(bytes(packets[0])) != settings:
        raise ValueError("the film was encoded by another version of this program: render it again")
    bits = _number_bits(settings[0])
    times = [packet.pts or 0 for packet in packets]
    longest = max(1, int(HOLD_SECONDS * frame_rate))
    if not all(1 <= later - time <= longest for time, later in pairwise(times)):
        raise ValueError(f"its pictures must follow each other after 1 to {longest} frames")
    filled: list[Packet] = []
    number = 0
    for packet, (time, following) in zip(packets, pairwise([*times, times[-1] + 1]), strict=True):
        data = bytes(packet)
        number = 0 if packet.is_keyframe else number + 1
        packet.duration = 1
        filled.append(packet if packet.is_keyframe else _like(packet, _numbered(data, number, bits), time))
        for later in range(time + 1, following):
            number += 1
            gap = _join(_units(_numbered(still, number, bits)), data)
            filled.append(_like(packet, gap, later))
    return filled


def _blank_film(width: int, height: int, frame_rate: Fraction, **x264: Any) -> tuple[bytes, bytes]:
    """Return the packets of two equal pictures: a keyframe with its headers, and one that changes nothing."""
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)
    h264(encoder, width, height, frame_rate, **x264)
    picture = VideoFrame(width, height, "yuv420p")
    for plane, level in zip(picture.planes, (16, 128, 128), strict=True):  # black
        plane.update(bytes([level]) * plane.buffer_size)
    packets = []
    for time in (0, 1):
        picture.pts = time
        packets += encoder.encode(picture)
    first, second = packets + encoder.encode(None)
    return bytes(first), bytes(second)


def _units(data: bytes) -> list[bytes]:
    """Return the NAL units of a packet, with start codes before them (B.1) or, in a file, their lengths."""
    if data.startswith(_START_CODE):
        return [unit.rstrip(b"\0") for unit in data.split(b"\0\0\1")[1:]]
    units, at = [], 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "big")
        units.append(data[at + 4 : end])
        at = end
    return units


def _join(units: Sequence[bytes], like: bytes) -> bytes:
    """Return a packet of these units, with start codes or lengths as `like` has them."""
    coded = like.startswith(_START_CODE)
    return b"".join((_START_CODE if coded else len(unit).to_bytes(4, "big")) + unit for unit in units)


def _settings(packet: bytes) -> list[bytes]:
    """Return a keyframe's parameter sets: all that the headers of slices depend on (7.3.2.1, 7.3.2.2)."""
    return [unit for unit in _units(packet) if unit[0] & 31 in (_SPS, _PPS)]


def _number_bits(parameters: bytes) -> int:
    """Return how many bits frame_num takes, from the sequence parameter set of a High profile film."""
    header = _Bits(_bare(parameters))
    header.skip(8 + 24)  # the unit's own header, profile, constraints, level
    for _ in range(4):  # seq_parameter_set_id, chroma_format_idc, bit_depth_luma, bit_depth_chroma
        header.code()
    header.skip(2)  # no transform bypass, no scaling matrix
    return header.code() + 4


def _numbered(packet: bytes, number: int, bits: int) -> bytes:
    """Return the packet with this frame_num in its slices (7.3.3); it wraps where its bits are used up."""
    units = []
    for unit in _units(packet):
        if unit[0] & 31 == _SLICE:
            bare = _bare(unit)
            header = _Bits(bare)
            header.skip(8)
            for _ in range(3):  # first_mb_in_slice, slice_type, pic_parameter_set_id
                header.code()
            unit = _guarded(header.replace(bits, number % (1 << bits)))
        units.append(unit)
    return _join(units, packet)


def _bare(unit: bytes) -> bytes:
    """Return a unit without the bytes that keep start codes from appearing inside it (7.4.1.1)."""
    return unit.replace(b"\0\0\3", b"\0\0")


def _guarded(unit: bytes) -> bytes:
    """Return a unit with those bytes."""
    return re.sub(rb"\0\0(?=[\0-\3])", b"\0\0\3", unit)


def _like(packet: Packet, data: bytes, time: int) -> Packet:
    """Return a packet of this content for one frame at `time`, in the units that `packet` counts in."""
    made = Packet(data)
    made.time_base = packet.time_base
    made.pts = made.dts = time
    made.duration = 1
    made.stream = packet.stream
    return made


class _Bits:
    """The header at the beginning of a unit, read bit by bit."""

    _BYTES = 32  # more than any header that is read here takes

    def __init__(self, unit: bytes) -> None:
        head = unit[: self._BYTES]
        self._unit, self._head = unit, "".join(f"{byte:08b}" for byte in head)
        self._at = 0

    def skip(self, bits: int) -> None:
        self._at += bits

    def code(self) -> int:
        """Read an Exp-Golomb code: so many zeros, then as many bits and one (9.1)."""
        zeros = self._head.find("1", self._at) - self._at
        if zeros < 0:
            raise ValueError("the header of one of its pictures is cut short")
        end = self._at + 2 * zeros + 1
        value = int(self._head[self._at : end], 2) - 1
        self._at = end
        return value

    def replace(self, bits: int, value: int) -> bytes:
        """Return the unit with the next bits replaced by `value`."""
        end = self._at + bits
        head = f"{self._head[: self._at]}{value:0{bits}b}{self._head[end:]}"
        return int(head, 2).to_bytes(len(head) // 8, "big") + self._unit[self._BYTES :]
