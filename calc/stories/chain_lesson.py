"""The lines of the lesson on the chain rule, with the marks on which it shows things: true of any dot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from calc.line import Line, say
from calc.stories.chain import Chain
from calc.wording import Wording, brief, number

_SPLIT = 6  # blocks that can be seen to split one by one
_LEFT_OVER = 6  # characters of a number that is said for what a promise leaves out


@dataclass(frozen=True)
class ChainLesson:
    """The lines of a lesson about a chain of rates, beat by beat."""

    chain: Chain

    # Facts

    @property
    def summed(self) -> bool:
        """True if the rates happen to have the same sum and product."""
        return math.isclose(self.chain.path.total, self.chain.path.rate, rel_tol=1e-9)

    @property
    def splits(self) -> bool:
        """True if the miss moves by a few blocks, each of which becomes several in the loss."""
        t, _, last = self.chain.path.rates
        return 1 < t <= _SPLIT and t == round(t) and last > 1

    @property
    def first_part(self) -> float:
        """The part of what the miss moves by that is passed on first: one block of it, where it splits."""
        return 1 / self.chain.path.rates[0] if self.splits else 1.0

    @property
    def unnumbered(self) -> bool:
        """True if the question gives no results to choose from: they are long, or the same."""
        return self.summed or self.chain.wide

    @property
    def promised(self) -> float:
        """The change of the loss that the rate promises for the nudge."""
        return self.chain.path.rate * self.chain.nudge

    @cached_property
    def left_over(self) -> Wording | None:
        """The part that the promise leaves out, if it is a short number; None if it is too small to show."""
        off = abs(self.chain.grown - self.promised)
        said = number(float(f"{off:.2g}"))
        close = math.isclose(float(f"{off:.2g}"), off, rel_tol=1e-6)
        if off == abs(self.chain.grown):  # just now, that was said
            said = self.chain.say(off)
        return said if close and off >= 1e-4 and len(said.written) <= _LEFT_OVER else None

    # Lines

    @cached_property
    def inside(self) -> Line:
        return say(
            "Real models are <nested>functions inside functions. Let's <unfold>unfold them. "
            "Then we <follow>follow one dot: its input t is <input>{t}, and its target y is <target>{y}.",
            t=self.chain.named("t"),
            y=self.chain.named("y"),
        )

    @cached_property
    def forward(self) -> Line:
        named = self.chain.named
        return say(
            "Set the <weight>weight w to <w>{w} and the bias b to <b>{b}. That makes the <p>prediction p "
            "<prediction>{p}, and the <m>miss m <miss>{m}. "
            "The <l>loss L is the square of the miss, <loss>{L}.",
            w=named("w"),
            b=named("b"),
            p=named("p"),
            m=named("m"),
            L=named("L"),
        )

    @cached_property
    def first(self) -> Line:
        t = self.chain.input
        nudge = say("<nudge>Nudge w up a little, by <by>{nudge}.", nudge=brief(self.chain.nudge))
        if t == 0:
            return nudge + say(
                "The <moves>prediction does not move at all, because the input is <rate>{t}.",
                without=["input", "t"],
                t=self.chain.say(t),
            )
        return nudge + say(
            "The <moves>prediction moves {way}<rate>{times}, because the <input>input is <t>{t}.",
            way="the other way, " if t < 0 else "",
            times=self._times(t),
            t=self.chain.say(t),
        )

    @cached_property
    def others(self) -> Line:
        rate = self.chain.path.rates[2]
        return say(
            "The miss <same>{moves} by the same amount. The <loss>loss is the <square>miss times itself. "
            "So it {moves} {way}<rate>{times}: twice the <miss>miss.",
            moves="moves" if self.chain.input else "would move",
            way="the other way, " if rate < 0 else "",
            times=self._times(rate),
        )

    def _times(self, rate: float) -> str:
        return "just as much" if abs(rate) == 1 else f"{self.chain.say(abs(rate))} times as much"

    @cached_property
    def question(self) -> Line:
        if self.unnumbered:
            return say("So how strongly does the <reach>loss react to <w>w?") + say(
                "Do we <add>add these rates, or <multiply>multiply them? What do you think?",
                without=["sum", "product"],
            )
        return say("So how strongly does the <reach>loss react to <w>w?") + say(
            "Do we <add>add the rates, which makes <sum>{total}, "
            "or <multiply>multiply them, which makes <product>{rate}?",
            total=self.chain.say(self.chain.path.total),
            rate=self.chain.say(self.chain.path.rate),
        )

    @cached_property
    def multiplied(self) -> Line:
        rates = [self.chain.say(rate) for rate in self.chain.path.rates]
        said = say(
            "We multiply: <one>{one} times <two>{two} times <three>{three} is <product>{rate}.",
            one=rates[0],
            two=rates[1],
            three=rates[2],
            rate=self.chain.say(self.chain.path.rate),
        )
        if self.summed:
            said += say("The sum is the same, but only by chance.")
        if self.chain.path.rate == 0:
            said += say("A rate of {nothing} <pass>passes nothing on.", nothing=number(0))
        elif min(self.chain.path.rates) < 0:
            said += say("Each step <pass>passes its change on, and a negative rate turns it round.")
        elif self.splits:
            said += say(
                "Each of the {count} blocks <pass>splits into {parts}.", count=rates[0], parts=rates[2]
            )
        else:
            said += say("Each step <pass>passes its change on to the next one.")
        return said + say("The <curly>curly d says that only <w>w has moved.")

    @cached_property
    def checked(self) -> Line:
        """Asked only where the numbers are short."""
        chain = self.chain
        lead = str(say("Let's check. <move>Move w to {moved}, and the <loss>loss", moved=chain.moved))
        if chain.grown == 0:
            said = say("{lead} <grows>stays the same.", lead=lead)
        else:
            said = say(
                "{lead} <grows>{grows} by <by>{grown}.",
                lead=lead,
                grows="grows" if chain.grown > 0 else "falls",
                grown=chain.say(abs(chain.grown)),
            )
        if self.left_over is not None:
            return said + say(
                "Our rate <promised>promised {promised}. <closer>Let's come closer. "
                "Only <off>{off} is left over.",
                promised=self._change(self.promised),
                off=self.left_over,
            )
        return said + say(
            "Our rate <promised>promised {promised}, {so}.",
            without=["closer", "off"],
            promised=self._change(self.promised),
            so=(
                "and so it is"
                if chain.grown == self.promised
                else "which is almost exact"
                if self.promised
                else "so what is left over is tiny"
            ),
        )

    def _change(self, value: float) -> Wording:
        """A change, without its sign where the loss falls: that has been said."""
        return self.chain.say(abs(value) if self.chain.grown * value > 0 else value)

    @cached_property
    def swept(self) -> Line:
        back = self.chain.back
        return say(
            "Backpropagation <starts>starts at the <loss>loss and goes back, one rate at a time. "
            "We get <m>{m}, then <p>{p}{again}, and then <w>{w}.",
            m=self.chain.say(back["m"]),
            p=self.chain.say(back["p"]),
            again=" again" if back["m"] == back["p"] else "",
            w=self.chain.say(back["w"]),
        )

    @cached_property
    def forked(self) -> Line:
        return say(
            "For b, we reuse the <p>{p} at the <prediction>prediction. "
            "Times <one>{rate}, that makes a slope of <b>{b}.",
            p=self.chain.say(self.chain.back["p"]),
            rate=self.chain.say(self.chain.run.path("b", "p").rate),
            b=self.chain.say(self.chain.back["b"]),
        )

    @cached_property
    def gradient(self) -> Line:
        back = self.chain.back
        said = say(
            "One sweep back gives us the whole <gradient>gradient: <w>{w} for w and <b>{b} for <bias>b.",
            w=self.chain.say(back["w"]),
            b=self.chain.say(back["b"]),
        )
        if back["w"] == back["b"] == 0:
            return said + say("The line meets this dot, so there is <nothing>nothing to learn from it.")
        return said + Line(without=frozenset({"nothing"}))
