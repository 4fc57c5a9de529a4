"""What waits for whom in this room, what is due, and what the search finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from dukao.checks.clocks import clock_of
from dukao.checks.models import Amendment, Check, Complaint, Conclusion, Review
from dukao.checks.policies import DOERS, UNIT_ROLES
from dukao.checks.selectors.conclusions import all_taking_part, visible_conclusions
from dukao.checks.selectors.seeing import coming_to, visible_checks
from dukao.checks.vocabulary import CheckState, ComplaintState, ConclusionState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, end_of_day, local_day
from dukao.kernel.counting import bounded_counts, count_words
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under, versions_by_unit, work_calendar
from dukao.ui.deadlines import Deadline
from dukao.ui.todo import Todo


def todos(actor: Actor, now: datetime) -> Iterator[Todo]:
    day = local_day(now)
    if actor.has(Role.OFFICE, Role.LEADER):
        yield from _for_deciders(actor, day)
    if actor.has(*DOERS):
        yield from _for_objects(actor, day)


def _for_deciders(actor: Actor, day: date) -> Iterator[Todo]:
    """What waits for the office and for leaders: all of it counted in one query."""
    led, under = (unit_ids_under(actor.scopes(role), day) for role in (Role.LEADER, Role.OFFICE))
    sent = Check.objects.filter(state=CheckState.SENT, organiser__in=led)
    amendments = Amendment.objects.filter(state="asked", check_of__organiser__in=led)
    conclusions = Conclusion.objects.filter(state=ConclusionState.SENT, check_of__organiser__in=led)
    proposed = Check.objects.filter(state=CheckState.PROPOSED, organiser__in=under)
    proposed = proposed.exclude(registered_by=actor.account_id)
    complaints = Complaint.objects.filter(state=ComplaintState.OPEN, unit__in=under)
    reviews = _open_reviews(actor, day)
    counted = bounded_counts([sent, amendments, conclusions, proposed, complaints, reviews])
    plan, drafts = reverse("checks:plan"), reverse("checks:conclusions")
    lines = (
        ("项检查计划待批准", "批准后冻结，超限额的要写明例外的理由", f"{plan}?view=sent", "批准", True),
        ("份计划变更待批准", "核对变更前后和理由", reverse("checks:amendments"), "批准", True),
        ("份督查结论待批准", "批准后送达对象", f"{drafts}?view=work", "批准", True),
        ("项申报的检查待审", "查重、合并后送审", f"{plan}?view=proposed", "审查", False),
        (
            "条减负反映待答复",
            "写明怎么办、为什么",
            f"{reverse('checks:complaints')}?view=open",
            "答复",
            False,
        ),
    )
    for count, (title, detail, url, act, is_official) in zip(counted, lines, strict=False):
        if count:
            yield Todo(None, f"{count_words(count)} {title}", detail, url, act, is_official)
    if counted[-1]:
        yield from _reviews(actor, reviews)


def _open_reviews(actor: Actor, day: date) -> QuerySet[Review]:
    under = unit_ids_under(actor.scopes(Role.OFFICE, Role.LEADER), day)
    return Review.objects.filter(
        outcome="", withdrawn_at__isnull=True, conclusion__check_of__organiser__in=under
    )


def _reviews(actor: Actor, reviews: QuerySet[Review]) -> Iterator[Todo]:
    """Reviews to be decided, for those who took no part."""
    calendar = work_calendar()
    shown = list(reviews.select_related("conclusion__check_of").order_by("pk")[:20])
    took_part = set(all_taking_part({review.conclusion.check_of_id for review in shown}))
    for review in shown:
        conclusion = review.conclusion
        clock = clock_of(conclusion, review, calendar)
        if clock is None or (conclusion.check_of_id, actor.account_id) in took_part:
            continue
        title = f"复核待决定：{conclusion.check_of.name}"
        url = reverse("checks:conclusions-review", args=[conclusion.pk])
        yield Todo(end_of_day(clock.due_on), title, f"{clock.term}内决定", url, "决定", True)


def _for_objects(actor: Actor, day: date) -> Iterator[Todo]:
    own = Conclusion.objects.filter(
        unit__in=actor.units(*DOERS), state__in=[ConclusionState.HEARING, ConclusionState.SERVED]
    ).select_related("check_of")
    for conclusion in own.order_by("pk")[:20]:
        url = reverse("checks:conclusion", args=[conclusion.pk])
        name = conclusion.check_of.name
        if conclusion.state == ConclusionState.SERVED:
            yield Todo(None, f"签收结论：{name}", "签收后开始计算申请复核的期限", url, "签收")
        elif conclusion.explained_at is None and conclusion.explain_by and conclusion.explain_by >= day:
            due_at = end_of_day(conclusion.explain_by)
            yield Todo(due_at, f"可以说明：{name}的结论", "结论作出以前听取说明", url, "说明")


def deadlines_of(actor: Actor, now: datetime) -> Iterator[Deadline]:
    """When checks come to one's units, and the clocks of their conclusions; titles stay inside."""
    day, own = local_day(now), actor.units(*UNIT_ROLES)
    if own:
        comings = Check.objects.filter(
            coming_to(own), state__in=[CheckState.APPROVED, CheckState.ONGOING],
            ends_on__gte=day - timedelta(days=60),
        )  # fmt: skip
        for check in comings.order_by("starts_on", "pk"):
            assert check.approved_at is not None
            yield Deadline(
                uid=f"check-{check.pk}", title=f"{check.get_kind_display()} {check.number} 开始",
                due_at=at_time(check.starts_on, 9), set_at=check.approved_at,
                url=reverse("checks:show", args=[check.pk]), is_done=check.state != CheckState.APPROVED,
            )  # fmt: skip
    yield from _clocks(actor, day)


def _clocks(actor: Actor, day: date) -> Iterator[Deadline]:
    running = visible_conclusions(actor, day).filter(
        state__in=[ConclusionState.HEARING, ConclusionState.RECEIVED, ConclusionState.REVIEWED]
    )
    own = actor.units(*DOERS)
    shown = list(running.select_related("check_of").order_by("pk")[:200])
    if not shown:
        return
    calendar = work_calendar()
    reviews = {one.conclusion_id: one for one in Review.objects.filter(outcome="", withdrawn_at__isnull=True)}
    for conclusion in shown:
        clock = clock_of(conclusion, reviews.get(conclusion.pk), calendar)
        if clock is None or (clock.who == "object") != (conclusion.unit_id in own):
            continue
        set_at = conclusion.received_at or conclusion.heard_at or conclusion.drafted_at
        yield Deadline(
            uid=f"conclusion-{conclusion.pk}-{conclusion.state}",
            title=f"{conclusion.check_of.number} {clock.what}截止", due_at=end_of_day(clock.due_on),
            set_at=set_at, url=reverse("checks:conclusion", args=[conclusion.pk]),
        )  # fmt: skip


def search_checks(actor: Actor, text: str, limit: int, now: datetime) -> list[tuple[str, str, str]]:
    """Checks the actor may see, by name, number or basis, the newest first: title, detail and address."""
    day, words = local_day(now), text.strip()
    if not words:
        return []
    found = list(
        visible_checks(actor, day)
        .filter(Q(name__icontains=words) | Q(number__istartswith=words) | Q(basis__icontains=words))
        .order_by("-starts_on", "-pk")[:limit]
    )
    places = versions_by_unit((check.organiser_id for check in found), day) if found else {}
    return [
        (
            check.name,
            f"{check.number}·{places[check.organiser_id].short_name}·{check.get_state_display()}",
            reverse("checks:show", args=[check.pk]),
        )
        for check in found
    ]
