"""Last year's register as the office took it over: reports month by month and matters that are closed.

This year is held against it: fewer lines, fewer words. What came from the former systems has no history of
single steps here; the journal says once for each month and each matter that it was brought in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Model

from dukao.demo.city import City
from dukao.demo.figures import series
from dukao.demo.months import BATCH
from dukao.demo.narratives import narrative
from dukao.demo.schemes import indicator_table
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
from dukao.scoring import Period

#: What every county had to do, and what some departments had, by field.
TASKS = (
    ("项目建设", "重点项目开工"), ("城建民生", "老旧管网改造"), ("农业农村", "农村公路养护"),
    ("营商环境", "企业诉求办理"), ("安全生产", "隐患排查清零"), ("生态环境", "秸秆综合利用"),
    ("信访稳定", "信访积案化解"), ("经济运行", "规上企业培育"),
)  # fmt: skip
#: How many of the lines came with a paper.
PROVED = 0.45
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
    papers = sorted(dict(evidence.values_list("file", "name")).items())
    for month in range(1, 12):
        _plant_month(city, office, Period.parse(f"{year}-{month:02d}"), pattern, seed, papers)
    _plant_matters(city, office, year, seed)


def _plant_month(
    city: City, office: Actor, period: Period, pattern: list[ReportLine], seed: int,
    papers: list[tuple[int, str]],
) -> None:  # fmt: skip
    """Everything handed in, accepted and locked. The former system asked for every item every month."""
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

    def lines() -> Iterator[tuple[object, ...]]:
        for kept in pattern:
            report, row = places[kept.report.unit_id], rows[kept.item.code]
            figure = series(codes[report.unit_id], row, period.year, seed)[period.last_month - 1]
            words = narrative(row, period.last_month, figure, random)
            yield report.pk, kept.item_id, figure.value, words, report.sent_by_id, kept.reviewed_by_id

    _write(
        ReportLine, ("report", "item", "value", "narrative", "saved_by", "reviewed_by"), lines(),
        state=LineState.ACCEPTED, is_not_applicable=False, revision=1, opinion="", to_verify=False,
        saved_at=sent, submitted_at=sent, reviewed_at=locked,
    )  # fmt: skip
    made = ReportLine.objects.filter(report__period=call).order_by("pk").values_list("pk", "saved_by")
    proofs = ((line, by, *random.choice(papers)) for line, by in made if random.random() < PROVED)
    _write(
        LineEvidence,
        ("line", "added_by", "file", "name"),
        proofs,
        added_at=sent,
        removed_at=None,
        rejected=False,
    )
    record(
        actor=office, event="period_opened", subject=call, label=f"{period.label}填报", at=locked,
        reason="由原填报系统转入。", after={"due_at": call.due_at.isoformat(), "provisional": False},
    )  # fmt: skip


def _write(
    model: type[Model], varied: Sequence[str], rows: Iterable[Sequence[object]], **same: object
) -> None:
    """Rows without objects: thirty thousand of them must not be waited for when the demo is first started."""
    fields: list[Any] = [model._meta.get_field(name) for name in (*varied, *same)]
    kept = fields[len(varied) :]
    ready = [
        field.get_db_prep_save(value, connection) for field, value in zip(kept, same.values(), strict=True)
    ]
    written = [
        [
            *(fields[place].get_db_prep_save(value, connection) for place, value in enumerate(row)),
            *ready,
        ]
        for row in rows
    ]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table, places = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", written)  # noqa: S608


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
                assigned_on=begins, received_at=at_time(begins, 15), word_days=10, last_word_on=ends,
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
