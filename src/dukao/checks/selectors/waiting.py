"""What waits for whom in this room, what is due, and what the search finds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, CharField, Count, DateField, Field, Q, QuerySet
from django.urls import reverse

from dukao.checks.clocks import clock_of
from dukao.checks.models import Amendment, Check, Complaint, Conclusion, Review
from dukao.checks.policies import DOERS, UNIT_ROLES
from dukao.checks.selectors.conclusions import all_taking_part, each_of, visible_conclusions
from dukao.checks.selectors.seeing import coming_to, visible_checks
from dukao.checks.vocabulary import CheckState, ComplaintState, ConclusionState
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, end_of_day, local_day
from dukao.kernel.counting import count_words
from dukao.kernel.prepared import Parameter, Prepared, any_of, at_once, tally
from dukao.kernel.roles import Role
from dukao.organisations.selectors import unit_ids_under, versions_by_unit, work_calendar
from dukao.ui.deadlines import Deadline
from dukao.ui.todo import Todo, Waiting

Rows = list[tuple[Any, ...]]
#: The landing page lists so many of each; the rest stand on their pages.
LISTED = 20


def todos(actor: Actor, now: datetime) -> Iterator[Waiting]:
    day = local_day(now)
    own = actor.account_id or 0
    led, run = actor.scopes(Role.LEADER), actor.scopes(Role.OFFICE)
    if led:
        for question, line in _LED:
            yield Waiting(question.asked(scopes=led, day=day), line.written)
    if run:
        yield Waiting(_PROPOSED.asked(scopes=run, day=day, own=own), PROPOSED.written)
        yield Waiting(_COMPLAINTS.asked(scopes=run, day=day), COMPLAINTS.written)
    if led or run:
        scopes = actor.scopes(Role.OFFICE, Role.LEADER)
        yield Waiting(_REVIEWS.asked(scopes=scopes, day=day), lambda rows: _reviews(actor, rows))
    if actor.has(*DOERS):
        units = tuple(sorted(actor.units(*DOERS)))
        yield Waiting(_OWN.asked(units=units), lambda rows: _of_objects(rows, day))


@dataclass(frozen=True)
class Line:
    """So many of one kind wait: one to-do for all, or for those of a year where the page shows one year."""

    title: str
    detail: str
    page: str
    view: str
    act: str
    is_official: bool = False

    def written(self, rows: Rows) -> Iterator[Todo]:
        for count, *year in rows:
            asked = {**({"view": self.view} if self.view else {}), **({"year": year[0]} if year else {})}
            address = f"{reverse(self.page)}?{urlencode(asked)}" if asked else reverse(self.page)
            detail = f"{year[0]} 年计划，{self.detail}" if year else self.detail
            yield Todo(
                None, f"{count_words(count)} {self.title}", detail, address, self.act, self.is_official
            )


PLANNED = Line(
    "项检查计划待批准", "批准后冻结，超限额的要写明例外的理由", "checks:plan", "sent", "批准", True
)
AMENDMENTS = Line("份计划变更待批准", "核对变更前后和理由", "checks:amendments", "", "批准", True)
CONCLUSIONS = Line("份督查结论待批准", "批准后送达对象", "checks:conclusions", "work", "批准", True)
PROPOSED = Line("项申报的检查待审", "查重、合并后送审", "checks:plan", "proposed", "审查")
COMPLAINTS = Line("条减负反映待答复", "写明怎么办、为什么", "checks:complaints", "open", "答复")


def _planned(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Check, Any]:
    return _by_year(Check.objects.filter(state=CheckState.SENT, organiser__in=unit_ids_under(scopes, day)))


def _amendments(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Amendment, Any]:
    below = unit_ids_under(scopes, day)
    return tally(Amendment.objects.filter(state="asked", check_of__organiser__in=below))


def _conclusions(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Conclusion, Any]:
    below = unit_ids_under(scopes, day)
    return tally(Conclusion.objects.filter(state=ConclusionState.SENT, check_of__organiser__in=below))


def _proposed(scopes: Sequence[Parameter], day: Parameter, own: Parameter) -> QuerySet[Check, Any]:
    below = unit_ids_under(scopes, day)
    proposed = Check.objects.filter(state=CheckState.PROPOSED, organiser__in=below)
    return _by_year(proposed.exclude(registered_by=own))


def _by_year(found: QuerySet[Check, Any]) -> QuerySet[Check, Any]:
    """At the end of a year the next one's plan is made: it waits on a page of its own."""
    return found.order_by("year").values("year").annotate(n=Count("pk")).values_list("n", "year")


def _complaints(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Complaint, Any]:
    return tally(Complaint.objects.filter(state=ComplaintState.OPEN, unit__in=unit_ids_under(scopes, day)))


def _open_reviews(scopes: Sequence[Parameter], day: Parameter) -> QuerySet[Review, Any]:
    open_ = Review.objects.filter(
        outcome="", withdrawn_at__isnull=True,
        conclusion__check_of__organiser__in=unit_ids_under(scopes, day),
    )  # fmt: skip
    return open_.order_by("pk").values_list("pk", "conclusion__check_of_id")[:LISTED]


_SCOPE: dict[str, Field[Any, Any]] = {"scopes": CharField(), "day": DateField()}
_LED = (
    (Prepared(_planned, **_SCOPE), PLANNED), (Prepared(_amendments, **_SCOPE), AMENDMENTS),
    (Prepared(_conclusions, **_SCOPE), CONCLUSIONS),
)  # fmt: skip
_PROPOSED = Prepared(_proposed, **_SCOPE, own=BigIntegerField())
_COMPLAINTS = Prepared(_complaints, **_SCOPE)
_REVIEWS = Prepared(_open_reviews, **_SCOPE)


def _reviews(actor: Actor, rows: Rows) -> Iterator[Todo]:
    """Reviews to be decided, for those who took no part."""
    calendar = work_calendar()
    reviews = Review.objects.filter(pk__in=[pk for pk, _ in rows]).select_related("conclusion__check_of")
    shown, *accounts = at_once(reviews.order_by("pk"), *all_taking_part({check for _, check in rows}))
    took_part = each_of(accounts)
    for review in shown:
        conclusion = review.conclusion
        clock = clock_of(conclusion, review, calendar)
        if clock is None or (conclusion.check_of_id, actor.account_id) in took_part:
            continue
        title = f"复核待决定：{conclusion.check_of.name}"
        url = reverse("checks:conclusions-review", args=[conclusion.pk])
        yield Todo(end_of_day(clock.due_on), title, f"{clock.term}内决定", url, "决定", True)


def _own(units: Sequence[Parameter]) -> QuerySet[Conclusion, Any]:
    """Conclusions to sign for, or to explain oneself on."""
    own = Conclusion.objects.filter(
        any_of("unit", units), state__in=[ConclusionState.HEARING, ConclusionState.SERVED]
    )
    columns = ("pk", "state", "explained_at", "explain_by", "check_of__name")
    return own.order_by("pk").values_list(*columns)[:LISTED]


_OWN = Prepared(_own, units=BigIntegerField())


def _of_objects(rows: Rows, day: date) -> Iterator[Todo]:
    for pk, state, explained_at, explain_by, name in rows:
        url = reverse("checks:conclusion", args=[pk])
        if state == ConclusionState.SERVED:
            yield Todo(None, f"签收结论：{name}", "签收后开始计算申请复核的期限", url, "签收")
        elif explained_at is None and explain_by and explain_by >= day:
            yield Todo(end_of_day(explain_by), f"可以说明：{name}的结论", "结论作出以前听取说明", url, "说明")


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
