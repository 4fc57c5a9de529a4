"""Who takes part: the standing city with two more bureaus, and the draft on the office's desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from dukao.assessments.models import AssessmentPolicy
from dukao.identity.models import Account
from dukao.kernel.roles import Role
from dukao.organisations.models import Unit
from dukao.reporting.models import ReportingPolicy
from dukao.schemes import services as schemes
from dukao.schemes.models import SchemeVersion
from dukao.scoring import scheme_from_yaml
from tests.conftest import NOW, City

SCHEME = (Path(__file__).parent / "scheme.yaml").read_text(encoding="utf-8")
RULES = "示考〔2026〕1 号"

#: Cumulative targets by item at the quarters' ends, and of the months a reader compares September with.
MONTHS = ("2026-03", "2026-06", "2026-08", "2026-09", "2026-12")
TARGETS = {
    "Z-02": (16, 46, 68, 86, 112),
    "Z-03": (600, 1500, 2300, 2600, 3500),
    "Z-09": (12, 12, 12, 12, 12),
    "J-07": (12, 30, 42, 48, 64),
}


@dataclass(frozen=True)
class Bureau:
    """An assessed unit with who fills in and who signs."""

    unit: Unit
    name: str
    reporter: Account
    head: Account


@dataclass(frozen=True)
class Cast:
    """The city, and the three bureaus of the peer group in the order in which they report."""

    city: City
    housing: Bureau
    commerce: Bureau
    finance: Bureau

    @property
    def bureaus(self) -> tuple[Bureau, ...]:
        return self.housing, self.commerce, self.finance


def gather(city: City, make_unit: Callable[..., Unit], make_account: Callable[..., Account]) -> Cast:
    def bureau(code: str, name: str, reporter: str, head: str) -> Bureau:
        unit = make_unit(code, name, city.city)
        return Bureau(
            unit, name,
            make_account(f"{code}-fill", reporter, unit, Role.REPORTER),
            make_account(f"{code}-sign", head, unit, Role.UNIT_HEAD),
        )  # fmt: skip

    return Cast(
        city,
        Bureau(city.housing, "市住建局", city.reporter, city.head),
        bureau("B04", "市商务局", "石青", "温和"),
        bureau("B05", "市财政局", "田野", "高远"),
    )


def lay_out_the_draft(cast: Cast) -> SchemeVersion:
    """The office has written the scheme and set the targets; reporting and notice have their rules."""
    ReportingPolicy.objects.create(effective_on=date(2026, 1, 1), source=RULES)
    AssessmentPolicy.objects.create(
        effective_on=date(2026, 1, 1), notice_days=5, source="《考评办法》第二十六条"
    )
    office = cast.city.actor(cast.city.office)
    draft = schemes.add_scheme(actor=office, document=scheme_from_yaml(SCHEME), at=NOW)
    schemes.set_targets(
        actor=office, version=draft, at=NOW, reason="年初下达",
        values={
            (bureau.unit.pk, item, month): Decimal(value)
            for bureau in cast.bureaus
            for item, values in TARGETS.items()
            for month, value in zip(MONTHS, values, strict=True)
        },
    )  # fmt: skip
    return draft
