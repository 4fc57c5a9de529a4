"""What stands around the ledger: what one may choose from, and the views somebody keeps; in one query."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from dukao.identity.selectors import views_kept
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.prepared import Parameter, Prepared
from dukao.matters.models import Matter, WorkField
from dukao.organisations.selectors import people

#: The page whose views these are.
PAGE = "matters:ledger"


@dataclass(frozen=True, slots=True)
class Around:
    """Fields and leaders by id and name; views by id, name and address."""

    fields: list[tuple[int, str]] = field(default_factory=list)
    leaders: list[tuple[int, str]] = field(default_factory=list)
    views: list[tuple[int, str, str]] = field(default_factory=list)


def around_ledger(actor: Actor) -> Around:
    found = Around()
    for what, pk, name, query, _ in _AROUND.rows(account=account_of(actor)):
        if what == "view":
            found.views.append((pk, name, query))
        else:
            (found.fields if what == "field" else found.leaders).append((pk, name))
    return found


def leading_people() -> list[tuple[int, str]]:
    """Leaders who answer for some matter."""
    return list(_leading().values_list("pk", "name"))


def _leading() -> QuerySet[Any]:
    return people().filter(Exists(Matter.objects.filter(leader=OuterRef("pk"))))


def _around(account: Parameter) -> QuerySet[Any, tuple[Any, ...]]:
    parts = [
        _part("field", WorkField.objects.order_by(), place=F("position")),
        _part("leader", _leading().order_by()),
        _part("view", views_kept(account, PAGE), F("query"), F("pk")),
    ]
    return parts[0].union(*parts[1:], all=True).order_by("what", "place", "name", "pk")


def _part(what: str, rows: QuerySet[Any], query: Any = None, place: Any = None) -> QuerySet[Any, Any]:
    words, number = models.CharField(), models.BigIntegerField()
    return rows.annotate(
        what=Value(what, words),
        address=query or Value("", words),
        place=Cast(place or Value(0), number),
    ).values_list("what", "pk", "name", "address", "place")


_AROUND = Prepared(_around, account=models.BigIntegerField())
