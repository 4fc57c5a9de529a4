"""Looking for a person's name in free text, for one request of theirs, on record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.privacy.models import PersonalRequest
from dukao.privacy.policies import can_answer
from dukao.privacy.selectors.texts import Place, places_naming
from dukao.privacy.vocabulary import RequestState


@transaction.atomic
def search_texts(*, actor: Actor, request: PersonalRequest, at: datetime) -> list[Place]:
    """Where texts name whoever asks: nobody else is looked for, and only while an answer is awaited."""
    request = PersonalRequest.objects.select_related("account").get(pk=request.pk)
    path = unit_on(request.asked_in, local_day(at)).path
    require(can_answer(actor, request.account_id, path))
    if request.state != RequestState.OPEN:
        raise DomainError("answered", "这件请求已经办结，不再查找。", 409)
    name = request.who.strip()
    if len(name) < 2:
        raise DomainError("name_short", "姓名太短，查找会带出不相干的人。请按类别逐项核对。")
    found = places_naming(name)
    record(
        actor=actor, event="personal_data_searched", subject=request, label=str(request), at=at,
        after={"count": sum(place.count for place in found)}, unit_path=path,
    )  # fmt: skip
    return found
