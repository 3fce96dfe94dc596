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
        {"function": "abs(x - 1/3)", "start": "1", "learning_rate": "0.25", "steps": "10"},  # past a corner
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
        {"function": "3*x**2 - 4", "start": "-2", "learning_rate": "0.2"},  # a step that almost lands at 0
        {"function": "log(1 + exp(-x))", "start": "-1", "learning_rate": "0.5"},  # it keeps falling
        {"learning_rate": "1e-6"},
        {"learning_rate": "0.5"},
        {"learning_rate": "1"},
        {"learning_rate": "5"},
        {"start": "1e9"},
        {"start": "1e-6"},
        {"function": "(x-1)**4", "start": "3", "learning_rate": "0.01"},  # high beside the title
        {"function": "sqrt(1 + x**2)", "start": "-6", "learning_rate": "0.7"},  # settles quickly in the end
    ],
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
        {"function": "sin(1/x)", "point": "0.3", "gaps": "0.05,0.02,0.01,0.001"},
        {"function": "x**2", "point": "1e9", "gaps": "1e8,1e7,1e6,1e5"},
        {"function": "sin(x)", "point": "1", "gaps": "4,3,2,1"},
        {"function": "2*x + 3", "point": "4"},  # a number of its formula is said as a slope
        {"function": "x**2 - 3*x + 1", "point": "-2.5"},  # too long to be derived term by term on one line
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
        {"function": "x**2 - 4", "low": "-1", "high": "3", "strips": "4,8,40"},  # strips 1 wide, from -1
    ],
    "PartialDerivative": [
        {"function": "x**2 - y**2", "point": "3,-2"},  # a saddle, and slopes of both signs
        {"function": "2x + 3y"},  # a plane: straight level lines, no flat place
        {"function": "x**2 + 100*y**2"},  # one cut flat beside the other
        {"function": "log(x) + y**2"},  # a part of the map is empty
        {"function": "1/x + 1/y", "point": "1,2"},  # poles, both slopes negative
        {"function": "x**2 + y**2", "point": "3,0"},  # one slope is 0
        {"function": "1e9*x + 2e9*y"},
        {"function": "exp(-x**2 - y**2)", "point": "1,0.5"},  # around a top
        {"function": "exp(-x**2 - y**2)", "point": "1,1"},  # arrows that point inwards
        {"function": "exp(x) + y**2", "point": "1,1"},  # a cut that is low on the left
        {"function": "(x-1)**2 + (y+2)**2", "point": "-1.5,0.5"},  # as far from the middle along both
        {"function": "(w-2)**2 + (b-1)**2", "point": "50,5"},  # the loss, off the dials
    ],
    "Gradient": [
        {"function": "x**2 + 3*y**2"},  # stretched rings: the way down does not aim at the centre
        {"function": "x**2 - y**2", "point": "3,-2"},
        {"function": "2x + 3y", "learning_rate": "0.5"},
        {"function": "x**2 + 100*y**2"},  # the step overshoots, and leaves the map
        {"function": "100*(y - x**2)**2 + (1 - x)**2", "point": "-1.2,1", "learning_rate": "0.001"},
        {"function": "sqrt(x) + sqrt(y)", "point": "1,2", "learning_rate": "5"},  # out of the domain
        {"function": "abs(x) + abs(y)", "point": "3,-1"},
        {"function": "exp(-x**2 - y**2)", "point": "1,0.5"},
        {"function": "x**2 + y**2", "point": "3,0", "learning_rate": "0.5"},  # lands at the centre
        {"function": "sqrt(x**2 + y**2)", "point": "3,4", "learning_rate": "1"},  # a cone
    ],
    "WhyCalculus": [
        {"dots": "0,1 2,5", "weight": "-1"},
        {"dots": "-3,2 -1,8", "weight": "-4"},
        {"weight": "0"},
        {"dots": "1,1 3,5"},
        {"dots": "0,0 1,1", "weight": "4"},  # no bias to show
        {"dots": "-1,2 1,2", "weight": "3"},
        {"dots": "-1,4.9 1,8.9"},  # the bias is the weight that is tried
        {"dots": "-1,4 2,-5", "weight": "-8"},
        {"dots": "-1e6,-5 1e6,3e5"},
        {"dots": "-1,-1e-3 1,3e-3"},
        {"dots": "-1,1000 1,1001"},
        {"weight": "1e6"},
    ],
    "TrainingLoop": [
        {"learning_rate": "1.1"},
        {"dots": "0,1 2,5", "weight": "-1"},
        {"learning_rate": "1"},
        {"learning_rate": "1.8"},
        {"learning_rate": "0.9"},
        {"learning_rate": "0.5"},
        {"learning_rate": "0.001"},
        {"dots": "1,1 3,5", "learning_rate": "0.05"},
        {"weight": "-5", "learning_rate": "0.25"},  # an update to a small weight
        {"dots": "-3,2 -1,8", "weight": "-4"},
        {"dots": "-1,4 2,-5", "weight": "-8", "learning_rate": "0.3"},
        {"dots": "-1000,-5 1000,3e5", "learning_rate": "1e-7"},
        {"dots": "-1,-1e-3 1,3e-3", "weight": "0.01"},
    ],
    "ChainRule": [
        {"input": "-3"},
        {"target": "11"},
        {"target": "10"},
        {"input": "0"},
        {"target": "10.5"},  # the loss moves as much as the miss
        {"input": "1"},
        {"target": "12"},
        {"input": "3", "target": "14"},
        {"input": "2.5", "target": "-3", "weight": "-1.75", "bias": "0.3"},
        {"input": "0.001"},
        {"input": "1e6"},
        {"input": "-4", "weight": "-2.5", "bias": "1e6"},
        {"input": "20", "target": "7e5"},
        {"input": "0", "target": "1"},
        {"input": "2", "target": "-6", "weight": "-1.5", "bias": "2"},  # a dot just above the ticks
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
    "Derivative": [
        ({"function": "sqrt(x)", "point": "0"}, "√x has no derivative at x = 0"),
        ({"function": "log(x)", "point": "-1"}, "outside the domain of ln(x)"),
        ({"point": "1e9", "gaps": "1,0.1,0.01,1e-9"}, "the two points coincide"),
        ({"function": "sin(1/x)", "point": "0.1"}, "swings too fast"),
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
        ({"function": "atan(1/x)", "low": "-1", "high": "2"}, "is outside the domain of atan(1/x)"),
        ({"function": "exp(x)", "low": "0", "high": "700"}, "50 strips are too coarse for e^x from 0 to 700"),
    ],
    "PartialDerivative": [
        ({"function": "x**2 + y**2", "point": "0,0"}, "is flat at"),
        ({"function": "(x-1)**2"}, "has only one"),
        ({"point": "1"}, "point must be 2 numbers"),
    ],
    "Gradient": [
        ({"function": "x**2 + y**2", "point": "0,0"}, "is flat at"),
        ({"function": "x**2 + y**2", "learning_rate": "1e-12"}, "choose a larger learning rate"),
        ({"function": "x*y*z"}, "has more than two"),
    ],
    "WhyCalculus": [
        ({"weight": "2"}, "the weight 2 is already the best one for these dots"),
        ({"weight": "2.01"}, "that no miss could be seen; the best weight is 2"),
        ({"dots": "1,1 1,2"}, "dots at two different inputs"),
        ({"dots": "100,1 101,2"}, "lie too close together to be told apart"),
        ({"dots": "1,1"}, "dots must be 2 dots"),
    ],
    "TrainingLoop": [
        ({"weight": "2"}, "so there is nothing to learn; give another weight"),
        ({"learning_rate": "50"}, "out of every picture; give one up to 2; the loss falls below 1"),
        ({"learning_rate": "1e-9"}, "so small that the loss would not change"),
        ({"learning_rate": "0.9999999"}, "so close to 1 that the loss would not change"),
        ({"learning_rate": "0"}, "learning_rate must be a number above 0"),
        ({"dots": "3,1 3,2"}, "dots at two different inputs"),
    ],
    "ChainRule": [
        ({"target": "11.001"}, "too close to be told apart in a picture; give a target farther away"),
        ({"input": "1e7"}, "input must be a number from -1e+06 to 1e+06"),
        ({"weight": "much"}, "weight must be a number from"),
    ],
}
