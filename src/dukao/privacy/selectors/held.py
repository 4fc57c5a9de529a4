"""What is held about one person, read from the declarations of the rooms and from nothing else.

The rooms say which model, which fields, and how a row leads to the person; this is the one reader of all of
them. What no room has declared cannot be read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, Model, Q, QuerySet, Window
from django.utils.timezone import localtime

from dukao.kernel import personal
from dukao.kernel.personal import Field, Holding
from dukao.organisations.selectors import versions_by_unit
from dukao.privacy.selectors.subjects import Subject
from dukao.privacy.vocabulary import SHOWN

NOTHING = "没有填写"
UNSHOWN = "已保存，不显示"


@dataclass(frozen=True, slots=True)
class Held:
    """The rows of one declaration about one person: those shown, and how many there are."""

    holding: Holding
    rows: list[list[tuple[str, str]]]
    total: int

    @property
    def is_sensitive(self) -> bool:
        return any(field.is_sensitive for field in self.holding.fields)


@dataclass(frozen=True, slots=True)
class ActsOf:
    """In how many rows of a room the person stands as who did something."""

    acts: personal.Acts
    count: int


def linked_holdings() -> list[Holding]:
    """Declarations by which a row leads to the person, and which the person is told of."""
    return [holding for holding in personal.holdings() if holding.is_linked and not holding.withheld]


def inspectable_holdings() -> list[Holding]:
    """What others may look at for a reason."""
    return [holding for holding in linked_holdings() if not holding.is_private]


def withheld_holdings() -> list[Holding]:
    return [holding for holding in personal.holdings() if holding.withheld]


def named_holdings() -> list[Holding]:
    """The person is only named in words there: a search by account does not find it."""
    return [holding for holding in personal.holdings() if not holding.is_linked and not holding.withheld]


def held_about(
    subject: Subject, day: date, *, is_whole: bool = False, limit: int | None = SHOWN,
    only: Collection[str] | None = None,
) -> list[Held]:  # fmt: skip
    """One query asks which declarations have rows, then one for each that has; numbers masked.

    ``is_whole`` shows them in full. What there is once comes first, long trails last.
    """
    asked = {
        f"held_{place}": (holding, rows)
        for place, holding in enumerate(linked_holdings())
        if (only is None or holding.model in only) and (rows := _found(holding, subject)) is not None
    }
    present = _present(subject, {name: rows for name, (_, rows) in asked.items()})
    found = [
        (holding, _rows(holding, rows, limit)) for name, (holding, rows) in asked.items() if name in present
    ]
    units = {unit for holding, rows in found for row in rows for unit in _units_of(holding, row)}
    places = {key: place.short_name for key, place in versions_by_unit(units, day).items()} if units else {}
    held = [
        Held(
            holding,
            [
                [(field.label, _text(row, field, places, is_whole)) for field in holding.fields]
                for row in rows
            ],
            getattr(rows[0], "held_rows", len(rows)),
        )
        for holding, rows in found
        if rows
    ]
    return sorted(held, key=lambda one: one.total)


def acts_of(subject: Subject) -> list[ActsOf]:
    """For the export: where the person stands as who did something, room by room; a query a model."""
    found = []
    for acts in personal.acts():
        owners = {
            (holding.model, path)
            for holding in personal.holdings()
            for path in (holding.by_account, holding.by_person)
        }
        count = sum(
            model._default_manager.filter(where).count()
            for model in apps.get_app_config(acts.room).get_models()
            if (where := _stands_in(model, subject, owners))
        )
        found.append(ActsOf(acts, count))
    return found


def _present(subject: Subject, asked: dict[str, QuerySet[Any]]) -> set[str]:
    """Names of those questions that have an answer, all asked at once beside the person's own account."""
    own = apps.get_model("identity.Account")._default_manager.filter(pk=subject.account_id)
    row = own.values(**{name: Exists(rows) for name, rows in asked.items()}).first() or {}
    return {name for name, is_there in row.items() if is_there}


def _found(holding: Holding, subject: Subject) -> QuerySet[Any] | None:
    """Everything of the declaration that leads to the person; ``None`` where nothing can."""
    where = Q()
    if holding.by_account:
        where |= Q(**{holding.by_account: subject.account_id})
    if holding.by_person and subject.person_id is not None:
        where |= Q(**{holding.by_person: subject.person_id})
    return apps.get_model(holding.model)._default_manager.filter(where) if where else None


def _rows(holding: Holding, found: QuerySet[Any], limit: int | None) -> list[Any]:
    model = found.model
    links = [field.name for field in holding.fields if _is_link(model, field.name)]
    rows = found.annotate(held_rows=Window(Count("*"))).order_by("-pk")
    return list(rows.select_related(*links)[:limit] if links else rows[:limit])


def _is_link(model: type[Model], name: str) -> bool:
    return any(field.name == name and field.is_relation for field in model._meta.fields)


def _units_of(holding: Holding, row: Any) -> Iterator[int]:
    for field in holding.fields:
        if field.name == "unit" and row.unit_id is not None:
            yield row.unit_id


def _text(row: Any, field: Field, places: dict[int, str], is_whole: bool) -> str:
    if field.name == "unit":
        return places.get(row.unit_id, NOTHING)
    value = getattr(row, field.name)
    if field.is_secret:
        return UNSHOWN if value else NOTHING
    if field.mask is not None and value and not is_whole:
        return field.mask(value)
    if field.words is not None:
        return field.words(value)
    display = getattr(row, f"get_{field.name}_display", None)
    return _in_words(display() if display else value)


def _in_words(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return NOTHING
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _stands_in(model: type[Model], subject: Subject, owners: set[tuple[str, str]]) -> Q:
    where = Q()
    numbers = {"identity.Account": subject.account_id, "organisations.Person": subject.person_id}
    for field in model._meta.fields:
        if field.is_relation and (model._meta.label, field.name) not in owners:
            number = numbers.get(field.related_model._meta.label)  # type: ignore[union-attr]
            if number is not None:
                where |= Q(**{field.name: number})
    return where
