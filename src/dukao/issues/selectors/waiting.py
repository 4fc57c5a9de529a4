"""What waits for whom in this room: for the landing page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, Min, Q
from django.urls import reverse

from dukao.issues.models import Extension, LookBack, Problem
from dukao.issues.policies import DOERS
from dukao.issues.selectors.own import Step, steps_due, waiting_self_checks
from dukao.issues.selectors.seeing import visible_problems
from dukao.issues.vocabulary import ProblemState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import end_of_day, local_day
from dukao.kernel.extension import ExtensionState
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under
from dukao.ui.todo import Todo

#: The landing page lists so many steps of a unit one by one; the rest stand on their page.
STEPS_LISTED = 5


def todos(actor: Actor, now: datetime) -> Iterator[Todo]:
    """A unit's next steps and self-checks; what a verifier verifies; what the office assigns and decides."""
    if actor.has(*DOERS):
        yield from _for_unit(actor, local_day(now))
    if actor.has(Role.OFFICE):
        yield from _for_office(actor, local_day(now))
    yield from _for_verifier(actor)


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


def _for_office(actor: Actor, day: date) -> Iterator[Todo]:
    """One line for each thing that waits; one query for the problems themselves."""
    scopes = unit_ids_under(actor.scopes(Role.OFFICE), day)
    ripe = Q(verifier=None) | Q(verified_by__isnull=False)
    waiting, drafts = Q(state=ProblemState.SUBMITTED) & ripe, Q(state=ProblemState.DRAFT)
    found = Problem.objects.filter(waiting | drafts, scope__in=scopes, is_open=1).aggregate(
        ripe=Count("pk", filter=waiting), by=Min("verify_by", filter=waiting),
        drafts=Count("pk", filter=drafts), due=Min("due_on", filter=drafts),
    )  # fmt: skip
    ledger = reverse("issues:ledger")
    if found["ripe"]:
        title, address = f"{found['ripe']} 个问题待销号", f"{ledger}?view=submitted"
        yield Todo(_end(found["by"]), title, "验收人不是整改人", address, "验收")
    if found["drafts"]:
        title, address = f"{found['drafts']} 个问题待交办", f"{ledger}?view=draft"
        yield Todo(_end(found["due"]), title, "交办前责任单位看不到", address, "交办")
    asked = Extension.objects.filter(state=ExtensionState.ASKED, problem__scope__in=scopes)
    for extension in asked.select_related("problem").order_by("pk")[:STEPS_LISTED]:
        problem = extension.problem
        address = reverse("issues:show", args=[problem.pk])
        yield Todo(_end(problem.due_on), f"延期申请：{problem.title}", problem.number, address, "决定")
    due = LookBack.objects.filter(done_at=None, planned_on__lte=day, problem__scope__in=scopes)
    first = due.aggregate(first=Min("due_on"))["first"]
    if first:
        yield Todo(_end(first), "回头看到期", "已销号的问题是否巩固", reverse("issues:lookbacks"), "查看")


def _for_verifier(actor: Actor) -> Iterator[Todo]:
    named = Problem.objects.filter(
        state=ProblemState.SUBMITTED, verifier_id=actor.account_id or 0, verified_by=None
    )
    for problem in named.order_by("verify_by", "pk")[:STEPS_LISTED]:
        address = reverse("issues:show", args=[problem.pk])
        yield Todo(_end(problem.verify_by), f"请你验收：{problem.title}", problem.number, address, "验收")


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
