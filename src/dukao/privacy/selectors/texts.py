"""Where free text names a person: asked for one request at a time, found as places and never as excerpts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import CharField, Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

#: Rooms that answer for themselves: telling where they name somebody would tell that they look at somebody.
#: Accounts and their settings stand under what is held already; the journal has a page of its own.
NOT_SEARCHED = frozenset(
    {"journal", "background", "identity", "notifications", "privacy", "patrols", "oversight"}
)
#: Rows of one kind that are named; further ones are counted.
NAMED = 12
#: Keys, digests and sealed texts hold nothing anybody wrote.
_MADE = ("sealed", "digest", "sha256", "key", "revision", "colour", "subject_ref", "subject_url", "path")


@dataclass(frozen=True, slots=True)
class Place:
    """Rows of one kind whose texts name the person."""

    label: str
    fields: tuple[str, ...]
    rows: tuple[str, ...]
    count: int


def places_naming(name: str) -> list[Place]:
    """Every kind of record with a text that holds the name; one query a kind, and it reads all of it."""
    found = (_place(model, name) for model in apps.get_models() if _is_searched(model))
    return sorted((place for place in found if place is not None), key=lambda place: -place.count)


def _is_searched(model: type[Model]) -> bool:
    room = model._meta.app_config
    return room is not None and room.name.startswith("dukao.") and room.label not in NOT_SEARCHED


def _place(model: type[Model], name: str) -> Place | None:
    fields = list(_written(model))
    if not fields:
        return None
    rows = model._default_manager.annotate(
        **{f"text_{field.name}": Cast(field.name, TextField()) for field in fields if _is_json(field)}
    )
    where = Q()
    for field in fields:
        where |= _holds(field, name)
    matching = rows.filter(where).order_by("-pk")
    shown = list(matching[:NAMED])
    if not shown:
        return None
    labels = dict.fromkeys(
        str(field.verbose_name) for field in fields for row in shown if name in _text(row, field)
    )
    count = len(shown) if len(shown) < NAMED else matching.count()
    return Place(str(model._meta.verbose_name), tuple(labels), tuple(f"{row.pk}" for row in shown), count)


def _written(model: type[Model]) -> Iterator[Field[Any, Any]]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, CharField | TextField) and not field.choices
        if (is_text or _is_json(field)) and not any(part in field.name for part in _MADE):
            yield field


def _is_json(field: Field[Any, Any]) -> bool:
    return isinstance(field, JSONField)


def _holds(field: Field[Any, Any], name: str) -> Q:
    """JSON is stored with its letters escaped on one database and as they are on the other."""
    if not _is_json(field):
        return Q(**{f"{field.name}__contains": name})
    column = f"text_{field.name}__contains"
    return Q(**{column: name}) | Q(**{column: json.dumps(name)[1:-1]})


def _text(row: Model, field: Field[Any, Any]) -> str:
    value = getattr(row, field.attname)
    return json.dumps(value, ensure_ascii=False) if _is_json(field) else str(value or "")
