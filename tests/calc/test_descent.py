"""The descent against its closed form, its own printed program and its promises about every t."""

import math
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calc.descent import descend, main
from calc.function import Function

COURSE = ("x^2", 5, 0.1, 20)

# Every kind of function and every way a descent can end; the printed program must keep up with all of them.
DESCENTS = [
    COURSE,
    ("x^2", 5, 0.5, 20),
    ("x^2", 5, 1.0, 20),
    ("x^2", 5, 1.1, 20),
    ("x^2", 5, 1.1, 2000),
    ("x^2", -0.3, 0.01, 50),
    ("x^2", 5, 0.1, 0),
    ("x^4-3x^2+x", 1.9, 0.02, 30),
    ("x^4-3x^2+x", 1.3, 0.19, 40),
    ("sin(x)", 3, 0.7, 20),
    ("exp(x)/x - tanh(x)", 3, 0.1, 20),
    ("x ln(x)", 3, 0.3, 20),
    ("sqrt(x)", 1, 0.8, 20),
    ("1/x", 0.5, 0.01, 20),
    ("abs(x)", 1, 0.25, 10),
    ("abs(x-1)/3", 0.2, 0.7, 10),
    ("x^1.5", 1, 0.5, 10),
    ("exp(x^2)", 3, 1, 10),
    ("0.1x^2 + x/3 - pi", 5, 0.7, 12),
    ("7", 3, 0.1, 3),
]


@cache
def walk_of(settings):
    return descend(*settings)


