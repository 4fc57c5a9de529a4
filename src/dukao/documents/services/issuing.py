"""签发: number, frozen bytes and receipts in one transaction; and what may follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import pikepdf
from django.db import transaction

from dukao.documents import storage
from dukao.documents.inspection import Inspected
from dukao.documents.models import OfficialDocument
from dukao.documents.official.pdf import render_pdf
from dukao.documents.policies import can_issue, can_send_back, can_void
from dukao.documents.selectors.composing import compose, rule_on, word_for
from dukao.documents.selectors.register import documents_about
from dukao.documents.services.files import store_examined
from dukao.documents.services.holding import entry_of, held_document
from dukao.documents.services.numbering import take_number
from dukao.documents.services.telling import tell_drafter, tell_recipients
from dukao.documents.vocabulary import DOCUMENT_FLOW, DocumentKind, DocumentState, MediaType
from dukao.journal.selectors import is_done, newest_attestation
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on

REASON_LIMIT = 300


@transaction.atomic
def issue_document(
    *, actor: Actor, document: OfficialDocument, at: datetime, key: str = ""
) -> OfficialDocument:
    """The document has its number, its bytes no longer change, and every recipient has it to sign for.

    The bytes are rendered inside the transaction, under the lock of the series, because the number
    stands in them: if they cannot be made, no number is used up. A 通报 bears what the journal attested
    last, so that whoever holds it on paper can hold the journal against it.
    """
    document = held_document(document.pk)
    if is_done(key, "document_issued", subject=document):
        return document
    day = local_day(at)
    require(can_issue(actor, document, rule_on(day), unit_on(document.issuer_id, day).path))
    if document.state in DOCUMENT_FLOW.move("issue").sources:
        document.series, document.number = take_number(document, at)
    paper = compose(document, day, signer=actor.name)
    if document.kind == DocumentKind.CIRCULAR and (attestation := newest_attestation()):
        paper = replace(paper, attestation=attestation.text)
    pdf = render_pdf(paper)
    docx = word_for(paper)
    apply_move(
        document, DOCUMENT_FLOW, "issue", series_id=document.series_id, number=document.number,
        issued_by_id=actor.account_id, issued_at=at, pdf_id=_kept(pdf, at), docx_digest=storage.keep(docx),
        frozen=paper.as_data(),
    )  # fmt: skip
    record(
        actor=actor, event="document_issued", key=key or None,
        after={"number": document.mark, "sha256": storage.digest_of(pdf)}, **entry_of(document, at),
    )  # fmt: skip
    tell_recipients(document, "收到公文", "请签收。", at)
    return document


@transaction.atomic
def send_back_document(
    *, actor: Actor, document: OfficialDocument, reason: str, at: datetime
) -> OfficialDocument:
    """Back to the drafter with what is to be changed."""
    document = held_document(document.pk)
    require(can_send_back(actor, unit_on(document.issuer_id, local_day(at)).path))
    check_length(reason, REASON_LIMIT, "退回原因")
    apply_move(document, DOCUMENT_FLOW, "send_back", reason=reason, note=reason.strip())
    record(actor=actor, event="document_sent_back", reason=document.note, **entry_of(document, at))
    tell_drafter(document, "退回修改", document.note, at)
    return document


@transaction.atomic
def void_document(*, actor: Actor, document: OfficialDocument, reason: str, at: datetime) -> OfficialDocument:
    """The document no longer holds. A number it had stays on record with it and is never given again."""
    document = held_document(document.pk)
    was_issued = document.state == DocumentState.ISSUED
    require(can_void(actor, unit_on(document.issuer_id, local_day(at)).path))
    check_length(reason, REASON_LIMIT, "作废原因")
    apply_move(
        document, DOCUMENT_FLOW, "void", reason=reason, voided_by_id=actor.account_id, voided_at=at,
        void_reason=reason.strip(),
    )  # fmt: skip
    record(actor=actor, event="document_voided", reason=document.void_reason, **entry_of(document, at))
    if was_issued:
        tell_recipients(document, "公文作废", document.void_reason, at)
    return document


@transaction.atomic
def void_documents_about(*, actor: Actor, ref: str, reason: str, at: datetime) -> list[OfficialDocument]:
    """Every document about a subject of another room that still holds, drafts among them.

    ``ref`` is that of :class:`dukao.documents.vocabulary.Subject`.
    """
    standing = documents_about(ref).exclude(state=DocumentState.VOIDED)
    return [
        void_document(actor=actor, document=paper, reason=reason[:REASON_LIMIT], at=at) for paper in standing
    ]


def _kept(pdf: bytes, at: datetime) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        pages = len(opened.pages)
    return store_examined(Inspected(pdf, MediaType.PDF, pages), at=at).pk
