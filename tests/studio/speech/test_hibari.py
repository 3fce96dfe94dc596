"""The bundled voice: its sound, the times of its words, and what it needs of the model in its wheel."""

from pathlib import Path

import numpy as np
import pytest
from hibari import Hibari
from hibari.voices import DEFAULT, voice_path
from numpy.typing import NDArray

from studio.speech import hibari_voice
from studio.speech.delivery import FLAT, LIVELY
from studio.speech.hibari_model import _EXACT, _LENGTHS, HibariModel, moved
from studio.speech.hibari_voice import HibariVoice
from studio.speech.sound import SAMPLE_RATE
from studio.speech.speech import Speech
from studio.speech.timed_model import FRAME, UnknownModelError, with_lengths

WORDS = ["The", "slope", "at", "5", "is", "10,", "so", "we", "step", "left."]
# Sentences with a pause, and the index of the first word after it.
PAUSES = {
    "Its slope at 5 is 6: the partial derivative of the loss for w.": 6,
    "At 5 the slope is 10, so we step left by 0.1 times 10, which is 1.": 6,
    "Step three is the update: we move w against the gradient by a small share of it.": 5,
    "After 20 steps, x is 0.0576: close to 0, but not 0.": 6,
    "Without the squares, minus 5 and plus 5 would add up to 0, as if nothing were wrong.": 11,
}


@pytest.fixture(scope="module")
def voice() -> HibariVoice:
    return HibariVoice()


@pytest.fixture(scope="module")
def spoken(voice: HibariVoice) -> Speech:
    return voice.speak(WORDS)


