"""A conclusion from the first draft to its receipt: heard, resting on evidence, approved, served."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO

from django.db import transaction

from dukao.checks.models import Check, Conclusion, ConclusionEvidence, Demand
from dukao.checks.policies import (
    can_draft_conclusion,
    can_explain,
    can_receive,
    can_serve,
)
from dukao.checks.selectors.rules import process_term_on
from dukao.checks.selectors.seeing import object_ids
from dukao.checks.services.conclusion_words import Words, check_words, tell_object, tell_office
from dukao.checks.services.holding import held_check, held_conclusion, note, took_part
from dukao.checks.vocabulary import CONCLUSION_FLOW, CheckState, ConclusionState, Did
from dukao.documents.services import Inspected, examine_files, store_examined
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.terms import limit_day
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar
from dukao.ui.formats import day as day_words

Upload = tuple[str, IO[bytes]]
#: One file of evidence; a scanned record of thirty pages has ten megabytes.
EVIDENCE_BYTES = 20 * 1024 * 1024
EVIDENCE_LIMIT = 20


def draft_conclusion(
    *, actor: Actor, check: Check, unit_id: int, words: Words, files: Iterable[Upload] = (), at: datetime
) -> Conclusion:
    """The first words for one object of a check that is being carried out or over."""
    examined = examine_files(files, max_bytes=EVIDENCE_BYTES)
    with transaction.atomic():
        check, places = held_check(check.pk, at)
        require(can_draft_conclusion(actor, places))
        if check.state not in (CheckState.ONGOING, CheckState.DONE):
            raise DomainError("not_started", "检查实施以后才能起草结论。", 409)
        if unit_id not in object_ids(check):
            raise DomainError("no_object", "这个单位不是这项检查的对象。")
        if check.conclusions.filter(unit_id=unit_id).exists():
            raise DomainError("concluded", "这个对象已有一份结论，请打开它修改。", 409)
        check_words(words)
        made = Conclusion.objects.create(
            check_of=check, unit_id=unit_id, text=words.text.strip(), severity=words.severity,
            references=words.plain_references(), drafted_by_id=account_of(actor), drafted_at=at,
        )  # fmt: skip
        _demand(made, words.demands)
        _attach(made, examined, at)
        took_part(check, actor, Did.DRAFTED, at)
        note(actor, "conclusion_drafted", made, places.organiser, at, after=_plain(made))
        return made


def revise_conclusion(
    *, actor: Actor, conclusion: Conclusion, revision: int, words: Words, files: Iterable[Upload] = (),
    dropped: Iterable[int] = (), at: datetime,
) -> Conclusion:  # fmt: skip
    """New words before it is sent for approval; what was changed after the hearing is heard again."""
    examined = examine_files(files, max_bytes=EVIDENCE_BYTES)
    with transaction.atomic():
        conclusion, places = held_conclusion(conclusion.pk, at)
        require(can_draft_conclusion(actor, places))
        if conclusion.revision != revision:
            raise DomainError("stale", "有人刚刚改过这份结论。请刷新后核对，你写的内容还在。", 409)
        if conclusion.state not in (ConclusionState.DRAFT, ConclusionState.HEARING):
            raise DomainError("sent", "结论已经送批或送达，不能再改。", 409)
        check_words(words)
        before = _plain(conclusion)
        if conclusion.state == ConclusionState.HEARING and is_heavier(conclusion, words):
            raise DomainError(
                "heavier", "听取说明以后不能加重评价或增加要求（不因陈述申辩加重）。确有新事实的，另行立项。"
            )
        conclusion.text, conclusion.severity = words.text.strip(), words.severity
        conclusion.references = words.plain_references()
        conclusion.revision += 1
        conclusion.save(update_fields=["text", "severity", "references", "revision"])
        conclusion.demands.all().delete()
        _demand(conclusion, words.demands)
        conclusion.evidence.filter(pk__in=list(dropped)).delete()
        _attach(conclusion, examined, at)
        took_part(conclusion.check_of, actor, Did.DRAFTED, at)
        note(
            actor, "conclusion_revised", conclusion, places.organiser, at, before=before,
            after=_plain(conclusion),
        )  # fmt: skip
        return conclusion


@transaction.atomic
def hear_conclusion(*, actor: Actor, conclusion: Conclusion, at: datetime) -> Conclusion:
    """The object reads it before it is decided, and may explain itself until the day the rules give."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_draft_conclusion(actor, places))
    _require_evidence(conclusion)
    term = process_term_on(conclusion.check_of.kind, local_day(at))
    explain_by = limit_day(local_day(at), term.explain_days, term.explain_kind, work_calendar())
    before = apply_move(
        conclusion, CONCLUSION_FLOW, "hear", heard_at=at, explain_by=explain_by, explanation="",
        explained_at=None, explained_by_id=None, term_source=term.source,
    )  # fmt: skip
    took_part(conclusion.check_of, actor, Did.HEARD, at)
    note(
        actor, "conclusion_heard", conclusion, places.organiser, at, was=before,
        after={"explain_by": explain_by.isoformat()},
    )  # fmt: skip
    tell_object(
        conclusion, f"作出以前，{day_words(explain_by)}前可以说明", key=f"heard:{at:%Y%m%d%H%M}", at=at,
        body="结论作出以前听取说明；不说明不影响以后申请复核。",
    )  # fmt: skip
    return conclusion


