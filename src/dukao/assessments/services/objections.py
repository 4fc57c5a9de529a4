"""Objections: raised by the unit, taken back, given to somebody who had no part in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import IO, TYPE_CHECKING

from django.db import transaction

from dukao.assessments.models import Objection, ObjectionEvidence
from dukao.assessments.policies import can_assign_objection, can_handle, can_raise_objection
from dukao.assessments.selectors.objections import (
    bars_among,
    candidates,
    last_day,
    line_name,
    place_of,
    raise_by,
    raised_before,
    rule_for,
)
from dukao.assessments.selectors.rounds import places_of, scope_of
from dukao.assessments.services.objection_telling import tell_handler, tell_office, told
from dukao.assessments.vocabulary import (
    EVIDENCE_BYTES,
    GROUNDS_LIMIT,
    OBJECTION_FLOW,
    REASON_LIMIT,
    SETTLED,
    ObjectionState,
    RoundState,
)
from dukao.documents.services import check_room, examine_files, store_examined
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.ui.formats import day as day_words

if TYPE_CHECKING:
    from dukao.assessments.models import ObjectionRule, Round

Files = Sequence[tuple[str, IO[bytes]]]


def raise_objection(
    *, actor: Actor, assessment: Round, unit_id: int, item: str, grounds: str, wanted: str, at: datetime,
    files: Files = (), key: str | None = None,
) -> Objection | None:  # fmt: skip
    """The office has the unit's objection against this line; its clock runs. ``None`` when sent before."""
    examined = examine_files(files, max_bytes=EVIDENCE_BYTES)
    with transaction.atomic():
        if is_done(key or ""):
            return None
        place = places_of(assessment).get(unit_id)
        if place is None:
            raise DomainError("not_assessed", "这个单位不在这一轮考核里。")
        require(can_raise_objection(actor, place))
        _check_words(grounds, wanted)
        earlier, rule, decide_by = _clocks(assessment, unit_id, item, local_day(at))
        objection = Objection.objects.create(
            round=assessment, unit_id=unit_id, item=item,
            item_name=line_name(assessment, place.unit.code, item),
            grounds=grounds.strip(), wanted=wanted.strip(), rule=rule, earlier=earlier,
            raised_by_id=account_of(actor), raised_at=at, decide_by=decide_by,
        )  # fmt: skip
        for name, content in examined:
            file = store_examined(content, at=at)
            present = [evidence.file for evidence in objection.evidence.select_related("file")]
            check_room(rule, name, present=present, more=file)
            ObjectionEvidence.objects.create(objection=objection, file=file, name=name)
        record(
            actor=actor, event="objection_raised", reason=grounds.strip(), at=at, key=key, **told(objection)
        )
        tell_office(objection, place, at)
    return objection


@transaction.atomic
def withdraw_objection(*, actor: Actor, objection: Objection, at: datetime) -> Objection:
    """The unit takes it back; it may raise another while the window is open."""
    require(can_raise_objection(actor, place_of(objection)))
    apply_move(objection, OBJECTION_FLOW, "withdraw")
    record(actor=actor, event="objection_withdrawn", at=at, **told(objection))
    return objection


@transaction.atomic
def assign_objection(*, actor: Actor, objection: Objection, handler_id: int, at: datetime) -> Objection:
    """This person decides. Whoever had a part in what is objected to cannot be chosen, by nobody.

    Who was kept out, and why, is written down with the choice.
    """
    require(can_assign_objection(actor, scope_of(objection.round)))
    people = candidates(objection, local_day(at))
    require(can_handle(handler_id, bars_among(people, handler_id)))
    apply_move(
        objection, OBJECTION_FLOW, "assign", handler_id=handler_id, assigned_by_id=account_of(actor),
        assigned_at=at,
    )  # fmt: skip
    objection.refresh_from_db()
    assert objection.handler is not None
    kept_out = [f"{one.account.name}：{one.bar}" for one in people if one.bar]
    record(
        actor=actor, event="objection_assigned", at=at, **told(objection),
        after={"handler": objection.handler.name, "kept_out": kept_out},
    )  # fmt: skip
    tell_handler(objection, place_of(objection), at)
    return objection


def _check_words(grounds: str, wanted: str) -> None:
    if not grounds.strip() or not wanted.strip():
        raise DomainError("grounds_missing", "请写明理由和请求：哪里不对、依据是什么、希望改成什么。")
    check_length(grounds, GROUNDS_LIMIT, "理由")
    check_length(wanted, REASON_LIMIT, "请求")


def _clocks(
    assessment: Round, unit_id: int, item: str, day: date
) -> tuple[Objection | None, ObjectionRule, date]:
    """What it goes on from, the rule it is dealt with by, and until when; refuses what comes too late."""
    if assessment.state != RoundState.ON_NOTICE:
        raise DomainError("not_posted", "只能对公示中的结果提出异议。定案以后发现错误，请向督考办书面反映。")
    earlier = raised_before(assessment, unit_id, item)
    if earlier is not None and earlier.state not in SETTLED:
        raise DomainError("raised", "对这一项的异议正在办理。办结前可以补充说明给办理人，不能再提。", 409)
    if earlier is None:
        rule = rule_for(assessment, day)
        until = raise_by(assessment, rule)
        if until is None or day > until:
            raise DomainError("too_late", f"提出异议的期限是 {day_words(until)}（{rule.source}），已经过了。")
        return None, rule, last_day(day, rule.decide_days, rule.decide_kind)
    if earlier.state != ObjectionState.DECIDED or earlier.again_by is None or day > earlier.again_by:
        raise DomainError("settled", f"对这一项的异议已经办结，不能再提（{earlier.rule.source}）。")
    rule = earlier.rule
    return earlier, rule, last_day(day, rule.again_decide_days or rule.decide_days, rule.again_kind)
