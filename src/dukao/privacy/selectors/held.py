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
from django.db.models import Count, Model, Q, Window
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
    """One query for each declaration, however many rows; numbers masked unless ``is_whole``.

    What there is once comes first, long trails last.
    """
    found = [
        (holding, _rows(holding, subject, limit))
        for holding in linked_holdings()
        if only is None or holding.model in only
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


def _rows(holding: Holding, subject: Subject, limit: int | None) -> list[Any]:
    where = Q()
    if holding.by_account:
        where |= Q(**{holding.by_account: subject.account_id})
    if holding.by_person and subject.person_id is not None:
        where |= Q(**{holding.by_person: subject.person_id})
    if not where:
        return []
    model = apps.get_model(holding.model)
    links = [field.name for field in holding.fields if _is_link(model, field.name)]
    rows = model._default_manager.filter(where).annotate(held_rows=Window(Count("*"))).order_by("-pk")
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
