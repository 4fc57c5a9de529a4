"""Standing states of a report: opened, filled, handed in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from dukao.identity.models import Account
from dukao.kernel.roles import Role
from dukao.reporting import services
from dukao.reporting.models import ReportingPeriod, ReportingPolicy, ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState
from dukao.schemes.models import SchemeVersion
from tests.conftest import NOW, City
from tests.reporting.planting import SEPTEMBER, line_of, plant_policy, plant_version, report_of


@pytest.fixture
def policy(db: None) -> ReportingPolicy:
    return plant_policy()


@pytest.fixture
def version(city: City) -> SchemeVersion:
    return plant_version(city)


@pytest.fixture
def september(city: City, version: SchemeVersion, policy: ReportingPolicy) -> ReportingPeriod:
    return services.open_period(actor=city.actor(city.office), period=SEPTEMBER, at=NOW)


@pytest.fixture
def report(city: City, september: ReportingPeriod) -> UnitReport:
    """The housing bureau's September, nothing filled in."""
    return report_of(city)


@pytest.fixture
def line(report: UnitReport) -> ReportLine:
    """老旧小区改造完成 of the housing bureau."""
    return line_of(report, "Z-02")


@pytest.fixture
def fill(city: City) -> Callable[..., ReportLine]:
    """The reporter fills a line completely."""

    def fill(line: ReportLine, value: str = "76", narrative: str = "按计划推进，下月收尾。") -> ReportLine:
        return services.save_line(
            actor=city.actor(city.reporter), line=line, revision=line.revision, value=Decimal(value),
            narrative=narrative, done=line.state == LineState.RETURNED, at=NOW,
        )  # fmt: skip

    return fill


@pytest.fixture
def submitted(city: City, report: UnitReport, fill: Callable[..., ReportLine]) -> UnitReport:
    """Filled, sent and signed: three lines wait for review, the shared one needs none."""
    for code, value in (("Z-02", "76"), ("Z-03", "2600"), ("Z-09", "15")):
        fill(line_of(report, code), value)
    services.send_report(actor=city.actor(city.reporter), report=report, at=NOW)
    return services.submit_report(actor=city.actor(city.head), report=report, at=NOW)


@pytest.fixture
def second_reviewer(city: City, make_account: Callable[..., Account]) -> Account:
    """Reviews for the planning commission too, but belongs to the housing bureau."""
    return make_account("second", "佘审", city.housing, Role.LEAD_REVIEWER, city.planning)
