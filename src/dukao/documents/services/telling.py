"""Who is told what of a document's way, with one notice for each occasion."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from dukao.documents.models import OfficialDocument
from dukao.documents.policies import RECIPIENTS
from dukao.documents.services.holding import label_of
from dukao.documents.vocabulary import NOTICE_KIND, DocumentKind
from dukao.identity.selectors import accounts_holding
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.notifications.services import notify


def tell_signers(document: OfficialDocument, actor: Actor, at: datetime) -> None:
    """Whoever may sign learns that a document waits; its sender knows."""
    signers = accounts_holding([Role.OFFICE, Role.LEADER], document.issuer_id, local_day(at))
    notify(
        account_ids=set(signers.values_list("pk", flat=True)) - {actor.account_id},
        kind=NOTICE_KIND, at=at, title=f"{DocumentKind(document.kind).label}待签发：{document.title}",
        url=reverse("official:show", args=[document.pk]),
        key=f"document-to-sign:{document.pk}:{document.revision}:{at.isoformat()}",
    )  # fmt: skip


def tell_drafter(document: OfficialDocument, words: str, body: str, at: datetime) -> None:
    if document.drafted_by_id is None:
        return
    notify(
        account_ids=[document.drafted_by_id], kind=NOTICE_KIND, at=at, body=body,
        title=f"公文{words}：{document.title}", url=reverse("official:show", args=[document.pk]),
        key=f"document-back:{document.pk}:{at.isoformat()}",
    )  # fmt: skip


def tell_recipients(document: OfficialDocument, words: str, body: str, at: datetime) -> None:
    """Everybody who opens the post of a receiving unit, one notice each, however many units they hold."""
    day = local_day(at)
    accounts = {
        account
        for receipt in document.receipts.all()
        for account in accounts_holding(RECIPIENTS, receipt.unit_id, day, on_itself=True).values_list(
            "pk", flat=True
        )
    }
    notify(
        account_ids=accounts, kind=NOTICE_KIND, at=at, body=body,
        title=f"{words}：{label_of(document)}",
        url=reverse("official:show", args=[document.pk]),
        key=f"document:{document.pk}:{document.state}",
    )  # fmt: skip
