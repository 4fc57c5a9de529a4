"""The life of a unit: the present changes, the past stays."""

from __future__ import annotations

from datetime import date

import pytest

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.organisations import services
from dukao.organisations.models import Unit, UnitVersion
from dukao.organisations.selectors import (
    linked_units,
    newest_entry,
    stages_of,
    unit_on,
    units_on,
    units_under,
)
from dukao.organisations.vocabulary import Level, LinkRole, Tree
from tests.conftest import NOW, City

MERGED_ON = date(2026, 7, 1)
LATER = date(2027, 1, 1)


def added(
    city: City, code: str = "B0101", parent: Unit | None = None, since: date = date(2024, 1, 1)
) -> Unit:
    return services.add_unit(
        actor=city.actor(city.office), code=code, name=f"单位{code}", level=Level.CITY,
        parent=parent or city.housing, since=since, at=NOW,
    )  # fmt: skip


def changed(city: City, unit: Unit, on: date = MERGED_ON, **changes: object) -> UnitVersion:
    return services.change_unit(
        actor=city.actor(city.office), unit=unit, on=on, reason="机构改革", at=NOW, **changes
    )  # type: ignore[arg-type]


def test_a_moved_unit_stands_in_both_places_each_at_its_time(city: City) -> None:
    station = added(city)
    changed(city, city.housing, parent=city.planning)
    before, after = unit_on(station.pk, date(2026, 6, 30)), unit_on(station.pk, MERGED_ON)
    planning = unit_on(city.planning.pk, MERGED_ON).path
    assert not before.path.startswith(planning)
    assert after.path == f"{planning}{city.housing.pk}/{station.pk}/"
    assert [v.unit_id for v in units_under(planning, MERGED_ON)].count(station.pk) == 1


def test_what_only_moves_along_is_one_stage_of_its_life(city: City) -> None:
    station = added(city)
    changed(city, city.housing, parent=city.planning)
    assert station.versions.count() == 2
    assert [(stage.since, stage.until) for stage in stages_of(station)] == [(date(2024, 1, 1), None)]


def test_a_unit_founded_below_one_that_is_due_to_move_will_move_with_it(city: City) -> None:
    changed(city, city.housing, on=LATER, parent=city.planning)
    station = added(city, since=MERGED_ON)
    planning = unit_on(city.planning.pk, LATER).path
    assert unit_on(station.pk, LATER).path == f"{planning}{city.housing.pk}/{station.pk}/"
    assert unit_on(station.pk, MERGED_ON).path.startswith(unit_on(city.housing.pk, MERGED_ON).path)


def test_a_change_that_changes_nothing_is_told(city: City) -> None:
    with pytest.raises(DomainError, match="没有任何变化"):
        changed(city, city.housing, name="市住建局")
    assert city.housing.versions.count() == 1


def test_a_change_needs_its_reason(city: City) -> None:
    with pytest.raises(DomainError, match="依据或原因"):
        services.change_unit(
            actor=city.actor(city.office), unit=city.housing, name="新名", on=MERGED_ON, reason=" ", at=NOW
        )


def test_a_change_before_a_later_one_is_refused_until_that_is_withdrawn(city: City) -> None:
    changed(city, city.housing, on=LATER, name="市住建委")
    with pytest.raises(DomainError, match=f"在 {LATER} 还有一次变更"):
        changed(city, city.housing, name="市建设局")
    services.withdraw_change(actor=city.actor(city.office), unit=city.housing, reason="录错", at=NOW)
    assert changed(city, city.housing, name="市建设局").name == "市建设局"
    assert unit_on(city.housing.pk, LATER).name == "市建设局"


def test_a_withdrawn_move_brings_everything_below_back(city: City) -> None:
    station = added(city)
    changed(city, city.housing, parent=city.planning)
    services.withdraw_change(actor=city.actor(city.office), unit=city.housing, reason="录错", at=NOW)
    housing = unit_on(city.housing.pk, LATER)
    assert housing.path == f"/{city.city.pk}/{city.housing.pk}/"
    assert unit_on(station.pk, LATER).path == f"{housing.path}{station.pk}/"
    assert unit_on(city.housing.pk, LATER).until is None


def test_a_change_withdrawn_on_the_day_the_parent_moved_leaves_the_unit_with_its_parent(city: City) -> None:
    station = added(city)
    changed(city, station, parent=city.other)
    changed(city, city.housing, parent=city.planning)
    services.withdraw_change(actor=city.actor(city.office), unit=station, reason="录错", at=NOW)
    housing = unit_on(city.housing.pk, MERGED_ON)
    assert unit_on(station.pk, MERGED_ON).path == f"{housing.path}{station.pk}/"
    assert unit_on(station.pk, date(2026, 6, 30)).path == f"/{city.city.pk}/{city.housing.pk}/{station.pk}/"


def test_a_move_that_came_with_the_parent_is_withdrawn_there(city: City) -> None:
    station = added(city)
    changed(city, city.housing, parent=city.planning)
    with pytest.raises(DomainError, match="到上级单位撤销"):
        services.withdraw_change(actor=city.actor(city.office), unit=station, reason="误", at=NOW)


