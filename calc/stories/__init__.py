"""Facts about results of calc, and the sentences that tell them: one file for each kind of result."""
