"""收文: what was sent to the actor's own units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse

from dukao.documents.models import NumberSeries, OfficialDocument, Receipt
from dukao.documents.policies import RECIPIENTS
from dukao.documents.selectors.register import numbered, visible_documents
from dukao.documents.vocabulary import OUT, DocumentKind, DocumentState
from dukao.kernel.actor import Actor
from dukao.kernel.errors import Missing
from dukao.kernel.prepared import Count, Parameter, Prepared, any_of
from dukao.kernel.roles import Role
from dukao.organisations.selectors import versions_by_unit
from dukao.ui.todo import Todo, Waiting

#: The landing page lists so many of each; the rest stand on their pages.
LISTED = 20


def receipts_of(actor: Actor) -> QuerySet[Receipt]:
    """Everything sent to the units the actor opens the post of."""
    sent = Receipt.objects.filter(unit_id__in=actor.units(*RECIPIENTS), document__state__in=OUT)
    return sent.filter(document__number__isnull=False).select_related("document__series", "received_by")


def _waiting(receipts: QuerySet[Receipt]) -> QuerySet[Receipt]:
    return receipts.filter(
        received_at=None, document__state=DocumentState.ISSUED, document__number__isnull=False
    )


def to_sign(actor: Actor) -> Count:
    """The number at 收文 in the navigation."""
    return _TO_SIGN.count(units=tuple(sorted(actor.units(*RECIPIENTS))))


def _to_sign(units: Sequence[Parameter]) -> QuerySet[Receipt, tuple[int]]:
    waiting = _waiting(Receipt.objects.filter(any_of("unit", units))).order_by()
    return waiting.values("unit").annotate(n=models.Count("pk")).values_list("n")


_TO_SIGN = Prepared(_to_sign, units=models.BigIntegerField())


def receipt_for(actor: Actor, receipt_id: int) -> Receipt:
    found = receipts_of(actor).filter(pk=receipt_id).first()
    if found is None:
        raise Missing("没有这份收文，可能不是发给你单位的。")
    return found


def todos(actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Documents to sign for, documents to sign, and drafts that came back."""
    units = tuple(sorted(actor.units(*RECIPIENTS)))
    yield Waiting(_RECEIVING.asked(units=units), _to_receive)
    if actor.has(Role.OFFICE, Role.LEADER):
        account = actor.account_id or 0
        yield Waiting(_SIGNING.asked(account=account), lambda _: _to_issue(actor))
        yield Waiting(_RETURNED.asked(account=account), _to_amend)


def _receiving(units: Sequence[Parameter]) -> QuerySet[Receipt, Any]:
    """What waits to be signed for, the oldest first."""
    waiting = _waiting(Receipt.objects.filter(any_of("unit", units))).order_by("document__issued_at", "pk")
    series = ("document__series__prefix", "document__series__year", "document__number")
    return waiting.values_list("document_id", "document__kind", "document__title", *series)[:LISTED]


_RECEIVING = Prepared(_receiving, units=models.BigIntegerField())


def _to_receive(rows: list[tuple[Any, ...]]) -> Iterator[Todo]:
    for pk, kind, title, prefix, year, number in rows:
        series = NumberSeries(prefix=prefix, year=year)
        document = OfficialDocument(kind=kind, title=title, series=series, number=number)
        yield Todo(
            None, f"签收{document.get_kind_display()}：{document.title}", document.mark,
            reverse("official:show", args=[pk]), "签收",
        )  # fmt: skip


def _signing(account: Parameter) -> QuerySet[OfficialDocument, Any]:
    """Whether any but one's own waits to be signed at all; who may see it is asked only then."""
    waiting = OfficialDocument.objects.filter(state=DocumentState.SIGNING)
    return waiting.exclude(sent_by_id=account).values_list("pk")[:1]


_SIGNING = Prepared(_signing, account=models.BigIntegerField())


def _to_issue(actor: Actor) -> Iterator[Todo]:
    waiting = (
        visible_documents(actor).filter(state=DocumentState.SIGNING).exclude(sent_by_id=actor.account_id)
    )
    for document in waiting.order_by("sent_at", "pk")[:LISTED]:
        yield Todo(
            None, f"签发{document.get_kind_display()}：{document.title}", "已送签",
            reverse("official:show", args=[document.pk]), "签发", True,
        )  # fmt: skip


def _returned(account: Parameter) -> QuerySet[OfficialDocument, Any]:
    drafts = OfficialDocument.objects.filter(state=DocumentState.DRAFT, drafted_by_id=account)
    return drafts.exclude(note="").order_by("pk").values_list("pk", "kind", "title", "note")[:LISTED]


_RETURNED = Prepared(_returned, account=models.BigIntegerField())


def _to_amend(rows: list[tuple[Any, ...]]) -> Iterator[Todo]:
    for pk, kind, title, note in rows:
        yield Todo(
            None, f"修改{DocumentKind(kind).label}：{title}", f"退回原因：{note}",
            reverse("official:show", args=[pk]), "修改",
        )  # fmt: skip


@dataclass(frozen=True)
class PostRow:
    """One received document with the names of who sent and who received it."""

    receipt: Receipt
    issuer: str
    unit: str


def received_documents(
    actor: Actor, search: str = "", signed: str = "", kinds: Sequence[str] = ()
) -> QuerySet[Receipt]:
    """What came to the actor's units under conditions: ``signed`` "yes" or "no"."""
    found = receipts_of(actor)
    if search:
        found = found.filter(Q(document__title__icontains=search) | numbered(search, "document__"))
    if signed:
        found = found.filter(received_at__isnull=signed == "no")
    return found.filter(document__kind__in=kinds) if kinds else found


def post_rows(receipts: Iterable[Receipt], day: date) -> list[PostRow]:
    listed = list(receipts)
    units = {receipt.unit_id for receipt in listed} | {receipt.document.issuer_id for receipt in listed}
    places = versions_by_unit(units, day) if units else {}
    return [
        PostRow(receipt, places[receipt.document.issuer_id].short_name, places[receipt.unit_id].short_name)
        for receipt in listed
    ]
