"""A document held until the transaction ends, and what its journal entries share."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dukao.documents.models import OfficialDocument
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing
from dukao.organisations.selectors import unit_on


def held_document(document_id: int) -> OfficialDocument:
    """The document as it is now; nobody else changes it until the transaction ends."""
    held = OfficialDocument.objects.select_for_update(of=("self",)).filter(pk=document_id).first()
    if held is None:
        raise Missing("没有这份公文，可能地址写错了。")
    return held


def entry_of(document: OfficialDocument, at: datetime) -> dict[str, Any]:
    """What every journal entry of a document says alike: its name, its issuer's place, the moment."""
    return {
        "subject": document,
        "label": label_of(document),
        "unit_path": unit_on(document.issuer_id, local_day(at)).path,
        "at": at,
    }


def label_of(document: OfficialDocument) -> str:
    """示督通〔2026〕7 号《关于…的通报》."""
    return f"{document.mark}《{document.title}》"
