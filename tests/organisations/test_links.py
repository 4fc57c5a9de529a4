"""Ties between units hold from one day until another."""

from __future__ import annotations

from datetime import date

import pytest

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.organisations import services
from dukao.organisations.models import Unit, UnitLink
from dukao.organisations.selectors import linked_units, ties_of
from dukao.organisations.vocabulary import LinkRole
from tests.conftest import NOW, TODAY, City

SINCE = date(2026, 1, 1)


def linked(
    city: City, unit: Unit, target: Unit, role: str = LinkRole.IN_CHARGE, subject: str = ""
) -> UnitLink:
    return services.link_units(
        actor=city.actor(city.office),
        unit=unit,
        target=target,
        role=role,
        subject=subject,
        since=SINCE,
        at=NOW,
    )


def test_a_link_holds_from_its_day_and_both_sides_see_it(city: City) -> None:
    linked(city, city.planning, city.housing)
    linked(city, city.other, city.housing, LinkRole.RELATED)
    in_charge = linked_units(city.housing.pk, LinkRole.IN_CHARGE, TODAY)
    assert [one.unit for one in in_charge] == [city.planning]
    assert linked_units(city.housing.pk, LinkRole.IN_CHARGE, date(2025, 12, 31)) == []
    assert [(tie.words, tie.other.name) for tie in ties_of(city.planning, TODAY)] == [("分管", "市住建局")]
    assert [(tie.words, tie.other.name) for tie in ties_of(city.housing, TODAY)] == [
        ("由其分管", "市发展改革委"), ("由其联系", "市水利局"),
    ]  # fmt: skip
    assert set(Entry.objects.values_list("event", flat=True)) == {"unit_linked", "unit_link_received"}


def test_a_link_may_concern_one_matter_only(city: City) -> None:
    linked(city, city.planning, city.housing)
    linked(city, city.other, city.housing, subject="Z-02")
    asked = {
        subject: {one.unit for one in linked_units(city.housing.pk, LinkRole.IN_CHARGE, TODAY, subject)}
        for subject in ("Z-02", "Z-03")
    }
    assert asked == {"Z-02": {city.planning, city.other}, "Z-03": {city.planning}}


def test_an_ended_link_keeps_its_past(city: City) -> None:
    link = linked(city, city.planning, city.housing)
    services.end_link(
        actor=city.actor(city.office), link=link, on=date(2026, 7, 1), reason="分工调整", at=NOW
    )
    assert linked_units(city.housing.pk, LinkRole.IN_CHARGE, TODAY) == []
    assert len(linked_units(city.housing.pk, LinkRole.IN_CHARGE, date(2026, 6, 30))) == 1


def test_a_link_ended_on_its_first_day_never_was(city: City) -> None:
    link = linked(city, city.planning, city.housing)
    services.end_link(actor=city.actor(city.office), link=link, on=SINCE, reason="录错", at=NOW)
    assert not UnitLink.objects.exists()
    assert Entry.objects.get(event="unit_link_ended").after["target"] == "B01 市住建局"


def test_the_same_link_is_not_made_twice(city: City) -> None:
    linked(city, city.planning, city.housing)
    with pytest.raises(DomainError, match="已有这种联系"):
        linked(city, city.planning, city.housing)


@pytest.mark.parametrize("case", ["itself", "party", "before", "stranger", "ended twice", "too early"])
def test_a_link_that_cannot_be_is_refused(city: City, case: str) -> None:
    office = city.actor(city.office)
    if case == "itself":
        with pytest.raises(DomainError, match="不能与自己"):
            linked(city, city.housing, city.housing)
    elif case == "party":
        with pytest.raises(DomainError, match="只能从党组织"):
            linked(city, city.housing, city.planning, LinkRole.PARTY_OF)
    elif case == "before":
        with pytest.raises(DomainError, match="自 2020-01-01 起才有"):
            services.link_units(
                actor=office, unit=city.housing, target=city.planning, role=LinkRole.RELATED,
                since=date(2019, 1, 1), at=NOW,
            )  # fmt: skip
    elif case == "stranger":
        with pytest.raises(Refused):
            services.link_units(
                actor=city.actor(city.stranger), unit=city.housing, target=city.planning,
                role=LinkRole.RELATED, since=SINCE, at=NOW,
            )  # fmt: skip
    else:
        link = linked(city, city.planning, city.housing)
        if case == "ended twice":
            services.end_link(actor=office, link=link, on=date(2026, 7, 1), reason="调整", at=NOW)
        day, words = {
            "ended twice": (date(2026, 8, 1), "已经结束"),
            "too early": (date(2025, 1, 1), "不能早于 2026-01-01"),
        }[case]
        with pytest.raises(DomainError, match=words):
            services.end_link(actor=office, link=link, on=day, reason="误", at=NOW)


def test_a_party_organisation_belongs_to_one_unit_at_a_time(city: City) -> None:
    party = services.add_unit(
        actor=city.actor(city.office), code="P01", name="党组", level="city", tree="party", since=SINCE,
        belongs_to=city.housing, at=NOW,
    )  # fmt: skip
    with pytest.raises(DomainError, match="“党组”与“市住建局”已有这种联系"):
        linked(city, party, city.planning, LinkRole.PARTY_OF)
