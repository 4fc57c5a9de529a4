"""The editor under real fingers: live sums, saving by itself, undo, refusals in their place, two at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from dukao.schemes import editing, services
from dukao.schemes.models import SchemeVersion, Target
from dukao.schemes.selectors import document
from dukao.schemes.vocabulary import VersionState
from dukao.scoring import Scheme
from dukao.scoring.methods import Completion, Tiers
from tests.browser import Visitor, assert_accessible, photograph
from tests.conftest import NOW, City

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAVED = re.compile(r"\d\d:\d\d:\d\d 已自动保存")
PASTE = """([selector, text]) => {
  const data = new DataTransfer();
  data.setData("text", text);
  document.querySelector(selector).dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def desk(visitor: Visitor, city: City, draft: SchemeVersion) -> Callable[..., Page]:
    def open_desk(at: str = "J-15", screen: str = "desk") -> Page:
        return visitor(city.office, screen, path=f"/schemes/versions/{draft.pk}/edit/?at={at}")

    return open_desk


def now_holds(draft: SchemeVersion) -> Scheme:
    return document(SchemeVersion.objects.get(pk=draft.pk))


def test_sums_follow_the_fingers_and_weights_are_saved(
    desk: Callable[..., Page], draft: SchemeVersion
) -> None:
    page = desk()
    first = page.get_by_label("机关党建责任落实 权重")
    first.focus()
    first.fill("25")
    expect(page.locator("[data-sum]")).to_have_text("105.00")
    expect(page.locator("[data-whole]")).to_have_text("≠ 100")
    page.keyboard.press("ArrowDown")
    second = page.get_by_label("固定资产投资完成额 权重")
    expect(second).to_be_focused()
    second.fill("45")
    expect(page.locator("[data-sum]")).to_have_text("100.00")
    expect(page.locator("[data-hard-share]")).to_have_text("75.0%")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    expect(page.locator("#sum-J")).to_have_text("75.00")
    assert [item.weight for item in now_holds(draft).leaves()][:2] == [Decimal(25), Decimal(45)]
    assert page.get_by_label("招商引资到位资金 权重").evaluate("e => e === document.activeElement")


def test_undo_takes_back_one_change_after_another(desk: Callable[..., Page], draft: SchemeVersion) -> None:
    page = desk()
    weight = page.get_by_label("招商引资到位资金 权重")
    for value in ("31", "32"):
        weight.fill(value)
        weight.blur()
        expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_label("招商引资到位资金 权重")).to_have_value("31.00")
    page.locator("h1").click()
    page.keyboard.press("Control+z")
    expect(page.get_by_label("招商引资到位资金 权重")).to_have_value("30.00")
    expect(page.get_by_role("button", name="撤销")).to_have_attribute("aria-disabled", "true")
    assert now_holds(draft).node("J-15").weight == Decimal(30)


def test_a_method_reads_itself_back_and_refuses_in_place(
    desk: Callable[..., Page], draft: SchemeVersion
) -> None:
    page = desk()
    page.get_by_label("起计点").fill("80")
    page.get_by_label("起计点").blur()
    expect(page.locator("#se-says")).to_contain_text("完成率不到 80% 得 0 分")
    expect(page.locator("#se-lint")).to_contain_text("得分有断点")
    cap = page.get_by_label("封顶", exact=False).first
    cap.fill("五成")
    cap.blur()
    expect(page.locator("#err-cap")).to_contain_text("请填数字，或写“不封顶”")
    expect(cap).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-saved]")).to_contain_text("没有保存")
    cap.fill("120")
    cap.blur()
    expect(page.locator("#err-cap")).to_be_empty()
    expect(page.locator("#se-says")).to_contain_text("120%")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    method = now_holds(draft).node("J-15").method
    assert isinstance(method, Completion)
    assert (method.threshold, method.cap) == (Decimal("0.8"), Decimal("1.2"))


def test_tiers_are_written_row_by_row(desk: Callable[..., Page], draft: SchemeVersion) -> None:
    page = desk()
    page.get_by_label("计分方法").select_option("tiers")
    rows = page.locator("[data-rows] tbody tr")
    expect(rows).to_have_count(4)
    page.get_by_label("档 3 区间").fill("[60%, 80%)")
    page.get_by_label("档 3 区间").blur()
    expect(page.locator("#err-bands, #err-form").filter(has_text="最低一档")).to_be_visible()
    page.get_by_label("档 4 区间").fill("(-∞, 60%)")
    expect(rows).to_have_count(5)
    page.locator("[name='bands:ratio']").nth(3).fill("0")
    page.locator("[name='bands:ratio']").nth(2).fill("50")
    page.locator("[name='bands:ratio']").nth(2).blur()
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    method = now_holds(draft).node("J-15").method
    assert isinstance(method, Tiers)
    assert [str(band.range) for band in method.bands] == [
        "[1, +∞)",
        "[0.8, 1)",
        "[0.6, 0.8)",
        "(-∞, 0.6)",
    ]


def test_the_tree_is_built_with_buttons_keys_and_the_library(
    desk: Callable[..., Page], draft: SchemeVersion
) -> None:
    page = desk("J-15")
    page.get_by_role("button", name="复制").click()
    expect(page.locator("#se-pane h2")).to_contain_text("招商引资到位资金（副本）")
    expect(page.locator("tr.is-on")).to_contain_text("J-16")
    page.locator("h1").click()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("tbody tr[data-node]").nth(4)).to_contain_text("J-16")
    page.get_by_role("button", name="删除").click()
    page.locator("#confirm").get_by_role("button", name="删除").click()
    expect(page.locator("[data-node='J-16']")).to_have_count(0)
    page.keyboard.press("n")
    expect(page.locator("#se-pane h2")).to_contain_text("新指标")
    page.keyboard.press("l")
    page.get_by_label("在指标库中搜索").fill("固定资产")
    page.locator("#picks").get_by_role("button", name="加入").first.click()
    expect(page.locator("#se-pane h2")).to_contain_text("固定资产投资完成额")
    expect(page.locator("#se-lint")).to_contain_text("同一指标用了两次")
    assert page.locator("#library").evaluate("d => d.open") is False
    codes = [item.code for item in now_holds(draft).leaves()]
    assert codes == ["D-01", "J-07", "J-15", "J-01", "J-08", "N-01"]