def test_the_founding_cannot_be_withdrawn(city: City) -> None:
    with pytest.raises(DomainError, match="设立时的情况"):
        services.withdraw_change(actor=city.actor(city.office), unit=city.housing, reason="误", at=NOW)


def test_a_correction_reaches_back_and_moves_nothing(city: City) -> None:
    services.correct_unit(
        actor=city.actor(city.office), version=unit_on(city.housing.pk, MERGED_ON), name="市住房和城乡建设局",
        uscc="11320000mb151840xj", reason="录入时写了简称", at=NOW,
    )  # fmt: skip
    assert unit_on(city.housing.pk, date(2020, 1, 1)).name == "市住房和城乡建设局"
    city.housing.refresh_from_db()
    assert city.housing.uscc == "11320000MB151840XJ"
    entry = Entry.objects.get(event="unit_corrected")
    assert entry.before == {"name": "市住建局", "uscc": ""}


@pytest.mark.parametrize(
    ("corrections", "words"),
    [
        ({"uscc": "11320000MB151840XK"}, "校验位不对"),
        ({"area_code": "160000000000"}, "不是省级代码"),
        ({"code": " "}, "请填写单位代码"),
        ({"code": "B02"}, "已有单位使用（市发展改革委）"),
        ({"name": "市住建局"}, "没有任何变化"),
    ],
)
def test_a_wrong_correction_is_refused(city: City, corrections: dict[str, str], words: str) -> None:
    with pytest.raises(DomainError, match=words):
        services.correct_unit(
            actor=city.actor(city.office), version=unit_on(city.housing.pk, MERGED_ON), reason="误", at=NOW,
            **corrections,
        )  # type: ignore[arg-type]  # fmt: skip
    assert not Entry.objects.exists()


def test_a_short_name_taken_away_is_made_good_for_by_the_name(city: City) -> None:
    services.change_unit(
        actor=city.actor(city.office), unit=city.housing, on=MERGED_ON, reason="机构改革", at=NOW,
        name="市住建委", short_name=" ",
    )  # fmt: skip
    assert unit_on(city.housing.pk, MERGED_ON).short_name == "市住建委"
    assert changed(city, city.planning, name="发改" * 30, short_name="").short_name == "发改" * 20
    services.correct_unit(
        actor=city.actor(city.office), version=unit_on(city.other.pk, MERGED_ON), name="水利局",
        short_name="", reason="写错", at=NOW,
    )  # fmt: skip
    assert unit_on(city.other.pk, MERGED_ON).short_name == "水利局"


def test_only_an_object_of_comparison_may_have_no_level(city: City) -> None:
    office = city.actor(city.office)
    country = services.add_unit(
        actor=office, code="NOR", name="挪威", level="", tree=Tree.REFERENCE, since=MERGED_ON, at=NOW
    )
    assert changed(city, country, LATER, name="挪威王国", level="").level == ""
    with pytest.raises(DomainError, match="层级必填"):
        services.add_unit(actor=office, code="B09", name="市数据局", level="", since=MERGED_ON, at=NOW)
    with pytest.raises(DomainError, match="层级必填"):
        changed(city, city.housing, level="")


def test_a_form_opened_before_somebody_else_was_faster_is_stale(city: City) -> None:
    added(city)
    seen = newest_entry(city.housing)
    changed(city, city.housing, name="市住建委")
    opened_later = newest_entry(city.housing)
    assert seen is None
    assert opened_later is not None
    changed(city, city.housing, on=LATER, name="市建设局")
    with pytest.raises(Stale, match=r"何正.*刚刚改过这个单位"):
        services.end_unit(
            actor=city.actor(city.office), unit=city.housing, on=date(2028, 1, 1), reason="撤销", at=NOW,
            seen=opened_later,
        )  # fmt: skip


def test_the_same_key_founds_one_unit(city: City) -> None:
    first, second = (
        services.add_unit(
            actor=city.actor(city.office), code="B09", name="市数据局", level=Level.CITY, parent=city.city,
            since=MERGED_ON, at=NOW, key="k1",
        )
        for _ in range(2)
    )  # fmt: skip
    assert first == second
    assert Entry.objects.count() == 1


def test_a_unit_beside_the_place_is_refused_on_any_day(city: City) -> None:
    for since in (date(2024, 1, 1), date(1900, 1, 1)):
        with pytest.raises(DomainError, match="直属的填 S"):
            services.add_unit(
                actor=city.actor(city.office),
                code="B99",
                name="市某局",
                level=Level.CITY,
                since=since,
                at=NOW,
            )
    assert not Unit.objects.filter(code="B99").exists()


def test_a_unit_with_units_below_does_not_end(city: City) -> None:
    with pytest.raises(DomainError, match="请先把它们划转"):
        services.end_unit(actor=city.actor(city.office), unit=city.city, on=MERGED_ON, reason="试", at=NOW)
    assert not Entry.objects.exists()


