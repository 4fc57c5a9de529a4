"""The server dies under a device that uploads, again and again: nothing is lost and nothing is doubled."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import textwrap
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from playwright.sync_api import Error as BrowserError

from tests.browser import PATIENCE, WIDTHS
from tests.documents.samples import png
from tests.operations import processes

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
FINDINGS = tuple(f"第 {number} 处围挡缺夜间警示。" for number in range(1, 5))

PLANT = textwrap.dedent(
    """
    import pathlib, sys
    from types import SimpleNamespace
    sys.path.insert(0, sys.argv[1])
    import django
    django.setup()
    from django.test import Client
    from dukao.identity.models import Account, Grant
    from dukao.identity.selectors import actor_for
    from dukao.organisations.models import Unit, UnitVersion
    from dukao.organisations.vocabulary import Category, Level
    from tests.conftest import FOUNDED, NOW, TODAY
    from tests.patrols.planting import plant_issued

    def unit(code, name, parent=None):
        made = Unit.objects.create(code=code, since=FOUNDED, tree="administrative")
        above = parent.versions.get().path if parent else "/"
        UnitVersion.objects.create(
            unit=made, since=FOUNDED, name=name, short_name=name, parent=parent, path=f"{above}{made.pk}/",
            level=Level.CITY, category=Category.STATE_ORGAN,
        )
        return made

    def account(username, name, role):
        made = Account.objects.create(
            username=username, name=name, unit=office_unit, created_at=NOW, password_changed_at=NOW
        )
        Grant.objects.create(account=made, role=role, unit=root, since=FOUNDED, granted_at=NOW)
        return made

    root = unit("S", "示例市")
    office_unit, housing = unit("D01", "市督考办", root), unit("B01", "市住建局", root)
    city = SimpleNamespace(
        city=root, office_unit=office_unit, housing=housing, office=account("office", "何正", "office"),
        patroller=account("patroller", "梁越", "patrol"), actor=lambda who: actor_for(who, TODAY),
    )
    plant_issued(city)
    client = Client()
    client.force_login(city.patroller, backend="dukao.identity.standing.Accounts")
    pathlib.Path(sys.argv[2]).write_text(client.session.session_key)
    """
)


class House:
    """The product in a home of its own, started and killed as often as a test likes, on one port."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, processes.free_port()
        self.server: subprocess.Popen[str] | None = None

    def start(self) -> None:
        self.server = processes.start(self.home, "serve", "--port", str(self.port), "--workers", "1")
        assert processes.health(self.port) == {"status": "ok"}

    def kill(self) -> None:
        if self.server is not None:
            with suppress(ProcessLookupError):
                processes.stop(self.server, signal.SIGKILL)
            self.server = None

    def count(self, table: str) -> int:
        with sqlite3.connect(self.home / "dukao.sqlite3", timeout=20) as connection:
            found: int = connection.execute(f"select count(*) from {table}").fetchone()[0]  # noqa: S608
        return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    done = processes.dukao(tmp_path, "migrate", "--skip-checks", "--verbosity", "0")
    assert done.returncode == 0, done.stderr
    processes.python(tmp_path, PLANT, str(ROOT), str(tmp_path / "session"))
    house = House(tmp_path)
    house.start()
    yield house
    house.kill()


@pytest.fixture
def phone(chromium: Browser, house: House) -> Iterator[BrowserContext]:
    url = f"http://127.0.0.1:{house.port}"
    width, height = WIDTHS["phone"]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=url
    )
    context.set_default_timeout(PATIENCE)
    key = (house.home / "session").read_text()
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": url}])
    yield context
    context.close()


def write_down(page: Page) -> None:
    """A question answered, findings, a picture of the last, and somebody who spoke; all without a signal."""
    page.get_by_role("radiogroup", name="外墙保温是否空鼓").get_by_role("radio", name="不符合").click()
    for facts in FINDINGS:
        if facts == FINDINGS[-1]:
            picture = {"name": "IMG_1.png", "mimeType": "image/png", "buffer": png((320, 240))}
            page.locator("[data-photo-input]").set_input_files(picture)  # type: ignore[arg-type]
            expect(page.get_by_role("img", name="照片 1")).to_be_visible()
        page.get_by_label("事实").fill(facts)
        page.get_by_role("button", name="保存到本机").click()
        expect(page.locator("[data-log]").get_by_text(facts)).to_be_visible()
    page.get_by_label("称呼").fill("群众")
    page.get_by_label("反映的情况").fill("一直没人来修。")
    page.get_by_role("button", name="加一位反映人").click()
    expect(page.get_by_text("7 条记录、1 张照片存在本机")).to_be_visible()


def test_killed_while_it_writes_and_after_it_has_written(house: House, phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto("/patrols/field/")
    expect(page.get_by_role("status").filter(has_text="没有信号也能用")).to_be_visible()
    page.get_by_role("link", name="老旧小区改造质量暗访").click()
    phone.set_offline(True)
    write_down(page)

    def killed_at_once(route: Route) -> None:
        """Somewhere between the first byte and the answer, wherever that may be."""
        killing = threading.Timer(0.02, house.kill)
        killing.start()
        with suppress(BrowserError):
            route.fetch()
        killing.join()
        route.abort()

    def killed_before_the_answer(route: Route) -> None:
        """Written and committed; the device never hears of it."""
        with suppress(BrowserError):
            route.fetch()
        house.kill()
        route.abort()

    for address, blow in (
        ("**/field/changes/", killed_at_once),
        ("**/field/changes/", killed_before_the_answer),
        ("**/field/photos/", killed_before_the_answer),
    ):
        if house.server is None:
            house.start()
        phone.route(address, blow)
        with page.expect_event("requestfailed", lambda failed, path=address[4:]: path in failed.url):
            phone.set_offline(False)
        expect(page.get_by_text("存在本机").first).to_be_visible()
        phone.set_offline(True)
        phone.unroute(address)
    house.start()
    phone.set_offline(False)
    expect(page.get_by_role("status").filter(has_text="本机没有待传的记录")).to_be_visible()

    written = {
        "patrols_visit": 1, "patrols_finding": len(FINDINGS), "patrols_informant": 1,
        "patrols_checklistanswer": 1, "patrols_findingphoto": 1, "patrols_fieldchange": 7,
    }  # fmt: skip
    assert {table: house.count(table) for table in written} == written
    assert house.count("patrols_fieldrecord where is_split") == 0
    assert house.count("journal_entry where event = 'finding_recorded'") == len(FINDINGS)
    assert house.count("journal_entry where event = 'photo_attached'") == 1
