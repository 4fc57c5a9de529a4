"""What is sent besides, or cannot be seen, changes nothing: extra fields, unseen signs, lines in logs."""

from __future__ import annotations

import logging
from http import HTTPStatus

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from dukao.identity.models import Account, Grant
from dukao.ui.forms import Form
from tests.conftest import City
from tests.reporting.planting import line_of, plant_september, report_of

#: What somebody might add to a form, in the hope that it is taken for a column.
EXTRA = {
    "id": "1", "pk": "1", "is_active": "", "is_staff": "on", "is_superuser": "on", "is_demo": "on", "role": "office",
    "roles": "office", "password": "x", "state": "closed", "account": "1", "account_id": "1", "unit_id": "1",
    "created_at": "2000-01-01", "revision": "0", "by_id": "1", "registered_by": "1", "registered_by_id": "1",
    "actor": "1", "at": "2000-01-01", "closed_at": "2000-01-01", "accepted_by": "1", "opinion": "accepted",
}  # fmt: skip


class Entry(Form):
    title = forms.CharField(max_length=40)
    text = forms.CharField(widget=forms.Textarea, required=False)


class TestExtraFields:
    def test_an_account_gets_no_role_and_no_state(self, city: City, client: Client) -> None:
        client.force_login(city.system_admin)
        answer = client.post(
            reverse("identity:add"), {**EXTRA, "username": "xinren", "name": "新人", "unit": "B01"}
        )
        assert answer.status_code < HTTPStatus.BAD_REQUEST
        made = Account.objects.get(username="xinren")
        assert (made.is_active, made.is_demo, made.must_change_password) == (True, False, True)
        assert not made.check_password("x")
        assert not Grant.objects.filter(account=made).exists()

    def test_a_report_s_line_keeps_its_state_and_its_unit(self, city: City, client: Client) -> None:
        plant_september(city)
        report = report_of(city)
        line = line_of(report, "Z-02")
        client.force_login(city.reporter)
        sent = {**EXTRA, "value": "5", "narrative": "完成 5 个。", "revision": str(line.revision)}
        client.post(reverse("reporting:item", args=[report.pk, line.pk]), sent)
        kept = line_of(report_of(city), "Z-02")
        assert kept.state == "filled"
        assert kept.report.unit_id == city.housing.pk
        assert kept.opinion == ""

    def test_the_api_refuses_what_it_does_not_know(self, city: City, client: Client) -> None:
        client.force_login(city.reporter)
        answer = client.post("/api/v1/score/preview", EXTRA, content_type="application/json")
        assert answer.status_code == HTTPStatus.BAD_REQUEST
        assert len(answer.json()["error"]["problems"]) == len(EXTRA)


@pytest.mark.parametrize("sign", ["\x00", "\x1b[31m", "\x07", "\x7f", "\x9b31m", "\u202e", "\u2066"])
@pytest.mark.parametrize("field", ["title", "text"])
def test_unseen_signs_are_refused_in_words(field: str, sign: str) -> None:
    form = Entry({"title": "标题", "text": "正文", field: f"红{sign}灯"})
    assert not form.is_valid()
    assert "看不见的字符" in str(form.errors)


def test_one_line_is_one_line() -> None:
    assert "只能写一行" in str(Entry({"title": "督办\nBcc: x@example.cn"}).errors)
    assert Entry({"title": "督办", "text": "一\n二\t三"}).is_valid()


def test_an_address_writes_one_line_into_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, db: None
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/nothing%0a2026-09-28 ERROR forged%0d%1b[2J/")
    lines = [record.getMessage() for record in caplog.records if "nothing" in record.getMessage()]
    assert lines
    assert not [line for line in lines if any(sign in line for sign in "\n\r\x1b")]
