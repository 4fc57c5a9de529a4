"""A year of monthly reports: old months locked, last month under review, this month under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from random import Random

from django.db import DEFAULT_DB_ALIAS

from dukao.demo.city import City
from dukao.demo.figures import Line, series
from dukao.demo.narratives import narrative
from dukao.demo.schemes import Row, indicator_table
from dukao.documents.models import StoredFile
from dukao.documents.services import store_file
from dukao.identity.models import Account
from dukao.identity.selectors import actor_for
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time, local_day
from dukao.organisations.selectors import versions_by_unit
from dukao.reporting import services
from dukao.reporting.models import (
    LineEvidence,
    LineReturn,
    ReportingPeriod,
    ReportLine,
    SharedValue,
    UnitReport,
)
from dukao.reporting.vocabulary import USUAL_REASONS, LineState, ReportState
from dukao.schemes.models import Indicator, SchemeItem
from dukao.schemes.vocabulary import SchemeKind, Supply, is_due
from dukao.scoring import Period

BATCH = 1000
EVIDENCE = (
    ("progress.png", "重点工作进度汇总表.png"),
    ("acceptance.png", "竣工验收单.png"),
    ("receipt.png", "资金到账凭证.png"),
    ("export.png", "业务系统导出表.png"),
    ("site.png", "施工现场.png"),
)
#: Items of the reporter's own unit that came back last month, with the reason.
RETURNED = {
    "Z-02": "附件是上月通知，看不出本月完成数。请换成本月验收单。",
    "J-15": "与商务月报 11 月数不一致，请核对口径。",
}
#: Items the reporter's own unit has not touched yet this month.
UNTOUCHED = {"Z-02", "Z-03", "Z-10", "Z-11"}


@dataclass
class Month:
    """What is needed to fill one month of the city."""

    city: City
    period: Period
    call: ReportingPeriod
    random: Random
    papers: list[StoredFile]
    accounts: dict[int, str]
    today: date

    @property
    def now(self) -> datetime:
        return at_time(self.today, 11)


def plant_policy(office: Actor, at: datetime) -> None:
    services.set_policy(
        actor=office,
        at=at,
        effective_on=date(at.year, 1, 1),
        source="督查考核总体办法第十二条；工作进展 300 字、佐证 3 份（页）以内",
        late_yellow=5,
        late_red=20,
    )


def plant_shared_values(city: City, year: int, seed: int, until: int) -> None:
    """What the statistics and other organs answer for, month by month, for every unit assessed on it.

    The yearly items of the overall scheme have no value before the year is over.
    """
    indicators = dict(Indicator.objects.values_list("code", "pk"))
    rows = {row["code"]: row for row in indicator_table()}
    codes = {unit.pk: code for code, unit in city.units.items()}
    asked = (
        SchemeItem.objects.filter(supply=Supply.SHARED, version__scheme__scheme_set__year=year)
        .exclude(version__scheme__kind=SchemeKind.OVERALL)
        .values_list("version__roster__unit", "code", "frequency")
        .distinct()
    )
    SharedValue.objects.bulk_create(
        (
            SharedValue(
                indicator_id=indicators[item],
                unit_id=unit_id,
                period=f"{year}-{month:02d}",
                value=line.value,
                source_organ=rows[item]["source"],
                imported_at=at_time(date(year, month, 22), 10),
                imported_by=city.accounts["hezheng"],
            )
            for unit_id, item, frequency in asked
            for month, line in enumerate(series(codes[unit_id], rows[item], year, seed), start=1)
            if month <= until and is_due(frequency, month)
        ),
        batch_size=BATCH,
    )


def store_papers(at: datetime) -> list[StoredFile]:
    folder = files("dukao.demo").joinpath("data", "evidence")
    papers = []
    for file_name, name in EVIDENCE:
        with folder.joinpath(file_name).open("rb") as content:
            papers.append(store_file(name=name, content=content, max_bytes=5 * 1024**2, at=at))
    return papers


def plant_month(
    city: City, office: Actor, period: Period, today: date, seed: int, papers: list[StoredFile]
) -> None:
    """Open the month through its service and bring every report to where it stands on ``today``."""
    opened = at_time(date(period.year, period.last_month, 20), 8)
    call = services.open_period(actor=office, period=period, at=opened)
    month = Month(
        city=city,
        period=period,
        call=call,
        random=Random(f"{seed}-{period}"),  # noqa: S311 - demo data
        papers=papers,
        accounts={unit.pk: code for code, unit in city.units.items()},
        today=today,
    )
    age = (today.year - period.year) * 12 + today.month - period.last_month
    lines: dict[int, list[ReportLine]] = defaultdict(list)
    for line in ReportLine.objects.filter(report__period=call).select_related("item", "report"):
        lines[line.report_id].append(line)
    rows = {row["code"]: row for row in indicator_table()}
    reports = []
    for own in lines.values():
        report = own[0].report
        code = month.accounts[report.unit_id]
        _set_state(month, report, code, age)
        reports.append(report)
        for line in own:
            row = rows[line.item.code]
            figure = series(code, row, period.year, seed)[period.last_month - 1]
            _fill(month, line, report, code, row, figure)
    for report in reports:
        report.save(update_fields=["state", "sent_at", "sent_by", "submitted_at", "signed_by"])
    flat = [line for own in lines.values() for line in own]
    # Rows that nothing refers to yet: writing them anew is ten times faster than updating them.
    ReportLine.objects.filter(report__period=call)._raw_delete(DEFAULT_DB_ALIAS)
    ReportLine.objects.bulk_create(flat, batch_size=BATCH)
    _attach(month, flat)
    _remember_returns(month, flat)
    _journal(month, reports)
    if age >= 2:
        locked = at_time(period.next().last_day - timedelta(days=9), 17)
        services.lock_period(actor=office, period=call, at=locked, reason="按期锁定")


def _set_state(month: Month, report: UnitReport, code: str, age: int) -> None:
    """Where the unit's report stands: all done in old months, everything between in this one."""
    random, due = month.random, month.call.due_at
    report.state = _state(code, age, random)
    if report.state == ReportState.DRAFT and age == 0:
        return
    day = local_day(due) - timedelta(days=random.randint(0, 6) if age else random.randint(6, 9))
    if age and random.random() < 0.04:
        day = local_day(due) + timedelta(days=random.randint(1, 3))
    handed_in = office_hour(day, random)
    report.sent_at, report.sent_by = (
        handed_in - timedelta(minutes=random.randint(15, 90)),
        month.city.reporters[code],
    )
    if report.state != ReportState.SIGNING:
        report.submitted_at, report.signed_by = handed_in, month.city.heads[code]