@transaction.atomic
def explain_conclusion(*, actor: Actor, conclusion: Conclusion, text: str, at: datetime) -> Conclusion:
    """What the object has to say, once; an empty text is refused, having nothing to say is said so."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_explain(actor, places))
    if conclusion.state != ConclusionState.HEARING or conclusion.explained_at is not None:
        raise DomainError("not_heard", "现在不在听取说明的阶段，或已经说明过了。", 409)
    if conclusion.explain_by is not None and local_day(at) > conclusion.explain_by:
        raise DomainError(
            "too_late", f"说明期限是 {day_words(conclusion.explain_by)}。结论送达后可以申请复核。"
        )
    if not text.strip():
        raise DomainError("text_missing", "请写明说明的内容；没有意见的写“无意见”。")
    conclusion.explanation, conclusion.explained_at = text.strip(), at
    conclusion.explained_by_id = account_of(actor)
    conclusion.save(update_fields=["explanation", "explained_at", "explained_by"])
    note(actor, "conclusion_explained", conclusion, places.objects[0], at, reason=text)
    tell_office(conclusion, "已说明", roles=(Role.OFFICE,), key="explained", at=at, body=text)
    return conclusion


@transaction.atomic
def send_conclusion(*, actor: Actor, conclusion: Conclusion, at: datetime) -> Conclusion:
    """For approval: the object was heard, or had its time; the evidence is there."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_draft_conclusion(actor, places))
    _require_evidence(conclusion)
    in_time = conclusion.explain_by is not None and local_day(at) <= conclusion.explain_by
    if conclusion.state == ConclusionState.HEARING and conclusion.explained_at is None and in_time:
        assert conclusion.explain_by is not None
        raise DomainError(
            "not_heard", f"对象还没有说明，{day_words(conclusion.explain_by)}以前不能送批。", 409
        )
    before = apply_move(conclusion, CONCLUSION_FLOW, "send", sent_by_id=account_of(actor), sent_at=at)
    took_part(conclusion.check_of, actor, Did.SENT, at)
    note(actor, "conclusion_sent", conclusion, places.organiser, at, was=before)
    tell_office(conclusion, "待批准", roles=(Role.LEADER,), key=f"sent:{at:%Y%m%d%H%M}", at=at)
    return conclusion


