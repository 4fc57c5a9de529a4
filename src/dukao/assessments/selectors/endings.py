"""Rounds a unit stands in that are not over, for whoever is about to end the unit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dukao.assessments.models import Round
from dukao.assessments.vocabulary import RoundState
from dukao.scoring import Period

if TYPE_CHECKING:
    from dukao.organisations.models import Unit

#: More are counted, not named.
NAMED = 3


def kept_of_ending_unit(unit: Unit, on: date) -> str:
    rounds = Round.objects.exclude(state=RoundState.FINAL).filter(version__roster__unit=unit)
    open_ones = rounds.order_by("-ends_on", "months").values_list("version__scheme__name", "period")
    names = [f"{scheme}{Period.parse(period).label}" for scheme, period in open_ones]
    if not names:
        return ""
    more = f"等 {len(names)} 轮" if len(names) > NAMED else ""
    return f"它还在没有定案的考核里：{'、'.join(names[:NAMED])}{more}，仍按名单计分。"
