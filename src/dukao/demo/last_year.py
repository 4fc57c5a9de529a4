"""Last year's register as the office took it over: reports month by month and matters that are closed.

This year is held against it. What came from the former systems has no history of single steps here; the
journal says once for each month and each matter that it was brought in.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from dukao.demo.city import City
from dukao.demo.figures import series
from dukao.demo.months import BATCH
from dukao.demo.narratives import narrative
from dukao.demo.schemes import indicator_table
from dukao.documents.models import StoredFile
from dukao.identity.selectors import actor_for
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.regimes import Regime
from dukao.matters.models import Matter, MatterNumber, WorkField
from dukao.matters.vocabulary import MatterKind, MatterState
from dukao.organisations.selectors import versions_by_unit, work_calendar
from dukao.reporting.clocks import clocks_of
from dukao.reporting.models import LineEvidence, ReportingPeriod, ReportLine, UnitReport
from dukao.reporting.selectors.calls import policy_on
from dukao.reporting.vocabulary import LineState, ReportState
from dukao.schemes.vocabulary import is_due
from dukao.scoring import Period

#: What every county had to do, and what some departments had, by field.
TASKS = (
    ("项目建设", "重点项目开工"), ("城建民生", "老旧管网改造"), ("农业农村", "农村公路养护"),
    ("营商环境", "企业诉求办理"), ("安全生产", "隐患排查清零"), ("生态环境", "秸秆综合利用"),
    ("信访稳定", "信访积案化解"), ("经济运行", "规上企业培育"),
)  # fmt: skip
LEADS = ("ZJ", "JT", "SL", "NY", "JY", "WJ", "HB", "YJ", "RS", "GX", "SW", "CG")


def plant_last_year(city: City, year: int, seed: int) -> None:
    """January to November of ``year``, after its December is there; then its matters."""
    office = actor_for(city.accounts["hezheng"], date(year, 1, 4))
    pattern = list(
        ReportLine.objects.filter(report__period__period=f"{year}-12")
        .exclude(state=LineState.SHARED)
        .select_related("report", "item")
    )
    evidence = LineEvidence.objects.filter(line__report__period__period=f"{year}-12")
    papers = list({one.file_id: (one.file, one.name) for one in evidence.select_related("file")}.values())
    for month in range(1, 12):
        _plant_month(city, office, Period.parse(f"{year}-{month:02d}"), pattern, seed, papers)
    _plant_matters(city, office, year, seed)


def _plant_month(
    city: City, office: Actor, period: Period, pattern: list[ReportLine], seed: int,
    papers: list[tuple[StoredFile, str]],
) -> None:  # fmt: skip
    """Everything handed in, accepted and locked; what was due in that month alone."""
    random = Random(f"{seed}-{period}-kept")  # noqa: S311 - demo data
    policy = policy_on(period.first_day)
    clocks = clocks_of(period, policy, work_calendar())
    locked = at_time(period.next().last_day - timedelta(days=9), 17)
    call = ReportingPeriod.objects.create(
        period=str(period), policy=policy, opens_at=clocks.opens_at, due_at=clocks.due_at, locked_at=locked
    )
    codes = {unit.pk: code for code, unit in city.units.items()}
    sent = clocks.due_at - timedelta(days=2)
    reports = UnitReport.objects.bulk_create(
        (
            UnitReport(
                unit_id=unit, period=call, state=ReportState.REVIEWED, sent_at=sent, submitted_at=sent,
                sent_by=city.reporters[codes[unit]], signed_by=city.heads[codes[unit]],
            )
            for unit in dict.fromkeys(line.report.unit_id for line in pattern)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    places = {report.unit_id: report for report in reports}
    rows = {row["code"]: row for row in indicator_table()}
    lines = []
    for kept in pattern:
        if not is_due(kept.item.frequency, period.last_month):
            continue
        report, row = places[kept.report.unit_id], rows[kept.item.code]
        figure = series(codes[report.unit_id], row, period.year, seed)[period.last_month - 1]
        lines.append(
            ReportLine(
                report=report, item_id=kept.item_id, state=LineState.ACCEPTED, value=figure.value,
                narrative=narrative(row, period.last_month, figure, random), revision=1, saved_at=sent,
                saved_by=report.sent_by, submitted_at=sent, reviewed_at=locked, reviewed_by=kept.reviewed_by,
            )
        )  # fmt: skip
    made = ReportLine.objects.bulk_create(lines, batch_size=BATCH)
    LineEvidence.objects.bulk_create(
        (
            LineEvidence(line=line, file=paper, name=name, added_at=sent, added_by=line.saved_by)
            for line in made
            if random.random() < 0.45
            for paper, name in random.sample(papers, 1)
        ),
        batch_size=BATCH,
    )
    record(
        actor=office, event="period_opened", subject=call, label=f"{period.label}填报", at=locked,
        reason="由原填报系统转入。", after={"due_at": call.due_at.isoformat(), "provisional": False},
    )  # fmt: skip


def _plant_matters(city: City, office: Actor, year: int, seed: int) -> None:
    """A hundred and fifty: assigned from the last days of the year before on, closed within the year."""
    random = Random(f"{seed}:{year}:matters")  # noqa: S311 - demo data
    fields = {field.name: field.pk for field in WorkField.objects.all()}
    wanted = [(code, task) for code in city.groups["COUNTY"] for task in TASKS]
    wanted += [(code, task) for code in LEADS for task in random.sample(TASKS, 4)]
    wanted += [(code, TASKS[place % len(TASKS)]) for place, code in enumerate(city.groups["ZONE"])]
    made = []
    for number, (code, (field, task)) in enumerate(wanted, start=1):
        begins = date(year - 1, 12, 26) + timedelta(days=number * 2 % 240)
        ends = min(begins + timedelta(days=random.randint(60, 150)), date(year, 12, 27))
        closed = at_time(ends, 16)
        made.append(
            Matter(
                number=f"DB-{year}-{number:04d}", year=year, title=f"{city.short_names[code]}{year} 年{task}",
                kind=MatterKind.KEY_TASK, field_id=fields[field], owner=city.root,
                lead_unit=city.units[code], regime=Regime.GOVERNMENT,
                legal_basis="《政府督查工作条例》第三条", due_on=ends, state=MatterState.CLOSED, percent=100,
                assigned_on=begins, received_at=at_time(begins, 15), word_days=30, last_word_on=ends,
                finished_at=at_time(ends, 10), finished_by=city.heads[code], closed_at=closed,
                closed_by=city.accounts["hezheng"], opinion="资料齐全，现场核验合格，同意销号。",
                registered_by=city.accounts["hezheng"], registered_at=at_time(begins, 9),
            )
        )  # fmt: skip
    Matter.objects.bulk_create(made, batch_size=BATCH)
    MatterNumber.objects.create(year=year, last=len(made))
    places = versions_by_unit([matter.lead_unit_id for matter in made], date(year, 12, 31))
    for matter in Matter.objects.filter(year=year).order_by("pk"):
        assert matter.closed_at is not None
        record(
            actor=office, event="matter_closed", subject=matter, label=f"{matter.number} {matter.title}",
            at=matter.closed_at, unit_path=places[matter.lead_unit_id].path, reason=matter.opinion,
        )  # fmt: skip
