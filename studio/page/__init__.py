"""A rendered lesson as a folder that a course can embed, and a course as an index and one zip."""
