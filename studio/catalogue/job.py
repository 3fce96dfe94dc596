"""Jobs and their outcomes: plain data that goes from process to process."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.film.sources import own_sources, source_hashes
from studio.film.versions import package_versions
from studio.language.catalogue import translations_hash
from studio.speech.voices import DEFAULT, voice_called
from studio.stage.quality import Quality
from studio.stage.theme import Theme, described
from studio.system.cache_home import cache_home
from studio.system.files import scratch
from studio.system.own_folder import importing_from
from studio.system.received import inside

#: What shapes a film's pictures only by the times of its words, which are told apart for themselves.
_SOUND = ("hibari-tts", "onnxruntime", "pyloudnorm", "scipy")
_HEARD = (
    "studio.speech.voice",
    "studio.speech.speech",
    "studio.speech.phoneme_voice",
    "studio.speech.hibari_voice",
    "studio.speech.hibari_model",
    "studio.speech.timed_model",
    "studio.speech.recorded_voice",
    "studio.speech.takes",
    "studio.speech.word_times",
    "studio.speech.hearing",
    "studio.speech.delivery",
    "studio.speech.sound",
    "studio.speech.loudness",
    "studio.film.aac",
    "studio.speech.narration",
    "studio.speech.captions",
    "studio.speech.break_words",
)


@dataclass(frozen=True)
class Job:
    """One lesson to be rendered.

    module, scene: where its class is and what it is called. name: of its folder and files.
    own_folder: where its module is, if it is an author's own.
    title, language: "" for the lesson's own. captions: further languages of captions.
    voice: a name of `studio.speech.voices.voices`. takes: the folder of its recordings, which then speak
        instead.
    beat: the only one wanted, None for all. sheet: whether a contact sheet is wanted.
    check, again, release: whether the film is to be proved, rendered a second time, held back if it fails.
    files, sources, recordings, key: what it carries to another machine: its theme's files and its own
        modules, by path, its recordings by name, and its key on this one.
    """

    module: str
    scene: str
    name: str
    quality: Quality
    title: str = ""
    language: str = ""
    captions: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    theme: Theme = field(default_factory=Theme)
    voice: str = DEFAULT
    takes: Path | None = None
    beat: str | None = None
    engine: str = "studio"
    constant_rate: bool = True
    sheet: bool = False
    check: bool = False
    again: bool = False
    release: bool = False
    own_folder: Path | None = None
    files: Mapping[Path, bytes] = field(default_factory=dict)
    sources: Mapping[str, bytes] = field(default_factory=dict)
    recordings: Mapping[str, bytes] = field(default_factory=dict)
    key: str = ""

    @property
    def place(self) -> str:
        """Its folder's path in the media folder."""
        return self.name if self.beat is None else f"{self.name}/beats/{self.beat}"

    @property
    def spoken_in(self) -> str:
        """The language of its narration."""
        return self.language or "en"

    @property
    def voice_name(self) -> str:
        """The full name of who speaks.

        Raises ValueError where nobody of that name can, OSError where a recording cannot be read.
        """
        from studio.speech.recorded_voice import RecordedVoice  # numpy: --list does without
        from studio.speech.takes import contents
        from studio.speech.voice import for_language

        if self.recordings:
            return RecordedVoice.name_of(self.recordings.items(), self.spoken_in)
        if self.takes is not None:
            return RecordedVoice.name_of(contents(self.takes), self.spoken_in)
        return for_language(voice_called(self.voice), self.spoken_in).name

    def packed(self) -> "Job":
        """Return the job with all that another machine needs of this one.

        Raises ValueError, OSError as `ingredients`.
        """
        paths = [path for value in vars(self.theme).values() for path in _paths(value)]
        files = {path: path.read_bytes() for path in paths}
        key = key_of(self.ingredients())
        if self.takes is not None:
            from studio.speech.takes import contents

            return replace(self, takes=None, recordings=dict(contents(self.takes))).packed()
        if self.own_folder is None:
            return replace(self, files=files, key=key)
        with importing_from(self.own_folder):
            sources = {name: path.read_bytes() for name, path in own_sources(self.module).items()}
        return replace(self, files=files, sources=sources, own_folder=None, key=key)

    def unpacked(self, folder: Path) -> "Job":
        """Return the job with the files that it carries put into a folder."""
        own_folder = self.own_folder
        for name, content in self.sources.items():
            own_folder = folder / "own"
            path = inside(own_folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        landed = {}
        for number, (path, content) in enumerate(self.files.items()):
            landed[path] = folder / f"{number}-{path.name}"
            landed[path].write_bytes(content)
        theme = self.theme
        if landed:
            theme = replace(
                theme,
                font_files=tuple(landed[path] for path in theme.font_files),
                logo=landed[theme.logo] if theme.logo else None,
            )
        return replace(self, theme=theme, own_folder=own_folder, files={}, sources={})

    def ingredients(self) -> dict[str, Any]:
        """Return all that shapes the film, by what it is: settings as text, hashes of files, versions.

        Raises:
            ValueError: a source file is no Python that can be read.
            OSError: a file of the theme cannot be read.
        """
        with self._here() as job, importing_from(job.own_folder):
            return {
                "settings": {
                    "scene": f"{self.module}.{self.scene}",
                    "title": self.title,
                    "language": self.language,
                    "captions": " ".join(self.captions),
                    "translations": translations_hash((self.language, *self.captions)),
                    "beat": self.beat or "",
                    "engine": self.engine,
                    "constant rate": self.constant_rate,
                },
                "parameters": {name: str(value) for name, value in sorted(self.parameters.items())},
                "quality": asdict(self.quality),
                "theme": described(job.theme),
                "voice": self.voice_name,
                "versions": package_versions(),
                "sources": source_hashes([self.module, "studio.film.film"]),
            }

    @contextmanager
    def _here(self) -> Iterator["Job"]:
        """Give the job with the files that it carries, if any, on this machine."""
        if not (self.files or self.sources):
            yield self
            return
        with scratch(cache_home(), "job") as folder:
            yield self.unpacked(folder)

    def pictures(self, lengths: Any) -> dict[str, Any]:
        """As `ingredients`, of the pictures alone. lengths: of beats and words in frames, as JSON has it.

        Those that fill a constant rate show nothing new, and are added when a film is joined.
        """
        modules = [self.module, "studio.film.drawing", "studio.film.mp4"]
        kept = {key: value for key, value in self.ingredients().items() if key != "voice"}
        # Forms of English look alike; another language is on the screen, too.
        alike = ("language",) if self.language.partition("-")[0] in ("", "en") else ()
        unseen_settings = ("captions", "constant rate", *alike)
        for part, unseen in (("settings", unseen_settings), ("versions", _SOUND)):
            kept[part] = {key: value for key, value in kept[part].items() if key not in unseen}
        with self._here() as job, importing_from(job.own_folder):
            return {**kept, "sources": source_hashes(modules, without=_HEARD), "lengths": lengths}


def _paths(value: object) -> list[Path]:
    """The paths that a theme's setting is or holds."""
    parts = value if isinstance(value, tuple) else (value,)
    return [part for part in parts if isinstance(part, Path)]


def key_of(ingredients: Mapping[str, Any]) -> str:
    """A short name for what is told: another one for anything else."""
    return hashlib.sha256(json.dumps(ingredients, sort_keys=True).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Outcome:
    """The outcome of a job.

    state: "rendered", "fresh" (it was there already), "recut" (with the pictures that were there), "rejected"
        (it breaks a rule), "refused" (its parameters are), "failed" or "stopped".
    reason: why it was not rendered, in a sentence; "" if it was.
    verdict, passed: of its check, "" and None without one. log: where all it printed is, "" if nowhere.
    seconds: of wall time, all parts of it in all; memory: the most that a process of it held, in MB.
    worker: the process that finished it, as host:process.
    files: all that was written, in its folder. beats: its beats with the seconds at which they begin.
    """

    name: str
    state: str
    key: str = ""
    reason: str = ""
    verdict: str = ""
    passed: bool | None = None
    log: str = ""
    seconds: float = 0.0
    film_seconds: float = 0.0
    memory: float = 0.0
    worker: str = ""
    files: tuple[str, ...] = ()
    beats: tuple[tuple[str, float], ...] = ()

    @property
    def done(self) -> bool:
        """True if the film that was asked for is there."""
        return self.state in ("rendered", "recut", "fresh")
