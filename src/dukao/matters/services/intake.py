"""Bringing a plan in: read and judged row by row first, then registered as a whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.documents.services import check_text, keep_source, short_name
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.verdict import require
from dukao.matters.cutting import Clause
from dukao.matters.intake.columns import BY_KEY
from dukao.matters.intake.reading import read_plan
from dukao.matters.intake.rows import Row
from dukao.matters.models import Decision, Intake, Matter, Paragraph
from dukao.matters.policies import can_register
from dukao.matters.selectors.meaning import USUAL_KINDS, Desk, Meaning, Usual, meaning_of
from dukao.matters.services.decisions import (
    DecisionDraft,
    add_paragraphs,
    check_draft,
    held_decision,
    register_decision,
)
from dukao.matters.services.registering import MatterDraft, Node, check_matter, register_matter
from dukao.matters.vocabulary import MatterKind
from dukao.organisations.selectors import unit_on

Progress = Callable[[int, int, str], None]
#: The column a refusal of the matter itself belongs to.
_COLUMNS = {
    "title_missing": "title", "basis_missing": "legal_basis", "past_limit": "due",
    "lead_assists": "assisting", "nodes_on_one_day": "milestones", "nodes_fall": "milestones",
    "node_late": "milestones",
}  # fmt: skip
CELL_LIMIT = 4000


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with what it means and what speaks against it."""

    row: Row
    meaning: Meaning
    draft: MatterDraft | None

    @property
    def verdict(self) -> str:
        """ok, fix, refused or out."""
        if self.row.left_out:
            return "out"
        if self.meaning.refused:
            return "refused"
        return "fix" if self.meaning.problems else "ok"

    def of(self, key: str) -> tuple[list[str], list[str]]:
        """Problems and guesses of one column."""
        return (
            [sentence for one, sentence in self.meaning.problems if one == key],
            [sentence for one, sentence in self.meaning.guesses if one == key],
        )


def draft_intake(
    *, actor: Actor, name: str, content: bytes, decision: Decision | None = None,
    about: DecisionDraft | None = None, at: datetime,
) -> Intake:  # fmt: skip
    """The file is read and kept with its rows; nothing is registered."""
    today = local_day(at)
    if about is not None:
        check_draft(about, today)
    owner = decision.owner_id if decision else (about.owner_id if about else 0)
    require(can_register(actor, unit_on(owner, today).path))
    reading = read_plan(name, content)
    return Intake.objects.create(
        account_id=account_of(actor), decision=decision, about=_plain(about), file_name=short_name(name),
        digest=keep_source(content),
        rows=[row.plain() for row in reading.rows], remarks=reading.remarks,
        read_at=at,
    )  # fmt: skip


def judge_rows(rows: Iterable[Row], usual: Usual, today: date) -> list[Judged]:
    """Every row judged alone and against those before it."""
    rows = list(rows)
    desk = Desk(rows, usual, today)
    seen: dict[tuple[str, int], str] = {}
    return [_judged(row, desk, seen) for row in rows]


def judged(intake: Intake, today: date) -> list[Judged]:
    return judge_rows((Row(**row) for row in intake.rows), usual_of(intake), today)


@transaction.atomic
def correct_row(*, actor: Actor, intake: Intake, number: int, cells: dict[str, str], left_out: bool) -> None:
    """The row says what ``cells`` say; what was noted about a cell that changed no longer holds."""
    intake = _held(actor, intake)
    check_text("\n".join(cells.values()))
    row = next((row for row in intake.rows if row["number"] == number), None)
    if row is None:
        raise Missing("没有这一行，可能已重新读入。")
    for key, text in cells.items():
        if len(text) > CELL_LIMIT:
            raise DomainError("too_long", f"“{BY_KEY[key].title}”太长，最多 {CELL_LIMIT} 字。")
        if text.strip() != row["cells"].get(key, ""):
            row["notes"].pop(key, None)
    row["cells"] = {key: text.strip() for key, text in {**row["cells"], **cells}.items() if text.strip()}
    row["left_out"] = left_out
    intake.save(update_fields=["rows"])


@transaction.atomic
def register_intake(
    *, actor: Actor, intake: Intake, at: datetime, key: str = "", report: Progress | None = None
) -> tuple[Decision | None, list[Matter]]:
    """Every row that is wanted becomes a matter, 拟办, in one transaction; refuses while one is not right."""
    if is_done(key, "matters_imported"):
        return None, []
    intake = _held(actor, intake)
    rows = [one for one in judged(intake, local_day(at)) if not one.row.left_out]
    unfit = [one for one in rows if one.draft is None]
    if unfit:
        raise DomainError(
            "has_problems",
            f"还有 {len(unfit)} 行不能登记，先是{unfit[0].row.place}。"
            "请改好或选“不导入这一行”，什么都还没有登记。",
        )
    if not rows:
        raise DomainError("no_rows", "没有要登记的行。")
    decision, matters = register_rows(actor, rows, intake.decision, _draft(intake), at, report)
    record(
        actor=actor, event="matters_imported", subject=decision, label=decision.title, at=at, key=key,
        after={"file": intake.file_name, "digest": intake.digest, "count": len(matters)},
        unit_path=unit_on(decision.owner_id, local_day(at)).path,
    )  # fmt: skip
    intake.delete()
    return decision, matters


