"""Registering what was decided, paragraph by paragraph, and saying why a paragraph becomes no matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, TYPE_CHECKING

from django.db import transaction

from dukao.documents.services import check_text, examine_file, short_name, store_examined
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing, Stale
from dukao.kernel.regimes import SecrecyLabel
from dukao.kernel.verdict import require
from dukao.matters.cutting import Clause
from dukao.matters.models import Decision, Paragraph
from dukao.matters.policies import can_register
from dukao.matters.vocabulary import CLAUSE_LIMIT, SOURCE_BYTES, DecisionKind, Disposition
from dukao.organisations.selectors import unit_on

if TYPE_CHECKING:
    from dukao.documents.services import Inspected

Upload = tuple[str, IO[bytes]]


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What a decision says of itself; ``owner_id`` is whose it is, and whose office follows it."""

    kind: str
    level: str
    title: str
    decided_on: date
    decided_by: str
    owner_id: int
    regime: str
    legal_basis: str
    number: str = ""
    leader_id: int | None = None
    label: str = SecrecyLabel.INTERNAL


def register_decision(
    *, actor: Actor, draft: DecisionDraft, clauses: Sequence[Clause] = (), source: Upload | None = None,
    at: datetime, key: str | None = None,
) -> Decision | None:  # fmt: skip
    """The decision stands with its paragraphs, each waiting to be decomposed; ``None`` when sent before."""
    inspected = _inspected(source)
    with transaction.atomic():
        path = unit_on(draft.owner_id, local_day(at)).path
        require(can_register(actor, path))
        if is_done(key or "", "decision_registered"):
            return None
        decision = Decision(registered_by_id=actor.account_id, registered_at=at)
        _write(decision, draft, local_day(at))
        _check_clauses(clauses)
        if inspected is not None:
            decision.source = store_examined(inspected, at=at)
        decision.save()
        add_paragraphs(decision, clauses)
        record(
            actor=actor, event="decision_registered", subject=decision, label=decision.title, at=at,
            after=_plain(decision), unit_path=path, key=key,
        )  # fmt: skip
        return decision


def revise_decision(
    *, actor: Actor, decision: Decision, revision: int, draft: DecisionDraft,
    clauses: Sequence[Clause] | None = None, source: Upload | None = None, at: datetime,
) -> Decision:  # fmt: skip
    """The decision says what ``draft`` says. Paragraphs that became matters keep their wording."""
    inspected = _inspected(source)
    with transaction.atomic():
        decision, path = held_decision(decision.pk, at, revision)
        require(can_register(actor, path))
        require(can_register(actor, unit_on(draft.owner_id, local_day(at)).path))
        before = _plain(decision)
        _write(decision, draft, local_day(at))
        if inspected is not None:
            decision.source = store_examined(inspected, at=at)
        decision.revision += 1
        decision.save()
        if clauses is not None:
            _recut(decision, clauses)
        record(
            actor=actor, event="decision_revised", subject=decision, label=decision.title, at=at,
            before=before, after=_plain(decision), unit_path=path,
        )  # fmt: skip
        return decision


@transaction.atomic
def dismiss_paragraph(*, actor: Actor, paragraph: Paragraph, reason: str, at: datetime) -> Paragraph:
    """不立项: nothing is to be done for this paragraph, and why."""
    if not reason.strip():
        raise DomainError("reason_missing", "请写明不立项的原因，例如：属常规工作，已在日常职责内。")
    return _dispose(actor, paragraph, Disposition.NO_ACTION, reason.strip(), at)


@transaction.atomic
def reopen_paragraph(*, actor: Actor, paragraph: Paragraph, at: datetime) -> Paragraph:
    """It is to be decomposed after all."""
    return _dispose(actor, paragraph, Disposition.OPEN, "", at)


def held_decision(decision_id: int, at: datetime, revision: int | None = None) -> tuple[Decision, str]:
    """The decision as it is now with its owner's path; nobody else changes it until the end."""
    decision = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
    if decision is None:
        raise Missing("没有找到这项决策，可能已移走。")
    if revision is not None and decision.revision != revision:
        raise Stale("有人刚刚改过这项决策。请刷新后核对，你写的内容还在。")
    return decision, unit_on(decision.owner_id, local_day(at)).path


def add_paragraphs(decision: Decision, clauses: Sequence[Clause]) -> list[Paragraph]:
    """Further paragraphs after those that are there."""
    last = decision.paragraphs.order_by("-position").values_list("position", flat=True).first() or 0
    return Paragraph.objects.bulk_create(
        Paragraph(decision=decision, position=last + place, heading=clause.heading, text=clause.text)
        for place, clause in enumerate(clauses, start=1)
    )


