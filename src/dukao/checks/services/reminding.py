"""What the clock asks by itself: receipts that are owed, clocks of conclusions, what ends."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from dukao.checks.clocks import Clock, clock_of
from dukao.checks.models import Check, Conclusion, Review
from dukao.checks.selectors.conclusions import taking_part
from dukao.checks.selectors.rules import rules_on
from dukao.checks.services.telling import tell_above, tell_organisers, tell_units
from dukao.checks.vocabulary import CheckState, ConclusionState
from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.kernel.workdays import WorkCalendar
from dukao.notifications.services import notify
from dukao.organisations.selectors import work_calendar
from dukao.ui.formats import day as day_words

RUNNING = (ConclusionState.HEARING, ConclusionState.RECEIVED, ConclusionState.REVIEWED)


def remind_clocks(*, at: datetime) -> int:
    """On working days, each once: objects of what they may still do, deciders of what they owe, organisers of
    plans and periods that end. Returns how many things there were to be reminded of.
    """
    today, calendar = local_day(at), work_calendar()
    if not calendar.is_working_day(today):
        return 0
    rules = rules_on(today)
    soon = calendar.add(today, rules.soon_workdays)
    return (
        _receipts(today, rules.receipt_workdays, calendar, at)
        + _clocks(today, soon, calendar, at)
        + _ending_periods(soon, at)
        + _closing_plan(today, soon, rules.plan_until_month, at)
    )


def _receipts(today: date, days: int, calendar: WorkCalendar, at: datetime) -> int:
    """Served and not received: nothing runs before the receipt, so that nobody may leave it lying."""
    served = Conclusion.objects.filter(state=ConclusionState.SERVED).select_related("check_of")
    late = [one for one in served if calendar.add(local_day(_known(one.served_at)), days) <= today]
    for one in late:
        url, words = f"/checks/conclusions/{one.pk}/", f"送达 {days} 个工作日没有签收：{one.check_of.name}"
        key = f"conclusion-unreceived:{one.pk}"
        body = "签收表示收到，不表示同意；签收以后才开始计算申请复核的期限。"
        tell_units([one.unit_id], words, kind="conclusion", url=url, key=key, at=at, body=body)
        tell_above(
            one.check_of.organiser_id, words, roles=(Role.OFFICE,), kind="conclusion", url=url, key=key, at=at
        )
    return len(late)


def _clocks(today: date, soon: date, calendar: WorkCalendar, at: datetime) -> int:
    reviews = {one.conclusion_id: one for one in Review.objects.filter(outcome="", withdrawn_at__isnull=True)}
    told = 0
    for one in Conclusion.objects.filter(state__in=RUNNING).select_related("check_of"):
        clock = clock_of(one, reviews.get(one.pk), calendar)
        if clock is None or clock.due_on > soon or (clock.who == "object" and clock.is_over(today)):
            continue
        told += 1
        if clock.who == "object":
            words = f"{day_words(clock.due_on)}前可以{clock.what}：{one.check_of.name}"
            key, url = f"conclusion-clock:{one.pk}:{clock.due_on}", f"/checks/conclusions/{one.pk}/"
            tell_units([one.unit_id], words, kind="conclusion", url=url, key=key, at=at)
        else:
            _tell_deciders(one, clock, today, at)
    return told


def _tell_deciders(one: Conclusion, clock: Clock, today: date, at: datetime) -> None:
    """Who took part in the check is recused, and is not asked."""
    check, is_late = one.check_of, clock.is_over(today)
    accounts = accounts_holding((Role.LEADER, Role.OFFICE), check.organiser_id, today)
    free = set(accounts.values_list("pk", flat=True)) - taking_part(check)
    words = "复核决定已过时限" if is_late else f"{day_words(clock.due_on)}前作出复核决定"
    notify(
        account_ids=free, kind="conclusion", title=f"{words}：{check.name}", body=f"{clock.term}内决定",
        url=f"/checks/conclusions/{one.pk}/", at=at,
        key=f"review-{'late' if is_late else 'due'}:{one.pk}:{clock.due_on}",
    )  # fmt: skip


def _ending_periods(soon: date, at: datetime) -> int:
    """Approved and not begun although the period ends: it is begun, changed or withdrawn, not forgotten."""
    idle = list(Check.objects.filter(state=CheckState.APPROVED, ends_on__lte=soon).order_by("pk"))
    for check in idle:
        tell_organisers(check, f"批准的期间到 {day_words(check.ends_on)}为止，还没有实施", key="idle", at=at)
    return len(idle)


def _closing_plan(today: date, soon: date, month: int, at: datetime) -> int:
    """年控、月控: what is only proposed when the plan's month ends becomes an addition of its month."""
    closes = date(today.year + (month == 12), month % 12 + 1, 1)
    if not today < closes <= soon:
        return 0
    proposed = Check.objects.filter(state=CheckState.PROPOSED, year=today.year)
    waiting = Counter(proposed.values_list("organiser", flat=True))
    for organiser, many in waiting.items():
        words = f"{today.year} 年度计划 {day_words(closes)}起按月控：{many} 项还没有送审"
        tell_above(
            organiser, words, roles=(Role.OFFICE,), kind="check_plan", url="/checks/?view=proposed", at=at,
            key=f"plan-closes:{today.year}:{organiser}",
        )  # fmt: skip
    return len(waiting)


def _known(moment: datetime | None) -> datetime:
    assert moment is not None, "what was served has its moment"
    return moment
