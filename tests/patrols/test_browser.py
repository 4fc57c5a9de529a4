"""Every page of the room as those who may see it, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import expect

from dukao.patrols import services
from dukao.patrols.models import PatrolTask
from dukao.patrols.vocabulary import Half, TaskState
from tests.browser import WIDTHS, Visitor, assert_accessible, photograph
from tests.conftest import NOW, City
from tests.documents.samples import png
from tests.patrols.drawing import SEED, SOURCE, plant_draw
from tests.patrols.planting import (
    add_member,
    finding_draft,
    plant_group,
    plant_issued,
    plant_reported,
    plant_task,
    plant_visit,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Many pages in one test, on a machine that does other things too."""
    expect.set_options(timeout=60_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def planted(city: City) -> dict[str, list[str]]:
    """A group at work, with something in every list; addresses by who opens them."""
    office, liang = city.actor(city.office), city.actor(city.patroller)
    group = plant_group(city)
    task = plant_issued(city, group, reader_ids=(city.leader.pk,))
    visit = plant_visit(city, task)
    finding = services.record_finding(actor=liang, visit=visit, draft=finding_draft(city), at=NOW)
    services.attach_photo(
        actor=liang, finding=finding, name="现场.png", content=BytesIO(png((320, 240))), at=NOW
    )
    services.urge_finding(
        actor=liang, finding=finding, leader_id=city.leader.pk, reason="有坍塌危险。", at=NOW
    )
    services.instruct_finding(actor=city.actor(city.leader), finding=finding, text="请核实。", at=NOW)
    handed = plant_reported(city, visit)
    clue = services.hand_over_clue(
        actor=office, finding=handed, receiver_id=city.discipline.pk, account="虚报。", at=NOW
    )
    debrief = services.submit_debrief(
        actor=liang, group=group, year=2026, half=Half.FIRST, text="走访。", at=NOW
    )
    drawn, frozen = plant_draw(city), plant_draw(city, title="四季度核查")
    services.draw_items(actor=office, draw=drawn, seed=SEED, seed_source=SOURCE, at=NOW)
    member = add_member(city, group, "钱一", home=city.housing)
    services.declare_interest(
        actor=office, member=member, kind="relative", unit_id=city.other.pk, note="", since=NOW.date(), at=NOW
    )
    draft = plant_task(city, group, reader_ids=(city.leader.pk,))
    own = [
        "/patrols/tasks/", f"/patrols/tasks/{task.pk}/", "/patrols/findings/?view=all",
        f"/patrols/findings/{finding.pk}/", f"/patrols/visits/{visit.pk}/", f"/patrols/groups/{group.pk}/",
        "/patrols/assessment/", f"/patrols/debriefs/{debrief.pk}/",
    ]  # fmt: skip
    return {
        "office": [
            *own, f"/patrols/tasks/{draft.pk}/", "/patrols/tasks/add/", f"/patrols/findings/{finding.pk}/release/",
            f"/patrols/groups/{group.pk}/uninterest/", "/patrols/groups/", "/patrols/groups/add/",
            "/patrols/rules/", "/patrols/draws/", "/patrols/draws/add/", f"/patrols/draws/{drawn.pk}/",
            f"/patrols/draws/{frozen.pk}/", "/patrols/clues/", f"/patrols/clues/{clue.pk}/",
        ],
        "patroller": [*own, "/patrols/field/", f"/patrols/groups/{group.pk}/debrief/"],
        "leader": [*own, f"/patrols/findings/{finding.pk}/instruct/"],
        "discipline": [
            "/patrols/process/", "/patrols/groups/", f"/patrols/groups/{group.pk}/", "/patrols/draws/",
            "/patrols/clues/", f"/patrols/clues/{clue.pk}/", f"/patrols/clues/{clue.pk}/receive/",
        ],
    }  # fmt: skip


@pytest.mark.parametrize("screen", WIDTHS)
@pytest.mark.parametrize("who", ["office", "patroller", "leader", "discipline"])
def test_every_page_fits_and_is_accessible(
    city: City, planted: dict[str, list[str]], visitor: Visitor, who: str, screen: str
) -> None:
    page = visitor(getattr(city, who), screen, "/")
    wide = []
    for address in planted[who]:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        photograph(page, f"patrols-{who}-{screen}{address.replace('/', '-').partition('?')[0]}")
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
        assert_accessible(page)
    assert wide == []


def test_from_a_plan_to_a_task_under_real_fingers(city: City, visitor: Visitor) -> None:
    """Drafted without a check the page warns; issued all the same, and the group finds it."""
    plant_group(city)
    page = visitor(city.office, "desk", "/patrols/tasks/add/")
    for label, value in {
        "任务": "夜查施工围挡",
        "对象": "B01",
        "开始": "2026-09-28",
        "结束": "2026-09-30",
    }.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("第三督导巡查组 梁越").check()
    page.get_by_role("button", name="保存为拟办").click()
    expect(page.get_by_text("任务没有对应年度计划里的检查。")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="下达", exact=True).click()
    page.get_by_role("main").get_by_role("button", name="下达", exact=True).click()
    expect(page.locator(".dk-head .dk-state")).to_have_text("已下达")
    assert PatrolTask.objects.get().state == TaskState.ISSUED
    liang = visitor(city.patroller, "phone", "/patrols/tasks/")
    expect(liang.get_by_role("link", name="夜查施工围挡")).to_be_visible()
