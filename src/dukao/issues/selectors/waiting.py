"""What waits for whom in this room: for the landing page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, DateField, Field, Q, QuerySet
from django.urls import reverse

from dukao.issues.models import Extension, LookBack, Practice, Problem
from dukao.issues.policies import DOERS
from dukao.issues.selectors.own import Step, steps_due, waiting_self_checks
from dukao.issues.selectors.seeing import visible_problems
from dukao.issues.vocabulary import PracticeState, ProblemState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import end_of_day, local_day
from dukao.kernel.extension import ExtensionState
from dukao.kernel.prepared import Parameter, Prepared, tally
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under
from dukao.ui.todo import Todo, Waiting

Rows = list[tuple[Any, ...]]
#: The landing page lists so many steps of a unit one by one; the rest stand on their page.
STEPS_LISTED = 5


def todos(actor: Actor, now: datetime) -> Iterator[Todo | Waiting]:
    """A unit's next steps and self-checks; what a verifier verifies; what the office assigns and decides."""
    day = local_day(now)
    if actor.has(*DOERS):
        yield from _for_unit(actor, day)
    if actor.has(Role.OFFICE):
        run = {"scopes": actor.scopes(Role.OFFICE), "day": day}
        yield Waiting(_RIPE.asked(**run), _to_close)
        yield Waiting(_DRAFTS.asked(**run), _to_assign)
        yield Waiting(_EXTENSIONS.asked(**run), _to_decide)
        yield Waiting(_LOOKBACKS.asked(**run), _to_look_back)
        yield Waiting(_PRACTICES.asked(**run), _to_judge)
    yield Waiting(_NAMED.asked(account=actor.account_id or 0), _to_verify)


def _for_unit(actor: Actor, day: date) -> Iterator[Todo]:
    steps = steps_due(actor, day)
    yield from (_step(step) for step in steps[:STEPS_LISTED])
    if len(steps) > STEPS_LISTED:
        title = f"另有 {len(steps) - STEPS_LISTED} 个问题要整改"
        yield Todo(_end(steps[STEPS_LISTED].by), title, "已到期或快到期", reverse("issues:mine"), "查看")
    for item in waiting_self_checks(actor)[:STEPS_LISTED]:
        address = reverse("issues:self_check", args=[item.pk])
        yield Todo(_end(item.sweep.due_on), f"自查：{item.sweep.title}", "举一反三", address, "报送")


def _step(step: Step) -> Todo:
    problem = step.problem
    address = reverse("issues:show", args=[problem.pk])
    detail = f"{problem.number}·{step.why}"
    title, official = f"{step.word}：{problem.title}", step.act == "submit"
    return Todo(_end(step.by), title, detail, address, step.word, official)


def _ripe(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Problem, Any]:
    """What waits to be signed off: nobody was named to verify it, or it is verified."""
    ripe = Q(verifier=None) | Q(verified_by__isnull=False)
    return tally(_of_office(scopes, day).filter(ripe, state=ProblemState.SUBMITTED), "verify_by")


def _drafts(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Problem, Any]:
    return tally(_of_office(scopes, day).filter(state=ProblemState.DRAFT), "due_on")


def _of_office(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Problem]:
    return Problem.objects.filter(scope__in=unit_ids_under(scopes, day), is_open=1)


def _extensions(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Extension, Any]:
    below = unit_ids_under(scopes, day)
    asked = Extension.objects.filter(state=ExtensionState.ASKED, problem__scope__in=below).order_by("pk")
    return asked.values_list("problem_id", "problem__due_on", "problem__title", "problem__number")[
        :STEPS_LISTED
    ]


def _lookbacks(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[LookBack, Any]:
    below = unit_ids_under(scopes, day)
    due = LookBack.objects.filter(done_at=None, planned_on__lte=day, problem__scope__in=below)
    return tally(due, "due_on")


def _practices(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Practice, Any]:
    below = unit_ids_under(scopes, day)
    return tally(Practice.objects.filter(state=PracticeState.PROPOSED, scope__in=below))


def _named(account: Parameter) -> QuerySet[Problem, Any]:
    named = Problem.objects.filter(state=ProblemState.SUBMITTED, verifier_id=account, verified_by=None)
    return named.order_by("verify_by", "pk").values_list("pk", "verify_by", "title", "number")[:STEPS_LISTED]


_RUN: dict[str, Field[Any, Any]] = {"scopes": CharField(), "day": DateField()}
_RIPE, _DRAFTS = Prepared(_ripe, **_RUN), Prepared(_drafts, **_RUN)
_EXTENSIONS, _LOOKBACKS = Prepared(_extensions, **_RUN), Prepared(_lookbacks, **_RUN)
_PRACTICES = Prepared(_practices, **_RUN)
_NAMED = Prepared(_named, account=BigIntegerField())


def _to_close(rows: Rows) -> Iterator[Todo]:
    ((count, by),) = rows
    address = f"{reverse('issues:ledger')}?view=submitted"
    yield Todo(_end(by), f"{count} 个问题待销号", "验收人不是整改人", address, "验收")


def _to_assign(rows: Rows) -> Iterator[Todo]:
    ((count, due_on),) = rows
    address = f"{reverse('issues:ledger')}?view=draft"
    yield Todo(_end(due_on), f"{count} 个问题待交办", "交办前责任单位看不到", address, "交办")


def _to_decide(rows: Rows) -> Iterator[Todo]:
    for pk, due_on, title, number in rows:
        address = reverse("issues:show", args=[pk])
        yield Todo(_end(due_on), f"延期申请：{title}", number, address, "决定")


def _to_look_back(rows: Rows) -> Iterator[Todo]:
    ((_, first),) = rows
    yield Todo(_end(first), "回头看到期", "已销号的问题是否巩固", reverse("issues:lookbacks"), "查看")


def _to_judge(rows: Rows) -> Iterator[Todo]:
    ((count,),) = rows
    address = f"{reverse('issues:practices')}?view=proposed"
    yield Todo(None, f"{count} 个典型案例待审定", "入库后供查阅，不计分", address, "审定")


def _to_verify(rows: Rows) -> Iterator[Todo]:
    for pk, by, title, number in rows:
        address = reverse("issues:show", args=[pk])
        yield Todo(_end(by), f"请你验收：{title}", number, address, "验收")


def _end(day: date | None) -> datetime | None:
    return end_of_day(day) if day else None


def search_problems(actor: Actor, text: str, limit: int, at: datetime) -> list[tuple[str, str, str]]:
    """Title, detail and address of problems the actor may see that have ``text`` in title or number."""
    seen = visible_problems(actor, local_day(at))
    found = seen.filter(Q(title__icontains=text) | Q(number__istartswith=text))
    return [
        (one.title, f"{one.number}·{one.get_state_display()}", reverse("issues:show", args=[one.pk]))
        for one in found.order_by("-is_open", "due_on", "pk")[:limit]
    ]
