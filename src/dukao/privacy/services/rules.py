"""Clocks of requests and of keeping: versions with a first day and a source."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.journal.services import set_version
from dukao.kernel import personal
from dukao.kernel.actor import Actor
from dukao.kernel.terms import DayKind
from dukao.kernel.verdict import require
from dukao.privacy.models import PrivacyRules, RetentionRule
from dukao.privacy.policies import can_set_rules
from dukao.privacy.selectors.keeping import clock_named

#: Until the place enters its own; the law itself asks for an answer "in time" without a number of days.
FIRST_SOURCE = "个人信息保护法第五十条（及时答复）；天数参照 GB/T 35273—2020 第 8.7 条，请按本地规定修改"
#: Why rules begin tomorrow at the earliest, and what a source is called here.
WORDS = ("：当天的期限不中途改变", "本地规定的名称和文号")


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
    values = {
        "holder": holder.strip(), "answer_days": answer_days, "answer_kind": DayKind(answer_kind),
        "defer_days": defer_days, "hold_days": hold_days,
    }  # fmt: skip
    set_version(
        PrivacyRules, actor=actor, event="privacy_rules_set", label="个人信息规则", effective_on=effective_on,
        source=source, values=values, at=at, key=key, words=WORDS,
    )  # fmt: skip


@transaction.atomic
def set_retention_rule(
    *, actor: Actor, clock: str, effective_on: date, months: int, source: str, at: datetime, key: str = ""
) -> None:
    """One kind is kept so many months from a later day on."""
    require(can_set_rules(actor))
    set_version(
        RetentionRule, of={"key": clock}, actor=actor, event="retention_rule_set",
        label=clock_named(clock).label, effective_on=effective_on, source=source, values={"months": months},
        at=at, key=key, words=WORDS,
    )  # fmt: skip