@given(st.floats(-50, 50), st.floats(0.001, 1.2), st.integers(0, 60))
def test_x_squared_has_a_closed_form(start, rate, steps):
    walk = descend("x^2", start, rate, steps)
    k = np.arange(steps + 1)
    np.testing.assert_allclose(walk.iterates, start * (1 - 2 * rate) ** k, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(walk.values, walk.iterates**2, rtol=1e-14)
    np.testing.assert_allclose(walk.slopes, 2 * walk.iterates, rtol=1e-14)
    np.testing.assert_allclose(walk.moves, np.diff(walk.iterates), rtol=1e-6, atol=1e-12)
    assert walk.iterates.shape == walk.values.shape == walk.slopes.shape == (steps + 1,)
    assert walk.moves.shape == (steps,) == (len(walk.lines),)


def test_the_printed_lines_of_the_course():
    lines = walk_of(COURSE).lines
    assert lines[0] == "Step 0: x = 4.0000, f(x) = 16.0000"
    assert lines[1] == "Step 1: x = 3.2000, f(x) = 10.2400"
    assert lines[19] == "Step 19: x = 0.0576, f(x) = 0.0033"
    assert str(walk_of(COURSE)) == "\n".join(lines)


@pytest.mark.parametrize("settings", DESCENTS, ids=str)
def test_every_move_is_the_rate_times_the_slope_downhill(settings):
    walk = walk_of(settings)
    f, r, h = walk.function, walk.learning_rate, 1e-6
    for k, move in enumerate(walk.moves):
        x = walk.iterates[k]
        assert walk.iterates[k + 1] == x + move
        if 1e-2 < abs(x) < 1e3:
            measured = (f(x + h) - f(x - h)) / (2 * h)
            assert move == pytest.approx(-r * measured, rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("settings", DESCENTS, ids=str)
def test_the_program_prints_exactly_the_lines(settings):
    walk = walk_of(settings)
    ran = subprocess.run([sys.executable, "-I", "-c", walk.program], capture_output=True, check=True)
    assert ran.stdout == "".join(line + "\n" for line in walk.lines).encode()
    assert ran.stderr == b""


@pytest.mark.parametrize("settings", DESCENTS, ids=str)
def test_the_program_is_short_and_knows_its_lines(settings):
    walk = walk_of(settings)
    lines = walk.program.splitlines()
    where = walk.program_line_of
    assert len(lines) <= 8
    assert lines[where["slope"]].strip().startswith("slope = ")
    assert lines[where["update"]].strip() == "x = x - learning_rate * slope"
    assert lines[where["print"]].strip().startswith("print(")
    assert ("import math" in lines) == ("math." in walk.program)


def test_the_courses_program_fits_beside_the_picture():
    assert max(map(len, walk_of(COURSE).program.splitlines())) <= 36


def test_a_descent_in_another_letter():
    walk = descend(Function.parse("(w-2)^2", "w"), 7, 0.1, 2)
    assert walk.lines == ("Step 0: w = 6.0000, f(w) = 16.0000", "Step 1: w = 5.2000, f(w) = 10.2400")
    assert "    w = w - learning_rate * slope" in walk.program


@pytest.mark.parametrize("settings", DESCENTS, ids=str)
def test_at_a_whole_t_stands_the_iterate(settings):
    walk = walk_of(settings)
    for k in range(0, len(walk.iterates), 1 + len(walk.iterates) // 40):
        assert walk.at(k) == (walk.iterates[k], walk.values[k])
        assert walk.slope_at(k) == pytest.approx(walk.slopes[k], nan_ok=True)
    x, y = walk.at(np.arange(len(walk.iterates)))
    np.testing.assert_array_equal(x, walk.iterates)
    np.testing.assert_allclose(y, walk.values, rtol=1e-12, atol=1e-12)


@given(st.sampled_from(DESCENTS), st.floats(0, 1))
def test_every_t_lies_on_the_curve_and_between_its_neighbours(settings, share):
    walk = walk_of(settings)
    t = share * len(walk.moves)
    x, y = walk.at(t)
    before, after = walk.iterates[math.floor(t)], walk.iterates[math.ceil(t)]
    assert type(x) is float and type(y) is float
    assert x == pytest.approx(before + (t - math.floor(t)) * (after - before), rel=1e-12, abs=1e-12)
    assert y == walk.function(x) or math.isnan(y)
    assert walk.slope_at(t) == pytest.approx(walk.function.slope(x), nan_ok=True)


def test_at_takes_arrays_of_any_shape():
    walk = walk_of(COURSE)
    t = np.linspace(0, 20, 12).reshape(3, 4)
    x, y = walk.at(t)
    assert x.shape == y.shape == walk.slope_at(t).shape == (3, 4)
    np.testing.assert_allclose(y, x**2, rtol=1e-14)


@pytest.mark.parametrize("settings", DESCENTS)
def test_a_number_and_an_array_lead_to_the_same_place_to_the_bit(settings):
    walk = walk_of(settings)
    last = len(walk.moves)
    times = np.concatenate([np.linspace(0, last, 7 * last + 1), [-1e-9, last + 1e-9]])
    xs, _ = walk.at(times)
    assert [walk.at(t)[0] for t in times.tolist()] == xs.tolist()


@pytest.mark.parametrize("t", [-0.1, 20.1, math.nan, math.inf, [0, 21]])
def test_at_refuses_a_t_outside_the_descent(t):
    with pytest.raises(ValueError, match="between 0 and 20"):
        walk_of(COURSE).at(t)


def test_at_forgives_a_rounding_error_at_the_ends():
    assert walk_of(COURSE).at(20 + 1e-12)[0] == walk_of(COURSE).iterates[-1]
    assert walk_of(COURSE).at(-1e-12)[0] == 5


def test_the_record_stops_where_a_value_stops():
    walk = descend("sqrt(x)", 1, 0.8, 20)
    assert 0 < len(walk.moves) < 20
    assert walk.iterates[-1] - 0.8 / (2 * math.sqrt(walk.iterates[-1])) < 0
    corner = descend("abs(x)", 1, 0.25, 10)
    np.testing.assert_array_equal(corner.iterates, [1, 0.75, 0.5, 0.25, 0])
    assert math.isnan(corner.slopes[-1]) and np.isfinite(corner.values).all()
    flown = descend("x^2", 5, 1.1, 10_000)
    assert np.isfinite(flown.values).all() and flown.values[-1] > 1e300 and "too large" in flown.stopped
    assert walk_of(COURSE).stopped == ""


def test_what_each_step_keeps():
    assert walk_of(COURSE).contraction == pytest.approx(0.8)
    assert walk_of(COURSE).largest_stable_rate == 1.0
    assert descend("3x^2+x", 1, 0.1, 1).largest_stable_rate == pytest.approx(1 / 3)
    for text in ("x", "-x^2", "7"):
        assert descend(text, 1, 0.1, 1).largest_stable_rate is None
    quartic = descend("x^4", 1, 0.1, 1)
    assert quartic.contraction is None and quartic.largest_stable_rate is None


@given(st.floats(0.1, 9), st.floats(-5, 5), st.floats(0.01, 3))
@settings(max_examples=60)
def test_below_the_largest_stable_rate_a_parabola_comes_closer(a, centre, share):
    f = Function.parse(f"{a:.3f}(x-({centre:.3f}))^2")
    rate = descend(f, 1, 1, 0).largest_stable_rate * share
    walk = descend(f, centre + 1, rate, 1)
    distance = abs(walk.iterates[1] - float(f"{centre:.3f}")) / abs(walk.iterates[0] - float(f"{centre:.3f}"))
    assert distance == pytest.approx(abs(walk.contraction), abs=1e-6)
    assert share == 1 or (distance < 1) == (share < 1) or abs(share - 1) < 1e-6


def test_the_record_is_read_only():
    walk = walk_of(COURSE)
    for array in (walk.iterates, walk.values, walk.slopes, walk.moves):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        walk.learning_rate = 1


BAD = [
    (("x^2", math.nan, 0.1, 20), "the start must be a finite number"),
    (("x^2", math.inf, 0.1, 20), "the start must be a finite number"),
    (("x^2", "5", 0.1, 20), "the start must be a number"),
    (("x^2", True, 0.1, 20), "the start must be a number"),
    (("x^2", 1e200, 0.1, 20), "too large"),
    (("ln(x)", -1, 0.1, 20), r"cannot start here: x = −1 is outside the domain of ln\(x\)"),
    (("abs(x)", 0, 0.1, 20), "no derivative"),
    (("x^2", 5, 0, 20), "the learning rate must be above 0, got 0"),
    (("x^2", 5, -0.1, 20), "the learning rate must be above 0, got -0.1"),
    (("x^2", 5, math.nan, 20), "the learning rate must be a finite number"),
    (("x^2", 5, math.inf, 20), "the learning rate must be a finite number, got infinity"),
    (("x^2", 5, "0.1", 20), "the learning rate must be a number"),
    (("x^2", 5, True, 20), "the learning rate must be a number"),
    (("x^2", 5, 0.1, -1), "between 0 and 10000, got -1"),
    (("x^2", 5, 0.1, 10_001), "between 0 and 10000, got 10001"),
    (("x^2", 5, 0.1, 2.5), "whole number, got 2.5"),
    (("x^2", 5, 0.1, 20.0), "whole number"),
    (("x^2", 5, 0.1, True), "whole number"),
    (("x^2", 5, 0.1, "20"), "whole number"),
    (("y^2", 5, 0.1, 20), "the variable is x"),
    (("", 5, 0.1, 20), "empty"),
]


@pytest.mark.parametrize(("settings", "reason"), BAD, ids=str)
def test_bad_input_is_refused_with_a_reason(settings, reason):
    with pytest.raises(ValueError, match=reason):
        descend(*settings)


def test_the_command_line_prints_the_course():
    ran = subprocess.run([sys.executable, "-m", "calc.descent"], capture_output=True, text=True, check=True)
    assert ran.stdout == str(walk_of(COURSE)) + "\n"
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("flags", "last"),
    [
        (["--steps", "1"], "Step 0: x = 4.0000, f(x) = 16.0000"),
        (["--function", "-x^2", "--start", "-1e0", "--steps=1"], "Step 0: x = -1.2000, f(x) = -1.4400"),
        (["--learning-rate", "0.5", "--start=-3"], "Step 19: x = 0.0000, f(x) = 0.0000"),
    ],
)
def test_the_command_lines_flags(flags, last, capsys):
    assert main(flags) == 0
    assert capsys.readouterr().out.splitlines()[-1] == last


def test_the_command_line_says_when_it_stopped_early(capsys):
    assert main(["--function", "abs(x)", "--start", "1", "--learning-rate", "0.5"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "Step 1: x = 0.0000, f(x) = 0.0000"
    assert err == "calc.descent: stopped early: |x| has no derivative at x = 0\n"


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (["--function", "__import__('os')"], "quotes"),
        (["--function", "y"], "the variable is x"),
        (["--function"], "expected one argument"),
        (["--start", "here"], "invalid float value"),
        (["--start", "nan"], "the start must be a finite number"),
        (["--learning-rate", "-1"], "must be above 0"),
        (["--steps", "2.5"], "invalid int value"),
        (["--steps", "-1"], "between 0 and 10000"),
        (["--stride", "3"], "unrecognized"),
    ],
)
def test_bad_flags_give_one_sentence_and_exit_code_2(flags, reason, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(flags)
    out, err = capsys.readouterr()
    assert stopped.value.code == 2
    assert reason in err and err.count("\n") == 1 and out == ""
