"""典型案例: proposed by whoever put it right or by the office, approved by the office, never scored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from dukao.documents.services import check_text
from dukao.identity.selectors import accounts_holding
from dukao.issues.models import Practice
from dukao.issues.origins import Origin, origin_of
from dukao.issues.policies import DOERS, can_propose_practice, can_register
from dukao.issues.vocabulary import PRACTICE_FLOW, PROBLEM_KIND, STANDING
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.notifications.services import notify
from dukao.organisations.selectors import unit_on

#: Long enough to be followed, short enough to be read.
LONGEST = 1500


@transaction.atomic
def propose_practice(
    *, actor: Actor, title: str, text: str, unit_id: int, origin_ref: str = "", at: datetime
) -> Practice:
    """Waits for the office of the place. A unit proposes what it did itself, once for each thing done."""
    require(can_propose_practice(actor))
    place = unit_on(unit_id, local_day(at))
    if not actor.covers(place.path, Role.OFFICE) and unit_id not in actor.units(*DOERS):
        raise Refused("单位推荐本单位的做法；其他单位的由督考办推荐。")
    if not title.strip() or not text.strip():
        raise DomainError("text_missing", "请写标题、做法和成效。")
    check_length(text, LONGEST, "典型案例")
    check_text(f"{title}\n{text}")
    practice = Practice(
        title=title.strip(), text=text.strip(), unit_id=unit_id, scope_id=int(place.path.split("/")[1]),
        by_id=account_of(actor), at=at,
    )  # fmt: skip
    if origin_ref:
        _come_from(practice, origin_of(actor, origin_ref, local_day(at)))
    _keep(practice)
    record(
        actor=actor, event="practice_proposed", subject=practice, label=practice.title, at=at,
        unit_path=place.path,
    )  # fmt: skip
    office = accounts_holding((Role.OFFICE,), practice.scope_id, local_day(at)).exclude(pk=account_of(actor))
    _tell(
        practice, office.values_list("pk", flat=True), f"推荐典型案例：{practice.title}", at,
        body=f"{place.short_name}推荐，请审定。",
    )  # fmt: skip
    return practice


def _come_from(practice: Practice, origin: Origin) -> None:
    if not origin.is_signed_off:
        raise DomainError("not_closed", "销号以后再推荐，做法要经得起验收。", 409)
    practice.scope_id, practice.source = origin.scope_id, origin.source
    kind, _, number = origin.ref.rpartition(":")
    if kind == PROBLEM_KIND:
        practice.problem_id = int(number)
    else:
        practice.subject_ref = origin.ref


def _keep(practice: Practice) -> None:
    """Stored, unless the same title or the same thing done stands already."""
    try:
        with transaction.atomic():
            practice.save()
    except IntegrityError:
        same = Q(title=practice.title) | Q(problem=practice.problem_id, problem__isnull=False)
        same |= Q(subject_ref=practice.subject_ref) & ~Q(subject_ref="")
        again = Practice.objects.filter(same, unit=practice.unit_id, state__in=STANDING).first()
        if again is None:
            raise
        raise DomainError(
            "proposed", f"已经推荐过：{again.title}（{again.get_state_display()}）。", 409
        ) from None


@transaction.atomic
def approve_practice(*, actor: Actor, practice: Practice, opinion: str = "", at: datetime) -> Practice:
    practice = _decided(actor, practice, "approve", opinion, at)
    record(
        actor=actor, event="practice_approved", subject=practice, label=practice.title, at=at, reason=opinion
    )
    _tell(practice, [practice.by_id], f"典型案例已入库：{practice.title}", at, body=practice.opinion)
    return practice


@transaction.atomic
def refuse_practice(*, actor: Actor, practice: Practice, opinion: str, at: datetime) -> Practice:
    practice = _decided(actor, practice, "refuse", opinion, at)
    record(
        actor=actor, event="practice_refused", subject=practice, label=practice.title, at=at, reason=opinion
    )
    _tell(practice, [practice.by_id], f"典型案例未采用：{practice.title}", at, body=practice.opinion)
    return practice


@transaction.atomic
def withdraw_practice(*, actor: Actor, practice: Practice, opinion: str, at: datetime) -> Practice:
    practice = _decided(actor, practice, "withdraw", opinion, at)
    record(
        actor=actor, event="practice_withdrawn", subject=practice, label=practice.title, at=at, reason=opinion
    )
    _tell(practice, [practice.by_id], f"典型案例已撤下：{practice.title}", at, body=practice.opinion)
    return practice


def _decided(actor: Actor, practice: Practice, move: str, opinion: str, at: datetime) -> Practice:
    practice = Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
    require(can_register(actor, unit_on(practice.scope_id, local_day(at)).path))
    apply_move(
        practice, PRACTICE_FLOW, move, reason=opinion, opinion=opinion.strip(),
        decided_by_id=account_of(actor), decided_at=at,
    )  # fmt: skip
    return practice


def _tell(practice: Practice, account_ids: Iterable[int], title: str, at: datetime, *, body: str) -> None:
    notify(
        account_ids=account_ids, kind="problem", title=title, body=body,
        url=f"/problems/practices/{practice.pk}/", key=f"practice:{practice.pk}:{practice.state}", at=at,
    )  # fmt: skip
