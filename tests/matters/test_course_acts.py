"""The acts that change the course of a matter, on their pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from dukao.matters import services
from dukao.matters.models import CarryOver, CoordinationRequest, Extension, Matter, Recurrence
from tests.conftest import NOW, City
from tests.matters.test_steering_pages import open_page

pytestmark = pytest.mark.django_db


def act(client: Client, matter: Matter, name: str, **form: object) -> str:
    """Empty when it was done, otherwise the page that came back."""
    answer = client.post(f"/matters/{matter.pk}/{name}/", {"key": "k", **form})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_a_unit_asks_for_time_and_for_help(city: City, client: Client, received: Matter) -> None:
    page = open_page(client, city.reporter, f"/matters/{received.pk}/")
    assert "更多 申请延期 请求协调" in page
    assert "要晚于现在的时限" in act(client, received, "extend", new_due_on="2026-12-01", reason="停工。")
    assert act(client, received, "extend", new_due_on="2027-01-31", reason="停工。") == ""
    assert act(client, received, "help", difficulty="权属不清。", wanted="请发改委确认。") == ""
    assert CoordinationRequest.objects.get().wanted == "请发改委确认。"
    assert "撤回申请" in open_page(client, city.reporter, f"/matters/{received.pk}/")
    assert "撤回申请" not in open_page(client, city.office, f"/matters/{received.pk}/")
    client.force_login(city.reporter)
    client.post(f"/matters/extensions/{Extension.objects.get().pk}/withdraw/")
    assert Extension.objects.get().state == "withdrawn"


def test_the_office_pauses_and_goes_on(city: City, client: Client, received: Matter) -> None:
    client.force_login(city.office)
    assert act(client, received, "suspend", reason="规划调整。") == ""
    assert act(client, received, "resume", reason="已定。", due_on="2027-05-31") == ""
    assert Matter.objects.get().due_on == date(2027, 5, 31)


def test_a_matter_is_merged_by_number(city: City, client: Client, received: Matter, draft) -> None:  # type: ignore[no-untyped-def]
    other = services.register_matter(actor=city.actor(city.office), draft=draft(), at=NOW)
    client.force_login(city.office)
    assert "没有编号“DB-9”的事项" in act(client, received, "merge", number="DB-9", reason="同一件。")
    assert act(client, received, "merge", number=f" {other.number.lower()} ", reason="同一件。") == ""
    assert Matter.objects.get(pk=received.pk).merged_into == other


def test_a_matter_recurs_and_is_not_carried_over_too_early(
    city: City, client: Client, received: Matter
) -> None:
    client.force_login(city.office)
    assert "要晚于今天" in act(client, received, "recur", rhythm="month", first_on="2026-09-01")
    assert act(client, received, "recur", rhythm="month", first_on="2026-10-15") == ""
    assert Recurrence.objects.get().next_on == date(2026, 10, 15)
    assert "停止定期" in open_page(client, city.office, f"/matters/{received.pk}/")
    assert act(client, received, "stop") == ""
    assert Recurrence.objects.get().until == date(2026, 9, 27)
    assert client.get(f"/matters/{received.pk}/stop/").status_code == 403
    assert "12 月起办理" in act(client, received, "carry", unit="市水利局", leader="", reason="未完。")
    assert not CarryOver.objects.exists()


def test_a_closed_matter_is_opened_again(city: City, client: Client, finished: Matter) -> None:
    services.close_matter(actor=city.actor(city.office), matter=finished, opinion="属实。", at=NOW)
    client.force_login(city.office)
    assert "已经过去" in act(client, finished, "reopen", reason="有反弹。", due_on="2026-09-01")
    assert act(client, finished, "reopen", reason="有反弹。", due_on="2027-03-31") == ""
    assert Matter.objects.get().state == "ongoing"


def test_a_matter_is_split_by_lines(city: City, client: Client, received: Matter) -> None:
    client.force_login(city.office)
    wrong = "沿街段改造 | 市住建局 | 2026-11-30\n庭院段改造 | 无此局 | 2026-11-30\n只有事项"
    page = act(client, received, "split", parts=wrong, reason="分段办理。")
    assert "第 2 行：没有“无此局”这个单位" in page
    assert "第 3 行：要有事项、牵头单位、完成时限三格" in page
    assert "沿街段改造 | 市住建局" in page
    assert "至少要分成两个" in act(
        client, received, "split", parts="沿街段 | 市住建局 | 2026-11-30", reason="分段。"
    )
    right = "沿街段改造\t市住建局\t2026-11-30\n庭院段改造 ｜ 市水利局 ｜ 2026-12-10"
    assert act(client, received, "split", parts=right, reason="分段办理。") == ""
    assert Matter.objects.get(pk=received.pk).state == "split"
    assert [part.lead_unit for part in received.parts.order_by("pk")] == [city.housing, city.other]


def test_the_office_praises_a_unit_of_the_matter(city: City, client: Client, received: Matter) -> None:
    client.force_login(city.office)
    assert 'value="市住建局"' in client.get(f"/matters/{received.pk}/praise/").content.decode()
    said = {"reason": "提前完成。", "basis": "示督通〔2026〕9 号"}
    assert "只能表扬这个事项的牵头或协办单位" in act(client, received, "praise", unit="市督考办", **said)
    assert act(client, received, "praise", unit="市住建局", **said) == ""
    assert received.praises.get().unit == city.housing


def test_who_goes_on_with_a_carried_matter_may_be_another(
    city: City, client: Client, received: Matter, settings: Settings
) -> None:
    settings.DUKAO_CLOCK_OFFSET += int(timedelta(days=80).total_seconds())
    client.force_login(city.office)
    assert 'value="市住建局"' in client.get(f"/matters/{received.pk}/carry/").content.decode()
    assert act(client, received, "carry", unit="市水利局", leader="", reason="转由水利局续办。") == ""
    carried = Matter.objects.get(pk=received.pk)
    assert (carried.year, carried.lead_unit) == (2027, city.other)
