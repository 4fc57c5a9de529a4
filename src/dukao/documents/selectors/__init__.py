"""Reading stored files and official documents."""

from dukao.documents.grids import Grid, csv_grid, plain_grid, workbook_grids
from dukao.documents.official.faces import missing_faces
from dukao.documents.selectors.asking import documents_sent, first_document_sent
from dukao.documents.selectors.composing import characters_of, compose, rule_on
from dukao.documents.selectors.files import (
    content_of,
    file_for,
    fingerprints_of,
    kept_digests,
    picture_of,
    source_of,
)
from dukao.documents.selectors.post import receipt_for, receipts_of, to_sign
from dukao.documents.selectors.printing import WORD, printed_paper
from dukao.documents.selectors.register import (
    document_for,
    documents_about,
    search_documents,
    seen_about,
    visible_documents,
)
from dukao.documents.selectors.word import word_blocks

__all__ = [
    "WORD",
    "Grid",
    "characters_of",
    "compose",
    "content_of",
    "csv_grid",
    "document_for",
    "documents_about",
    "documents_sent",
    "file_for",
    "fingerprints_of",
    "first_document_sent",
    "kept_digests",
    "missing_faces",
    "picture_of",
    "plain_grid",
    "printed_paper",
    "receipt_for",
    "receipts_of",
    "rule_on",
    "search_documents",
    "seen_about",
    "source_of",
    "to_sign",
    "visible_documents",
    "word_blocks",
    "workbook_grids",
]
