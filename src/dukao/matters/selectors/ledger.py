"""The ledger: what meets the conditions, a page at a time, at the same speed among a hundred or a million.

A page is a stretch of an index: it begins after the last row of the page before (keyset), never at an
offset, and counts go up to a bound. Grouped by lamp, the page takes one colour after another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from dukao.kernel.actor import Actor
from dukao.kernel.counting import COUNT_LIMIT, bounded_counts
from dukao.kernel.light import Light
from dukao.kernel.roles import Role
from dukao.matters.models import Matter, Rung
from dukao.matters.selectors.dispatch import silent
from dukao.matters.selectors.rules import rules_on
from dukao.matters.selectors.seeing import course_of, light_of, lit, visible_matters
from dukao.matters.vocabulary import IN_HAND, OPEN, SETTLED, MatterKind, MatterState, RungKind, RungState
from dukao.organisations.selectors import people, versions_by_unit, work_calendar

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion

PAGE = 50
#: What hurts most comes first.
LAMPS = {"red": "警示", "yellow": "预警", "blue": "临期", "green": "正常", "none": "不亮灯"}
LIT = ("red", "yellow", "blue")
INSTRUCTIONS = (MatterKind.URGENT_INSTRUCTION, MatterKind.INSTRUCTION, MatterKind.HARD_INSTRUCTION)
DUES = {"over": "已逾期", "week": "本周到期", "month": "30 日内到期", "later": "30 日以后"}
#: Group -> the column that orders it; lamps are taken one after another instead.
GROUPS = {"lamp": "", "unit": "lead_unit_id", "field": "field_id", "flat": ""}


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is asked for; empty parts ask for nothing."""

    view: str = "open"
    lamps: tuple[str, ...] = ()
    fields: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    unit_id: int | None = None
    leader_id: int | None = None
    due: str = ""
    search: str = ""


