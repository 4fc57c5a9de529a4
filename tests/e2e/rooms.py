"""What people do on the pages, by the words they see there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

PASTE = """(element, text) => {
  const data = new DataTransfer();
  data.setData("text", text);
  const how = { clipboardData: data, bubbles: true, cancelable: true };
  element.dispatchEvent(new ClipboardEvent("paste", how));
}"""
SAVED = re.compile(r"\d\d:\d\d:\d\d 已自动保存")


def log_in(page: Page, account: str, password: str) -> None:
    page.get_by_label("用户名").fill(account)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def go_to(page: Page, entry: str) -> None:
    """Through the main navigation; the section that holds the entry is opened first where it is shut."""
    nav = page.get_by_role("navigation", name="主导航")
    shut = nav.locator("details:not([open])", has=page.locator("a", has_text=entry))
    if shut.count():
        shut.locator("summary").click()
    nav.get_by_role("link", name=entry).click()


def confirm(page: Page, word: str) -> None:
    """Press the red button of the dialog that stands open."""
    page.get_by_role("dialog").get_by_role("button", name=word, exact=True).click()


def told(page: Page, sentence: str) -> None:
    expect(page.get_by_text(sentence)).to_be_visible()


class Month:
    """A unit's month: the grid with its pane."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pane = page.locator("#pane")
        self.heading = self.pane.get_by_role("heading", level=2)

    def row(self, item: str) -> Locator:
        return self.page.get_by_role("row").filter(has=self.page.get_by_role("link", name=item, exact=True))

    def cell(self, item: str) -> Locator:
        return self.page.get_by_role("textbox", name=f"{item} 本月值")

    def paste(self, item: str, column: tuple[str, ...]) -> None:
        """A column copied from Excel, into the cell of that item and those below it."""
        self.cell(item).focus()
        self.cell(item).evaluate(PASTE, "\r\n".join(column) + "\r\n")
        self.is_saved()

    def walk(self, item: str, column: tuple[str, ...]) -> None:
        """Typed downwards with the arrow key."""
        self.cell(item).focus()
        for value in column:
            self.page.keyboard.type(value)
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Tab")
        self.is_saved()

    def is_saved(self) -> None:
        expect(self.page.locator("[data-saved]")).to_have_text(SAVED)

    def open(self, item: str) -> None:
        if self.heading.inner_text() != item:
            self.page.get_by_role("link", name=item, exact=True).click()
            expect(self.heading).to_have_text(item)

    def words(self) -> Locator:
        return self.pane.get_by_role("textbox", name="工作进展")

    def tell(self, item: str, words: str, value: str = "") -> None:
        """Words to the figure, and the figure too where it is not in the grid yet."""
        self.open(item)
        if value:
            self.pane.get_by_label("本月值").fill(value)
        self.words().fill(words)
        save = self.pane.get_by_role("button", name=re.compile("^保存"))
        leads_on = save.inner_text() == "保存，下一项"
        save.click()
        expect(self.row(item)).to_contain_text("已填")
        if leads_on:
            expect(self.heading).not_to_have_text(item)

    def attach(self, name: str, content: bytes) -> None:
        self.page.set_input_files("#files", {"name": name, "mimeType": "application/pdf", "buffer": content})
        expect(self.pane.get_by_text(name)).to_be_visible()

    def send(self) -> None:
        self.page.get_by_role("button", name="送单位审签").first.click()
        confirm(self.page, "送单位审签")
        told(self.page, "已送单位审签。")


class Desk:
    """The reviewer's desk, by keyboard."""

    EMPTY = "没有等你审核的项目"

    def __init__(self, page: Page) -> None:
        self.page = page
        self.heading = page.locator(".rv-head")

    def waits(self, count: int) -> None:
        expect(self.page.get_by_role("heading", name=f"待审 {count} 项")).to_be_visible()

    def walk_to(self, unit: str, item: str, most: int) -> None:
        """Press J until that item of that unit lies on the desk."""
        for _ in range(most):
            here = self.heading.inner_text()
            if unit in here and item in here:
                return
            self.page.keyboard.press("j")
            expect(self.heading).not_to_have_text(here, use_inner_text=True)
        raise AssertionError(f"{item} of {unit} never came")

    def return_it(self, reason: str) -> None:
        self.page.keyboard.press("r")
        expect(self.page.get_by_label("意见", exact=True)).to_be_focused()
        self.page.keyboard.type(reason)
        self.page.get_by_role("button", name="退回，下一项").click()

    def accept_all(self, count: int) -> None:
        for left in reversed(range(count)):
            self.page.locator("body").press("a")
            self.waits(left)
        told(self.page, self.EMPTY)


@dataclass(frozen=True)
class Term:
    """A part of the sum at the head of a score page, with its sign."""

    amount: Decimal
    label: str


def figure(text: str) -> Decimal:
    """A figure as people read it: 1,234.50, −2.00, +0.80."""
    return Decimal(text.strip().replace(",", "").replace("−", "-"))


class Sheet:
    """A unit's score page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def terms(self) -> list[Term]:
        """Full marks, then what was lost and gained; without the total."""
        found = []
        for term in self.page.locator(".sc-eq .term:not(.sum)").all():
            sign = "-" if "−" in term.locator("i").all_inner_texts() else ""
            found.append(
                Term(figure(sign + term.locator("b").inner_text()), term.locator("span").inner_text())
            )
        return found

    def total(self) -> Decimal:
        return figure(self.page.locator(".sc-eq .sum b").inner_text())

    def losses(self) -> dict[str, tuple[Decimal, str]]:
        """By item: points lost, and the words that say why."""
        found = {}
        for row in self.page.locator(".sc-table tbody tr:not(.grp)").all():
            lost = row.locator("[data-k=失分]")
            if not lost.count() or not lost.inner_text().startswith("−"):
                continue
            why = " ".join(row.locator("[data-k=输入], [data-k=算式]").all_inner_texts())
            found[row.get_by_role("link").inner_text()] = (figure(lost.inner_text()), why)
        return found

    def standing(self, label: str) -> str:
        """Beside the sum: 组内名次, 等次 and so on."""
        fact = self.page.locator(".sc-side > div").filter(has=self.page.get_by_text(label, exact=True))
        return fact.locator("dd").inner_text()
