"""The pages of this room as a browser asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dukao.assessments import services
from dukao.assessments.models import AssessmentPolicy, Round, ScoreEvent
from dukao.assessments.selectors import latest_score, top_losses
from dukao.assessments.services import Happening
from dukao.kernel.errors import DomainError
from dukao.reporting.models import ReportLine
from dukao.schemes.models import SchemeVersion
from tests.assessments.conftest import ITEMS, OCTOBER, VALUES, Field
from tests.conftest import NOW

NumQueries = Callable[[int], Any]


@pytest.fixture
def office(field: Field) -> Client:
    client = Client()
    client.force_login(field.city.office)
    return client


@pytest.fixture
def reporter(field: Field) -> Client:
    client = Client()
    client.force_login(field.city.reporter)
    return client


def page(client: Client, name: str, *arguments: object, query: str = "") -> str:
    answer = client.get(reverse(f"assessments:{name}", args=arguments) + query)
    assert answer.status_code == 200, answer.content.decode()[-400:]
    return str(answer.content.decode())


# -- the list ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_list_asks_the_same_number_of_questions_however_long(
    office: Client, september: Round, rounds: int, django_assert_num_queries: NumQueries
) -> None:
    page(office, "list")
    kept = Round.objects.order_by("pk").values_list("pk", flat=True)[:rounds]
    Round.objects.exclude(pk__in=list(kept)).update(
        state="final", frozen_at=NOW, facts_digest="0", posted_at=NOW, notice_until=NOW, finalised_at=NOW
    )
    with django_assert_num_queries(8):
        assert page(office, "list", query="?state=collecting").count('data-k="进展"') == rounds


def test_the_list_filters_by_year_span_scheme_and_state(office: Client, september: Round) -> None:
    assert "2026 年 9 月" in page(office, "list", query="?span=1")
    quarters = page(office, "list", query="?span=3&year=2026")
    assert "2026 年第三季度" in quarters
    assert "2026 年 9 月" not in quarters
    nonsense = page(office, "list", query="?span=x&year=1&scheme=99999&page=99")
    assert "2026 年 9 月" in nonsense
    assert "没有考核结果" in page(office, "list", query="?state=final")


def test_a_unit_finds_its_score_in_the_list(reporter: Client, september: Round) -> None:
    listed = page(reporter, "list")
    assert "88.31" in listed
    assert "第 4 名" in listed


# -- ranking and sheet ---------------------------------------------------------------------------------


def test_the_quota_line_falls_where_the_seats_end(office: Client, september: Round) -> None:
    shown = page(office, "show", september.pk)
    assert "优秀名额 1 名 = 5 × 20%；第 2 名 95.69 分：总分够优秀，名额已满" in shown
    assert "中位 94.69" in shown


def test_bars_begin_at_nought_and_end_at_full_marks(office: Client, september: Round) -> None:
    html = page(office, "show", september.pk)
    assert "<span>0</span><span>100 分</span>" in html
    totals = re.findall(r'data-k="得分">([\d.]+)<', html)
    assert totals
    assert re.findall(r'y="6" width="(\d+\.\d\d)%"', html) == totals


@pytest.mark.parametrize("units", [1, 5])
def test_the_ranking_costs_the_same_however_many_units(
    office: Client, september: Round, field: Field, units: int, django_assert_num_queries: NumQueries
) -> None:
    group = "bureau" if units == 5 else "county"
    page(office, "show", september.pk)
    with django_assert_num_queries(16):
        page(office, "show", september.pk, query=f"?group={group}")


def test_moves_are_measured_against_the_month_before(
    office: Client, september: Round, accept: Callable[..., ReportLine]
) -> None:
    for unit, values in VALUES.items():
        for item, value in zip(ITEMS, values, strict=True):
            accept(unit, item, "99" if unit == "B01" else value, "2026-08", at=NOW)
    shown = page(office, "show", september.pk)
    assert "较8 月" in shown or "较 8 月" in shown
    assert 'aria-label="下降 3 名"' in shown


def test_the_sum_reads_as_a_sentence(
    field: Field, office: Client, september: Round, version: SchemeVersion
) -> None:
    services.record_event(
        actor=field.city.actor(field.city.office), version=version, unit_id=field.units["B01"].pk, at=NOW,
        happening=Happening("N-01", date(2026, 9, 12), "燃气管网更新逾期 21 日", "示督通〔2026〕7 号"),
    )  # fmt: skip
    shown = page(office, "score", september.pk, field.units["B01"].pk)
    assert 'aria-label="100.00 减 11.69 减 2.00 等于 86.31"' in shown
    assert "负面清单 1 件" in shown
    assert "燃气管网更新逾期 21 日" in shown
    assert "示督通〔2026〕7 号" in shown


def test_only_losses(office: Client, september: Round, field: Field) -> None:
    best = field.units["B02"].pk
    assert "房地产开发投资增速" in page(office, "score", september.pk, best)
    losses = page(office, "score", september.pk, best, query="?show=losses")
    table = losses[losses.index('id="items"') :]
    assert "机关党建责任落实" in table
    assert "房地产开发投资增速" not in table
    fragment = office.get(
        reverse("assessments:score", args=[september.pk, best]) + "?show=losses", HTTP_HX_REQUEST="true"
    )
    assert fragment.content.decode().lstrip().startswith("<section")


@pytest.mark.parametrize(("period", "queries"), [("2026-09", 16), ("2026-Q3", 19), ("2026", 24)])
def test_a_sheet_costs_a_handful_of_questions(
    reporter: Client, september: Round, field: Field, period: str, queries: int,
    django_assert_num_queries: NumQueries,
) -> None:  # fmt: skip
    address = (Round.objects.get(period=period).pk, field.units["B01"].pk)
    page(reporter, "score", *address)
    with django_assert_num_queries(queries):
        page(reporter, "score", *address)


def test_an_item_shows_what_it_rests_on(reporter: Client, september: Round, field: Field) -> None:
    shown = page(reporter, "item", september.pk, field.units["B01"].pk, "J-07")
    for words in ("44.16 亿元", "30 × 44.16 ÷ 48", "林岚", "按计划推进", "第九条（一）", "市发展改革委"):
        assert words in shown
    missing = reporter.get(reverse("assessments:item", args=[september.pk, field.units["B01"].pk, "X-1"]))
    assert missing.status_code == 404


def test_my_score_leads_to_the_newest(reporter: Client, september: Round, field: Field) -> None:
    answer = reporter.get(reverse("assessments:mine"))
    assert answer["Location"] == reverse("assessments:score", args=[september.pk, field.units["B01"].pk])


# -- acts ----------------------------------------------------------------------------------------------


def test_the_office_freezes_and_posts_with_its_buttons(
    office: Client, september: Round, notice_policy: AssessmentPolicy
) -> None:
    assert "冻结并计分" in page(office, "show", september.pk)
    answer = office.post(
        reverse("assessments:freeze", args=[september.pk]), {"key": "f", "words": "测试"}, follow=True
    )
    assert "已冻结" in answer.content.decode()
    answer = office.post(reverse("assessments:unfreeze", args=[september.pk]), {"key": "u"})
    assert (answer.status_code, "要写明原因" in answer.content.decode()) == (422, True)
    answer = office.post(reverse("assessments:post", args=[september.pk]), {"key": "p"}, follow=True)
    assert "公示 9 月 28 日至 10 月 10 日" in answer.content.decode()
    september.refresh_from_db()
    assert september.state == "on_notice"


def test_without_a_rule_posting_says_where_to_set_it(office: Client, september: Round) -> None:
    office.post(reverse("assessments:freeze", args=[september.pk]), {"key": "f", "words": "测试"})
    assert "请先到" in page(office, "show", september.pk)
    answer = office.post(reverse("assessments:post", args=[september.pk]), {"key": "p"})
    assert (answer.status_code, "还没有公示时限规则" in answer.content.decode()) == (422, True)


def test_a_reason_that_is_too_long_is_refused(office: Client, september: Round) -> None:
    office.post(reverse("assessments:freeze", args=[september.pk]), {"key": "f", "words": "测试"})
    answer = office.post(reverse("assessments:unfreeze", args=[september.pk]), {"words": "改" * 301})
    assert (answer.status_code, "最多 300 个字" in answer.content.decode()) == (422, True)


def test_setting_the_notice_term(office: Client, field: Field) -> None:
    form = {
        "effective_on": "2026-01-01",
        "notice_days": "5",
        "notice_kind": "working",
        "closes_at": "17:30",
        "explain_workdays": "3",
        "source": "第二十六条",
    }
    assert office.post(reverse("assessments:terms"), form).status_code == 302
    again = office.post(reverse("assessments:terms"), form)
    assert (again.status_code, "已有一条规则" in again.content.decode()) == (422, True)
    wrong = office.post(
        reverse("assessments:terms"), {**form, "notice_days": "0", "effective_on": "2026-02-30"}
    )
    assert (wrong.status_code, "没有这个日期" in wrong.content.decode()) == (422, True)


# -- events --------------------------------------------------------------------------------------------


def test_the_office_records_and_revokes_an_event(
    office: Client, reporter: Client, version: SchemeVersion, field: Field
) -> None:
    address = reverse("assessments:record_event")
    assert "督办通报" in office.get(f"{address}?scheme={version.pk}").content.decode()
    form = {
        "scheme": str(version.pk), "item": "B-01/province", "unit": str(field.units["B01"].pk), "key": "k",
        "happened_on": "2026-09-03", "reason": "装配式建筑试点", "basis": "省厅通报", "count": "1",
    }  # fmt: skip
    assert office.post(address, form).status_code == 302
    event = ScoreEvent.objects.get()
    assert (event.item, event.level) == ("B-01", "province")
    for client in (office, reporter):
        assert "装配式建筑试点" in page(client, "events")
    assert "撤销" not in page(reporter, "events").replace("已撤销", "")
    revoked = office.post(
        reverse("assessments:revoke_event", args=[event.pk]), {"words": "文件已收回"}, follow=True
    )
    assert "文件已收回" in revoked.content.decode()
    assert "没有计分事件" in page(office, "events", query="?state=counting")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"happened_on": "2026-13-01"}, "没有这个日期"),
        ({"happened_on": "2026-12-01"}, "发生日期还没有到"),
        ({"reason": ""}, "必填"),
        ({"count": "两"}, "只能填整数"),
        ({"item": "J-07"}, "没有这个选项"),
        ({"unit": "999999"}, "没有这个选项"),
        ({"reason": "长" * 301}, "最多 300 个字"),
    ],
)
def test_bad_input_is_answered_in_words_and_kept(
    office: Client, version: SchemeVersion, field: Field, changes: dict[str, str], words: str
) -> None:
    form = {
        "scheme": str(version.pk), "item": "N-01", "unit": str(field.units["B01"].pk), "count": "1",
        "happened_on": "2026-09-12", "reason": "燃气管网更新逾期", "basis": "示督通〔2026〕7 号", "key": "k",
        **changes,
    }  # fmt: skip
    answer = office.post(reverse("assessments:record_event"), form)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert "示督通〔2026〕7 号" in answer.content.decode()
    assert not ScoreEvent.objects.exists()


@pytest.mark.parametrize("events", [1, 3])
def test_the_list_of_events_asks_the_same_however_long(
    office: Client, version: SchemeVersion, field: Field, events: int, django_assert_num_queries: NumQueries
) -> None:
    for number in range(events):
        services.record_event(
            actor=field.city.actor(field.city.office), version=version, unit_id=field.units["B01"].pk, at=NOW,
            happening=Happening("N-01", date(2026, 9, 1) + timedelta(days=number), "逾期", "通报"),
        )  # fmt: skip
    page(office, "events")
    with django_assert_num_queries(6):
        page(office, "events")


# -- for the rooms above -------------------------------------------------------------------------------


def test_the_newest_score_and_where_it_lost_most(field: Field, september: Round) -> None:
    newest = latest_score(field.units["B01"].pk)
    assert newest is not None
    assert (str(newest.total), newest.group_rank, newest.is_provisional) == ("88.31", 4, True)
    assert str(newest.median) == "94.69"
    assert [loss.code for loss in top_losses(field.units["B01"].pk, 2)] == ["J-11", "Z-02"]
    assert latest_score(field.city.office_unit.pk) is None


def test_the_policy_says_its_limits(field: Field) -> None:
    with pytest.raises(DomainError, match="1 至 60 日"):
        services.set_notice_policy(
            actor=field.city.actor(field.city.office), effective_on=date(2026, 1, 1), notice_days=0,
            source="第二十六条", at=OCTOBER,
        )  # fmt: skip
