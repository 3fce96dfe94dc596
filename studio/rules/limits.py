"""The longest time in seconds for which nothing moves, in a lesson's holds and in its film's pictures."""

VOICED = 4.0  # while a line is spoken
SILENT = 2.0  # while none is
