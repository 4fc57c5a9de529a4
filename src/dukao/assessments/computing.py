"""From a round's inputs to its scores, and from what is kept back to the engine's own result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from dukao.assessments.books import ScoreBook, unpacked_book
from dukao.assessments.chain import sources_of_round
from dukao.assessments.composing import composed_book, scored_book
from dukao.assessments.gathering import gathered, gathered_above, revision, revision_above
from dukao.assessments.inputs import (
    Happened,
    Inputs,
    Origins,
    digest_of,
    events_in,
    origins_in,
    packed,
    unpacked,
)
from dukao.assessments.models import Round, RoundBody
from dukao.schemes.selectors import document
from dukao.scoring import ENGINE_VERSION, AggregateResult, Result, Scheme, aggregate, score

#: Rounds a process keeps at hand; one of 250 units takes a few megabytes.
KEPT = 24


@dataclass(frozen=True)
class Computed:
    """A round computed, ready to be stored."""

    inputs: Inputs
    book: ScoreBook
    facts_digest: str
    result_digest: str

    @property
    def facts(self) -> bytes:
        return packed(self.inputs)

    def on_round(self, at: datetime) -> dict[str, Any]:
        """The fields of the round that say what it was computed from and when."""
        return {
            "facts_count": self.inputs.count,
            "facts_digest": self.facts_digest,
            "result_digest": self.result_digest,
            "engine": ENGINE_VERSION,
            "computed_at": at,
        }


def is_composed(assessment: Round) -> bool:
    """Made of shorter rounds' totals rather than scored from facts."""
    return document(assessment.version).step_into(assessment.span.span) is not None


def scored_rounds(assessment: Round) -> list[Round]:
    """The rounds whose facts the total rests on: itself, or down to those it is made of."""
    if not is_composed(assessment):
        return [assessment]
    return [deep for source in sources_of_round(assessment) for deep in scored_rounds(source)]


def inputs_revision(assessment: Round) -> str:
    """Differs whenever :func:`compute` may give something else."""
    version, period = assessment.version, assessment.span
    if not is_composed(assessment):
        return revision(version, period)
    return revision_above(version, period, (source.result_digest for source in sources_of_round(assessment)))


def compute(assessment: Round, *, is_provisional: bool = False) -> Computed:
    """Score the round from what there is now. Raises ScoringError with sentences that name the fault."""
    scheme = document(assessment.version)
    if is_composed(assessment):
        return _composed(assessment, scheme)
    inputs = gathered(assessment.version, assessment.span, is_provisional=is_provisional)
    result = scored(scheme, inputs)
    return Computed(inputs, scored_book(scheme, result), result.facts_digest, result.digest())


def result_of(assessment: Round) -> Result:
    """The engine's result of a round scored from facts, by the facts it keeps; derivations come from it."""
    return _result(assessment.pk, assessment.facts_digest, assessment.version.digest)


def aggregate_of(assessment: Round) -> AggregateResult:
    """The engine's result of a round made of shorter ones."""
    return _aggregate(assessment.pk, assessment.facts_digest, assessment.version.digest)


def book_of(assessment: Round) -> ScoreBook:
    """The scores of a computed round as they were stored."""
    digests = assessment.facts_digest, assessment.result_digest
    return _stored_book(assessment.pk, *digests, str(assessment.computed_at))


def inputs_of(assessment: Round) -> Inputs:
    """The facts a computed round keeps."""
    return unpacked(_facts(assessment.pk))


def lines_of(assessment: Round, code: str) -> dict[str, int]:
    """Ids of the reported lines behind a unit's facts, by item."""
    found = _origins(assessment.pk, assessment.facts_digest, str(assessment.computed_at))
    return found.get(code, {})


def events_kept(assessment: Round, code: str) -> list[Happened]:
    """The unit's recorded events among the facts a computed round keeps."""
    found = _events(assessment.pk, assessment.facts_digest, str(assessment.computed_at))
    return found.get(code, [])


def scored(scheme: Scheme, inputs: Inputs) -> Result:
    return score(
        scheme, inputs.facts, period=inputs.period, events=inputs.events, targets=inputs.targets,
        roster=inputs.roster,
    )  # fmt: skip


def aggregated(scheme: Scheme, inputs: Inputs) -> AggregateResult:
    return aggregate(
        scheme, inputs.totals, period=inputs.period, facts=inputs.facts, events=inputs.events,
        roster=inputs.roster,
    )  # fmt: skip


def corrected(assessment: Round, change: Callable[[Inputs], Inputs]) -> Computed:
    """A round scored from facts, computed anew from the facts it keeps with a change made to them."""
    scheme, inputs = document(assessment.version), change(inputs_of(assessment))
    result = scored(scheme, inputs)
    return Computed(inputs, scored_book(scheme, result), result.facts_digest, result.digest())


def recomposed(assessment: Round) -> Computed:
    """A round made of shorter ones, computed anew from their totals of now and from what else it keeps."""
    return _made_of_sources(assessment, document(assessment.version), inputs_of(assessment))


def _composed(assessment: Round, scheme: Scheme) -> Computed:
    return _made_of_sources(assessment, scheme, gathered_above(assessment.version, assessment.span))


def _made_of_sources(assessment: Round, scheme: Scheme, beside: Inputs) -> Computed:
    sources = [source for source in sources_of_round(assessment) if source.result_digest]
    books = {source.span: book_of(source) for source in sources}
    inputs = replace(
        beside,
        totals={period: book.totals for period, book in books.items()},
        sources={source.period: source.result_digest for source in sources},
    )
    result = aggregated(scheme, inputs)
    return Computed(inputs, composed_book(scheme, result, books), digest_of(inputs), result.digest())


@lru_cache(maxsize=KEPT)
def _result(round_id: int, facts_digest: str, scheme_digest: str) -> Result:
    assessment = Round.objects.select_related("version").get(pk=round_id)
    return scored(document(assessment.version), inputs_of(assessment))


@lru_cache(maxsize=KEPT)
def _aggregate(round_id: int, facts_digest: str, scheme_digest: str) -> AggregateResult:
    assessment = Round.objects.select_related("version").get(pk=round_id)
    return aggregated(document(assessment.version), inputs_of(assessment))


@lru_cache(maxsize=KEPT)
def _stored_book(round_id: int, facts_digest: str, result_digest: str, computed_at: str) -> ScoreBook:
    return unpacked_book(bytes(RoundBody.objects.values_list("result", flat=True).get(pk=round_id)))


@lru_cache(maxsize=KEPT)
def _origins(round_id: int, facts_digest: str, computed_at: str) -> Origins:
    return origins_in(_facts(round_id))


@lru_cache(maxsize=KEPT)
def _events(round_id: int, facts_digest: str, computed_at: str) -> dict[str, list[Happened]]:
    return events_in(_facts(round_id))


def _facts(round_id: int) -> bytes:
    return bytes(RoundBody.objects.values_list("facts", flat=True).get(pk=round_id))
