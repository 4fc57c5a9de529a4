"""移交线索: from the office to one receiver at discipline, sealed, with a receipt."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localtime

from dukao.identity.selectors import accounts_holding
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.numbering import next_number
from dukao.kernel.roles import Role
from dukao.kernel.sealing import open_sealed, seal
from dukao.kernel.verdict import require
from dukao.organisations.selectors import work_calendar
from dukao.patrols.models import Finding, HandOver
from dukao.patrols.policies import can_open_clue, can_settle
from dukao.patrols.selectors import clue_for, patrol_rules_on
from dukao.patrols.services.holding import held_finding, of_finding
from dukao.patrols.services.telling import tell
from dukao.patrols.vocabulary import FINDING_FLOW, SEALED_FACTS

BASIS = "《政府督查工作条例》第二十三条"


@dataclass(frozen=True, slots=True)
class Contents:
    """What went over: the office's own account, and the finding as it was."""

    account: str
    facts: str
    clause: str
    place: str
    at: str


@transaction.atomic
def hand_over_clue(
    *, actor: Actor, finding: Finding, receiver_id: int, account: str, at: datetime
) -> HandOver:
    """The clue is sealed for its receiver. The finding keeps its number and loses its words everywhere else.

    Pictures stay stored, and are shown to nobody through the finding any more.
    """
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_settle(actor, ground.owner, finding.recorded_by_id))
    day, owner = local_day(at), finding.visit.task.owner_id
    receiver = accounts_holding([Role.DISCIPLINE], owner, day).filter(pk=receiver_id).first()
    if receiver is None:
        raise DomainError("no_receiver", "接收人要是本范围的纪检监督人员。")
    if not account.strip():
        raise DomainError("account_missing", "请写明移交的理由和线索内容。")
    contents = Contents(
        account.strip(), finding.facts, finding.clause, finding.visit.place,
        f"{localtime(finding.visit.started_at):%Y-%m-%d %H:%M}",
    )  # fmt: skip
    written, uid = json.dumps(asdict(contents), ensure_ascii=False), uuid4()
    clue = HandOver.objects.create(
        uid=uid, number=next_number(HandOver.objects.all(), "YJ", day.year), finding=finding,
        sealed=seal(written, str(uid)), digest=hashlib.sha256(written.encode()).hexdigest(),
        sent_by_id=account_of(actor), sent_at=at, receiver=receiver,
        receive_by=work_calendar().add(day, patrol_rules_on(day).receipt_workdays),
    )  # fmt: skip
    before = apply_move(
        finding, FINDING_FLOW, "hand_over", reason=BASIS, opinion=f"{BASIS}，移交 {clue.number}。",
        settled_at=at, settled_by_id=account_of(actor), facts=SEALED_FACTS, clause="",
    )  # fmt: skip
    record(
        actor=actor, event="clue_handed_over", before={"finding_state": before},
        after={"finding_state": finding.state, "number": clue.number, "digest": clue.digest},
        **of_finding(finding, at),
    )  # fmt: skip
    tell(
        [receiver.pk], f"收到移交线索 {clue.number}，请签收", url=f"/patrols/clues/{clue.pk}/",
        key=f"patrol-clue:{clue.pk}", at=at, kind="patrol_urgent",
    )  # fmt: skip
    return clue


@transaction.atomic
def receive_clue(*, actor: Actor, clue: HandOver, receipt: str, at: datetime) -> HandOver:
    """签收 by the receiver himself, with a word of receipt for the sender."""
    clue = HandOver.objects.select_for_update(of=("self",)).get(pk=clue_for(actor, clue.pk).pk)
    if clue.receiver_id != actor.account_id:
        raise DomainError("not_receiver", "线索由接收人自己签收。", 403)
    if clue.received_at is not None:
        raise DomainError("received", "这份线索已经签收。", 409)
    if not receipt.strip():
        raise DomainError("receipt_missing", "请写回执，例如：收到，按程序办理。")
    clue.received_at, clue.receipt = at, receipt.strip()
    clue.save(update_fields=["received_at", "receipt"])
    record(actor=actor, event="clue_received", after={"number": clue.number}, **of_finding(clue.finding, at))
    tell(
        [clue.sent_by_id], f"移交线索 {clue.number} 已签收", url=f"/patrols/clues/{clue.pk}/",
        key=f"patrol-clue-received:{clue.pk}", at=at, kind="patrol_urgent",
    )  # fmt: skip
    return clue


@transaction.atomic
def open_clue(*, actor: Actor, clue: HandOver, at: datetime) -> Contents:
    """What was handed over, for sender and receiver alone; that it was read is on record."""
    clue = clue_for(actor, clue.pk)
    require(can_open_clue(actor, sender_id=clue.sent_by_id, receiver_id=clue.receiver_id))
    written = open_sealed(clue.sealed, str(clue.uid))
    record(actor=actor, event="clue_read", after={"number": clue.number}, **of_finding(clue.finding, at))
    return Contents(**json.loads(written))