def test_who_was_faster_is_told_and_nothing_is_lost(
    desk: Callable[..., Page], city: City, draft: SchemeVersion, scheme: Scheme
) -> None:
    page = desk()
    services.save_draft(
        actor=city.actor(city.office), version=draft, revision=0, sentence="D-01 权重 20 改为 19", at=NOW,
        document=editing.set_weights(scheme, {"D-01": "19"}),
    )  # fmt: skip
    weight = page.get_by_label("招商引资到位资金 权重")
    weight.fill("33")
    weight.blur()
    expect(page.locator("[data-saved]")).to_have_text("没有保存")
    expect(page.locator(".dk-toast")).to_have_count(1)
    expect(page.locator(".dk-toast")).to_contain_text("何正 14:30 改过这份草案：D-01 权重 20 改为 19")
    expect(weight).to_have_value("33")
    expect(page.get_by_role("button", name="载入最新")).to_be_visible()
    assert now_holds(draft).node("J-15").weight == Decimal(30)


def test_settings_and_groups(desk: Callable[..., Page], draft: SchemeVersion) -> None:
    page = desk("groups")
    page.get_by_label("组 2 分组代码").fill("g2")
    page.get_by_label("组 2 分组", exact=True).fill("县区")
    page.get_by_label("组 2 单位代码").fill("X01")
    page.get_by_label("组 2 单位代码").blur()
    expect(page.locator("#se-names")).to_contain_text("东岭县")
    page.get_by_label("办法设置").get_by_role("link", name="责任共担").click()
    page.get_by_label("怎样共担").select_option(label="每项的分值按比例分开")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    scheme = now_holds(draft)
    assert [group.members for group in scheme.groups] == [("B01", "B03"), ("X01",)]
    assert scheme.sharing is not None
    assert scheme.sharing.reading == "split"


def test_publishing_is_shut_with_its_reason_until_targets_stand(
    desk: Callable[..., Page], visitor: Visitor, city: City, draft: SchemeVersion
) -> None:
    page = desk()
    submit = page.get_by_role("button", name="送批准")
    expect(submit).to_have_attribute("aria-disabled", "true")
    expect(submit).to_have_attribute("data-tip", re.compile("缺季度目标"))
    for item in ("J-07", "J-15"):
        page.goto(f"/schemes/versions/{draft.pk}/targets/?item={item}")
        first = f"[name='t-{city.housing.pk}-2026-01']"
        page.locator(first).focus()
        line = "\t".join(str(month * 10) for month in range(1, 13))
        page.evaluate(PASTE, [first, f"{line}\r\n{line.replace('120', '不适用')}\r\n"])
        page.get_by_role("button", name="保存").click()
        expect(page.locator(".dk-toast").filter(has_text="改了 24 格")).to_be_visible(timeout=20_000)
    assert Target.objects.filter(version=draft).count() == 48
    assert Target.objects.get(item="J-15", unit=city.other, period="2026-12").value is None
    page.goto(f"/schemes/versions/{draft.pk}/edit/")
    page.get_by_role("button", name="送批准").click()
    page.locator("#confirm").get_by_role("button", name="送批准").click()
    expect(page.get_by_text("已送批准，等领导决定")).to_be_visible()
    boss = visitor(city.leader, path=f"/schemes/versions/{draft.pk}/")
    boss.get_by_role("button", name="批准发布").first.click()
    boss.locator("#publish [name=effective_on]").fill("2026-01-01")
    boss.locator("#publish").get_by_role("button", name="批准发布").click()
    expect(boss.locator(".dk-state").first).to_have_text("已发布")
    assert SchemeVersion.objects.get(pk=draft.pk).state == VersionState.PUBLISHED


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_the_editor_is_open_to_everybody(
    desk: Callable[..., Page], draft: SchemeVersion, screen: str
) -> None:
    page = desk("J-15", screen)
    for place in ("J-15", "J-15&tab=meaning", "J-15&tab=targets", "N-01", "D", "general", "rules", "groups"):
        page.goto(f"/schemes/versions/{draft.pk}/edit/?at={place}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
        assert_accessible(page)
        if place in {"J-15", "groups"}:
            photograph(page, f"scheme-editor-{place}-{screen}")


@pytest.mark.parametrize("screen", ["desk", "phone"])
def test_reading_pages_are_open_to_everybody(
    visitor: Visitor, city: City, published: SchemeVersion, screen: str
) -> None:
    second = services.start_new_version(
        actor=city.actor(city.office), version=published, reason="省里调整口径", at=NOW
    )
    base = f"/schemes/versions/{published.pk}/"
    page = visitor(city.office, screen, path=base)
    for name, path in {
        "schemes": "/schemes/2026/", "scheme": base, "scheme-targets": f"{base}targets/",
        "scheme-compare": f"/schemes/versions/{second.pk}/against/{published.pk}/",
        "scheme-upload": f"/schemes/versions/{second.pk}/upload/", "scheme-add": "/schemes/add/",
        "indicators": "/schemes/indicators/", "indicator-add": "/schemes/indicators/add/",
    }.items():  # fmt: skip
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert_accessible(page)
        photograph(page, f"{name}-{screen}")
