"""Bringing a list in: read and judged row by row first, then what is fit is registered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from dukao.documents.selectors import source_of
from dukao.documents.services import keep_source, short_name
from dukao.issues.models import Intake, Problem
from dukao.issues.policies import can_register
from dukao.issues.services.registering import ProblemDraft, check_draft, enter_problem
from dukao.issues.tables import COLUMNS, TableRow, columns_unread, read_table
from dukao.issues.vocabulary import ProblemKind, Severity, Source
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.regimes import Regime
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, units_answering_to
from dukao.organisations.vocabulary import Tree
from dukao.ui.days import NoDay, read_day

#: What the columns of the model take.
LENGTHS = {"title": 120, "clause": 200, "duty": 200}
CELL_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what speaks against it, and the problem it would be; ``guesses`` say what was assumed."""

    row: TableRow
    reasons: tuple[str, ...]
    guesses: tuple[str, ...]
    draft: ProblemDraft | None

    @property
    def verdict(self) -> str:
        if self.row.is_left_out:
            return "out"
        return "fix" if self.reasons else "ok"


@transaction.atomic
def draft_intake(
    *, actor: Actor, name: str, content: bytes, scope_id: int, source: str, regime: str, source_text: str,
    at: datetime,
) -> Intake:  # fmt: skip
    """The file is read and kept; nothing is registered."""
    require(can_register(actor, unit_on(scope_id, local_day(at)).path))
    if source not in Source.values or regime not in Regime.values or not source_text.strip():
        raise DomainError("source_missing", "请选来源和督查性质，并写明来源文件，例如审计报告的文号。")
    read_table(name, content)
    return Intake.objects.create(
        account_id=account_of(actor), scope_id=scope_id, source=source, regime=regime,
        source_text=source_text.strip(), file_name=short_name(name),
        digest=keep_source(content), read_at=at,
    )  # fmt: skip


def judged(intake: Intake, day: date) -> list[Judged]:
    """Every row as it was put right, judged alone and against those before it."""
    seen: dict[tuple[str, int], str] = {}
    rows = (_put_right(row, intake) for row in read_table(intake.file_name, source_of(intake.digest)))
    return [Judged(row, (), (), None) if row.is_left_out else _judge(row, intake, day, seen) for row in rows]


def unread(intake: Intake) -> list[str]:
    """Columns of the file that were not taken in."""
    return columns_unread(source_of(intake.digest))


@transaction.atomic
def correct_row(
    *, actor: Actor, intake: Intake, number: int, cells: Mapping[str, str], left_out: bool, at: datetime
) -> None:
    """The row says what ``cells`` say, or is left out; the file stays as it came."""
    intake = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    require(can_register(actor, unit_on(intake.scope_id, local_day(at)).path))
    if intake.registered_at is not None:
        raise DomainError("registered", "这份清单已经登记过，不能再改。登记的问题在台账里改。", 409)
    known = {row.number for row in read_table(intake.file_name, source_of(intake.digest))}
    if number not in known:
        raise Missing("没有这一行，可能已重新读入。")
    kept = {key: text.strip() for key, text in cells.items() if key in COLUMNS and text.strip()}
    if any(len(text) > CELL_LIMIT for text in kept.values()):
        raise DomainError("too_long", f"一格最多 {CELL_LIMIT} 字，请删减。")
    intake.corrected[str(number)] = None if left_out else kept
    intake.save(update_fields=["corrected"])


def _put_right(row: TableRow, intake: Intake) -> TableRow:
    if str(row.number) not in intake.corrected:
        return row
    cells = intake.corrected[str(row.number)]
    return replace(row, is_left_out=True) if cells is None else replace(row, cells=cells)


@transaction.atomic
def register_intake(*, actor: Actor, intake: Intake, at: datetime) -> list[Problem]:
    """What is fit becomes problems, 待交办; rows with reasons against them stay in the file."""
    day = local_day(at)
    require(can_register(actor, unit_on(intake.scope_id, day).path))
    fit = [one.draft for one in judged(intake, day) if one.draft is not None]
    if not fit:
        raise DomainError("nothing_fit", "没有能登记的行。请按各行的说明改好，再登记。")
    if not Intake.objects.filter(pk=intake.pk, registered_at=None).update(registered_at=at):
        raise DomainError("registered", "这份清单已经登记过，没有重复登记。", 409)
    problems = [enter_problem(actor, draft, at) for draft in fit]
    record(
        actor=actor, event="problems_imported", subject=None, label=intake.file_name, at=at,
        after={"count": len(problems), "source": intake.source},
    )  # fmt: skip
    return problems


