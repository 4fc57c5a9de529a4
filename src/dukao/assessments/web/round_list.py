"""The list of rounds with its conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import QueryDict

from dukao.assessments.selectors.rounds import visible_rounds
from dukao.assessments.selectors.scores import own_scores_and_sizes
from dukao.assessments.vocabulary import ASSESSED, RoundState
from dukao.kernel.actor import Actor
from dukao.scoring import Span
from dukao.ui.tables import Choice, Column, Listing, SavedView

if TYPE_CHECKING:
    from dukao.assessments.models import Round
    from dukao.assessments.selectors.scores import OwnScore

SPANS = ((Span.MONTH, "月度"), (Span.QUARTER, "季度"), (Span.HALF_YEAR, "半年"), (Span.YEAR, "年度"))
VIEWS = (SavedView("全部", ""), *(SavedView(state.label, f"state={state.value}") for state in RoundState))


@dataclass(frozen=True)
class RoundList:
    """One page of rounds; ``own`` holds the scores of the actor's own units, ``sizes`` counts all units."""

    listing: Listing
    has_own: bool
    own: dict[int, list[OwnScore]]
    sizes: dict[int, int]


def round_listing(actor: Actor, query: QueryDict) -> RoundList:
    """Rounds the actor may see, the newest first."""
    rounds = visible_rounds(actor)
    has_own = bool(actor.units(*ASSESSED))
    own = (Column("own", "本单位得分", numeric=True),) if has_own else ()
    listing = Listing(
        query,
        columns=(
            Column("scheme", "办法"),
            Column("units", "单位", numeric=True),
            *own,
            Column("state", "状态"),
            Column("when", "进展"),
        ),
        choices=_choices(rounds),
        views=VIEWS,
        per_page=40,
    )
    listing.show(_chosen(rounds, listing))
    return RoundList(listing, has_own, *own_scores_and_sizes(actor, listing.rows))


def _choices(rounds: QuerySet[Round]) -> tuple[Choice, ...]:
    """What there is to choose from; a scheme or year nobody may see is not offered."""
    facts = rounds.order_by().values_list("ends_on__year", "version__scheme_id", "version__scheme__name")
    known = set(facts.distinct())
    years = sorted({year for year, _, _ in known}, reverse=True)
    schemes = sorted({(name, scheme) for _, scheme, name in known})
    return (
        Choice("year", "年度", tuple((str(year), f"{year} 年") for year in years)),
        Choice("span", "期间", tuple((str(int(span)), label) for span, label in SPANS)),
        Choice("scheme", "办法", tuple((str(scheme), name) for name, scheme in schemes)),
        Choice("state", "状态", tuple((state.value, state.label) for state in RoundState)),
    )


def _chosen(rounds: QuerySet[Round], listing: Listing) -> QuerySet[Round]:
    fields = {"year": "ends_on__year", "span": "months", "scheme": "version__scheme_id", "state": "state"}
    return rounds.filter(**{fields[key]: values[0] for key, values in listing.chosen.items()})
