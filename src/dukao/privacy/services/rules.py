"""Clocks of requests and of keeping: versions with a first day and a source."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel import personal
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.terms import DayKind
from dukao.kernel.verdict import require
from dukao.privacy.models import PrivacyRules, RetentionRule
from dukao.privacy.policies import can_set_rules
from dukao.privacy.selectors.keeping import clock_named

#: Until the place enters its own; the law itself asks for an answer "in time" without a number of days.
FIRST_SOURCE = "个人信息保护法第五十条（及时答复）；天数参照 GB/T 35273—2020 第 8.7 条，请按本地规定修改"


@transaction.atomic
def found_privacy_rules(*, on: date) -> None:
    """A new installation has its clocks; one that gains a kind gains the clock of that kind."""
    if not PrivacyRules.objects.exists():
        PrivacyRules.objects.create(effective_on=on, source=FIRST_SOURCE)
    known = set(RetentionRule.objects.values_list("key", flat=True))
    RetentionRule.objects.bulk_create(
        RetentionRule(key=clock.key, effective_on=on, months=clock.months, source=clock.source)
        for clock in personal.clocks().values()
        if clock.has_term and clock.months and clock.key not in known
    )


@transaction.atomic
def set_privacy_rules(
    *, actor: Actor, effective_on: date, holder: str, answer_days: int, answer_kind: str, defer_days: int,
    hold_days: int, source: str, at: datetime, key: str = "",
) -> None:  # fmt: skip
    """New terms hold for what is asked from a later day on; running ones stay as they are."""
    require(can_set_rules(actor))
    if is_done(key, "privacy_rules_set"):
        return
    _check(effective_on, source, at)
    values = {
        "holder": holder.strip(), "answer_days": answer_days, "answer_kind": DayKind(answer_kind),
        "defer_days": defer_days, "hold_days": hold_days, "source": source.strip(),
    }  # fmt: skip
    rules, _ = PrivacyRules.objects.update_or_create(effective_on=effective_on, defaults=values)
    record(
        actor=actor, event="privacy_rules_set", subject=rules, label="个人信息规则", at=at, key=key or None,
        after={"effective_on": effective_on.isoformat(), **values},
    )  # fmt: skip


@transaction.atomic
def set_retention_rule(
    *, actor: Actor, clock: str, effective_on: date, months: int, source: str, at: datetime, key: str = ""
) -> None:
    """One kind is kept so many months from a later day on."""
    require(can_set_rules(actor))
    if is_done(key, "retention_rule_set"):
        return
    _check(effective_on, source, at)
    label = clock_named(clock).label
    values = {"months": months, "source": source.strip()}
    rule, _ = RetentionRule.objects.update_or_create(key=clock, effective_on=effective_on, defaults=values)
    record(
        actor=actor, event="retention_rule_set", subject=rule, label=label, at=at, key=key or None,
        after={"effective_on": effective_on.isoformat(), **values},
    )  # fmt: skip


def _check(effective_on: date, source: str, at: datetime) -> None:
    if effective_on <= local_day(at):
        raise DomainError("starts_late", "施行日期从明天起：当天的期限不中途改变。")
    if not source.strip():
        raise DomainError("source_missing", "请写明依据，例如本地规定的名称和文号。")
