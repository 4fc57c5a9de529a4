"""The ranking and the score page as people see them, at a desk and on a phone."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dukao.assessments import services
from dukao.assessments.models import AssessmentPolicy, Round
from dukao.assessments.services import Happening, Wish
from dukao.schemes.models import SchemeVersion
from tests.assessments.conftest import Field
from tests.browser import Visitor, assert_accessible, photograph
from tests.conftest import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def eventful(field: Field, version: SchemeVersion, september: Round) -> Round:
    """September with a deduction and a bonus of the housing bureau."""
    office = field.city.actor(field.city.office)
    for happening in (
        Happening("N-01", date(2026, 9, 12), "燃气管网更新逾期 21 日", "督查通报，示督通〔2026〕7 号"),
        Happening("B-01", date(2026, 9, 3), "装配式建筑试点", "省厅通报", level="national"),
    ):
        services.record_event(
            actor=office, version=version, unit_id=field.units["B01"].pk, happening=happening, at=NOW
        )
    return september


def test_the_office_carries_a_round_to_its_end(
    field: Field, eventful: Round, notice_policy: AssessmentPolicy, visitor: Visitor
) -> None:
    page = visitor(field.city.office, "desk", reverse("assessments:show", args=[eventful.pk]))
    expect(page.get_by_role("heading", level=1)).to_have_text("2026 年 9 月考核结果")
    assert_accessible(page)
    page.get_by_role("button", name="冻结并计分").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("这一期到 2026 年 9 月 30 日 才结束")
    assert_accessible(page)
    dialog.get_by_label("提前冻结的原因").fill("省里提前要结果")
    dialog.get_by_role("button", name="冻结并计分").click()
    expect(page.get_by_text("已冻结，待公示")).to_be_visible()
    page.get_by_role("button", name="公示", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("5 个工作日")
    page.get_by_role("dialog").get_by_role("button", name="公示").click()
    expect(page.get_by_text("公示中").first).to_be_visible()
    photograph(page, "ranking")
    leader = visitor(field.city.leader, "desk", reverse("assessments:show", args=[eventful.pk]))
    shut = leader.get_by_role("button", name="定案")
    expect(shut).to_have_attribute("aria-disabled", "true")
    expect(shut).to_contain_text("期满后才能定案")


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_a_unit_reads_why(
    field: Field, eventful: Round, notice_policy: AssessmentPolicy, visitor: Visitor, screen: str
) -> None:
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=eventful, reason="测试", at=NOW)
    services.post_round(actor=office, assessment=eventful, at=NOW)
    page = visitor(field.city.reporter, screen, reverse("assessments:mine"))
    expect(page.get_by_role("heading", level=1)).to_have_text("为什么是 87.31 分")
    expect(page.locator(".sc-eq")).to_have_attribute(
        "aria-label", "100.00 减 11.69 减 2.00 加 1.00 等于 87.31"
    )
    expect(page.locator(".sc-wf canvas")).to_be_visible()
    assert_accessible(page)
    photograph(page, f"score-{screen}")
    page.get_by_role("link", name="只看失分").click()
    expect(page.locator("#items")).not_to_contain_text("通报表扬")
    page.get_by_role("link", name="固定资产投资完成额").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("固定资产投资完成额")
    expect(page.get_by_text("林岚")).to_be_visible()
    assert_accessible(page)
    page.goto(reverse("assessments:show", args=[eventful.pk]))
    expect(page.get_by_text("市发展改革委")).to_be_visible()
    assert_accessible(page)
    photograph(page, f"ranking-{screen}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_lists_and_forms_are_accessible(field: Field, eventful: Round, visitor: Visitor) -> None:
    page = visitor(field.city.office, "desk", reverse("assessments:list"))
    for name in ("list", "events", "terms", "record_event"):
        page.goto(reverse(f"assessments:{name}"))
        assert_accessible(page)
    page.get_by_label("考评办法").select_option(label="市直部门考评办法第 1 版")
    expect(page.get_by_label("事由")).to_be_visible()
    assert_accessible(page)
    page.goto(reverse("assessments:unit", args=[field.units["B01"].pk]))
    assert_accessible(page)


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_the_office_tries_a_scheme(field: Field, eventful: Round, visitor: Visitor, screen: str) -> None:
    office, version = field.city.actor(field.city.office), eventful.version
    made = services.start_simulation(
        actor=office, version=version, against=version, assessment=eventful, at=NOW,
        wish=Wish(edits=("J-07.weight=20",), runs=100, seed=3, with_sensitivity=True),
    )  # fmt: skip
    services.carry_out_simulation(simulation_id=made.pk, progress=lambda *_: None)
    page = visitor(field.city.office, screen, reverse("assessments:simulate", args=[version.pk]))
    expect(page.get_by_label("固定资产投资完成额的权重")).to_be_visible()
    assert_accessible(page)
    photograph(page, f"simulate-{screen}")
    page.get_by_role("link", name="2026 年 9 月的数据").click()
    expect(page.get_by_role("heading", name="名次稳不稳")).to_be_visible()
    expect(page.get_by_role("img", name="90% 的情形").first).to_be_visible()
    assert_accessible(page)
    photograph(page, f"simulation-{screen}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
