"""Sizes, strokes and shares of the look that all lessons have: one place for each number of it.

Sizes are cap heights in frame units (the frame is 8 high); strokes are manim's widths (100 = 1 unit). In a
player 640 pixels wide a tick's digits are 8.6 pixels tall, a label's 10.8.
"""

from manim import ManimColor

from studio.stage.theme import THEME

# Text
TICK = 0.19
LABEL = 0.24
IDEA = 0.28  # the name of an idea
FORMULA = 0.32
READOUT = 0.34
RESULT = 0.42  # one on the stage at a time
TITLE = 0.62
PROMISE = 0.26
NUMBER = 0.30  # of the lesson, on its title card

# Strokes
GRID = 1.5
AXIS = 3.0
TRAIL = 4.5
RING = 6.0  # the told one; others are as wide as axes
TANGENT = 6.5
ARROW = 8.0
ARROW_HEAD = 0.34
CURVE = 8.0
MISS = 9.0
CASING = 3.0  # on each side: an outline of the ground's colour keeps lines apart where they cross
TARGET = 5.0

# Marks
CORNER = 0.14  # of a panel or a plate, round
BALL = 0.16
BALL_RING = 0.04
PLACE = 0.09  # a past place
PLACE_RING = 0.025
DATA = 0.135
TARGET_RADIUS = 0.26
REACH = 1.9  # of a tangent, to each side

#: Shares of a colour mixed with the ground, of which scenery, ghosts and what has been told may be.
TINTS = (0.08, 0.16, 0.30, 0.42, 0.60, 0.85)
FAINT, GHOST, DIM = 0.16, 0.30, 0.42

# Seconds
IN, OUT, MOVE, TURN = 0.45, 0.3, 1.2, 1.6


def tint(colour: str, share: float) -> str:
    """Return the colour mixed with the ground: `share` of it, the rest ground. As hex."""
    return str(ManimColor(THEME.background).interpolate(ManimColor(colour), share).to_hex())


class Layer:
    """z-index by what a thing is: scenery lies under all that is told."""

    FLOOR = -6
    GRID = -5
    FACES = -4
    GROUND = -3  # areas under curves
    RING = -2
    GHOST = -1
    AXES = 1
    CURVE = 2
    TRAIL = 2.5
    TANGENT = 3
    ARROW = 4
    HALO = 4.5
    BALL = 5
    PLATE = 6
    TEXT = 7
