"""A change and its journal entry stand or fall together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps

from dukao.journal.models import Entry
from dukao.organisations import services
from dukao.organisations.divisions.planning import Plan
from dukao.organisations.divisions.reading import Row
from dukao.organisations.selectors import unit_on
from tests.conftest import NOW, TODAY, City
from tests.organisations.workbooks import workbook

SINCE = date(2026, 1, 1)
WHY = "机构改革"


class JournalDown(Exception):
    pass


@pytest.fixture
def prepared(city: City) -> dict[str, Any]:
    """Something of everything that can be changed or ended."""
    by = {"actor": city.actor(city.office), "at": NOW}
    person = services.add_person(name="方远", **by)
    group = services.add_group(name="领导小组", kind="patrol", office=city.office_unit, since=SINCE, **by)
    services.change_unit(unit=city.planning, name="市发改局", on=SINCE, reason=WHY, **by)
    services.draft_import(
        file_name="x.xlsx", on=TODAY, reason=WHY, **by,
        content=workbook(units=[("B09", "市数据局", "", "市级", "", "S", "")]),
    )  # fmt: skip
    return {
        **by, "person": person, "group": group,
        "newcomer": services.add_person(name="王五", **by),
        "post": services.appoint(
            person=person, unit=city.housing, title="局长", kind="principal", since=SINCE, **by
        ),
        "seat": services.give_seat(group=group, person=person, role="chair", since=SINCE, **by),
        "link": services.link_units(unit=city.housing, target=city.county, role="related", since=SINCE, **by),
    }  # fmt: skip


ACTS: dict[str, Callable[[City, dict[str, Any]], object]] = {
    "add_unit": lambda city, p: services.add_unit(
        code="B09", name="市数据局", level="city", parent=city.city, since=SINCE, **by(p)
    ),
    "change_unit": lambda city, p: services.change_unit(
        unit=city.housing, parent=city.planning, on=TODAY, reason=WHY, **by(p)
    ),
    "correct_unit": lambda city, p: services.correct_unit(
        version=unit_on(city.housing.pk, TODAY), name="新名", reason=WHY, **by(p)
    ),
    "withdraw_change": lambda city, p: services.withdraw_change(unit=city.planning, reason=WHY, **by(p)),
    "end_unit": lambda city, p: services.end_unit(unit=city.housing, on=TODAY, reason=WHY, **by(p)),
    "merge_units": lambda city, p: services.merge_units(
        units=[city.other], into=city.housing, on=TODAY, reason=WHY, **by(p)
    ),
    "split_unit": lambda city, p: services.split_unit(
        unit=city.other, into=[city.other, city.housing], on=TODAY, reason=WHY, **by(p)
    ),
    "link_units": lambda city, p: services.link_units(
        unit=city.other, target=city.housing, role="related", since=SINCE, **by(p)
    ),
    "end_link": lambda city, p: services.end_link(link=p["link"], on=TODAY, reason=WHY, **by(p)),
    "add_person": lambda city, p: services.add_person(name="李四", **by(p)),
    "correct_person": lambda city, p: services.correct_person(
        person=p["person"], name="方遠", resident_id="", phone="", reason=WHY, **by(p)
    ),
    "appoint": lambda city, p: services.appoint(
        person=p["person"], unit=city.other, title="局长", kind="principal", since=SINCE, **by(p)
    ),
    "end_appointment": lambda city, p: services.end_appointment(
        post=p["post"], on=TODAY, reason=WHY, **by(p)
    ),
    "add_group": lambda city, p: services.add_group(
        name="另一小组", kind="patrol", office=city.office_unit, since=SINCE, **by(p)
    ),
    "correct_group": lambda city, p: services.correct_group(
        group=p["group"], name="新名", kind="patrol", office=city.office_unit, basis="", reason=WHY, **by(p)
    ),
    "end_group": lambda city, p: services.end_group(group=p["group"], on=TODAY, reason=WHY, **by(p)),
    "give_seat": lambda city, p: services.give_seat(
        group=p["group"], person=p["newcomer"], role="member", since=SINCE, **by(p)
    ),
    "end_seat": lambda city, p: services.end_seat(seat=p["seat"], on=TODAY, reason=WHY, **by(p)),
    "enter_notice": lambda city, p: services.enter_notice(
        year=2030, notice="通知", work_days=[],
        days_off=[date(2030, *day) for day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))], **by(p),
    ),
    "import_divisions": lambda city, p: services.import_divisions(
        plan=Plan([Row("110000", "北京市", "province", 1981, None)]), **by(p)
    ),
    "carry_out_import": lambda city, p: services.carry_out_import(**by(p)),
}  # fmt: skip
#: Drafts are no change of the structure and leave no entry.
WITHOUT_ENTRY = {"draft_import", "discard_import"}

#: They change no structure, or nothing at all, and are tried in test_contacts.py.
ELSEWHERE = {"reveal_number", "renew_people_seals", "erase_contacts", "forget_drafts"}


def by(prepared: dict[str, Any]) -> dict[str, Any]:
    return {"actor": prepared["actor"], "at": prepared["at"]}


def test_every_service_is_tried() -> None:
    assert set(ACTS) | WITHOUT_ENTRY | ELSEWHERE == set(services.__all__)


@pytest.mark.parametrize("name", sorted(ACTS))
def test_without_its_entry_nothing_is_changed(
    city: City, prepared: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def refuse(*_: Any, **__: Any) -> None:
        raise JournalDown

    monkeypatch.setattr(Entry, "save", refuse)
    with pytest.raises(JournalDown):
        ACTS[name](city, prepared)
    assert everything() == before


@pytest.mark.parametrize("name", sorted(ACTS))
def test_every_change_leaves_an_entry(city: City, prepared: dict[str, Any], name: str) -> None:
    entries, before = Entry.objects.count(), everything()
    ACTS[name](city, prepared)
    assert Entry.objects.count() > entries
    assert everything() != before


def everything() -> dict[str, list[Any]]:
    """Every row of this room."""
    models = apps.get_app_config("organisations").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}  # type: ignore[attr-defined]
