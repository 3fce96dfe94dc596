"""For how long nothing may move, in seconds: of a lesson's holds, and of its film's pictures."""

VOICED = 4.0  # while a line is spoken
SILENT = 2.0  # while none is
