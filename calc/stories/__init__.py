"""What is true of a result of calc, and the sentences that tell it: one file for each kind of result."""
