"""What a change says, read strictly into the drafts that the room's own services take."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dukao.kernel.errors import DomainError
from dukao.patrols.services.findings import FindingDraft
from dukao.patrols.services.informants import Spoken
from dukao.patrols.services.visits import Answer, VisitDraft
from dukao.patrols.vocabulary import AnswerMark, Severity, VisitManner

Body = Mapping[str, Any]
_TEXT = 4000


def visit_draft(uid: UUID, body: Body, received_at: datetime) -> VisitDraft:
    """A device whose clock is ahead tells of times to come: both are moved back until it had ended."""
    started, ended = _moment(body, "started_at"), _moment(body, "ended_at")
    ahead = max(ended - received_at, timedelta(0))
    minutes = body.get("minutes", {})
    if not isinstance(minutes, Mapping):
        raise broken("minutes")
    return VisitDraft(
        uid=uid, place=_text(body, "place")[:120], started_at=started - ahead, ended_at=ended - ahead,
        manner=_word(body, "manner", VisitManner.values), unit_id=_number(body, "unit"),
        note=_text(body, "note"), minutes={_int(one): _int(value) for one, value in minutes.items()},
    )  # fmt: skip


def answer_of(item: str, body: Body) -> Answer:
    return Answer(_int(item), _word(body, "mark", AnswerMark.values), _text(body, "note")[:200])


def finding_draft(uid: UUID, body: Body) -> FindingDraft:
    return FindingDraft(
        uid=uid, facts=_text(body, "facts"), severity=_word(body, "severity", Severity.values),
        clause=_text(body, "clause")[:200], unit_id=_number(body, "unit"),
    )  # fmt: skip


def spoken(uid: UUID, body: Body) -> Spoken:
    return Spoken(uid, _text(body, "name")[:120], _text(body, "contact")[:120], _text(body, "said"))


def broken(name: str) -> DomainError:
    return DomainError("change_broken", f"上传的记录里“{name}”看不懂，请刷新现场走访页再传；记录还在本机。")


def _text(body: Body, name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or len(value) > _TEXT:
        raise broken(name)
    return value.strip()


def _word(body: Body, name: str, known: list[str]) -> str:
    value = body.get(name)
    if value not in known:
        raise broken(name)
    return str(value)


def _int(value: Any) -> int:
    text = str(value)
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise broken("编号")
    return int(text)


def _number(body: Body, name: str) -> int | None:
    value = body.get(name)
    return None if value in (None, "") else _int(value)


def _moment(body: Body, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(body.get(name)))
    except ValueError:
        raise broken(name) from None
    if moment.tzinfo is None:
        raise broken(name)
    return moment
