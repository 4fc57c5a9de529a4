"""The ledger: what meets the conditions, a page at a time, at the same speed among a hundred or a million.

A page is a stretch of an index: it begins after the last row of the page before (keyset), never at an
offset, and counts go up to a bound. What is due first stands first; grouped by unit or source, inside the
group.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from dukao.issues.models import Problem
from dukao.issues.selectors.rules import rules_on
from dukao.issues.selectors.seeing import light_of, lit, visible_problems
from dukao.issues.vocabulary import IN_HAND, OPEN, SETTLED, ProblemState, Source
from dukao.kernel.actor import Actor
from dukao.kernel.counting import bounded_counts
from dukao.kernel.light import Light
from dukao.organisations.selectors import versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

PAGE = 50
LAMPS = {"red": "警示", "yellow": "预警", "blue": "临期", "green": "正常", "none": "不亮灯"}
DUES = {"over": "已逾期", "week": "7 日内到期", "month": "30 日内到期", "later": "30 日以后"}
#: Group -> the column that orders it.
GROUPS = {"flat": "", "unit": "unit_id", "source": "source"}
#: Tabs that show how many stand behind them.
COUNTED = ("open", "draft", "over", "submitted", "reopened")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for; empty parts ask for nothing."""

    view: str = "open"
    lamps: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    unit_id: int | None = None
    due: str = ""
    search: str = ""


