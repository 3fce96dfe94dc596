"""The rules of a clear lesson, measured on its objects and its script while it plays, without drawing it."""
