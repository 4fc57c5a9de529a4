"""The journal on screen and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client

from dukao.journal.models import Entry
from dukao.journal.services import record, seal
from dukao.kernel.actor import SYSTEM
from dukao.organisations import services as organisations
from tests.conftest import NOW, TODAY, City


@pytest.fixture
def auditor(city: City) -> Client:
    client = Client()
    client.force_login(city.audit_admin)
    return client


@pytest.fixture
def renamed(city: City) -> Entry:
    organisations.change_unit(
        actor=city.actor(city.office),
        unit=city.housing,
        name="市住房和城乡建设局",
        on=TODAY,
        reason="机构改革",
        at=NOW,
    )
    return Entry.objects.latest("pk")


def test_the_list_says_who_did_what_and_why(auditor: Client, renamed: Entry) -> None:
    page = auditor.get("/journal/").content.decode()
    for words in (
        "何正（市督考办·督考办）",
        "市住房和城乡建设局",
        "机构改革",
        "2026 年 9 月 28 日",
        "待封存 1 条",
    ):
        assert words in page


def test_the_entry_shows_what_changed_and_whether_it_holds(auditor: Client, renamed: Entry) -> None:
    seal(at=NOW)
    page = auditor.get(f"/journal/{renamed.pk}/").content.decode()
    assert "<del>市住建局</del>" in page
    assert "<b>市住房和城乡建设局</b>" in page
    assert page.count("相符") >= 2
    assert "不符" not in page


def test_a_changed_entry_is_shown_as_such(auditor: Client, renamed: Entry, raw: Callable[..., None]) -> None:
    raw("UPDATE journal_entry SET reason = '别的' WHERE id = %s", renamed.pk)
    assert "内容与摘要不符" in auditor.get(f"/journal/{renamed.pk}/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_as_often_whatever_its_length(
    auditor: Client, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for n in range(count):
        record(actor=SYSTEM, event="unit_changed", subject=None, label=str(n), at=NOW)
    auditor.get("/journal/")
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        auditor.get("/journal/")


@pytest.mark.parametrize(
    "query",
    ["event=nonsense", "since=2026-02-30", "until=x", "until=9999-12-31", "since=0001-01-01", "account=abc", f"account={10**30}", "subject='; drop",
     "search=%00", "before=abc", f"before={10**30}", "before=-1", "since=2026-09-28&until=2026-09-01"],
)  # fmt: skip
def test_nonsense_in_the_address_is_left_out(auditor: Client, renamed: Entry, query: str) -> None:
    assert auditor.get(f"/journal/?{query}").status_code == 200


def test_an_unknown_page_is_not_found(auditor: Client, renamed: Entry) -> None:
    assert auditor.get("/journal/?before=99999").status_code == 404


def test_an_export_is_an_entry_itself(auditor: Client, renamed: Entry) -> None:
    record(actor=SYSTEM, event="unit_changed", subject=None, label="=SUM(A1)", at=NOW)
    answer = auditor.post("/journal/export/", {"purpose": "三季度审计", "event": "unit_changed"})
    lines = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert [line[5] for line in lines] == ["对象", "'=SUM(A1)", "市住房和城乡建设局"]
    assert "名称：市住建局 → 市住房和城乡建设局" in lines[2][6]
    noted = Entry.objects.latest("pk")
    assert (noted.event, noted.reason, noted.after) == ("journal_exported", "三季度审计", {"count": 2})
    assert noted.actor.startswith("沈管")


@pytest.mark.parametrize("wrong", [{"until": "2026-02-30"}, {"since": "2026-09-28", "until": "2026-09-01"}])
def test_an_export_under_a_wrong_condition_is_refused_not_widened(
    auditor: Client, renamed: Entry, wrong: dict[str, str]
) -> None:
    page = auditor.get("/journal/", wrong).content.decode()
    assert "先把上面写错的条件改好" in page
    answer = auditor.post("/journal/export/", {"purpose": "三季度审计", **wrong})
    assert answer.status_code == 422
    assert "没有导出，条件写得不对：至：" in answer.content.decode()
    assert Entry.objects.latest("pk") == renamed


def test_an_export_without_purpose_is_refused_and_not_noted(auditor: Client, renamed: Entry) -> None:
    answer = auditor.post("/journal/export/", {"purpose": "  "})
    assert answer.status_code == 422
    assert "请写明导出用途" in answer.content.decode()
    assert Entry.objects.latest("pk") == renamed
