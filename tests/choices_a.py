"""Hostile choices for Derivative and Integral: each makes a lesson that keeps every rule, or one refusal."""

CHOICES: dict[str, list[dict[str, object]]] = {
    "Derivative": [
        {"function": "x**4 - 3*x**2 + x", "point": 0, "gaps": "1,0.5,0.1,0.01"},
        {"function": "x**3 - x", "point": 0, "gaps": "1,0.5,0.1,0.01"},
        {"function": "log(x)", "point": 1, "gaps": "1,0.5,0.1,0.01"},
        {"function": "5", "point": 1},
        {"function": "abs(x)", "point": 0},  # a corner
        {"function": "sqrt(4 - x)", "point": 3.9, "gaps": "2,1,0.1,0.01"},  # only to the left
        {"function": "1e-6*x**2", "point": 3},
        {"function": "x**2", "point": 0},  # the tangent lies flat, and each slope is as large as its gap
        {"function": "1/x", "point": -1, "gaps": "3,0.5,0.1,0.01"},  # a pole on the right
        {"function": "sin(1/x)", "point": 0.1},
        {"function": "sqrt(x)", "point": 0},
        {"function": "x**2", "point": 1e9, "gaps": "1,0.1,0.01,1e-9"},
    ],
    "Integral": [
        {"function": "x**3 - 3*x", "low": -2, "high": 2},  # areas below the axis
        {"function": "exp(-x**2)", "low": 0, "high": 2},
        {"function": "1/x", "low": 1, "high": 4},
        {"function": "1/x", "low": -1, "high": 1},
        {"function": "abs(x)", "low": -1, "high": 2},
        {"function": "5", "low": 0, "high": 1},
        {"function": "x**2", "low": 0, "high": 1e9},
        {"function": "x**2", "low": -1, "high": 1},  # as far down as up
        {"function": "sin(20*x)*exp(x/3) + x**2/(1 + x**2)", "low": 0, "high": 3, "strips": "20,40,200"},
        {"function": "x**2", "low": 0, "high": 1, "strips": "5,12,50"},
        {"function": "log(x)", "low": 1e-9, "high": 1},
    ],
}
