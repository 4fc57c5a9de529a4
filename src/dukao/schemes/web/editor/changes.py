"""What a change is: the new document, its sentence, where to stand then, and what the page must redraw."""

from __future__ import annotations

from dataclasses import dataclass

from dukao.scoring import Scheme

#: What a change of a figure or a word can alter besides the field itself.
FIGURES = frozenset({"sums", "acts", "marks", "lint", "says"})
#: What a change of the shape can alter.
EVERYTHING = frozenset({"sums", "acts", "tree", "pane", "lint"})


@dataclass(frozen=True, slots=True)
class Change:
    """``renamed`` is the code an item had before, when its code is what was changed."""

    scheme: Scheme
    sentence: str
    at: str
    parts: frozenset[str] = FIGURES
    renamed: str = ""
