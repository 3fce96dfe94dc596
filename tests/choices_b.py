"""Choices for the lessons on surfaces, each of which must make a good lesson or one clear refusal."""

CHOICES: dict[str, list[dict[str, object]]] = {
    "PartialDerivative": [
        {"function": "x**2 - y**2", "point": "3,-2"},  # a saddle, and slopes of both signs
        {"function": "2x + 3y"},  # a plane: straight level lines, no flat place
        {"function": "x**2 + 100*y**2"},  # one cut flat beside the other
        {"function": "log(x) + y**2"},  # a part of the map is empty
        {"function": "1/x + 1/y", "point": "1,2"},  # poles, both slopes negative
        {"function": "x**2 + y**2", "point": "3,0"},  # one slope is 0
        {"function": "1e9*x + 2e9*y"},
        {"function": "exp(-x**2 - y**2)", "point": "1,0.5"},  # around a top
        {"function": "(w-2)**2 + (b-1)**2", "point": "50,5"},  # the loss, off the dials
        {"function": "x**2 + y**2", "point": "0,0"},  # refused: flat
        {"function": "(x-1)**2"},  # refused: one letter
    ],
    "Gradient": [
        {"function": "x**2 + 3*y**2"},  # stretched rings: the way down does not aim at the centre
        {"function": "x**2 - y**2", "point": "3,-2"},
        {"function": "2x + 3y", "learning_rate": 0.5},
        {"function": "x**2 + 100*y**2"},  # the step overshoots, and leaves the map
        {"function": "100*(y - x**2)**2 + (1 - x)**2", "point": "-1.2,1", "learning_rate": 0.001},
        {"function": "sqrt(x) + sqrt(y)", "point": "1,2", "learning_rate": 5},  # out of the domain
        {"function": "abs(x) + abs(y)", "point": "3,-1"},
        {"function": "exp(-x**2 - y**2)", "point": "1,0.5"},
        {"function": "x**2 + y**2", "point": "3,0", "learning_rate": 0.5},  # lands at the centre
        {"function": "x**2 + y**2", "point": "5,5", "learning_rate": 1e-12},  # refused: too small a step
        {"function": "x**2 + y**2", "point": "0,0"},  # refused: flat
    ],
}
