"""Figures that lessons show: descents, level curves, knobs, plates, blocks, a line and its dots, the loop."""
