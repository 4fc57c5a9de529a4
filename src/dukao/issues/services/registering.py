"""Registering problems from all sources, and writing them anew before they are assigned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from dukao.issues.models import Problem, ProblemEvidence, ProblemNumber
from dukao.issues.policies import can_register
from dukao.issues.selectors import rules_on
from dukao.issues.services.holding import held_problem, note
from dukao.issues.vocabulary import ProblemKind, ProblemState, Severity, Source
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.kernel.verdict import require
from dukao.organisations.policies import can_be_charged
from dukao.organisations.selectors import unit_on, versions_by_unit, work_calendar


@dataclass(frozen=True, slots=True)
class ProblemDraft:
    """What a problem says of itself. Without ``due_on`` the term of its severity runs from its assignment.

    ``scope_id`` is the place whose office keeps the ledger, ``unit_id`` the unit that answers for the
    problem, ``joint_ids`` those that put it right with it. ``files`` are (id of a stored file, its name):
    what it looked like when it was found. ``source_key`` names the group that found it (see ``finders``).
    """

    source: str
    title: str
    facts: str
    clause: str
    demand: str
    unit_id: int
    scope_id: int
    regime: str = Regime.GOVERNMENT
    severity: str = Severity.ORDINARY
    kind: str = ProblemKind.INDIVIDUAL
    duty: str = ""
    due_on: date | None = None
    found_on: date | None = None
    source_text: str = ""
    source_url: str = ""
    source_key: str = ""
    label: str = SecrecyLabel.INTERNAL
    joint_ids: tuple[int, ...] = ()
    files: tuple[tuple[int, str], ...] = ()


#: What is written in the row as it stands in the draft.
_SAME = ("source", "regime", "label", "severity", "kind", "scope_id", "unit_id", "source_url", "source_key")
_STRIPPED = ("title", "facts", "clause", "duty", "demand", "source_text")


@transaction.atomic
def register_problem(
    *, actor: Actor, draft: ProblemDraft, at: datetime, key: str | None = None
) -> Problem | None:
    """The problem stands in the ledger as 待交办; ``None`` when this very form was sent before.

    Nobody of the unit sees it yet: that begins with its assignment.
    """
    require(can_register(actor, unit_on(draft.scope_id, local_day(at)).path))
    if is_done(key or "", "problem_registered"):
        return None
    return enter_problem(actor, draft, at, key=key)


def enter_problem(actor: Actor, draft: ProblemDraft, at: datetime, *, key: str | None = None) -> Problem:
    """A new problem in the ledger, for whoever was allowed it."""
    today = local_day(at)
    problem = Problem(
        number=_next_number(today.year), year=today.year, registered_by_id=actor.account_id, registered_at=at
    )
    _write(problem, draft, today)
    problem.save()
    _tie(problem, draft)
    note(
        actor, "problem_registered", problem, unit_on(draft.scope_id, today).path, at, key=key,
        after=_plain(problem),
    )  # fmt: skip
    return problem


@transaction.atomic
def revise_problem(
    *, actor: Actor, problem: Problem, revision: int, draft: ProblemDraft, at: datetime
) -> Problem:
    """A problem not yet assigned says what ``draft`` says; who found it and its evidence stay."""
    problem, places = held_problem(problem.pk, at, revision)
    require(can_register(actor, places.scope))
    require(can_register(actor, unit_on(draft.scope_id, local_day(at)).path))
    if problem.state != ProblemState.DRAFT:
        raise DomainError("assigned", "问题已经交办，不能再改。时限用延期，登记错了用撤销。", 409)
    before, key, url = _plain(problem), problem.source_key, problem.source_url
    _write(problem, draft, local_day(at))
    problem.source_key, problem.source_url = key, url
    problem.revision += 1
    problem.save()
    problem.joint.set(draft.joint_ids)
    note(actor, "problem_revised", problem, places.scope, at, before=before, after=_plain(problem))
    return problem


def set_limit(problem: Problem, start: date) -> None:
    """The limit of a problem without a day of its own."""
    if problem.days is not None:
        problem.due_on = work_calendar().limit(start, problem.days, working=False)


def check_draft(draft: ProblemDraft, today: date) -> None:
    """Refuse what no problem can be."""
    missing = {
        "title": "请写明问题：在哪里、什么不对。",
        "facts": "请写明事实：时间、地点、看到什么。不写判断。",
        "clause": "请写明依据，例如《城市道路管理条例》第三十三条。",
        "demand": "请写明整改要求：改到什么程度。",
    }
    for name, sentence in missing.items():
        if not getattr(draft, name).strip():
            raise DomainError(f"{name}_missing", sentence)
    choices = {"source": Source, "severity": Severity, "kind": ProblemKind, "regime": Regime}
    for name, known in choices.items():
        if getattr(draft, name) not in known.values:
            raise DomainError(f"{name}_unknown", f"“{getattr(draft, name)}”不在可选范围，请从列表里选。")
    if draft.due_on is not None and draft.due_on < today:
        raise DomainError("past_limit", "整改时限已经过去，请核对。")
    if draft.found_on is not None and draft.found_on > today:
        raise DomainError("found_later", "发现日期不能晚于今天。")
    if draft.unit_id in draft.joint_ids:
        raise DomainError("unit_twice", "责任单位不能同时是共同整改单位。")
    _check_charged(draft, today)
    if draft.source_url and (not draft.source_url.startswith("/") or draft.source_url.startswith("//")):
        raise DomainError("foreign_link", "来源页只能是本站地址，以 / 开头。")


def _check_charged(draft: ProblemDraft, today: date) -> None:
    """Whose problem it is belongs to the place that keeps it; refused at the field that names another."""
    named = {"unit_id": (draft.unit_id,), "joint_ids": draft.joint_ids}
    places = versions_by_unit([draft.scope_id, draft.unit_id, *draft.joint_ids], today)
    for field_name, units in named.items():
        may = can_be_charged(places[draft.scope_id], [places[unit] for unit in units])
        if not may:
            raise DomainError(field_name, may.reason)


def _write(problem: Problem, draft: ProblemDraft, today: date) -> None:
    check_draft(draft, today)
    rules = rules_on(today)
    for name in _SAME:
        setattr(problem, name, getattr(draft, name))
    for name in _STRIPPED:
        setattr(problem, name, getattr(draft, name).strip())
    problem.found_on = draft.found_on or today
    problem.needs_proof, problem.word_days = rules.needs_proof(draft.severity), rules.word_days
    if draft.due_on is None:
        problem.days = rules.days_for(draft.severity)
        set_limit(problem, today)
    else:
        problem.days, problem.due_on = None, draft.due_on


def _tie(problem: Problem, draft: ProblemDraft) -> None:
    problem.joint.set(draft.joint_ids)
    ProblemEvidence.objects.bulk_create(
        ProblemEvidence(problem=problem, file_id=file, name=name) for file, name in dict(draft.files).items()
    )


def _next_number(year: int) -> str:
    """The row is held until the transaction ends, so numbers have neither gaps nor doubles."""
    ProblemNumber.objects.get_or_create(year=year)
    ProblemNumber.objects.filter(year=year).update(last=F("last") + 1)
    return f"WT-{year}-{ProblemNumber.objects.get(year=year).last:04d}"


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "number": problem.number, "title": problem.title, "source": problem.source,
        "severity": problem.severity, "problem_kind": problem.kind, "unit": problem.unit_id,
        "due_on": problem.due_on.isoformat(), "facts": problem.facts, "clause": problem.clause,
        "demand": problem.demand, "duty": problem.duty,
    }  # fmt: skip
