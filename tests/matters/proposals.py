"""What waits for a decision, put there without waiting for the clock."""

from __future__ import annotations

from datetime import date, timedelta

from dukao.matters import services
from dukao.matters.models import CoordinationRequest, Extension, LookBack, Matter, Rung
from dukao.matters.vocabulary import RungKind, RungState
from tests.conftest import NOW, TODAY, City

BASIS = "《政府督查工作条例》第十八条"


def plant_rung(matter: Matter, kind: str = RungKind.SLIP, *, explain_by: date | None = None) -> Rung:
    """A proposal of today, which the unit may explain until ``explain_by``."""
    return Rung.objects.create(
        matter=matter, unit_id=matter.lead_unit_id, climb=1, kind=kind, state=RungState.PROPOSED, on=TODAY,
        colour="red", cause="时限 9 月 20 日，逾期 8 日（逾期亮红灯）", basis=BASIS,
        explain_by=explain_by or TODAY + timedelta(days=2),
    )  # fmt: skip


def plant_extension(city: City, matter: Matter) -> Extension:
    return services.ask_extension(
        actor=city.actor(city.reporter), matter=matter, new_due_on=matter.due_on + timedelta(days=30),
        reason="汛期停工三周，设备未到场。", at=NOW,
    )  # fmt: skip


def plant_request(city: City, matter: Matter) -> CoordinationRequest:
    return services.ask_coordination(
        actor=city.actor(city.reporter), matter=matter, difficulty="三处管线权属不清，无法施工。",
        wanted="请市发展改革委 10 月底前确认权属。", at=NOW,
    )  # fmt: skip


def plant_lookback(matter: Matter) -> LookBack:
    return LookBack.objects.create(matter=matter, planned_on=TODAY)
