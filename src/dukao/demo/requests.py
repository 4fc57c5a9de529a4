"""What is asked in the last days: a later limit, help, a second look at a figure, a look on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from dukao.demo.city import City
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.matters import services as matters
from dukao.matters.models import Matter
from dukao.reporting import services as reporting
from dukao.reporting.models import ReportLine, SharedValue
from dukao.reporting.vocabulary import LineState

EXTENSIONS = (
    "连续降雨，室外管沟不具备开挖条件，申请顺延。",
    "省级评审安排在下月上旬，批复后才能开工，申请顺延。",
)
REQUESTS = (
    ("过街管线要断路施工，交警部门还没有批复占道方案。", "请市公安局会商占道方案，明确夜间施工时段。"),
    ("用地涉及两县交界，权属没有理清，征迁停了三周。", "请市自然资源局牵头勘界，两县各明确一名负责人。"),
    ("专项债资金下达比计划晚，工程款支付不上。", "请市财政局说明拨付时间，急需部分先行调度。"),
)
DOUBT = ("J-01", "统计快报为 5.9%，入库时按初步数录入，附县统计局核定表。", Decimal("5.9"))

#: Lead units whose reviewers want to see something for themselves.
SEEN_BY = ("CZ", "SW", "NY", "JT")


def plant_requests(city: City, today: date) -> None:
    """All but one wait for the office; that one was arranged, so that the answer is seen too."""
    waiting = _in_hand(city, today)
    for days, reason in enumerate(EXTENSIONS, start=1):
        matter, head = next(waiting)
        matters.ask_extension(
            actor=head, matter=matter, new_due_on=matter.due_on + timedelta(days=30), reason=reason,
            at=at_time(today - timedelta(days=days), 10, 25),
        )  # fmt: skip
    for days, (difficulty, wanted) in enumerate(REQUESTS, start=2):
        matter, head = next(waiting)
        asked = matters.ask_coordination(
            actor=head, matter=matter, difficulty=difficulty, wanted=wanted,
            at=at_time(today - timedelta(days=days), 15, 40),
        )  # fmt: skip
    matters.arrange_request(
        actor=actor_for(city.accounts["hezheng"], today), request=asked,
        answer="市财政局 12 月 30 日前先调度 40%，余款随第二批债券下达。", at=at_time(today, 9, 10),
    )  # fmt: skip
    indicator, reason, proposed = DOUBT
    shared = SharedValue.objects.filter(indicator__code=indicator, unit=city.units["X1"]).latest("period")
    reporting.request_correction(
        actor=actor_for(city.heads["X1"], today), shared=shared, proposed=proposed, reason=reason,
        at=at_time(today - timedelta(days=1), 16),
    )  # fmt: skip

    for line, reviewer in _to_see(city, today):
        reporting.accept_line(
            actor=reviewer, line=line, revision=line.revision, to_verify=True,
            opinion="数据通过，年底前到点位看一次。", at=at_time(today, 11),
        )  # fmt: skip


def _to_see(city: City, today: date) -> Iterator[tuple[ReportLine, Actor]]:
    """One line of each of the first few reviewers, but of the persona, whose queue stays as it is."""
    for code in SEEN_BY:
        waiting = ReportLine.objects.filter(state=LineState.SUBMITTED, item__lead=city.units[code])
        line = waiting.exclude(report__unit__code__in=("ZJ", code)).order_by("pk").first()
        if line is not None:
            yield line, actor_for(city.reviewers[code], today)


def _in_hand(city: City, today: date) -> Iterator[tuple[Matter, Actor]]:
    """Matters still in time, each with the head of the unit that leads it; the nearest limit first."""
    codes = {unit.pk: code for code, unit in city.units.items()}
    found = Matter.objects.filter(state="ongoing", due_on__gt=today).order_by("due_on", "pk")
    for matter in found.select_related("lead_unit"):
        yield matter, actor_for(city.heads[codes[matter.lead_unit_id]], today)
