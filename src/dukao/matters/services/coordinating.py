"""督办一体 (W-06): a unit asks for what it cannot arrange alone; what is promised becomes a matter too."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.roles import Role
from dukao.kernel.verdict import require
from dukao.matters.models import CoordinationRequest, Matter
from dukao.matters.policies import (
    DOERS,
    Places,
    can_answer_request,
    can_ask_help,
    can_raise_request,
)
from dukao.matters.services.assigning import hand_over
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.joining import Part, draft_of_part
from dukao.matters.services.registering import enter_matter, require_charged
from dukao.matters.services.telling import tell_office, tell_unit
from dukao.matters.vocabulary import IN_HAND, REQUEST_FLOW, MatterState
from dukao.organisations.selectors import group_by_id


@transaction.atomic
def ask_coordination(
    *, actor: Actor, matter: Matter, difficulty: str, wanted: str, at: datetime
) -> CoordinationRequest:
    """The lead or an assisting unit says what stands in its way, and what others would have to do."""
    matter, places = held_matter(matter.pk, at)
    require(can_ask_help(actor, places))
    if matter.state not in IN_HAND:
        raise DomainError(
            "not_in_hand", f"事项现在是“{MatterState(matter.state).label}”，不用再请求协调。", 409
        )
    if not difficulty.strip() or not wanted.strip():
        raise DomainError("request_empty", "请写明遇到的困难，以及请求哪个单位做什么。")
    assert actor.unit_id is not None
    request = CoordinationRequest.objects.create(
        matter=matter, difficulty=difficulty.strip(), wanted=wanted.strip(), asked_by_id=account_of(actor),
        asked_unit_id=actor.unit_id, asked_at=at,
    )  # fmt: skip
    note(actor, "coordination_asked", matter, places.lead, at, reason=wanted)
    tell_office(
        matter, f"请求协调：{matter.title}", kind="asking", body=wanted, url=_page(request),
        key=f"request-asked:{request.pk}", at=at,
    )  # fmt: skip
    return request


@transaction.atomic
def raise_request(
    *, actor: Actor, request: CoordinationRequest, group_id: int, reason: str, at: datetime
) -> CoordinationRequest:
    """What crosses departments or places goes to the leading group; its leader is told."""
    request, matter, places = _held(request, at)
    require(can_raise_request(actor, places))
    group = group_by_id(group_id)
    apply_move(request, REQUEST_FLOW, "raise", reason=reason, group_id=group.pk, answer=reason.strip())
    note(actor, "coordination_raised", matter, places.lead, at, reason=f"{group.name}：{reason.strip()}")
    tell_office(
        matter, f"报请{group.name}协调：{matter.title}", roles=[Role.LEADER], kind="asking",
        body=request.wanted, url=_page(request), key=f"request-raised:{request.pk}", at=at,
    )  # fmt: skip
    return request


@transaction.atomic
def arrange_request(
    *, actor: Actor, request: CoordinationRequest, answer: str, promise: Part | None = None, at: datetime
) -> CoordinationRequest:
    """The answer; what somebody promised is registered and assigned to them as a matter of its own."""
    request, matter, places = _held(request, at)
    require(can_answer_request(actor, places))
    if not answer.strip():
        raise DomainError("answer_missing", "请写明协调结果：谁在什么时候前做什么。")
    apply_move(
        request, REQUEST_FLOW, "arrange", answer=answer.strip(), decided_by_id=account_of(actor),
        decided_at=at,
    )  # fmt: skip
    after: dict[str, object] = {}
    if promise is not None:
        require_charged(matter.owner_id, promise.lead_unit_id, promise.assisting_ids, local_day(at))
        new = enter_matter(actor, draft_of_part(matter, promise), at)
        hand_over(actor, *held_matter(new.pk, at), at)
        request.promised = new
        request.save(update_fields=["promised"])
        after["promised"] = new.number
    note(actor, "coordination_arranged", matter, places.lead, at, reason=answer, after=after)
    _answer(request, matter, "协调已答复", at)
    return request


@transaction.atomic
def decline_request(
    *, actor: Actor, request: CoordinationRequest, reason: str, at: datetime
) -> CoordinationRequest:
    request, matter, places = _held(request, at)
    require(can_answer_request(actor, places))
    apply_move(
        request, REQUEST_FLOW, "decline", reason=reason, answer=reason.strip(),
        decided_by_id=account_of(actor), decided_at=at,
    )  # fmt: skip
    note(actor, "coordination_declined", matter, places.lead, at, reason=reason)
    _answer(request, matter, "不予协调", at)
    return request


def _held(request: CoordinationRequest, at: datetime) -> tuple[CoordinationRequest, Matter, Places]:
    matter, places = held_matter(request.matter_id, at)
    return CoordinationRequest.objects.get(pk=request.pk), matter, places


def _answer(request: CoordinationRequest, matter: Matter, words: str, at: datetime) -> None:
    for unit_id in sorted({request.asked_unit_id, matter.lead_unit_id}):
        tell_unit(
            matter, DOERS, f"{words}：{matter.title}", unit_id=unit_id, kind="asking", body=request.answer,
            url=_page(request), key=f"request-answered:{request.pk}", at=at,
        )  # fmt: skip


def _page(request: CoordinationRequest) -> str:
    return f"/matters/requests/{request.pk}/"
