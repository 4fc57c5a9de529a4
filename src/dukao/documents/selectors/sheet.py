"""Everything the page of one document shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dukao.documents import storage
from dukao.documents.models import DocumentRule, OfficialDocument, Receipt
from dukao.documents.official.paper import Paper
from dukao.documents.official.pdf import render_pdf
from dukao.documents.policies import can_archive, can_issue, can_receive, can_revise, can_send_back, can_void
from dukao.documents.selectors.composing import characters_of, compose, rule_on, word_for
from dukao.documents.selectors.register import document_for
from dukao.documents.vocabulary import DocumentState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.verdict import Verdict
from dukao.organisations.selectors import versions_by_unit

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@dataclass(frozen=True)
class ReceiptRow:
    """One recipient with its name; ``may_sign`` is the reader's own right."""

    receipt: Receipt
    place: UnitVersion
    may_sign: bool


@dataclass(frozen=True)
class Sheet:
    """A document with its recipients, its paper and what the reader may do with it."""

    document: OfficialDocument
    issuer: UnitVersion
    receipts: list[ReceiptRow]
    characters: int
    limit: int | None
    rule: DocumentRule
    may_revise: Verdict
    may_issue: Verdict
    may_send_back: Verdict
    may_void: Verdict
    may_archive: Verdict

    @property
    def is_too_long(self) -> bool:
        return self.limit is not None and self.characters > self.limit

    @property
    def received(self) -> int:
        return sum(row.receipt.received_at is not None for row in self.receipts)


def sheet_for(actor: Actor, document_id: int, at: datetime) -> Sheet:
    day = local_day(at)
    document = document_for(actor, document_id, day)
    receipts = list(document.receipts.select_related("received_by").order_by("position"))
    places = versions_by_unit([document.issuer_id, *(receipt.unit_id for receipt in receipts)], day)
    path, rule = places[document.issuer_id].path, rule_on(day)
    is_out = document.state == DocumentState.ISSUED
    return Sheet(
        document=document,
        issuer=places[document.issuer_id],
        receipts=[
            ReceiptRow(
                receipt, places[receipt.unit_id],
                is_out and receipt.received_at is None and can_receive(actor, receipt.unit_id).allowed,
            )
            for receipt in receipts
        ],
        characters=characters_of(document),
        limit=rule.limit_of(document.nature),
        rule=rule,
        may_revise=can_revise(actor, path),
        may_issue=can_issue(actor, document, rule, path),
        may_send_back=can_send_back(actor, path),
        may_void=can_void(actor, path),
        may_archive=can_archive(actor, path),
    )  # fmt: skip


def paper_of(document: OfficialDocument, at: datetime) -> Paper:
    """As it was frozen, or as it would be today."""
    return Paper.of_data(document.frozen) if document.frozen else compose(document, local_day(at))


def word_of(document: OfficialDocument, at: datetime) -> bytes:
    """The Word file: the frozen one, or one of the draft as it is."""
    if document.docx_digest:
        return storage.read(document.docx_digest)
    return word_for(paper_of(document, at))


def pdf_of(document: OfficialDocument, at: datetime) -> bytes:
    """The PDF: the frozen one, or one of the draft as it is."""
    if document.pdf is not None:
        return storage.read(document.pdf.digest)
    return render_pdf(paper_of(document, at))
