"""The lines of the lesson on the chain rule, with the marks on which it shows things: true of any dot."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from calc.line import Line, say
from calc.stories.chain import Chain
from calc.wording import brief, number

_SPLIT = 6  # blocks that can be seen to split one by one


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

    # Lines

    @cached_property
    def inside(self) -> Line:
        return say(
            "<nested>Real models are functions inside <unfold>functions. "
            "<follow>Follow one dot: its input t is <input>{t}, and its target y is <target>{y}.",
            t=self.chain.named("t"),
            y=self.chain.named("y"),
        )

    @cached_property
    def forward(self) -> Line:
        named = self.chain.named
        return say(
            "Set <weight>w to <w>{w} and b to <b>{b}. The <p>prediction p "
            "is <prediction>{p}, the <m>miss m is <miss>{m}, and the <l>loss L, its square, is <loss>{loss}.",
            w=named("w"),
            b=named("b"),
            p=named("p"),
            m=named("m"),
            loss=named("L"),
        )

    @cached_property
    def first(self) -> Line:
        t = self.chain.input
        nudge = say("<nudge>Nudge w up by <by>{nudge}.", nudge=brief(self.chain.nudge))
        just = abs(t) == 1
        if t == 0:
            return nudge + say(
                "The <moves>prediction does not move at all, because the input is <rate>{t}.",
                without=["input", "t"],
                t=self.chain.say(t),
            )
        if t > 0:
            told = (
                "The <moves>prediction moves <rate>just as much, because the <input>input is <t>{t}."
                if just
                else "The <moves>prediction moves <rate>{rate} times as much, "
                "because the <input>input is <t>{t}."
            )
        else:
            told = (
                "The <moves>prediction moves the other way, <rate>just as much, "
                "because the <input>input is <t>{t}."
                if just
                else "The <moves>prediction moves the other way, <rate>{rate} times as much, "
                "because the <input>input is <t>{t}."
            )
        return nudge + say(told, rate=self.chain.say(abs(t)), t=self.chain.say(t))

    @cached_property
    def others(self) -> Line:
        rate = self.chain.path.rates[2]
        if self.chain.input:
            miss = say("The miss <same>moves just as much.")
        else:
            miss = say("The miss <same>would move just as much.")
        if rate == 0:
            told = (
                "The <loss>loss, its <square>square, does <rate>not move: there is no <miss>miss to double."
                if self.chain.input
                else "The <loss>loss, its <square>square, would <rate>not move: "
                "there is no <miss>miss to double."
            )
        elif self.chain.input and rate < 0:
            told = (
                "The <loss>loss, its <square>square, moves the other way, <rate>just as much, "
                "because the <miss>miss is minus a half."
                if rate == -1
                else "The <loss>loss, its <square>square, moves the other way, "
                "<rate>{rate} times as much: twice the <miss>miss."
            )
        elif self.chain.input:
            told = (
                "The <loss>loss, its <square>square, moves <rate>just as much, "
                "because the <miss>miss is a half."
                if rate == 1
                else "The <loss>loss, its <square>square, moves <rate>{rate} times as much: "
                "twice the <miss>miss."
            )
        elif rate < 0:
            told = (
                "The <loss>loss, its <square>square, would move the other way, <rate>just as much, "
                "because the <miss>miss is minus a half."
                if rate == -1
                else "The <loss>loss, its <square>square, would move the other way, "
                "<rate>{rate} times as much: twice the <miss>miss."
            )
        else:
            told = (
                "The <loss>loss, its <square>square, would move <rate>just as much, "
                "because the <miss>miss is a half."
                if rate == 1
                else "The <loss>loss, its <square>square, would move <rate>{rate} times as much: "
                "twice the <miss>miss."
            )
        return miss + say(told, rate=self.chain.say(abs(rate)))

    @cached_property
    def question(self) -> Line:
        if self.unnumbered:
            return say("How strongly does the <reach>loss react to <w>w?") + say(
                "Do we <add>add these rates, or <multiply>multiply them?",
                without=["sum", "product"],
            )
        return say("How strongly does the <reach>loss react to <w>w?") + say(
            "<add>Add the rates, to <sum>{total}, or <multiply>multiply them, to <product>{rate}?",
            total=self.chain.say(self.chain.path.total),
            rate=self.chain.say(self.chain.path.rate),
        )

    @cached_property
    def multiplied(self) -> Line:
        rates = [self.chain.say(rate) for rate in self.chain.path.rates]
        said = say(
            "The chain rule multiplies: "
            "<one>{one} times <two>{two} times <three>{three} makes <product>{rate}.",
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
            said += say("Each step passes its <pass>change on, and a negative rate turns it round.")
        elif self.splits:
            said += say(
                "Each of the {count} blocks <pass>splits into {parts}.", count=rates[0], parts=rates[2]
            )
        else:
            said += say("Each step passes its <pass>change on to the next one.")
        return said

    @cached_property
    def swept(self) -> Line:
        back = self.chain.back
        return say(
            "Backpropagation <starts>starts at the <loss>loss and goes back: "
            "<m>{m}, then <p>{p} again, and then <w>{w}."
            if back["m"] == back["p"]
            else "Backpropagation <starts>starts at the <loss>loss and goes back: "
            "<m>{m}, then <p>{p}, and then <w>{w}.",
            m=self.chain.say(back["m"]),
            p=self.chain.say(back["p"]),
            w=self.chain.say(back["w"]),
        )

    @cached_property
    def forked(self) -> Line:
        return say(
            "For b, reuse the <p>{p} at the <prediction>prediction. "
            "Times <one>{rate}, that makes a slope of <b>{b}.",
            p=self.chain.say(self.chain.back["p"]),
            rate=self.chain.say(self.chain.run.path("b", "p").rate),
            b=self.chain.say(self.chain.back["b"]),
        )

    @cached_property
    def gradient(self) -> Line:
        back = self.chain.back
        said = say(
            "One sweep back gives the whole <gradient>gradient: <w>{w} for w and <b>{b} for <bias>b.",
            w=self.chain.say(back["w"]),
            b=self.chain.say(back["b"]),
        )
        if back["w"] == back["b"] == 0:
            return said + say("The line meets this dot, so there is <nothing>nothing to learn from it.")
        return said + Line(without=frozenset({"nothing"}))
