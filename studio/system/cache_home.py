"""The folder for what this machine keeps between runs: outside every media folder, and this user's alone.

Voice, pictures and what a check expects are believed when they are read back. So they lie where whoever
sends a media folder, or shares one, cannot put anything.
"""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

_NAME = "calculus-lessons"


def cache_home() -> Path:
    """Return the folder, made where it is missing: `$XDG_CACHE_HOME/calculus-lessons` on Linux.

    Where it cannot be made, or is another user's, it is a temporary one that ends with this process.
    """
    return _usable(user_cache_path(_NAME, appauthor=False))


@cache
def _usable(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not hasattr(os, "getuid"):
            return folder
        if folder.stat().st_uid == os.getuid():
            folder.chmod(0o700)
            return folder
    except OSError:
        pass
    folder = Path(tempfile.mkdtemp(prefix=f"{_NAME}-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
