"""The ledger over HTTP: tabs, conditions, groups, pages, what is taken away, what is done at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dukao.identity.models import Account
from dukao.journal.services import seal
from dukao.kernel import ledger
from dukao.kernel.counting import bounded_counts
from dukao.kernel.keyset import Cursor
from dukao.matters import services
from dukao.matters.models import Matter, WorkField
from dukao.matters.selectors import visible_matters
from dukao.matters.selectors.conditions import LAMPS, Conditions, matters_meeting
from dukao.matters.selectors.ledger import MATTERS, Asked, tab_counts
from dukao.matters.services import MatterDraft
from dukao.notifications.models import Notice
from tests.conftest import NOW, TODAY, City

pytestmark = pytest.mark.django_db
Draft = Callable[..., MatterDraft]


@pytest.fixture
def office(client: Client, city: City) -> Client:
    client.force_login(city.office)
    return client


def text(answer: Any) -> str:
    return answer.content.decode()


def plant(city: City, draft: Draft, count: int, **features: object) -> list[Matter]:
    """Assigned matters a day apart; "state" and turning days may be set afterwards."""
    office = city.actor(city.office)
    made = []
    for n in range(count):
        changes = {"title": f"事项 {n}", "due_on": date(2026, 12, 1) + timedelta(days=n), "milestones": ()}
        matter = services.register_matter(actor=office, draft=draft(**(changes | features)), at=NOW)
        assert matter is not None
        made.append(services.assign_matter(actor=office, matter=matter, at=NOW))
    return made


def burn(matters: list[Matter], colour: str) -> None:
    """These shine in that colour from today."""
    days: dict[str, date | None] = dict.fromkeys(("red_from", "yellow_from", "blue_from"))
    Matter.objects.filter(pk__in=[matter.pk for matter in matters]).update(
        **(days | {f"{colour}_from": TODAY})
    )


def walked(city: City, grouping: str, size: int, newest: bool = False) -> list[list[int]]:
    """All pages forwards."""
    found = Asked(city.actor(city.office), Conditions(), TODAY)
    pages, after = [], None
    while True:
        page = MATTERS.page(found, grouping, after=after, newest=newest, size=size)
        pages.append([row.matter.pk for row in page.rows])
        after = page.older
        if after is None:
            return pages


@pytest.mark.parametrize("grouping", ["lamp", "unit", "field", "flat"])
@pytest.mark.parametrize("newest", [False, True])
def test_pages_hold_every_matter_once_and_lead_back(
    city: City, draft: Draft, grouping: str, newest: bool
) -> None:
    burn(plant(city, draft, 3), "red")
    burn(plant(city, draft, 3, lead_unit_id=city.planning.pk), "yellow")
    plant(city, draft, 3, field_id=WorkField.objects.get(name="党建").pk)
    pages = walked(city, grouping, 2, newest)
    assert sorted(pk for page in pages for pk in page) == sorted(Matter.objects.values_list("pk", flat=True))
    assert [len(page) for page in pages] == [2, 2, 2, 2, 1]
    found = Asked(city.actor(city.office), Conditions(), TODAY)
    back, before = [pages[-1]], None
    while True:
        at = Cursor.read(str(before)) if before else None
        page = MATTERS.page(found, grouping, before=at, newest=newest, size=2) if at else None
        if page is None:
            last = MATTERS.page(
                found, grouping, after=_cursor(found, grouping, newest, pages), newest=newest, size=2
            )
            before = last.newer
            continue
        back.append([row.matter.pk for row in page.rows])
        before = page.newer
        if before is None:
            break
    assert back == pages[::-1]


def _cursor(found: Any, grouping: str, newest: bool, pages: list[list[int]]) -> Cursor | None:
    """Where the last page begins."""
    after = None
    for _ in pages[:-1]:
        after = MATTERS.page(found, grouping, after=after, newest=newest, size=2).older
    return after


def test_what_hurts_comes_first_under_its_heading(office: Client, city: City, draft: Draft) -> None:
    green = plant(city, draft, 1, title="平稳推进的事")
    burn(plant(city, draft, 1, title="警示的事"), "red")
    burn(plant(city, draft, 2, title="预警的事"), "yellow")
    services.receive_matter(actor=city.actor(city.reporter), matter=green[0], at=NOW)
    page = text(office.get("/matters/"))
    assert page.index("警示的事") < page.index("预警的事") < page.index("平稳推进的事")
    assert "4 件在办" in page
    assert tab_counts(city.actor(city.office), TODAY) == {
        "open": 4, "week": 0, "silent": 0, "leader": 0, "sign": 0, "lit": 3,
    }  # fmt: skip


def test_conditions_narrow_and_unknown_ones_are_dropped(office: Client, city: City, draft: Draft) -> None:
    burn(plant(city, draft, 1, title="燃气管网改造"), "red")
    plant(city, draft, 1, title="入河排口溯源", lead_unit_id=city.planning.pk)

    def found(query: str) -> set[str]:
        page = text(office.get(f"/matters/?{query}"))
        return {title for title in ("燃气管网改造", "入河排口溯源") if title in page}

    both = {"燃气管网改造", "入河排口溯源"}
    assert found("") == found("lamp=pink&view=zzz&group=x&sort=y&after=a_b_c&year=abc&unit=没有") == both
    assert found("view=lit") == found("lamp=red") == found("q=燃气") == found("unit=B01") == {"燃气管网改造"}
    assert found("unit=B02 市发展改革委") == {"入河排口溯源"}
    assert found("state=ongoing") == set()
    assert "没有符合条件的事项" in text(office.get("/matters/?state=ongoing"))
    assert "这里没有事项" in text(office.get("/matters/?view=sign"))


def test_the_ledger_shows_what_the_policy_shows(city: City, draft: Draft, client: Client) -> None:
    plant(city, draft, 1, title="有协办的事")
    plant(city, draft, 1, title="单独办的事", assisting_ids=())
    plant(city, draft, 1, title="别家的事", lead_unit_id=city.planning.pk, assisting_ids=())
    seen = {}
    for name in ("office", "leader", "discipline", "reporter", "head", "stranger"):
        client.force_login(getattr(city, name))
        for address in ("/matters/", "/matters/export/?format=csv"):
            answer = client.get(address)
            content = (
                b"".join(answer.streaming_content).decode() if answer.streaming else text(answer)  # type: ignore[attr-defined]
            )
            titles = ("有协办的事", "单独办的事", "别家的事")
            seen[name, address] = "".join("是" if title in content else "否" for title in titles)
    above, doing, beside = "是是是", "是是否", "是否否"
    for name, wanted in {
        "office": above, "leader": above, "discipline": above, "reporter": doing, "head": doing,
        "stranger": beside,
    }.items():  # fmt: skip
        assert {seen[name, "/matters/"], seen[name, "/matters/export/?format=csv"]} == {wanted}, name


def test_queries_do_not_grow_with_the_rows(office: Client, city: City, draft: Draft) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            office.get("/matters/")
        return len(queries)

    office.get("/matters/")
    plant(city, draft, 1)
    one = asked()
    plant(city, draft, 3, lead_unit_id=city.planning.pk)
    assert asked() == one == 7


def test_what_was_found_is_kept_until_the_journal_goes_on(office: Client, city: City, draft: Draft) -> None:
    def asked() -> tuple[int, int]:
        """Queries of the page, and how many it says are open."""
        with CaptureQueriesContext(connection) as queries:
            page = text(office.get("/matters/"))
        found = re.search(r"(\d+) 件在办", page)
        assert found
        return len(queries), int(found[1])

    office.get("/matters/")
    plant(city, draft, 2)
    counted, two = asked()
    assert two == 2
    assert asked() == (counted - 3, 2), "nothing happened: counts, rows and calendar stand"
    seal(at=NOW)
    assert asked() == (counted, 2), "sealed entries are named otherwise, and are asked once more"
    plant(city, draft, 1)
    assert asked() == (counted, 3)
    assert asked() == (counted - 3, 3)


def test_whoever_walks_through_it_all_fills_no_memory(
    city: City, draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "PAGES_KEPT", 2)
    asked = Asked(city.actor(city.office), Conditions(), TODAY, record="as it is")
    for place, matter in enumerate(plant(city, draft, 4)):
        after = Cursor("", matter.due_on, matter.pk)
        assert len(MATTERS.page(asked, "flat", after=after).rows) == 3 - place
        assert len(ledger.KEPT.of(MATTERS, asked).pages) < 2


def test_what_one_person_counts_is_not_told_to_who_sees_less(
    client: Client, city: City, draft: Draft
) -> None:
    plant(city, draft, 2, lead_unit_id=city.planning.pk)
    for account, count in ((city.office, 2), (city.reporter, 0), (city.office, 2)):
        client.force_login(account)
        assert f"{count} 件在办" in text(client.get("/matters/"))


def test_what_one_person_may_press_is_not_drawn_for_who_may_not(
    client: Client, city: City, draft: Draft
) -> None:
    """Bars and rows are kept as they were drawn; the discipline side has the same rows as the office."""
    plant(city, draft, 2)
    for account, may_register in ((city.office, True), (city.discipline, False), (city.office, True)):
        client.force_login(account)
        page = client.get("/matters/").content.decode()
        assert page.count("data-row") == 2
        assert ("登记事项" in page, 'value="urge"' in page) == (may_register, may_register)


def test_what_is_drawn_of_one_address_is_not_shown_on_another(
    office: Client, city: City, draft: Draft
) -> None:
    plant(city, draft, 2)
    bare, narrow = (office.get(f"/matters/{query}").content.decode() for query in ("", "?cols=leader"))
    assert "牵头单位</th>" in bare
    assert "牵头单位</th>" not in narrow
    assert "责任领导</th>" in narrow
    assert "牵头单位</th>" in office.get("/matters/").content.decode()


def test_counts_stop_at_their_bound(city: City, draft: Draft) -> None:
    plant(city, draft, 3)
    everything, nothing = Matter.objects.all(), Matter.objects.none()
    assert bounded_counts([everything, nothing, everything.filter(percent=1)], limit=2) == [2, 0, 0]
    assert bounded_counts([]) == []


def test_the_lamp_filter_is_the_lamp_shown(city: City, draft: Draft) -> None:
    matters = plant(city, draft, 4, due_on=date(2026, 10, 8))
    burn(matters[:1], "red")
    for day in (TODAY, date(2026, 10, 8), date(2026, 10, 9), date(2027, 1, 1)):
        visible = visible_matters(city.actor(city.office), day)
        found = {
            lamp: set(matters_meeting(city.actor(city.office), Conditions(lamps=(lamp,)), day))
            for lamp in LAMPS
        }
        assert set.union(*found.values()) == set(visible)
        assert sum(len(one) for one in found.values()) == visible.count()


def test_the_ledger_goes_out_as_excel(office: Client, city: City, draft: Draft) -> None:
    burn(plant(city, draft, 2, title="=cmd|危险的名字"), "red")
    sheet = openpyxl.load_workbook(BytesIO(office.get("/matters/export/?view=lit").content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 3
    assert rows[1][1] == "=cmd|危险的名字"
    assert sheet.cell(2, 2).data_type == "s"
    lines = b"".join(office.get("/matters/export/?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert ",'=cmd|危险的名字," in lines


def test_ticked_matters_are_urged_assigned_and_taken_away(office: Client, city: City, draft: Draft) -> None:
    matters = plant(city, draft, 2)
    picked = {"picked": [matter.pk for matter in matters], "back": "/matters/?view=lit"}
    answer = office.post("/matters/bulk/", {**picked, "act": "urge"})
    assert answer["Location"] == "/matters/?view=lit"
    assert Notice.objects.filter(account=city.reporter, title__startswith="催办").count() == 2
    assert (
        office.post("/matters/bulk/", {**picked, "act": "urge", "back": "//evil.example/"})["Location"]
        == "/matters/"
    )
    assert office.post("/matters/bulk/", {**picked, "act": "assign"}).status_code == 409
    made = services.register_matter(actor=city.actor(city.office), draft=draft(title="拟办的一件"), at=NOW)
    assert made is not None
    mixed = {**picked, "picked": [*picked["picked"], made.pk], "act": "assign"}
    said = text(office.post("/matters/bulk/", mixed, follow=True))
    assert "已交办 1 件。牵头单位已收到消息。另有 2 件不用办这一步，没有动。" in said
    assert office.post("/matters/bulk/", {**picked, "act": "zzz"}).status_code == 422
    assert office.post("/matters/bulk/", {"act": "urge", "picked": ["x", "9" * 30]}).status_code == 422
    book = openpyxl.load_workbook(BytesIO(office.post("/matters/bulk/", {**picked, "act": "export"}).content))
    assert book.active is not None
    assert book.active.max_row == 3


def test_whoever_does_not_supervise_urges_nobody(client: Client, city: City, draft: Draft) -> None:
    matters = plant(city, draft, 1)
    for who in (city.reporter, city.leader, city.discipline):
        client.force_login(who)
        assert client.post("/matters/bulk/", {"act": "urge", "picked": [matters[0].pk]}).status_code == 403
    assert not Notice.objects.filter(title__startswith="催办").exists()


def test_a_person_keeps_views_of_the_ledger(office: Client, city: City, draft: Draft) -> None:
    plant(city, draft, 1)
    kept = {"page": "matters:ledger", "name": "我盯的红灯", "query": "lamp=red&view=open"}
    office.post("/account/views/", kept)
    assert "我盯的红灯" in text(office.get("/matters/"))
    other = Client()
    other.force_login(city.leader)
    assert "我盯的红灯" not in text(other.get("/matters/"))


def test_nobody_sees_the_drawer_of_what_they_may_not_see(client: Client, city: City, matter: Matter) -> None:
    account: Account = city.reporter
    client.force_login(account)
    for address in (f"/matters/{matter.pk}/", f"/matters/{matter.pk}/drawer/"):
        assert client.get(address).status_code == 404