def _judge(row: TableRow, intake: Intake, day: date, seen: dict[tuple[str, int], str]) -> Judged:
    reasons: list[str] = []
    guesses: list[str] = []
    cells = row.cells
    unit = _unit(cells.get("unit", ""), "责任单位", day, reasons)
    joint = [_unit(name, "共同整改单位", day, reasons) for name in _names(cells.get("joint", ""))]
    due, found = (_day(cells.get(key, ""), day, reasons, guesses) for key in ("due", "found"))
    severity = _choice(cells.get("severity", ""), Severity, Severity.ORDINARY, "严重程度", reasons)
    kind = _choice(cells.get("kind", ""), ProblemKind, ProblemKind.INDIVIDUAL, "类型", reasons)
    title, facts = _title(cells, guesses)
    if not title:
        reasons.append("没有写问题，请补上，或选不导入这一行。")
    for key in ("clause", "demand"):
        if not cells.get(key):
            reasons.append(
                "没有写依据，请补上违反哪一条。" if key == "clause" else "没有写整改要求，请补上。"
            )
    if unit and (before := seen.setdefault((title, unit), row.place)) != row.place:
        reasons.append(f"与{before}重复。")
    if unit and Problem.objects.filter(title=title, unit_id=unit, is_open=1).exists():
        reasons.append("台账里已有同一单位的同名问题，还没有销号。")
    draft = ProblemDraft(
        source=intake.source, regime=intake.regime, source_text=intake.source_text, title=title, facts=facts,
        clause=cells.get("clause", "")[:200], demand=cells.get("demand", ""),
        duty=cells.get("duty", "")[:200],
        unit_id=unit or 0, scope_id=intake.scope_id, joint_ids=tuple(one for one in joint if one),
        severity=severity, kind=kind, due_on=due, found_on=found,
    )  # fmt: skip
    if not reasons:
        try:
            check_draft(draft, day)
        except DomainError as error:
            reasons.append(error.sentence)
    return Judged(row, tuple(reasons), tuple(guesses), None if reasons else draft)


def _title(cells: dict[str, str], guesses: list[str]) -> tuple[str, str]:
    """A long problem becomes facts, with its beginning as the title."""
    title, facts = cells.get("title", ""), cells.get("facts", "")
    if len(title) > LENGTHS["title"]:
        guesses.append(f"问题超过 {LENGTHS['title']} 字，前一段作标题，全文作事实。")
        facts, title = f"{title}\n{facts}".strip(), f"{title[: LENGTHS['title'] - 1]}…"
    if not facts:
        guesses.append("没有写事实，按问题本身。")
    return title, facts or title


def _names(text: str) -> Iterable[str]:
    return (name for name in text.replace("、", "\n").splitlines() if name.strip())


def _unit(text: str, word: str, day: date, reasons: list[str]) -> int | None:
    if not text.strip():
        reasons.append(f"没有写{word}。")
        return None
    found = units_answering_to(text, day, Tree.ADMINISTRATIVE)
    if len(found) == 1:
        return int(found[0].unit_id)
    many = f"有 {len(found)} 个单位叫“{text.strip()}”，请改填单位代码。"
    reasons.append(many if found else f"没有“{text.strip()[:30]}”这个单位，请改填单位代码或规范简称。")
    return None


def _day(text: str, day: date, reasons: list[str], guesses: list[str]) -> date | None:
    if not text:
        return None
    try:
        read = read_day(text, day.year)
    except NoDay as error:
        reasons.append(str(error))
        return None
    if read.guess:
        guesses.append(read.guess)
    return read.day


def _choice(
    text: str, known: type[Severity] | type[ProblemKind], usual: str, word: str, reasons: list[str]
) -> str:
    """By its label, with or without 问题 behind it."""
    if not text:
        return usual
    for value, label in known.choices:
        if text in (label, label.removesuffix("问题")):
            return str(value)
    labels = "、".join(str(label) for _, label in known.choices)
    reasons.append(f"{word}“{text[:20]}”不认识，请填{labels}。")
    return usual
