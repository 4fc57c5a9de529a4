"""A round of the standing city: five bureaus and two counties under one scheme, September reported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dukao.assessments import services
from dukao.assessments.models import AssessmentPolicy, Objection, ObjectionRule, Round
from dukao.identity.models import Account
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.organisations.models import Unit
from dukao.organisations.vocabulary import Category, Level
from dukao.reporting.models import ReportingPeriod, ReportingPolicy, ReportLine, UnitReport
from dukao.reporting.vocabulary import LineState, ReportState
from dukao.schemes import services as scheme_services
from dukao.schemes.models import SchemeVersion
from dukao.scoring import Period, scheme_from_yaml
from tests.conftest import NOW, City

SEPTEMBER = Period.parse("2026-09")
QUARTER = Period.parse("2026-Q3")
NEW_YEAR = date(2026, 1, 1)
OCTOBER = at_time(date(2026, 10, 9), 9)
#: While September's result is posted.
DURING = OCTOBER + timedelta(days=3)

SCHEME = (Path(__file__).parent / "city.yaml").read_text(encoding="utf-8")

#: Values of September by unit: 党建评议, 投资, 房地产增速, 小区改造.
VALUES: dict[str, tuple[str, str, str, str]] = {
    "B01": ("93", "44.16", "-2.6", "76"),
    "B02": ("97", "48", "4", "86"),
    "B03": ("95", "47", "3.1", "80"),
    "B04": ("88", "40", "-5", "70"),
    "B05": ("91", "46.5", "1.2", "84"),
    "X01": ("90", "45", "0", "80"),
    "X02": ("85", "41", "-3", "72"),
}
TARGETS = {"J-07": "48", "Z-02": "86"}
ITEMS = ("D-01", "J-07", "J-11", "Z-02")


@dataclass(frozen=True)
class Field:
    """The city with everybody the round needs."""

    city: City
    units: Mapping[str, Unit]
    second_leader: Account
    county_reporter: Account


@pytest.fixture
def field(city: City, make_unit: Callable[..., Unit], make_account: Callable[..., Account]) -> Field:
    county = make_unit("X02", "青禾县", city.city, level=Level.COUNTY, category=Category.COUNTY)
    units = {
        "B01": city.housing, "B02": city.planning, "B03": city.other, "X01": city.county, "X02": county,
        "B04": make_unit("B04", "市商务局", city.city), "B05": make_unit("B05", "市财政局", city.city),
    }  # fmt: skip
    return Field(
        city, units,
        make_account("leader2", "徐明远", city.city, Role.LEADER, city.city),
        make_account("county", "县报", city.county, Role.REPORTER),
    )  # fmt: skip


@pytest.fixture
def version(field: Field) -> SchemeVersion:
    office, leader = field.city.actor(field.city.office), field.city.actor(field.city.leader)
    draft = scheme_services.add_scheme(actor=office, document=scheme_from_yaml(SCHEME), at=NOW)
    scheme_services.set_targets(
        actor=office, version=draft, at=NOW, reason="年初下达",
        values={
            (unit.pk, item, f"2026-{month:02d}"): Decimal(TARGETS.get(item, "0"))
            for unit in field.units.values()
            for item in TARGETS
            for month in range(1, 13)
        },
    )  # fmt: skip
    scheme_services.submit_version(actor=office, version=draft, at=NOW)
    scheme_services.publish_version(actor=leader, version=draft, effective_on=NEW_YEAR, at=NOW)
    return draft


@pytest.fixture
def accept(field: Field, version: SchemeVersion) -> Callable[..., ReportLine]:
    """Plant an accepted line without asking anybody; the way there has tests of its own."""
    policy = ReportingPolicy.objects.create(effective_on=NEW_YEAR, source="示考〔2026〕1 号")

    def accept(
        unit: str, item: str, value: str | None, period: str = "2026-09", at: datetime = NOW
    ) -> ReportLine:
        call, _ = ReportingPeriod.objects.get_or_create(
            period=period, defaults={"policy": policy, "opens_at": NOW, "due_at": NOW}
        )
        report, _ = UnitReport.objects.get_or_create(
            unit=field.units[unit],
            period=call,
            defaults={"state": ReportState.SUBMITTED, "submitted_at": NOW},
        )
        line, _ = ReportLine.objects.update_or_create(
            report=report, item=version.items.get(code=item),
            defaults={
                "state": LineState.ACCEPTED, "value": None if value is None else Decimal(value),
                "is_not_applicable": value is None, "reviewed_at": at, "reviewed_by": field.city.reviewer,
                "submitted_at": NOW, "narrative": "按计划推进。",
            },
        )  # fmt: skip
        return line

    return accept


@pytest.fixture
def reported(accept: Callable[..., ReportLine]) -> None:
    """Everybody's September is accepted."""
    for unit, values in VALUES.items():
        for item, value in zip(ITEMS, values, strict=True):
            accept(unit, item, value)


@pytest.fixture
def notice_policy(db: None) -> AssessmentPolicy:
    return AssessmentPolicy.objects.create(
        effective_on=NEW_YEAR, notice_days=5, source="《考评办法》第二十六条"
    )


@pytest.fixture
def september(version: SchemeVersion, reported: None) -> Round:
    """The live round of September, computed."""
    services.open_rounds(at=NOW)
    assessment = Round.objects.select_related("version__scheme").get(version=version, period="2026-09")
    return services.refresh_round(assessment=assessment, at=NOW)


@pytest.fixture
def rule(db: None) -> ObjectionRule:
    return ObjectionRule.objects.create(
        effective_on=NEW_YEAR,
        decide_days=10,
        again_days=3,
        again_decide_days=10,
        source="《考评办法》第二十七条",
    )


@pytest.fixture
def second_office(field: Field, make_account: Callable[..., Account]) -> Account:
    """Of the office too, and without a hand in anything so far."""
    return make_account("office2", "唐棠", field.city.office_unit, Role.OFFICE, field.city.city)


@pytest.fixture
def posted(field: Field, september: Round, notice_policy: AssessmentPolicy, rule: ObjectionRule) -> Round:
    office = field.city.actor(field.city.office)
    services.freeze_round(actor=office, assessment=september, at=OCTOBER)
    return services.post_round(actor=office, assessment=september, at=OCTOBER)


@pytest.fixture
def head(field: Field) -> Actor:
    return field.city.actor(field.city.head)


@pytest.fixture
def objection(head: Actor, field: Field, posted: Round) -> Objection:
    made = services.raise_objection(
        actor=head, assessment=posted, unit_id=field.units["B01"].pk, item="Z-02", grounds="9 月 30 日验收 86 个小区",
        wanted="按 86 计", at=DURING,
    )  # fmt: skip
    assert made
    return made


@pytest.fixture
def handled(field: Field, objection: Objection, second_office: Account) -> Objection:
    return services.assign_objection(
        actor=field.city.actor(field.city.office), objection=objection, handler_id=second_office.pk, at=DURING
    )
