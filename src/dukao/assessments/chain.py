"""Rounds that hang together: the period before, the shorter ones inside, the longer ones above."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from dukao.assessments.models import Round
from dukao.assessments.vocabulary import RoundState
from dukao.kernel.memo import kept_while_reading
from dukao.schemes.selectors import document
from dukao.scoring import Period

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


def rounds_over(version: SchemeVersion, periods: Iterable[Period]) -> list[Round]:
    """The scheme's rounds over these periods, in order, under whichever version.

    A new version may have opened a second round over a period: one that is frozen goes before others,
    then that of the newest version.
    """
    names = tuple(str(period) for period in periods)
    return list(_rounds_over(version.scheme_id, names)) if names else []


@kept_while_reading
def _rounds_over(scheme_id: int, names: tuple[str, ...]) -> tuple[Round, ...]:
    rounds = (
        Round.objects.filter(version__scheme_id=scheme_id, period__in=names)
        .select_related("version__scheme")
        .defer("version__document")
        .order_by("version__number")
    )
    found: dict[str, Round] = {}
    for each in rounds:
        if each.period not in found or found[each.period].state == RoundState.COLLECTING:
            found[each.period] = each
    return tuple(found[name] for name in names if name in found)


def previous_round(assessment: Round) -> Round | None:
    """The round of the same scheme over the period before, of the same length."""
    return next(iter(rounds_over(assessment.version, [assessment.span.previous()])), None)


def sources_of_round(assessment: Round) -> list[Round]:
    """The shorter rounds this one is made of, in order; empty where it is scored from facts."""
    return rounds_over(assessment.version, document(assessment.version).sources_of(assessment.span))


def rounds_built_on(assessment: Round) -> list[Round]:
    """Longer rounds of the scheme whose totals are made of this one's."""
    longer = Round.objects.filter(
        version__scheme_id=assessment.version.scheme_id, ends_on__year=assessment.ends_on.year,
        months__gt=assessment.months,
    ).select_related("version__scheme").defer("version__document")  # fmt: skip
    return [each for each in longer if assessment.span in document(each.version).sources_of(each.span)]
