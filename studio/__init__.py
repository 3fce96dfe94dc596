"""How any lesson is laid out, spoken, drawn, checked and published."""
