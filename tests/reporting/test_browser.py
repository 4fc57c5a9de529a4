"""The grid and the desk under real fingers: keys, pasted columns, saving by itself, a broken line."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect

from dukao.journal.models import Entry
from dukao.reporting import services
from dukao.reporting.models import LineEvidence, ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState
from tests.browser import Visitor, assert_accessible, photograph
from tests.conftest import NOW, City
from tests.documents import samples
from tests.reporting.planting import line_of, plant_evidence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"\d\d:\d\d:\d\d 已自动保存")
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text", text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def cell(page: Page, line: ReportLine):  # type: ignore[no-untyped-def]
    return page.locator(f"[name=value-{line.pk}]")


def paste(page: Page, line: ReportLine, text: str) -> None:
    page.evaluate(PASTE, [f"[name=value-{line.pk}]", text])


def test_arrows_walk_the_column_and_enter_opens(visitor: Visitor, city: City, report: UnitReport) -> None:
    first, second, shared = (line_of(report, code) for code in ("Z-02", "Z-03", "J-07"))
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    cell(page, first).focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, second)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(cell(page, first)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#pane h2")).to_have_text("保障性租赁住房筹集")
    expect(page.locator(f"#row-{second.pk}")).to_have_class(re.compile("is-on"))
    expect(page).to_have_url(re.compile(f"item={second.pk}"))
    expect(cell(page, shared)).to_have_attribute("readonly", "")
    expect(page.locator("#pane")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#pane h2")).to_have_text("老旧小区改造完成")


def test_a_column_from_excel_fills_downwards_and_is_saved(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    lines = [line_of(report, code) for code in ("Z-02", "Z-03", "Z-09")]
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    cell(page, lines[0]).focus()
    paste(page, lines[0], "76\t备注\r\n2,600\r\n15.0\r\n99\r\n")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    expect(page.locator("#rp-tabs")).to_contain_text("待填3")
    for line in lines:
        expect(page.locator(f"#state-{line.pk}")).to_contain_text("草稿")
    values = [line_of(report, code).value for code in ("Z-02", "Z-03", "Z-09", "J-07")]
    assert values == [Decimal(76), Decimal(2600), Decimal("15.0"), None]
    assert Entry.objects.filter(event="line_saved").count() == 3


def test_a_bad_cell_says_so_and_the_others_are_saved(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    first, second = line_of(report, "Z-02"), line_of(report, "Z-03")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    cell(page, first).fill("12,5")
    cell(page, first).press("ArrowDown")
    cell(page, second).fill("2600")
    cell(page, second).press("Tab")
    expect(page.locator(f"#state-{first.pk}")).to_contain_text("请写成 12.5 或 125")
    expect(cell(page, first)).to_have_attribute("aria-invalid", "true")
    expect(cell(page, first)).to_have_value("12,5")
    expect(page.locator(f"#state-{second.pk}")).to_contain_text("草稿")
    cell(page, first).fill("12.5")
    cell(page, first).press("Tab")
    expect(page.locator(f"#state-{first.pk}")).to_contain_text("草稿")
    assert line_of(report, "Z-02").value == Decimal("12.5")


def test_words_are_counted_and_saved_while_typing(visitor: Visitor, city: City, report: UnitReport) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/?item={line.pk}")
    page.fill("#id_value", "76")
    page.fill("#id_narrative", "完成 76 个，\n下月收尾。")
    expect(page.locator("[data-count-for=id_narrative] b")).to_have_text("11")
    expect(page.locator("#pane-state")).to_contain_text("已填")
    expect(page.locator("#pane-progress")).to_contain_text("88.4%")
    expect(page.locator("#pane-progress")).to_contain_text("预计得 35.35 / 40 分")
    expect(cell(page, line)).to_have_value("76")
    expect(page.locator(f"#count-{line.pk}")).to_contain_text("11")
    page.fill("#id_narrative", "进" * 301)
    expect(page.locator("#item-errors")).to_contain_text("请删减 1 字")
    expect(page.locator("#id_narrative")).to_have_value("进" * 301)
    assert line_of(report, "Z-02").narrative == "完成 76 个，\n下月收尾。"


def test_a_broken_line_loses_nothing(visitor: Visitor, city: City, report: UnitReport) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    broken = True

    def cut(route: Route) -> None:
        route.abort() if broken else route.continue_()

    page.route("**/values/", cut)
    cell(page, line).fill("76")
    cell(page, line).press("Tab")
    expect(page.locator("[data-saved]")).to_have_text("连接断了，恢复后自动再存")
    expect(cell(page, line)).to_have_value("76")
    broken = False
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=9000)
    assert line_of(report, "Z-02").value == 76
    assert Entry.objects.filter(event="line_saved").count() == 1


def test_somebody_faster_is_named_and_one_s_own_figure_stays(
    visitor: Visitor, city: City, report: UnitReport, make_account
) -> None:  # type: ignore[no-untyped-def]
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/?item={line.pk}")
    other = city.actor(make_account("second", "林岚岚", city.housing, "reporter"))
    services.save_line(actor=other, line=line, revision=0, value=Decimal(70), at=NOW)
    cell(page, line).fill("76")
    cell(page, line).press("Tab")
    expect(page.locator(f"#state-{line.pk}")).to_contain_text(
        "林岚岚刚刚改过这一项。你的内容还在，核对后再存。现在存的是 70"
    )
    expect(cell(page, line)).to_have_value("76")
    assert line_of(report, "Z-02").value == 70
    cell(page, line).fill("77")
    cell(page, line).press("Tab")
    page.fill("#id_narrative", "我写的进展。")
    expect(page.locator("#item-errors")).to_contain_text("林岚岚刚刚改过这一项")
    assert line_of(report, "Z-02").value == 70, "nothing is written over before the person says so"
    page.locator(f"#state-{line.pk}").get_by_role("button", name="用我的").click()
    expect(page.locator(f"#state-{line.pk}")).to_contain_text("草稿")
    assert line_of(report, "Z-02").value == 77


def test_the_other_s_figure_can_be_taken_over_in_the_pane(
    visitor: Visitor, city: City, report: UnitReport, make_account
) -> None:  # type: ignore[no-untyped-def]
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/?item={line.pk}")
    other = city.actor(make_account("second", "林岚岚", city.housing, "reporter"))
    services.save_line(actor=other, line=line, revision=0, value=Decimal(70), narrative="她写的。", at=NOW)
    page.fill("#id_value", "76")
    page.fill("#id_narrative", "我写的。")
    expect(page.locator("#item-errors")).to_contain_text("现在存的是：70；她写的。")
    page.locator("#item-errors").get_by_role("button", name="用现在的").click()
    expect(page.locator("#item-errors")).to_be_empty()
    expect(page.locator("#id_narrative")).to_have_value("她写的。")
    expect(cell(page, line)).to_have_value("70")
    assert line_of(report, "Z-02").revision == 1
    page.fill("#id_narrative", "她写的，我补充。")
    expect(page.locator(f"#count-{line.pk}")).to_contain_text("8 / 300")
    assert line_of(report, "Z-02").narrative == "她写的，我补充。"


def test_every_unsent_cell_is_sent_again(visitor: Visitor, city: City, report: UnitReport) -> None:
    lines = [line_of(report, code) for code in ("Z-02", "Z-03", "Z-09")]
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    page.route("**/values/", lambda route: route.abort())
    for line, value in zip(lines, ("76", "2600", "15"), strict=True):
        cell(page, line).fill(value)
    cell(page, lines[2]).press("Tab")
    expect(page.locator("[data-saved]")).to_have_text("连接断了，恢复后自动再存")
    page.unroute("**/values/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=20_000)
    assert [line_of(report, code).value for code in ("Z-02", "Z-03", "Z-09")] == [76, 2600, 15]


def test_a_reload_loses_no_cell(visitor: Visitor, city: City, report: UnitReport) -> None:
    first, second = line_of(report, "Z-02"), line_of(report, "Z-03")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    page.route("**/values/", lambda route: route.abort())
    cell(page, first).fill("76")
    cell(page, second).fill("2600")
    cell(page, second).press("Tab")
    expect(page.locator("[data-saved]")).to_have_text("连接断了，恢复后自动再存")
    page.unroute("**/values/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator("#toasts")).to_contain_text("已恢复 2 格没有保存的数")
    expect(page.locator("[data-saved]")).to_have_text(SAVED, timeout=20_000)
    assert [line_of(report, code).value for code in ("Z-02", "Z-03")] == [76, 2600]
    page.reload()
    expect(page.locator("#toasts")).not_to_contain_text("已恢复")


def test_an_answer_does_not_write_over_what_is_being_typed(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/?item={line.pk}")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/values/", hold)
    cell(page, line).fill("65432")
    cell(page, line).press("Tab")
    expect(page.locator("[data-saved]")).to_have_text("正在保存…")
    page.focus("#id_value")
    page.keyboard.type("10")
    held[0].continue_()
    expect(page.locator("#pane-progress")).to_contain_text("65,432")
    expect(page.locator("#id_value")).to_have_value("10")
    page.keyboard.type("4")
    expect(cell(page, line)).to_have_value("104")
    assert line_of(report, "Z-02").value == 104


def test_a_figure_in_the_grid_takes_the_tick_away(visitor: Visitor, city: City, report: UnitReport) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/?item={line.pk}")
    page.check("#id_not_applicable")
    expect(cell(page, line)).to_have_attribute("placeholder", "不适用")
    cell(page, line).fill("20")
    cell(page, line).press("Tab")
    expect(page.locator("#id_not_applicable")).not_to_be_checked()
    page.fill("#id_narrative", "按计划推进。")
    expect(page.locator("#pane-state")).to_contain_text("已填")
    saved = line_of(report, "Z-02")
    assert (saved.value, saved.is_not_applicable) == (20, False)


def test_a_stale_tab_is_told_where_the_report_stands(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    UnitReport.objects.filter(pk=report.pk).update(state="signing")
    cell(page, line).fill("76")
    cell(page, line).press("Tab")
    expect(page.locator("#toasts")).to_contain_text("正在单位审签，不能改。需要修改请先撤回。")
    expect(cell(page, line)).to_have_attribute("aria-invalid", "true")


def test_a_pasted_column_skips_what_cannot_be_filled(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    order = page.locator(".rp-grid input.cell").evaluate_all("cells => cells.map(cell => cell.name)")
    shared = f"value-{line_of(report, 'J-07').pk}"
    at = order.index(shared)
    keys = {f"value-{line_of(report, code).pk}": code for code in ("Z-02", "Z-03", "Z-09")}
    figures = [str(11 * (place + 1)) for place in range(len(order))]
    paste(page, line_of(report, keys.get(order[0], "J-07")), "\r\n".join([*figures, "99", ""]))
    expect(page.locator("#toasts")).to_contain_text("填入 3 项，跳过共享或已交审核 1 项，多出 1 行。")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    for place, name in enumerate(order):
        if place != at:
            assert line_of(report, keys[name]).value == Decimal(figures[place])
    paste(page, line_of(report, "Z-02"), '"",\r\n'.replace(",", "") + '"12\n3"\r\n')
    expect(page.locator("#toasts")).to_contain_text("空白 1 行未动")


def test_pasted_words_are_shown_where_they_belong_but_not_counted(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    paste(
        page,
        line_of(report, "Z-02"),
        "指标\t本月\r\n保障性租赁住房筹集\t2,600\r\n老旧小区改造完成\t约八成\r\n",
    )
    expect(page.locator("#toasts")).to_contain_text(
        "按名称填入 1 项，1 项不是数字没有存，请改正，名称对不上 1 行。"
    )
    refused = cell(page, line_of(report, "Z-02"))
    expect(refused).to_have_attribute("aria-invalid", "true")
    expect(refused).to_have_value("约八成")


def test_a_pasted_table_goes_by_its_names_and_can_be_taken_back(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    table = "指标\t本月\r\n保障性租赁住房筹集\t2,600\r\n老旧小区\t5\r\n老旧小区改造完成\t76\r\n"
    paste(page, line_of(report, "Z-02"), table)
    expect(page.locator("#toasts")).to_contain_text("按名称填入 2 项，名称对不上 2 行。")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert [line_of(report, code).value for code in ("Z-02", "Z-03")] == [76, 2600]
    page.get_by_role("button", name="撤销").click()
    expect(cell(page, line_of(report, "Z-03"))).to_have_value("")
    expect(page.locator("#rp-tabs")).to_contain_text("待填3")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert [line_of(report, code).value for code in ("Z-02", "Z-03")] == [None, None]


def test_evidence_is_attached_and_removed_in_place(visitor: Visitor, city: City, report: UnitReport) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/?item={line.pk}")
    page.set_input_files(
        "#files", {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": samples.pdf(2)}
    )
    expect(page.locator("#evidence")).to_contain_text("验收单.pdf")
    expect(page.locator(f"#evidence-{line.pk}")).to_contain_text("1 份，最多 3 份")
    page.set_input_files(
        "#files", {"name": "程序.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(99)}
    )
    expect(page.locator("#evidence")).to_contain_text("内容是程序")
    page.get_by_role("button", name="移除 验收单.pdf").click()
    expect(page.locator("#evidence")).to_contain_text("还没有佐证")
    assert LineEvidence.objects.filter(removed_at=None).count() == 0


def test_the_same_file_can_be_chosen_again(visitor: Visitor, city: City, report: UnitReport) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/?item={line.pk}")
    file = {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": samples.pdf(1)}
    page.route("**/evidence/**", lambda route: route.abort())
    page.set_input_files("#files", file)  # type: ignore[arg-type]
    expect(page.locator("#toasts")).to_contain_text("连接断了，没有送到")
    expect(page.locator("#files")).to_have_js_property("value", "")
    page.unroute("**/evidence/**")
    page.set_input_files("#files", file)  # type: ignore[arg-type]
    expect(page.locator("#evidence")).to_contain_text("验收单.pdf")


TOAST = """text => document.dispatchEvent(new CustomEvent("toasts", { detail: { value: [{ text, bad: true }] } }))"""


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_a_toast_covers_no_button_of_the_pane(
    visitor: Visitor, city: City, report: UnitReport, screen: str
) -> None:
    page = visitor(city.reporter, screen, f"/reports/{report.pk}/?item={line_of(report, 'Z-02').pk}")
    page.evaluate(TOAST, "连接断了，没有送到。你的内容还在这里，恢复后再试一次。")
    expect(page.locator("#toasts")).to_contain_text("没有送到")
    page.locator("#pane footer button").last.click(timeout=5000)
    expect(page.locator("#pane h2")).to_have_text("保障性租赁住房筹集")


def test_sending_is_blocked_then_goes_through(visitor: Visitor, city: City, report: UnitReport) -> None:
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    page.get_by_role("button", name="送单位审签").first.click()
    expect(page.locator("#sign")).to_contain_text("还有 3 项未填")
    page.locator("#sign").get_by_role("link", name="去填第一项").click()
    for _ in range(3):
        page.fill("#id_value", "9")
        page.fill("#id_narrative", "已完成。")
        before = page.locator("#pane h2").inner_text()
        page.locator("#pane footer button").last.click()
        if page.locator("#pane a[aria-label=下一项]").count():
            expect(page.locator("#pane h2")).not_to_have_text(before)
    expect(page.locator("#rp-tabs")).to_contain_text("已填3")
    page.get_by_role("button", name="送单位审签").first.click()
    page.locator("#sign").get_by_role("button", name="送单位审签").dblclick()
    expect(page.get_by_text("已送单位审签。")).to_be_visible()
    assert Entry.objects.filter(event="report_sent").count() == 1


def test_the_pane_is_a_sheet_on_the_phone(visitor: Visitor, city: City, report: UnitReport) -> None:
    page = visitor(city.reporter, "phone", f"/reports/{report.pk}/")
    expect(page.locator("#pane")).to_be_hidden()
    page.get_by_role("link", name="老旧小区改造完成").click()
    expect(page.locator("#pane")).to_be_visible()
    assert_accessible(page)
    photograph(page, "report-item-390")
    page.get_by_role("link", name="关闭").click()
    expect(page.locator("#pane")).to_be_hidden()
    assert_accessible(page)
    photograph(page, "report-390")


def test_without_script_the_month_is_filled_by_plain_forms(
    visitor: Visitor, city: City, report: UnitReport
) -> None:
    line = line_of(report, "Z-02")
    page = visitor(city.reporter, path=f"/reports/{report.pk}/", java_script_enabled=False)
    cell(page, line).fill("76")
    page.get_by_role("button", name="保存本页的数").click()
    assert line_of(report, "Z-02").value == 76
    page.get_by_role("link", name="老旧小区改造完成").click()
    page.fill("#id_narrative", "完成。")
    page.get_by_role("button", name="保存，下一项").click()
    assert line_of(report, "Z-02").state == LineState.FILLED
    assert page.locator("#pane h2").inner_text() == "保障性租赁住房筹集"


def test_the_reviewer_works_by_keys(
    visitor: Visitor, city: City, report: UnitReport, request: pytest.FixtureRequest
) -> None:
    plant_evidence(city, line_of(report, "Z-02"))
    submitted = request.getfixturevalue("submitted")
    page = visitor(city.reviewer, path="/reports/review/")
    expect(page.locator(".rv-head h2")).to_have_text("老旧小区改造完成")
    expect(page.locator(".rv-page")).to_have_js_property("complete", True)
    page.keyboard.press("j")
    expect(page.locator(".rv-head h2")).to_have_text("保障性租赁住房筹集")
    page.keyboard.press("k")
    expect(page.locator(".rv-head h2")).to_have_text("老旧小区改造完成")
    assert_accessible(page)
    photograph(page, "review")
    page.keyboard.press("r")
    expect(page.locator("#op")).to_be_focused()
    page.keyboard.type("jk 换成 9 月验收单。")
    expect(page.locator(".rv-head h2")).to_have_text("老旧小区改造完成")
    page.get_by_role("button", name="退回，下一项").click()
    expect(page.locator(".rv-head h2")).to_have_text("保障性租赁住房筹集")
    assert line_of(submitted, "Z-02").opinion == "jk 换成 9 月验收单。"
    page.locator("body").press("v")
    page.keyboard.press("a")
    expect(page.get_by_text("没有等你审核的项目")).to_be_visible()
    accepted = line_of(submitted, "Z-03")
    assert (accepted.state, accepted.to_verify) == (LineState.ACCEPTED, False)


def test_the_reviewer_has_the_queue_on_the_phone(visitor: Visitor, city: City, submitted: UnitReport) -> None:
    page = visitor(city.reviewer, "phone", "/reports/review/")
    page.get_by_role("button", name="下一项", exact=True).click()
    expect(page.locator(".rv-head h2")).to_have_text("保障性租赁住房筹集")
    page.get_by_role("button", name="上一项", exact=True).click()
    expect(page.locator(".rv-head h2")).to_have_text("老旧小区改造完成")
    page.get_by_role("button", name="队列").click()
    assert_accessible(page)
    photograph(page, "review-queue-390")
    page.locator(".rv-q").get_by_role("link", name="保障性租赁住房筹集").click()
    expect(page.locator(".rv-head h2")).to_have_text("保障性租赁住房筹集")
    expect(page.locator(".rv-q > .dk-scroll")).to_be_hidden()


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_the_office_s_pages_are_accessible(
    visitor: Visitor, city: City, submitted: UnitReport, screen: str
) -> None:
    for name, path in (
        ("overview", "/reports/overview/2026-09/"), ("rules", "/reports/rules/"), ("checks", "/reports/checks/"),
        ("shared", "/reports/shared/"), ("shared-upload", "/reports/shared/import/"),
        ("corrections", "/reports/corrections/"), ("sheet", f"/reports/{submitted.pk}/sheet/"),
    ):  # fmt: skip
        page = visitor(city.office, screen, path)
        assert_accessible(page)
        photograph(page, f"{name}-{screen}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{path} is wider than the screen"  # type: ignore[index]


def test_the_month_is_accessible(visitor: Visitor, city: City, report: UnitReport) -> None:
    page = visitor(city.reporter, path=f"/reports/{report.pk}/")
    assert_accessible(page)
    photograph(page, "report")
