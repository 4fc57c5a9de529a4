"""Storing files, and drafting, issuing and receiving official documents."""

from dukao.documents.attaching import EvidenceLimits, check_room, short_name
from dukao.documents.official.paper import Paragraph
from dukao.documents.official.sheets import MEDIA, Sheet, render_sheet
from dukao.documents.services.drafting import draft_document, recall_document, revise_document, send_document
from dukao.documents.services.files import (
    Inspected,
    examine_file,
    examine_files,
    fingerprint_pictures,
    keep_source,
    store_examined,
    store_file,
)
from dukao.documents.services.issuing import (
    issue_document,
    send_back_document,
    void_document,
    void_documents_about,
)
from dukao.documents.services.numbering import set_number_series
from dukao.documents.services.quota import count_uploads
from dukao.documents.services.receiving import receive_document
from dukao.documents.services.rules import set_document_rule
from dukao.documents.services.templates import restore_template, set_template
from dukao.kernel.secrecy import check_name, check_text

__all__ = [
    "MEDIA",
    "EvidenceLimits",
    "Inspected",
    "Paragraph",
    "Sheet",
    "check_name",
    "check_room",
    "check_text",
    "count_uploads",
    "draft_document",
    "examine_file",
    "examine_files",
    "fingerprint_pictures",
    "issue_document",
    "keep_source",
    "recall_document",
    "receive_document",
    "render_sheet",
    "restore_template",
    "revise_document",
    "send_back_document",
    "send_document",
    "set_document_rule",
    "set_number_series",
    "set_template",
    "short_name",
    "store_examined",
    "store_file",
    "void_document",
    "void_documents_about",
]
