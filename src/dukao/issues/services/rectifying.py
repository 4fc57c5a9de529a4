"""What the unit plans and says: measures, progress with evidence; and what its liaison group sees."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, TYPE_CHECKING

from django.db import transaction

from dukao.documents.services import Inspected, check_room, examine_files, store_examined
from dukao.issues.models import Measure, Problem, RectificationRules, Word, WordEvidence
from dukao.issues.policies import Places, can_follow, can_rectify, is_in_time_for_word
from dukao.issues.selectors import rules_on, standing_of
from dukao.issues.services.holding import held_problem, note
from dukao.issues.services.projecting import project_lights
from dukao.issues.services.telling import tell_office
from dukao.issues.vocabulary import PROBLEM_FLOW, ProblemState, WordKind
from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.organisations.selectors import paths_of

if TYPE_CHECKING:
    from dukao.documents.models import StoredFile

Upload = tuple[str, IO[bytes]]
Examined = list[tuple[str, Inspected]]


@transaction.atomic
def add_measure(
    *, actor: Actor, problem: Problem, text: str, charged: str, due_on: date, at: datetime
) -> Measure:
    """One thing the unit will do, by whom and until when; with the first one the rectification begins."""
    problem, places = held_problem(problem.pk, at)
    require(can_rectify(actor, places))
    require(is_in_time_for_word(problem))
    if not text.strip() or not charged.strip():
        raise DomainError("measure_empty", "请写明措施和责任人：谁做什么。")
    if not local_day(at) <= due_on <= problem.due_on:
        raise DomainError("measure_late", "措施的完成时限在今天和整改时限之间，来不及的先申请延期。")
    measure = Measure.objects.create(
        problem=problem, text=text.strip(), charged=charged.strip(), due_on=due_on,
        unit_id=_own_unit(actor, problem, places, at), by_id=account_of(actor), at=at,
    )  # fmt: skip
    _begin(problem)
    if problem.planned_on is None:
        problem.planned_on = local_day(at)
        problem.save(update_fields=["planned_on"])
    project_lights(problem, at)
    after: dict[str, object] = {"text": measure.text, "due_on": due_on.isoformat()}
    note(actor, "measure_added", problem, places.unit, at, after=after)
    return measure


@transaction.atomic
def finish_measure(*, actor: Actor, measure: Measure, at: datetime) -> Measure:
    problem, places = held_problem(measure.problem_id, at)
    require(can_rectify(actor, places))
    require(is_in_time_for_word(problem))
    if not problem.measures.filter(pk=measure.pk, done_on=None).update(done_on=local_day(at)):
        raise DomainError("done", "这条措施已经完成了。", 409)
    note(actor, "measure_done", problem, places.unit, at, after={"text": measure.text})
    measure.done_on = local_day(at)
    return measure


def report_progress(
    *, actor: Actor, problem: Problem, text: str, files: Iterable[Upload] = (), at: datetime,
    key: str | None = None,
) -> Word | None:  # fmt: skip
    """How far it is; ``None`` when this very form was sent before. W-21 and W-22 set the bounds."""
    examined = examined_files(files, at)
    with transaction.atomic():
        problem, places = held_problem(problem.pk, at)
        require(can_rectify(actor, places))
        if is_done(key or "", "rectification_reported", subject=problem):
            return None
        require(is_in_time_for_word(problem))
        unit = _own_unit(actor, problem, places, at)
        word = say(actor, problem, WordKind.PROGRESS, text, examined, at, unit_id=unit)
        _begin(problem)
        heard(problem, at)
        after: dict[str, object] = {"evidence": word.evidence.count()}
        note(actor, "rectification_reported", problem, places.unit, at, key=key, after=after)
        return word


def follow_problem(
    *, actor: Actor, problem: Problem, text: str, files: Iterable[Upload] = (), at: datetime
) -> Word:
    """挂钩联系: what somebody of the liaison group saw; the unit's own clock does not stop for it."""
    examined = examined_files(files, at)
    with transaction.atomic():
        problem, places = held_problem(problem.pk, at)
        require(can_follow(actor, standing_of(actor, problem, local_day(at))))
        if problem.assigned_on is None or problem.state == ProblemState.DROPPED:
            raise DomainError("wrong_state", "问题还没有交办或已经撤销，不用跟进。", 409)
        word = say(actor, problem, WordKind.FOLLOW, text, examined, at, unit_id=actor.unit_id)
        note(actor, "problem_followed", problem, places.unit, at, after={"evidence": word.evidence.count()})
        tell_office(
            problem, f"挂钩跟进：{problem.title}", body=text, key=f"problem-followed:{word.pk}", at=at
        )
        return word


def examined_files(files: Iterable[Upload], at: datetime) -> Examined:
    return examine_files(files, max_bytes=rules_on(local_day(at)).evidence_bytes)


def say(
    actor: Actor, problem: Problem, kind: str, text: str, files: Examined, at: datetime, *,
    unit_id: int | None,
) -> Word:  # fmt: skip
    """One word about the problem within the bounds of the rules."""
    rules = rules_on(local_day(at))
    if not text.strip():
        raise DomainError("text_missing", "请写明情况：做了什么、到什么程度。")
    check_length(text, rules.word_limit, WordKind(kind).label)
    word = Word.objects.create(
        problem=problem, kind=kind, text=text.strip(), by_id=account_of(actor), unit_id=unit_id, at=at
    )
    for file, name in kept_files(files, rules, at):
        WordEvidence.objects.create(word=word, file=file, name=name)
    return word


def kept_files(files: Examined, rules: RectificationRules, at: datetime) -> list[tuple[StoredFile, str]]:
    """Each content once, within items and pages."""
    kept: dict[int, tuple[StoredFile, str]] = {}
    for name, inspected in files:
        file = store_examined(inspected, at=at)
        if file.pk not in kept:
            check_room(rules, name, present=[one for one, _ in kept.values()], more=file)
            kept[file.pk] = file, name
    return list(kept.values())


def heard(problem: Problem, at: datetime) -> None:
    """The unit spoke today; its lamp is worked out anew."""
    problem.last_word_on, problem.revision = local_day(at), problem.revision + 1
    problem.save(update_fields=["last_word_on", "revision"])
    project_lights(problem, at)


def _begin(problem: Problem) -> None:
    if problem.state != ProblemState.RECTIFYING:
        apply_move(problem, PROBLEM_FLOW, "start")


def _own_unit(actor: Actor, problem: Problem, places: Places, at: datetime) -> int:
    """For which of the units that put it right the actor speaks."""
    units: list[int] = [problem.unit_id, *problem.joint.values_list("pk", flat=True)]
    paths = paths_of(units, local_day(at))
    held = {grant.path for grant in actor.grants}
    return next((unit for unit in units if paths[unit] in held), problem.unit_id)