def register_rows(
    actor: Actor, rows: list[Judged], decision: Decision | None, about: DecisionDraft | None, at: datetime,
    report: Progress | None = None,
) -> tuple[Decision, list[Matter]]:  # fmt: skip
    """The matters of these rows under the decision, which is registered first when it is new."""
    if decision is None:
        assert about is not None
        decision = register_decision(actor=actor, draft=about, at=at)
        assert decision is not None
    decision, _ = held_decision(decision.pk, at)
    paragraphs = _paragraphs(decision, rows)
    matters: list[Matter] = []
    for place, one in enumerate(rows, start=1):
        assert one.draft is not None
        draft = replace(one.draft, paragraph_id=paragraphs[one.row.number].pk)
        matter = register_matter(actor=actor, draft=draft, at=at)
        assert matter is not None
        matters.append(matter)
        if report is not None:
            report(place, len(rows), f"登记第 {place} 件：{draft.title[:40]}")
    return decision, matters


def discard_intake(*, actor: Actor, intake: Intake) -> None:
    """The draft is gone; nothing else has happened."""
    _held(actor, intake).delete()


def usual_of(intake: Intake) -> Usual:
    """What the rows fall back on: the decision that is there, or the one that will be registered."""
    return usual_for(intake.decision or _draft(intake))


def usual_for(decision: Decision | DecisionDraft | None) -> Usual:
    assert decision is not None
    year = re.search(r"(20\d\d)\s*年", decision.title)
    return Usual(
        owner_id=decision.owner_id, kind=USUAL_KINDS.get(decision.kind, MatterKind.OTHER),
        regime=decision.regime, legal_basis=decision.legal_basis, label=decision.label,
        year=int(year[1]) if year else decision.decided_on.year,
    )  # fmt: skip


def _judged(row: Row, desk: Desk, seen: dict[tuple[str, int], str]) -> Judged:
    meaning = meaning_of(row, desk)
    if row.left_out:
        return Judged(row, meaning, None)
    facts = meaning.facts
    same = (facts["title"], facts["lead_unit_id"])
    if not meaning.refused and facts["title"] and same in seen:
        meaning.refused = f"与{seen[same]}重复：事项和牵头单位都相同。"
    seen.setdefault(same, row.place)
    if meaning.refused or meaning.problems:
        return Judged(row, meaning, None)
    draft = MatterDraft(**{**facts, "milestones": tuple(Node(*node) for node in facts["milestones"])})
    try:
        check_matter(draft, desk.day)
    except DomainError as error:
        meaning.wrong(_COLUMNS.get(error.code, "title"), error.sentence)
        return Judged(row, meaning, None)
    return Judged(row, meaning, draft)


def _paragraphs(decision: Decision, rows: list[Judged]) -> dict[int, Paragraph]:
    """By row: the paragraph of that number, or a new one with the wording of the file."""
    by_heading = {one.heading: one for one in decision.paragraphs.exclude(heading="")}
    found: dict[int, Paragraph] = {}
    missing: list[Judged] = []
    for one in rows:
        heading = one.row.cells.get("paragraph", "")
        if heading in by_heading:
            found[one.row.number] = by_heading[heading]
        else:
            missing.append(one)
    clauses = [
        Clause(
            one.row.cells.get("paragraph", "")[:20],
            one.row.cells.get("text") or one.row.cells.get("title", ""),
        )
        for one in missing
    ]
    made = add_paragraphs(decision, clauses)
    return found | {one.row.number: paragraph for one, paragraph in zip(missing, made, strict=True)}


def _held(actor: Actor, intake: Intake) -> Intake:
    """One's own draft, which nobody else changes until the end."""
    held = (
        Intake.objects.select_for_update(of=("self",))
        .select_related("decision").filter(pk=intake.pk, account=account_of(actor)).first()
    )  # fmt: skip
    if held is None:
        raise Missing("没有这份导入稿，可能已经登记或放弃。请重新上传。")
    return held


def _plain(about: DecisionDraft | None) -> dict[str, Any]:
    return {} if about is None else {**asdict(about), "decided_on": about.decided_on.isoformat()}


def _draft(intake: Intake) -> DecisionDraft | None:
    if not intake.about:
        return None
    return DecisionDraft(**{**intake.about, "decided_on": date.fromisoformat(intake.about["decided_on"])})
