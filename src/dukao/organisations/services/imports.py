"""Importing the unit workbook: rehearsed line by line first, then carried out as a whole or not at all."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.models import ImportDraft
from dukao.organisations.policies import can_change_structure
from dukao.organisations.selectors import draft_of
from dukao.organisations.services.import_desk import BadLine, Change, Desk, as_bad_line
from dukao.organisations.services.import_order import in_order
from dukao.organisations.services.import_ties import carry_out_link, carry_out_post
from dukao.organisations.services.import_units import carry_out_unit
from dukao.organisations.workbook.reading import MOST_CHANGES, Line, Problem, read_workbook
from dukao.organisations.workbook.sheets import LINKS, POSTS, UNITS, sheet_of

_SHEETS = {UNITS.key: carry_out_unit, LINKS.key: carry_out_link, POSTS.key: carry_out_post}


@dataclass(slots=True)
class Findings:
    """What the lines would do, and what keeps them from it. ``same`` lines change nothing."""

    problems: list[Problem] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)
    lines: int = 0
    same: int = 0
    blank: int = 0

    def plain(self) -> dict[str, Any]:
        return asdict(self)


class _Rehearsed(Exception):
    """Ends a rehearsal: everything it wrote is taken back."""


def draft_import(
    *, actor: Actor, file_name: str, content: bytes, on: date, reason: str, at: datetime
) -> ImportDraft:
    """The workbook is read and rehearsed; nothing is changed, and the actor's earlier draft is replaced."""
    require(can_change_structure(actor))
    reading = read_workbook(content)
    findings = Findings(problems=reading.problems, lines=len(reading.lines), blank=reading.blank)
    try:
        with transaction.atomic():
            _run(reading.lines, actor, on, reason, at, findings)
            raise _Rehearsed
    except _Rehearsed:
        findings.problems.sort(key=lambda problem: (problem.sheet, problem.line))
    values: dict[str, Any] = {
        "file_name": file_name[-200:], "on": on, "reason": reason, "read_at": at,
        "lines": [asdict(line) for line in reading.lines], "findings": findings.plain(),
    }  # fmt: skip
    draft, _ = ImportDraft.objects.update_or_create(account_id=actor.account_id or 0, defaults=values)
    return draft


@transaction.atomic
def carry_out_import(*, actor: Actor, at: datetime, key: str = "") -> int:
    """Everything the actor's draft says is done, in one transaction; return how many changes that were."""
    if is_done(key):
        return 0
    require(can_change_structure(actor))
    draft = draft_of(actor)
    if draft is None:
        raise DomainError("no_draft", "没有等待导入的单位表，可能已经导入。请重新上传。")
    if draft.findings["problems"]:
        raise DomainError("has_problems", "还有要改的地方，什么都没有写入。请改好文件，重新上传。")
    findings = Findings()
    _run([Line(**line) for line in draft.lines], actor, draft.on, draft.reason, at, findings)
    if findings.problems:
        first = findings.problems[0]
        raise DomainError(
            "changed_meanwhile",
            f"核对之后单位有了变化，第 {first.line} 行已不能导入：{first.sentence}请重新上传，再核对一次。",
        )
    added = sum(change["word"] == "新增" for change in findings.changes)
    record(
        actor=actor, event="units_imported", subject=draft, label=draft.file_name, at=at, reason=draft.reason,
        after={
            "file": draft.file_name, "on": draft.on.isoformat(), "added": added,
            "changed": len(findings.changes) - added,
        },
        key=key,
    )  # fmt: skip
    draft.delete()
    return len(findings.changes)


def discard_import(*, actor: Actor) -> None:
    """The actor's draft is gone; nothing else has happened."""
    ImportDraft.objects.filter(account_id=actor.account_id or 0).delete()


def _run(lines: list[Line], actor: Actor, on: date, reason: str, at: datetime, findings: Findings) -> None:
    """Carry out every line that can be; each that cannot is named and leaves nothing behind."""
    desk = Desk(actor, on, at, reason)
    ordered, obstacles = in_order(lines)
    findings.problems += obstacles
    hopeless = {(problem.sheet, problem.line) for problem in findings.problems}
    for line in ordered:
        sheet = sheet_of(line.sheet)
        if (sheet.title, line.number) in hopeless:
            desk.give_up(line)
            continue
        try:
            changes = _carry_out(line, desk)
        except BadLine as bad:
            desk.give_up(line)
            findings.problems.append(Problem(sheet.title, line.number, bad.column, bad.sentence))
            continue
        if len(findings.changes) + len(changes) > MOST_CHANGES:
            raise DomainError(
                "too_many_changes",
                f"一次最多写入 {MOST_CHANGES} 处变化。请分成几个文件依次导入，上级在前；导入过的不会重复。",
            )
        findings.same += not changes
        findings.changes += [{"sheet": sheet.title, "line": line.number, **asdict(one)} for one in changes]


def _carry_out(line: Line, desk: Desk) -> list[Change]:
    try:
        with transaction.atomic():
            return list(_SHEETS[line.sheet](line.cells, desk))
    except DomainError as error:
        raise as_bad_line(error) from error
