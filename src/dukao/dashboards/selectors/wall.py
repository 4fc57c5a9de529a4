"""The wall of the dispatch centre: who must act now, and where the lamps shine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.timezone import localtime

from dukao.issues.selectors.ledger import tab_counts as problem_counts
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.kernel.workdays import WorkCalendar
from dukao.matters import selectors as matters
from dukao.matters.selectors import dispatch
from dukao.matters.vocabulary import AUTOMATIC_RUNGS, LADDER, RungKind, rung_act
from dukao.organisations.selectors import versions_by_unit, work_calendar
from dukao.ui.charts import Series, Trend
from dukao.ui.due import due

if TYPE_CHECKING:
    from dukao.matters.models import Matter, Rung

UNITS_SHOWN, ACTS_SHOWN, LATE_SHOWN, SILENT_KEPT, WEEKS = 20, 6, 6, 2, 12
COLOURS = ("red", "yellow", "blue")
SOON_WORKDAYS = 3
RUNG_WORDS = {RungKind.LISTING: "挂牌"}


@dataclass(frozen=True, slots=True)
class Spot:
    """One unit in one field: the worst colour with how many matters; ``total`` 0 means there are none."""

    field: str
    colour: str
    count: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    unit: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody who must do something, by when."""

    colour: str
    who: str
    role: str
    what: str
    clock: str
    url: str


@dataclass(frozen=True, slots=True)
class Late:
    title: str
    unit: str
    clock: str
    tone: str
    url: str


@dataclass(frozen=True, slots=True)
class WeekDay:
    day: date
    weekday: str
    is_today: bool
    is_off: bool
    colours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    word: str
    count: int
    is_human: bool


@dataclass(frozen=True)
class Wall:
    at: datetime
    figures: dispatch.Figures
    in_time: str
    longest: int
    last_week: tuple[int, int] | None
    fields: tuple[str, ...]
    rows: tuple[Row, ...]
    acts: tuple[Act, ...]
    late: tuple[Late, ...]
    week: tuple[WeekDay, ...]
    ladder: tuple[Step, ...]
    trend: Trend
    #: Problems on the tabs of their ledger: open, over, submitted, reopened.
    problems: dict[str, int]

    @property
    def due_this_week(self) -> int:
        return sum(len(day.colours) for day in self.week)

    def against_last_week(self, colour: str) -> str:
        """较上周 +2; without a count of last week there is nothing to compare."""
        if self.last_week is None:
            return ""
        now = self.figures.red if colour == "red" else self.figures.yellow
        change = now - self.last_week[0 if colour == "red" else 1]
        return f"较上周 {f'+{change}' if change > 0 else f'−{-change}' if change else '持平'}"


def wall(actor: Actor, at: datetime) -> Wall:
    """Everything on one screen, in a dozen queries however many matters there are."""
    at = localtime(at)
    today, calendar = local_day(at), work_calendar()
    figures = dispatch.figures(actor, today)
    cells = dispatch.lamp_matrix(actor, today)
    fields = {field.pk: field.name for field in matters.work_fields()}
    late = _late_shown(
        dispatch.longest_overdue(actor, today, LATE_SHOWN), dispatch.longest_silent(actor, today, LATE_SHOWN)
    )
    names = _names([*(cell.unit_id for cell in cells), *(matter.lead_unit_id for matter in late)], today)
    course = dispatch.lamp_course(actor, today - timedelta(weeks=WEEKS), today)
    return Wall(
        at=at,
        figures=figures,
        in_time=_share(figures.closed_in_time_this_year, figures.closed_this_year),
        longest=calendar.between(figures.oldest_due_on, today) if figures.oldest_due_on else 0,
        last_week=_newest(course, today - timedelta(days=7)),
        fields=tuple(fields.values()),
        rows=tuple(_rows(cells, fields, names)),
        acts=tuple(islice(_acts(actor, at, names, calendar), ACTS_SHOWN)),
        late=tuple(_late(matter, names, today) for matter in late),
        week=tuple(_week(actor, today, calendar)),
        ladder=tuple(_ladder(dispatch.rungs_stood_on(actor, today))),
        trend=_trend(course, today, figures),
        problems=problem_counts(actor, today),
    )


def _late_shown(overdue: list[Matter], silent: list[Matter]) -> list[Matter]:
    """Both are seen: the longest silent keep two places however much is overdue."""
    kept = overdue[: LATE_SHOWN - min(len(silent), SILENT_KEPT)]
    return [*kept, *silent[: LATE_SHOWN - len(kept)]]


def _names(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    return {unit: version.short_name for unit, version in versions_by_unit(unit_ids, day).items()}


def _share(part: int, whole: int) -> str:
    """91.4 of a hundred, half up; — when there is nothing to divide."""
    if not whole:
        return "—"
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10}.{tenths % 10}"


def _newest(course: dict[date, tuple[int, int]], day: date) -> tuple[int, int] | None:
    """The last count within the week that ends on ``day``."""
    days = [counted for counted in course if day - timedelta(days=7) < counted <= day]
    return course[max(days)] if days else None


def _rows(cells: list[dispatch.Cell], fields: dict[int, str], names: dict[int, str]) -> Iterator[Row]:
    """The units with most red first, then most yellow; those without a lamp fill up the screen."""
    by_unit: dict[int, dict[int, dispatch.Cell]] = {}
    for cell in cells:
        by_unit.setdefault(cell.unit_id, {})[cell.field_id] = cell

    def hurt(unit: int) -> tuple[int, ...]:
        return tuple(-sum(getattr(cell, colour) for cell in by_unit[unit].values()) for colour in COLOURS)

    for unit in sorted(by_unit, key=lambda unit: (*hurt(unit), names[unit]))[:UNITS_SHOWN]:
        yield Row(
            names[unit], tuple(_spot(unit, pk, name, by_unit[unit].get(pk)) for pk, name in fields.items())
        )


