"""The discipline side's own clocks and limits."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.journal.services import set_version
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.oversight.models import OversightRules, PatternRule
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.policies import can_set_rules

#: Until the discipline side enters its own. The term is taken from a published regulation that gives an
#: organ as long to explain itself; it is a parameter, not a law of this place.
FIRST_SOURCE = "参照《杭州市绩效管理条例》第二十条（10 个工作日内说明），请按本地规定修改"
#: Why rules begin tomorrow at the earliest, and what a source is called here.
WORDS = ("：当天的时限和参数不中途改变", "本地规定的名称和文号")


@transaction.atomic
def found_oversight_rules(*, on: date) -> None:
    """A new installation has a clock and every pattern's parameters to begin with."""
    if not OversightRules.objects.exists():
        OversightRules.objects.create(effective_on=on, source=FIRST_SOURCE)
    known = set(PatternRule.objects.values_list("code", flat=True))
    PatternRule.objects.bulk_create(
        PatternRule(
            code=pattern.code, effective_on=on, parameters=pattern.defaults(), source=pattern.source
        )
        for pattern in PATTERNS.values()
        if pattern.code not in known
    )  # fmt: skip


@transaction.atomic
def set_oversight_rules(
    *, actor: Actor, effective_on: date, answer_workdays: int, soon_workdays: int, source: str, at: datetime,
    key: str = "",
) -> None:  # fmt: skip
    """New clocks hold for what is sent from a later day on; running clocks stay as they are."""
    require(can_set_rules(actor))
    if answer_workdays < 1:
        raise DomainError("term_empty", "答复时限至少 1 个工作日。")
    set_version(
        OversightRules, actor=actor, event="oversight_rules_set", label="监督规则", effective_on=effective_on,
        source=source, values={"answer_workdays": answer_workdays, "soon_workdays": soon_workdays}, at=at,
        key=key, words=WORDS,
    )  # fmt: skip


@transaction.atomic
def set_pattern_rule(
    *, actor: Actor, code: str, effective_on: date, parameters: dict[str, str], is_used: bool, source: str,
    at: datetime, key: str = "",
) -> None:  # fmt: skip
    """Other parameters for one pattern from a later day on; searches made before keep theirs."""
    require(can_set_rules(actor))
    pattern = PATTERNS[code]
    set_version(
        PatternRule, of={"code": code}, actor=actor, event="pattern_rule_set", label=pattern.name,
        effective_on=effective_on, source=source, at=at, key=key, words=WORDS,
        values={"parameters": pattern.checked(parameters), "is_used": is_used},
    )  # fmt: skip
