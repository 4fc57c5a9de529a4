"""The list of decisions of supervision that a scheme would score."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict

from dukao.assessments.selectors.occasions import proposals
from dukao.assessments.vocabulary import AnswerState
from dukao.kernel.actor import Actor
from dukao.scoring.parts.methods import OCCASIONS
from dukao.ui.tables import Choice, Column, Listing, SavedView

VIEWS = (SavedView("待决定", "state=open"), SavedView("全部", ""))


def occasion_listing(actor: Actor, query: QueryDict, at: datetime) -> Listing:
    listing = Listing(
        query,
        columns=(
            Column("day", "日期"), Column("unit", "单位"), Column("what", "督办结果"),
            Column("rule", "办法规定"), Column("word", "单位说明"), Column("state", "决定"),
        ),
        choices=(
            Choice("state", "决定", tuple(AnswerState.choices), many=True),
            Choice("kind", "种类", tuple(OCCASIONS.items()), many=True),
        ),
        views=VIEWS,
        searchable="单位或事项",
    )  # fmt: skip
    states, kinds = listing.chosen.get("state"), listing.chosen.get("kind")
    return listing.show([
        proposal
        for proposal in proposals(actor, at)
        if (not states or proposal.state in states)
        and (not kinds or proposal.occasion.kind in kinds)
        and (not listing.search or listing.search in f"{proposal.place.short_name}{proposal.what}")
    ])  # fmt: skip