def _spot(unit: int, field: int, name: str, cell: dispatch.Cell | None) -> Spot:
    url = f"{reverse('matters:ledger')}?unit={unit}&field={field}"
    if cell is None:
        return Spot(name, "none", 0, 0, url)
    for colour in COLOURS:
        if count := getattr(cell, colour):
            return Spot(name, colour, count, cell.total, f"{url}&lamp={colour}")
    return Spot(name, "green", 0, cell.total, url)


def _acts(actor: Actor, at: datetime, names: dict[int, str], calendar: WorkCalendar) -> Iterator[Act]:
    """Decisions first, for they hold up everybody else; then what waits for the office, then limits."""
    today = local_day(at)

    def act(colour: str, who: str, role: str, what: str, clock: str, matter: int) -> Act:
        return Act(colour, who, role, what, clock, reverse("matters:show", args=[matter]))

    for rung in dispatch.proposed_rungs(actor, today, ACTS_SHOWN):
        question = f"是否{rung_act(rung.kind)}：{rung.matter.title}"
        clock = due(rung.explain_by or rung.on, at).words
        yield act(rung.colour, _decider(rung, today), "待决定", question, clock, rung.matter_id)
    for asked in dispatch.asked_extensions(actor, today, ACTS_SHOWN):
        clock = due(asked.old_due_on, at).words
        yield act("yellow", "督考办", "待答复", f"延期申请：{asked.matter.title}", clock, asked.matter_id)
    for wanted in dispatch.open_requests(actor, today, ACTS_SHOWN):
        clock = _since(wanted.asked_at, today)
        yield act("yellow", "督考办", "待协调", wanted.wanted, clock, wanted.matter_id)
    for done in dispatch.to_sign_off(actor, today, ACTS_SHOWN):
        yield act("blue", "督考办", "待销号", done.title, _since(done.finished_at, today), done.pk)
    soon = dispatch.due_between(actor, today, calendar.add(today, SOON_WORKDAYS))[:ACTS_SHOWN]
    names |= _names((matter.lead_unit_id for matter in soon), today)
    for matter in soon:
        clock = due(matter.due_on, at).words
        yield act(_colour(matter, today), names[matter.lead_unit_id], "", matter.title, clock, matter.pk)


def _decider(rung: Rung, day: date) -> str:
    """The leader who answers for the matter where the rules leave the rung to a leader."""
    if dispatch.decided_by(rung, day) == Role.OFFICE:
        return "督考办"
    return rung.matter.leader.name if rung.matter.leader else "领导"


def _since(finished_at: datetime | None, today: date) -> str:
    days = (today - local_day(finished_at)).days if finished_at else 0
    return f"已等 {days} 日" if days else "今天"


def _late(matter: Matter, names: dict[int, str], today: date) -> Late:
    url = reverse("matters:show", args=[matter.pk])
    unit = names[matter.lead_unit_id]
    if matter.due_on < today:
        return Late(matter.title, unit, f"逾期 {(today - matter.due_on).days} 日", "red", url)
    assert matter.last_word_on is not None
    return Late(matter.title, unit, f"沉默 {(today - matter.last_word_on).days} 日", "yellow", url)


def _week(actor: Actor, today: date, calendar: WorkCalendar) -> Iterator[WeekDay]:
    """Monday to Sunday of this week, each limit with the lamp of its matter."""
    monday = today - timedelta(days=today.weekday())
    ending: dict[date, list[str]] = {}
    for matter in dispatch.due_between(actor, monday, monday + timedelta(days=6)):
        ending.setdefault(matter.due_on, []).append(_colour(matter, today))
    for number, weekday in enumerate("一二三四五六日"):
        day = monday + timedelta(days=number)
        yield WeekDay(
            day, weekday, day == today, not calendar.is_working_day(day),
            tuple(sorted(ending.get(day, ()), key=(*COLOURS, "green").index)),
        )  # fmt: skip


def _colour(matter: Matter, today: date) -> str:
    """By its turning days: the same the lamp shows."""
    for colour in COLOURS:
        since = getattr(matter, f"{colour}_from")
        if since is not None and since <= today:
            return colour
    return "green"


def _ladder(standing: dict[str, int]) -> Iterator[Step]:
    for kind in LADDER:
        yield Step(RUNG_WORDS.get(kind, kind.label), standing.get(kind, 0), kind not in AUTOMATIC_RUNGS)


def _trend(course: dict[date, tuple[int, int]], today: date, figures: dispatch.Figures) -> Trend:
    """The last count of each of the twelve weeks, and of this week what shines now."""
    ends = [today - timedelta(weeks=back) for back in range(WEEKS - 1, 0, -1)]
    counts = [*(_newest(course, end) for end in ends), (figures.red, figures.yellow)]
    return Trend(
        x=tuple(f"{end.isocalendar().week} 周" for end in (*ends, today)),
        series=(
            Series(
                "黄灯",
                tuple(count and count[1] for count in counts),
                colour="yellow",
                strong=True,
                symbol="triangle",
            ),
            Series(
                "红灯",
                tuple(count and count[0] for count in counts),
                colour="red",
                strong=True,
                symbol="rect",
            ),
        ),
        unit="件",
        low=0,
    )
