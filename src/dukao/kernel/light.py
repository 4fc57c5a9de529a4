"""What a lamp says: a colour, its finding and the rule that lights it. Lamps are worked out, never stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Light:
    """``finding`` says plan, fact and gap; ``rule`` says what lights this colour."""

    colour: str
    finding: str
    rule: str = ""
    #: What stands on the lamp where its colour's own word would not be true.
    word: str = ""
