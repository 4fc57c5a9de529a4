"""Setting how long results are posted, with the clause it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from dukao.assessments.models import AssessmentPolicy, ObjectionRule
from dukao.assessments.policies import can_set_notice_policy, can_set_objection_rule
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import Role
from dukao.kernel.terms import DayKind
from dukao.kernel.verdict import require


@transaction.atomic
def set_notice_policy(
    *,
    actor: Actor,
    effective_on: date,
    notice_days: int,
    source: str,
    at: datetime,
    notice_kind: str = DayKind.WORKING,
    scheme_id: int | None = None,
    closes_at: time = time(17, 30),
    explain_workdays: int = 3,
    key: str | None = None,
) -> AssessmentPolicy | None:
    """Rounds posted from ``effective_on`` run by this rule; those already posted keep their term.

    With ``scheme_id`` only those of that scheme.
    """
    require(can_set_notice_policy(actor))
    if is_done(key or ""):
        return None
    if not 1 <= notice_days <= 60:
        raise DomainError("bad_term", "公示应为 1 至 60 日。")
    if not source.strip():
        raise DomainError("source_missing", "请写明依据，例如《考评办法》第二十六条。")
    if AssessmentPolicy.objects.filter(effective_on=effective_on, scheme=scheme_id).exists():
        raise DomainError("day_taken", "这一天已有一条规则，请换一个施行日期。")
    policy = AssessmentPolicy.objects.create(
        scheme_id=scheme_id,
        effective_on=effective_on,
        notice_days=notice_days,
        notice_kind=notice_kind,
        closes_at=closes_at,
        explain_workdays=explain_workdays,
        source=source.strip(),
    )
    record(
        actor=actor, event="notice_policy_set", subject=policy, label=policy.source, at=at, key=key,
        after={
            "effective_on": effective_on.isoformat(), "notice_days": notice_days, "notice_kind": notice_kind,
            "scheme": policy.scheme.name if policy.scheme else None,
            "closes_at": f"{closes_at:%H:%M}", "explain_workdays": explain_workdays, "source": policy.source,
        },
        unit_path=next(iter(actor.scopes(Role.OFFICE)), ""),
    )  # fmt: skip
    return policy


@transaction.atomic
def set_objection_rule(
    *, actor: Actor, values: Mapping[str, Any], at: datetime, key: str | None = None
) -> ObjectionRule | None:
    """Objections raised from its day on run by this rule; those already raised keep theirs."""
    require(can_set_objection_rule(actor))
    if is_done(key or ""):
        return None
    rule = ObjectionRule(**values)
    if not rule.source.strip():
        raise DomainError("source_missing", "请写明依据，例如《考评办法》第二十七条。")
    if (rule.again_days is None) != (rule.again_decide_days is None):
        raise DomainError("half_stage", "复核的申请期限和办结期限要么都填，要么都不填。")
    same = ObjectionRule.objects.filter(scheme=rule.scheme, effective_on=rule.effective_on)
    if same.exists():
        raise DomainError("day_taken", "这一天已有一条规则，请换一个施行日期。")
    rule.save()
    record(
        actor=actor, event="objection_rule_set", subject=rule, label=rule.source, at=at, key=key,
        after={
            "effective_on": rule.effective_on.isoformat(), "source": rule.source,
            "scheme": rule.scheme.name if rule.scheme else None,
        },
        unit_path=next(iter(actor.scopes(Role.OFFICE)), ""),
    )  # fmt: skip
    return rule