def silences(samples: NDArray[np.float32], least: float = 0.1) -> list[tuple[float, float]]:
    """Return where it is quiet for so many seconds or longer inside the sound: from and to, in seconds."""
    hop = SAMPLE_RATE // 200
    level = np.sqrt((samples[: len(samples) // hop * hop].reshape(-1, hop) ** 2).mean(axis=1))
    edges = np.flatnonzero(np.diff(np.r_[False, level < 0.01, False]))
    pairs = edges.reshape(-1, 2) / 200
    return [
        (first, last)
        for first, last in pairs
        if last - first >= least and first > 0 and last < len(level) / 200
    ]


def test_the_installed_model_tells_its_lengths() -> None:
    """If this fails, hibari has changed: the voice still speaks, flat, and its words are timed worse."""
    model = HibariModel()
    ids = model.tts.ids("ðə slˈOp ɪz tˈɛn.")
    samples, lengths = model.speak(ids, np.array([0.73]), 1.0, 0)
    assert len(lengths) == len(ids)
    assert lengths.sum() * FRAME * model.tts.sample_rate == len(samples)


def test_more_wires_leave_the_sound_as_it_was() -> None:
    plain, model = Hibari(), HibariModel()
    ids = plain.ids("ðə slˈOp ɪz tˈɛn.")
    samples, _ = model.speak(ids, np.array([0.73]), 1.0, 0)
    again, _ = model.speak(ids, np.full(len(ids), 0.73), 1.0, 0)
    wanted = plain.from_ids(ids, 0.73, np.random.default_rng(0)).tobytes()
    assert samples.tobytes() == again.tobytes() == wanted


def test_each_phoneme_can_be_given_its_length() -> None:
    model = HibariModel()
    ids = model.tts.ids("ðə slˈOp ɪz tˈɛn.")
    exact = model.exact_lengths(ids)
    wanted = np.arange(len(ids)) % 5 + 1
    _, lengths = model.speak(ids, np.maximum(exact, 1e-3) / wanted, 1.0, 0)
    assert lengths.tolist() == wanted.tolist()


@pytest.mark.parametrize("broken", [b"speed", b"/Clip_output_0", b"/Sub_output_0"])
def test_a_model_that_is_built_otherwise_is_not_taken_for_this_one(broken: bytes) -> None:
    model = Path(voice_path(DEFAULT)).read_bytes()
    assert len(with_lengths(model, _EXACT, _LENGTHS)) > len(model)
    with pytest.raises(UnknownModelError, match="no such input"):
        with_lengths(model.replace(broken, broken.swapcase()), _EXACT, _LENGTHS)


def test_pitch_moves_further_from_its_middle_and_silence_stays() -> None:
    pitch = np.array([0, 110, 220, 440, 0], np.float32)
    wider = moved(pitch, 1.5)
    assert wider[[0, -1]].tolist() == [0, 0]
    assert 12 * np.log2(wider[1:4] / 220) == pytest.approx([-18, 0, 18], abs=1e-4)
    assert moved(np.zeros(3, np.float32), 1.5).tolist() == [0, 0, 0]


def test_the_voice_repeats_to_the_byte(spoken: Speech) -> None:
    again = HibariVoice().speak(WORDS)
    assert spoken.samples.tobytes() == again.samples.tobytes()
    assert spoken.starts.tobytes() == again.starts.tobytes()


def test_the_voice_comes_out_of_silence_and_fades_into_it(spoken: Speech) -> None:
    tenth = SAMPLE_RATE // 10
    for edge in (spoken.samples[:tenth], spoken.samples[-tenth:]):
        assert np.abs(edge).max() > 0.006
    for edge in (spoken.samples[:48], spoken.samples[-48:]):
        assert np.abs(edge).max() < 1e-4


def test_the_voice_speaks_at_a_pace_that_can_be_followed(spoken: Speech) -> None:
    assert np.all(np.diff(spoken.starts) > 0)
    assert spoken.starts[0] == 0 and spoken.starts[-1] < spoken.seconds
    assert 110 <= 10 / spoken.seconds * 60 <= 190


@pytest.mark.parametrize("delivery", [LIVELY, FLAT], ids=["lively", "flat"])
@pytest.mark.parametrize(("sentence", "word"), PAUSES.items())
def test_a_word_after_a_pause_begins_where_the_silence_ends(
    sentence: str, word: int, delivery: hibari_voice.Delivery
) -> None:
    speech = HibariVoice(delivery).speak(sentence.split())
    ends = [last for _, last in silences(speech.samples)]
    assert min(abs(speech.starts[word] - end) for end in ends) < 0.1


def test_a_sentence_is_synthesised_once(
    voice: HibariVoice, spoken: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert voice._model is not None
    synthesise, made = voice._model._synthesise, []
    monkeypatch.setattr(voice._model, "_synthesise", lambda *given: made.append(1) or synthesise(*given))
    assert np.array_equal(voice.speak(WORDS).samples, spoken.samples)
    assert len(made) == 1


@pytest.mark.parametrize(
    "words", [["So,", "ten."], ["0.5", "x"], ["x equals 3", "now"], ["minus 5:", "—", "0.0576", "of", "2 x."]]
)
def test_each_phoneme_belongs_to_the_word_that_it_is_of(
    voice: HibariVoice, spoken: Speech, words: list[str]
) -> None:
    phonemes = voice._phonemes(words)
    owners = voice._owners(words, list(phonemes))
    found = ["".join(np.array(list(phonemes))[owners == index]).strip() for index in range(len(words))]
    alone = [voice._phonemes([word]) for word in words]
    assert [_plain(sounds) for sounds in found] == [_plain(sounds) for sounds in alone]


def _plain(sounds: str) -> str:
    return sounds.translate(dict.fromkeys(map(ord, "ˈˌ.:")))


def test_words_that_are_read_together_are_told_apart_in_their_context(
    voice: HibariVoice, spoken: Speech
) -> None:
    words = ["It", "cost", "$5", "million", "more."]
    phonemes = list(voice._phonemes(words))
    owners = voice._owners(words, phonemes)
    assert sorted(set(owners)) == [0, 1, 2, 3, 4]
    assert "".join(phonemes[index] for index in np.flatnonzero(owners == 4)).strip() == "mˈɔɹ."


class Unknown:
    def __init__(self) -> None:
        raise UnknownModelError("another model")


def test_a_voice_whose_model_tells_nothing_still_tells_where_words_begin(
    spoken: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hibari_voice, "HibariModel", Unknown)
    speech = HibariVoice().speak(WORDS)
    assert len(speech.starts) == len(WORDS)
    assert np.all(np.diff(speech.starts) >= 0) and speech.starts[-1] < speech.seconds
    exact = HibariVoice(FLAT)
    monkeypatch.undo()
    before_the_pause = slice(1, 6)
    wanted = exact.speak(WORDS).starts * exact.delivery.words / LIVELY.words
    assert speech.starts[before_the_pause] == pytest.approx(wanted[before_the_pause], abs=0.35)
