"""From counts to scores: votes by grade, group by group, weighted, rounded where declared, ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dukao.scoring.ballots.counting import Counted, count_votes
from dukao.scoring.ballots.document import (
    TOTAL,
    Ballot,
    BallotObject,
    MissingGroup,
    Question,
    VoterGroup,
    Weighting,
)
from dukao.scoring.ballots.validity import without_invalid
from dukao.scoring.ballots.votes import Votes
from dukao.scoring.exact import round_exact
from dukao.scoring.policies import RoundingRule, TieMode

EVERYBODY = VoterGroup(code="all", name="全体")
ONLY_QUESTION = Question(code=TOTAL, name="总体评价")


@dataclass(frozen=True, slots=True)
class GroupTally:
    """One group's votes on one question about one object.

    `votes` are the valid votes by grade before trimming; `counted` is the divisor of the score.
    """

    group: VoterGroup
    votes: tuple[int, ...]
    abstained: int
    invalid: Mapping[str, int]
    trimmed: int
    counted: int
    points: Fraction
    score: Fraction | None

    @property
    def valid(self) -> int:
        """All ballots that are not invalid, abstentions among them."""
        return sum(self.votes) + self.abstained


@dataclass(slots=True)
class QuestionTally:
    """All groups' votes on one question, and the weighted score; `note` says why there is none."""

    question: Question
    groups: tuple[GroupTally, ...]
    score: Fraction | None
    note: str = ""
    rank: int | None = None


@dataclass(slots=True)
class ObjectTally:
    """Everything about one object; `total` is rounded as declared."""

    subject: BallotObject
    questions: tuple[QuestionTally, ...]
    total: Fraction | None
    note: str = ""
    rank: int | None = None


@dataclass(frozen=True)
class Tally:
    """The outcome of a ballot, objects in the order declared; `grades` are the names the votes go by."""

    ballot: Ballot
    grades: tuple[str, ...]
    objects: tuple[ObjectTally, ...]


def vote_score(votes: Sequence[int], values: Sequence[Decimal | int], abstained: int = 0) -> Fraction:
    """s = Σ nᵢ·vᵢ / Σ nᵢ; abstentions given here stand in the divisor and earn nothing.

    Source: qualitative grades by vote (定性等次票), values 100, 80, 60, 40.

    >>> float(vote_score((6, 10, 3, 1), (100, 80, 60, 40)))
    81.0
    """
    points = sum((number * Fraction(value) for number, value in zip(votes, values, strict=True)), Fraction(0))
    return points / (sum(votes) + abstained)


def weighted_score(
    scores: Sequence[Fraction | None], weights: Sequence[Fraction], missing: MissingGroup
) -> Fraction | None:
    """s = Σ w·s over the groups (A/B/C 票加权); a group without votes as `missing` says, none when blocked.

    >>> weights = [Fraction(1, 2), Fraction(3, 10), Fraction(1, 5)]
    >>> scores = [Fraction(92), Fraction(81), Fraction("85.6")]
    >>> weighted_score(scores, weights, MissingGroup.BLOCK) == Fraction("87.42")
    True
    >>> [weighted_score([Fraction(92), Fraction(81), None], weights, rule) for rule in MissingGroup]
    [Fraction(703, 8), Fraction(703, 10), None]
    """
    voted = [(score, weight) for score, weight in zip(scores, weights, strict=True) if score is not None]
    if not voted or (missing is MissingGroup.BLOCK and len(voted) < len(scores)):
        return None
    total = sum((score * weight for score, weight in voted), Fraction(0))
    shares = [weight for _, weight in voted] if missing is MissingGroup.RENORMALISE else weights
    return total / sum(shares, Fraction(0))


def tally(ballot: Ballot, votes: Votes) -> Tally:
    """Votes judged, counted, scored and ranked as the ballot declares."""
    counted = count_votes(ballot, without_invalid(ballot, votes))
    questions = ballot.questions or (ONLY_QUESTION,)
    cells = _cells(ballot, counted, questions)
    objects = []
    for position, subject in enumerate(ballot.objects):
        asked = tuple(
            _question(ballot, question, cells[position][number]) for number, question in enumerate(questions)
        )
        objects.append(_object(ballot, subject, asked))
    _rank(ballot.ties, objects)
    return Tally(ballot, votes.choices.names, tuple(objects))


