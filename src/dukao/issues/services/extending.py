"""延期: asked before the limit runs out, decided by the office; the unit may take it back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.issues.models import Extension, Problem
from dukao.issues.policies import Places, can_ask_extension, can_decide_extension, is_in_time_for_extension
from dukao.issues.services.holding import held_problem, note
from dukao.issues.services.projecting import project_lights
from dukao.issues.services.telling import tell_office, tell_units
from dukao.issues.vocabulary import EXTENSION_FLOW
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.extension import ask_later, decide_later, drop_asked
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.ui.formats import day_year


@transaction.atomic
def ask_extension(
    *, actor: Actor, problem: Problem, new_due_on: date, reason: str, at: datetime
) -> Extension:
    """The unit asks for a later limit; until the office has decided, the old one holds."""
    problem, places = held_problem(problem.pk, at)
    require(can_ask_extension(actor, places))
    require(is_in_time_for_extension(problem, local_day(at)))
    extension = ask_later(problem.extensions, problem.due_on, new_due_on, reason, account_of(actor), at)
    after: dict[str, object] = {"new_due_on": new_due_on.isoformat()}
    note(actor, "problem_extension_asked", problem, places.unit, at, reason=reason, after=after)
    title = f"申请整改延期至 {day_year(new_due_on)}：{problem.title}"
    tell_office(problem, title, body=reason, key=f"problem-extension-asked:{extension.pk}", at=at)
    return extension


@transaction.atomic
def withdraw_extension(*, actor: Actor, extension: Extension, at: datetime) -> Extension:
    extension, problem, places = _held(extension, at)
    require(can_ask_extension(actor, places))
    apply_move(extension, EXTENSION_FLOW, "withdraw", decided_at=at)
    note(actor, "problem_extension_withdrawn", problem, places.unit, at)
    return extension


@transaction.atomic
def grant_extension(*, actor: Actor, extension: Extension, opinion: str = "", at: datetime) -> Extension:
    """The new day holds from now on."""
    extension, problem, places = _held(extension, at)
    require(can_decide_extension(actor, places))
    decide_later(extension, EXTENSION_FLOW, "grant", opinion, account_of(actor), at)
    before: dict[str, object] = {"due_on": problem.due_on.isoformat()}
    problem.due_on, problem.days, problem.revision = extension.new_due_on, None, problem.revision + 1
    problem.save(update_fields=["due_on", "days", "revision"])
    project_lights(problem, at)
    after: dict[str, object] = {"due_on": problem.due_on.isoformat()}
    note(
        actor,
        "problem_extension_granted",
        problem,
        places.unit,
        at,
        reason=opinion,
        before=before,
        after=after,
    )
    _answer(problem, extension, f"同意整改延期至 {day_year(problem.due_on)}", at)
    return extension


@transaction.atomic
def refuse_extension(*, actor: Actor, extension: Extension, opinion: str, at: datetime) -> Extension:
    extension, problem, places = _held(extension, at)
    require(can_decide_extension(actor, places))
    decide_later(extension, EXTENSION_FLOW, "refuse", opinion, account_of(actor), at)
    note(actor, "problem_extension_refused", problem, places.unit, at, reason=opinion)
    _answer(problem, extension, f"不同意整改延期，时限仍是 {day_year(problem.due_on)}", at)
    return extension


def drop_extension(problem: Problem, why: str, at: datetime) -> None:
    drop_asked(problem.extensions, EXTENSION_FLOW, why, at)


def _held(extension: Extension, at: datetime) -> tuple[Extension, Problem, Places]:
    problem, places = held_problem(extension.problem_id, at)
    return Extension.objects.get(pk=extension.pk), problem, places


def _answer(problem: Problem, extension: Extension, words: str, at: datetime) -> None:
    key = f"problem-extension-decided:{extension.pk}"
    tell_units(problem, f"{words}：{problem.title}", body=extension.opinion, key=key, at=at)
