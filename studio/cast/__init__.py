"""Figures that lessons show: descents, level curves, knobs, plates and blocks, a line and its dots, the training loop."""
