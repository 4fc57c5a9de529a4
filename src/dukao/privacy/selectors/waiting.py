"""What waits for a person because of personal data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import end_of_day, local_day
from dukao.kernel.prepared import Prepared
from dukao.kernel.roles import Role
from dukao.privacy.models import PersonalRequest
from dukao.privacy.policies import can_decide_destruction
from dukao.privacy.selectors.keeping import waiting_destructions
from dukao.privacy.selectors.requests import open_requests
from dukao.privacy.vocabulary import RequestState
from dukao.ui.todo import Todo, Waiting


def todos(actor: Actor, now: datetime) -> Iterator[Todo | Waiting]:
    if actor.has(Role.OFFICE):
        yield Waiting(_OPEN.asked(), lambda _: _requests(actor, local_day(now)))
    if actor.has(Role.SECURITY_ADMIN) and can_decide_destruction(actor):
        waiting = list(waiting_destructions())
        if waiting:
            url = reverse("privacy:keeping")
            title = f"到期的个人信息待批准销毁：{len(waiting)} 类"
            yield Todo(None, title, "、".join(one.label for one in waiting), url, "批准", is_official=True)


def _open() -> QuerySet[PersonalRequest, Any]:
    """Whether anything is open at all; whose it is to answer is asked only then."""
    return PersonalRequest.objects.filter(state=RequestState.OPEN).values_list("pk")[:1]


_OPEN = Prepared(_open)


def _requests(actor: Actor, day: date) -> Iterator[Todo]:
    for one in open_requests(actor, day):
        url = reverse("privacy:request", args=[one.pk])
        title = f"个人信息请求：{one.get_kind_display()}{one.about}"
        yield Todo(end_of_day(one.answer_by), title, one.who, url, "答复")
