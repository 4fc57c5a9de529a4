"""签收."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.documents.models import Receipt
from dukao.documents.policies import can_receive
from dukao.documents.services.holding import entry_of
from dukao.documents.vocabulary import DocumentState
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on


@transaction.atomic
def receive_document(*, actor: Actor, receipt: Receipt, at: datetime) -> Receipt:
    """The unit has the document; who signed for it and when stands on record. The first one counts."""
    receipt = Receipt.objects.select_for_update(of=("self",)).select_related("document").get(pk=receipt.pk)
    require(can_receive(actor, receipt.unit_id))
    if receipt.document.state != DocumentState.ISSUED:
        raise DomainError("not_issued", "这份公文没有签发或已作废，不用签收。", 409)
    if receipt.received_at is not None:
        return receipt
    receipt.received_at, receipt.received_by_id = at, actor.account_id
    receipt.save(update_fields=["received_at", "received_by"])
    place = unit_on(receipt.unit_id, local_day(at))
    record(
        actor=actor, event="document_received", after={"unit": place.short_name},
        **{**entry_of(receipt.document, at), "unit_path": place.path},
    )  # fmt: skip
    return receipt