def _cells(
    ballot: Ballot, counted: Counted, questions: Sequence[Question]
) -> list[list[tuple[GroupTally, ...]]]:
    """Group tallies by object and question."""
    choices, groups = counted.choices, ballot.groups or (EVERYBODY,)
    values = [Fraction(value) for value in choices.values]
    every, kept = counted.counts.tolist(), counted.trimmed(ballot.trim).tolist()

    def cell(position: int, number: int, question: int) -> GroupTally:
        counts, left = every[position][number][question], kept[position][number][question]
        votes, abstained = tuple(counts[: choices.abstained]), counts[choices.abstained]
        divisor = sum(left) + (abstained if ballot.abstention.counts else 0)
        points = sum((n * value for n, value in zip(left, values, strict=True) if n), Fraction(0))
        score = round_exact(points / divisor, ballot.rounding.group) if divisor else None
        assert score is None or isinstance(score, Fraction)
        invalid = {reason: counts[code] for code, reason in choices.reasons.items() if counts[code]}
        return GroupTally(
            groups[number], votes, abstained, invalid, sum(votes) - sum(left), divisor, points, score
        )

    return [
        [
            tuple(cell(position, number, question) for number in range(len(groups)))
            for question in range(len(questions))
        ]
        for position in range(len(ballot.objects))
    ]


def _question(ballot: Ballot, question: Question, groups: tuple[GroupTally, ...]) -> QuestionTally:
    silent = [one.group.name for one in groups if one.score is None]
    if len(silent) == len(groups):
        return QuestionTally(question, groups, None, "没有有效票")
    named = "、".join(silent)
    if silent and ballot.missing_group is MissingGroup.BLOCK:
        return QuestionTally(question, groups, None, f"{named}没有有效票，暂不计分")
    if ballot.weighting is Weighting.VOTER:
        weighted = list(zip(ballot.group_weights, groups, strict=True))
        points = sum((weight * one.points for weight, one in weighted), Fraction(0))
        score: Fraction | None = points / sum(weight * one.counted for weight, one in weighted)
    else:
        scores = [one.score for one in groups]
        score = weighted_score(scores, ballot.group_weights, ballot.missing_group)
    note = ""
    if silent:
        zero = ballot.missing_group is MissingGroup.ZERO
        note = f"{named}没有有效票，{'按 0 分计' if zero else '权重由其余各组按比例分担'}"
    return QuestionTally(question, groups, _rounded(score, ballot.rounding.question), note)


def _object(ballot: Ballot, subject: BallotObject, asked: tuple[QuestionTally, ...]) -> ObjectTally:
    notes = "；".join(
        f"{one.question.name}：{one.note}" if len(asked) > 1 else one.note for one in asked if one.note
    )
    total = Fraction(0)
    for weight, one in zip(ballot.question_weights, asked, strict=True):
        if one.score is None:
            return ObjectTally(subject, asked, None, notes)
        total += weight * one.score
    total *= Fraction(ballot.coefficient) * Fraction(subject.coefficient)
    return ObjectTally(subject, asked, _rounded(total, ballot.rounding.total), notes)


def _rounded(score: Fraction | None, rule: RoundingRule) -> Fraction | None:
    if score is None:
        return None
    shown = round_exact(score, rule)
    assert isinstance(shown, Fraction)
    return shown


def _rank(ties: TieMode, objects: Sequence[ObjectTally]) -> None:
    for one, rank in zip(objects, ranks([each.total for each in objects], ties), strict=True):
        one.rank = rank
    for number in range(len(objects[0].questions)):
        column = [each.questions[number] for each in objects]
        for asked, rank in zip(column, ranks([each.score for each in column], ties), strict=True):
            asked.rank = rank


def ranks(scores: Sequence[Fraction | None], ties: TieMode) -> list[int | None]:
    """The place of every score, the highest first; none where there is no score.

    >>> scores = [Fraction(90), Fraction(95), None, Fraction(90), Fraction(80)]
    >>> ranks(scores, TieMode.COMPETITION), ranks(scores, TieMode.DENSE)
    ([2, 1, None, 2, 4], [2, 1, None, 2, 3])
    """
    there = sorted((score for score in scores if score is not None), reverse=True)
    place: dict[Fraction, int] = {}
    for position, score in enumerate(dict.fromkeys(there) if ties is TieMode.DENSE else there, start=1):
        place.setdefault(score, position)
    return [None if score is None else place[score] for score in scores]
