"""Writing in a report, line by line."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.characters import check_length
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.reporting.completeness import missing_parts, state_when_saved
from dukao.reporting.models import ReportLine
from dukao.reporting.policies import can_edit_line
from dukao.reporting.services.holding import held_line
from dukao.reporting.services.words import line_label, place_of
from dukao.reporting.vocabulary import LINE_FLOW, LineState

FIELDS = ("value", "is_not_applicable", "narrative")
#: How a line gets from where it stands to where its content puts it.
MOVES = {LineState.FILLED: "fill", LineState.DRAFT: "touch", LineState.EMPTY: "clear"}


@transaction.atomic
def save_line(
    *,
    actor: Actor,
    line: ReportLine,
    revision: int,
    value: Decimal | None,
    at: datetime,
    narrative: str | None = None,
    is_not_applicable: bool | None = None,
    done: bool = False,
) -> ReportLine:
    """The line holds this content; what is left out stays as it was. Returns the line as stored.

    ``revision`` is the one the form was made from: somebody else's later save is not written over.
    The same content sent twice is saved once. ``done`` marks a returned line as put right.
    """
    line = held_line(line.pk)
    place = place_of(line.report, at)
    require(can_edit_line(actor, line, place.path, at))
    before = _content(line)
    _write(line, value, narrative, is_not_applicable)
    policy = line.report.period.policy
    check_length(line.narrative, policy.narrative_limit, "工作进展")
    after, state = _content(line), state_when_saved(line, policy, done=done)
    if done and missing_parts(line, policy):
        raise DomainError("not_ready", f"还不能标为已填：{'、'.join(missing_parts(line, policy))}。")
    if before == after and state == line.state:
        return line
    if before != after and line.revision != revision:
        raise _stale(line, actor)
    _store(line, state, actor, at)
    record(
        actor=actor, event="line_saved", subject=line, label=line_label(line, place), at=at,
        before={name: before[name] for name in FIELDS if before[name] != after[name]},
        after={name: after[name] for name in FIELDS if before[name] != after[name]} | {"state": state},
        unit_path=place.path,
    )  # fmt: skip
    return line


def _write(
    line: ReportLine, value: Decimal | None, narrative: str | None, is_not_applicable: bool | None
) -> None:
    if narrative is not None:
        line.narrative = narrative.replace("\r\n", "\n").strip()
    if is_not_applicable is not None:
        line.is_not_applicable = is_not_applicable
    elif value is not None:
        line.is_not_applicable = False
    line.value = None if line.is_not_applicable else value


def _content(line: ReportLine) -> dict[str, Any]:
    return {
        "value": None if line.value is None else format(line.value, "f"),
        "is_not_applicable": line.is_not_applicable,
        "narrative": line.narrative,
    }


def _store(line: ReportLine, state: str, actor: Actor, at: datetime) -> None:
    changes = {name: getattr(line, name) for name in FIELDS} | {
        "revision": line.revision + 1, "saved_at": at, "saved_by_id": actor.account_id
    }  # fmt: skip
    if state == line.state:
        ReportLine.objects.filter(pk=line.pk).update(**changes)
        for name, new in changes.items():
            setattr(line, name, new)
    else:
        apply_move(line, LINE_FLOW, MOVES[LineState(state)], **changes)


def _stale(line: ReportLine, actor: Actor) -> Stale:
    if line.saved_by_id == actor.account_id or line.saved_by is None:
        return Stale("你在另一个窗口改过这一项。这里的内容还在，核对后再存。")
    return Stale(f"{line.saved_by.name}刚刚改过这一项。你的内容还在，核对后再存。")
