"""A rendered lesson as a folder that a course can embed, a course as an index and one zip, SCORM packages."""
