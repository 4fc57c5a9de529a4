"""延期: a later limit, asked before the old one runs out and decided by somebody else.

What rooms with limits share. A room adds who may, who is told, and what a new day changes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models

from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import Flow, apply_move, move

M = TypeVar("M", bound=models.Model)
#: Until one request is decided there is no other.
ONE_WAITS = "已有一份延期申请等待决定，可以先撤回再重新申请。"


class ExtensionState(models.TextChoices):
    ASKED = "asked", "待决定"
    GRANTED = "granted", "同意延期"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


def extension_flow(name: str) -> Flow:
    """``name`` tells in the journal and the docs whose extension it is."""
    asked = ExtensionState.ASKED
    return Flow(
        name=name,
        states=ExtensionState,
        moves=(
            move("grant", asked, ExtensionState.GRANTED, "同意延期", official=True),
            move("refuse", asked, ExtensionState.REFUSED, "不同意", needs_reason=True),
            move("withdraw", asked, ExtensionState.WITHDRAWN, "撤回申请"),
        ),
    )


def ask_later(
    extensions: models.Manager[M], old: date, new: date, reason: str, by_id: int | None, at: datetime
) -> M:
    """The request, among the ``extensions`` of its object; until it is decided, the old limit holds."""
    if new <= old:
        raise DomainError(
            "not_later", f"新的时限要晚于现在的时限（{old.year} 年 {old.month} 月 {old.day} 日）。"
        )
    if not reason.strip():
        raise DomainError("reason_missing", "请写明延期的理由：遇到什么情况、为什么要到这一天。")
    if extensions.filter(state=ExtensionState.ASKED).exists():
        raise DomainError("asked", ONE_WAITS, 409)
    return extensions.create(
        old_due_on=old, new_due_on=new, reason=reason.strip(), asked_by_id=by_id, asked_at=at
    )


def decide_later(
    extension: Any, flow: Flow, name: str, opinion: str, by_id: int | None, at: datetime
) -> None:
    """Granted or refused; a day that has passed meanwhile is nobody's new limit."""
    if flow.move(name).target == ExtensionState.GRANTED and extension.new_due_on < local_day(at):
        raise DomainError("past_limit", "申请的新时限已经过去，请写明原因后不同意，由单位重新申请。")
    apply_move(
        extension, flow, name, reason=opinion, opinion=opinion.strip(), decided_by_id=by_id, decided_at=at
    )


def drop_asked(extensions: models.Manager[M], flow: Flow, why: str, at: datetime) -> None:
    """What was asked for something that is no longer worked on needs no answer."""
    for extension in extensions.filter(state=ExtensionState.ASKED):
        apply_move(extension, flow, "withdraw", decided_at=at, opinion=why)