def _state(code: str, age: int, random: Random) -> str:
    if age >= 2:
        return ReportState.REVIEWED
    if age == 1:
        if code == "ZJ":  # two items go back later, by the hand of their reviewers
            return ReportState.SUBMITTED
        return random.choices((ReportState.REVIEWED, ReportState.SUBMITTED, ReportState.DRAFT), (88, 9, 3))[0]
    if code in {"ZJ", "X1", "X101"}:
        return ReportState.DRAFT
    return random.choices((ReportState.DRAFT, ReportState.SIGNING, ReportState.SUBMITTED), (58, 14, 28))[0]


def _fill(month: Month, line: ReportLine, report: UnitReport, code: str, row: Row, figure: Line) -> None:
    if line.state == LineState.SHARED:
        return
    line.state = _line_state(month, line, report, code)
    if line.state == LineState.EMPTY:
        return
    line.value = figure.value
    line.narrative = narrative(row, month.period.last_month, figure, month.random)
    line.revision = 1
    written = local_day(report.sent_at) if report.sent_at else month.today
    line.saved_at = office_hour(written - timedelta(days=month.random.randint(1, 3)), month.random)
    line.saved_by = month.city.reporters[code]
    if line.state in {LineState.SUBMITTED, LineState.ACCEPTED, LineState.RETURNED}:
        assert report.submitted_at is not None
        line.submitted_at = report.submitted_at
    if line.state in {LineState.ACCEPTED, LineState.RETURNED}:
        assert line.submitted_at is not None
        reviewed = local_day(line.submitted_at) + timedelta(days=month.random.randint(1, 2))
        line.reviewed_at = min(office_hour(reviewed, month.random), month.now)
        line.reviewed_by = _reviewer(month.city, row["lead"], code)
    if line.state == LineState.RETURNED:
        line.opinion = month.random.choice(USUAL_REASONS)


