"""Choices that people really try: functions, starts and learning rates, drawn from lists by a seed."""

import random
from dataclasses import dataclass

CURVES = """
x**2 | 5 -3 0.5 | 0.1 0.01 0.5 1 1.1 0.9 0.99 0.9999 0.001
(x - 3)**2 + 2 | -4 10 3.5 | 0.1 0.3 0.5 0.75 1 1.01
2*x**2 - 4*x + 7 | 6 -2 | 0.05 0.2 0.25 0.45 0.5 0.55
0.5*x**2 + 3 | 20 -8 | 0.1 1 1.5 2 2.2
-x**2 | 1 0.001 | 0.1 0.5
3*x + 2 | 4 -1 | 0.1 1
x**3 | 1 -1 2 | 0.1 0.01 0.3
x**3 - 3*x | 2 0.5 -0.9 0 | 0.1 0.01 0.3 0.35
x**3 - 6*x**2 + 9*x | 4 2.5 1.5 | 0.05 0.1 0.3
x**4 | 1 2 -1.5 | 0.01 0.1 0.2 0.5 0.001
(x - 1)**4 | 3 0 | 0.1 0.01
x**4 - 2*x**2 | 0.5 2 0.01 -1.7 | 0.1 0.01 0.25 0.33 0.3 0.26
x**4 - 3*x**2 + x | 2 -2 0 1.3 | 0.01 0.1 0.15 0.2 0.05 0.001 0.25
x**4 - 4*x**3 + 4*x**2 | 3 -1 0.5 | 0.05 0.1 0.2
x**4 - 50*x**3 - x + 1 | 5 30 | 0.00039 0.0001 0.0003
x**4 + x**3 - 2*x**2 | 1.5 -2.5 | 0.05 0.1 0.15
x**5 - 5*x | 1.5 -0.9 | 0.01 0.05 0.1
x**6 - x**2 | 1 0.1 | 0.1 0.05
x**6 | 1.2 | 0.05 0.1
3*x**4 - 16*x**3 + 18*x**2 | 4 0.5 3.5 | 0.01 0.02 0.005
x**8 | 1 | 0.01 0.2
sin(x) | 1 3 0 1.6 4 | 0.1 1 0.5 2 2.1 3 10 100
cos(x) | 1 0.1 3 | 0.1 1 1.9 2.5
sin(x) + x/2 | 2 -3 | 0.1 1
sin(3*x) | 0.7 | 0.05 0.2 0.3
x*sin(x) | 4 10 | 0.1 0.05 0.3
x**2 + 3*sin(x) | 4 -2 | 0.1 0.3 0.5
x**2 + 10*sin(x) | 5 -3 | 0.05 0.1 0.15
x**2 + sin(5*x) | 2 1 | 0.05 0.1
x**2/10 + cos(3*x) | 3 -4 | 0.05 0.1 0.2
x**2 - cos(2*x) | 3 | 0.1 0.3
sin(x)**2 | 1 2 | 0.1 0.5 1.2
abs(sin(x)) | 1 2 | 0.1 0.3
sin(x)/x | 2 6 | 0.5 2
exp(x) | 2 0 10 | 0.1 1 3
exp(-x) | 1 -2 | 1 0.1
exp(-x**2) | 1 0.1 | 0.1 1
-exp(-x**2) | 1 0.5 2 | 0.1 0.5 1.2
exp(x) - x | 2 -3 | 0.1 0.5 1.5
exp(x) - 2*x | 1 | 0.3 0.9 1.1
exp(x) + exp(-x) | 2 | 0.1 0.4 0.7
cosh(x) | 2 | 0.1 0.5 1.5
x*exp(x) | 1 -3 | 0.1 0.5
x*exp(-x) | 2 0.5 | 0.5 1
x**2*exp(-x) | 1 3 | 0.2 0.5
exp(x**2) | 1 | 0.05 0.3
log(x) | 1 2 | 0.1 0.5
-log(x) | 1 | 0.1 0.5
x*log(x) | 1 3 | 0.1 0.5
x - log(x) | 3 0.5 | 0.1 0.5 1.5
log(x)**2 | 3 0.5 | 0.1 0.3 1
log(1 + x**2) | 3 1 | 0.5 1 2
log(1 + exp(x)) | 2 -1 | 0.5 1
sqrt(x) | 1 4 | 0.1 0.8
sqrt(1 + x**2) | 3 | 0.1 1 1.9 3
sqrt(abs(x)) | 1 | 0.1
x - sqrt(x) | 2 | 0.1 0.5
abs(x) | 5 1 -2 | 0.1 0.3 0.25 1
abs(x - 2) + abs(x + 1) | 4 | 0.1 0.3
abs(x) + 0.3*x | 5 | 0.3
abs(x**2 - 1) | 2 0.5 | 0.1 0.3
x*abs(x) | 1 -1 | 0.1
abs(x)**3 | 1 | 0.1 0.3
abs(x)**1.5 | 1 | 0.1
x**2 + abs(x) | 3 | 0.1 0.2
tanh(x) | 2 -1 | 0.5 1
tanh(x)**2 | 3 1 | 1 0.5 0.1
(tanh(x) - 0.5)**2 | 2 0 | 0.5 1
1/(1 + exp(-x)) | 3 -1 0 | 0.5 1
(1/(1 + exp(-x)) - 0.8)**2 | 0 4 | 1 5
1/x | 1 -1 | 0.1 0.5
x + 1/x | 3 0.5 | 0.1 0.5
x**2 + 1/x | 2 | 0.1 0.2
1/x**2 | 1 | 0.1
1/(1 + x**2) | 1 | 0.1 1
-1/(1 + x**2) | 1 2 | 0.1 0.5 1.2
x/(1 + x**2) | 1 0.5 | 0.5 1
atan(x) | 1 | 0.5
atan(x)**2 | 2 | 0.2 0.7
(x + abs(x))/2 | 2 1 | 0.3
((x + abs(x))/2)**2 | 2 -1 | 0.1 0.6
(x**2 + x*abs(x))/2 + x**2/10 | 2 -3 | 0.1 0.5
x - sin(x) | 3 -2 | 0.1 0.5
tan(x) | 1 | 0.1
tan(x)**2 | 1 | 0.05
2**x | 3 | 0.5
2**x - x | 3 | 0.3 1
x**2*(x - 1)**2 | 2 0.4 | 0.1 0.3
(x**2 - 1)**2 | 2 0.1 | 0.05 0.1 0.3
(x**2 - 4)*(x + 1) | 3 | 0.05 0.1
pi*x**2 | 2 | 0.1 0.318
x**2 + 1e-9*x | 3 | 0.2
1e6*x**2 | 3 | 1e-7 1e-6
1e-6*x**2 | 300 | 10000 500000
(x - 1000)**2 | 990 | 0.1 0.9
x**2 + x**4/100 | 4 | 0.1 0.3
tanh(1000*x) | 0.002 | 1e-7 1e-6
x**3 - 2*x + 2 | 1 -1 | 0.05 0.2
x**4 - 5*x**2 + 4 | 2.5 -0.4 | 0.02 0.05
x**4 - 8*x**2 + 3*x | 3 | 0.01 0.05
x**4/4 - x**3/3 - x**2 | 3 -0.1 | 0.05 0.2
"""


