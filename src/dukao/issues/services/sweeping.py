"""举一反三: peers check at home what one unit was found to do wrong; what they find is put right too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from dukao.identity.selectors import accounts_holding
from dukao.issues.models import Problem, SelfCheckEvidence, Sweep, SweepItem
from dukao.issues.policies import DOERS, can_answer_self_check, can_register
from dukao.issues.selectors import rules_on
from dukao.issues.services.assigning import hand_over
from dukao.issues.services.holding import held_problem, label_of, note
from dukao.issues.services.rectifying import Upload, examined_files, kept_files
from dukao.issues.services.registering import ProblemDraft, enter_problem
from dukao.issues.services.telling import tell_office
from dukao.issues.vocabulary import SELF_CHECK_FLOW, ProblemKind, ProblemState, SelfCheck, Source
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.characters import check_length
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.notifications.services import notify
from dukao.organisations.selectors import paths_of, unit_on


@transaction.atomic
def open_sweep(
    *, actor: Actor, problem: Problem, title: str, demand: str, unit_ids: Sequence[int], due_on: date,
    at: datetime,
) -> Sweep:  # fmt: skip
    """Each of these units gets one self-check; whose problem it was stays between unit and office."""
    problem, places = held_problem(problem.pk, at)
    require(can_register(actor, places.scope))
    _check_sweep(problem, title, demand, unit_ids, due_on, at)
    _check_unnamed(problem, f"{title}\n{demand}", at)
    paths = paths_of(unit_ids, local_day(at))
    for unit in unit_ids:
        require(can_register(actor, paths[unit]))
    sweep = Sweep.objects.create(
        problem=problem, scope_id=problem.scope_id, title=title.strip(), demand=demand.strip(),
        due_on=due_on, by_id=account_of(actor), at=at,
    )  # fmt: skip
    SweepItem.objects.bulk_create(SweepItem(sweep=sweep, unit_id=unit) for unit in dict.fromkeys(unit_ids))
    after: dict[str, object] = {"units": sorted(unit_ids), "due_on": due_on.isoformat(), "title": title}
    note(actor, "sweep_opened", problem, places.scope, at, after=after)
    for unit in dict.fromkeys(unit_ids):
        accounts = accounts_holding(DOERS, unit, local_day(at), on_itself=True).values_list("pk", flat=True)
        notify(
            account_ids=accounts, kind="self_check", title=f"请自查：{sweep.title}", body=sweep.demand,
            url="/problems/mine/", key=f"sweep:{sweep.pk}:{unit}", at=at,
        )  # fmt: skip
    return sweep


def answer_self_check(
    *, actor: Actor, item: SweepItem, found: bool, checked: int, text: str, files: Iterable[Upload] = (),
    at: datetime,
) -> SweepItem:  # fmt: skip
    """The unit says whether it has the same problem; if so that becomes a problem of its own, in hand."""
    examined = examined_files(files, at)
    with transaction.atomic():
        item = _held_item(item)
        path = paths_of([item.unit_id], local_day(at))[item.unit_id]
        require(can_answer_self_check(actor, path))
        rules = rules_on(local_day(at))
        check_length(text, rules.word_limit, "自查说明")
        if not 0 <= checked <= 1_000_000:
            raise DomainError("checked_bad", "自查处数填 0 以上的整数。")
        problem = _own_problem(actor, item, text, at) if found and item.state == SelfCheck.WAITING else None
        apply_move(
            item, SELF_CHECK_FLOW, "admit" if found else "clear", reason=text, text=text.strip(),
            checked=checked, by_id=account_of(actor), at=at, problem_id=problem.pk if problem else None,
        )  # fmt: skip
        for file, name in kept_files(examined, rules, at):
            SelfCheckEvidence.objects.create(item=item, file=file, name=name)
        record(
            actor=actor, event="self_check_answered", subject=item.sweep.problem,
            label=label_of(item.sweep.problem), at=at, unit_path=path, reason=text.strip(),
            after={"answer": item.state, "count": checked},
        )  # fmt: skip
        title = f"自查报送（{SelfCheck(item.state).label}）：{item.sweep.title}"
        tell_office(item.sweep.problem, title, kind="self_check", key=f"self-check:{item.pk}", at=at)
        return item


def _own_problem(actor: Actor, item: SweepItem, text: str, at: datetime) -> Problem:
    """Known to the unit from the beginning, so it is in its hands at once; the term is the usual one."""
    origin = item.sweep.problem
    if not text.strip():
        raise DomainError("text_missing", "请写明查到什么：在哪里、多少处、什么情况。")
    draft = ProblemDraft(
        source=Source.SELF_CHECK, title=f"自查：{item.sweep.title}"[:120], facts=text, clause=origin.clause,
        demand=item.sweep.demand, unit_id=item.unit_id, scope_id=item.sweep.scope_id, regime=origin.regime,
        severity=origin.severity, kind=ProblemKind.COMMON, source_text=f"举一反三：{origin.number}",
        source_url=f"/problems/sweeps/{item.sweep_id}/", label=origin.label,
    )  # fmt: skip
    problem = enter_problem(actor, draft, at)
    held, places = held_problem(problem.pk, at)
    hand_over(actor, held, places, at)
    return held


def _held_item(item: SweepItem) -> SweepItem:
    rows = SweepItem.objects.select_for_update(of=("self",)).select_related("sweep__problem")
    found = rows.filter(pk=item.pk).first()
    if found is None:
        raise Missing("没有找到这项自查，可能已移走。")
    return found


def _check_sweep(
    problem: Problem, title: str, demand: str, unit_ids: Sequence[int], due_on: date, at: datetime
) -> None:
    if problem.state == ProblemState.DROPPED:
        raise DomainError("dropped", "已撤销的问题不能发起举一反三。", 409)
    if not title.strip() or not demand.strip():
        raise DomainError("sweep_empty", "请写明自查什么、怎样查。")
    if not unit_ids:
        raise DomainError("no_peers", "请选至少一个同类单位。")
    if problem.unit_id in unit_ids:
        raise DomainError("own_unit", "责任单位自己在整改，不用再自查；请只选其他单位。")
    if due_on <= local_day(at):
        raise DomainError("past_limit", "报送时限从明天起。")


def _check_unnamed(problem: Problem, text: str, at: datetime) -> None:
    """The words go out as they are: peers learn what to check, never whose problem it was."""
    place = unit_on(problem.unit_id, local_day(at))
    for name in (place.name, place.short_name):
        if name in text:
            raise DomainError("names_unit", f"自查内容不写“{name}”：只写查什么，不写是谁、在哪里查出的。")
