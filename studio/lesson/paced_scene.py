"""PacedScene: a manim Scene that plays in whole frames, and knows what stands on it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any, Self

from manim import Animation, Group, Mobject, Scene, ValueTracker, Wait, config
from manim.utils.iterables import list_update

from studio.lesson.plays import going
from studio.lesson.schedule import frames_of
from studio.stage.emphasis import Focus
from studio.stage.following import catch_up, update
from studio.stage.shapes import members, without


class PacedScene(Scene):
    """A scene whose plays last as many frames as they are planned to.

    It answers some of manim's questions faster than manim does.

    frame: the number of frames played so far.
    brand: what stands on it and belongs to no lesson; None if there is nothing.
    """

    brand: Mobject | None = None

    def __init__(self, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.frame = 0
        self._planned: int | None = None  # frames of the next play; None where it takes its own time
        self._focus: Focus | None = None

    def add(self, *mobjects: Mobject) -> Self:
        """Bring mobjects on stage as they are now: actors where their trackers have got to."""
        for mobject in mobjects:
            mobject.update(0)
        super().add(*mobjects)
        return self

    def get_mobject_family_members(self) -> list[Mobject]:
        """Return all parts of what stands, as manim does, which takes longer."""
        found = members(self.mobjects)
        return sorted(found, key=attrgetter("z_index")) if self.renderer.camera.use_z_index else found

    def get_moving_and_static_mobjects(
        self, animations: Iterable[Animation]
    ) -> tuple[list[Mobject], list[Mobject]]:
        """Return what may move in these plays, and what stands still, as manim does, which takes longer."""
        layers = self.renderer.camera.use_z_index
        moving = members(self.get_moving_mobjects(*animations))
        known = {id(member) for member in moving}
        still = [
            member
            for member in members(list_update(self.mobjects, self.foreground_mobjects))
            if len(member.points) and id(member) not in known
        ]
        if layers:
            moving.sort(key=attrgetter("z_index"))
            still.sort(key=attrgetter("z_index"))
        return moving, still

    def get_restructured_mobject_list(
        self, mobjects: Iterable[Mobject], to_remove: Iterable[Mobject]
    ) -> list[Mobject]:
        """Return what stays of these mobjects, as manim does, which takes longer."""
        return without(mobjects, [*to_remove])

    def standing(self) -> Iterator[Mobject]:
        """Yield what the lesson has brought on stage, in order of its coming; no trackers and no brand."""
        for mobject in self.mobjects:
            # Manim leaves what it faded in together standing as one Group.
            for member in mobject.submobjects if type(mobject) is Group else [mobject]:
                if member is not self.brand and not isinstance(member, ValueTracker):
                    yield member

    def stands(self, mobject: Mobject) -> bool:
        """Say whether the lesson has brought this on stage, and not taken it away."""
        return any(mobject is each for each in self.standing())

    def out(self, *mobjects: Mobject) -> list[Animation]:
        """Return the plays that take these away; none for what does not stand on the stage."""
        return going(mobjects, self.standing())

    def dim_but(self, *kept: Mobject) -> Animation:
        """Return the play that dims all that stands but what counts now; `undim` undoes it."""
        self._focus = Focus(self.standing(), *kept)
        dimming: Animation = self._focus.dim()
        return dimming

    def undim(self) -> list[Animation]:
        """Return the plays that let what was dimmed come back; none where nothing was."""
        focus, self._focus = self._focus, None
        return [focus.release()] if focus else []

    def _play_now(self, animations: Sequence[Any], settings: Mapping[str, Any]) -> None:
        for animation in animations:
            if isinstance(getattr(animation, "mobject", None), Mobject):
                catch_up(animation.mobject)
        super().play(*animations, **settings)
        if self.renderer.skip_animations:  # manim leaves that out, and what follows would look otherwise
            self.update_mobjects(0)
        self.frame += self._play_frames
        self._planned = None

    def get_run_time(self, animations: list[Animation]) -> float:
        """Return a play's length as whole frames, so that the drawn frames are those of the timeline.

        Manim draws a frame at each of arange(0, run_time, 1 / rate) and int(run_time * rate) frames of
        a still wait: half a frame less or more keeps both clear of rounding.
        """
        rate = int(config.frame_rate)
        self._longest = max(animation.run_time for animation in animations)
        self._play_frames = self._planned or frames_of(self._longest, rate)
        for animation in animations:
            if self._planned and animation.run_time == self._longest:
                animation.run_time = self._planned / rate
            # Else the part of a frame that is left over would be one long jump at the end.
            animation.run_time = min(animation.run_time, self._play_frames / rate)
        still = len(animations) == 1 and isinstance(animations[0], Wait) and not self.should_update_mobjects()
        return (self._play_frames + (0.5 if still else -0.5)) / rate

    def update_mobjects(self, dt: float) -> None:
        """Call the updaters of all that stands, as manim does at every frame."""
        for mobject in self.mobjects:
            update(mobject, dt)
