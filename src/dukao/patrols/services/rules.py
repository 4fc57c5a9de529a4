"""The office's rules: the first ones with where they come from, and those it sets itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.patrols.models import PatrolRules
from dukao.patrols.policies import can_set_patrol_rules
from dukao.patrols.vocabulary import PlanLink

#: What a source states is cited; the other figures are local parameters and say so.
LOCAL_PRACTICE = "通行做法，请按本地规定修改"
FIRST_BASES = {
    "recusal_basis": "《党政领导干部任职回避暂行规定》及本地督导巡查工作规则",
    "training_basis": "《政府督查工作条例》第九条",
    "secondment_basis": "《整治形式主义为基层减负若干规定》：不得从县及以下单位借调人员",
    "plan_basis": "中办《关于统筹规范督查检查考核工作的通知》：按年度计划开展",
    "share_basis": "督导巡查组三分之二以上时间用于“四不两直”暗访",
}


@dataclass(frozen=True, slots=True)
class RulesDraft:
    """One version of the rules, whole."""

    effective_on: date
    source: str
    recusal_years: int = 3
    recusal_basis: str = FIRST_BASES["recusal_basis"]
    training_months: int = 12
    training_basis: str = FIRST_BASES["training_basis"]
    secondment_basis: str = FIRST_BASES["secondment_basis"]
    share_parts: int = 2
    share_whole: int = 3
    field_days: int = 2
    share_basis: str = FIRST_BASES["share_basis"]
    facts_limit: int = 300
    photo_limit: int = 3
    report_workdays: int = 5
    settle_workdays: int = 5
    receipt_workdays: int = 3
    debrief_days: int = 15
    begin_remind_days: int = 1
    due_remind_workdays: int = 2
    plan_link: str = PlanLink.WARN
    plan_basis: str = FIRST_BASES["plan_basis"]


def found_patrol_rules(*, on: date) -> None:
    """There are rules, so that a new installation can send its first group."""
    if not PatrolRules.objects.exists():
        PatrolRules.objects.create(effective_on=on, source=LOCAL_PRACTICE, **FIRST_BASES)


@transaction.atomic
def set_patrol_rules(*, actor: Actor, draft: RulesDraft, at: datetime) -> PatrolRules:
    """From ``effective_on`` on these rules hold; those of past days stay as they were."""
    require(can_set_patrol_rules(actor))
    if draft.effective_on < local_day(at):
        raise DomainError("past_rule", "施行日期不能早于今天：已经按原规则办的事不能改。")
    if not draft.source.strip():
        raise DomainError("source_missing", "请写明依据，例如本地督导巡查工作规则的文号。")
    if not 0 < draft.share_parts <= draft.share_whole:
        raise DomainError("share_wrong", "时间占比应是不超过 1 的分数，例如 2/3。")
    rules, _ = PatrolRules.objects.update_or_create(
        effective_on=draft.effective_on, defaults={**asdict(draft), "source": draft.source.strip()}
    )
    record(
        actor=actor, event="patrol_rules_set", subject=rules, label=rules.source, at=at,
        after={"effective_on": rules.effective_on.isoformat()}, unit_path=actor.unit_path,
    )  # fmt: skip
    return rules
