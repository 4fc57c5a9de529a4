"""公文 while it is written: drafted, revised, sent for signing, recalled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from dukao.documents.models import OfficialDocument, Receipt
from dukao.documents.official.kinds import default_mark, is_upward
from dukao.documents.official.paper import LEVELS, Paragraph
from dukao.documents.policies import can_draft, can_revise
from dukao.documents.selectors.composing import characters_of, rule_on
from dukao.documents.services.holding import entry_of, held_document
from dukao.documents.services.telling import tell_signers
from dukao.documents.vocabulary import (
    BODY_LIMIT,
    DOCUMENT_FLOW,
    DocumentKind,
    DocumentState,
    Nature,
    RecipientRole,
    Subject,
)
from dukao.journal.selectors import is_done, key_used
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.flow import apply_move
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.kernel.secrecy import check_text
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on, versions_by_unit

#: Parts that only orders (职务 and name of who signs) or minutes (who was there) have.
SPECIAL = {
    "post": "签发人职务", "signatory": "签发人姓名", "present": "出席", "absent": "请假", "observers": "列席",
}  # fmt: skip
#: A paragraph, or what one is made of: {"level": 1, "text": "…"}.
Body = Sequence[Paragraph | dict[str, Any]]


@transaction.atomic
def draft_document(
    *,
    actor: Actor,
    kind: str,
    title: str,
    body: Body,
    issuer_id: int,
    main_recipients: Iterable[int],
    at: datetime,
    copies: Iterable[int] = (),
    basis: str = "",
    subject: Subject | None = None,
    regime: str = Regime.GOVERNMENT,
    label: str = SecrecyLabel.INTERNAL,
    nature: str = Nature.SPECIAL,
    addressee: str = "",
    attachments: Sequence[str] = (),
    note: str = "",
    urgency: str = "",
    mark: str = "",
    key: str = "",
    **special: str,
) -> OfficialDocument:
    """A draft with its recipients; it has no number until it is issued.

    ``addressee`` replaces the names of the main recipients in print (各县（区）人民政府，市直各部门);
    ``mark`` the 发文机关标志 that follows from issuer and kind. ``special`` are the parts of orders and
    minutes (:data:`SPECIAL`). A job may draft as the system.
    """
    if is_done(key, "document_drafted"):
        raise key_used()
    place = unit_on(issuer_id, local_day(at))
    require(can_draft(actor, place.path))
    document = OfficialDocument(
        kind=DocumentKind(kind), issuer_id=issuer_id, drafted_by_id=actor.account_id, drafted_at=at,
        subject_ref=subject.ref if subject else "", subject_label=subject.label if subject else "",
        subject_url=subject.url if subject else "", saved_at=at,
    )  # fmt: skip
    _write(
        document, title=title, body=body, basis=basis, regime=regime, label=label, nature=nature,
        addressee=addressee, attachments=attachments, note=note, urgency=urgency,
        mark=mark.strip() or default_mark(kind, place.name), **special,
    )  # fmt: skip
    document.save()
    _address(document, main_recipients, copies)
    record(
        actor=actor, event="document_drafted", after=_outline(document, at), key=key or None,
        **entry_of(document, at),
    )  # fmt: skip
    return document


@transaction.atomic
def revise_document(
    *,
    actor: Actor,
    document: OfficialDocument,
    revision: int,
    title: str,
    body: Body,
    main_recipients: Iterable[int],
    at: datetime,
    copies: Iterable[int] = (),
    **parts: Any,
) -> OfficialDocument:
    """The draft as it is now; ``revision`` is the one it was written over, so that nobody is written over.

    ``parts`` are those of :func:`draft_document`; what is not named stays.
    """
    document = held_document(document.pk)
    require(can_revise(actor, unit_on(document.issuer_id, local_day(at)).path))
    if document.state != DocumentState.DRAFT:
        label = document.get_state_display()
        raise DomainError("not_a_draft", f"现在是“{label}”，不能再改。送签的请先撤回。", 409)
    if document.revision != revision:
        raise Stale("这份公文刚被别人改过。请另开一页核对后再存，你写的内容还在。")
    before = _outline(document, at)
    kept = document.content
    _write(
        document,
        title=title,
        body=body,
        **{
            "basis": document.basis, "regime": document.regime, "label": document.label,
            "nature": document.nature, "addressee": kept["addressee"], "attachments": kept["attachments"],
            "note": kept["note"], "urgency": kept["urgency"],
            **{name: kept.get(name, "") for name in SPECIAL}, **parts,
            "mark": parts.get("mark", kept["mark"]).strip()
            or default_mark(document.kind, unit_on(document.issuer_id, local_day(at)).name),
        },
    )  # fmt: skip
    document.revision += 1
    document.saved_at = at
    document.save()
    _address(document, main_recipients, copies)
    record(
        actor=actor, event="document_revised", before=before, after=_outline(document, at),
        **entry_of(document, at),
    )  # fmt: skip
    return document


@transaction.atomic
def send_document(
    *, actor: Actor, document: OfficialDocument, at: datetime, exception: str = ""
) -> OfficialDocument:
    """送签. Its length is held against the rule; what is longer needs a reason, if the rule lets it."""
    document = held_document(document.pk)
    require(can_revise(actor, unit_on(document.issuer_id, local_day(at)).path))
    if not document.receipts.filter(role=RecipientRole.MAIN).exists():
        raise DomainError("no_recipient", "还没有主送单位，请先选好再送签。")
    count = characters_of(document)
    _check_length(document, count, exception, at)
    apply_move(
        document, DOCUMENT_FLOW, "send", sent_by_id=actor.account_id, sent_at=at, note="",
        exception=exception.strip(),
    )  # fmt: skip
    record(
        actor=actor, event="document_sent", after={"characters": count, "exception": document.exception},
        **entry_of(document, at),
    )  # fmt: skip
    tell_signers(document, actor, at)
    return document


@transaction.atomic
def recall_document(*, actor: Actor, document: OfficialDocument, at: datetime) -> OfficialDocument:
    """Back from the signer's desk before it is signed."""
    document = held_document(document.pk)
    require(can_revise(actor, unit_on(document.issuer_id, local_day(at)).path))
    apply_move(document, DOCUMENT_FLOW, "recall")
    record(actor=actor, event="document_recalled", **entry_of(document, at))
    return document


