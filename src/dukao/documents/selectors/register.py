"""Documents an actor may see, and those about a subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from dukao.documents.models import NumberSeries, OfficialDocument, Receipt
from dukao.documents.policies import OVERSEERS, RECIPIENTS
from dukao.documents.vocabulary import OUT
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day, today
from dukao.kernel.errors import Missing
from dukao.kernel.regimes import SecrecyLabel
from dukao.organisations.selectors import versions_by_unit

#: What those above a receiving unit may read along; 工作秘密 and 个人敏感 stay between issuer and recipient.
WIDELY_READ = (SecrecyLabel.PUBLIC, SecrecyLabel.INTERNAL)
#: 机关代字, year in any brackets, 顺序号.
_MARK = re.compile(r"([^\s〔［\[（(]*)\s*[〔［\[（(](\d{4})[〕］\]）)]\s*(\d{1,6})?\s*号?")
NO_DOCUMENT = "没有这份公文，可能地址写错了，或不在你的查看范围。"


def visible_documents(actor: Actor, day: date | None = None) -> QuerySet[OfficialDocument]:
    """Documents issued within the actor's oversight, and what was sent to the actor's own units.

    Whoever oversees a receiving unit sees what was sent to it as well, unless its label is narrower
    than 内部.
    """
    day = day or today()
    scopes = actor.scopes(*OVERSEERS)
    receipts = Receipt.objects.filter(document=OuterRef("pk"))
    own = Exists(receipts.filter(unit_id__in=actor.units(*RECIPIENTS)))
    below = Exists(receipts.filter(within(Receipt, "unit", scopes, day)))
    sent = Q(number__isnull=False, state__in=OUT)
    seen = (
        within(OfficialDocument, "issuer", scopes, day)
        | (sent & own)
        | (sent & Q(label__in=WIDELY_READ) & below)
    )
    return OfficialDocument.objects.filter(seen)


def document_for(actor: Actor, document_id: int, day: date | None = None) -> OfficialDocument:
    """One document; one the actor may not see looks as if there were none."""
    found = (
        visible_documents(actor, day)
        .select_related("series", "pdf", "drafted_by", "sent_by", "issued_by", "voided_by")
        .filter(pk=document_id)
        .first()
    )
    if found is None:
        raise Missing(NO_DOCUMENT)
    return found


def documents_about(ref: str) -> QuerySet[OfficialDocument]:
    """All documents about a subject of another room, the newest first; who may see them is asked there.

    ``ref`` is that of :class:`dukao.documents.vocabulary.Subject`: "matters:matter:17".
    """
    return OfficialDocument.objects.filter(subject_ref=ref).select_related("series").order_by("-pk")


def seen_about(actor: Actor, ref: str, day: date) -> list[OfficialDocument]:
    """Documents about a subject that the actor may see, each with ``sent`` and ``received`` copies."""
    return list(_with_copies(documents_about(ref).filter(pk__in=visible_documents(actor, day).values("pk"))))


def _with_copies(documents: QuerySet[OfficialDocument]) -> QuerySet[Any]:
    signed = Count("receipts", filter=Q(receipts__received_at__isnull=False))
    return documents.annotate(sent=Count("receipts"), received=signed)


def is_shown_as_document(actor: Actor, file_id: int) -> bool:
    """The frozen PDF of a document is shown to whoever may see the document."""
    return visible_documents(actor).filter(pdf_id=file_id).exists()


@dataclass(frozen=True)
class RegisterRow:
    """One document in the register, with its issuer's name and how many have received it."""

    document: OfficialDocument
    issuer: str
    sent: int
    received: int


def numbered(text: str, before: str = "") -> Q:
    """Documents by their 发文字号 as it is read or typed: 示督通〔2026〕7 号, 示督通[2026]7, 〔2026〕7号.

    ``before`` leads to the document from rows of another table; other words find nothing.
    """
    found = _MARK.fullmatch(text.strip())
    if found is None:
        return Q(pk__in=[])
    prefix, year, number = found.groups()
    of_year = Q(**{f"{before}series__year": int(year)})
    of_prefix = Q(**{f"{before}series__prefix__iexact": prefix}) if prefix else Q()
    return of_year & of_prefix & (Q(**{f"{before}number": int(number)}) if number else Q())


def matching_documents(
    actor: Actor,
    day: date,
    *,
    search: str = "",
    kinds: Sequence[str] = (),
    states: Sequence[str] = (),
    years: Sequence[str] = (),
) -> QuerySet[OfficialDocument]:
    """Visible documents under conditions, with their copies; the year is that of the number."""
    found = visible_documents(actor, day)
    if search:
        words = (
            Q(title__icontains=search)
            | Q(subject_label__icontains=search)
            | Q(series__prefix__icontains=search)
            | numbered(search)
        )
        found = found.filter(words)
    if kinds:
        found = found.filter(kind__in=kinds)
    if states:
        found = found.filter(state__in=states)
    return _with_copies(found.filter(series__year__in=[int(year) for year in years]) if years else found)


def years_numbered() -> list[int]:
    """Years of the series there are, the newest first."""
    return sorted(set(NumberSeries.objects.values_list("year", flat=True)), reverse=True)


def register_rows(documents: Iterable[Any], day: date) -> list[RegisterRow]:
    """The documents of a page with names and counts."""
    listed = list(documents)
    places = versions_by_unit({document.issuer_id for document in listed}, day) if listed else {}
    return [
        RegisterRow(document, places[document.issuer_id].short_name, document.sent, document.received)
        for document in listed
    ]


def search_documents(actor: Actor, text: str, limit: int, at: datetime) -> list[tuple[str, str, str]]:
    """Title, detail and address of visible documents that have ``text`` in title or subject."""
    if not text.strip():
        return []
    found = (
        matching_documents(actor, local_day(at), search=text.strip())
        .select_related("series")
        .order_by("-pk")[:limit]
    )
    return [
        (
            document.title, f"{document.mark or document.get_kind_display()}·{document.get_state_display()}",
            reverse("official:show", args=[document.pk]),
        )
        for document in found
    ]  # fmt: skip


def within(model: type[models.Model], field: str, scopes: tuple[str, ...], day: date) -> Q:
    """Rows whose unit stands under one of the places on ``day``; an ended unit stands where it last did.

    A condition on the key alone: joined to other conditions it repeats no row.
    """
    if not scopes:
        return Q(pk__in=[])
    since, until, ended = f"{field}__versions__since", f"{field}__versions__until", f"{field}__until"
    holds = Q(**{f"{since}__lte": day}) & (
        Q(**{f"{until}__isnull": True}) | Q(**{f"{until}__gt": day}) | Q(**{until: F(ended)})
    )
    places = reduce(or_, (Q(**{f"{field}__versions__path__startswith": scope}) for scope in scopes))
    return Q(pk__in=model._default_manager.filter(holds & places).values("pk"))
