"""Contact sheet: one frame of every beat with its line below, on one picture."""

import textwrap
from collections.abc import Sequence

import fontpkg
from PIL import Image, ImageDraw, ImageFont

from studio.stage.theme import THEME

_WIDTH = 480  # of one frame, in pixels
_GAP = 16
_COLUMNS = 3
_FONT_SIZE = 17
_CHARACTERS = 54  # of a line of text below a frame
_LINES = 3


def thumbnail(picture: Image.Image) -> Image.Image:
    """Return the picture at the width that it has on a sheet."""
    return picture.resize((_WIDTH, round(_WIDTH * picture.height / picture.width)), Image.Resampling.LANCZOS)


def contact_sheet(frames: Sequence[Image.Image], lines: Sequence[str]) -> Image.Image:
    """Lay out thumbnails of equal size in rows, each with its line below it.

    Raises:
        ValueError: there are no frames, or not as many lines as frames.
    """
    if not frames or len(frames) != len(lines):
        raise ValueError(f"a sheet needs one line a frame; got {len(frames)} frames and {len(lines)} lines")
    (font_file, *_) = fontpkg.family("inter").files
    font = ImageFont.truetype(str(font_file.path), _FONT_SIZE)
    line_height = round(1.35 * _FONT_SIZE)
    cell = (_WIDTH + _GAP, frames[0].height + _LINES * line_height + 2 * _GAP)
    columns = min(_COLUMNS, len(frames))
    rows = -(-len(frames) // columns)
    sheet = Image.new("RGB", (columns * cell[0] + _GAP, rows * cell[1] + _GAP), THEME.panel)
    pen = ImageDraw.Draw(sheet)
    for index, (frame, line) in enumerate(zip(frames, lines, strict=True)):
        left = _GAP + index % columns * cell[0]
        top = _GAP + index // columns * cell[1]
        sheet.paste(frame, (left, top))
        text = "\n".join(textwrap.wrap(line, _CHARACTERS, max_lines=_LINES, placeholder=" …"))
        place = (left, top + frame.height + _GAP // 2)
        pen.multiline_text(place, text, fill=THEME.text, font=font, spacing=line_height - _FONT_SIZE)
    return sheet
