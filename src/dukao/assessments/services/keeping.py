"""Storing what was computed; called inside the transaction that changes the round."""

from __future__ import annotations

from dukao.assessments.computing import Computed
from dukao.assessments.models import Round, RoundBody, UnitScore


def write_scores(assessment: Round, computed: Computed) -> None:
    """The round's body and its units' rows are those of this computation and of no other."""
    RoundBody.objects.update_or_create(
        round=assessment, defaults={"facts": computed.facts, "result": computed.book.packed()}
    )
    units = dict(assessment.version.roster.values_list("unit__code", "unit_id"))
    UnitScore.objects.filter(round=assessment).delete()
    UnitScore.objects.bulk_create(
        UnitScore(
            round=assessment, unit_id=units[standing.unit], group=standing.group, total=standing.total,
            rank=standing.rank, group_rank=standing.group_rank, group_size=standing.group_size,
            grade=standing.grade,
        )
        for standing in computed.book.standings.values()
    )  # fmt: skip
