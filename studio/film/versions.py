"""Versions of the packages that shape a picture or a sound."""

import platform
from functools import cache
from importlib.metadata import version

#: The packages whose version can change a picture or a sound.
PACKAGES = (
    "av",
    "fontpkg-inter",
    "fontpkg-jetbrains-mono",
    "hibari-tts",
    "manim",
    "manimpango",
    "numpy",
    "onnxruntime",
    "pillow",
    "pycairo",
    "pyloudnorm",
    "scipy",
    "sympy",
    "typst",
)


@cache
def package_versions() -> dict[str, str]:
    """Return the version of each of PACKAGES and of Python by name; computed once a process."""
    return {"python": platform.python_version(), **{package: version(package) for package in PACKAGES}}
