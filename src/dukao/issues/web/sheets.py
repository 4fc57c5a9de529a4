"""What lists of problems look like on paper: 问题清单 to hand over, 整改台账 to follow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dukao.documents.services import Sheet
from dukao.issues.selectors.conditions import LAMPS
from dukao.issues.selectors.ledger import Whole
from dukao.issues.selectors.statistics import Statistics
from dukao.ui.formats import day_year

SHEETS = {"list": "问题清单", "book": "整改台账", "slip": "整改交办单"}
_LIST = (
    ("序号", 7), ("编号", 18), ("问题", 24), ("事实", 34), ("依据", 20), ("来源", 11), ("程度", 7),
    ("责任单位", 17), ("整改要求", 28), ("整改时限", 15),
)  # fmt: skip
_BOOK = (
    ("序号", 7), ("编号", 18), ("问题", 22), ("责任单位", 16), ("来源", 11), ("状态和灯", 18),
    ("整改时限", 16), ("采取的措施", 28), ("佐证", 7), ("退回", 7), ("反弹", 7), ("验收人", 10),
    ("销号日", 16), ("销号意见", 20),
)  # fmt: skip
_SLIP = (
    ("序号", 7), ("编号", 18), ("责任单位", 17), ("问题和事实", 42), ("依据", 22), ("整改要求", 34),
    ("整改时限", 15), ("责任", 16), ("签收", 16),
)  # fmt: skip
#: Counted in the ledger: proofs, returns, rebounds.
_COUNTS = frozenset({8, 9, 10})
#: Where whoever hands over and whoever receives sign.
_SIGNED = "交办人：　　　　　　　　交办日期：　　　　　　　　接收人：　　　　　　　　接收日期："


def sheet_of(kind: str, rows: Iterable[Whole], day: date, *, count: int, most: int, asked: str = "") -> Sheet:
    """The rows as one of the sheets; of ``count`` problems no more than ``most``, and the note says so."""
    columns, cells = {
        "list": (_LIST, _list_cells), "book": (_BOOK, _book_cells), "slip": (_SLIP, _slip_cells),
    }[kind]  # fmt: skip
    return Sheet(
        title=SHEETS[kind], columns=columns, rows=cells(rows),
        note=note_of(day, count=count, most=most, asked=asked), foot="内部资料，妥善保管。",
        closing=_SIGNED if kind == "slip" else "", figures=_COUNTS if kind == "book" else frozenset(),
        name=f"{SHEETS[kind]} {day}",
    )  # fmt: skip


def note_of(day: date, *, count: int, most: int, asked: str, unit: str = "件") -> str:
    """
    >>> note_of(date(2026, 9, 28), count=7, most=5, asked="来源：审计")
    '截至 2026 年 9 月 28 日，共 7 件，只列出前 5 件。条件：来源：审计。'
    """
    cut = f"，只列出前 {most} {unit}" if count > most else ""
    return f"截至 {day_year(day)}，共 {count} {unit}{cut}。" + (f"条件：{asked}。" if asked else "")


def _list_cells(rows: Iterable[Whole]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        one = row.problem
        yield (
            str(number), one.number, one.title, one.facts, one.clause, one.get_source_display(),
            one.get_severity_display(), _units(row), one.demand, one.due_on.isoformat(),
        )  # fmt: skip


def _book_cells(rows: Iterable[Whole]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        one = row.problem
        verifier = one.verifier.name if one.verifier else "督考办"
        yield (
            str(number), one.number, one.title, _units(row), one.get_source_display(),
            _standing(row), one.due_on.isoformat(), one.action_taken, str(one.proofs), str(one.returns),
            str(one.rebounds),
            verifier, one.closed_on.isoformat() if one.closed_on else "",
            one.opinion if one.closed_on else "",
        )  # fmt: skip


def _slip_cells(rows: Iterable[Whole]) -> Iterator[tuple[str, ...]]:
    """What is handed over, with an empty cell for the receiver's hand."""
    for number, row in enumerate(rows, 1):
        one = row.problem
        proof = "销号时须附整改佐证。" if one.needs_proof else ""
        facts = one.facts if one.facts.startswith(one.title) else f"{one.title}。{one.facts}"
        yield (
            str(number), one.number, _units(row), facts, one.clause, f"{one.demand}{proof}",
            one.due_on.isoformat(), one.duty, "",
        )  # fmt: skip


def _units(row: Whole) -> str:
    """Who answers for it, and who puts it right together with them."""
    joint = "、".join(row.joint)
    return f"{row.place.short_name}（共同：{joint}）" if joint else row.place.short_name


def _standing(row: Whole) -> str:
    """Its state; while a lamp shines, which and why."""
    state, light = row.problem.get_state_display(), row.light
    return f"{state}，{LAMPS[light.colour]}：{light.finding}" if light.colour != "none" else state


def statistics_sheet(found: Statistics, way: str, span: str, day: date) -> Sheet:
    def cells() -> Iterator[tuple[str, ...]]:
        for line in [*found.lines, found.total]:
            yield (
                line.label, str(line.found), str(line.closed), _share(line.rate), str(line.late),
                str(line.looked), str(line.rebounded), _share(line.rebound_rate),
            )  # fmt: skip

    columns = (
        (way, 20), ("交办问题", 10), ("已销号", 10), ("整改完成率", 12), ("逾期", 8), ("回头看", 8),
        ("反弹", 8), ("反弹率", 10),
    )  # fmt: skip
    note = f"{span}。通报 {found.circulars} 期，点人点事 {found.named} 件。"
    figures = frozenset(range(1, len(columns)))
    return Sheet("问题整改统计", columns, cells(), note=note, figures=figures, name=f"问题整改统计 {day}")


def _share(rate: object) -> str:
    return "—" if rate is None else f"{rate:.1f}%"
