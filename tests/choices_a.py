"""Choices for Derivative and Integral: merged into tests/choices.py."""

CHOICES: dict[str, list[dict[str, str]]] = {
    "Derivative": [
        {"function": "abs(x)", "point": "0"},  # a corner
        {"function": "sqrt(4 - x)", "point": "3.9", "gaps": "2,1,0.1,0.01"},  # only to the left
        {"function": "x**4 - 3*x**2 + x", "point": "0", "gaps": "1,0.5,0.1,0.01"},
        {"function": "x**3 - x", "point": "0", "gaps": "1,0.5,0.1,0.01"},
        {"function": "log(x)", "point": "1", "gaps": "1,0.5,0.1,0.01"},
        {"function": "5", "point": "1"},
        {"function": "1e-6*x**2", "point": "3"},
        {"function": "x**2", "point": "0"},  # the tangent lies flat, and each slope is as large as its gap
        {"function": "1/x", "point": "-1", "gaps": "3,0.5,0.1,0.01"},  # a pole on the right
        {"function": "sin(1/x)", "point": "0.1"},
        {"function": "x**2", "point": "1e9", "gaps": "1e8,1e7,1e6,1e5"},
        {"function": "sin(x)", "point": "1", "gaps": "4,3,2,1"},
    ],
    "Integral": [
        {"function": "x**3 - 3*x", "low": "-2", "high": "2"},  # areas below the axis
        {"function": "1/x", "low": "1", "high": "4"},
        {"function": "exp(-x**2)", "low": "0", "high": "2"},
        {"function": "log(x)", "low": "1", "high": "9"},
        {"function": "5", "low": "0", "high": "1"},
        {"function": "x**2", "low": "0", "high": "1e9"},
        {"function": "1e-6*x**2", "low": "0", "high": "3"},
        {"function": "x**2", "low": "-1", "high": "1"},  # as far down as up
        {"function": "x**2", "low": "-3", "high": "1", "strips": "1,2,4"},
        {"function": "sin(20*x)*exp(x/3) + x**2/(1 + x**2)", "low": "0", "high": "3", "strips": "20,40,200"},
        {"function": "x**x", "low": "1", "high": "2"},
    ],
}

REFUSED: dict[str, list[tuple[dict[str, str], str]]] = {
    "Derivative": [
        ({"function": "sqrt(x)", "point": "0"}, "√x has no derivative at x = 0"),
        ({"function": "log(x)", "point": "-1"}, "outside the domain of ln(x)"),
        ({"point": "1e9", "gaps": "1,0.1,0.01,1e-9"}, "the two points coincide"),
        ({"function": "cos(100*pi*x)", "point": "0", "gaps": "2,1,0.1,0.02"}, "swings too fast"),
        ({"gaps": "1,2,3,4"}, "gaps must be 4 numbers, falling"),
    ],
    "Integral": [
        ({"low": "7", "high": "2"}, "low must lie below high, got low 7 and high 2"),
        ({"strips": "5,12,50"}, "each number of strips must be a multiple of the one before, got 5, 12, 50"),
        (
            {"function": "1/x", "low": "-1", "high": "1"},
            "the slope of 1/x has no value somewhere from -1 to 1",
        ),
        ({"function": "abs(x)", "low": "-1", "high": "2"}, "the slope of |x| jumps or grows without bound"),
        ({"function": "exp(x)", "low": "0", "high": "700"}, "50 strips are too coarse for e^x from 0 to 700"),
    ],
}
