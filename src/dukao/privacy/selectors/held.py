"""What is held about one person, read from the declarations of the rooms and from nothing else.

The rooms say which model, which fields, and how a row leads to the person; this is the one reader of all of
them. What no room has declared cannot be read here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import BigIntegerField, Count, Model, Q, QuerySet, Window, prefetch_related_objects
from django.utils.timezone import localtime

from dukao.kernel import personal
from dukao.kernel.personal import Field, Holding
from dukao.kernel.prepared import Parameter, Prepared, Question, answers, either, instances, whole
from dukao.organisations.selectors import versions_by_unit
from dukao.privacy.selectors.subjects import Subject
from dukao.privacy.vocabulary import SHOWN

NOTHING = "无"
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
    """All declarations are asked in one query; numbers masked.

    ``is_whole`` shows them in full. What there is once comes first, long trails last.
    """
    asked = [
        (holding, question)
        for holding in linked_holdings()
        if (only is None or holding.model in only)
        and (question := _question(holding, subject, limit)) is not None
    ]
    answered = zip(asked, answers([question for _, question in asked]), strict=True)
    found = [(holding, _rows(holding, values)) for (holding, _), values in answered if values]
    units = {unit for holding, rows in found for row in rows for unit in _units_of(holding, row)}
    places = {key: place.short_name for key, place in versions_by_unit(units, day).items()} if units else {}
    held = [
        Held(
            holding,
            [
                [(field.label, _text(row, field, places, is_whole)) for field in holding.fields]
                for row in rows
            ],
            rows[0].held_rows,
        )
        for holding, rows in found
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


def _question(holding: Holding, subject: Subject, limit: int | None) -> Question | None:
    """Everything of the declaration that leads to the person; ``None`` where nothing can."""
    given = {"account": subject.account_id} if holding.by_account else {}
    if holding.by_person and subject.person_id is not None:
        given["person"] = subject.person_id
    return _prepared(holding, tuple(given), limit).asked(**given) if given else None


@cache
def _prepared(holding: Holding, ways: tuple[str, ...], limit: int | None) -> Prepared:
    model = apps.get_model(holding.model)
    paths = {"account": holding.by_account, "person": holding.by_person}

    def ask(**given: Parameter) -> QuerySet[Any, Any]:
        found = model._default_manager.filter(either(Q(**{paths[way]: given[way]}) for way in ways))
        rows = found.annotate(held_rows=Window(Count("*"))).order_by("-pk")
        return whole(rows)[:limit]

    return Prepared(ask, **{way: BigIntegerField() for way in ways})


def _rows(holding: Holding, values: list[tuple[Any, ...]]) -> list[Any]:
    """The rows as their model has them, the newest first; each knows how many there are."""
    model = apps.get_model(holding.model)
    rows = instances(model, values, "held_rows")
    links = [field.name for field in holding.fields if field.name != "unit" and _is_link(model, field.name)]
    prefetch_related_objects(rows, *links)
    return sorted(rows, key=lambda row: row.pk, reverse=True)


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