def problems_meeting(actor: Actor, asked: Conditions, day: date) -> QuerySet[Problem]:
    """Everything the actor may see under these conditions, in no order."""
    found = visible_problems(actor, day).filter(_view(asked, day))
    if asked.lamps:
        found = found.filter(_any(lit(lamp, day) for lamp in asked.lamps))
    exact = {
        "source__in": asked.sources, "severity__in": asked.severities, "kind__in": asked.kinds,
        "state__in": asked.states, "regime__in": asked.regimes, "year__in": asked.years,
        "unit_id": asked.unit_id,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.due:
        found = found.filter(_due(asked.due, day))
    if asked.search:
        found = found.filter(Q(title__icontains=asked.search) | Q(number__istartswith=asked.search))
    return found


def _view(asked: Conditions, day: date) -> Q:
    views = {
        "draft": Q(state=ProblemState.DRAFT),
        "over": Q(is_open=1) & _due("over", day),
        "submitted": Q(state=ProblemState.SUBMITTED),
        "reopened": Q(is_open=1, rebounds__gt=0),
        "settled": Q(is_open=0),
    }
    if asked.view in views:
        return views[asked.view]
    if not asked.states or set(asked.states) <= set(OPEN):
        return Q(is_open=1)
    return Q(is_open=0) if set(asked.states) <= set(SETTLED) else Q()


def _due(name: str, day: date) -> Q:
    week, month = day + timedelta(days=7), day + timedelta(days=30)
    return {
        "over": Q(due_on__lt=day, state__in=IN_HAND),
        "week": Q(due_on__gte=day, due_on__lte=week),
        "month": Q(due_on__gte=day, due_on__lte=month),
        "later": Q(due_on__gt=month),
    }[name]


def _any(parts: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for part in parts:
        found |= part
    return found


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of a row in the order of the ledger."""

    group: str
    due_on: date
    pk: int

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """
        >>> str(Cursor.read("self_check~2026-10-15~7")), Cursor.read("x~2026-13-15~7"), Cursor.read("")
        ('self_check~2026-10-15~7', None, None)
        """
        group, _, rest = text.partition("~")
        day, _, pk = rest.partition("~")
        try:
            return cls(group, date.fromisoformat(day), int(pk)) if pk.isascii() and len(pk) < 19 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.group}~{self.due_on.isoformat()}~{self.pk}"


@dataclass(frozen=True, slots=True)
class Row:
    """One problem as the ledger shows it; ``group`` is the key of its heading."""

    problem: Problem
    group: str
    light: Light
    place: UnitVersion

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.group, self.problem.due_on, self.problem.pk)


@dataclass(frozen=True)
class LedgerPage:
    """A stretch of the ledger with what stands above its groups: label and count, up to a bound."""

    rows: list[Row]
    headings: dict[str, tuple[str, int]] = field(default_factory=dict)
    newer: Cursor | None = None
    older: Cursor | None = None


def ledger_page(
    found: QuerySet[Problem], grouping: str, day: date, *, after: Cursor | None = None,
    before: Cursor | None = None, newest: bool = False, size: int = PAGE,
) -> LedgerPage:  # fmt: skip
    """The rows after or before that place, at the beginning without either; from the end if ``newest``."""
    column, cursor, back = GROUPS[grouping], before or after, before is not None
    falling = back != newest
    order = [*([column] if column else []), "due_on", "pk"]
    part = found.filter(_beyond(cursor, column, falling)) if cursor else found
    taken = list(_light(part).order_by(*(f"-{one}" for one in order) if falling else order)[: size + 1])
    more = len(taken) > size
    rows = problem_rows(taken[:size][::-1] if back else taken[:size], day, column)
    first, last = (rows[0].cursor, rows[-1].cursor) if rows else (None, None)
    return LedgerPage(
        rows, _headings(found, column, rows),
        newer=first if (more if back else cursor is not None) else None,
        older=last if (more or back) else None,
    )  # fmt: skip


def _beyond(cursor: Cursor, column: str, falling: bool) -> Q:
    """Rows on the other side of the cursor; the first part is what an index is entered by."""
    sign = "lt" if falling else "gt"
    inner = Q(**{f"due_on__{sign}e": cursor.due_on}) & (
        Q(**{f"due_on__{sign}": cursor.due_on}) | Q(**{f"pk__{sign}": cursor.pk})
    )
    if not column or (column == "unit_id" and not cursor.group.isdigit()):
        return inner
    group = int(cursor.group) if column == "unit_id" else cursor.group
    return Q(**{f"{column}__{sign}e": group}) & (
        Q(**{f"{column}__{sign}": group}) | Q(**{column: group}) & inner
    )


def _light(found: QuerySet[Problem]) -> QuerySet[Problem]:
    """What a row needs, without the long texts."""
    return found.defer("facts", "demand", "action_taken", "verdict", "opinion")


def problem_rows(problems: Iterable[Problem], day: date, column: str = "") -> list[Row]:
    problems = list(problems)
    if not problems:
        return []
    places = versions_by_unit([problem.unit_id for problem in problems], day)
    rules, calendar = rules_on(day), work_calendar()
    return [
        Row(
            problem, str(getattr(problem, column)) if column else "",
            light_of(problem, rules, calendar, day), places[problem.unit_id],
        )
        for problem in problems
    ]  # fmt: skip


def _headings(found: QuerySet[Problem], column: str, rows: list[Row]) -> dict[str, tuple[str, int]]:
    if not column:
        return {}
    groups = {row.group: row for row in rows}
    numbers = bounded_counts([found.filter(**{column: group}) for group in groups])
    return {
        group: (row.place.short_name if column == "unit_id" else Source(group).label, number)
        for (group, row), number in zip(groups.items(), numbers, strict=True)
    }


def tab_counts(actor: Actor, day: date) -> dict[str, int]:
    """How many stand on each counted tab, up to the bound; one query."""
    found = bounded_counts([problems_meeting(actor, Conditions(view=view), day) for view in COUNTED])
    return dict(zip(COUNTED, found, strict=True))


#: What one export holds; whoever needs more asks for it year by year.
EXPORT_LIMIT = 20_000


def rows_to_export(found: QuerySet[Problem], day: date) -> Iterator[Row]:
    """Rows in the order of their limits, some hundreds at a time."""
    batch: list[Problem] = []
    whole = found.select_related("verifier", "closed_by").order_by("due_on", "pk")
    for problem in whole[:EXPORT_LIMIT].iterator(chunk_size=500):
        batch.append(problem)
        if len(batch) == 500:
            yield from problem_rows(batch, day)
            batch = []
    yield from problem_rows(batch, day)
