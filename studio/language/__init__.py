"""Lessons in other languages: catalogues of messages, and numbers as they are written and said there."""
