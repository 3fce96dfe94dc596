"""Compares the folder with its manifest, and the manifest with this machine (quality rule 26)."""

from collections.abc import Iterable

from studio.check.checker import Checker
from studio.check.report import Row
from studio.film.fingerprint import sources, stream_hashes, versions
from studio.system.files import hash_inside

_THOSE = {
    "pictures": "the pictures are those that were made",
    "sound": "the sound is the one that was made",
}


class Made(Checker):
    """Hashes of pictures, sound and files; versions and sources beside those of today."""

    group = "manifest"

    def rows(self) -> Iterable[Row]:
        manifest, folder = self.delivered.manifest, self.delivered.folder
        hashes = manifest["hashes"]
        before = {"pictures": hashes.get("pictures", "none"), "sound": hashes.get("sound", "none")}
        now = stream_hashes(self.delivered.mp4)
        for kind, wanted in before.items():
            found = now.get(kind, "none")
            yield self.row(_THOSE[kind], found[:12], wanted[:12], found == wanted)
        changed = [name for name, known in hashes["files"].items() if hash_inside(folder, name) != known]
        yield self.row(
            "every file is as it was made",
            f"{len(changed)} of {len(hashes['files'])} changed",
            "0",
            not changed,
            ", ".join(changed),
        )
        yield self._told("versions", manifest["versions"], versions(self.delivered.mp4))
        yield self._told("sources", manifest["sources"], sources(self.expected.module))

    def _told(self, what: str, before: dict[str, str], now: dict[str, str]) -> Row:
        """Return a row on what differs from today's, which is no fault of the film."""
        changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
        return self.row(
            f"{what} since it was made", f"{len(changed)} changed", "", None, ", ".join(changed[:8])
        )
