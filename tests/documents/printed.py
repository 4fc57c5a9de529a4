"""What is printed on the pages of a PDF: letters with their places, and straight rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, partial
from io import BytesIO
from typing import Any

import pikepdf

from dukao.documents.secrecy import alphabet

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class Letter:
    """``x`` and ``y`` are the left end of the baseline, in points from the paper's lower left corner."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True)
class Rule:
    x: float
    y: float
    width: float
    thickness: float
    is_red: bool


@dataclass
class Printed:
    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters).replace(" ", "").replace("\u3000", "")


def printed_pages(content: bytes) -> list[Printed]:
    with pikepdf.open(BytesIO(content)) as pdf:
        return [_printed(page) for page in pdf.pages]


def _printed(page: pikepdf.Page) -> Printed:
    box = [float(side) for side in page.mediabox]
    found = Printed(box[2] - box[0], box[3] - box[1])
    alphabet_of = cache(partial(alphabet, page, {}))
    state: dict[str, Any] = {"m": (1, 0, 0, 1, 0, 0), "red": False, "w": 1.0}
    stack: list[dict[str, Any]] = []
    text: Matrix = (1, 0, 0, 1, 0, 0)
    size, codes, path = 0.0, (1, {}), []
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "q":
            stack.append(dict(state))
        elif operator == "Q":
            state = stack.pop()
        elif operator == "cm":
            state["m"] = _times(tuple(map(float, operands)), state["m"])
        elif operator == "w":
            state["w"] = float(operands[0])
        elif operator in ("SCN", "scn", "RG", "rg") and len(operands) == 3:
            state["red"] = float(operands[0]) > 0.5 > float(operands[1])
        elif operator in ("SCN", "scn", "G", "g") and len(operands) == 1:
            state["red"] = False
        elif operator == "Tf":
            codes, size = alphabet_of(str(operands[0])), float(operands[1])
        elif operator == "BT":
            text = (1, 0, 0, 1, 0, 0)
        elif operator == "Tm":
            text = tuple(map(float, operands))
        elif operator in ("Td", "TD"):
            text = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), text)
        elif operator in ("Tj", "TJ"):
            found.letters += _letters(operands, codes, size, _times(text, state["m"]), page)
        elif operator in ("m", "l"):
            path.append(_at(state["m"], float(operands[0]), float(operands[1])))
        elif operator == "S" and len(path) == 2:
            (x, y), (end, _) = path
            scale = abs(state["m"][0])
            found.rules.append(Rule(x, y, end - x, state["w"] * scale, state["red"]))
            path = []
        elif operator in ("S", "f", "n", "h", "W"):
            path = [] if operator in ("S", "f", "n") else path
    return found


def _letters(
    operands: list[Any], codes: tuple[int, dict[int, str]], size: float, matrix: Matrix, page: pikepdf.Page
) -> list[Letter]:
    width, letters = codes
    found, x = [], 0.0
    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
    for part in parts:
        if not isinstance(part, pikepdf.String):
            x -= float(part) / 1000 * size
            continue
        raw = bytes(part)
        for at in range(0, len(raw), width):
            text = letters.get(int.from_bytes(raw[at : at + width], "big"), "")
            left, base = _at(matrix, x, 0)
            found.append(Letter(text, left, round(base, 2), size))
            x += size * (0.5 if text.isascii() else 1)
    return found


def _times(first: Any, then: Any) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, l = then  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


def _at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
