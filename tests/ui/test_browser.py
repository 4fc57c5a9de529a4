"""The kit as a person meets it: in a browser, with keys, double clicks and a broken line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser import WIDTHS, OpenConnections, Windows

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(chromium: Browser, server: str, kit_connections: OpenConnections) -> Iterator[Callable[..., Page]]:
    windows = Windows(chromium, server, kit_connections)

    def open_page(screen: str = "desk", path: str = "/gallery/", **options: object) -> Page:
        page = windows.open(screen, **options).new_page()
        page.goto(path)
        return page

    yield open_page
    windows.close()


def fill(page: Page, value: str = "44.16") -> None:
    page.fill("#live-value", value)
    page.fill("#live-due_on", "2026-09-30")
    page.select_option("#live-unit", "zj")


@pytest.mark.parametrize("screen", WIDTHS)
def test_nothing_for_axe_to_find_and_all_charts_drawn(visit: Callable[..., Page], screen: str) -> None:
    page = visit(screen)
    expect(page.locator("[data-chart] canvas")).to_have_count(4)
    expect(page.get_by_text("计算完成，用时 4 秒")).to_be_visible(timeout=10_000)
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[screen][0]


@pytest.mark.parametrize("screen", WIDTHS)
def test_an_error_page_is_as_well_made(visit: Callable[..., Page], screen: str) -> None:
    page = visit(screen, "/nowhere/")
    expect(page.get_by_role("heading", name="没有这一页")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[screen][0]


@pytest.mark.parametrize("screen", WIDTHS)
def test_made_up_data_says_so_on_every_screen(visit: Callable[..., Page], screen: str) -> None:
    mark = visit(screen).locator(".dk-top .dk-demo")
    expect(mark).to_be_visible()
    assert mark.inner_text().strip() in {"演示环境·数据虚构", "示例数据"}


def test_an_open_dialog_is_accessible(visit: Callable[..., Page]) -> None:
    page = visit()
    page.get_by_role("button", name="打开对话框").click()
    expect(page.get_by_role("dialog", name="签发通报")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    page.get_by_role("dialog").get_by_role("button", name="取消").click()
    expect(page.get_by_role("dialog", name="签发通报")).to_be_hidden()


def test_keys_open_search_and_help_but_not_while_typing(visit: Callable[..., Page]) -> None:
    page = visit()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#q")).to_have_value("?")
    page.locator("#main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="键盘操作")).to_be_hidden()


def test_a_lamp_explains_itself_on_focus(visit: Callable[..., Page]) -> None:
    page = visit()
    lamp = page.get_by_role("button", name="预警").first
    lamp.focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("计划 60%，实际 35%")
    expect(tip).to_contain_text("依据：亮灯规则 2026 版")
    expect(lamp).to_have_attribute("aria-describedby", "dk-tip")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)


def test_an_act_is_asked_about_first(visit: Callable[..., Page]) -> None:
    page = visit()
    page.evaluate(
        """() => { const form = document.getElementById("live-value").form;
        form.dataset.confirm = "销号后不能再补材料。"; form.dataset.confirmWord = "销号"; }"""
    )
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    fill(page)
    page.get_by_role("button", name="保存", exact=True).last.click()
    question = page.get_by_role("dialog", name="请核对")
    expect(question).to_contain_text("销号后不能再补材料。")
    question.get_by_role("button", name="取消").click()
    assert sent == []
    page.get_by_role("button", name="保存", exact=True).last.click()
    question.get_by_role("button", name="销号").click()
    expect(page.locator("#toasts")).to_contain_text("已保存。")
    assert len(sent) == 1


def test_a_wrong_form_comes_back_with_words_and_a_right_one_is_taken(visit: Callable[..., Page]) -> None:
    page = visit()
    fill(page, "四十四")
    save = page.locator("#live button[type=submit]")
    save.click()
    expect(page.locator("#live-value-error")).to_have_text("只能填数字，例如 44.16")
    expect(page.locator("#live-value")).to_have_value("四十四")
    page.fill("#live-value", "44.16")
    save.click()
    expect(page.locator("#toasts")).to_contain_text("已保存。")
    expect(page.locator("#live-value")).to_have_value("")


def test_what_is_missing_is_said_at_the_field_before_anything_is_sent(visit: Callable[..., Page]) -> None:
    page = visit()
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("#live button[type=submit]").click()
    expect(page.locator("#live-value")).to_be_focused()
    expect(page.locator("#live-value")).to_have_accessible_description("必填")
    expect(page.locator("#live-unit")).to_have_accessible_description("请选择")
    assert sent == []
    page.fill("#live-value", "44.16")
    expect(page.locator("#live-value")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#live-unit-fault")).to_be_visible()


def test_a_file_is_asked_for_in_the_words_of_the_product(visit: Callable[..., Page]) -> None:
    page = visit()
    box = page.locator("#form .dk-file")
    expect(box).to_have_text("选择文件还没有选")
    page.set_input_files("#g-proof", {"name": "验收单.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    expect(box).to_have_text("选择文件验收单.pdf")


def test_a_text_that_is_too_long_is_kept_whole_and_counted(visit: Callable[..., Page]) -> None:
    page = visit()
    pasted = "督办亮灯规则第六条，逾期二十一日后逐级上报"
    page.fill("#live-note", pasted)
    expect(page.locator("#live-note")).to_have_value(pasted)
    expect(page.locator("#live-note")).to_have_accessible_description(
        f"最多 20 个字，现在 {len(pasted)} 个字，请删减"
    )
    page.fill("#live-note", pasted[:20])
    expect(page.locator("#live-note-fault")).to_have_count(0)


def test_pressing_twice_sends_once(visit: Callable[..., Page]) -> None:
    page = visit()
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/gallery/form/", hold)
    fill(page)
    save = page.locator("#live button[type=submit]")
    save.click()
    expect(save).to_have_attribute("aria-busy", "true")
    save.click()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(page.locator("#toasts")).to_contain_text("已保存。")


def test_a_broken_line_is_told_and_loses_nothing(visit: Callable[..., Page]) -> None:
    page = visit()
    page.route("**/gallery/form/", lambda route: route.abort())
    fill(page)
    page.fill("#live-progress", "已完成 76 个")
    page.locator("#live button[type=submit]").click()
    expect(page.locator("#toasts")).to_contain_text("连接断了，没有送到。你的内容还在这里")
    expect(page.locator("#live-progress")).to_have_value("已完成 76 个")
    page.reload()
    expect(page.locator("#toasts")).to_contain_text("已恢复你上次没有保存的内容")
    expect(page.locator("#live-value")).to_have_value("44.16")
    expect(page.locator("#live-progress")).to_have_value("已完成 76 个")
    page.unroute("**/gallery/form/")
    page.fill("#live-progress", "")
    page.locator("#live button[type=submit]").click()
    expect(page.locator("#toasts")).to_contain_text("已保存。")
    page.reload()
    expect(page.locator("#live-value")).to_have_value("")


def test_somebody_was_faster_and_the_server_says_who(visit: Callable[..., Page], server: str) -> None:
    page = visit()
    page.route("**/gallery/form/", lambda route: route.continue_(url=f"{server}/stale/"))
    fill(page)
    page.locator("#live button[type=submit]").click()
    expect(page.locator("#toasts")).to_contain_text("林岚刚刚改过这一项。你的内容还在，核对后再存。")
    expect(page.locator("#live-value")).to_have_value("44.16")


def test_an_ended_session_is_told_in_place_of_a_log_in_page(visit: Callable[..., Page]) -> None:
    page = visit()
    page.route("**/gallery/form/", lambda route: route.fulfill(body="<!doctype html><title>登录</title>"))
    fill(page)
    page.locator("#live button[type=submit]").click()
    expect(page.locator("#toasts")).to_contain_text("登录已过期")
    expect(page.get_by_role("link", name="去登录")).to_be_visible()
    expect(page.locator("#live-value")).to_have_value("44.16")


def test_saving_while_typing_tells_its_state_and_tries_again(visit: Callable[..., Page]) -> None:
    page = visit()
    saved = page.locator("#live [data-saved]")
    page.fill("#auto", "一")
    page.locator("#auto").blur()
    expect(saved).to_contain_text("已自动保存")
    page.route("**/gallery/autosave/", lambda route: route.abort())
    page.fill("#auto", "二")
    expect(saved).to_have_text("改动还没有保存")
    page.locator("#auto").blur()
    expect(saved).to_contain_text("连接断了，恢复后自动再存")
    page.unroute("**/gallery/autosave/")
    expect(saved).to_contain_text("已自动保存", timeout=10_000)


def test_characters_are_counted_as_the_rule_counts_them(visit: Callable[..., Page]) -> None:
    page = visit()
    page.fill("#live-progress", "累计 完成\n76 个𠮷")
    count = page.locator("[data-count-for=live-progress]")
    expect(count).to_have_text("8 / 20 字")
    page.fill("#live-progress", "字" * 21)
    expect(count).to_have_class("push count over")
    expect(page.locator("#live-progress-over")).to_be_visible()


def test_ticking_rows_brings_the_bar_that_counts_them(visit: Callable[..., Page]) -> None:
    page = visit()
    bar = page.locator("#gallery-bulk")
    expect(bar).to_be_hidden()
    page.get_by_label("选中本页全部").check()
    expect(bar).to_contain_text("已选 3 件")


def test_the_menu_of_a_phone_opens_and_closes(visit: Callable[..., Page]) -> None:
    page = visit("phone")
    toggle = page.get_by_role("button", name="打开菜单")
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("link", name="逐项审核")).to_be_visible()
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(page.get_by_role("link", name="逐项审核")).to_be_hidden()


def test_all_of_it_works_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit(java_script_enabled=False)
    fill(page, "四十四")
    page.locator("#live button[type=submit]").click()
    expect(page.locator("#live-value-error")).to_have_text("只能填数字，例如 44.16")
    expect(page.locator("#live-value")).to_have_value("四十四")