def test_a_unit_below_which_one_will_be_founded_does_not_end(city: City) -> None:
    added(city, since=LATER)
    with pytest.raises(DomainError, match="请先把它们划转"):
        services.end_unit(actor=city.actor(city.office), unit=city.housing, on=MERGED_ON, reason="试", at=NOW)


def test_posts_and_links_end_with_their_unit(city: City) -> None:
    office = city.actor(city.office)
    person = services.add_person(actor=office, name="方远", at=NOW)
    begun, planned = (
        services.appoint(
            actor=office, person=person, unit=city.other, title=title, kind="deputy", since=since, at=NOW
        )
        for title, since in (("副局长", date(2024, 1, 1)), ("局长", LATER))
    )
    link = services.link_units(
        actor=office,
        unit=city.housing,
        target=city.other,
        role=LinkRole.RELATED,
        since=date(2024, 1, 1),
        at=NOW,
    )
    services.end_unit(actor=office, unit=city.other, on=MERGED_ON, reason="撤销", at=NOW)
    begun.refresh_from_db()
    link.refresh_from_db()
    assert begun.until == link.until == MERGED_ON
    assert not person.appointments.filter(pk=planned.pk).exists(), "what had not begun never begins"
    assert Entry.objects.get(event="unit_ended").after["appointments"] == 2


def test_an_ended_unit_is_neither_changed_nor_built_upon(city: City) -> None:
    office = city.actor(city.office)
    services.end_unit(actor=office, unit=city.other, on=MERGED_ON, reason="撤销", at=NOW)
    for act in (
        lambda: changed(city, city.other, on=LATER, name="新名"),
        lambda: added(city, parent=city.other, since=LATER),
        lambda: added(city, parent=city.other, since=date(2025, 1, 1)),
    ):
        with pytest.raises(DomainError, match="终止"):
            act()


def test_a_living_code_is_not_given_twice(city: City) -> None:
    with pytest.raises(DomainError, match="已有单位使用"):
        added(city, code="B01", since=MERGED_ON)
    with pytest.raises(DomainError, match="已有单位使用"):
        added(city, code="b03 ", since=date(2020, 2, 1))


def test_a_code_may_be_given_again_after_its_unit_ended(city: City) -> None:
    office = city.actor(city.office)
    services.end_unit(actor=office, unit=city.other, on=MERGED_ON, reason="撤销", at=NOW)
    again = added(city, code="B03", parent=city.city, since=LATER)
    assert {v.unit_id for v in units_on(LATER) if v.unit.code == "B03"} == {again.pk}


def test_a_unit_does_not_move_below_itself(city: City) -> None:
    with pytest.raises(DomainError, match="自己的下级"):
        changed(city, city.city, parent=city.housing)


def test_a_higher_unit_does_not_stand_below_a_lower_one(city: City) -> None:
    with pytest.raises(DomainError, match="市级单位不能放在县级单位“东岭县”之下"):
        changed(city, city.housing, parent=city.county)
    assert unit_on(city.housing.pk, MERGED_ON).parent == city.city


def test_only_the_office_changes_the_structure(city: City) -> None:
    with pytest.raises(Refused, match="督考办"):
        services.change_unit(
            actor=city.actor(city.reporter), unit=city.housing, name="新名", on=MERGED_ON, reason="试", at=NOW
        )
    assert unit_on(city.housing.pk, MERGED_ON).name == "市住建局"


def test_a_county_office_stays_inside_its_county(city: City, county_office: Account) -> None:
    actor = city.actor(county_office)
    town = services.add_unit(
        actor=actor,
        code="X0101",
        name="城关镇",
        level=Level.TOWNSHIP,
        parent=city.county,
        since=MERGED_ON,
        at=NOW,
    )
    for parent in (city.city, None):
        with pytest.raises(Refused, match="督考办"):
            services.change_unit(actor=actor, unit=town, parent=parent, on=LATER, reason="误", at=NOW)
    with pytest.raises(Refused, match="全市的督考办"):
        services.add_unit(
            actor=actor, code="P1", name="党委", level=Level.COUNTY, tree=Tree.PARTY, since=LATER, at=NOW
        )


def test_a_party_organisation_stands_in_its_own_tree_and_names_its_unit(city: City) -> None:
    party = services.add_unit(
        actor=city.actor(city.office), code="P01", name="市住建局党组", level=Level.CITY, tree=Tree.PARTY,
        since=MERGED_ON, belongs_to=city.housing, at=NOW,
    )  # fmt: skip
    assert [one.unit for one in linked_units(city.housing.pk, LinkRole.PARTY_OF, MERGED_ON)] == [party]
    assert [one.unit for one in units_on(MERGED_ON, Tree.PARTY)] == [party]
    with pytest.raises(DomainError, match="同一棵机构树"):
        changed(city, party, on=LATER, parent=city.city)


@pytest.fixture
def county_office(city: City, make_account) -> Account:  # type: ignore[no-untyped-def]
    return make_account("county", "县督考办", city.county, "office", city.county)
