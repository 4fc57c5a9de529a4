"""Evidence: within the limits of the month, once, and only where one may write."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.db import connection

from dukao.documents.access import is_visible
from dukao.documents.inspection import Inspected
from dukao.documents.models import StoredFile
from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.reporting import services
from dukao.reporting.models import LineEvidence, ReportLine, UnitReport
from tests.conftest import NOW, City
from tests.documents import samples
from tests.reporting.planting import line_of


def attach(
    city: City, line: ReportLine, name: str = "验收单.pdf", content: bytes | None = None
) -> LineEvidence:
    return services.attach_evidence(
        actor=city.actor(city.reporter), line=line, name=name, at=NOW,
        content=BytesIO(samples.pdf() if content is None else content),
    )  # fmt: skip


def test_a_file_hangs_on_the_line_and_in_the_journal(city: City, line: ReportLine) -> None:
    evidence = attach(city, line, "C:\\Users\\chen\\9 月验收单.pdf")
    assert (evidence.name, evidence.file.pages) == ("9 月验收单.pdf", 1)
    entry = Entry.objects.get(event="evidence_attached")
    assert entry.after["sha256"] == evidence.file.digest


def test_a_name_has_no_signs_nobody_sees(city: City, line: ReportLine) -> None:
    assert attach(city, line, "验收\u202egpj\u2066.\u200bpdf\x00").name == "验收gpj.pdf"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_a_file_is_looked_into(
    city: City, line: ReportLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside: list[bool] = []

    def looked_into(name: str, content: bytes) -> Inspected:
        inside.append(connection.in_atomic_block)
        return Inspected(content, "application/pdf", 1)

    monkeypatch.setattr("dukao.documents.services.files.inspect", looked_into)
    attach(city, line)
    assert inside == [False]


def test_the_same_file_is_attached_once(city: City, line: ReportLine) -> None:
    assert attach(city, line) == attach(city, line)
    assert Entry.objects.filter(event="evidence_attached").count() == 1


def test_a_fourth_file_and_a_fourth_page_are_refused(city: City, line: ReportLine) -> None:
    attach(city, line, "两页.pdf", samples.pdf(2))
    with pytest.raises(DomainError, match="合计最多 3 页，已有 2 页，“又两页.pdf”有 2 页。还能加 1 页"):
        attach(city, line, "又两页.pdf", samples.printed_pdf("一", "#pagebreak()", "二"))
    attach(city, line, "照片.jpg", samples.jpeg())
    with pytest.raises(DomainError, match="页数已满"):
        attach(city, line, "图.png", samples.png())
    assert line.evidence.count() == 2


def test_a_fourth_item_is_refused_before_it_is_stored(city: City, line: ReportLine) -> None:
    type(line.report.period.policy).objects.update(evidence_pages=9)
    for number in range(3):
        attach(city, line, f"{number}.png", samples.png((50 + number, 40)))
    with pytest.raises(DomainError, match="最多 3 份，已有 3 份"):
        attach(city, line, "四.png", samples.png((99, 99)))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.exe", b"MZ" + bytes(99), "程序"),
        ("空.pdf", b"", "是空的"),
        ("大.pdf", bytes(6 * 1024 * 1024), "超过 5 MB"),
    ],
)
def test_a_bad_file_leaves_nothing_behind(
    city: City, line: ReportLine, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        attach(city, line, name, content)
    assert not LineEvidence.objects.exists()
    assert not StoredFile.objects.exists()


def test_removed_evidence_makes_room_and_stays_on_record(city: City, line: ReportLine) -> None:
    evidence = attach(city, line, "三页.pdf", samples.pdf(3))
    for _ in range(2):
        services.remove_evidence(actor=city.actor(city.reporter), evidence=evidence, at=NOW)
    evidence.refresh_from_db()
    assert evidence.removed_at == NOW
    assert Entry.objects.filter(event="evidence_removed").count() == 1
    assert attach(city, line, "三页.pdf", samples.pdf(3)).pk != evidence.pk


def test_what_was_handed_in_keeps_its_evidence(city: City, submitted: UnitReport) -> None:
    with pytest.raises(Refused, match="已经提交"):
        attach(city, line_of(submitted, "Z-02"))


def test_evidence_is_seen_by_its_unit_its_reviewer_and_those_above(city: City, line: ReportLine) -> None:
    file_id = attach(city, line).file_id
    seen = {
        name: is_visible(city.actor(getattr(city, name)), file_id)
        for name in (
            "reporter", "head", "reviewer", "office", "leader", "discipline", "stranger", "system_admin",
            "security_admin", "audit_admin",
        )
    }  # fmt: skip
    assert {name for name, may in seen.items() if may} == {
        "reporter", "head", "reviewer", "office", "leader", "discipline"
    }  # fmt: skip
