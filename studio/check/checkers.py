"""Every part of the proof, in the order in which a report shows them. A new one: a file here, and a line."""

from studio.check.areas import Areas
from studio.check.captions import Captions, Chapters, FurtherCaptions
from studio.check.checker import Checker
from studio.check.container import Container
from studio.check.curves import Curves
from studio.check.heard import Heard
from studio.check.made import Made
from studio.check.page import Page
from studio.check.picture import Looks
from studio.check.rules import Rules
from studio.check.sound import Sound
from studio.check.truth import Truth
from studio.check.words import Words

CHECKERS: tuple[type[Checker], ...] = (
    Truth,
    Areas,
    Curves,
    Words,
    Sound,
    Heard,
    Looks,
    Captions,
    FurtherCaptions,
    Chapters,
    Page,
    Rules,
    Container,
    Made,
)
