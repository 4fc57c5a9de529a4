"""What a device sends, read into changes; anything else is refused with words and kept on the device."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dukao.kernel.errors import DomainError
from dukao.kernel.request import Request
from dukao.patrols.services import Change
from dukao.patrols.vocabulary import RecordKind

#: A device sends its changes in parts of this size.
BATCH = 50
UNREADABLE = "上传的内容看不懂，请刷新现场走访页再传；记录还在本机。"


def changes_in(request: Request) -> list[Mapping[str, Any]]:
    """The changes of one sending, still to be read one by one."""
    # Of a form there is no body left: whoever counts files, or looks for a token, has read it.
    if request.content_type == "multipart/form-data":
        raise DomainError("unreadable", UNREADABLE)
    try:
        sent = json.loads(request.body)
        changes, device = sent["changes"], str(UUID(sent["device"]))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise DomainError("unreadable", UNREADABLE) from None
    if not isinstance(changes, list) or not all(isinstance(one, dict) for one in changes):
        raise DomainError("unreadable", UNREADABLE)
    if len(changes) > BATCH:
        raise DomainError("too_many", f"一次最多上传 {BATCH} 条，请刷新现场走访页再传；记录还在本机。", 413)
    return [one | {"device": device} for one in changes]


def change_of(sent: Mapping[str, Any]) -> Change:
    """One change as the service takes it. Raises DomainError."""
    try:
        kind = RecordKind(sent["kind"])
        visit = UUID(sent["visit"])
        mark = str(sent["mark"])
        if kind in (RecordKind.FINDING, RecordKind.INFORMANT):
            mark = str(UUID(mark))
        elif not mark.isascii() or not (kind == RecordKind.VISIT or mark.isdigit()):
            raise ValueError
        said_at = datetime.fromisoformat(sent["said_at"])
        if said_at.tzinfo is None or not isinstance(sent["body"], dict):
            raise ValueError
        return Change(
            uid=UUID(sent["uid"]), task_id=int(sent["task"]), kind=kind, visit_uid=visit, mark=mark,
            parents=frozenset(UUID(parent) for parent in sent["parents"]), said_at=said_at, body=sent["body"],
            device=UUID(sent["device"]),
        )  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError):
        raise DomainError("unreadable", UNREADABLE) from None
