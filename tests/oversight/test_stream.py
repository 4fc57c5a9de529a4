"""The stream: what is in it, for whom, and that looking at it is on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.journal.sentences import registered
from dukao.kernel.roles import Role
from dukao.oversight import services
from dukao.oversight.selectors.stream import Asked, Happening, Stream, news, stream
from dukao.oversight.vocabulary import KIND_OF, PAGE
from dukao.schemes.models import SchemeVersion
from dukao.schemes.services.targets import set_targets
from dukao.ui.navigation import navigation
from tests.conftest import NOW, City
from tests.oversight.planting import plant_entry, plant_hit
from tests.reporting.planting import plant_version

pytestmark = pytest.mark.django_db
#: The look, entries, leads of entries, what stands beside them, and what every page asks (4).
QUERIES = 7


def labels(city: City, account: Account, asked: Asked | None = None) -> list[str]:
    page = stream(city.actor(account), asked or Asked(), NOW)
    return [told.title for told in happenings(page)]


def happenings(page: Stream) -> list[Happening]:
    return [told for day in page.days for run in day.runs for told in run]


def test_every_event_of_the_stream_exists() -> None:
    assert set(KIND_OF) <= set(registered())


def test_only_what_was_changed_in_one_s_scope_is_told(
    city: City, make_account: Callable[..., Account]
) -> None:
    plant_entry(city)
    plant_entry(city, event="logged_in", label="不相干")
    plant_entry(city, label="东岭县 道路硬化", unit_path=city.county.versions.get().path)
    plant_entry(city, label="很久以前", at=NOW - timedelta(days=40))
    county = make_account("county", "县纪检", city.county, Role.DISCIPLINE)
    assert set(labels(city, city.discipline)) == {"市住建局 老旧小区改造", "东岭县 道路硬化"}
    assert labels(city, county) == ["东岭县 道路硬化"]
    assert labels(city, city.discipline, Asked(kinds=("target",))) == []
    housing = city.housing.versions.get().path
    assert labels(city, city.discipline, Asked(path=housing)) == ["市住建局 老旧小区改造"]
    assert len(labels(city, city.discipline, Asked(days=90))) == 3


def test_of_reports_only_the_late_ones_are_news(city: City) -> None:
    plant_entry(city, event="report_submitted", label="按时", after={"late": False, "lines": 3})
    plant_entry(city, event="report_submitted", label="逾期", after={"late": True, "lines": 3})
    assert labels(city, city.discipline) == ["逾期"]


def test_a_target_is_told_by_its_names(city: City, client: Client) -> None:
    version: SchemeVersion = plant_version(city)
    cell = (city.housing.pk, "Z-02", "2026-12")
    row = version.targets.filter(unit=city.housing, item="Z-02", period="2026-12").first()
    before = f"{row.value:f}" if row else "—"
    set_targets(
        actor=city.actor(city.office),
        version=version,
        values={cell: Decimal(70)},
        reason="两个点位核减。",
        at=NOW,
    )
    client.force_login(city.discipline)
    page = client.get("/oversight/").content.decode()
    assert "市住建局 老旧小区改造完成 2026 年 12 月目标" in page
    assert f"由 {before} 改为 70" in page or "70" in page
    assert "两个点位核减" in page


def test_pages_follow_each_other_without_loss(city: City) -> None:
    for number in range(PAGE + 5):
        plant_entry(city, label=f"第 {number} 件", at=NOW - timedelta(minutes=number))
    actor = city.actor(city.discipline)
    first = stream(actor, Asked(), NOW)
    assert first.older is not None
    second = stream(actor, Asked(), NOW, before=first.older)
    shown = [told.entry.pk for page in (first, second) for told in happenings(page)]
    assert len(shown) == len(set(shown)) == PAGE + 5
    assert second.older is None


def test_looking_is_on_record_once_a_day_for_auditors_alone(city: City, client: Client) -> None:
    client.force_login(city.discipline)
    for _ in range(3):
        client.get("/oversight/")
    entry = Entry.objects.get(event="oversight_looked")
    assert (entry.actor_id, entry.unit_path) == (city.discipline.pk, "")
    client.force_login(city.audit_admin)
    assert "查看过程监督" in client.get("/journal/").content.decode()
    client.force_login(city.discipline)
    assert "查看过程监督：" not in client.get("/journal/").content.decode()
    services.note_looking(actor=city.actor(city.discipline), page="过程监督", at=NOW + timedelta(days=1))
    assert Entry.objects.filter(event="oversight_looked").count() == 2


def test_an_export_needs_its_purpose_and_is_on_record(city: City, client: Client) -> None:
    plant_entry(city, label="=1+1")
    client.force_login(city.discipline)
    assert client.post("/oversight/export/", {"span": "7"}).status_code == 422
    assert not Entry.objects.filter(event="oversight_exported").exists()
    answer = client.post("/oversight/export/", {"span": "7", "purpose": "三季度专项监督"})
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [sheet.cell(2, 4).value, sheet.cell(2, 4).data_type] == ["=1+1", "s"]
    entry = Entry.objects.get(event="oversight_exported")
    assert (entry.reason, entry.after) == ("三季度专项监督", {"count": 1})


def test_an_entry_a_lead_is_about_is_marked(city: City, client: Client) -> None:
    entry = plant_entry(city)
    client.force_login(city.discipline)
    assert "值得看</a>" not in client.get("/oversight/").content.decode()
    plant_hit(city, entry=entry.pk)
    assert "值得看</a>" in client.get("/oversight/").content.decode()
    assert "之前" in client.get(f"/oversight/entries/{entry.pk}/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(rows: int, city: City, client: Client, django_assert_num_queries: Any) -> None:
    for number in range(rows):
        plant_hit(city, entry=plant_entry(city, label=f"第 {number} 件").pk)
    client.force_login(city.discipline)
    client.get("/oversight/")
    with django_assert_num_queries(QUERIES):
        client.get("/oversight/")


def test_a_resident_group_is_told_what_concerns_its_units_wherever_it_was_decided(
    city: City, make_account: Callable[..., Account], client: Client
) -> None:
    """Two departments and not a third: their own targets, and what was decided for all."""
    resident = make_account("resident", "派驻组", city.housing, Role.DISCIPLINE)
    version: SchemeVersion = plant_version(city)
    office = city.actor(city.office)
    cells = {(unit.pk, "Z-02", "2026-12"): Decimal(100) for unit in (city.housing, city.other)}
    set_targets(actor=office, version=version, values=cells, reason="下达。", at=NOW)
    lowered = {cell: Decimal(90) for cell in cells}
    set_targets(actor=office, version=version, values=lowered, reason="核减。", at=NOW)
    other = {cell: Decimal(80) for cell in cells if cell[0] == city.other.pk}
    set_targets(actor=office, version=version, values=other, reason="再核减。", at=NOW)
    root = city.city.versions.get().path
    plant_entry(city, event="round_posted", label="第三季度", unit_path=root)
    plant_entry(city, event="matter_returned", label="市里自己的事项", unit_path=root)
    page = stream(city.actor(resident), Asked(), NOW)
    told = happenings(page)
    assert {happening.title for happening in told} == {
        "第三季度", "市住建局 老旧小区改造完成 2026 年 12 月目标", str(version)
    }  # fmt: skip
    (change,) = next(one for one in told if one.entry.reason == "核减。").changes
    assert (change.before, change.after) == ("100", "90"), "nothing of the other department"
    everything = stream(city.actor(city.discipline), Asked(), NOW)
    assert any("再核减" in happening.entry.reason for happening in happenings(everything))
    client.force_login(resident)
    for happening in told:
        assert client.get(f"/oversight/entries/{happening.entry.pk}/").status_code == 200
    hidden = next(one for one in happenings(everything) if one.entry.reason == "再核减。")
    assert client.get(f"/oversight/entries/{hidden.entry.pk}/").status_code == 404


def test_what_says_the_same_of_many_things_is_folded_and_a_lead_never_is(city: City) -> None:
    for number in range(6):
        plant_entry(city, event="round_frozen", label=f"第 {number} 轮", reason="")
    marked = plant_entry(city, event="round_frozen", label="另一轮", reason="")
    plant_hit(city, entry=marked.pk)
    plant_entry(city, event="round_posted", label="公示一轮", reason="")
    (day,) = stream(city.actor(city.discipline), Asked(), NOW).days
    assert day.count == 8
    assert sorted(len(run) for run in day.runs) == [1, 1, 6]


def test_digests_and_counters_are_for_the_entry_s_own_page(city: City) -> None:
    plant_entry(
        city, event="round_corrected", after={"facts_digest": "ab" * 32, "moved": ["市住建局 86 → 87"]}
    )
    (happening,) = happenings(stream(city.actor(city.discipline), Asked(), NOW))
    assert [(change.field, change.after) for change in happening.told] == [("得分变化", "市住建局 86 → 87")]
    assert len(happening.changes) == 2


def test_an_open_page_asks_how_much_is_new(city: City, client: Client) -> None:
    seen = plant_entry(city)
    actor = city.actor(city.discipline)
    assert news(actor, Asked(), NOW, after=seen.pk) == 0
    plant_entry(city, event="logged_in", label="不相干")
    plant_entry(city, label="新的一件")
    assert news(actor, Asked(), NOW, after=seen.pk) == 1
    client.force_login(city.discipline)
    assert "有 1 条新的变化" in client.get(f"/oversight/news/?after={seen.pk}").content.decode()
    client.force_login(city.office)
    assert client.get("/oversight/news/").status_code == 403


def test_oversight_stands_first_for_whoever_oversees(city: City) -> None:
    captions = [caption for caption, _ in navigation.for_actor(city.actor(city.discipline))]
    assert captions.index("监督") < captions.index("督办")
    captions = [caption for caption, _ in navigation.for_actor(city.actor(city.office))]
    assert captions.index("监督") > captions.index("督办")


def test_days_are_those_of_the_clock(city: City) -> None:
    plant_entry(city)
    (day,) = stream(city.actor(city.discipline), Asked(), NOW).days
    assert day.day == date(2026, 9, 28)
