"""The pages of official documents: the register, the composer, one document, the post, series, templates."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dukao.documents.models import DocumentTemplate, NumberSeries, OfficialDocument
from dukao.documents.official.builtin import builtin_template
from dukao.documents.vocabulary import DocumentState
from dukao.identity.models import Account
from dukao.journal.models import Entry
from tests.conftest import City
from tests.documents.planting import TITLE, plant_draft, plant_issued, plant_sent, plant_series

Enter = Callable[[Account], Client]


@pytest.fixture
def enter() -> Enter:
    def enter(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return enter


def filled(city: City, **changes: str) -> dict[str, str]:
    return {
        "kind": "circular", "issuer": str(city.office_unit.pk), "title": TITLE, "main": "市住建局\nB02",
        "copies": "县区党委政府", "body": "一、总体情况\n都按期办结。", "nature": "special",
        "regime": "government", "label": "internal", "addressee": "", "attachments": "清单", "basis": "",
        "note": "", "urgency": "", "key": "k1", **changes,
    }  # fmt: skip


def queries(client: Client, address: str) -> int:
    client.get(address)  # what is read once a process is read here
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestRegister:
    def test_it_filters_searches_and_exports(self, city: City, enter: Enter) -> None:
        plant_issued(city)
        plant_draft(city, title="关于水库的通报")
        client = enter(city.office)
        everything = client.get("/documents/").content.decode()
        assert TITLE in everything
        assert "示督通〔2026〕1 号" in everything
        found = client.get("/documents/?state=draft&q=水库").content.decode()
        assert "关于水库的通报" in found
        assert TITLE not in found
        assert TITLE in client.get("/documents/?year=2026&kind=circular").content.decode()
        assert "没有符合条件的公文" in client.get("/documents/?q=没有的").content.decode()
        table = client.get("/documents/export/?state=issued")
        assert zipfile.ZipFile(BytesIO(table.content)).testzip() is None

    def test_the_post_goes_out_as_it_is_shown(self, city: City, enter: Enter) -> None:
        issued = plant_issued(city, title="=1+1")

        def rows(account: Account, query: str) -> list[tuple[object, ...]]:
            table = openpyxl.load_workbook(
                BytesIO(enter(account).get(f"/documents/post/export/{query}").content)
            )
            assert table.active is not None
            assert all(cell.data_type != "f" for row in table.active.iter_rows() for cell in row)
            return list(table.active.iter_rows(min_row=2, values_only=True))

        (row,) = rows(city.head, "?signed=no")
        assert (row[0], row[2], row[5], row[7]) == (issued.mark, "=1+1", "市住建局", "待签收")
        assert rows(city.head, "?signed=yes") == rows(city.head, "?kind=special_report") == []
        assert rows(city.office, "") == []  # who sent it has not received it
        assert enter(city.discipline).get("/documents/post/export/").status_code == 403

    @pytest.mark.parametrize(
        "typed", ["示督通〔2026〕1 号", "示督通[2026]1号", "〔２０２６〕１号", "示督通〔2026〕"]
    )
    def test_a_document_is_found_by_its_number(self, city: City, enter: Enter, typed: str) -> None:
        plant_issued(city)
        for account, address in (
            (city.office, "/documents/"),
            (city.head, "/documents/post/"),
            (city.office, "/search/"),
        ):
            client = enter(account)
            assert TITLE in client.get(address, {"q": typed}).content.decode(), address
            assert TITLE not in client.get(address, {"q": "示督通〔2026〕9 号"}).content.decode(), address

    def test_more_rows_take_no_more_queries(self, city: City, enter: Enter) -> None:
        client = enter(city.office)
        plant_issued(city)
        one = queries(client, "/documents/")
        assert one <= 12
        plant_issued(city)
        plant_issued(city)
        assert queries(client, "/documents/") == one

    def test_the_post_takes_no_more_queries_either(self, city: City, enter: Enter) -> None:
        client = enter(city.head)
        plant_issued(city)
        one = queries(client, "/documents/post/")
        assert one <= 9
        plant_issued(city)
        plant_issued(city)
        assert queries(client, "/documents/post/") == one


class TestComposer:
    def test_what_is_typed_becomes_a_draft(self, city: City, enter: Enter) -> None:
        answer = enter(city.office).post("/documents/new/", filled(city))
        document = OfficialDocument.objects.get()
        assert answer["Location"] == reverse("official:show", args=[document.pk])
        assert document.content["paragraphs"][0] == {"text": "总体情况", "level": 1}
        assert document.content["attachments"] == ["清单"]
        assert [(r.unit_id, r.role) for r in document.receipts.order_by("position")] == [
            (city.housing.pk, "main"), (city.planning.pk, "main"), (city.county.pk, "copy"),
        ]  # fmt: skip

    def test_sent_twice_it_is_one(self, city: City, enter: Enter) -> None:
        client = enter(city.office)
        client.post("/documents/new/", filled(city))
        assert client.post("/documents/new/", filled(city)).status_code == 409
        assert OfficialDocument.objects.count() == 1

    def test_faults_are_told_and_nothing_typed_is_lost(self, city: City, enter: Enter) -> None:
        answer = enter(city.office).post("/documents/new/", filled(city, main="市天文局", title="新题"))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "没有“市天文局”这个单位" in text
        assert "都按期办结。" in text
        assert not OfficialDocument.objects.exists()

    def test_a_draft_is_changed_with_what_it_had(self, city: City, enter: Enter) -> None:
        document = plant_draft(city)
        client = enter(city.office)
        address = reverse("official:edit", args=[document.pk])
        assert "B01 市住建局" in client.get(address).content.decode()
        assert client.post(address, filled(city, revision="0", title="新题")).status_code == 302
        assert client.post(address, filled(city, revision="0", title="旧题")).status_code == 409
        document.refresh_from_db()
        assert (document.title, document.revision) == ("新题", 1)

    def test_the_preview_shows_whatever_is_there(self, city: City, enter: Enter) -> None:
        client = enter(city.office)
        for form in (filled(city), {}, {"kind": "x", "issuer": "y"}):
            answer = client.post("/documents/preview/", form)
            assert answer.status_code == 200
            assert "data:image/png;base64," in answer.content.decode()


class TestOneDocument:
    def test_from_draft_to_receipt(self, city: City, enter: Enter) -> None:
        plant_series(city)
        document = plant_draft(city)
        office, leader, head = enter(city.office), enter(city.leader), enter(city.head)
        page = reverse("official:show", args=[document.pk])
        assert "送签" in office.get(page).content.decode()
        office.post(f"{page}send/")
        assert "不能自拟自签" in office.get(page).content.decode()
        assert head.get(page).status_code == 404
        leader.post(f"{page}issue/", {"key": "once"})
        document.refresh_from_db()
        assert document.state == DocumentState.ISSUED
        assert "请签收" in head.get(page).content.decode()
        receipt = document.receipts.get(unit=city.housing)
        head.post(reverse("official:receive", args=[receipt.pk]))
        assert "已签收 1 / 3" in office.get(page).content.decode()
        assert head.get(f"{page}pdf/").content.startswith(b"%PDF")
        assert head.get(f"{page}word/").content.startswith(b"PK")
        office.post(f"{page}void/", {"reason": "有误"})
        assert "已作废：有误" in head.get(page).content.decode()

    def test_a_long_one_asks_for_its_reason(self, city: City, enter: Enter) -> None:
        document = plant_draft(city, body=[{"text": "督" * 4001}])
        client = enter(city.office)
        page = reverse("official:show", args=[document.pk])
        assert "超过上限 4,000 字" in client.get(page).content.decode()
        assert client.post(f"{page}send/").status_code == 422
        assert client.post(f"{page}send/", {"exception": "附表较多"}).status_code == 302

    def test_it_may_be_recalled_and_sent_back(self, city: City, enter: Enter) -> None:
        document = plant_sent(city)
        page = reverse("official:show", args=[document.pk])
        enter(city.office).post(f"{page}recall/")
        enter(city.office).post(f"{page}send/")
        assert enter(city.leader).post(f"{page}send-back/").status_code == 422
        enter(city.leader).post(f"{page}send-back/", {"reason": "再核数字"})
        assert "退回修改：再核数字" in enter(city.office).get(page).content.decode()


class TestArchive:
    def test_the_manifest_holds_and_the_metadata_tell_the_whole_way(self, city: City, enter: Enter) -> None:
        document = plant_issued(city, basis="年度督查计划")
        client = enter(city.office)
        address = reverse("official:archive", args=[document.pk])
        content = client.get(address).content
        assert content == client.get(address).content
        package = zipfile.ZipFile(BytesIO(content))
        files = {name: package.read(name) for name in package.namelist()}
        lines = files.pop("manifest-sha256.txt").decode().splitlines()
        assert lines == [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in files.items()]
        assert set(files) == {"document.pdf", "document.docx", "metadata.xml"}
        told = ElementTree.fromstring(files["metadata.xml"])  # noqa: S314 - our own bytes
        assert told.findtext("number") == "示督通〔2026〕1 号"
        assert told.findtext("basis") == "年度督查计划"
        assert [event.get("step") for event in told.findall("process/event")] == ["起草", "送签", "签发"]
        assert [one.get("code") for one in told.findall("recipients/recipient")] == ["B01", "B02", "X01"]

    def test_a_draft_has_none(self, city: City, enter: Enter) -> None:
        address = reverse("official:archive", args=[plant_draft(city).pk])
        assert enter(city.office).get(address).status_code == 409


class TestSeriesPage:
    def test_the_office_sets_a_prefix_and_sees_that_numbers_are_complete(
        self, city: City, enter: Enter
    ) -> None:
        client = enter(city.office)
        form = {
            "kind": "circular",
            "issuer_id": city.office_unit.pk,
            "year": 2026,
            "letters": "示督通",
            "first": 1,
        }
        assert client.post("/documents/series/", form).status_code == 302
        plant_sent(city)
        assert "连续" in client.get("/documents/series/").content.decode()
        refused = client.post("/documents/series/", {**form, "kind": "special_report"})
        assert "会编出一样的字号" in refused.content.decode()
        assert NumberSeries.objects.count() == 1
        assert enter(city.leader).post("/documents/series/", form).status_code == 403


class TestTemplates:
    def test_an_own_template_serves_until_it_is_restored(self, city: City, enter: Enter) -> None:
        own = docx.Document(BytesIO(builtin_template("circular")))
        own.add_paragraph("内部资料，注意保存")
        out = BytesIO()
        own.save(out)
        client = enter(city.office)
        file = SimpleUploadedFile("own.docx", out.getvalue())
        assert client.post("/documents/templates/circular/replace/", {"file": file}).status_code == 302
        document = plant_draft(city)
        word = client.get(reverse("official:word", args=[document.pk])).content
        assert docx.Document(BytesIO(word)).paragraphs[-1].text == "内部资料，注意保存"
        assert client.get("/documents/templates/circular/").content == out.getvalue()
        assert client.post("/documents/templates/circular/restore/").status_code == 302
        assert not DocumentTemplate.objects.exists()
        assert list(Entry.objects.order_by("pk").values_list("event", flat=True))[-1] == (
            "document_template_restored"
        )

    def test_a_wrong_one_is_told_beside_its_kind(self, city: City, enter: Enter) -> None:
        file = SimpleUploadedFile("own.docx", b"nothing of the kind")
        answer = enter(city.office).post("/documents/templates/circular/replace/", {"file": file})
        assert answer.status_code == 422
        assert "这不是 Word 文件" in answer.content.decode()
        assert not DocumentTemplate.objects.exists()

    def test_an_unknown_kind_is_no_page(self, city: City, enter: Enter) -> None:
        assert enter(city.office).get("/documents/templates/poem/").status_code == 404


def test_what_waits_is_told_to_whom_it_waits_for(city: City, enter: Enter) -> None:
    plant_issued(city)
    plant_sent(city, title="等签发的通报")
    assert "签收通报" in enter(city.head).get("/").content.decode()
    assert "等签发的通报" in enter(city.leader).get("/").content.decode()
