"""One row of a plan as it stands in the file, and as it is kept while somebody corrects it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Row:
    """``place`` says where it stands, ``notes`` how a cell came to its text; ``left_out``: not wanted."""

    number: int
    place: str
    cells: dict[str, str]
    section: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    left_out: bool = False

    def join(self, other: Row) -> None:
        """A further line about the same matter: what it says differently is added on a line of its own."""
        for key, text in other.cells.items():
            present = self.cells.get(key, "")
            if text not in present.split("\n"):
                self.cells[key] = f"{present}\n{text}".strip()
        self.notes["title"] = "事项是合并单元格，几行的内容并成一件"

    def plain(self) -> dict[str, Any]:
        return {
            "number": self.number, "place": self.place, "cells": self.cells, "section": self.section,
            "notes": self.notes, "left_out": self.left_out,
        }  # fmt: skip
