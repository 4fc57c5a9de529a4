"""The loop of one decision, from paragraph to score, as a picture and as a table (W-32)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.matters.models import Word
from dukao.matters.scores import ScorePart, score_parts
from dukao.matters.selectors.conditions import LAMPS
from dukao.matters.selectors.decisions import DecisionPage, ParagraphRow
from dukao.matters.selectors.listing import MatterRow
from dukao.matters.vocabulary import Disposition, MatterState

#: Left edge and width of the five columns, in units of the drawing.
COLUMNS = ((0, 150), (190, 190), (420, 280), (740, 150), (930, 150))
WIDTH = 1080
HEAD, LINE, GAP, LEADING = 34, 46, 8, 17
#: Characters that fit into a box: a Chinese character is 12 units wide at the size used.
FIT = {0: 10, 1: 13, 2: 18, 3: 11, 4: 11}


@dataclass(frozen=True, slots=True)
class Box:
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]
    sub: str = ""
    tone: str = ""
    url: str = ""
    #: Whole length of the bar below the words and the part that is done, in percent.
    percent: int | None = None

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def written(self) -> list[tuple[int, str]]:
        """Where each line of words stands, together in the middle of the box."""
        first = self.middle - 3 - (len(self.lines) - 1) * LEADING
        return [(first + place * LEADING, line) for place, line in enumerate(self.lines)]

    @property
    def bar(self) -> int:
        return (self.width - 20) * (self.percent or 0) // 100


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two boxes, as the path of an SVG."""

    path: str


@dataclass(frozen=True, slots=True)
class LoopRow:
    """One line of the loop, in words."""

    paragraph: str
    matter: str
    lead: str
    state: str
    progress: str
    score: str
    url: str = ""


@dataclass
class Loop:
    """Boxes and ties to draw, and the same as rows."""

    boxes: list[Box] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    rows: list[LoopRow] = field(default_factory=list)
    height: int = HEAD
    has_scores: bool = False
    width: int = WIDTH
    heads: tuple[tuple[int, str], ...] = tuple(
        (x, word) for (x, _), word in zip(COLUMNS, ("决策", "段落", "事项", "进展", "得分"), strict=True)
    )


def loop_of(actor: Actor, page: DecisionPage, day: date) -> Loop:
    """Everything that became of the decision, as far as the actor sees it."""
    matters = [one.matter for one in page.matters]
    words = {
        one["matter"]: one["n"]
        for one in Word.objects.filter(matter__in=matters).order_by().values("matter").annotate(n=Count("pk"))
    }
    scores = score_parts(actor, matters, day)
    loop = Loop(has_scores=bool(scores))
    below = HEAD
    for row in page.rows:
        start = below
        boxes = []
        for one in row.matters:
            boxes.append(
                _matter(loop, one, words.get(one.matter.pk, 0), scores.get(one.matter.pk, []), below)
            )
            loop.rows.append(_row(row, one, words.get(one.matter.pk, 0), scores.get(one.matter.pk, [])))
            below += LINE + GAP
        if not row.matters:
            loop.rows.append(LoopRow(row.label, "", "", _disposition(row), "", ""))
            below += LINE + GAP
        paragraph = _paragraph(row, start, below - GAP - start)
        loop.boxes.append(paragraph)
        loop.ties += [_tie(paragraph, box) for box in boxes]
    loop.height = max(below, HEAD + LINE + GAP)
    _decision(loop, page)
    return loop


def _matter(loop: Loop, one: MatterRow, words: int, parts: list[ScorePart], y: int) -> Box:
    matter = one.matter
    (x, width), (said_x, said_width), (score_x, score_width) = COLUMNS[2:]
    # A picture by colours alone would be silent to some.
    lamp = LAMPS[one.light.colour] if one.light.colour != "none" else ""
    words_below = "·".join(filter(None, (one.lead, matter.get_state_display(), lamp)))
    box = Box(
        x, y, width, LINE, _fit(matter.title, 2), words_below, one.light.colour,
        reverse("matters:show", args=[matter.pk]),
    )  # fmt: skip
    said = Box(
        said_x, y, said_width, LINE,
        (f"{matter.percent}%，反馈 {words} 次" if words else f"{matter.percent}%",),
        tone="done" if matter.state == MatterState.CLOSED else "", percent=matter.percent,
    )  # fmt: skip
    loop.boxes += [box, said]
    loop.ties.append(_tie(box, said))
    if parts:
        first, more = parts[0], len(parts) - 1
        score = Box(
            score_x, y, score_width, LINE, _fit(first.words, 4), f"另有 {more} 项" if more else "",
            "loss" if any(part.is_loss for part in parts) else "done", first.url,
        )  # fmt: skip
        loop.boxes.append(score)
        loop.ties.append(_tie(said, score))
    return box


def _paragraph(row: ParagraphRow, y: int, height: int) -> Box:
    x, width = COLUMNS[1]
    text = row.paragraph.text.replace("\n", "")
    sub = _disposition(row) if not row.matters else f"{row.label}·{len(row.matters)} 件"
    tone = {Disposition.OPEN: "open", Disposition.NO_ACTION: "off"}.get(
        Disposition(row.paragraph.disposition), ""
    )
    return Box(x, y, width, height, _fit(text, 1, height), sub, tone, f"?paragraph={row.paragraph.pk}")


def _decision(loop: Loop, page: DecisionPage) -> None:
    x, width = COLUMNS[0]
    paragraphs = [box for box in loop.boxes if box.x == COLUMNS[1][0]]
    box = Box(
        x, HEAD, width, loop.height - HEAD - GAP, _fit(page.decision.title, 0, loop.height - HEAD - GAP),
        f"{len(page.counted_matters)} 件，销号 {page.closed} 件",
    )  # fmt: skip
    loop.boxes.insert(0, box)
    loop.ties += [_level(box, one) for one in paragraphs]


def _row(row: ParagraphRow, one: MatterRow, words: int, parts: list[ScorePart]) -> LoopRow:
    matter = one.matter
    return LoopRow(
        row.label, f"{matter.number} {matter.title}", one.lead, matter.get_state_display(),
        f"{matter.percent}%，反馈 {words} 次", "；".join(part.words for part in parts),
        reverse("matters:show", args=[matter.pk]),
    )  # fmt: skip


def _disposition(row: ParagraphRow) -> str:
    paragraph = row.paragraph
    label = Disposition(paragraph.disposition).label
    return f"{label}：{paragraph.reason}"[:14] if paragraph.reason else label


def _fit(text: str, column: int, height: int = LINE) -> tuple[str, ...]:
    """The words in lines as the box has room for them."""
    room, most = FIT[column], max(1, min(4, height // LEADING - 1)) if height > LINE else 1
    lines = [text[at : at + room] for at in range(0, len(text), room)] or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: room - 1]}…"]
    return tuple(lines)


def _tie(left: Box, right: Box) -> Tie:
    """A curve from the right edge of one box to the left edge of the other."""
    y1, y2 = left.y + left.height // 2, right.y + right.height // 2
    x1, x2 = left.x + left.width, right.x
    half = (x1 + x2) // 2
    return Tie(f"M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}")


def _level(left: Box, right: Box) -> Tie:
    """The decision stands beside all of its paragraphs, so the line is straight."""
    y = right.y + right.height // 2
    return Tie(f"M{left.x + left.width} {y}H{right.x}")
