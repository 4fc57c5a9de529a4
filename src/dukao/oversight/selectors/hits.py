"""Leads within one's scope, and how often each rule's leads were found to be nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import Reading, instances, reading, whole
from dukao.kernel.roles import Role
from dukao.oversight.models import Hit, PatternRule, Search
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.vocabulary import HitState

if TYPE_CHECKING:
    from dukao.oversight.patterns.pattern import Pattern

#: How many leads the stream's page shows, of different rules.
NEWEST = 5
#: Verdicts of the last year say how often a rule errs.
MEMORY = timedelta(days=365)
_COUNTED = ("waiting", "asked", "dismissed")


@dataclass(frozen=True, slots=True)
class Record:
    """How a rule has done: leads now, and of those judged within a year how many came to nothing."""

    pattern: Pattern
    rule: PatternRule
    waiting: int
    asked: int
    dismissed: int

    @property
    def judged(self) -> int:
        return self.asked + self.dismissed

    @property
    def dismissed_share(self) -> float | None:
        return self.dismissed / self.judged if self.judged else None


def visible_hits(actor: Actor) -> QuerySet[Hit]:
    """Leads about units of one's scope; those about several units are seen by whoever oversees them all."""
    seen = Q(pk__in=())
    for path in actor.scopes(Role.DISCIPLINE):
        seen |= Q(unit_path__startswith=path)
    return Hit.objects.filter(seen)


def newest_hits(actor: Actor) -> Reading[list[Hit]]:
    """Leads that still wait, the newest of each rule first."""
    waiting = visible_hits(actor).filter(is_current=True, state=HitState.OPEN).order_by("-pk")

    def made(rows: list[tuple[Any, ...]]) -> list[Hit]:
        first: dict[str, Hit] = {}
        for hit in sorted(instances(Hit, rows), key=lambda hit: -hit.pk):
            first.setdefault(hit.rule, hit)
        return sorted(first.values(), key=lambda hit: list(PATTERNS).index(hit.rule))[:NEWEST]

    return reading(made, whole(waiting)[:200])


def hit_for(actor: Actor, hit_id: int) -> Hit:
    found = visible_hits(actor).select_related("judged_by", "last_found").filter(pk=hit_id).first()
    if found is None:
        raise Missing("没有找到这条线索，可能不在你的监督范围。")
    return found


def records(actor: Actor, at: datetime, day: date) -> list[Record]:
    """Every rule that holds, with its leads and how often they came to nothing."""
    recent = Q(judged_at__gte=at - MEMORY)
    counted = visible_hits(actor).order_by().values("rule").annotate(
        waiting=Count("pk", filter=Q(state=HitState.OPEN, is_current=True)),
        asked=Count("pk", filter=Q(state=HitState.ASKED) & recent),
        dismissed=Count("pk", filter=Q(state=HitState.DISMISSED) & recent),
    )  # fmt: skip
    counts: dict[str, dict[str, Any]] = {row["rule"]: dict(row) for row in counted}
    rules = rules_in_force(day)
    return [
        Record(pattern, rules[code], *(counts.get(code, {}).get(name, 0) for name in _COUNTED))
        for code, pattern in PATTERNS.items()
        if code in rules
    ]


def rules_in_force(day: date) -> dict[str, PatternRule]:
    """The parameters of every pattern as they hold on ``day``."""
    rows = PatternRule.objects.filter(effective_on__lte=day).order_by("effective_on")
    return {row.code: row for row in rows}


def rules_known(code: str) -> list[PatternRule]:
    return list(PatternRule.objects.filter(code=code).order_by("-effective_on"))


def last_search() -> Search | None:
    return Search.objects.filter(finished_at__isnull=False).order_by("-pk").first()


def parameters_in_words(hit: Hit) -> list[tuple[str, str]]:
    """The parameters the rule ran with when it last found this."""
    ran = hit.last_found.parameters.get(hit.rule, {})
    return [
        (parameter.label, f"{ran.get(parameter.key, parameter.usual)} {parameter.unit}".strip())
        for parameter in hit.pattern.parameters
    ]
