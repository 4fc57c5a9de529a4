"""Looking is on record too: for auditors, once a day, a page and a person."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.journal.services import record, record_once
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import Verdict, require
from dukao.oversight.policies import can_oversee


def note_looking(*, actor: Actor, page: str, at: datetime) -> None:
    """The first look at ``page`` on a day is written down under no unit's path: only auditors read it."""
    require(can_oversee(actor))
    key = f"oversight-looked:{page}:{account_of(actor)}:{local_day(at)}"
    record_once(
        actor=actor, event="oversight_looked", subject=None, label=page, at=at, after={"page": page}, key=key
    )


@transaction.atomic
def note_export(*, actor: Actor, conditions: str, count: int, purpose: str, at: datetime) -> None:
    """Who took which part of the process out of the product, and what for."""
    require(can_oversee(actor))
    _record_export(actor, conditions, count, purpose, at)


@transaction.atomic
def note_ledger_export(
    *, actor: Actor, may: Verdict, conditions: str, count: int, purpose: str, at: datetime
) -> None:
    """Letters and transfers are also the office's and the units': whoever may open the list may take it."""
    require(may)
    _record_export(actor, conditions, count, purpose, at)


def _record_export(actor: Actor, conditions: str, count: int, purpose: str, at: datetime) -> None:
    if not purpose.strip():
        raise DomainError("purpose_missing", "请写明导出用途，它会记入日志。")
    record(
        actor=actor, event="oversight_exported", subject=None, label=conditions, at=at,
        after={"count": count}, reason=purpose.strip(),
    )  # fmt: skip
