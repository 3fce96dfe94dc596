"""Zips that are written again over what is there."""

import zipfile
from pathlib import Path

import pytest

from studio.page.archive import write_zip

MEMBERS: list[tuple[str, bytes | Path]] = [("a.txt", b"a" * 5000), ("b/c.txt", b"c")]


def forged(honest: bytes) -> bytes:
    """The zip with other content in it, and all that it says of itself as it was."""
    stored = bytearray(honest)
    at = stored.index(b"c", stored.index(b"b/c.txt") + len(b"b/c.txt"))
    stored[at] ^= 1
    return bytes(stored)


@pytest.mark.parametrize("spoilt", ["half", "no directory", "forged", "another comment", "as it was"])
def test_a_zip_that_is_there_is_written_anew(spoilt: str, tmp_path: Path) -> None:
    path = write_zip(tmp_path / "x.zip", MEMBERS)
    honest = path.read_bytes()
    if spoilt == "half":
        path.write_bytes(honest[len(honest) // 2 :])
    elif spoilt == "no directory":
        path.write_bytes(honest.replace(b"PK\1\2", b"PK??"))
    elif spoilt == "forged":
        path.write_bytes(forged(honest))
    elif spoilt == "another comment":
        with zipfile.ZipFile(path, "a") as archive:
            archive.comment = b"of somebody else"
    assert write_zip(path, MEMBERS).read_bytes() == honest
