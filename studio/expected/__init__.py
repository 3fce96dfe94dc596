"""What must be seen of a lesson, frame by frame, as plain data: noted while it plays, looked for in its film.

lesson, playing -> noting.Noting    asks calc's witnesses and the stage at every frame, draws nothing
                -> things.Expected  numbers, colours and outlines; no manim
                -> kept.keep        beside the media, for a check of the film that was drawn meanwhile
"""
