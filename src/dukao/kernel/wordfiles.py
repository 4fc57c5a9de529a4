"""Word files as the product begins them: empty, and in Chinese."""

from __future__ import annotations

import docx
from docx.document import Document
from docx.oxml.ns import qn

CHINESE = "zh-CN"


def new_document() -> Document:
    """An empty document. The one python-docx comes with says it is English and set in Japanese faces, and
    Word and WPS choose type, punctuation and spelling by that."""
    document = docx.Document()
    for element, tag in ((document.styles.element, "w:lang"), (document.settings.element, "w:themeFontLang")):
        for language in element.iter(qn(tag)):
            language.set(qn("w:eastAsia"), CHINESE)
    return document
