"""Parameters: the values that are read and refused, and that a written value is read again."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.function import Function
from studio.lesson.lesson import Lesson
from studio.lesson.parameters import (
    DotsParameter,
    FunctionParameter,
    NumberParameter,
    NumbersParameter,
    Parameter,
    SurfaceParameter,
    WholeParameter,
)


class Chooser(Lesson):
    """A lesson with one parameter of each kind."""

    function = FunctionParameter("x**2", "the curve")
    surface = SurfaceParameter("w**2 + b**2", "the loss")
    start = NumberParameter(5, "where it starts")
    rate = NumberParameter(0.1, "the learning rate", above=0)
    steps = WholeParameter(20, "how many steps", 1, 500)
    gaps = NumbersParameter((2, 1), "the gaps", NumberParameter(0, "", above=0), 2, 4, order="falling")
    dots = DotsParameter(((-1, -1), (1, 3)), "the dots", 2, 2)


def read(name: str, value: object) -> Any:
    return Chooser.chosen({name: value})[name]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("start", "-2", -2.0),
        ("start", "1e-3", 0.001),
        ("start", "pi/2", math.pi / 2),
        ("start", "1/3", 1 / 3),
        ("start", 3, 3.0),
        ("rate", "0.5", 0.5),
        ("rate", "0,5", 0.5),
        ("rate", "5e−3", 0.005),
        ("start", "−3", -3.0),
        ("start", "½", 0.5),
        ("start", "π/2", math.pi / 2),
        ("gaps", "1,5; 0,5", (1.5, 0.5)),
        ("gaps", "2,1", (2.0, 1.0)),
        ("steps", "7", 7),
        ("steps", 7.0, 7),
        ("gaps", "2, 0.5 0.1", (2.0, 0.5, 0.1)),
        ("gaps", [3, 1], (3.0, 1.0)),
        ("dots", "-1,-1  2, 3", ((-1.0, -1.0), (2.0, 3.0))),
        ("dots", [[0, 1], [2, 3]], ((0.0, 1.0), (2.0, 3.0))),
    ],
)
def test_values_are_read_from_text_and_from_python(name: str, text: object, value: object) -> None:
    assert read(name, text) == value


def test_a_function_may_have_any_letter_and_a_surface_any_two() -> None:
    assert read("function", "t^3 - t").variable == "t"
    assert read("function", "sin(x)").variable == "x"
    assert read("function", 3).variable == "x"
    assert read("function", Function.parse("2x")).text == "2x"
    assert read("surface", "y**2 + 3x**2").variables == ("x", "y")
    assert read("surface", "wb + w^2").variables == ("w", "b")


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("start", "soup", "start must be a number from -1e+09 to 1e+09, got 'soup'"),
        ("start", True, "start must be a number from"),
        ("start", float("nan"), "start must be a number from"),
        ("start", "1e12", "start must be a number from"),
        ("rate", "0", "rate must be a number above 0 and up to 1e+09, got '0'"),
        ("rate", -1, "rate must be a number above 0 and up to 1e+09, got -1"),
        ("steps", "2.5", "steps must be a whole number from 1 to 500, got '2.5'"),
        ("steps", 501, "steps must be a whole number from 1 to 500, got 501"),
        ("function", "x*y", "function must be a formula of one letter, and x and y are several, got 'x*y'"),
        ("function", "x +* 2", "function cannot be read: 'x +* 2' is not a complete formula"),
        ("function", "sine(x)", "function cannot be read: 'sine' is not a listed function"),
        ("function", "__import__('os')", "function cannot be read: the character"),
        ("function", [1], "function must be a formula of one letter"),
        (
            "surface",
            "x**2",
            "surface must be a formula of two letters, such as x**2 + 3*y**2; 'x**2' has only one",
        ),
        ("gaps", "1", "gaps must be 2 to 4 numbers, falling, each a number above 0"),
        ("gaps", "1 2", "gaps must be 2 to 4 numbers, falling"),
        ("gaps", "1 soup", "each of gaps must be a number above 0"),
        ("dots", "1,2", 'dots must be 2 dots such as "-1,-1 1,3", got'),
        ("dots", "1,2 3", "each dot of dots must be 2 numbers"),
        ("dots", 5, "dots must be 2 dots"),
        ("soup", 1, "Chooser has no parameter 'soup'; it has function, surface, start"),
    ],
)
def test_a_refusal_names_what_was_given_and_what_is_right(name: str, given: object, sentence: str) -> None:
    with pytest.raises(ValueError) as refusal:
        read(name, given)
    assert str(refusal.value).startswith(sentence)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", Chooser.parameters())
def test_what_is_written_is_read_again(name: str) -> None:
    parameter: Parameter[Any] = Chooser.parameters()[name]
    assert parameter.write(parameter.read(parameter.write(parameter.default))) == parameter.write(
        parameter.default
    )


@given(st.text(max_size=30))
def test_no_text_does_anything_but_be_read_or_refused(text: str) -> None:
    for parameter in Chooser.parameters().values():
        try:
            parameter.read(text)
        except ValueError as refusal:
            assert "\n" not in str(refusal), refusal


def test_every_parameter_says_what_it_takes() -> None:
    for parameter in Chooser.parameters().values():
        assert parameter.kind and parameter.help and parameter.metavar
        assert parameter.flag.startswith("--") and "_" not in parameter.flag


def test_a_subclass_may_settle_a_choice() -> None:
    class Settled(Chooser):
        start = 3.0

    assert "start" not in Settled.parameters()
    with pytest.raises(ValueError, match="Settled has no parameter 'start'"):
        Settled.chosen({"start": 4})
