"""The office's rules: the first ones with where they come from, and those it sets itself."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.issues.models import RectificationRules
from dukao.issues.policies import can_set_rules
from dukao.journal.services import set_version
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require


@transaction.atomic
def found_rules(*, on: date) -> None:
    """An office that begins has rules to work by and to change; nothing happens where there are some."""
    if not RectificationRules.objects.exists():
        RectificationRules.objects.create(effective_on=on, source="初始规则，请按本地问题整改办法修改")


@transaction.atomic
def set_rules(
    *, actor: Actor, effective_on: date, source: str, at: datetime, key: str = "", **limits: Any
) -> RectificationRules | None:
    """New rules hold from the beginning of a later day on, so that no lamp changes in the middle of one.

    ``None`` when this very form was sent before.
    """
    require(can_set_rules(actor))
    if limits["lookback_until"] < limits["lookback_from"]:
        raise DomainError("window_shut", "回头看的最晚日数不能小于最早日数。")
    if limits["lookback_risk"] + limits["lookback_lot"] > 100:
        raise DomainError("too_many_drawn", "按风险和随机抽取的比例合计不能超过 100%。")
    return set_version(
        RectificationRules, actor=actor, event="problem_rules_set", label="整改规则",
        effective_on=effective_on, source=source, values=limits, at=at, key=key,
        words=("：当天的灯和时限不中途改变", "本地问题整改办法的文号"),
    )  # fmt: skip
