"""Past problems that read alike, and what solved them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dukao.issues.models import Problem
from dukao.issues.selectors.seeing import visible_problems
from dukao.issues.similar import most_alike
from dukao.issues.vocabulary import ProblemState
from dukao.kernel.actor import Actor
from dukao.organisations.selectors import versions_by_unit

#: So many of the newest closed problems are compared; the index by closing day finds them.
COMPARED = 1500
#: Below this two titles share little more than the words all problems share.
LEAST = 0.3
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Precedent:
    """A problem that was solved: what was done then, and whether it held."""

    problem: Problem
    place: str
    likeness: int


def precedents(actor: Actor, text: str, day: date, *, leave_out: int = 0) -> list[Precedent]:
    """Closed problems this actor may see whose titles read most like ``text``."""
    closed = visible_problems(actor, day).filter(state=ProblemState.CLOSED).exclude(pk=leave_out)
    newest = closed.order_by("-closed_on", "-pk").values_list("pk", "title")[:COMPARED]
    near = dict(most_alike(text, newest, least=LEAST, most=SHOWN))
    problems = Problem.objects.in_bulk(near)
    places = versions_by_unit([problem.unit_id for problem in problems.values()], day)
    return [
        Precedent(problems[pk], places[problems[pk].unit_id].short_name, round(share * 100))
        for pk, share in near.items()
    ]
