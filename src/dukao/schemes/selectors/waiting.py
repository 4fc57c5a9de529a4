"""What waits for whom in this room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from dukao.kernel.prepared import Prepared
from dukao.kernel.roles import Role
from dukao.schemes.models import SchemeVersion
from dukao.schemes.policies import can_decide
from dukao.schemes.vocabulary import VersionState
from dukao.ui.todo import Todo, Waiting


def waiting_for(actor: Any, now: datetime) -> Iterator[Waiting]:
    """Schemes a leader has to decide on, and drafts a leader has sent back to the office."""
    if actor.has(Role.LEADER):
        yield Waiting(_SUBMITTED.asked(), lambda _: _to_decide(actor))
    if actor.has(Role.OFFICE):
        yield Waiting(_RETURNED.asked(), _sent_back)


def _submitted() -> QuerySet[SchemeVersion, Any]:
    return SchemeVersion.objects.filter(state=VersionState.SUBMITTED).values_list("pk")[:1]


def _returned() -> QuerySet[SchemeVersion, Any]:
    returned = SchemeVersion.objects.filter(state=VersionState.DRAFT).exclude(returned_because="")
    return returned.order_by("updated_at").values_list("pk", "scheme__name", "returned_because")


_SUBMITTED, _RETURNED = Prepared(_submitted), Prepared(_returned)


def _to_decide(actor: Any) -> Iterator[Todo]:
    submitted = SchemeVersion.objects.filter(state=VersionState.SUBMITTED).select_related("scheme")
    for version in submitted.order_by("updated_at"):
        if can_decide(actor, version):
            yield Todo(
                due_at=None,
                title=f"批准《{version.scheme.name}》",
                detail=f"第 {version.number} 版，督考办送批准",
                url=reverse("schemes:show", args=[version.pk]),
                act="批准",
                is_official=True,
            )


def _sent_back(rows: list[tuple[Any, ...]]) -> Iterator[Todo]:
    for pk, name, because in rows:
        yield Todo(
            due_at=None,
            title=f"修改《{name}》",
            detail=f"退回原因：{because}",
            url=reverse("schemes:edit", args=[pk]),
            act="修改",
        )