def _write(document: OfficialDocument, *, title: str, body: Body, **parts: Any) -> None:
    """Put the parts into the draft, each checked with its own sentence."""
    paragraphs = [_paragraph(part) for part in body]
    document.title = title.strip()
    document.basis = parts["basis"].strip()
    document.regime = Regime(parts["regime"])
    document.label = SecrecyLabel(parts["label"])
    document.nature = Nature(parts["nature"])
    document.content = {
        "paragraphs": [asdict(paragraph) for paragraph in paragraphs],
        "addressee": parts["addressee"].strip().rstrip("：:"),
        "attachments": [name.strip() for name in parts["attachments"] if name.strip()],
        "note": parts["note"].strip().strip("（）()"),
        "urgency": parts["urgency"],
        "mark": parts["mark"].strip(),
        "upward": is_upward(document.kind),
        **{name: parts.get(name, "").strip() for name in SPECIAL},
    }
    if not document.title:
        raise DomainError("title_missing", "公文要有标题。")
    check_length(document.title, 120, "标题")
    if not paragraphs:
        raise DomainError("body_missing", "公文要有正文。")
    check_length("\n".join(paragraph.text for paragraph in paragraphs), BODY_LIMIT, "正文")
    check_length(document.basis, 200, "依据")
    for name, words in SPECIAL.items():
        check_length(document.content[name], 2000, words)
        check_text(document.content[name])
    check_text(document.title)
    for paragraph in paragraphs:
        check_text(paragraph.text)


def _paragraph(part: Paragraph | dict[str, Any]) -> Paragraph:
    if isinstance(part, dict):
        part = Paragraph(str(part.get("text", "")), part.get("level", 0))
    if part.level not in LEVELS:
        raise DomainError("level", f"正文层次只有 0 至 4，没有 {part.level}。")
    return Paragraph(" ".join(part.text.split()), part.level)


def _address(document: OfficialDocument, main: Iterable[int], copies: Iterable[int]) -> None:
    """The recipients in the order given; whoever is main recipient gets no copy as well."""
    wanted = dict.fromkeys(main, RecipientRole.MAIN)
    for unit_id in copies:
        wanted.setdefault(unit_id, RecipientRole.COPY)
    missing = set(wanted) - set(versions_by_unit(wanted, local_day(document.saved_at)))
    if missing:
        raise DomainError("no_such_unit", "收文单位里有不存在的单位，请重新选择。")
    document.receipts.all().delete()
    Receipt.objects.bulk_create(
        Receipt(document=document, unit_id=unit_id, role=role, position=position)
        for position, (unit_id, role) in enumerate(wanted.items())
    )


def _check_length(document: OfficialDocument, count: int, exception: str, at: datetime) -> None:
    rule = rule_on(local_day(at))
    limit = rule.limit_of(document.nature)
    if limit is None or count <= limit or (rule.allows_exception and exception.strip()):
        return
    nature = Nature(document.nature).label
    remedy = "请删减，或写明超长理由再送签" if rule.allows_exception else "请删减后再送签"
    raise DomainError(
        "too_long", f"正文 {count} 字，超过{nature}的公文 {limit} 字的上限（{rule.source}）。{remedy}。"
    )


def _outline(document: OfficialDocument, at: datetime) -> dict[str, Any]:
    """What the journal keeps of a draft."""
    places = versions_by_unit([receipt.unit_id for receipt in document.receipts.all()], local_day(at))
    names: dict[str, list[str]] = {RecipientRole.MAIN: [], RecipientRole.COPY: []}
    for receipt in document.receipts.order_by("position"):
        names[receipt.role].append(places[receipt.unit_id].short_name)
    return {
        "kind": document.kind, "title": document.title, "recipients": names[RecipientRole.MAIN],
        "copies": names[RecipientRole.COPY], "characters": characters_of(document),
    }  # fmt: skip
