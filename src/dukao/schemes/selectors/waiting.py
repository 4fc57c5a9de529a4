"""What waits for whom in this room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse

from dukao.kernel.roles import Role
from dukao.schemes.models import SchemeVersion
from dukao.schemes.policies import can_decide
from dukao.schemes.vocabulary import VersionState
from dukao.ui.todo import Todo


def waiting_for(actor: Any, now: datetime) -> Iterator[Todo]:
    """Schemes a leader has to decide on, and drafts a leader has sent back to the office."""
    if actor.has(Role.LEADER):
        yield from _to_decide(actor)
    if actor.has(Role.OFFICE):
        yield from _sent_back()


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


def _sent_back() -> Iterator[Todo]:
    returned = SchemeVersion.objects.filter(state=VersionState.DRAFT).exclude(returned_because="")
    for version in returned.select_related("scheme").order_by("updated_at"):
        yield Todo(
            due_at=None,
            title=f"修改《{version.scheme.name}》",
            detail=f"退回原因：{version.returned_because}",
            url=reverse("schemes:edit", args=[version.pk]),
            act="修改",
        )