def _line_state(month: Month, line: ReportLine, report: UnitReport, code: str) -> str:
    random, state = month.random, report.state
    if state == ReportState.REVIEWED:
        return LineState.ACCEPTED
    if state == ReportState.SIGNING:
        return LineState.FILLED
    if state == ReportState.SUBMITTED:
        if code == "ZJ":
            return LineState.SUBMITTED if line.item.code in RETURNED else LineState.ACCEPTED
        return random.choices((LineState.SUBMITTED, LineState.ACCEPTED), (65, 35))[0]
    if report.submitted_at is not None:  # came back with something to put right
        return LineState.RETURNED if random.random() < 0.2 else LineState.ACCEPTED
    if code == "ZJ":
        return LineState.EMPTY if line.item.code in UNTOUCHED else LineState.FILLED
    return random.choices((LineState.EMPTY, LineState.DRAFT, LineState.FILLED), (35, 10, 55))[0]


def _reviewer(city: City, lead: str, code: str) -> Account:
    """The lead unit's reviewer; a lead unit does not review itself, then the office does."""
    return city.accounts["hezheng"] if lead == code else city.reviewers[lead]


def _attach(month: Month, lines: list[ReportLine]) -> None:
    """A third of the lines carry a paper or two."""
    LineEvidence.objects.bulk_create(
        (
            LineEvidence(
                line=line,
                file=paper,
                name=name,
                added_at=line.saved_at,
                added_by=line.saved_by,
                rejected=line.state == LineState.RETURNED and number == 0,
            )
            for line in lines
            if line.saved_at is not None and (line.state == LineState.RETURNED or month.random.random() < 0.3)
            for number, (paper, (_, name)) in enumerate(_some_papers(month))
        ),
        batch_size=BATCH,
    )


def _some_papers(month: Month) -> Iterator[tuple[StoredFile, tuple[str, str]]]:
    yield from month.random.sample(list(zip(month.papers, EVIDENCE, strict=True)), month.random.randint(1, 2))


def _remember_returns(month: Month, lines: list[ReportLine]) -> None:
    LineReturn.objects.bulk_create(
        LineReturn(
            line=line,
            value=line.value,
            narrative=line.narrative,
            reason=line.opinion,
            returned_by=line.reviewed_by,
            returned_at=line.reviewed_at,
        )
        for line in lines
        if line.state == LineState.RETURNED and line.reviewed_at is not None
    )


def _journal(month: Month, reports: list[UnitReport]) -> None:
    """The submissions, as their service would have recorded them."""
    places = versions_by_unit([report.unit_id for report in reports], month.period.last_day)
    for report in sorted(
        reports, key=lambda report: (report.submitted_at is None, report.submitted_at, report.pk)
    ):
        if report.submitted_at is None or report.signed_by is None:
            continue
        place = places[report.unit_id]
        head = Actor(account_id=report.signed_by.pk, name=report.signed_by.name, unit_name=place.short_name)
        record(
            actor=head,
            event="report_submitted",
            subject=report,
            at=report.submitted_at,
            label=f"{place.short_name} {month.period.label}填报",
            unit_path=place.path,
            after={"state": ReportState.SUBMITTED},
        )


def plant_last_days(city: City, today: date) -> None:
    """What the reviewers sent back to the reporter's unit, and the reminders of these days."""
    back = at_time(today - timedelta(days=4), 15, 20)
    lines = ReportLine.objects.filter(
        report__unit=city.units["ZJ"], state=LineState.SUBMITTED, item__code__in=RETURNED
    ).select_related("item__lead", "report__period")
    for line in lines:
        lead = line.item.lead.code if line.item.lead else ""
        reviewer = _reviewer(city, lead, "ZJ")
        services.return_line(
            actor=actor_for(reviewer, local_day(back)),
            line=line,
            revision=line.revision,
            reason=RETURNED[line.item.code],
            at=back,
        )
    for days in (4, 0):
        services.remind_due_units(at=at_time(today - timedelta(days=days), 9))


def office_hour(day: date, random: Random) -> datetime:
    """A moment of that day when offices are open; a weekend counts for the Friday before."""
    day -= timedelta(days=max(0, day.weekday() - 4))
    return at_time(day, random.randint(8, 16), random.randint(0, 59))
