"""How a result came about: what has happened to a round, and what is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from dukao.assessments.models import Round
from dukao.assessments.vocabulary import RoundState
from dukao.journal.selectors import entries_of
from dukao.ui.formats import number

if TYPE_CHECKING:
    from dukao.journal.models import Entry


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the story; ``tone`` as the timeline component knows it."""

    title: str
    at: datetime | None = None
    who: str = ""
    detail: str = ""
    digest: str = ""
    quote: str = ""
    tone: str = "g"


def story_of(assessment: Round) -> list[Step]:
    """In the order of time; what is to come stands last."""
    undone = entries_of(assessment).filter(event__in=("round_unfrozen", "round_reopened"))
    done = [*map(_undone, undone), *_so_far(assessment)]
    return [*sorted(done, key=lambda step: (step.at is None, step.at)), *_to_come(assessment)]


def _so_far(assessment: Round) -> list[Step]:
    steps = []
    scheme = f"{assessment.version.scheme.name}第 {assessment.version.number} 版"
    if assessment.state == RoundState.COLLECTING:
        if assessment.computed_at:
            steps.append(Step("暂定计分", assessment.computed_at, detail=scheme, tone=""))
        return steps
    assert assessment.frozen_by is not None
    steps.append(
        Step(
            "事实冻结并计分", assessment.frozen_at, assessment.frozen_by.name,
            f"{number(assessment.facts_count)} 条，{scheme}", assessment.facts_digest,
        )
    )  # fmt: skip
    if assessment.posted_by is not None:
        steps.append(Step("开始公示", assessment.posted_at, assessment.posted_by.name, tone="official"))
    if assessment.finalised_by is not None:
        steps.append(Step("定案", assessment.finalised_at, assessment.finalised_by.name, tone="official"))
    return steps


def _to_come(assessment: Round) -> list[Step]:
    if assessment.state == RoundState.COLLECTING:
        return [Step("冻结事实后公示", tone="next")]
    if assessment.state == RoundState.FROZEN:
        return [Step("公示", tone="next"), Step("公示期满后由领导定案", tone="next")]
    if assessment.state == RoundState.ON_NOTICE:
        return [Step("公示期满", assessment.notice_until, tone="next"), Step("期满后由领导定案", tone="next")]
    return []


def _undone(entry: Entry) -> Step:
    if entry.event == "round_unfrozen":
        return Step("解冻", entry.at, entry.actor, quote=entry.reason, tone="")
    revoked = "；".join((entry.after or {}).get("revoked") or ())
    return Step(
        "定案后重新启动", entry.at, entry.actor, f"随之撤销 {revoked}" if revoked else "", quote=entry.reason,
        tone="official",
    )  # fmt: skip
