"""The Word template of each kind."""

from __future__ import annotations

from dataclasses import dataclass

from dukao.documents import storage
from dukao.documents.models import DocumentTemplate
from dukao.documents.official.builtin import builtin_template
from dukao.documents.vocabulary import DocumentKind


@dataclass(frozen=True)
class TemplateRow:
    """A kind and the office's own template for it, if there is one."""

    kind: DocumentKind
    own: DocumentTemplate | None


def template_rows() -> list[TemplateRow]:
    own = {template.kind: template for template in DocumentTemplate.objects.select_related("set_by")}
    return [TemplateRow(kind, own.get(kind)) for kind in DocumentKind]


def template_bytes(kind: str) -> bytes:
    own = DocumentTemplate.objects.filter(kind=kind).first()
    return storage.read(own.digest) if own else builtin_template(kind)
