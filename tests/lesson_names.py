"""The names that the examples of docs/lesson-language.md use, imported as that page says."""

from calc import wording
from calc.derivative import secant, tangent
from calc.function import Function
from calc.line import say
from calc.window import Window, around
from calc.wording import brief
from studio.lesson.motion import arrive, one_by_one, point_at, pulse
from studio.lesson.parameters import NumberParameter, WholeParameter
from studio.lesson.place import Place
from studio.stage import actors, areas, layout, secants, style, traces
from studio.stage.fading import late
from studio.stage.following import follow
from studio.stage.marks import Target, ghost
from studio.stage.panel import Panel, number
from studio.stage.plane import Plane, inner
from studio.stage.program import Program
from studio.stage.text import math, words
from studio.stage.theme import THEME

__all__ = [
    "THEME",
    "Function",
    "NumberParameter",
    "Panel",
    "Place",
    "Plane",
    "Program",
    "Target",
    "WholeParameter",
    "Window",
    "actors",
    "areas",
    "around",
    "arrive",
    "brief",
    "follow",
    "ghost",
    "inner",
    "late",
    "layout",
    "math",
    "number",
    "one_by_one",
    "point_at",
    "pulse",
    "say",
    "secant",
    "secants",
    "style",
    "tangent",
    "traces",
    "wording",
    "words",
]
