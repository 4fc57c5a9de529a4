"""A month of the standing city: a published scheme and an opened September, one item of each kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

from dukao.reporting import services
from dukao.reporting.models import LineEvidence, ReportingPeriod, ReportingPolicy, ReportLine, UnitReport
from dukao.schemes import services as scheme_services
from dukao.schemes.models import SchemeVersion
from dukao.schemes.vocabulary import Supply
from dukao.scoring import Period, scheme_from_yaml
from tests.conftest import NOW, City
from tests.documents import samples

SEPTEMBER = Period.parse("2026-09")

TEXT = """
format: dukao-scheme/1
code: city-2026
name: 市直部门考评办法
year: 2026
basis: [市委办〔2026〕1 号]
rounding: {total: 2, item: 2}
missing: zero
groups:
  - {code: g1, name: 建设组, members: [B01, B02, B03]}
items:
  - code: Z
    name: 重点工作
    children:
      - {code: Z-02, name: 老旧小区改造完成, weight: 40, hard: true, measure: 个, method: completion,
         standards: [{period: 2026-Q3, text: 三季度末累计完成 86 个}], source: 竣工验收单, lead: B02}
      - {code: Z-03, name: 保障性租赁住房筹集, weight: 20, hard: true, measure: 套, method: completion, source: 台账, lead: B02}
      - {code: Z-09, name: 施工许可平均办理时长, weight: 10, hard: true, measure: 工作日,
         method: {kind: reverse, form: ratio}, source: 审批系统, lead: D01}
  - code: J
    name: 经济运行
    children:
      - {code: J-07, name: 固定资产投资完成额, weight: 30, hard: true, indicator: J-07@1, method: completion, source: 统计月报, lead: B02}
targets:
  - {item: Z-02, period: 2026, value: 112}
"""

#: By month: end of each quarter, and August to compare with.
MONTHS = ("2026-03", "2026-06", "2026-08", "2026-09", "2026-12")
TARGETS = {
    "Z-02": (16, 46, 68, 86, 112),
    "Z-03": (600, 1500, 2300, 2600, 3500),
    "Z-09": (12, 12, 12, 12, 12),
    "J-07": (12, 30, 42, 48, 64),
}


def plant_policy() -> ReportingPolicy:
    return ReportingPolicy.objects.create(effective_on=date(2026, 1, 1), source="示考〔2026〕1 号")


def plant_version(city: City) -> SchemeVersion:
    """In force since New Year; investment is shared by the lead unit, the rest the units report."""
    office, leader = city.actor(city.office), city.actor(city.leader)
    scheme_services.add_indicator(
        actor=office, code="J-07", at=NOW, name="固定资产投资完成额", measure_unit="亿元",
        definition="本年累计完成的固定资产投资。", basis="任务分解第 3 条", source_organ="市统计局",
        supply=Supply.SHARED, lead_id=city.planning.pk, evidence="统计月报",
    )  # fmt: skip
    draft = scheme_services.add_scheme(actor=office, document=scheme_from_yaml(TEXT), at=NOW)
    units = (city.housing, city.planning, city.other)
    scheme_services.set_targets(
        actor=office, version=draft, at=NOW, reason="年初下达",
        values={
            (unit.pk, item, month): Decimal(value)
            for unit in units
            for item, values in TARGETS.items()
            for month, value in zip(MONTHS, values, strict=True)
        },
    )  # fmt: skip
    scheme_services.submit_version(actor=office, version=draft, at=NOW)
    scheme_services.publish_version(actor=leader, version=draft, effective_on=date(2026, 1, 1), at=NOW)
    return draft


def plant_september(city: City) -> ReportingPeriod:
    plant_policy()
    plant_version(city)
    return services.open_period(actor=city.actor(city.office), period=SEPTEMBER, at=NOW)


def report_of(city: City) -> UnitReport:
    """The housing bureau's September."""
    return UnitReport.objects.select_related("period__policy").get(unit=city.housing)


def line_of(report: UnitReport, code: str) -> ReportLine:
    return ReportLine.objects.select_related("item", "report__period__policy").get(
        report=report, item__code=code
    )


def plant_evidence(city: City, line: ReportLine) -> LineEvidence:
    return services.attach_evidence(
        actor=city.actor(city.reporter), line=line, name="验收单.pdf", content=BytesIO(samples.pdf()), at=NOW
    )
