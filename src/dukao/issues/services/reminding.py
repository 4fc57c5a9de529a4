"""What the clock asks by itself: limits that run out, measures and words that are owed."""

from __future__ import annotations

from datetime import datetime, timedelta

from dukao.issues.models import Problem
from dukao.issues.selectors import rules_on
from dukao.issues.services.telling import tell_office, tell_units
from dukao.issues.vocabulary import IN_HAND, ProblemState
from dukao.kernel.clock import local_day
from dukao.organisations.selectors import work_calendar
from dukao.ui.formats import day as day_words


def remind_clocks(*, at: datetime) -> int:
    """On working days units are told of what runs out and the office of what it has not verified; once each.

    Returns how many problems had something to say.
    """
    today, calendar = local_day(at), work_calendar()
    if not calendar.is_working_day(today):
        return 0
    soon = calendar.add(today, rules_on(today).soon_workdays)
    in_hand = Problem.objects.filter(state__in=IN_HAND)
    due = list(in_hand.filter(due_on__lte=soon).order_by("pk"))
    for problem in due:
        late = problem.due_on < today
        words = "整改已逾期" if late else f"{day_words(problem.due_on)}前完成整改"
        _tell(problem, words, f"{'late' if late else 'due'}:{problem.due_on}", at)
    unplanned = list(in_hand.filter(planned_on=None, plan_by__lte=calendar.add(today, 1)).order_by("pk"))
    for problem in unplanned:
        _tell(problem, f"{day_words(problem.plan_by)}前制定整改措施", f"plan:{problem.plan_by}", at)
    silent = [one for one in in_hand.filter(last_word_on__lt=today) if _owes_word(one, at)]
    for problem in silent:
        _tell(problem, "已到反馈间隔，请报进展", f"word:{problem.last_word_on}", at)
    waiting = list(Problem.objects.filter(state=ProblemState.SUBMITTED, verify_by__lt=today).order_by("pk"))
    for problem in waiting:
        key = f"problem-verify-late:{problem.pk}:{problem.verify_by}"
        tell_office(problem, f"已过验收时限：{problem.title}", kind="problem_due", key=key, at=at)
    return len(due) + len(unplanned) + len(silent) + len(waiting)


def _owes_word(problem: Problem, at: datetime) -> bool:
    last = problem.last_word_on
    return last is not None and last + timedelta(days=problem.word_days) <= local_day(at)


def _tell(problem: Problem, words: str, occasion: str, at: datetime) -> None:
    key = f"problem-{occasion}:{problem.pk}"
    tell_units(problem, f"{words}：{problem.title}", kind="problem_due", key=key, at=at)
