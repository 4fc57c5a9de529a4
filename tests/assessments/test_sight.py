"""Who sees whose score: the office at any time, a unit its own, and from 公示 on its group."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from dukao.assessments import services
from dukao.assessments.models import AssessmentPolicy, Round
from dukao.identity.models import Account
from tests.assessments.conftest import OCTOBER, Field

OTHERS = ("市发展改革委", "市水利局", "市商务局", "市财政局")


@pytest.fixture
def posted(field: Field, september: Round, notice_policy: AssessmentPolicy) -> Round:
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    return services.post_round(actor=office, assessment=september, at=OCTOBER)


@pytest.fixture
def look(client: Client) -> Callable[..., Any]:
    def look(account: Account, name: str, *arguments: object) -> Any:
        client.force_login(account)
        return client.get(reverse(f"assessments:{name}", args=arguments))

    return look


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:500]
    return str(answer.content.decode())


# -- pages ---------------------------------------------------------------------------------------------


def test_overseers_see_every_name_while_it_is_provisional(
    field: Field, september: Round, look: Callable[..., Any]
) -> None:
    for account in (field.city.office, field.city.leader, field.city.discipline):
        page = text(look(account, "show", september.pk))
        assert all(name in page for name in OTHERS)
        assert "88.31" in page


def test_a_unit_sees_only_itself_until_the_notice(
    field: Field, september: Round, look: Callable[..., Any]
) -> None:
    for account in (field.city.reporter, field.city.head):
        page = text(look(account, "show", september.pk))
        assert "88.31" in page
        assert not [name for name in OTHERS if name in page]
        assert "99.40" not in page
        assert "县区组" not in page


def test_a_frozen_round_is_no_more_open_than_a_provisional_one(
    field: Field, september: Round, look: Callable[..., Any]
) -> None:
    services.freeze_round(actor=field.city.actor(field.city.office), assessment=september, at=OCTOBER)
    page = text(look(field.city.reporter, "show", september.pk))
    assert not [name for name in OTHERS if name in page]


def test_from_the_notice_on_a_unit_sees_its_group_and_no_other(
    field: Field, posted: Round, look: Callable[..., Any]
) -> None:
    page = text(look(field.city.reporter, "show", posted.pk))
    assert all(name in page for name in OTHERS)
    assert "99.40" in page
    assert "东岭县" not in page
    county = text(look(field.county_reporter, "show", posted.pk))
    assert "东岭县" in county
    assert "青禾县" in county
    assert "市水利局" not in county
    asked_for_by_hand = field.city.reporter, reverse("assessments:show", args=[posted.pk]) + "?group=county"
    assert "东岭县" not in text(_get(*asked_for_by_hand))


def test_a_sheet_is_open_to_its_unit_and_to_overseers(
    field: Field, posted: Round, look: Callable[..., Any]
) -> None:
    own, other = field.units["B01"].pk, field.units["B02"].pk
    for account in (field.city.reporter, field.city.head, field.city.office, field.city.discipline):
        assert "为什么是 88.31 分" in text(look(account, "score", posted.pk, own))
    for name, *more in (("score",), ("item", "J-07"), ("sheet_excel",), ("sheet_pdf",)):
        assert look(field.city.reporter, name, posted.pk, other, *more).status_code == 404
        assert look(field.city.stranger, name, posted.pk, own, *more).status_code == 404
    assert look(field.city.stranger, "unit", own).status_code == 403


def test_the_sheet_names_no_peer(field: Field, posted: Round, look: Callable[..., Any]) -> None:
    page = text(look(field.city.reporter, "score", posted.pk, field.units["B01"].pk))
    assert "中位" in page
    assert not [name for name in OTHERS if name in page and name != "市发展改革委"], "the lead unit reviews"


def test_two_units_are_too_few_for_a_median(field: Field, september: Round, look: Callable[..., Any]) -> None:
    page = text(look(field.county_reporter, "score", september.pk, field.units["X01"].pk))
    assert "本组单位太少" in page
    assert "dk-strip" not in page


def test_the_three_officers_and_outsiders_see_nothing(
    field: Field, posted: Round, look: Callable[..., Any]
) -> None:
    closed = (field.city.system_admin, field.city.security_admin, field.city.audit_admin, field.city.reviewer)
    for account in closed:
        for name in ("list", "events", "mine"):
            assert look(account, name).status_code == 403
        assert look(account, "show", posted.pk).status_code == 403


def test_an_office_of_a_part_sees_its_part(
    field: Field, september: Round, make_account: Callable[..., Account], look: Callable[..., Any]
) -> None:
    partial = make_account("county-office", "县督", field.city.county, "office", field.city.county)
    page = text(look(partial, "show", september.pk))
    assert "东岭县" in page
    assert "青禾县" not in page
    assert "冻结并计分" not in page


# -- files ---------------------------------------------------------------------------------------------


def test_the_workbook_holds_what_the_page_shows(
    field: Field, posted: Round, look: Callable[..., Any]
) -> None:
    own = _names(look(field.city.reporter, "table_excel", posted.pk))
    assert set(OTHERS) < own
    assert "东岭县" not in own
    Round.objects.filter(pk=posted.pk).update(state="frozen")
    assert not set(OTHERS) & _names(look(field.city.reporter, "table_excel", posted.pk))
    assert set(OTHERS) < _names(look(field.city.office, "table_excel", posted.pk))


def test_the_bundle_waits_for_the_notice_and_keeps_to_the_group(
    field: Field, september: Round, notice_policy: AssessmentPolicy, look: Callable[..., Any]
) -> None:
    refused = look(field.city.reporter, "bundle", september.pk)
    assert (refused.status_code, "公示以后才能下载" in refused.content.decode()) == (403, True)
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    services.post_round(actor=office, assessment=september, at=OCTOBER)
    facts = _facts(look(field.city.reporter, "bundle", september.pk))
    assert "B02" in facts
    assert "X01" not in facts
    assert "X01" in _facts(look(field.city.office, "bundle", september.pk))


def test_the_pdf_is_a_pdf(field: Field, posted: Round, look: Callable[..., Any]) -> None:
    for name, *more in (("table_pdf",), ("sheet_pdf", field.units["B01"].pk)):
        answer = look(field.city.reporter, name, posted.pk, *more)
        assert answer.status_code == 200
        assert len(pikepdf.open(BytesIO(answer.content)).pages) >= 1


def test_without_a_chinese_font_it_says_so(
    field: Field, posted: Round, look: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dukao.assessments.exports.printing.chinese_face", lambda: "")
    answer = look(field.city.reporter, "table_pdf", posted.pk)
    assert answer.status_code == 422
    assert "没有中文字体" in answer.content.decode()
    assert "Excel" in answer.content.decode()


def _get(account: Account, address: str) -> Any:
    client = Client()
    client.force_login(account)
    return client.get(address)


def _names(answer: Any) -> set[object]:
    assert answer.status_code == 200
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}


def _facts(answer: Any) -> str:
    assert answer.status_code == 200
    return ZipFile(BytesIO(answer.content)).read("facts.csv").decode()
