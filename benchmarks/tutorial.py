"""Draw the pictures of docs/writing-lessons.md, one for each step: python benchmarks/tutorial.py"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from tutorial import steps  # noqa: E402

from studio.film.drawing import draw  # noqa: E402
from studio.lesson.lesson import Lesson, lesson_class  # noqa: E402
from studio.speech.voice import SilentVoice  # noqa: E402
from studio.stage.quality import Quality  # noqa: E402
from studio.system.own_folder import importing_from  # noqa: E402

#: For each step the beat whose last picture is shown (of the question, a second before), and its parameters.
SHOWN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("slope", {}),
    ("slope", {}),
    ("end", {}),
    ("guess", {}),
    ("end", {"far": 2}),
    ("why", {}),
)


def main() -> None:
    """Write docs/pictures/tutorial-0.png and so on."""
    size = Quality("page", 960, 540, 10)
    with TemporaryDirectory() as folder:
        for number, (file, (beat, parameters)) in enumerate(zip(steps(Path(folder)), SHOWN, strict=True)):
            seen: list[Any] = []

            def keep(lesson: Lesson, pixels: Any, frames: int, seen: list[Any] = seen) -> None:
                seen.extend([pixels.copy()] * min(frames, 20))

            with importing_from(file.parent):
                found = lesson_class("sigmoid", "Sigmoid")
                draw(found, size, SilentVoice(), keep, cache=Path(folder), only=beat, parameters=parameters)
            picture = Image.fromarray(seen[-15 if beat == "guess" else -1]).convert("RGB").quantize(128)
            picture.save(ROOT / "docs" / "pictures" / f"tutorial-{number}.png", optimize=True)


if __name__ == "__main__":
    main()
