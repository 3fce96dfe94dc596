"""An independent judge of all that lessons say: numpy, sympy and mpmath, and nothing that calc decides."""
