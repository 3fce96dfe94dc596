"""Write zip files that appear whole, and that equal files make the same to the byte."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from studio.system.files import replacing
from studio.system.received import MOST_FILM, inside, open_regular

_NO_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say
_PACKED_ALREADY = {".mp4", ".png"}


def write_zip(path: Path, members: Iterable[tuple[str, bytes | Path]]) -> Path:
    """Write a zip of `members`, each a name in it with its content or the file that holds it.

    A zip that is there is written anew, whatever it says that it holds.

    Raises OSError where a file cannot be read or the zip not be written, ValueError where a name would lead
    out of the folder that the zip is unpacked into; `path` is then as it was.
    """
    members = list(members)
    for name, _ in members:
        inside(path.parent, name)
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.external_attr = 0o644 << 16
            packed = Path(name).suffix in _PACKED_ALREADY
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            if isinstance(content, bytes):
                archive.writestr(entry, content)
            else:
                entry.file_size = content.stat().st_size
                with open_regular(content, MOST_FILM) as source, archive.open(entry, "w") as target:
                    while block := source.read(1 << 20):
                        target.write(block)
    return path
