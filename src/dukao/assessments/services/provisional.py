"""Live rounds: opened when their period begins, computed anew when a reader finds newer facts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from dukao.assessments.chain import sources_of_round
from dukao.assessments.computing import compute, inputs_revision
from dukao.assessments.models import Round, RoundBody, UnitScore
from dukao.assessments.selectors.terms import terms_of, versions_with_terms
from dukao.assessments.services.keeping import write_scores
from dukao.assessments.vocabulary import CLAIM_SECONDS, RoundState
from dukao.kernel.clock import local_day
from dukao.kernel.prepared import at_once
from dukao.scoring import ScoringError


def open_rounds(*, at: datetime) -> int:
    """Every period that has begun under a published scheme has its round; returns how many were opened.

    A collecting round whose version no longer answers for its period, because a new version took over,
    goes on under the new one at its old address, to be computed anew; where no version follows it is
    closed. Nothing that was ever frozen is touched. Only what has to change is written, so that a page
    may ask for this whenever it is read.
    """
    published, rounds = at_once(
        versions_with_terms(),
        Round.objects.values_list("pk", "version_id", "version__scheme_id", "period", "state"),
    )
    terms = terms_of(published, local_day(at))
    wanted = {(version.pk, str(period)): (version, period) for version, period in terms}
    there = {(version_id, period) for _, version_id, _, period, _ in rounds}
    heirs = {(version.scheme_id, period): pk for (pk, period), (version, _) in wanted.items()}
    settled = {(scheme, period) for _, _, scheme, period, state in rounds if state != RoundState.COLLECTING}
    inherited = {
        (heir, period): pk
        for pk, version_id, scheme, period, state in rounds
        if state == RoundState.COLLECTING
        and (version_id, period) not in wanted
        and (heir := heirs.get((scheme, period))) is not None
        and (heir, period) not in there
        and (scheme, period) not in settled
    }
    for (heir, _), pk in inherited.items():
        _hand_over(pk, heir)
    there |= inherited.keys()
    kept = set(inherited.values())
    new = [
        Round(version_id=key[0], period=key[1], months=period.span, ends_on=period.last_day)
        for key, (version, period) in wanted.items()
        if key not in there and (version.scheme_id, key[1]) not in settled
    ]
    if new:
        Round.objects.bulk_create(new, ignore_conflicts=True)
    gone = [
        pk
        for pk, version_id, _, period, state in rounds
        if state == RoundState.COLLECTING and (version_id, period) not in wanted and pk not in kept
    ]
    if gone:
        Round.objects.filter(pk__in=gone, state=RoundState.COLLECTING).delete()
    return len(new)


@transaction.atomic
def _hand_over(round_id: int, version_id: int) -> None:
    """The round is the new version's, without the scores of the old one."""
    mine = Round.objects.filter(pk=round_id, state=RoundState.COLLECTING)
    if mine.update(
        version_id=version_id, revision="", claimed_at=None, problem="", facts_count=0, facts_digest="",
        result_digest="", engine="", computed_at=None,
    ):  # fmt: skip
        RoundBody.objects.filter(round_id=round_id).delete()
        UnitScore.objects.filter(round_id=round_id).delete()


def refresh_round(*, assessment: Round, at: datetime) -> Round:
    """The stored scores are those of the facts as they stand, unless somebody else is at it this moment.

    Only rounds that still collect are computed; reading a frozen one never changes it. Of several
    readers one computes, the others go on with the scores of a moment ago.
    """
    if assessment.state != RoundState.COLLECTING:
        return assessment
    for source in sources_of_round(assessment):
        refresh_round(assessment=source, at=at)
    revision = inputs_revision(assessment)
    if assessment.revision == revision or not _claim(assessment, at):
        return assessment
    try:
        _store(assessment, revision, at)
    finally:
        Round.objects.filter(pk=assessment.pk, claimed_at=at).update(claimed_at=None)
    assessment.refresh_from_db()
    return assessment


def _claim(assessment: Round, at: datetime) -> bool:
    """True for the one reader that may compute now; a claim nobody came back from runs out."""
    free = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - timedelta(seconds=CLAIM_SECONDS))
    collecting = Round.objects.filter(free, pk=assessment.pk, state=RoundState.COLLECTING)
    return bool(collecting.update(claimed_at=at))


def _store(assessment: Round, revision: str, at: datetime) -> None:
    try:
        computed = compute(assessment, is_provisional=True)
    except ScoringError as error:
        _swap(assessment, at, revision=revision, problem=str(error)[:500], computed_at=at)
        return
    with transaction.atomic():
        if _swap(assessment, at, revision=revision, problem="", **computed.on_round(at)):
            write_scores(assessment, computed)


def _swap(assessment: Round, at: datetime, **values: object) -> bool:
    """Write to the round only if it still collects and the claim is still ours."""
    mine = Round.objects.filter(pk=assessment.pk, state=RoundState.COLLECTING, claimed_at=at)
    return bool(mine.update(claimed_at=None, **values))
