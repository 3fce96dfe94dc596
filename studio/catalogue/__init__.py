"""Many lessons: what is up to date, and where the rest is rendered, on one machine or many."""
