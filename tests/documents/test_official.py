"""Official documents: drafted, sent, signed with a number, received, voided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from dukao.documents import services, storage
from dukao.documents.models import DocumentRule, NumberSeries, OfficialDocument, Receipt
from dukao.documents.official.paper import Paper
from dukao.documents.official.pdf import render_pdf
from dukao.documents.selectors import document_for, documents_about, to_sign, visible_documents
from dukao.documents.vocabulary import DOCUMENT_FLOW, DocumentKind, DocumentState, Nature, Subject
from dukao.identity.models import Account
from dukao.journal.jobs import seal_waiting
from dukao.journal.models import Entry
from dukao.journal.services import attest
from dukao.kernel.actor import SYSTEM
from dukao.kernel.errors import DomainError, Missing, Refused, Stale
from dukao.kernel.regimes import SecrecyLabel
from dukao.notifications.models import Notice
from dukao.organisations.models import Unit
from tests.conftest import NOW, TODAY, City
from tests.documents.planting import BODY, TITLE, plant_draft, plant_issued, plant_sent, plant_series

LONG = [{"text": "督" * 4001}]


def events() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("event", flat=True))


class TestDraft:
    def test_it_is_written_down_with_its_recipients(self, city: City) -> None:
        subject = Subject("matters:matter:17", "老旧小区改造", "/matters/17/")
        document = plant_draft(city, subject=subject, addressee="各县（区）人民政府：")
        assert (document.state, document.mark, document.content["addressee"]) == (
            "draft",
            "",
            "各县（区）人民政府",
        )
        assert [(r.unit_id, r.role) for r in document.receipts.order_by("position")] == [
            (city.housing.pk, "main"), (city.planning.pk, "main"), (city.county.pk, "copy"),
        ]  # fmt: skip
        assert list(documents_about("matters:matter:17")) == [document]
        entry = Entry.objects.get()
        assert (entry.event, entry.subject_label) == ("document_drafted", f"《{TITLE}》")
        assert entry.after is not None
        assert entry.after["recipients"] == ["市住建局", "市发展改革委"]

    def test_a_job_may_draft(self, city: City) -> None:
        assert plant_draft(city, actor=SYSTEM).drafted_by is None

    @pytest.mark.parametrize("who", ["reporter", "leader", "discipline"])
    def test_others_may_not(self, city: City, who: str) -> None:
        with pytest.raises(Refused, match="由本范围的督考办起草"):
            plant_draft(city, actor=city.actor(getattr(city, who)))
        assert not OfficialDocument.objects.exists()

    @pytest.mark.parametrize(
        ("part", "code"),
        [
            ({"title": " "}, "title_missing"),
            ({"body": []}, "body_missing"),
            ({"title": "机密★1年 通报"}, "text_secret"),
            ({"body": [{"text": "秘密★10年"}]}, "text_secret"),
            ({"body": [{"text": "x", "level": 5}]}, "level"),
            ({"main_recipients": [0]}, "no_such_unit"),
        ],
    )
    def test_what_cannot_stand_on_a_document_is_refused(
        self, city: City, part: dict[str, Any], code: str
    ) -> None:
        with pytest.raises(DomainError) as refusal:
            plant_draft(city, **part)
        assert refusal.value.code == code
        assert (OfficialDocument.objects.count(), Receipt.objects.count(), events()) == (0, 0, [])

    def test_it_is_revised_over_what_was_read(self, city: City) -> None:
        document = plant_draft(city, note="联系人：何正")
        office = city.actor(city.office)
        change = {"title": "新题", "body": BODY, "main_recipients": [city.other.pk], "at": NOW}
        revised = services.revise_document(actor=office, document=document, revision=0, **change)
        assert (revised.title, revised.revision, revised.content["note"]) == ("新题", 1, "联系人：何正")
        assert [receipt.unit_id for receipt in revised.receipts.all()] == [city.other.pk]
        with pytest.raises(Stale):
            services.revise_document(actor=office, document=document, revision=0, **change)
        services.send_document(actor=office, document=document, at=NOW)
        with pytest.raises(DomainError, match="现在是“送签”"):
            services.revise_document(actor=office, document=document, revision=1, **change)
        with pytest.raises(Refused):
            services.revise_document(actor=city.actor(city.reporter), document=document, revision=1, **change)


class TestSending:
    def test_signers_are_told_and_the_sender_is_not(self, city: City) -> None:
        document = plant_sent(city)
        assert document.state == DocumentState.SIGNING
        assert set(Notice.objects.values_list("account__username", flat=True)) == {"leader"}
        assert events()[-1] == "document_sent"

    def test_without_a_main_recipient_it_goes_nowhere(self, city: City) -> None:
        document = plant_draft(city, main_recipients=[])
        with pytest.raises(DomainError, match="还没有主送单位"):
            services.send_document(actor=city.actor(city.office), document=document, at=NOW)

    def test_its_length_is_held_against_the_rule_of_its_nature(self, city: City) -> None:
        office = city.actor(city.office)
        special = plant_draft(city, body=LONG)
        with pytest.raises(
            DomainError, match=r"正文 4001 字.*4000 字的上限（《整治形式主义为基层减负若干规定》"
        ):
            services.send_document(actor=office, document=special, at=NOW)
        sent = services.send_document(actor=office, document=special, at=NOW, exception="附表较多。")
        assert (sent.state, sent.exception) == ("signing", "附表较多。")
        ordinary = plant_draft(city, body=LONG, nature=Nature.ORDINARY)
        services.send_document(actor=office, document=ordinary, at=NOW)
        comprehensive = plant_draft(city, body=LONG * 3, nature=Nature.COMPREHENSIVE)
        services.send_document(actor=office, document=comprehensive, at=NOW)

    def test_a_stricter_rule_of_the_office_takes_no_reason(self, city: City) -> None:
        DocumentRule.objects.create(
            effective_on=TODAY, limit_special=20, allows_exception=False, source="示督〔2026〕1 号"
        )
        document = plant_draft(city)
        with pytest.raises(DomainError, match="20 字的上限（示督〔2026〕1 号）。请删减后再送签"):
            services.send_document(actor=city.actor(city.office), document=document, at=NOW, exception="长")

    def test_it_may_be_recalled_or_sent_back_with_a_reason(self, city: City) -> None:
        office, leader = city.actor(city.office), city.actor(city.leader)
        document = plant_sent(city)
        assert services.recall_document(actor=office, document=document, at=NOW).state == "draft"
        services.send_document(actor=office, document=document, at=NOW)
        with pytest.raises(DomainError, match="退回修改要写明原因"):
            services.send_back_document(actor=leader, document=document, reason=" ", at=NOW)
        back = services.send_back_document(actor=leader, document=document, reason="数字再核。", at=NOW)
        assert (back.state, back.note) == ("draft", "数字再核。")
        assert Notice.objects.filter(account=city.office, title__startswith="公文退回修改").exists()
        with pytest.raises(Refused):
            services.recall_document(actor=city.actor(city.head), document=document, at=NOW)


class TestIssuing:
    def test_it_is_numbered_frozen_and_sent_out(self, city: City) -> None:
        document = plant_issued(city)
        assert (document.state, document.mark) == ("issued", "示督通〔2026〕1 号")
        assert document.pdf is not None
        content = storage.read(document.pdf.digest)
        with pikepdf.open(BytesIO(content)) as pdf:
            assert len(pdf.pages) == document.pdf.pages
        assert storage.read(document.docx_digest).startswith(b"PK")
        assert document.frozen is not None
        paper = Paper.of_data(document.frozen)
        assert (paper.number, paper.day) == ("示督通〔2026〕1 号", "2026年9月28日")
        assert paper.addressee == "市住建局、市发展改革委"
        entry = Entry.objects.get(event="document_issued")
        assert entry.after == {"number": document.mark, "sha256": document.pdf.digest}
        told = Notice.objects.filter(title__startswith="收到公文").values_list("account__username", flat=True)
        assert set(told) == {"reporter", "head", "reviewer"}

    def test_a_bulletin_bears_what_the_journal_attested_last(self, city: City, client: Client) -> None:
        """On paper and on its page, for good; other kinds do not, nor does one from before any attestation."""
        assert Paper.of_data(plant_issued(city).frozen or {}).attestation == ""
        seal_waiting()
        attestation = attest(at=NOW)
        assert attestation is not None
        bulletin, slip = plant_issued(city), plant_issued(city, kind=DocumentKind.SUPERVISION_SLIP)
        assert Paper.of_data(slip.frozen or {}).attestation == ""
        paper = Paper.of_data(bulletin.frozen or {})
        assert paper.attestation == attestation.text
        assert bulletin.pdf is not None
        assert (
            storage.read(bulletin.pdf.digest)
            == render_pdf(paper)
            != render_pdf(replace(paper, attestation=""))
        )
        client.force_login(city.head)
        page = client.get(reverse("official:show", args=[bulletin.pk])).content.decode()
        assert "签发时的日志存证" in page
        assert "签发时的日志存证" not in client.get(reverse("official:show", args=[slip.pk])).content.decode()

    def test_numbers_run_on_and_kinds_have_their_own(self, city: City) -> None:
        marks = [plant_issued(city).mark for _ in range(3)]
        slip = plant_issued(city, kind=DocumentKind.SUPERVISION_SLIP)
        assert marks[1:] == ["示督通〔2026〕2 号", "示督通〔2026〕3 号"]
        assert slip.mark == "示督办〔2026〕1 号"

    def test_a_new_year_begins_at_one_under_the_known_prefix(self, city: City) -> None:
        plant_issued(city)
        assert plant_issued(city, at=NOW.replace(year=2027)).mark == "示督通〔2027〕1 号"

    def test_what_judges_others_is_signed_by_a_second_person(self, city: City) -> None:
        plant_series(city)
        document = plant_sent(city)
        with pytest.raises(Refused, match="不能自拟自签"):
            services.issue_document(actor=city.actor(city.office), document=document, at=NOW)
        plant_series(city, DocumentKind.REMINDER_LETTER, "示督函")
        letter = plant_sent(city, kind=DocumentKind.REMINDER_LETTER)
        own = services.issue_document(actor=city.actor(city.office), document=letter, at=NOW)
        assert own.mark == "示督函〔2026〕1 号"

    @pytest.mark.parametrize("who", ["reporter", "head", "discipline"])
    def test_others_do_not_sign(self, city: City, who: str) -> None:
        plant_series(city)
        document = plant_sent(city)
        with pytest.raises(Refused, match="负责人或领导签发"):
            services.issue_document(actor=city.actor(getattr(city, who)), document=document, at=NOW)
        assert NumberSeries.objects.get().last == 0

    def test_without_a_series_nothing_is_signed(self, city: City) -> None:
        document = plant_sent(city)
        with pytest.raises(DomainError, match="还没有定通报的机关代字"):
            services.issue_document(actor=city.actor(city.leader), document=document, at=NOW)
        document.refresh_from_db()
        assert document.state == DocumentState.SIGNING

    def test_a_draft_is_not_signed_and_a_signed_one_not_twice(self, city: City) -> None:
        plant_series(city)
        leader = city.actor(city.leader)
        with pytest.raises(DomainError, match="现在是“草稿”，不能签发"):
            services.issue_document(actor=leader, document=plant_draft(city), at=NOW)
        document = plant_sent(city)
        services.issue_document(actor=leader, document=document, at=NOW, key="once")
        services.issue_document(actor=leader, document=document, at=NOW, key="once")
        with pytest.raises(DomainError, match="现在是“已签发”"):
            services.issue_document(actor=leader, document=document, at=NOW)
        assert NumberSeries.objects.get().last == 1

    def test_a_number_is_not_used_up_when_the_bytes_cannot_be_made(
        self, city: City, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        plant_series(city)
        document = plant_sent(city)

        def broken(*_: object) -> bytes:
            raise DomainError("no_chinese_font", "没有字体")

        monkeypatch.setattr("dukao.documents.services.issuing.render_pdf", broken)
        with pytest.raises(DomainError, match="没有字体"):
            services.issue_document(actor=city.actor(city.leader), document=document, at=NOW)
        assert NumberSeries.objects.get().last == 0
        assert "document_issued" not in events()


class TestSeries:
    def test_paper_numbers_are_continued(self, city: City) -> None:
        plant_series(city, first=13)
        assert services.issue_document(
            actor=city.actor(city.leader), document=plant_sent(city), at=NOW
        ).mark.endswith("〕13 号")

    def test_once_used_it_stays(self, city: City) -> None:
        plant_issued(city)
        with pytest.raises(DomainError, match="已用到 1 号，本年不能再改"):
            plant_series(city, prefix="示督新")
        plant_series(city, prefix="示督新", year=2027)
        assert plant_issued(city, at=NOW.replace(year=2027)).mark == "示督新〔2027〕1 号"

    def test_two_kinds_cannot_make_the_same_number(self, city: City) -> None:
        plant_series(city)
        with pytest.raises(DomainError, match="会编出一样的字号"):
            plant_series(city, DocumentKind.SPECIAL_REPORT, "示督通")
        assert NumberSeries.objects.count() == 1

    @pytest.mark.parametrize("wrong", [{"prefix": "ABC"}, {"prefix": ""}, {"first": 0}, {"year": 2020}])
    def test_what_is_no_series_is_refused(self, city: City, wrong: dict[str, Any]) -> None:
        with pytest.raises(DomainError):
            plant_series(city, **wrong)
        assert not NumberSeries.objects.exists()

    def test_only_the_office_keeps_them(self, city: City) -> None:
        with pytest.raises(Refused, match="由督考办维护"):
            plant_series(city, actor=city.actor(city.leader))


class TestVoiding:
    def test_the_number_stays_on_record_and_is_not_given_again(self, city: City) -> None:
        document = plant_issued(city)
        office = city.actor(city.office)
        with pytest.raises(DomainError, match="作废要写明原因"):
            services.void_document(actor=office, document=document, reason="", at=NOW)
        void = services.void_document(actor=office, document=document, reason="主送有误。", at=NOW)
        assert (void.state, void.mark) == ("voided", "示督通〔2026〕1 号")
        assert plant_issued(city).mark == "示督通〔2026〕2 号"
        assert Notice.objects.filter(title__startswith="公文作废", body="主送有误。").count() == 3
        assert to_sign(city.actor(city.head)).number == 1  # the second one

    def test_a_draft_may_be_given_up_unnumbered(self, city: City) -> None:
        document = plant_draft(city)
        with pytest.raises(Refused):
            services.void_document(actor=city.actor(city.head), document=document, reason="x", at=NOW)
        void = services.void_document(
            actor=city.actor(city.office), document=document, reason="不发了", at=NOW
        )
        assert (void.state, void.number) == ("voided", None)
        assert not Notice.objects.exists()


class TestReceiving:
    def test_a_unit_signs_for_its_own_copy_once(self, city: City) -> None:
        document = plant_issued(city)
        receipt = document.receipts.get(unit=city.housing)
        signed = services.receive_document(actor=city.actor(city.reporter), receipt=receipt, at=NOW)
        again = services.receive_document(actor=city.actor(city.head), receipt=receipt, at=NOW)
        assert signed.received_by_id == again.received_by_id == city.reporter.pk
        assert events().count("document_received") == 1
        assert to_sign(city.actor(city.head)).number == 0
        assert to_sign(city.actor(city.reviewer)).number == 1

    @pytest.mark.parametrize("who", ["stranger", "office", "leader", "discipline"])
    def test_nobody_signs_for_another_unit(self, city: City, who: str) -> None:
        receipt = plant_issued(city).receipts.get(unit=city.housing)
        with pytest.raises(Refused, match="由收文单位自己签收"):
            services.receive_document(actor=city.actor(getattr(city, who)), receipt=receipt, at=NOW)

    def test_what_is_not_issued_is_not_received(self, city: City) -> None:
        receipt = plant_sent(city).receipts.get(unit=city.housing)
        with pytest.raises(DomainError, match="没有签发或已作废"):
            services.receive_document(actor=city.actor(city.head), receipt=receipt, at=NOW)


class TestSight:
    def test_drafts_are_seen_by_the_issuers_side_alone(self, city: City) -> None:
        document = plant_draft(city)
        for who in (city.office, city.leader, city.discipline):
            assert document_for(city.actor(who), document.pk) == document
        for who in (city.reporter, city.head, city.stranger, city.system_admin):
            with pytest.raises(Missing):
                document_for(city.actor(who), document.pk)

    def test_issued_ones_by_recipients_and_once_each(self, city: City) -> None:
        document = plant_issued(city)
        city.office_unit.versions.create(
            since=TODAY.replace(year=2027),
            name="改名",
            short_name="改名",
            level="city",
            path="/x/",
            parent=city.city,
        )
        for who in (city.reporter, city.head, city.reviewer, city.office):
            assert list(visible_documents(city.actor(who))) == [document]
        assert not visible_documents(city.actor(city.stranger)).exists()

    def test_work_secrets_are_not_shown_to_those_above_the_recipient(
        self, city: City, make_account: Callable[..., Account], make_unit: Callable[..., Unit]
    ) -> None:
        plant_series(city)
        county_office = make_account("county", "县办", city.county, "office")
        town = make_unit("T1", "东岭镇", city.county)
        sent = [
            plant_sent(city, main_recipients=[town.pk], copies=[], label=label)
            for label in (SecrecyLabel.INTERNAL, SecrecyLabel.WORK_SECRET)
        ]
        for document in sent:
            services.issue_document(actor=city.actor(city.leader), document=document, at=NOW)
        assert list(visible_documents(city.actor(county_office))) == [sent[0]]


def test_the_drawn_flow_is_the_one_in_force() -> None:
    page = Path(__file__).parents[2] / "docs" / "domain" / "official-documents.md"
    assert DOCUMENT_FLOW.mermaid() in page.read_text(encoding="utf-8")


def test_the_frozen_pdf_is_shown_to_whoever_may_see_the_document(city: City, client: Client) -> None:
    document = plant_issued(city)
    assert document.pdf is not None
    address = reverse("documents:view", args=[document.pdf.pk])
    for who, status in ((city.reporter, 200), (city.stranger, 404)):
        client.force_login(who)
        assert client.get(address).status_code == status
