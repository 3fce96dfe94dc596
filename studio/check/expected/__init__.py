"""A lesson as its film must show it, frame by frame, as plain data: noted while it plays.

lesson, playing -> notes.Noting     asks calc's witnesses and the stage at every frame, draws nothing
                -> model.Expected   numbers, colours and outlines; no manim
                -> cache.keep       for a check of the film that was drawn meanwhile
"""
