"""The picture sizes and rates that `-q` names, as manim's own flag names them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Quality:
    """width and height in pixels, frame_rate in frames a second."""

    name: str
    width: int
    height: int
    frame_rate: int


QUALITIES = {
    "l": Quality("480p15", 854, 480, 15),
    "m": Quality("720p30", 1280, 720, 30),
    "h": Quality("1080p60", 1920, 1080, 60),
    "p": Quality("1440p60", 2560, 1440, 60),
    "k": Quality("2160p60", 3840, 2160, 60),
}
