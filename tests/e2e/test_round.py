"""One assessment round, from the scheme's approval to a unit reading its reasons."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from dukao.identity.models import AccessRules, Account
from dukao.kernel.clock import at_time
from dukao.organisations.models import Unit
from dukao.schemes.models import SchemeVersion
from tests.browser import Visitor, photograph
from tests.conftest import PASSWORD, City
from tests.documents import samples
from tests.e2e.conftest import Clock
from tests.e2e.people import Bureau, Cast, gather, lay_out_the_draft
from tests.e2e.rooms import Desk, Month, Sheet, confirm, go_to, log_in, told

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RENEWAL, HOUSING, PERMITS, INVESTMENT = ITEMS = (
    "老旧小区改造完成", "保障性租赁住房筹集", "施工许可平均办理时长", "固定资产投资完成额",
)  # fmt: skip
REASON = "审批系统导出的是 15 个工作日，填报 9 个，请按系统数据改正。"
LATE = at_time(date(2026, 10, 9), 9, 30)


@pytest.fixture
def cast(city: City, make_unit: Callable[..., Unit], make_account: Callable[..., Account]) -> Cast:
    # The second factor has tests of its own; this journey is about the round.
    AccessRules.objects.update(second_factor_roles=[])
    return gather(city, make_unit, make_account)


def test_a_round_from_the_scheme_to_the_reasons(visitor: Visitor, cast: Cast, set_clock: Clock) -> None:
    draft = lay_out_the_draft(cast)
    the_office_sends_the_scheme(visitor, cast, draft)
    the_leader_publishes_it(visitor, cast)
    the_office_opens_the_month(visitor, cast)
    housing_pastes_a_column(visitor, cast)
    commerce_types_downwards(visitor, cast)
    the_reviewer_returns_one_line_and_accepts_the_rest(visitor, cast)
    housing_corrects_it(visitor, cast)
    set_clock(LATE)
    finance_reports_late(visitor, cast)
    the_reviewer_accepts_what_was_left(visitor, cast)
    the_office_records_what_happened_and_locks_the_month(visitor, cast)
    results = the_office_freezes_and_posts(visitor, cast)
    sheet = housing_reads_its_reasons(visitor, cast)
    nobody_else_opens_that_sheet(visitor, cast, results, sheet)


def the_office_sends_the_scheme(visitor: Visitor, cast: Cast, draft: SchemeVersion) -> None:
    page = visitor(path="/")
    log_in(page, cast.city.office.username, PASSWORD)
    expect(page.get_by_role("heading", name="待办")).to_be_visible()
    go_to(page, "考评办法")
    page.get_by_role("link", name="市直建设部门考评办法").first.click()
    page.get_by_role("link", name="编辑草案").click()
    expect(page.locator("[data-sum]")).to_have_text("100.00")
    photograph(page, "round-01-draft")
    page.get_by_role("button", name="送批准").click()
    confirm(page, "送批准")
    told(page, "已送批准。批准前不能再改。")
    expect(page.get_by_role("button", name="批准发布")).to_have_count(0)


def the_leader_publishes_it(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.city.leader)
    page.get_by_role("link", name=re.compile("市直建设部门考评办法")).first.click()
    page.get_by_role("button", name="批准发布").click()
    page.get_by_label("施行日期").fill("2026-09-01")
    page.get_by_label("批准意见").fill("同意。")
    photograph(page, "round-02-approval")
    confirm(page, "批准发布")
    told(page, "已批准发布，自 2026-09-01 起施行。")
    expect(page.get_by_text("周行批准")).to_be_visible()


def the_office_opens_the_month(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.city.office)
    go_to(page, "填报总览")
    page.get_by_role("button", name="开始 2026 年 9 月填报").click()
    told(page, "2026 年 9 月已开始填报。")
    for bureau in cast.bureaus:
        expect(page.get_by_role("link", name=bureau.name)).to_be_visible()


def housing_pastes_a_column(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.housing.reporter)
    go_to(page, "月度填报")
    month = Month(page)
    month.paste(RENEWAL, ("76", "2,600", "9", "44.16"))
    photograph(page, "round-03-pasted")
    for item in ITEMS:
        month.tell(item, "按计划推进，下月继续。")
    month.open(RENEWAL)
    month.attach("验收单.pdf", samples.pdf(2))
    month.send()
    sign(visitor, cast.housing)


def commerce_types_downwards(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.commerce.reporter)
    go_to(page, "月度填报")
    month = Month(page)
    month.walk(RENEWAL, ("86", "2600", "12", "48"))
    for item in ITEMS:
        month.tell(item, "已完成九月计划。")
    month.send()
    sign(visitor, cast.commerce)


def sign(visitor: Visitor, bureau: Bureau) -> None:
    page = visitor(bureau.head)
    go_to(page, "月度填报")
    page.get_by_role("link", name="去审签").click()
    page.get_by_role("button", name="签发提交").click()
    confirm(page, "签发提交")
    told(page, "已签发提交。")


def the_reviewer_returns_one_line_and_accepts_the_rest(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.city.reviewer)
    go_to(page, "逐项审核")
    desk = Desk(page)
    desk.waits(8)
    desk.walk_to(cast.housing.name, PERMITS, most=8)
    photograph(page, "round-04-review")
    desk.return_it(REASON)
    told(page, "原因已通知填报单位。")
    desk.waits(7)
    desk.accept_all(7)


def housing_corrects_it(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.housing.reporter)
    go_to(page, "月度填报")
    month = Month(page)
    month.open(PERMITS)
    expect(month.pane.get_by_text(REASON)).to_be_visible()
    expect(month.cell(RENEWAL)).to_have_attribute("readonly", "")
    photograph(page, "round-05-returned")
    month.pane.get_by_label("本月值").fill("15")
    month.words().fill("已按审批系统数据改正为 15 个工作日。")
    month.pane.get_by_role("button", name="改好，标为已填").click()
    expect(month.row(PERMITS)).to_contain_text("已填")
    month.send()
    sign(visitor, cast.housing)


def finance_reports_late(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.finance.reporter)
    go_to(page, "月度填报")
    month = Month(page)
    expect(page.get_by_text(re.compile("逾期"))).to_be_visible()
    for item, value in zip(ITEMS, ("70", "2400", "12", "40"), strict=True):
        month.tell(item, "进度落后，正在追赶。", value)
    photograph(page, "round-06-late")
    month.send()
    sign(visitor, cast.finance)


def the_reviewer_accepts_what_was_left(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.city.reviewer)
    go_to(page, "逐项审核")
    desk = Desk(page)
    desk.waits(5)
    desk.walk_to(cast.housing.name, PERMITS, most=5)
    expect(desk.heading).to_contain_text("第 2 次报送")
    expect(page.get_by_text(REASON)).to_be_visible()
    desk.walk_to(cast.finance.name, RENEWAL, most=5)
    expect(desk.heading).to_contain_text("逾期提交")
    photograph(page, "round-07-again")
    desk.accept_all(5)


def the_office_records_what_happened_and_locks_the_month(visitor: Visitor, cast: Cast) -> None:
    page = visitor(cast.city.office)
    for item, reason, basis in (
        ("督办通报", "老旧小区改造进度滞后被通报。", "督查通报，示督通〔2026〕7 号"),
        ("通报表扬·省级", "工程审批改革被省级通报表扬。", "省政府办公厅通报〔2026〕12 号"),
    ):
        go_to(page, "计分事件")
        page.get_by_role("link", name="记录", exact=True).click()
        page.get_by_label("考评办法").select_option(label="市直建设部门考评办法第 1 版")
        page.get_by_label("项目").select_option(label=item)
        page.get_by_label("单位").select_option(label=cast.housing.name)
        page.get_by_label("发生日期").fill("2026-09-15")
        page.get_by_label("事由").fill(reason)
        page.get_by_label("依据文件").fill(basis)
        page.get_by_role("button", name="记录", exact=True).click()
        told(page, "已记录，计入 2026 年 9 月")
    go_to(page, "填报总览")
    late = page.get_by_role("row").filter(has_text=cast.finance.name)
    expect(late).to_contain_text("逾期")
    photograph(page, "round-08-overview")
    page.get_by_role("button", name="锁定本月").click()
    told(page, "各项都已办完。")
    confirm(page, "锁定")
    told(page, "2026 年 9 月已锁定。")


def the_office_freezes_and_posts(visitor: Visitor, cast: Cast) -> str:
    """Returns the address of the round."""
    page = visitor(cast.city.office)
    go_to(page, "考核结果")
    page.get_by_role("link", name=re.compile("市直建设部门考评办法 2026 年 9 月")).click()
    expect(page.get_by_text("暂定得分")).to_be_visible()
    page.get_by_role("button", name="冻结并计分").click()
    confirm(page, "冻结并计分")
    told(page, "已冻结。后来的填报不再影响这一轮。")
    page.get_by_role("button", name="公示", exact=True).click()
    expect(page.get_by_text("依据《考评办法》第二十六条")).to_be_visible()
    confirm(page, "公示")
    told(page, "已开始公示")
    names = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("^市")))
    expect(names).to_have_count(3)
    expect(names.nth(0)).to_contain_text(cast.commerce.name)
    expect(names.nth(0)).to_contain_text("100.00")
    photograph(page, "round-09-posted")
    return page.url


def housing_reads_its_reasons(visitor: Visitor, cast: Cast) -> str:
    """Returns the address of its sheet."""
    page = visitor(cast.housing.reporter)
    go_to(page, "我的得分")
    sheet = Sheet(page)
    photograph(page, "round-10-score")
    full, *changes = sheet.terms()
    total = sheet.total()
    assert full.amount == 100
    assert full.amount + sum(term.amount for term in changes) == total
    expect(page.get_by_role("heading", name=f"为什么是 {total} 分")).to_be_visible()

    losses = sheet.losses()
    assert set(losses) == {RENEWAL, PERMITS, INVESTMENT, "督办通报"}
    assert sum(lost for lost, _ in losses.values()) == sum(t.amount for t in changes if t.amount < 0)
    assert [term.amount for term in changes if term.amount > 0] == [Decimal("0.80")]
    assert all(re.search(r"\w", why) for _, why in losses.values())
    assert "76" in losses[RENEWAL][1]
    assert "86" in losses[RENEWAL][1]
    assert "老旧小区改造进度滞后被通报。" in losses["督办通报"][1]
    assert "示督通〔2026〕7 号" in losses["督办通报"][1]
    assert sheet.standing("组内名次") == "2 / 3"
    expect(page.get_by_text(re.compile("公示至"))).to_be_visible()

    address = page.url
    page.get_by_role("link", name=RENEWAL).click()
    expect(page.get_by_role("heading", name="怎样算出来的")).to_be_visible()
    expect(page.get_by_text(re.compile("林岚 .*审核通过"))).to_be_visible()
    expect(page.get_by_text("验收单.pdf")).to_be_visible()
    photograph(page, "round-11-item")
    return address


def nobody_else_opens_that_sheet(visitor: Visitor, cast: Cast, results: str, sheet: str) -> None:
    """A peer reads the posted table, but neither it nor a unit outside the group opens the sheet."""
    page = visitor(cast.commerce.reporter, path=results)
    peers = page.get_by_role("row").filter(has_text=cast.housing.name)
    expect(peers).to_be_visible()
    expect(peers.get_by_role("link")).to_have_count(0)
    for account in (cast.commerce.reporter, cast.city.stranger):
        page = visitor(account)
        answer = page.goto(sheet)
        assert answer is not None
        assert answer.status in {403, 404}
        expect(page.get_by_text("满分")).to_have_count(0)
        photograph(page, f"round-12-{account.username}")
