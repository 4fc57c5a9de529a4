"""What a paragraph of a decision says of the matter it asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.matters.models import Paragraph
from dukao.matters.policies import can_register
from dukao.organisations.selectors import versions_by_unit

_TITLE = 120


def asked_by_paragraph(actor: Actor, paragraph_id: int, day: date) -> dict[str, Any]:
    """Where a form begins; the office writes it out."""
    paragraph = Paragraph.objects.select_related("decision__leader").filter(pk=paragraph_id).first()
    place = versions_by_unit([paragraph.decision.owner_id], day) if paragraph else {}
    if paragraph is None or not can_register(actor, place[paragraph.decision.owner_id].path):
        raise Missing("没有这一段，可能已移走，或不在你的督办范围。")
    decision, owner = paragraph.decision, place[paragraph.decision.owner_id]
    return {
        "paragraph_id": paragraph.pk, "title": paragraph.text[:_TITLE], "regime": decision.regime,
        "legal_basis": decision.legal_basis, "label": decision.label,
        "owner_id": f"{owner.unit.code} {owner.short_name}",
    }  # fmt: skip
