"""转办: another unit leads, clocks start anew, both units are told, and the story says who and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.matters import services
from dukao.matters.models import Extension, Matter, Rung
from dukao.matters.services import MatterDraft
from dukao.matters.vocabulary import MatterKind, MatterState
from tests.conftest import NOW, TODAY, City
from tests.matters.conftest import DUE
from tests.matters.proposals import plant_extension, plant_request, plant_rung
from tests.matters.test_course_acts import act
from tests.matters.test_flow import events, told
from tests.matters.test_steering_pages import open_page

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=15)


def transfer(city: City, matter: Matter, **changes: object) -> Matter:
    facts: dict[str, object] = {"lead_unit_id": city.other.pk, "reason": "属水利部门职责。", "at": LATER}
    return services.transfer_matter(
        actor=city.actor(city.office),
        matter=matter,
        **{**facts, **changes},  # type: ignore[arg-type]
    )


def test_the_clocks_start_anew_and_work_stays(city: City, received: Matter) -> None:
    services.report_progress(
        actor=city.actor(city.reporter), matter=received, percent=40, text="已摸排。", at=NOW
    )
    Matter.objects.filter(pk=received.pk).update(returns=1)
    transfer(city, received)
    stored = Matter.objects.get()
    assert (stored.state, stored.lead_unit, stored.percent) == (MatterState.ASSIGNED, city.other, 40)
    assert (stored.assigned_on, stored.receive_by) == (date(2026, 10, 13), date(2026, 10, 15))
    assert (stored.received_at, stored.last_word_on, stored.returns, stored.due_on) == (None, None, 0, DUE)
    assert not stored.assisting.exists()
    assert stored.words.count() == 1
    with pytest.raises(Refused):
        services.receive_matter(actor=city.actor(city.head), matter=stored, at=LATER)
    services.receive_matter(actor=city.actor(city.stranger), matter=stored, at=LATER)


def test_both_units_are_told_and_the_story_says_to_whom(city: City, client: Client, received: Matter) -> None:
    transfer(city, received, keeps_former=True, due_on=date(2027, 1, 31))
    assert told(city.head)[-1] == "已转办给市水利局：城市燃气管网更新改造 70 公里"
    assert told(city.stranger)[-1] == "转办给本单位：城市燃气管网更新改造 70 公里"
    assert events(received)[-1] == "matter_transferred"
    page = open_page(client, city.office, f"/matters/{received.pk}/")
    assert "牵头 市住建局 → 市水利局；时限 2026-12-20 → 2027-01-31" in page
    assert "属水利部门职责。" in page
    assert list(Matter.objects.get().assisting.all()) == [city.housing]
    assert "属水利部门职责。" in open_page(client, city.head, f"/matters/{received.pk}/")


def test_a_limit_by_kind_runs_from_the_transfer(city: City, draft: Callable[..., MatterDraft]) -> None:
    office = city.actor(city.office)
    matter = services.register_matter(
        actor=office, draft=draft(kind=MatterKind.INSTRUCTION, due_on=None, milestones=()), at=NOW
    )
    assert matter is not None
    services.assign_matter(actor=office, matter=matter, at=NOW)
    assert Matter.objects.get().due_on == date(2026, 10, 13)
    transfer(city, matter)
    assert Matter.objects.get().due_on == date(2026, 10, 28)


def test_what_was_the_former_units_ends_with_it(city: City, received: Matter) -> None:
    rung = plant_rung(received)
    plant_extension(city, received)
    transfer(city, received)
    assert (Extension.objects.get().state, Extension.objects.get().opinion) == ("withdrawn", "事项已转办")
    rung.refresh_from_db()
    assert (rung.state, rung.ended_on, rung.unit) == ("lapsed", LATER.date(), city.housing)
    assert not Rung.objects.filter(ended_on=None).exists()


def test_what_cannot_be_is_refused_and_leaves_nothing(city: City, received: Matter) -> None:
    entries = Entry.objects.count()
    for changes, sentence in (
        ({"lead_unit_id": city.housing.pk}, "已经由这个单位牵头"),
        ({"reason": " "}, "要写明原因"),
        ({"due_on": TODAY}, "请给新的单位定一个时限"),
    ):
        with pytest.raises(DomainError, match=sentence):
            transfer(city, received, **changes)
    for who in (city.head, city.leader, city.discipline, city.stranger):
        with pytest.raises(Refused):
            services.transfer_matter(
                actor=city.actor(who), matter=received, lead_unit_id=city.other.pk, reason="因。", at=NOW
            )
    assert Matter.objects.get().lead_unit == city.housing
    assert Entry.objects.count() == entries


def test_a_declined_matter_goes_to_another_unit_in_one_step(
    city: City, client: Client, assigned: Matter
) -> None:
    services.decline_matter(actor=city.actor(city.head), matter=assigned, reason="属市水利局。", at=NOW)
    assert "转办" in open_page(client, city.office, f"/matters/{assigned.pk}/")
    assert act(client, assigned, "transfer", unit="市水利局", reason="同意退签，转水利局。") == ""
    stored = Matter.objects.get()
    assert (stored.state, stored.lead_unit) == ("assigned", city.other)
    assert "已转办给市水利局" not in "".join(told(city.head))


def test_a_draft_nobody_declined_is_only_revised(city: City, client: Client, matter: Matter) -> None:
    assert "转办" not in open_page(client, city.office, f"/matters/{matter.pk}/")
    refused = client.get(f"/matters/{matter.pk}/transfer/")
    assert refused.status_code == 403
    assert "改牵头单位请点“修改”" in refused.content.decode()


def test_the_page_asks_for_unit_and_reason(city: City, client: Client, received: Matter) -> None:
    client.force_login(city.office)
    assert 'value="市住建局"' not in client.get(f"/matters/{received.pk}/transfer/").content.decode()
    assert "没有“无此局”这个单位" in act(client, received, "transfer", unit="无此局", reason="因。")
    assert "请写明原因" in act(client, received, "transfer", unit="市水利局", reason="")
    assert act(client, received, "transfer", unit="市水利局", reason="因。", keeps_former="on") == ""
    assert list(Matter.objects.get().assisting.all()) == [city.housing]


def test_a_request_for_help_leads_to_it(city: City, client: Client, received: Matter) -> None:
    asked = plant_request(city, received)
    assert "转办给负责的单位" in open_page(client, city.office, f"/matters/requests/{asked.pk}/")
    assert "转办给负责的单位" not in open_page(client, city.reporter, f"/matters/requests/{asked.pk}/")


def test_it_is_asked_about_once_more_and_is_not_the_nearest_act(
    city: City, client: Client, received: Matter
) -> None:
    client.force_login(city.office)
    asked = client.get(f"/matters/{received.pk}/transfer/").content.decode()
    assert 'data-confirm="转办不能撤回。' in asked
    drawer = client.get(f"/matters/{received.pk}/drawer/").content.decode()
    footer = drawer[drawer.index("<footer>") :]
    assert footer.index("催办") < footer.index("转办")
