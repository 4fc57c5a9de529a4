"""Object and right together: the round an address names, up to date, and what the actor may see of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dukao.assessments import services
from dukao.assessments.policies import can_raise_objection, can_see_results
from dukao.assessments.selectors.objections import may_still_raise
from dukao.assessments.selectors.rounds import visible_round
from dukao.assessments.selectors.sheets import Sheet
from dukao.assessments.selectors.sight import Sight, sight_of
from dukao.kernel import clock
from dukao.kernel.errors import Missing
from dukao.kernel.request import Request
from dukao.kernel.verdict import require

if TYPE_CHECKING:
    from dukao.assessments.models import Round


def current_round(request: Request, round_id: int) -> tuple[Round, Sight]:
    """The round with scores of this moment while it collects."""
    require(can_see_results(request.actor))
    assessment = visible_round(request.actor, round_id)
    services.refresh_round(assessment=assessment, at=clock.now())
    return assessment, sight_of(request.actor, assessment)


def sheet_for(request: Request, round_id: int, unit_id: int) -> Sheet:
    """The unit's sheet; a round that could not be computed has none."""
    assessment, sight = current_round(request, round_id)
    if not assessment.result_digest:
        raise Missing(assessment.problem or "这一轮正在计分，请稍后刷新。")
    return Sheet(assessment, unit_id, sight)


def may_object(request: Request, sheet: Sheet) -> bool:
    """The reader heads the unit, and objections are still taken."""
    held = can_raise_objection(request.actor, sheet.place)
    return held.allowed and may_still_raise(sheet.round, clock.now())
