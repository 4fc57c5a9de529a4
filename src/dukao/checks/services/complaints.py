"""A unit says that something was asked twice or for nothing; the office answers with words."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.checks.models import Check, Complaint
from dukao.checks.policies import can_answer_complaint, can_complain
from dukao.checks.services.holding import note
from dukao.checks.services.telling import tell_above
from dukao.checks.vocabulary import COMPLAINT_FLOW, COMPLAINT_LIMIT, ComplaintKind
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.notifications.services import notify
from dukao.organisations.selectors import unit_on


@transaction.atomic
def complain(
    *, actor: Actor, unit_id: int, kind: str, text: str, check: Check | None = None, at: datetime,
    key: str | None = None,
) -> Complaint | None:  # fmt: skip
    """Short, about one's own unit; ``None`` when this very form was sent before."""
    require(can_complain(actor))
    if unit_id not in actor.units(Role.REPORTER, Role.UNIT_HEAD):
        raise Missing("只能反映本单位的情况。")
    if is_done(key or "", "burden_complained"):
        return None
    if not text.strip():
        raise DomainError("text_missing", "请写明哪一项要求重复或没有必要。")
    check_length(text, COMPLAINT_LIMIT, "反映")
    made = Complaint.objects.create(
        unit_id=unit_id, check_of=check, kind=kind, text=text.strip(), by_id=account_of(actor), at=at
    )
    place = unit_on(unit_id, local_day(at))
    label = f"{place.short_name} {ComplaintKind(kind).label}"
    note(actor, "burden_complained", made, place.path, at, key=key, label=label, after={"text": made.text})
    tell_above(
        unit_id, f"减负反映：{label}", roles=(Role.OFFICE,), kind="burden", url="/checks/complaints/",
        body=made.text, key=f"complaint:{made.pk}", at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def answer_complaint(*, actor: Actor, complaint: Complaint, answer: str, at: datetime) -> Complaint:
    """The office says what it does about it; the unit is told."""
    complaint = Complaint.objects.select_for_update(of=("self",)).get(pk=complaint.pk)
    place = unit_on(complaint.unit_id, local_day(at))
    require(can_answer_complaint(actor, complaint, place.path))
    before = apply_move(
        complaint, COMPLAINT_FLOW, "answer", reason=answer, answer=answer.strip(),
        answered_by_id=account_of(actor), answered_at=at,
    )  # fmt: skip
    label = f"{place.short_name} {complaint.get_kind_display()}"
    note(actor, "complaint_answered", complaint, place.path, at, was=before, reason=answer, label=label)
    notify(
        account_ids=[complaint.by_id], kind="burden", title=f"减负反映已答复：{complaint.get_kind_display()}",
        body=complaint.answer, url="/checks/complaints/", key=f"complaint-answered:{complaint.pk}", at=at,
    )  # fmt: skip
    return complaint