def _dispose(actor: Actor, paragraph: Paragraph, to: Disposition, reason: str, at: datetime) -> Paragraph:
    decision, path = held_decision(paragraph.decision_id, at)
    require(can_register(actor, path))
    paragraph = Paragraph.objects.get(pk=paragraph.pk)
    before = paragraph.disposition
    if before == to:
        raise Stale("有人刚刚处理过这一段。请刷新后核对。")
    if before == Disposition.DECOMPOSED and paragraph.matters.exists():
        raise DomainError("has_matters", "这一段已经立项。不再办理的，请撤销它的事项并写明原因。", 409)
    paragraph.disposition, paragraph.reason = to, reason
    paragraph.save(update_fields=["disposition", "reason"])
    record(
        actor=actor, event="paragraph_dismissed" if reason else "paragraph_reopened", subject=decision,
        label=f"{decision.title}·{paragraph.heading or f'第 {paragraph.position} 段'}", at=at, reason=reason,
        before={"disposition": before}, after={"disposition": str(to)}, unit_path=path,
    )  # fmt: skip
    return paragraph


def _recut(decision: Decision, clauses: Sequence[Clause]) -> None:
    """Paragraphs of the same wording stay what they are; of the others none may be tied to a matter."""
    _check_clauses(clauses)
    kept: dict[str, list[Paragraph | None]] = {}
    for paragraph in decision.paragraphs.all():
        kept.setdefault(paragraph.text, []).append(paragraph)
    chosen = [(kept.get(clause.text) or [None]).pop(0) for clause in clauses]
    gone = [paragraph for stock in kept.values() for paragraph in stock if paragraph is not None]
    for paragraph in gone:
        if paragraph.matters.exists():
            label = paragraph.heading or f"第 {paragraph.position} 段"
            raise DomainError(
                "has_matters", f"“{label}”已经立项，文字不能再改，也不能并入别的段。请保留原文。"
            )
    Paragraph.objects.filter(pk__in=[paragraph.pk for paragraph in gone]).delete()
    # Two steps, since a place may be taken only once: first beyond all of them, then where they belong.
    for place, (clause, same) in enumerate(zip(clauses, chosen, strict=True), start=1):
        if same is not None:
            Paragraph.objects.filter(pk=same.pk).update(position=CLAUSE_LIMIT + place, heading=clause.heading)
        else:
            Paragraph.objects.create(
                decision=decision, position=CLAUSE_LIMIT + place, heading=clause.heading, text=clause.text
            )
    for paragraph in decision.paragraphs.filter(position__gt=CLAUSE_LIMIT).order_by("position"):
        Paragraph.objects.filter(pk=paragraph.pk).update(position=paragraph.position - CLAUSE_LIMIT)


def _inspected(source: Upload | None) -> Inspected | None:
    """Looked into before the transaction opens, so that nobody who saves waits for it."""
    if source is None:
        return None
    name, content = source
    return examine_file(name=short_name(name), content=content, max_bytes=SOURCE_BYTES)


def _write(decision: Decision, draft: DecisionDraft, today: date) -> None:
    check_draft(draft, today)
    for name in ("kind", "level", "decided_on", "owner_id", "regime", "leader_id", "label"):
        setattr(decision, name, getattr(draft, name))
    for name in ("title", "number", "decided_by", "legal_basis"):
        setattr(decision, name, getattr(draft, name).strip())


def check_draft(draft: DecisionDraft, today: date) -> None:
    """Refuse what no decision can be."""
    check_text(draft.title)
    if not draft.title.strip():
        raise DomainError("title_missing", "请写明标题，例如“市委常委会第 12 次会议纪要”。")
    if not draft.decided_by.strip():
        raise DomainError("decider_missing", "请写明是哪个会议、机关或领导作出的。")
    if not draft.legal_basis.strip():
        raise DomainError("basis_missing", "请写明法定依据，例如《政府督查工作条例》第十一条。")
    if draft.decided_on > today:
        raise DomainError("future_decision", "日期还没有到，请核对。")
    if draft.kind == DecisionKind.INSTRUCTION and draft.leader_id is None:
        raise DomainError("leader_missing", "领导批示要写明批示领导。")


def _check_clauses(clauses: Sequence[Clause]) -> None:
    if len(clauses) > CLAUSE_LIMIT:
        raise DomainError(
            "too_many_clauses", f"一项决策最多 {CLAUSE_LIMIT} 段，现在 {len(clauses)} 段。请分几项登记。"
        )
    check_text("\n".join(clause.text for clause in clauses))


def _plain(decision: Decision) -> dict[str, object]:
    return {
        "title": decision.title,
        "number": decision.number,
        "kind": decision.kind,
        "level": decision.level,
        "decided_on": decision.decided_on.isoformat(),
        "decided_by": decision.decided_by,
        "legal_basis": decision.legal_basis,
        "paragraphs": decision.paragraphs.count(),
    }
