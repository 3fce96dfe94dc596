"""An independent judge of every sentence that a lesson says: numpy, sympy and mpmath, nothing that calc decides."""
