"""What waits for whom in this room: for the landing page and the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, Q, QuerySet
from django.urls import reverse

from dukao.kernel.actor import Actor
from dukao.kernel.clock import end_of_day, local_day
from dukao.kernel.counting import count_words
from dukao.kernel.prepared import Parameter, Prepared, tally
from dukao.kernel.roles import Role
from dukao.matters.models import Matter
from dukao.matters.selectors.own import Step, steps_due
from dukao.matters.selectors.seeing import visible_matters
from dukao.matters.vocabulary import MatterState
from dukao.organisations.selectors import unit_ids_under, versions_by_unit
from dukao.ui.todo import Todo, Waiting

#: Days after which a finished matter that nobody signed off is overdue for the office.
SIGN_OFF_DAYS = 5
#: The landing page lists so many steps of a unit one by one; the rest stand on their page.
STEPS_LISTED = 6


def todos(actor: Actor, now: datetime) -> Iterator[Todo | Waiting]:
    """A unit's next steps; for the office what waits to be signed off and to be assigned."""
    steps = steps_due(actor, local_day(now))
    yield from (_step(step) for step in steps[:STEPS_LISTED])
    if len(steps) > STEPS_LISTED:
        left, by = len(steps) - STEPS_LISTED, steps[STEPS_LISTED].by
        title, address = f"另有 {left} 件督办事项", reverse("matters:mine")
        yield Todo(end_of_day(by), title, "下一步已到期或快到期", address, "查看")
    if actor.has(Role.OFFICE):
        run = {"scopes": actor.scopes(Role.OFFICE), "day": local_day(now)}
        yield Waiting(_FINISHED.asked(**run), _to_sign_off)
        yield Waiting(_DRAFTS.asked(**run), _to_assign)


def _step(step: Step) -> Todo:
    matter = step.matter
    return Todo(
        end_of_day(step.by), f"{step.word}：{matter.title}", f"{matter.number}·{step.why}",
        reverse("matters:show", args=[matter.pk]), step.word, step.act == "finish",
    )  # fmt: skip


def _finished(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Matter, Any]:
    return tally(_supervised(scopes, day).filter(state=MatterState.FINISHED), "finished_at")


def _drafts(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Matter, Any]:
    return tally(_supervised(scopes, day).filter(state=MatterState.DRAFT))


def _supervised(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Matter]:
    return Matter.objects.filter(is_open=True, owner__in=unit_ids_under(scopes, day))


_FINISHED = Prepared(_finished, scopes=CharField(), day=DateField())
_DRAFTS = Prepared(_drafts, scopes=CharField(), day=DateField())


def _to_sign_off(rows: list[tuple[Any, ...]]) -> Iterator[Todo]:
    ((count, first),) = rows
    yield Todo(
        end_of_day(local_day(first) + timedelta(days=SIGN_OFF_DAYS)), f"{count_words(count)} 件事项等待销号",
        "核对后销号，没有办完的退回", f"{reverse('matters:ledger')}?view=sign", "销号", True,
    )  # fmt: skip


def _to_assign(rows: list[tuple[Any, ...]]) -> Iterator[Todo]:
    ((count,),) = rows
    yield Todo(
        None, f"{count_words(count)} 件拟办事项还没有交办", "核对四要素后交办",
        f"{reverse('matters:ledger')}?state=draft", "交办", True,
    )  # fmt: skip


def search_matters(actor: Actor, text: str, limit: int, now: datetime) -> list[tuple[str, str, str]]:
    """Matters the actor may see, by title or number, the newest first: title, detail and address."""
    day, words = local_day(now), text.strip()
    if not words:
        return []
    found = list(
        visible_matters(actor, day)
        .filter(Q(title__icontains=words) | Q(number__istartswith=words))
        .only("number", "title", "state", "lead_unit_id")
        .order_by("-pk")[:limit]
    )
    places = versions_by_unit((matter.lead_unit_id for matter in found), day) if found else {}
    return [
        (
            matter.title,
            f"{matter.number}·{places[matter.lead_unit_id].short_name}·{matter.get_state_display()}",
            reverse("matters:show", args=[matter.pk]),
        )
        for matter in found
    ]
