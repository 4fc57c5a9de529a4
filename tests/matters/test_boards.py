"""The board, the Gantt chart, a unit's own page, a leader's; to-dos and the search."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dukao.matters import services
from dukao.matters.models import Decision, Matter, Paragraph, WorkField
from dukao.matters.selectors.board import board
from dukao.matters.selectors.own import count_due, next_steps, steps_due
from dukao.matters.selectors.plans import Span, bar_of
from dukao.matters.selectors.waiting import search_matters, todos
from dukao.matters.services import MatterDraft
from dukao.matters.vocabulary import DecisionKind, DecisionLevel
from dukao.organisations.models import Person
from dukao.ui.todo import written_out
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
Draft = Callable[..., MatterDraft]


def text(answer: Any) -> str:
    return answer.content.decode()


def plant(city: City, draft: Draft, title: str, **features: object) -> Matter:
    made = services.register_matter(
        actor=city.actor(city.office), draft=draft(title=title, **features), at=NOW
    )
    assert made is not None
    return made


def test_the_board_puts_each_matter_into_its_lane_and_column(
    city: City, draft: Draft, finished: Matter
) -> None:
    plant(city, draft, "党建的事", field_id=WorkField.objects.get(name="党建").pk)
    services.close_matter(actor=city.actor(city.office), matter=finished, opinion="属实。", at=NOW)
    lanes = {lane.title: lane for lane in board(city.actor(city.office), TODAY, by="field").lanes}
    assert set(lanes) == {"党建", "城建民生"}
    assert (lanes["党建"].counts["draft"], lanes["党建"].open, lanes["党建"].closed) == (1, 1, 0)
    assert (lanes["城建民生"].open, lanes["城建民生"].closed) == (0, 1)
    cell = {cell.column: cell for cell in lanes["城建民生"].cells}["closed"]
    assert [card.matter.title for card in cell.cards] == ["城市燃气管网更新改造 70 公里"]
    later = board(city.actor(city.office), date(2027, 3, 1), by="field").lanes
    assert [lane.title for lane in later] == ["党建"]


@pytest.mark.parametrize("by", ["field", "unit", "leader", "zzz"])
def test_lanes_by_field_unit_and_leader(
    client: Client, city: City, draft: Draft, assigned: Matter, by: str
) -> None:
    client.force_login(city.office)
    page = text(client.get(f"/matters/board/?by={by}"))
    title = {"unit": "市住建局", "leader": "没有责任领导"}.get(by, "城建民生")
    assert f"<h2>{title}</h2>" in page
    assert "城市燃气管网更新改造 70 公里" in page


def test_cards_beyond_the_first_lead_to_the_ledger(client: Client, city: City, draft: Draft) -> None:
    for n in range(4):
        plant(city, draft, f"事 {n}")
    client.force_login(city.office)
    page = text(client.get("/matters/board/"))
    found = re.search(r'href="([^"]*)">还有 2 件', page)
    assert found is not None
    listed = text(client.get(found[1].replace("&amp;", "&")))
    assert all(f"事 {n}" in listed for n in range(4))


def test_the_board_asks_the_same_however_many_there_are(client: Client, city: City, draft: Draft) -> None:
    client.force_login(city.office)

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    plant(city, draft, "第一件")
    pages = ("/matters/board/", "/matters/board/?by=unit", "/matters/gantt/")
    for address in pages:
        client.get(address)
    before = [asked(address) for address in pages]
    for n in range(3):
        plant(city, draft, f"事 {n}", lead_unit_id=city.planning.pk)
    assert [asked(address) for address in pages] == before


def test_the_board_leads_to_the_wall_for_those_who_may_see_it(
    client: Client, city: City, received: Matter
) -> None:
    for who, is_led in ((city.office, True), (city.leader, True), (city.reporter, False)):
        client.force_login(who)
        page = text(client.get("/matters/board/"))
        assert ("投屏" in page) is is_led
        assert client.get("/wall/").status_code == (200 if is_led else 403)


def test_the_gantt_chart_draws_the_filter(client: Client, city: City, draft: Draft, received: Matter) -> None:
    client.force_login(city.office)
    page = text(client.get("/matters/gantt/?scale=half"))
    assert "城市燃气管网更新改造 70 公里：计划 0%，实际 0%" in page
    assert "11 月 30 日 主体完工 80%，未到期" in page
    assert "城市燃气管网更新改造" not in text(client.get("/matters/gantt/?lamp=red&scale=zzz"))


def test_bars_lie_within_their_span_and_milestones_say_how_they_stand(received: Matter) -> None:
    matter = Matter.objects.get(pk=received.pk)
    matter.percent = 40
    matter.milestones.filter(percent=40).update(reached_on=date(2026, 11, 5))
    bar = bar_of(matter, date(2026, 12, 1), Span(date(2026, 10, 1), date(2026, 12, 31)))
    assert [(tick.tone, tick.word) for tick in bar.ticks] == [("y", "晚到"), ("r", "逾期")]
    assert bar.start == "0.00"
    assert float(bar.start) + float(bar.length) <= 100
    assert float(bar.done) == pytest.approx(float(bar.length) * 0.4, abs=0.01)
    matter.assigned_on = date(2026, 11, 10)
    assert [tick.word for tick in bar_of(matter, date(2026, 11, 20)).ticks] == ["晚到", "未到期"]
    matter.milestones.update(reached_on=None)
    assert [tick.word for tick in bar_of(matter, date(2026, 11, 20)).ticks] == ["交办以前", "未到期"]
    outside = bar_of(matter, date(2026, 12, 1), Span(date(2027, 1, 1), date(2027, 6, 1)))
    assert (outside.length, outside.ticks, outside.today) == ("0.00", (), None)


def test_a_unit_sees_its_next_step_first(client: Client, city: City, draft: Draft, received: Matter) -> None:
    office, reporter = city.actor(city.office), city.actor(city.reporter)
    new = services.assign_matter(actor=office, matter=plant(city, draft, "新交办的事"), at=NOW)
    late = NOW + timedelta(days=28)
    steps = next_steps(reporter, TODAY + timedelta(days=28))
    assert [(lit.step.matter.pk, lit.step.word) for lit in steps] == [
        (new.pk, "签收"),
        (received.pk, "反馈进展"),
    ]
    services.finish_matter(actor=city.actor(city.head), matter=received, text="好了。", at=NOW)
    services.return_matter(actor=office, matter=received, reason="缺验收单。", at=NOW)
    returned = next(lit.step for lit in next_steps(reporter, TODAY) if lit.step.matter.pk == received.pk)
    assert (returned.word, returned.why, returned.by) == ("补办", "第 1 次退回：缺验收单。", TODAY)
    client.force_login(city.reporter)
    page = text(client.get("/matters/mine/"))
    assert "新交办的事" in page
    assert "第 1 次退回：缺验收单。" in page
    assert [todo.act for todo in written_out(todos(reporter, late))][:2] == ["签收", "补办"]
    assert len(steps_due(reporter, TODAY)) == count_due(reporter, TODAY).number == 2
    client.force_login(city.stranger)
    assert "城市燃气管网更新改造" in text(client.get("/matters/mine/"))
    assert next_steps(city.actor(city.stranger), TODAY) == []


def test_the_office_is_told_what_waits_for_it(city: City, finished: Matter, draft: Draft) -> None:
    plant(city, draft, "拟办的事")
    found = [(todo.title, todo.act) for todo in written_out(todos(city.actor(city.office), NOW))]
    assert found == [("1 件事项等待销号", "销号"), ("1 件拟办事项还没有交办", "交办")]
    assert written_out(todos(city.actor(city.leader), NOW)) == []


def test_a_leader_sees_what_became_of_the_instructions(client: Client, city: City, draft: Draft) -> None:
    leader = Person.objects.create(name="周行")
    decision = Decision.objects.create(
        kind=DecisionKind.INSTRUCTION, level=DecisionLevel.CITY, title="关于燃气安全的批示", decided_on=TODAY,
        decided_by="周行", leader=leader, owner=city.city, regime="government", legal_basis="条例", registered_at=NOW,
    )  # fmt: skip
    paragraph = Paragraph.objects.create(decision=decision, position=1, heading="一", text="尽快整改。")
    matter = plant(city, draft, "餐饮场所报警装置", paragraph_id=paragraph.pk, leader_id=leader.pk)
    services.assign_matter(actor=city.actor(city.office), matter=matter, at=NOW)
    client.force_login(city.leader)
    page = text(client.get("/matters/leader/"))
    for part in ("周行的批示和分管事项", "关于燃气安全的批示", "餐饮场所报警装置", "分解事项 1 件"):
        assert part in page
    other = Person.objects.create(name="徐明远")
    assert "没有批示" in text(client.get(f"/matters/leader/?person={other.pk}"))
    assert client.get("/matters/leader/?person=999999").status_code == 404
    client.force_login(city.discipline)
    assert "周行的批示和分管事项" in text(client.get("/matters/leader/")), (
        "who only looks begins with the first"
    )
    Matter.objects.update(leader=None)
    assert "还没有对应到领导" in text(client.get("/matters/leader/"))


def test_the_search_finds_what_one_may_see(city: City, assigned: Matter, draft: Draft) -> None:
    plant(city, draft, "燃气拟办的事")

    def found(who: str) -> list[str]:
        return [title for title, _, _ in search_matters(city.actor(getattr(city, who)), "燃气", 5, NOW)]

    assert found("office") == ["燃气拟办的事", assigned.title]
    assert found("reporter") == found("stranger") == [assigned.title]
    assert found("reviewer") == found("audit_admin") == []
    assert (
        search_matters(city.actor(city.office), assigned.number, 5, NOW)[0][2] == f"/matters/{assigned.pk}/"
    )
    assert search_matters(city.actor(city.office), " ", 5, NOW) == []


def test_the_landing_pages_show_matters(client: Client, city: City, received: Matter) -> None:
    client.force_login(city.reporter)
    assert received.title in text(client.get("/home/own_matters/"))
    client.force_login(city.office)
    assert "督办台账" in text(client.get("/home/matters/"))
    Matter.objects.filter(pk=received.pk).update(red_from=TODAY)
    assert received.title in text(client.get("/home/matters/"))
