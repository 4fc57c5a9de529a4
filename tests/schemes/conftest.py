"""A small scheme of the standing city: two units assessed, one lead unit, items of every supply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dukao.schemes import services
from dukao.schemes.models import IndicatorVersion, SchemeVersion
from dukao.schemes.vocabulary import Supply
from dukao.scoring import Scheme, scheme_from_yaml
from tests.conftest import NOW, City

NEW_YEAR = date(2026, 1, 1)
Filled = Callable[[SchemeVersion], None]

TEXT = """
format: dukao-scheme/1
code: economy-2026
name: 市直经济部门考评办法
year: 2026
basis: [市委办〔2026〕1 号]
order: [rescale, deduct, bonus, cap, round, veto, rank, grade]
rounding: {total: 2, item: 2}
missing: zero
groups:
  - {code: g1, name: 经济部门, members: [B01, B03]}
grades:
  - {name: 优秀, range: "[90, +∞)", quota: {share: 30%}}
  - {name: 良好, range: "[80, 90)"}
  - {name: 一般, range: "(-∞, 80)"}
items:
  - code: D
    name: 党建保障
    children:
      - {code: D-01, name: 机关党建责任落实, weight: 20, frequency: quarter,
         method: {kind: conversion, out_of: 90}, standard: 按季度评议,
         source: 市委直属机关工委评议, lead: B02}
  - code: J
    name: 经济运行
    children:
      - {code: J-07, name: 固定资产投资完成额, weight: 50, hard: true, indicator: J-07@1,
         method: {kind: completion, threshold: 80%}, standard: 按月完成进度, source: 市统计局月报, lead: B02}
      - {code: J-15, name: 招商引资到位资金, weight: 30, hard: true,
         method: {kind: completion}, standard: 按月完成进度, source: 市商务局月报, lead: B02}
  - code: N
    name: 负面清单
    role: negative
    children:
      - {code: N-01, name: 督办通报, method: {kind: deduction, points: 2}, clause: 第十二条,
         source: 督查通报, lead: D01}
"""


@pytest.fixture
def scheme() -> Scheme:
    return scheme_from_yaml(TEXT)


@pytest.fixture
def investment(city: City) -> IndicatorVersion:
    return services.add_indicator(
        actor=city.actor(city.office), code="J-07", at=NOW, name="固定资产投资完成额", measure_unit="亿元",
        definition="本年累计完成的固定资产投资。", basis="市委经济工作会议任务分解第 3 条",
        source_organ="市统计局", supply=Supply.SHARED, lead_id=city.planning.pk, evidence="统计月报",
    )  # fmt: skip


@pytest.fixture
def draft(city: City, scheme: Scheme, investment: IndicatorVersion) -> SchemeVersion:
    return services.add_scheme(actor=city.actor(city.office), document=scheme, at=NOW)


@pytest.fixture
def set_all_targets(city: City) -> Callable[[SchemeVersion], None]:
    """Give every unit of the roster a rising target in every month it is asked."""
    from decimal import Decimal

    from dukao.schemes.selectors.versions import document
    from dukao.schemes.vocabulary import MONTHS_BETWEEN

    def set_all(version: SchemeVersion) -> None:
        services.set_targets(
            actor=city.actor(city.office), version=version, at=NOW, reason="测试",
            values={
                (unit.pk, item.code, f"2026-{month:02d}"): Decimal(month * 10)
                for unit in (city.housing, city.other)
                for item in document(version).leaves()
                for month in range(MONTHS_BETWEEN[item.frequency], 13, MONTHS_BETWEEN[item.frequency])
                if item.weight
            },
        )  # fmt: skip

    return set_all


@pytest.fixture
def published(
    city: City, draft: SchemeVersion, set_all_targets: Callable[[SchemeVersion], None]
) -> SchemeVersion:
    set_all_targets(draft)
    services.submit_version(actor=city.actor(city.office), version=draft, at=NOW)
    services.publish_version(actor=city.actor(city.leader), version=draft, effective_on=NEW_YEAR, at=NOW)
    return draft
