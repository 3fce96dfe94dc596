"""Render and check lessons from a checkout: python render.py --scene GradientDescent"""

from calculus_lessons.__main__ import run

if __name__ == "__main__":
    run()
