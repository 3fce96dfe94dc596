"""Many lessons, rendered side by side on one machine or many, and nothing twice."""
