"""Choices of parameters that are hard to tell a lesson about: tests and benchmarks/choices.py play them.

REFUSED are choices about which no lesson can be told, with what the refusal says.
"""

CHOICES: dict[str, list[dict[str, str]]] = {
    "GradientDescent": [
        {"function": "x**4 - 3*x**2 + x", "start": "2", "learning_rate": "0.01", "steps": "40"},
        {"function": "x**3 - x", "start": "2", "learning_rate": "0.05"},
        {"function": "x**3", "start": "1"},
        {"function": "exp(x)", "start": "1"},
        {"function": "log(x)", "start": "2", "learning_rate": "0.5"},
        {"function": "abs(x)", "start": "5"},
        {"function": "abs(x)", "start": "1", "learning_rate": "0.25"},
        {"function": "1e9*x**2", "start": "1", "learning_rate": "1e-10"},
        {"function": "1e-6*x**2", "learning_rate": "1e5"},
        {"function": "x**2 + 1e9"},
        {"function": "-x**2", "start": "1"},
        {"function": "2x + 1", "start": "3"},
        {"function": "sin(x)", "start": "3", "learning_rate": "0.5", "steps": "12"},
        {"function": "exp(-x) + x**2/10 - sin(3x)", "start": "-1", "learning_rate": "0.02"},
        {"function": "t^4/4 - t", "start": "2.5", "learning_rate": "0.05", "steps": "7"},
        {"function": "(x-3)**2 + 2", "start": "-4", "learning_rate": "0.3", "rates": "0.1,0.9"},
        {"steps": "1"},
        {"steps": "2"},
        {"steps": "500"},
        {"learning_rate": "1e-6"},
        {"learning_rate": "0.5"},
        {"learning_rate": "1"},
        {"learning_rate": "5"},
        {"start": "1e9"},
        {"start": "1e-6"},
    ],
}

REFUSED: dict[str, list[tuple[dict[str, str], str]]] = {
    "GradientDescent": [
        ({"function": "3"}, "the slope of 3 at x = 5 is 0, so the ball would never move"),
        ({"start": "0"}, "the slope of x² at x = 0 is 0, so the ball would never move"),
        ({"function": "log(x)", "start": "-1"}, "x = −1 is outside the domain of ln(x)"),
        ({"function": "log(x)", "start": "0.1", "learning_rate": "2"}, "make the learning rate smaller"),
        ({"learning_rate": "1e-300"}, "too small to compute with; make the learning rate larger"),
        ({"learning_rate": "0"}, "learning_rate must be a number above 0"),
        ({"steps": "501"}, "steps must be a whole number from 1 to 500"),
        (
            {"function": " + ".join(f"sin({n}x + {n})*exp(-{n}x/10)" for n in range(1, 8)), "start": "1"},
            "the formula is too long to show as a program beside its curve",
        ),
    ],
}
