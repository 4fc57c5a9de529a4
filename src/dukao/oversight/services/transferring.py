"""移送: sealed when handed over, received against a receipt, opened by the receiver alone, on record."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.numbering import next_number
from dukao.kernel.sealing import is_current, open_sealed, seal
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.oversight.models import Transfer
from dukao.oversight.policies import can_send_transfer, can_take_transfer
from dukao.oversight.services.telling import tell_of_transfer
from dukao.oversight.vocabulary import TRANSFER_FLOW, TransferState


@dataclass(frozen=True, slots=True)
class Handing:
    """What is handed over: the outline for the list, the contents for the receiver's eyes."""

    direction: str
    unit_id: int
    outline: str
    contents: str


@transaction.atomic
def send_transfer(*, actor: Actor, handing: Handing, at: datetime, key: str = "") -> Transfer | None:
    """The contents are sealed from now on, also for the sender; ``None`` when this form was sent before."""
    path = unit_on(handing.unit_id, local_day(at)).path
    require(can_send_transfer(actor, handing.direction, path))
    if is_done(key, "transfer_sent"):
        return None
    if not handing.outline.strip() or not handing.contents.strip():
        raise DomainError("transfer_empty", "请写事由（不写人名）和移送内容。")
    uid = uuid.uuid4()
    transfer = Transfer.objects.create(
        uid=uid, number=next_number(Transfer.objects.all(), "YS", local_day(at).year),
        direction=handing.direction,
        outline=handing.outline.strip(), sealed=seal(handing.contents.strip(), str(uid)),
        unit_id=handing.unit_id, unit_path=path, sent_by_id=account_of(actor), sent_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="transfer_sent", subject=transfer, label=transfer.number, at=at, key=key or None,
        after={"direction": transfer.direction}, unit_path=path,
    )  # fmt: skip
    tell_of_transfer(
        transfer, f"移送待签收：{transfer.number}", to_sender=False, key=f"transfer-sent:{transfer.pk}", at=at
    )
    return transfer


@transaction.atomic
def receive_transfer(*, actor: Actor, transfer: Transfer, receipt: str, at: datetime) -> Transfer:
    """The receiver signs; the sender is told with the receipt's words."""
    transfer = _held(actor, transfer)
    if not receipt.strip():
        raise DomainError("receipt_missing", "请写回执：编号、由谁办理。")
    apply_move(
        transfer, TRANSFER_FLOW, "receive", receipt=receipt.strip()[:200], received_by_id=account_of(actor),
        received_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="transfer_received", subject=transfer, label=transfer.number, at=at,
        after={"receipt": transfer.receipt}, unit_path=transfer.unit_path,
    )  # fmt: skip
    tell_of_transfer(
        transfer,
        f"移送已签收：{transfer.number}",
        to_sender=True,
        key=f"transfer-received:{transfer.pk}",
        at=at,
    )
    return transfer


@transaction.atomic
def open_transfer(*, actor: Actor, transfer: Transfer, at: datetime) -> str:
    """The contents, for the receiver who has signed; every opening is an entry."""
    transfer = _held(actor, transfer)
    if transfer.state == TransferState.SENT:
        raise DomainError("not_received", "先签收，再打开。", 409)
    record(
        actor=actor, event="transfer_opened", subject=transfer, label=transfer.number, at=at,
        unit_path=transfer.unit_path,
    )  # fmt: skip
    return open_sealed(transfer.sealed, str(transfer.uid))


@transaction.atomic
def settle_transfer(*, actor: Actor, transfer: Transfer, outcome: str, at: datetime) -> Transfer:
    """What came of it, in words the other side may read."""
    transfer = _held(actor, transfer)
    apply_move(
        transfer, TRANSFER_FLOW, "settle", reason=outcome, outcome=outcome.strip(),
        ended_by_id=account_of(actor), ended_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="transfer_settled", subject=transfer, label=transfer.number, at=at,
        reason=outcome.strip(), unit_path=transfer.unit_path,
    )  # fmt: skip
    tell_of_transfer(
        transfer,
        f"移送有了结果：{transfer.number}",
        to_sender=True,
        key=f"transfer-ended:{transfer.pk}",
        at=at,
    )
    return transfer


@transaction.atomic
def return_transfer(*, actor: Actor, transfer: Transfer, reason: str, at: datetime) -> Transfer:
    """Not this side's to handle, with the reason."""
    transfer = _held(actor, transfer)
    apply_move(
        transfer, TRANSFER_FLOW, "return", reason=reason, outcome=reason.strip(),
        ended_by_id=account_of(actor), ended_at=at,
    )  # fmt: skip
    record(
        actor=actor, event="transfer_returned", subject=transfer, label=transfer.number, at=at,
        reason=reason.strip(), unit_path=transfer.unit_path,
    )  # fmt: skip
    tell_of_transfer(
        transfer, f"移送被退回：{transfer.number}", to_sender=True, key=f"transfer-ended:{transfer.pk}", at=at
    )
    return transfer


@transaction.atomic
def renew_transfer_seals(*, actor: Actor, at: datetime) -> int:
    """Contents sealed with an older key are sealed with the current one; then the old key may go."""
    count = 0
    for transfer in Transfer.objects.select_for_update(of=("self",)).order_by("pk"):
        if not is_current(transfer.sealed):
            transfer.sealed = seal(open_sealed(transfer.sealed, str(transfer.uid)), str(transfer.uid))
            transfer.save(update_fields=["sealed"])
            count += 1
    record(
        actor=actor,
        event="transfer_seals_renewed",
        subject=None,
        label="封存密钥",
        at=at,
        after={"count": count},
    )
    return count


def _held(actor: Actor, transfer: Transfer) -> Transfer:
    """The transfer as it is now, for the receiving side only."""
    found = Transfer.objects.select_for_update(of=("self",)).filter(pk=transfer.pk).first()
    if found is None:
        raise Missing("没有找到这件移送。")
    require(can_take_transfer(actor, found))
    return found
