"""Objections as they are seen: by whom, on pages, in lists, figures and files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client

from dukao.assessments import services
from dukao.assessments.models import Objection, Round
from dukao.assessments.selectors.objection_figures import figures, whole
from dukao.assessments.selectors.objections import (
    visible_objections,
)
from dukao.identity.models import Account, Grant
from dukao.journal.models import Entry
from dukao.kernel.actor import Actor
from dukao.kernel.roles import Role
from tests.assessments.conftest import DURING, ITEMS, NEW_YEAR, OCTOBER, VALUES, Field
from tests.assessments.objecting import key_of, uphold
from tests.conftest import City

QUERIES = 8
FIGURE_QUERIES = 4


def test_who_sees_an_objection(field: Field, handled: Objection, second_office: Account) -> None:
    city: City = field.city
    seen = {
        account.username
        for account in Account.objects.all()
        if visible_objections(city.actor(account)).filter(pk=handled.pk).exists()
    }
    assert seen == {"office", "office2", "leader", "leader2", "discipline", "reporter", "head"}


def test_from_the_score_page_to_the_public_difference(
    field: Field, posted: Round, second_office: Account
) -> None:
    head, office, handler = Client(), Client(), Client()
    for client, account in ((head, field.city.head), (office, field.city.office), (handler, second_office)):
        client.force_login(account)
    unit = field.units["B01"].pk
    address = f"/results/{posted.pk}/units/{unit}/object/?item=Z-02"
    assert address in head.get(f"/results/{posted.pk}/units/{unit}/items/Z-02/").content.decode()
    assert "请写明理由" in head.post(address, {"wanted": "按 86 计"}).content.decode()
    answer = head.post(address, {"key": "k1", "grounds": "9 月 30 日验收 86 个小区", "wanted": "按 86 计"})
    there = answer["Location"]
    assert head.post(address, {"key": "k1", "grounds": "x", "wanted": "y"}).status_code == 302, (
        "pressed twice"
    )
    assert Objection.objects.count() == 1
    page = office.get(there).content.decode()
    assert "周行：批准过这一项所在的办法" in page
    assert "唐棠" in page
    assert "作出决定" not in handler.get(there).content.decode()
    assert office.post(f"{there}assign/", {"handler": ""}).status_code == 422
    office.post(f"{there}assign/", {"handler": second_office.pk})
    assert "作出决定" in handler.get(there).content.decode()
    assert "作出决定" not in office.get(there).content.decode()
    typed = {"key": "k2", "outcome": "upheld", "reasons": "验收单属实", f"fact-{key_of(posted)}": "八十六"}
    refused = handler.post(f"{there}decide/", typed)
    assert refused.status_code == 422
    assert "不是数字" in refused.content.decode()
    assert 'value="八十六"' in refused.content.decode(), "nothing typed is lost"
    handler.post(f"{there}decide/", typed | {f"fact-{key_of(posted)}": "86"})
    assert "更正前后的差别" in head.get(there).content.decode()
    assert "更正 1 次" in head.get(f"/results/{posted.pk}/").content.decode()
    assert "成立 100%" in office.get("/results/objections/").content.decode()


def test_who_was_kept_out_is_written_down_with_the_choice(
    field: Field, objection: Objection, second_office: Account
) -> None:
    Grant.objects.create(
        account=field.city.reviewer, role=Role.OFFICE, unit=field.city.city, since=NEW_YEAR,
        granted_at=OCTOBER,
    )  # fmt: skip
    services.assign_objection(
        actor=field.city.actor(field.city.office), objection=objection, handler_id=second_office.pk, at=DURING
    )
    entry = Entry.objects.get(event="objection_assigned")
    assert entry.after == {
        "handler": "唐棠", "kept_out": ["周行：批准过这一项所在的办法", "林岚：审核过这一项"]
    }  # fmt: skip
    client = Client()
    client.force_login(field.city.reviewer)
    page = client.get(f"/results/objections/{objection.pk}/").content.decode()
    assert "你审核过这一项，应当回避" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_many(
    field: Field, head: Actor, posted: Round, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for item in ("Z-02", "J-07", "J-11")[:count]:
        services.raise_objection(
            actor=head,
            assessment=posted,
            unit_id=field.units["B01"].pk,
            item=item,
            grounds="x",
            wanted="y",
            at=DURING,
        )
    client = Client()
    client.force_login(field.city.office)
    client.get("/results/objections/")
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        client.get("/results/objections/")


def test_figures_of_objections_say_where_scoring_errs_and_who_was_late(
    field: Field, head: Actor, handled: Objection, second_office: Account
) -> None:
    office = field.city.actor(field.city.office)
    uphold(handled, field.city.actor(second_office))
    for item in ("J-07", "J-11"):
        services.raise_objection(
            actor=head, assessment=handled.round, unit_id=handled.unit_id, item=item, grounds="x", wanted="y",
            at=DURING,
        )  # fmt: skip
    withdrawn = Objection.objects.get(item="J-11")
    services.withdraw_objection(actor=head, objection=withdrawn, at=DURING)
    late = DURING + timedelta(days=40)
    by_item = {row.name: row for row in figures(office, 2026, "item", late)}
    assert {name: (row.raised, row.upheld, row.open, row.overdue) for name, row in by_item.items()} == {
        "老旧小区改造完成": (1, 1, 0, 0),
        "固定资产投资完成额": (1, 0, 1, 1),
    }
    total = whole(by_item.values())
    assert (total.raised, total.decided, total.upheld_share, total.usual_days) == (2, 1, 1.0, 0)
    assert figures(office, 2025, "item", late) == []
    assert [row.name for row in figures(office, 2026, "handler", late)] == ["唐棠", "还没有指定"]
    assert figures(field.city.actor(field.city.stranger), 2026, "unit", late) == []


def test_the_list_can_be_taken_away(field: Field, objection: Objection) -> None:
    Objection.objects.update(grounds="=1+1")
    client = Client()
    client.force_login(field.city.discipline)
    page = client.get("/results/objections/statistics/?by=unit").content.decode()
    assert "市住建局" in page
    answer = client.get("/results/objections/objections.xlsx?state=raised")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert [sheet.cell(2, 2).value, sheet.cell(2, 6).value, sheet.cell(2, 6).data_type] == [
        "市住建局", "=1+1", "s"
    ]  # fmt: skip
    empty = client.get("/results/objections/objections.xlsx?state=decided")
    assert openpyxl.load_workbook(BytesIO(empty.content)).active.max_row == 1


@pytest.mark.parametrize("count", [1, 3])
def test_statistics_cost_the_same_for_many(
    field: Field, head: Actor, posted: Round, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    for item in ("Z-02", "J-07", "J-11")[:count]:
        services.raise_objection(
            actor=head, assessment=posted, unit_id=field.units["B01"].pk, item=item, grounds="x", wanted="y",
            at=DURING,
        )  # fmt: skip
    client = Client()
    client.force_login(field.city.office)
    client.get("/results/objections/statistics/")
    with django_assert_num_queries(FIGURE_QUERIES):  # type: ignore[attr-defined]
        client.get("/results/objections/statistics/")


def test_the_difference_is_public_within_the_group(
    field: Field, handled: Objection, second_office: Account, make_account: Callable[..., Account]
) -> None:
    uphold(handled, field.city.actor(second_office))
    peer = make_account("peer", "同组", field.units["B04"], Role.UNIT_HEAD)
    for account, is_shown in ((peer, True), (field.county_reporter, False), (field.city.office, True)):
        client = Client()
        client.force_login(account)
        page = client.get(f"/results/{handled.round_id}/changes/").content.decode()
        assert ("市住建局" in page) is is_shown, account.username
        assert "验收单属实" in page


def test_a_quarter_names_what_was_put_right_in_its_month(
    field: Field, posted: Round, accept: Callable[..., object], head: Actor, second_office: Account
) -> None:
    """The reader of the quarter need not look for the month to know what was changed."""
    for unit, values in VALUES.items():
        for item, value in zip(ITEMS, values, strict=True):
            accept(unit, item, value, "2026-08")
            accept(unit, item, value, "2026-07")
    office = field.city.actor(field.city.office)
    quarter = Round.objects.select_related("version__scheme").get(version=posted.version, period="2026-Q3")
    for period in ("2026-07", "2026-08"):
        month = Round.objects.select_related("version__scheme").get(version=posted.version, period=period)
        services.freeze_round(actor=office, assessment=month, at=OCTOBER)
    services.freeze_round(actor=office, assessment=quarter, at=OCTOBER)
    quarter = services.post_round(actor=office, assessment=quarter, at=OCTOBER)
    made = services.raise_objection(
        actor=head, assessment=quarter, unit_id=field.units["B01"].pk, item="Z-02", grounds="验收单", wanted="86",
        at=DURING,
    )  # fmt: skip
    assert made is not None
    handled = services.assign_objection(actor=office, objection=made, handler_id=second_office.pk, at=DURING)
    uphold(handled, field.city.actor(second_office))
    client = Client()
    client.force_login(field.city.head)
    for address in (f"/results/{quarter.pk}/changes/", f"/results/objections/{made.pk}/"):
        page = client.get(address).content.decode()
        assert "<del>76</del> → <b>86</b>" in page, address
    assert "月的结果有更正，随之重新汇总" in client.get(f"/results/{quarter.pk}/changes/").content.decode()
