"""Ten questions to ask a learner of the course; calc computes the answers, the lessons give them."""

import re
from dataclasses import dataclass

import pytest
from manim import tempconfig

import scenes
from calc.chain import Graph
from calc.derivative import secants
from calc.descent import descend
from calc.integral import Normal, integral
from calc.model import Model
from calc.wording import Wording, number
from studio.speech.voice import SilentVoice

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


def told(name: str) -> str:
    """Return all that a lesson says, and the texts that stand when one of its plays has ended."""
    with tempconfig({"dry_run": True, "verbosity": "ERROR", "frame_rate": 30}):
        lesson = getattr(scenes, name)(voice=SilentVoice())
        said = [word.text for span in lesson.timeline.spans for word in span.narration.words]
    return " ".join([*said, *sorted({text for each in lesson._script for text in each.texts})])


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: f"{question.lesson}: {question.asks}")
def test_the_lesson_answers(question: Question) -> None:
    answer = re.escape(question.answer.written)
    assert re.search(rf"(?<![\d.]){answer}(?!\d|\.\d)", told(question.lesson)), question.answer


def test_there_are_ten_and_they_cover_the_concepts() -> None:
    assert len(QUESTIONS) == 10
    concepts = {"Derivative", "PartialDerivative", "Gradient", "ChainRule", "Integral", "GradientDescent"}
    assert concepts <= {question.lesson for question in QUESTIONS}


def test_an_answer_the_lesson_does_not_give_is_not_found() -> None:
    text = told("GradientDescent")
    assert not re.search(r"(?<![\d.])0\.0577(?!\d)", text)
    assert re.search(r"(?<![\d.])0\.0576(?!\d)", text)
