"""Merged and split units: the old ones keep their past and name their successors."""

from __future__ import annotations

from datetime import date

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations import services
from dukao.organisations.models import Succession, Unit
from dukao.organisations.selectors import (
    children_of,
    origins_of,
    successions_of,
    unit_on,
    units_on,
)
from dukao.organisations.selectors import consequences as expected
from dukao.organisations.vocabulary import Level, SuccessionKind
from tests.conftest import NOW, City

ON = date(2026, 7, 1)


def merged(city: City, *units: Unit, into: Unit, actor_is: str = "office", key: str = "") -> None:
    services.merge_units(
        actor=city.actor(getattr(city, actor_is)),
        units=units,
        into=into,
        on=ON,
        reason="机构改革",
        at=NOW,
        key=key,
    )


def split(city: City, unit: Unit, *into: Unit) -> None:
    services.split_unit(actor=city.actor(city.office), unit=unit, into=into, on=ON, reason="机构改革", at=NOW)


def test_merged_units_end_and_name_their_successor(city: City) -> None:
    merged(city, city.other, into=city.housing)
    assert city.other.pk in {v.unit_id for v in units_on(date(2026, 6, 30))}
    assert city.other.pk not in {v.unit_id for v in units_on(ON)}
    (step,) = successions_of(city.other)
    assert (step.other.unit, step.kind, step.on) == (city.housing, SuccessionKind.MERGE, ON)
    assert [step.other.name for step in origins_of(city.housing)] == ["市水利局"]
    assert unit_on(city.other.pk, ON).name == "市水利局", "an ended unit keeps its name"
    assert Entry.objects.filter(event="unit_ended", reason="机构改革").count() == 1
    assert Entry.objects.get(event="unit_took_over").after["units"] == ["B03 市水利局"]


def test_what_stands_below_goes_along(city: City) -> None:
    station = services.add_unit(
        actor=city.actor(city.office), code="B0301", name="水文站", level=Level.CITY, parent=city.other,
        since=date(2024, 1, 1), at=NOW,
    )  # fmt: skip
    merged(city, city.other, city.planning, into=city.housing)
    assert [one.unit for one in children_of(city.housing.pk, ON)] == [station]
    assert [one.unit for one in children_of(city.other.pk, date(2026, 6, 30))] == [station]
    assert Succession.objects.count() == 2


def test_the_consequences_said_before_are_those_that_come(city: City) -> None:
    office = city.actor(city.office)
    services.add_unit(
        actor=office, code="B0301", name="水文站", level=Level.CITY, parent=city.other, since=ON, at=NOW
    )
    person = services.add_person(actor=office, name="方远", at=NOW)
    services.appoint(
        actor=office,
        person=person,
        unit=city.other,
        title="局长",
        kind="principal",
        since=date(2024, 1, 1),
        at=NOW,
    )
    sentences = expected.of_merging([city.other], city.housing, ON)
    assert sentences[:3] == [
        "“市水利局”自 2026-07-01 起并入“市住建局”，自身不再存在。",
        "“市水利局”直接下级的 1 个单位移到“市住建局”之下。",
        "1 条任职随之结束。",
    ]
    merged(city, city.other, into=city.housing)
    assert person.appointments.get().until == ON


def test_what_rooms_above_keep_of_a_unit_is_told_before_it_ends(city: City) -> None:
    kept = "1 个账户仍在使用，1 项角色仍以它为范围，请停用、收回或转到别的单位。"
    assert kept in expected.of_ending(city.other, ON)
    assert kept in expected.of_merging([city.other], city.housing, ON)
    assert not any("个账户" in sentence for sentence in expected.of_ending(city.county, ON))


@pytest.mark.parametrize("case", ["itself", "below", "other tree", "ended"])
def test_what_cannot_be_merged_is_left_alone(city: City, case: str) -> None:
    office = city.actor(city.office)
    units, into, words = [city.housing], city.housing, "不能只选接收单位自己"
    if case == "below":
        units, into, words = [city.city], city.housing, "是原单位的下级"
    elif case == "other tree":
        into = services.add_unit(
            actor=office,
            code="P1",
            name="党委",
            level=Level.CITY,
            tree="party",
            since=date(2024, 1, 1),
            at=NOW,
        )
        words = "同一棵机构树"
    elif case == "ended":
        services.end_unit(actor=office, unit=city.other, on=date(2026, 1, 1), reason="撤销", at=NOW)
        into, words = city.other, "已终止"
    entries = Entry.objects.count()
    with pytest.raises(DomainError, match=words):
        merged(city, *units, into=into)
    assert Entry.objects.count() == entries
    assert not Succession.objects.exists()


def test_only_the_office_merges_and_splits(city: City) -> None:
    with pytest.raises(Refused):
        merged(city, city.other, into=city.housing, actor_is="leader")
    with pytest.raises(Refused):
        services.split_unit(
            actor=city.actor(city.head), unit=city.housing, into=[city.other, city.planning], on=ON,
            reason="误", at=NOW,
        )  # fmt: skip


def test_merging_twice_with_one_key_merges_once(city: City) -> None:
    merged(city, city.other, into=city.housing, key="k1")
    merged(city, city.other, into=city.housing, key="k1")
    assert Succession.objects.count() == 1


def test_a_split_unit_ends_and_names_all_its_successors(city: City) -> None:
    split(city, city.other, city.housing, city.planning)
    assert {step.other.unit for step in successions_of(city.other)} == {city.housing, city.planning}
    assert {step.kind for step in successions_of(city.other)} == {SuccessionKind.SPLIT}
    city.other.refresh_from_db()
    assert city.other.until == ON


def test_a_unit_that_gives_a_part_away_lives_on(city: City) -> None:
    split(city, city.other, city.other, city.planning)
    (step,) = successions_of(city.other)
    assert (step.other.unit, step.kind) == (city.planning, SuccessionKind.TRANSFER)
    city.other.refresh_from_db()
    assert city.other.until is None
    assert Entry.objects.get(event="unit_gave_over").after["units"] == ["B02 市发展改革委"]


def test_a_split_needs_two_sides(city: City) -> None:
    with pytest.raises(DomainError, match="至少要有两个单位"):
        split(city, city.other, city.planning)
    assert not Succession.objects.exists()


def test_the_same_succession_is_not_registered_twice(city: City) -> None:
    split(city, city.other, city.other, city.planning)
    with pytest.raises(DomainError, match="已经登记过"):
        split(city, city.other, city.other, city.planning)
