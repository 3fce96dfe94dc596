"""A lesson of six seconds, with a descent of three steps and words that try to be markup."""

from manim import Dot, Wait

from calc.descent import descend
from studio.lesson.lesson import Lesson
from studio.lesson.page_track import States, descent_states
from studio.stage.following import follow

HOSTILE = "<script>alert(1)</script>"


class TinyDescent(Lesson):
    """A ball & three <b>steps</b>."""

    poster = "last"

    def calculate(self) -> None:
        self.walk = descend("x**2", 5.0, 0.1, 3)

    def shown(self) -> str:
        return f"{self.walk}\n{HOSTILE}"

    def states(self) -> States:
        return descent_states(self.walk, "steps_taken", last_beat="last")

    @classmethod
    def heading(cls) -> str:
        return f"Tiny {HOSTILE}"

    def cast(self) -> None:
        self.steps_taken = self.track("steps_taken")
        self.ball = follow(Dot(), lambda ball: ball.move_to([self.steps_taken.get_value(), 0, 0]))

    def construct(self) -> None:
        self.add(self.ball)
        with self.beat("first", "If 4 < 5 & 5 > 4, wait. Then go.", pause=0.6, title="Wait"):
            self.then(Wait(0.5))
        with self.beat("steps", "Three steps.", pause=0.6, title=f"Go {HOSTILE}"):
            self.then(self.steps_taken.to(3, 0.9))
        with self.beat("last", "Here.", pause=0.3, title="Rest"):
            self.then(Wait(0.2))


class TinyFrench(TinyDescent):
    """Written in a language that no recogniser listens to."""

    language = "fr"
