"""How any lesson is recorded and published."""