@dataclass(frozen=True)
class Descent:
    """A choice for the lesson GradientDescent."""

    function: str
    start: float
    learning_rate: float
    steps: int = 20

    @property
    def parameters(self) -> dict[str, object]:
        return {
            "function": self.function,
            "start": self.start,
            "learning_rate": self.learning_rate,
            "steps": self.steps,
        }


def descents() -> list[Descent]:
    """Every function with its starts and rates, and with some by a seed: more than 500."""
    chosen = []
    for line in CURVES.strip().splitlines():
        function, starts, rates = (part.strip() for part in line.split("|"))
        for start in map(float, starts.split()):
            chosen += [Descent(function, start, float(rate)) for rate in rates.split()]
    draw = random.Random(16)
    functions = [line.split("|")[0].strip() for line in CURVES.strip().splitlines()]
    for _ in range(220):
        function = draw.choice(functions)
        start = round(draw.uniform(-4, 4), draw.choice((0, 1, 2)))
        rate = float(f"{10 ** draw.uniform(-3, 0.7):.2g}")
        chosen.append(Descent(function, start, rate, draw.choice((1, 2, 5, 20, 20, 50, 200))))
    return list(dict.fromkeys(chosen))


def sample(items: list, count: int, seed: int = 1) -> list:
    """Some of them, the same ones for the same seed."""
    return random.Random(seed).sample(items, min(count, len(items)))