@transaction.atomic
def return_conclusion(*, actor: Actor, conclusion: Conclusion, reason: str, at: datetime) -> Conclusion:
    """The leader does not approve it as it is; it is drafted and heard again."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_serve(actor, places))
    before = apply_move(conclusion, CONCLUSION_FLOW, "return", reason=reason, opinion=reason.strip())
    took_part(conclusion.check_of, actor, Did.APPROVED, at)
    note(actor, "conclusion_returned", conclusion, places.organiser, at, was=before, reason=reason)
    tell_office(conclusion, "退回", roles=(Role.OFFICE,), key=f"returned:{at:%Y%m%d%H%M}", at=at, body=reason)
    return conclusion


@transaction.atomic
def serve_conclusion(*, actor: Actor, conclusion: Conclusion, at: datetime) -> Conclusion:
    """第十六条: approved and fed back to the object, with the clocks that hold today."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_serve(actor, places))
    _require_evidence(conclusion)
    term = process_term_on(conclusion.check_of.kind, local_day(at))
    before = apply_move(
        conclusion, CONCLUSION_FLOW, "serve", approved_by_id=account_of(actor), served_at=at,
        request_days=term.request_days, request_kind=term.request_kind, decide_days=term.decide_days,
        decide_kind=term.decide_kind, term_source=term.source,
    )  # fmt: skip
    took_part(conclusion.check_of, actor, Did.APPROVED, at)
    note(actor, "conclusion_served", conclusion, places.organiser, at, was=before, after=_plain(conclusion))
    tell_object(
        conclusion, "已送达，请签收", key="served", at=at,
        body=f"签收后 {term.request_days} 个{term.get_request_kind_display()}内可以申请复核。",
    )  # fmt: skip
    return conclusion


@transaction.atomic
def receive_conclusion(*, actor: Actor, conclusion: Conclusion, at: datetime) -> Conclusion:
    """The receipt starts the clock of the request (第十七条: 自收到之日起)."""
    conclusion, places = held_conclusion(conclusion.pk, at)
    require(can_receive(actor, places))
    before = apply_move(
        conclusion, CONCLUSION_FLOW, "receive", received_by_id=account_of(actor), received_at=at
    )
    note(actor, "conclusion_received", conclusion, places.objects[0], at, was=before)
    return conclusion


def is_heavier(conclusion: Conclusion, words: Words) -> bool:
    """More demands, others, or a heavier word than the object was shown."""
    from dukao.checks.selectors.conclusions import rank

    shown = {demand.text for demand in conclusion.demands.all()}
    return rank(words.severity) > rank(conclusion.severity) or bool(set(words.stripped_demands) - shown)


def _require_evidence(conclusion: Conclusion) -> None:
    if not conclusion.references and not conclusion.evidence.exists():
        raise DomainError(
            "no_evidence", "结论要有证据：请附上文件，或引用发现和问题（第十六条：事实清楚，证据充分）。"
        )


def _attach(conclusion: Conclusion, files: Sequence[tuple[str, Inspected]], at: datetime) -> None:
    for name, inspected in files:
        file = store_examined(inspected, at=at)
        ConclusionEvidence.objects.get_or_create(conclusion=conclusion, file=file, defaults={"name": name})
    if conclusion.evidence.count() > EVIDENCE_LIMIT:
        raise DomainError("too_much", f"证据最多 {EVIDENCE_LIMIT} 份，请只附必要的。")


def _demand(conclusion: Conclusion, demands: Iterable[str]) -> None:
    texts = [text.strip() for text in demands if text.strip()]
    Demand.objects.bulk_create(
        [
            Demand(conclusion=conclusion, position=position, text=text)
            for position, text in enumerate(texts, 1)
        ]
    )


def _plain(conclusion: Conclusion) -> dict[str, object]:
    return {
        "severity": conclusion.severity, "demands": [demand.text for demand in conclusion.demands.all()],
        "evidence": conclusion.evidence.count() + len(conclusion.references),
    }  # fmt: skip
