"""Statistics of objections: where they are upheld, the scoring needs a look, not the unit that objected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median

from dukao.assessments.models import Objection
from dukao.assessments.selectors.objections import visible_objections
from dukao.assessments.vocabulary import SETTLED, ObjectionState, Outcome
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.organisations.selectors import versions_by_unit

#: What objections are counted by.
WAYS = {"item": "项目", "scheme": "办法", "unit": "单位", "handler": "办理人"}


@dataclass
class Figures:
    """Of the objections of one name: how many, how they ended, how long it took."""

    name: str
    raised: int = 0
    open: int = 0
    overdue: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    days: list[int] = field(default_factory=list)

    @property
    def decided(self) -> int:
        return sum(self.outcomes.values())

    @property
    def upheld(self) -> int:
        return self.outcomes[Outcome.UPHELD] + self.outcomes[Outcome.PARTLY]

    @property
    def upheld_share(self) -> float | None:
        return self.upheld / self.decided if self.decided else None

    @property
    def usual_days(self) -> float | None:
        """The median from raising to the decision, in natural days."""
        return median(self.days) if self.days else None

    def add(self, objection: Objection, today: date) -> None:
        """Withdrawn ones are not counted: nobody said anything about them."""
        self.raised += 1
        ended = local_day(objection.decided_at) if objection.decided_at else today
        self.open += objection.state not in SETTLED
        self.overdue += ended > objection.due_on
        if objection.decided_at is not None:
            self.outcomes[objection.outcome] += 1
            self.days.append((ended - local_day(objection.raised_at)).days)


def figures(actor: Actor, year: int, by: str, at: datetime) -> list[Figures]:
    """Of the objections the actor sees that were raised in the year, the most upheld first."""
    since, until = at_time(date(year, 1, 1), 0), at_time(date(year + 1, 1, 1), 0)
    rows = visible_objections(actor).filter(raised_at__gte=since, raised_at__lt=until)
    found = list(rows.exclude(state=ObjectionState.WITHDRAWN).order_by("pk"))
    name = _name(by, found, at)
    groups: dict[str, Figures] = {}
    for objection in found:
        called = name(objection)
        groups.setdefault(called, Figures(called)).add(objection, local_day(at))
    return sorted(groups.values(), key=lambda each: (-each.upheld, -each.raised, each.name))


def whole(parts: Iterable[Figures]) -> Figures:
    """All of them together."""
    total = Figures("合计")
    for part in parts:
        total.raised += part.raised
        total.open += part.open
        total.overdue += part.overdue
        total.days += part.days
        for outcome, count in part.outcomes.items():
            total.outcomes[outcome] += count
    return total


def _name(by: str, objections: list[Objection], at: datetime) -> Callable[[Objection], str]:
    if by == "unit":
        places = versions_by_unit({each.unit_id for each in objections}, local_day(at))
        return lambda each: places[each.unit_id].short_name
    if by == "scheme":
        return lambda each: str(each.round.version.scheme.name)
    if by == "handler":
        return lambda each: each.handler.name if each.handler else "还没有指定"
    return lambda each: each.item_name or "总分"
