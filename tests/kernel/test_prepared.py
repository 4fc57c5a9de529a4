"""A prepared question gives what the query set would have given, for any values and lengths of lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import BigIntegerField, CharField, Count, DateTimeField, Q, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.journal.services import record
from dukao.kernel.actor import SYSTEM
from dukao.kernel.prepared import Parameter, Prepared, answers, any_of, at_once, numbers, tally
from dukao.organisations.models import Unit, UnitVersion
from tests.conftest import NOW, City


def _made(
    units: Sequence[Parameter], by: Parameter, like: Parameter
) -> QuerySet[Account, tuple[int, datetime]]:
    places = Q(pk__in=())
    for unit in units:
        places |= Q(unit_id=unit)
    accounts = Account.objects.filter(places, created_at__lte=by, username__startswith=like)
    return accounts.order_by("pk").values_list("pk", "created_at")


def _prepared() -> Prepared:
    return Prepared(_made, units=BigIntegerField(), by=DateTimeField(), like=CharField())


def test_it_answers_like_the_query_set(city: City) -> None:
    made = _prepared()
    for units in ((city.reporter.unit_id,), (city.reporter.unit_id, city.office.unit_id), ()):
        for by in (NOW, NOW - timedelta(days=36_500)):
            accounts = Account.objects.filter(
                unit_id__in=units, created_at__lte=by, username__startswith=city.reporter.username[:1]
            )
            rows = list(accounts.order_by("pk").values_list("pk", "created_at"))
            assert made.rows(units=units, by=by, like=city.reporter.username[:1]) == rows


def test_what_is_typed_stays_a_value(city: City) -> None:
    made = _prepared()
    units = (city.reporter.unit_id,)
    assert made.rows(units=units, by=NOW, like=city.reporter.username)
    assert made.rows(units=units, by=NOW, like="%") == [], "a wildcard is looked for, not obeyed"
    assert made.rows(units=units, by=NOW, like="' OR 1=1 --") == []


def test_every_asking_sees_the_data_as_they_are(city: City) -> None:
    def of_unit(unit: Parameter) -> QuerySet[Account, tuple[int]]:
        return Account.objects.filter(unit_id=unit).values("unit").annotate(n=Count("pk")).values_list("n")

    count = Prepared(of_unit, unit=BigIntegerField())
    unit = city.reporter.unit_id
    before = count.number(unit=unit)
    Account.objects.create(username="later", name="后来", unit_id=unit, created_at=NOW)
    with CaptureQueriesContext(connection) as asked:
        assert count.number(unit=unit) == before + 1
    assert len(asked) == 1
    assert count.number(unit=0) == 0


@pytest.mark.django_db
def test_an_empty_list_asks_nothing() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert _prepared().rows(units=(), by=NOW, like="") == []
    assert not asked.captured_queries


def test_what_a_page_counts_is_one_question(city: City) -> None:
    def of_units(units: Sequence[Parameter]) -> QuerySet[Account, tuple[int]]:
        accounts = Account.objects.filter(any_of("unit", units))
        return accounts.values("unit").annotate(n=Count("pk")).values_list("n")

    accounts = Prepared(of_units, units=BigIntegerField())
    two = (city.reporter.unit_id, city.office.unit_id)
    there = Account.objects.filter(unit__in=two).count()
    assert there > 1
    with CaptureQueriesContext(connection) as asked:
        assert numbers([accounts.count(units=two), 7, accounts.count(units=()), accounts.count(units=(0,))]) == [
            there, 7, 0, 0,
        ]  # fmt: skip
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert numbers([3, accounts.count(units=())]) == [3, 0]
    assert not asked.captured_queries


def test_answers_of_any_shape_come_in_one_statement(city: City) -> None:
    """With numbers, texts, days and moments as each question alone would give them."""
    made = _prepared()
    asked = {"units": (city.reporter.unit_id, city.office.unit_id), "by": NOW, "like": ""}
    nobody = made.asked(**asked | {"units": ()})
    units = Prepared(lambda: UnitVersion.objects.values_list("unit_id", "name", "since", "until"))
    with CaptureQueriesContext(connection) as queries:
        accounts, nothing, places = answers([made.asked(**asked), nobody, units.asked()])
    assert len(queries) == 1
    assert sorted(accounts) == made.rows(**asked)
    assert nothing == []
    assert sorted(places) == sorted(units.rows())


def test_nothing_is_asked_where_nothing_can_be_found(city: City) -> None:
    nobody = _prepared().asked(units=(), by=NOW, like="")
    with CaptureQueriesContext(connection) as queries:
        assert answers([nobody]) == [[]]
        assert answers([]) == []
    assert not queries


def test_lists_asked_at_once_are_those_asked_alone(city: City) -> None:
    """Rows in their order, with what belongs to them, moments and JSON among it; of nothing, nothing."""
    with transaction.atomic():
        record(
            actor=SYSTEM, event="unit_changed", subject=None, label="一", at=NOW, after={"n": [1, "二", None]}
        )
    accounts = Account.objects.select_related("unit").annotate(n=Count("grants")).order_by("-username")
    names = UnitVersion.objects.order_by("-name").values_list("name", "since")[:3]
    entries = Entry.objects.order_by("-pk")
    with CaptureQueriesContext(connection) as queries:
        people, nobody, places, happened = at_once(accounts, Account.objects.none(), names, entries)
        units = [one.unit.code for one in people]
    assert len(queries) == 1
    assert (people, nobody, places, happened) == (list(accounts), [], list(names), list(entries))
    assert units == [one.unit.code for one in accounts]
    assert [(one.n, one.created_at) for one in people] == [(one.n, one.created_at) for one in accounts]
    assert [(one.after, one.at) for one in happened] == [(one.after, one.at) for one in entries]
    [[unit]] = at_once(Unit.objects.filter(pk=city.reporter.unit_id).prefetch_related("versions"))
    with CaptureQueriesContext(connection) as queries:
        assert list(unit.versions.all())
    assert not queries


def test_what_json_would_change_is_refused() -> None:
    for column in (Value(Decimal("0.1")), Value(time(17, 30)), Value(timedelta(1)), Value(b"1")):
        with pytest.raises(TypeError, match="asked for alone"):
            at_once(Account.objects.annotate(column=column).values_list("column"))


def test_a_tally_tells_how_many_and_the_first_or_nothing(city: City) -> None:
    def made(like: Parameter) -> QuerySet[Account, tuple[int, datetime]]:
        return tally(Account.objects.filter(username__startswith=like), "created_at")

    (found, nothing) = answers([Prepared(made, like=CharField()).asked(like=like) for like in ("", "?")])
    first = Account.objects.order_by("created_at").values_list("created_at", flat=True)[0]
    assert found == [(Account.objects.count(), first)]
    assert nothing == []
