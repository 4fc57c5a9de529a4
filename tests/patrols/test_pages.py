"""The room's lists over HTTP: their price, their tabs and conditions, what they give away as Excel."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dukao.patrols import services
from dukao.patrols.models import Draw, Finding, HandOver, PatrolTask
from tests.conftest import NOW, City
from tests.patrols.drawing import SEED, SOURCE, plant_draw
from tests.patrols.planting import FACTS, plant_group, plant_issued, plant_reported, plant_task, plant_visit

pytestmark = pytest.mark.django_db
#: Queries of a list, frame included: the same for one row and for three.
PRICES = {
    "tasks": 9, "findings": 8, "groups": 5, "assessment": 13, "draws": 6, "process": 6, "clues": 6,
}  # fmt: skip
ORDINALS = "一二三"


@pytest.fixture
def office(client: Client, city: City) -> Client:
    client.force_login(city.office)
    return client


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def plant_rows(city: City, count: int) -> None:
    """One more of everything that stands in a list of this room, ``count`` times."""
    for ordinal in ORDINALS[:count]:
        visit = plant_visit(city, plant_issued(city, plant_group(city, f"第{ordinal}督导巡查组")))
        plant_reported(city, visit)
        services.hand_over_clue(
            actor=city.actor(city.office), finding=plant_reported(city, visit),
            receiver_id=city.discipline.pk, account="虚报。", at=NOW,
        )  # fmt: skip
        plant_draw(city, count=2, size=1)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", PRICES)
def test_the_price_of_a_list_does_not_grow(
    office: Client, city: City, name: str, rows: int, django_assert_num_queries: Callable[..., object]
) -> None:
    plant_rows(city, rows)
    address = reverse(f"patrols:{name}")
    shown = text(office.get(address))
    assert shown.count("<tr>") + shown.count("<tr ") > rows
    with django_assert_num_queries(PRICES[name]):  # type: ignore[attr-defined]
        assert office.get(address).status_code == 200


def test_a_bare_address_is_the_first_tab_and_no_condition(office: Client, city: City) -> None:
    settled, waiting = (plant_reported(city, plant_visit(city, plant_issued(city, group))) for group in (
        plant_group(city), plant_group(city, "第五督导巡查组"),
    ))  # fmt: skip
    services.decline_finding(actor=city.actor(city.office), finding=settled, reason="证据不足。", at=NOW)
    page = text(office.get(reverse("patrols:findings")))
    assert waiting.number in page
    assert settled.number not in page
    assert "清除条件" not in page
    rest = text(office.get(f"{reverse('patrols:findings')}?view=rest"))
    assert settled.number in rest
    assert waiting.number not in rest
    both = text(office.get(f"{reverse('patrols:findings')}?view=all"))
    assert settled.number in both
    assert waiting.number in both


def _sheet(answer: HttpResponse) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return [tuple(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_draws_are_told_apart_and_taken_away(office: Client, city: City) -> None:
    first, second = plant_draw(city, title="三季度核查"), plant_draw(city, title="四季度核查")
    services.draw_items(actor=city.actor(city.office), draw=first, seed=SEED, seed_source=SOURCE, at=NOW)
    page = text(office.get(f"{reverse('patrols:draws')}?view=drawn"))
    assert first.title in page
    assert second.title not in page
    assert second.title in text(office.get(f"{reverse('patrols:draws')}?q=四季度"))
    assert "没有符合条件的抽查" in text(office.get(f"{reverse('patrols:draws')}?year=2025"))
    head, *rows = _sheet(office.get(f"{reverse('patrols:draws_export')}?view=drawn"))
    assert [row[head.index("种子")] for row in rows] == [SEED]
    assert [row[head.index("清单摘要")] for row in rows] == [Draw.objects.get(pk=first.pk).digest]


def test_what_is_taken_away_has_the_conditions_of_the_list(office: Client, city: City) -> None:
    finding = plant_reported(city)
    _, *rows = _sheet(office.get(reverse("patrols:findings_export")))
    assert [row[4] for row in rows] == [FACTS]
    assert len(_sheet(office.get(f"{reverse('patrols:findings_export')}?severity=grave"))) == 1
    _, *rows = _sheet(office.get(reverse("patrols:tasks_export")))
    assert [row[0] for row in rows] == [finding.visit.task.number]


def test_acts_that_have_nothing_to_do_are_not_offered(client: Client, city: City) -> None:
    """A leader is not asked to let somebody go whom everybody taught, nor to read again what was read."""
    finding, leader = plant_reported(city), city.actor(city.leader)
    urging = {"finding": finding, "leader_id": city.leader.pk, "reason": "有坍塌危险。", "at": NOW}
    services.urge_finding(actor=city.actor(city.patroller), **urging)
    client.force_login(city.leader)
    address = reverse("patrols:finding", args=[finding.pk])
    reading = reverse("patrols:findings-read", args=[finding.pk])
    assert reading in text(client.get(address))
    services.read_urgent(actor=leader, finding=finding, at=NOW)
    assert reading not in text(client.get(address))
    assert client.get(reading).status_code == 403


def test_a_finding_opens_its_problem_and_the_group_goes_on_seeing_it(client: Client, city: City) -> None:
    finding = plant_reported(city)
    services.release_finding(
        actor=city.actor(city.office), finding=finding, release=services.Release(), at=NOW
    )
    problem = Finding.objects.get(pk=finding.pk).problem
    assert problem is not None
    address = reverse("issues:show", args=[problem.pk])
    for account in (city.office, city.patroller):
        client.force_login(account)
        assert address in text(client.get(reverse("patrols:finding", args=[finding.pk])))
        assert client.get(address).status_code == 200


def test_the_page_that_ends_a_tie_offers_the_ties_there_are(office: Client, city: City) -> None:
    group = plant_group(city)
    tie = services.declare_interest(
        actor=city.actor(city.office), member=group.members.get(), kind="relative", unit_id=city.housing.pk,
        note="", since=NOW.date(), at=NOW,
    )  # fmt: skip
    assert tie is not None
    address = reverse("patrols:groups-uninterest", args=[group.pk])
    assert "梁越 近亲属任职：市住建局" in text(office.get(address))
    sent = {"interest_id": str(tie.pk), "until": "2026-12-01"}
    assert office.post(address, sent).status_code == 302
    assert "2026-12-01 止" in text(office.get(reverse("patrols:group", args=[group.pk])))
    assert PatrolTask.objects.count() == 0


def test_a_long_list_goes_on_after_its_last_row(office: Client, city: City) -> None:
    task = plant_task(city)
    for number in range(970, 1030):
        task.pk, task.number = None, f"XC-2026-{number:03d}"
        task.save(force_insert=True)
    first = text(office.get(reverse("patrols:tasks")))
    assert "共 61 件，每页 50 件" in first
    assert "XC-2026-1029" in first
    assert "XC-2026-979" not in first
    (after,) = re.findall(r'href="[?]([^"]*after=[^"]*)" rel="next"', first)
    second = text(office.get(f"{reverse('patrols:tasks')}?{after}"))
    assert "XC-2026-979" in second
    assert "XC-2026-980" not in second
    assert 'rel="next"' not in second
    (before,) = re.findall(r'href="[?]([^"]*before=[^"]*)" rel="prev"', second)
    back = text(office.get(f"{reverse('patrols:tasks')}?{before}"))
    assert "XC-2026-1029" in back
    assert "XC-2026-980" in back
    assert text(office.get(f"{reverse('patrols:tasks')}?after=abc")).count("XC-2026-1029") == first.count(
        "XC-2026-1029"
    )


def test_the_process_is_narrowed_and_taken_away_without_content(client: Client, city: City) -> None:
    group = plant_group(city)
    visit = plant_visit(city, plant_issued(city, group))
    plant_reported(city, visit)
    reported = plant_issued(city, group)
    services.report_task(actor=city.actor(city.patroller), task=reported, report="查了。", at=NOW)
    client.force_login(city.discipline)
    address, export = reverse("patrols:process"), reverse("patrols:process_export")
    for query, numbers in (
        ("", {visit.task.number, reported.number}), ("?state=reported", {reported.number}),
        (f"?q={visit.task.number[-3:]}", {visit.task.number}), (f"?group={group.pk}&state=closed", set()),
    ):  # fmt: skip
        page, rows = text(client.get(f"{address}{query}")), _sheet(client.get(f"{export}{query}"))[1:]
        assert {one.number for one in (visit.task, reported) if f">{one.number}<" in page} == numbers
        assert {row[0] for row in rows} == numbers
    (row,) = [row for row in _sheet(client.get(export)) if row[0] == visit.task.number]
    assert row[6:] == (1, 1, 1, 0, 0)
    cells = " ".join(str(cell) for row in _sheet(client.get(export)) for cell in row)
    assert "小区" not in cells
    assert "暗访" not in cells
    client.force_login(city.leader)
    assert client.get(export).status_code == 403


def test_hand_overs_are_found_by_number_and_by_receipt(client: Client, city: City) -> None:
    plant_rows(city, 2)
    client.force_login(city.discipline)
    first, second = HandOver.objects.order_by("pk")
    services.receive_clue(actor=city.actor(city.discipline), clue=first, receipt="收到。", at=NOW)
    for query, numbers in (
        ("", {first.number, second.number}), ("?view=signed", {first.number}),
        ("?view=unsigned", {second.number}), ("?view=overdue", set()), (f"?q={second.number}", {second.number}),
    ):  # fmt: skip
        page = text(client.get(f"{reverse('patrols:clues')}{query}"))
        assert {one.number for one in (first, second) if f">{one.number}<" in page} == numbers, query


def test_of_the_ticked_those_that_can_be_are_released(office: Client, city: City) -> None:
    visit = plant_visit(city)
    good, nobodys = plant_reported(city, visit), plant_reported(city, visit, unit_id=None)
    sent = {"picked": [good.pk, nobodys.pk], "act": "release"}
    said = text(office.post("/patrols/findings/bulk/", sent, follow=True))
    assert "已反馈 1 条，转入问题清单待交办。另有 1 条没有动" in said
    assert office.post("/patrols/findings/bulk/", sent).status_code == 409
    good.refresh_from_db()
    nobodys.refresh_from_db()
    assert (good.state, nobodys.state) == ("released", "reported")
