"""Decisions of the standing characters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from dukao.kernel.regimes import Regime
from dukao.matters import services
from dukao.matters.cutting import clauses as cut_clauses
from dukao.matters.models import Decision
from dukao.matters.services import DecisionDraft
from dukao.matters.vocabulary import DecisionKind, DecisionLevel
from tests.conftest import NOW, City

TEXT = (
    "一、年底前完成城市燃气管网更新改造 70 公里，市住建局牵头。\n\n"
    "二、10 月底前完成 12 座水库除险加固，市水利局牵头。\n\n"
    "三、各单位要高度重视，加强宣传。"
)


def about(city: City, **changes: Any) -> DecisionDraft:
    draft = DecisionDraft(
        kind=DecisionKind.MEETING, level=DecisionLevel.CITY, title="市政府第 12 次常务会议纪要",
        decided_on=date(2026, 9, 20), decided_by="市政府常务会议", owner_id=city.city.pk,
        regime=Regime.GOVERNMENT, legal_basis="《政府督查工作条例》第十一条", number="示政纪〔2026〕12 号",
    )  # fmt: skip
    return replace(draft, **changes)


def plant_decision(city: City, *, clauses: Any = None, source: Any = None, **changes: Any) -> Decision:
    decision = services.register_decision(
        actor=city.actor(city.office), draft=about(city, **changes), source=source,
        clauses=cut_clauses(TEXT) if clauses is None else clauses, at=NOW,
    )  # fmt: skip
    assert decision is not None
    return decision
