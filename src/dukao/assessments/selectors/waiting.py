"""What waits for whom in this room: rounds to freeze, to post, to finalise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from dukao.assessments.models import Round
from dukao.assessments.selectors.objections import visible_objections
from dukao.assessments.selectors.rounds import rounds_within
from dukao.assessments.vocabulary import ObjectionState, RoundState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.kernel.roles import Role
from dukao.ui.todo import Todo

#: What an open objection waits for.
_ACTS: dict[str, str] = {
    ObjectionState.RAISED: "指定办理人", ObjectionState.HANDLING: "办理", ObjectionState.APPROVING: "批准",
}  # fmt: skip


def todos(actor: Actor, now: datetime) -> Iterator[Todo]:
    """For the office rounds that are over, or frozen; for a leader public notices that have run out."""
    if actor.has(Role.OFFICE):
        over = Q(ends_on__lt=local_day(now), state=RoundState.COLLECTING) & ~Q(result_digest="")
        waiting = rounds_within(actor, Role.OFFICE).filter(over | Q(state=RoundState.FROZEN))
        # Frozen rounds come first: what is to be posted is nearer its end. Then what is over longest.
        rounds = list(waiting.order_by("-state", "ends_on", "months", "pk"))
        for assessment in _not_taken_over(rounds):
            yield _todo(assessment, "公示" if assessment.state == RoundState.FROZEN else "冻结")
    if actor.has(Role.LEADER):
        ended = rounds_within(actor, Role.LEADER).filter(state=RoundState.ON_NOTICE, notice_until__lte=now)
        for assessment in ended.exclude(frozen_by=actor.account_id):
            yield _todo(assessment, "定案")


def objection_todos(actor: Actor, now: datetime) -> Iterator[Todo]:
    """For the office objections nobody was given yet; for whoever was given one, to decide or approve it."""
    wanted = Q(state=ObjectionState.HANDLING, handler=actor.account_id)
    wanted |= Q(state=ObjectionState.APPROVING, approver=actor.account_id)
    if actor.has(Role.OFFICE):
        wanted |= Q(state=ObjectionState.RAISED)
    if actor.account_id is None or not actor.has(Role.OFFICE, Role.LEADER):
        return
    for objection in visible_objections(actor).filter(wanted).order_by("decide_by", "pk"):
        act = _ACTS[objection.state]
        yield Todo(
            due_at=at_time(objection.due_on, 17, 30),
            title=f"{act}：对{objection.item_name or '总分'}的异议",
            detail=f"{objection.round.span.label}·{objection.wanted}",
            url=reverse("assessments:objection", args=[objection.pk]),
            act=act,
            is_official=True,
        )


def _not_taken_over(rounds: list[Round]) -> list[Round]:
    """Without the months whose quarter is settled: what they came to is posted with it."""
    settled = Round.objects.filter(version__in={assessment.version_id for assessment in rounds})
    longer: dict[int, list[Round]] = {}
    for found in settled.exclude(state=RoundState.COLLECTING).filter(months__gt=1):
        longer.setdefault(found.version_id, []).append(found)
    return [
        assessment
        for assessment in rounds
        if not any(
            found.months > assessment.months and found.span.contains(assessment.span)
            for found in longer.get(assessment.version_id, ())
        )
    ]


def _todo(assessment: Round, act: str) -> Todo:
    return Todo(
        due_at=None,
        title=f"{act} {assessment.span.label}考核结果",
        detail=assessment.version.scheme.name,
        url=reverse("assessments:show", args=[assessment.pk]),
        act=act,
        is_official=True,
    )
