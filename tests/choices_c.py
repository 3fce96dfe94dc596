"""Choices for the lessons on the line: merged into tests/choices.py."""

CHOICES: dict[str, list[dict[str, str]]] = {
    "WhyCalculus": [
        {"dots": "0,1 2,5", "weight": "-1"},
        {"dots": "-3,2 -1,8", "weight": "-4"},
        {"weight": "0"},
        {"dots": "1,1 3,5"},
        {"dots": "-1,2 1,2", "weight": "3"},
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
        {"dots": "-3,2 -1,8", "weight": "-4"},
        {"dots": "-1,4 2,-5", "weight": "-8", "learning_rate": "0.3"},
        {"dots": "-1000,-5 1000,3e5", "learning_rate": "1e-7"},
        {"dots": "-1,-1e-3 1,3e-3", "weight": "0.01"},
    ],
    "ChainRule": [
        {"input": "-3"},
        {"target": "10"},
        {"input": "0"},
        {"input": "1"},
        {"target": "12"},
        {"target": "9"},
        {"input": "2.5", "target": "-3", "weight": "-1.75", "bias": "0.3"},
        {"input": "0.001"},
        {"input": "1e6"},
        {"input": "-4", "weight": "-2.5", "bias": "1e6"},
        {"input": "20", "target": "7e5"},
        {"input": "0", "target": "1"},
    ],
}

REFUSED: dict[str, list[tuple[dict[str, str], str]]] = {
    "WhyCalculus": [
        ({"weight": "2"}, "the weight 2 is already the best one for these dots"),
        ({"weight": "2.01"}, "that no miss could be seen; the best weight is 2"),
        ({"dots": "1,1 1,2"}, "dots at two different inputs"),
        ({"dots": "100,1 101,2"}, "lie too close together to be told apart"),
        ({"dots": "1,1"}, "dots must be 2 dots"),
    ],
    "TrainingLoop": [
        ({"weight": "2"}, "so there is nothing to learn; give another weight"),
        ({"learning_rate": "50"}, "out of every picture; give one up to 2.5; the loss falls below 1"),
        ({"learning_rate": "1e-9"}, "so small that the loss would not change"),
        ({"learning_rate": "0"}, "learning_rate must be a number above 0"),
        ({"dots": "3,1 3,2"}, "dots at two different inputs"),
    ],
    "ChainRule": [
        ({"target": "10.001"}, "too close to be told apart in a picture; give a target farther away"),
        ({"input": "1e7"}, "input must be a number from -1e+06 to 1e+06"),
        ({"weight": "much"}, "weight must be a number from"),
    ],
}
