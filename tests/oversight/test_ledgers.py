"""Letters and transfers as workbooks: what one sees on the list and nothing of what is sealed."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client

from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.kernel.actor import Actor
from dukao.oversight import services
from dukao.oversight.models import Letter
from tests.conftest import NOW, City
from tests.oversight.planting import plant_answered, plant_draft, plant_letter, plant_transfer

pytestmark = pytest.mark.django_db
PURPOSE = {"purpose": "季度归档"}


def take(account: Account, address: str, **conditions: str) -> HttpResponse:
    client = Client()
    client.force_login(account)
    return client.post(address, PURPOSE | conditions)


def cells(answer: HttpResponse) -> list[list[object]]:
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_letters_with_their_answers_as_far_as_one_sees_them(city: City) -> None:
    answered = plant_answered(city, title="答复过的")
    plant_letter(city, title="问单位的", to_office=False)
    plant_draft(city, title="草稿")
    titles = {
        account.username: {row[2] for row in cells(take(account, "/oversight/letters/export/"))[1:]}
        for account in (city.discipline, city.office, city.head)
    }
    assert titles == {
        "discipline": {"答复过的", "问单位的", "草稿"}, "office": {"答复过的"}, "head": {"问单位的"}
    }  # fmt: skip
    head, row, *_ = cells(take(city.office, "/oversight/letters/export/", view="answered"))
    assert dict(zip(head, row, strict=True)) | {
        "编号": answered.number, "答复内容": "因两个项目核准延期。", "由谁答复": "督考办"
    } == dict(zip(head, row, strict=True))  # fmt: skip
    assert take(city.leader, "/oversight/letters/export/").status_code == 403


def test_no_cell_is_a_formula_and_what_for_is_on_record(city: City) -> None:
    plant_letter(city)
    Letter.objects.update(text="=1+1")
    client = Client()
    client.force_login(city.discipline)
    assert client.post("/oversight/letters/export/").status_code == 422
    assert not Entry.objects.filter(event="oversight_exported").exists()
    sheet = openpyxl.load_workbook(
        BytesIO(take(city.discipline, "/oversight/letters/export/").content)
    ).active
    assert sheet is not None
    assert [sheet.cell(2, 5).value, sheet.cell(2, 5).data_type] == ["=1+1", "s"]
    entry = Entry.objects.get(event="oversight_exported")
    assert (entry.reason, entry.after) == ("季度归档", {"count": 1})


def test_transfers_without_what_is_sealed(city: City) -> None:
    transfer = plant_transfer(city, contents="某某虚报三次")
    discipline: Actor = city.actor(city.discipline)
    services.receive_transfer(actor=discipline, transfer=transfer, receipt="收字 12 号", at=NOW)
    for account in (city.discipline, city.office):
        answer = take(account, "/oversight/transfers/export/")
        rows = cells(answer)
        assert rows[1][0] == transfer.number
        assert "收字 12 号" in rows[1]
        assert "虚报三次" not in str(rows)
    assert take(city.head, "/oversight/transfers/export/").status_code == 403
