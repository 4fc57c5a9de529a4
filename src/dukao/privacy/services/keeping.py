"""The end of what has outlived its clock: proposed by night, approved by a named person, counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from dukao.identity.selectors import accounts_in_roles
from dukao.journal.services import record
from dukao.kernel import personal
from dukao.kernel.actor import SYSTEM, Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.personal import Clock
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.notifications.services import notify
from dukao.privacy.models import Destruction, RetentionRule
from dukao.privacy.policies import can_decide_destruction
from dukao.privacy.selectors.keeping import clock_named, months_before
from dukao.privacy.selectors.rules import privacy_rules_on, retention_rules_on
from dukao.privacy.vocabulary import DESTRUCTION_FLOW, DestructionState


def propose_due(*, at: datetime) -> list[Destruction]:
    """One proposal for each kind of which something is due and none waits or is put off."""
    day = local_day(at)
    rules = retention_rules_on(day)
    waiting = set(Destruction.objects.filter(state=DestructionState.PROPOSED).values_list("key", flat=True))
    held = Destruction.objects.filter(state=DestructionState.HELD, not_before__gt=day)
    waiting |= set(held.values_list("key", flat=True))
    return [
        proposed
        for key, clock in personal.clocks().items()
        if clock.is_proposed and key in rules and key not in waiting
        if (proposed := _propose(clock, rules[key], day, at))
    ]


@transaction.atomic
def _propose(clock: Clock, rule: RetentionRule, day: date, at: datetime) -> Destruction | None:
    before = months_before(day, rule.months)
    assert clock.due is not None
    found = clock.due(before)
    if not found:
        return None
    proposed = Destruction.objects.create(
        key=clock.key, label=clock.label, rule=rule, before=before, found=found, proposed_at=at
    )
    record(
        actor=SYSTEM, event="destruction_proposed", subject=proposed, label=clock.label, at=at,
        after=_facts(proposed, found),
    )  # fmt: skip
    notify(
        account_ids=accounts_in_roles([Role.SECURITY_ADMIN], day).values_list("pk", flat=True),
        kind="destruction", title=f"到期的个人信息待批准销毁：{clock.label} {found} 条",
        url="/privacy/keeping/", key=f"destruction:{proposed.pk}", at=at,
    )  # fmt: skip
    return proposed


def clear_due(*, at: datetime) -> dict[str, int]:
    """What only repeats other records ends by itself under the rule of the day; returns how many of each."""
    day = local_day(at)
    rules = retention_rules_on(day)
    return {
        key: clock.clear(months_before(day, rules[key].months))
        for key, clock in personal.clocks().items()
        if clock.clear is not None and key in rules
    }


@transaction.atomic
def approve_destruction(*, actor: Actor, destruction: Destruction, at: datetime) -> Destruction:
    """What was due on the day of the proposal is gone; the register says how many that were."""
    require(can_decide_destruction(actor))
    destruction = _held(destruction.pk)
    clock = clock_named(destruction.key)
    assert clock.destroy is not None
    apply_move(
        destruction, DESTRUCTION_FLOW, "approve", decided_by_id=account_of(actor), decided_at=at, destroyed=0
    )
    destruction.destroyed = clock.destroy(actor=actor, before=destruction.before, at=at)
    destruction.save(update_fields=["destroyed"])
    record(
        actor=actor, event="destruction_approved", subject=destruction, label=destruction.label, at=at,
        after=_facts(destruction, destruction.destroyed),
    )  # fmt: skip
    return destruction


@transaction.atomic
def hold_destruction(
    *, actor: Actor, destruction: Destruction, reason: str, not_before: date, at: datetime
) -> Destruction:
    """Put off to a day, with the reason: a case that still runs, a law that asks for longer."""
    require(can_decide_destruction(actor))
    destruction, day = _held(destruction.pk), local_day(at)
    latest = day + timedelta(days=privacy_rules_on(day).hold_days)
    if not day < not_before <= latest:
        raise DomainError("hold_day", f"暂缓到明天以后、{latest} 以前的一天，到时会重新提出。")
    apply_move(
        destruction, DESTRUCTION_FLOW, "hold", reason=reason, opinion=reason.strip(), not_before=not_before,
        decided_by_id=account_of(actor), decided_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="destruction_held", subject=destruction, label=destruction.label, at=at,
        reason=reason.strip(),
        after={**_facts(destruction, destruction.found), "not_before": not_before.isoformat()},
    )  # fmt: skip
    return destruction


def _held(destruction_id: int) -> Destruction:
    found = Destruction.objects.select_for_update(of=("self",)).select_related("rule")
    destruction = found.filter(pk=destruction_id).first()
    if destruction is None:
        raise Missing("没有这条销毁记录。")
    return destruction


def _facts(destruction: Destruction, count: int) -> dict[str, str | int]:
    """The register speaks of kinds and numbers, and so does the journal."""
    return {
        "what": destruction.label, "count": count, "until": destruction.before.isoformat(),
        "months": destruction.rule.months, "source": destruction.rule.source,
    }  # fmt: skip
