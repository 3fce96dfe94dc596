"""Ten questions to ask a learner of the course; calc computes the answers, the lessons give them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import scenes
from calc.chain import Graph
from calc.derivative import secants
from calc.descent import descend
from calc.integral import Normal, integral
from calc.model import Model
from calc.wording import Wording, number
from studio.film.drawing import draw
from studio.lesson.lesson import Lesson
from studio.rules.snapshot import standing_texts
from studio.speech.voice import SilentVoice
from studio.stage.quality import Quality

MODEL = Model()
BOWL = MODEL.loss_of_weight(1.0)
WALK = descend("x**2", 5, 0.1, 20)


@dataclass(frozen=True)
class Question:
    """A question to a lesson; `answer` is computed, and written as the course writes numbers."""

    lesson: str
    asks: str
    answer: Wording


def one_dot() -> float:
    """Return the slope of the loss for w, for one dot: input 2, target 5, w = 4, b = 3."""
    graph = Graph.parse(["w", "b"], p="2*w + b", m="p - 5", L="m**2")
    return graph.forward(w=4, b=3).backward()["w"]


NEAR = secants(BOWL, 7, [0.01])
HERE = MODEL.surface.gradient(5, 5)
STRIPS = integral("2*(x - 2)", 2, 7).strips(10)
IN_SPREAD = round(100 * Normal().chance_within(1))

QUESTIONS = (
    Question("WhyCalculus", "How far off the dots is the line at w = 7?", number(MODEL.misses(7, 1)[1])),
    Question("TrainingLoop", "The loss was 25. What is it after two trips?", number(WALK.values[2])),
    Question("Derivative", "How steep is the line from 7 to 7.01?", number(NEAR.slopes[0])),
    Question("Derivative", "How steep is the curve where it is lowest?", number(BOWL.slope(MODEL.best[0]))),
    Question("PartialDerivative", "At (5, 5), how steep is it along b?", number(HERE.vector[1])),
    Question("Gradient", "How fast is the fastest climb at (5, 5)?", number(HERE.length)),
    Question("ChainRule", "By how much is a nudge of w multiplied in the loss?", number(one_dot())),
    Question("Integral", "What do 10 strips add up to?", number(STRIPS.total)),
    Question("Integral", "How many of 100 values lie within one spread?", number(IN_SPREAD)),
    Question("GradientDescent", "Where is the ball after 20 steps?", number(WALK.iterates[-1], 4)),
)


@pytest.fixture(scope="module")
def told(cache: Path) -> Callable[[str], str]:
    """Return all that a lesson says and shows, as text; play each lesson once."""
    kept: dict[str, str] = {}

    def tell(name: str) -> str:
        if name not in kept:
            shown: set[str] = set()

            def look(lesson: Lesson, _pixels: np.ndarray, _frames: int) -> None:
                shown.update(text.says for text in standing_texts(lesson))

            quality = Quality("questions", 214, 120, 5)
            scene = getattr(scenes, name)
            lesson = draw(scene, quality, SilentVoice(), look, cache=cache / "manim", rasterise=False)
            said = [word.text for span in lesson.timeline.spans for word in span.narration.words]
            kept[name] = " ".join([*said, *sorted(shown)])
        return kept[name]

    return tell


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.lesson}: {question.asks}")
def test_the_lesson_answers(question: Question, told: Callable[[str], str]) -> None:
    answer = re.escape(question.answer.written)
    assert re.search(rf"(?<![\d.]){answer}(?!\d|\.\d)", told(question.lesson)), question.answer


def test_there_are_ten_and_they_cover_the_concepts() -> None:
    assert len(QUESTIONS) == 10
    concepts = {"Derivative", "PartialDerivative", "Gradient", "ChainRule", "Integral", "GradientDescent"}
    assert concepts <= {question.lesson for question in QUESTIONS}


def test_an_answer_the_lesson_does_not_give_is_not_found(told: Callable[[str], str]) -> None:
    text = told("GradientDescent")
    assert not re.search(r"(?<![\d.])0\.0577(?!\d)", text)
    assert re.search(r"(?<![\d.])0\.0576(?!\d)", text)
