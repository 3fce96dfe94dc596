"""Figures that lessons show: descents, level curves, knobs, gears, a line and its dots, the training loop."""
