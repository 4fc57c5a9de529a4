"""A document as the layout takes it: its parts in words."""

from __future__ import annotations

import json
from datetime import date

from dukao.documents import storage
from dukao.documents.confinement import Overrun, run_confined
from dukao.documents.models import (
    NATIONAL_RULE,
    DocumentRule,
    DocumentTemplate,
    NumberSeries,
    OfficialDocument,
)
from dukao.documents.official.kinds import Layout, layout_of
from dukao.documents.official.paper import Paper, Paragraph, day_in_words
from dukao.documents.official.word import render_docx
from dukao.documents.vocabulary import DocumentKind, RecipientRole
from dukao.kernel.characters import count_characters
from dukao.kernel.errors import DomainError
from dukao.kernel.regimes import SecrecyLabel
from dukao.organisations.selectors import unit_on, versions_by_unit


def rule_on(day: date) -> DocumentRule:
    """The rule in force on ``day``: the office's own, or else the national one."""
    own = DocumentRule.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    return own or NATIONAL_RULE


def characters_of(document: OfficialDocument) -> int:
    """Characters of the body without white space and without the numbers of its headings."""
    return sum(count_characters(paragraph["text"]) for paragraph in document.content["paragraphs"])


def word_for(paper: Paper) -> bytes:
    """The paper as Word, in the office's own template where there is one.

    What an office brought is filled in a process of its own, bounded in time and memory.
    """
    own = DocumentTemplate.objects.filter(kind=paper.kind).first()
    if own is None:
        return render_docx(paper)
    given = json.dumps(paper.as_data(), ensure_ascii=False)
    try:
        return run_confined("render_docx", content=storage.read(own.digest), paper=given)
    except Overrun:
        raise DomainError(
            "template", f"{DocumentKind(paper.kind).label}的模板填不出来，请恢复内置模板或改好再传。", 409
        ) from None


def compose(document: OfficialDocument, day: date, *, signer: str = "") -> Paper:
    """All parts of the document as they stand on ``day``; without a number it shows where it will stand."""
    content = document.content
    issuer = unit_on(document.issuer_id, day).name
    main, copies = _names(document, day, RecipientRole.MAIN), _names(document, day, RecipientRole.COPY)
    is_minutes = layout_of(document.kind) == Layout.MINUTES
    return Paper(
        kind=document.kind,
        mark=content["mark"],
        number=document.mark or number_to_come(document.kind, document.issuer_id, day),
        signer=signer if content["upward"] else content.get("signatory", ""),
        title=document.title,
        addressee=content["addressee"] or "、".join(main),
        paragraphs=tuple(Paragraph(**paragraph) for paragraph in content["paragraphs"]),
        attachments=tuple(content["attachments"]),
        issuer=issuer,
        day=day_in_words(day),
        note=content["note"],
        copies="、".join([*main, *copies] if is_minutes else copies),
        printer=issuer,
        printed_on=day_in_words(day),
        label=printed_label(document.label),
        urgency=content["urgency"],
        **{name: content.get(name, "") for name in ("post", "present", "absent", "observers")},
    )


def printed_label(label: str) -> str:
    """工作秘密 is marked on the paper; other labels only say who may read it here."""
    return SecrecyLabel.WORK_SECRET.label if label == SecrecyLabel.WORK_SECRET else ""


def _names(document: OfficialDocument, day: date, role: str) -> list[str]:
    receipts = [receipt for receipt in document.receipts.order_by("position") if receipt.role == role]
    places = versions_by_unit([receipt.unit_id for receipt in receipts], day) if receipts else {}
    return [places[receipt.unit_id].name for receipt in receipts]


def number_to_come(kind: str, issuer_id: int, day: date) -> str:
    """Where the number will stand, under the prefix it will have if that is known."""
    if kind == DocumentKind.ORDER:
        return "第　号"
    known = NumberSeries.objects.filter(kind=kind, issuer_id=issuer_id, year__lte=day.year)
    series = known.order_by("-year").first()
    return f"{series.prefix if series else '　　'}〔{day.year}〕　号"