def matters_meeting(actor: Actor, asked: Conditions, day: date) -> QuerySet[Matter]:
    """Everything the actor may see under these conditions, in no order."""
    found = visible_matters(actor, day).filter(_view(asked, day))
    if asked.lamps:
        found = found.filter(_any(lit(lamp, day) for lamp in asked.lamps))
    exact = {
        "field_id__in": asked.fields, "state__in": asked.states, "regime__in": asked.regimes,
        "kind__in": asked.kinds, "year__in": asked.years, "lead_unit_id": asked.unit_id,
        "leader_id": asked.leader_id,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.due:
        found = found.filter(_due(asked.due, day))
    if asked.search:
        found = found.filter(Q(title__icontains=asked.search) | Q(number__istartswith=asked.search))
    return found


def _view(asked: Conditions, day: date) -> Q:
    views = {
        "lit": Q(is_open=True) & _any(lit(lamp, day) for lamp in LIT),
        "week": Q(is_open=True) & _due("week", day),
        "silent": Q(is_open=True) & silent(day),
        "sign": Q(state=MatterState.FINISHED),  # few, and the index by state finds them
        "leader": Q(is_open=True, kind__in=INSTRUCTIONS),
        "settled": Q(is_open=False),
    }  # fmt: skip
    if asked.view in views:
        return views[asked.view]
    if not asked.states or set(asked.states) <= set(OPEN):
        return Q(is_open=True)
    return Q(is_open=False) if set(asked.states) <= set(SETTLED) else Q()


def _due(name: str, day: date) -> Q:
    sunday, month = day + timedelta(days=6 - day.weekday()), day + timedelta(days=30)
    return {
        "over": Q(due_on__lt=day, state__in=IN_HAND),
        "week": Q(due_on__gte=day, due_on__lte=sunday),
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
        >>> str(Cursor.read("red_2026-10-15_7")), Cursor.read("red_2026-13-15_7"), Cursor.read("")
        ('red_2026-10-15_7', None, None)
        """
        group, _, rest = text.partition("_")
        day, _, pk = rest.partition("_")
        try:
            return cls(group, date.fromisoformat(day), int(pk)) if pk.isascii() and len(pk) < 19 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.group}_{self.due_on.isoformat()}_{self.pk}"


@dataclass(frozen=True, slots=True)
class Row:
    """One matter as the ledger shows it; ``group`` is the key of its heading."""

    matter: Matter
    group: str
    light: Light
    planned: int
    place: UnitVersion
    rung: str

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.group, self.matter.due_on, self.matter.pk)


@dataclass(frozen=True, slots=True)
class Heading:
    """Above the rows of one group; ``count`` goes up to a bound."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class LedgerPage:
    """A stretch of the ledger with what stands above its groups and on its tabs."""

    rows: list[Row]
    headings: dict[str, Heading] = field(default_factory=dict)
    newer: Cursor | None = None
    older: Cursor | None = None


def ledger_page(
    found: QuerySet[Matter], grouping: str, day: date, *, after: Cursor | None = None,
    before: Cursor | None = None, newest: bool = False, size: int = PAGE,
) -> LedgerPage:  # fmt: skip
    """The rows after or before that place, at the beginning without either; from the end if ``newest``."""
    counts = _lamp_counts(found, day) if grouping == "lamp" else {}
    back, cursor = before is not None, before or after
    taken = _take(found, grouping, day, cursor, back, newest, size + 1, counts)
    more = len(taken) > size
    taken = taken[:size][::-1] if back else taken[:size]
    rows = _rows(taken, day)
    headings = _headings(found, grouping, rows, counts)
    first, last = (rows[0].cursor, rows[-1].cursor) if rows else (None, None)
    return LedgerPage(
        rows, headings,
        newer=first if (more if back else cursor is not None) else None,
        older=last if (more or back) else None,
    )  # fmt: skip


def _take(
    found: QuerySet[Matter], grouping: str, day: date, cursor: Cursor | None, back: bool, newest: bool,
    size: int, counts: dict[str, int],
) -> list[tuple[str, Matter]]:  # fmt: skip
    column = GROUPS[grouping]
    order = [*([column] if column else []), "due_on", "pk"]
    segments = [(lamp, lit(lamp, day)) for lamp in LAMPS] if grouping == "lamp" else [("", Q())]
    segments = segments[::-1] if back else segments
    names = [name for name, _ in segments]
    here = names.index(cursor.group) if cursor and cursor.group in names else 0
    taken: list[tuple[str, Matter]] = []
    for place, (name, condition) in enumerate(segments[here:]):
        if counts and not counts[name]:
            continue
        part = found.filter(condition)
        if cursor and place == 0:
            part = part.filter(_beyond(cursor, column, back != newest))
        part = part.order_by(*(f"-{one}" for one in order) if back != newest else order)
        for matter in _whole(part)[: size - len(taken)]:
            taken.append((name if not column else str(getattr(matter, column)), matter))
        if len(taken) == size:
            break
    return taken


def _beyond(cursor: Cursor, column: str, falling: bool) -> Q:
    """Rows on the other side of the cursor; the first part is what an index is entered by."""
    sign = "lt" if falling else "gt"
    inner = Q(**{f"due_on__{sign}e": cursor.due_on}) & (
        Q(**{f"due_on__{sign}": cursor.due_on}) | Q(**{f"pk__{sign}": cursor.pk})
    )
    if not column or not cursor.group.isdigit():
        return inner
    group = int(cursor.group)
    return Q(**{f"{column}__{sign}e": group}) & (
        Q(**{f"{column}__{sign}": group}) | Q(**{column: group}) & inner
    )


def _whole(found: QuerySet[Matter]) -> QuerySet[Matter]:
    """What a row needs, without the long texts."""
    return (
        found.select_related("field", "leader")
        .defer("path", "standard", "opinion", "legal_basis")
        .prefetch_related("milestones")
    )


def _rows(taken: list[tuple[str, Matter]], day: date) -> list[Row]:
    if not taken:
        return []
    matters = [matter for _, matter in taken]
    places = versions_by_unit([matter.lead_unit_id for matter in matters], day)
    rungs = rungs_of(matters)
    rules, calendar = rules_on(day), work_calendar()
    return [
        Row(
            matter, group, light_of(matter, rules, calendar, day), course_of(matter).planned(day),
            places[matter.lead_unit_id], rungs.get(matter.pk, ""),
        )
        for group, matter in taken
    ]  # fmt: skip


def rungs_of(matters: list[Matter]) -> dict[int, str]:
    """How far the climb of each has come; where none goes on, nothing."""
    climbing = Rung.objects.filter(matter__in=matters, ended_on=None).exclude(
        state__in=(RungState.PROPOSED, RungState.DECLINED, RungState.LAPSED)
    )
    return {
        matter: RungKind(kind).label for matter, kind in climbing.order_by("pk").values_list("matter", "kind")
    }


def _lamp_counts(found: QuerySet[Matter], day: date) -> dict[str, int]:
    return dict(zip(LAMPS, bounded_counts([found.filter(lit(lamp, day)) for lamp in LAMPS]), strict=True))


def _headings(
    found: QuerySet[Matter], grouping: str, rows: list[Row], counts: dict[str, int]
) -> dict[str, Heading]:
    if grouping == "lamp":
        return {lamp: Heading(lamp, LAMPS[lamp], count) for lamp, count in counts.items()}
    column = GROUPS[grouping]
    if not column:
        return {}
    groups = {row.group: row for row in rows}
    numbers = bounded_counts([found.filter(**{column: int(group)}) for group in groups])
    return {
        group: Heading(
            group, row.place.short_name if grouping == "unit" else row.matter.field.name, number
        )
        for (group, row), number in zip(groups.items(), numbers, strict=True)
    }  # fmt: skip


def tab_counts(actor: Actor, day: date) -> dict[str, int]:
    """How many stand on each tab, up to the bound."""
    views = ["open", "week", "silent", "leader", *(["sign"] if actor.has(Role.OFFICE) else [])]
    visible = visible_matters(actor, day)
    wanted = [matters_meeting(actor, Conditions(view=view), day) for view in views]
    wanted += [visible.filter(lit(lamp, day), is_open=True) for lamp in LIT]
    found = bounded_counts(wanted)
    counts = dict(zip(views, found, strict=False))
    return counts | {"lit": min(sum(found[len(views) :]), COUNT_LIMIT)}


def leading_people() -> list[tuple[int, str]]:
    """Leaders who answer for some matter."""
    led = Matter.objects.filter(leader=OuterRef("pk"))
    return list(people().filter(Exists(led)).values_list("pk", "name"))


#: What one export holds; whoever needs more asks for it year by year.
EXPORT_LIMIT = 20_000


def rows_to_export(found: QuerySet[Matter], day: date) -> Iterator[Row]:
    """Rows in the order of their limits, some hundreds at a time."""
    batch: list[tuple[str, Matter]] = []
    for matter in _whole(found).order_by("due_on", "pk")[:EXPORT_LIMIT].iterator(chunk_size=500):
        batch.append(("", matter))
        if len(batch) == 500:
            yield from _rows(batch, day)
            batch = []
    yield from _rows(batch, day)
