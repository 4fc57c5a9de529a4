"""The ledger of problems: what is due first stands first; grouped by unit or source, inside the group."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import BigIntegerField, CharField, DateField, IntegerField, Q, QuerySet

from dukao.issues.models import Problem
from dukao.issues.policies import ABOVE
from dukao.issues.selectors.conditions import Conditions, Days, meeting
from dukao.issues.selectors.entries import Row, rows_of, shown
from dukao.issues.selectors.rules import rules_on
from dukao.issues.selectors.seeing import Reach, light_of, reach_of, visible
from dukao.kernel import ledger
from dukao.kernel.actor import Actor
from dukao.kernel.keyset import Cursor
from dukao.kernel.ledger import Grouping
from dukao.kernel.light import Light
from dukao.organisations.selectors import versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

#: Tabs that show how many stand behind them.
COUNTED = ("open", "draft", "over", "submitted", "reopened")
Asked = ledger.Asked[Conditions]


class ProblemLedger(ledger.Ledger[Conditions, Row]):
    """Problems of all sources, open or settled."""

    fields: ClassVar = {
        "own": BigIntegerField(), "below": CharField(), "supervised": CharField(),
        "account": BigIntegerField(), "keys": CharField(), "today": DateField(), "week": DateField(),
        "month": DateField(), "years": IntegerField(), "unit": BigIntegerField(), "search": CharField(),
    }  # fmt: skip
    groupings: ClassVar = {
        "flat": Grouping(), "unit": Grouping("unit_id"), "source": Grouping("source", CharField()),
    }  # fmt: skip

    def reach(self, asked: Asked) -> Hashable:
        return reach_of(asked.actor, asked.day)

    def form(self, conditions: Conditions) -> Conditions:
        search = "?" if conditions.search else ""
        return replace(conditions, years=(), unit_id=conditions.unit_id and 1, search=search)

    def values(self, asked: Asked) -> dict[str, Any]:
        reach, days, conditions = reach_of(asked.actor, asked.day), Days.of(asked.day), asked.conditions
        return {
            "own": reach.own, "below": reach.below, "supervised": reach.supervised, "account": reach.account,
            "keys": reach.keys, "today": days.today, "week": days.week, "month": days.month,
            "years": conditions.years, "unit": conditions.unit_id, "search": conditions.search,
        }  # fmt: skip

    def seen(self, given: Mapping[str, Any], is_open: bool) -> QuerySet[Problem]:
        names = ("own", "below", "supervised", "account", "keys")
        narrowed = Q(is_open=1) if is_open else Q()
        return visible(Reach(*(given[name] for name in names)), given["today"], narrowed)

    def filled(self, form: Conditions, given: Mapping[str, Any]) -> Q:
        asked = replace(
            form, years=given["years"], unit_id=given["unit"] if form.unit_id else None,
            search=given["search"] if form.search else "",
        )  # fmt: skip
        return meeting(asked, Days(given["today"], given["week"], given["month"]))

    def shown(self, keys: QuerySet[Any, Any], day: Any, *order: Any) -> QuerySet[Any, Any]:
        return shown(Problem.objects.filter(pk__in=keys), day, *order)

    def rows(self, values: Iterable[tuple[Any, ...]], day: date, grouping: str, segment: str) -> list[Row]:
        column = self.groupings[grouping].column
        return rows_of(values, day, lambda entry: str(getattr(entry, column)) if column else "")

    def place(self, row: Row) -> Cursor:
        return Cursor(row.group, row.problem.due_on, row.problem.pk)

    def heading(self, row: Row, grouping: str) -> str:
        return row.problem.unit or "" if grouping == "unit" else row.problem.get_source_display()

    def narrowed(self, conditions: Conditions, grouping: str, group: str) -> Conditions:
        if grouping == "unit":
            return replace(conditions, unit_id=int(group))
        return replace(conditions, sources=(group,))

    def sees_widely(self, actor: Actor) -> bool:
        return actor.has(*ABOVE)


PROBLEMS = ProblemLedger()


def tab_conditions() -> dict[str, Conditions]:
    """The tabs that are counted."""
    return {view: Conditions(view=view) for view in COUNTED}


def tab_counts(actor: Actor, day: date, known: Mapping[Conditions, int] | None = None) -> dict[str, int]:
    """How many stand on each tab, up to the bound."""
    tabs = tab_conditions()
    found = PROBLEMS.counted(Asked(actor, Conditions(), day), list(tabs.values()), known)
    return {name: found[part] for name, part in tabs.items()}


@dataclass(frozen=True, slots=True)
class Whole:
    """A problem with all that is written in it, as sheets and other rooms take it."""

    problem: Problem
    light: Light
    place: UnitVersion
    #: Who puts it right together with the first, by short name.
    joint: tuple[str, ...] = ()


def whole_problems(problems: Iterable[Problem], day: date) -> list[Whole]:
    problems = list(problems)
    if not problems:
        return []
    joint = _joint_units(problems)
    units = {problem.unit_id for problem in problems}.union(*joint.values())
    places = versions_by_unit(units, day)
    rules, calendar = rules_on(day), work_calendar()
    return [
        Whole(
            one, light_of(one, rules, calendar, day), places[one.unit_id],
            tuple(places[unit].short_name for unit in joint.get(one.pk, ())),
        )
        for one in problems
    ]  # fmt: skip


def _joint_units(problems: Iterable[Problem]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = Problem.joint.through.objects.filter(problem__in=[one.pk for one in problems]).order_by("pk")
    for problem, unit in rows.values_list("problem_id", "unit_id"):
        found.setdefault(problem, []).append(unit)
    return found


#: What one export holds; whoever needs more asks for it year by year.
EXPORT_LIMIT = 20_000
#: So many are read at a time.
BATCH = 500


def rows_to_export(found: QuerySet[Problem], day: date) -> Iterator[Whole]:
    """In the order of their limits, some hundreds at a time."""
    ids = list(found.order_by("due_on", "pk").values_list("pk", flat=True)[:EXPORT_LIMIT])
    for start in range(0, len(ids), BATCH):
        batch = Problem.objects.filter(pk__in=ids[start : start + BATCH])
        yield from whole_problems(batch.select_related("verifier", "closed_by").order_by("due_on", "pk"), day)
