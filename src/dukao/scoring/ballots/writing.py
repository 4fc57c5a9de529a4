"""The outcome of a ballot as CSV: a row per object and question, and one for its total."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction

from dukao.scoring.ballots.document import TOTAL
from dukao.scoring.ballots.scores import GroupTally, ObjectTally, QuestionTally, Tally
from dukao.scoring.exact import rounded
from dukao.scoring.numbers import scaled_decimal
from dukao.scoring.policies import SHOWN, RoundingRule


def write_tally(tally: Tally) -> str:
    """Votes by grade, valid and invalid, score per group, weighted score and rank, as a table.

    With several groups each has its own columns too, so that every score can be recomputed from the table.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_heads(tally))
    for one in tally.objects:
        for asked in one.questions:
            writer.writerow(_question_row(tally, one, asked))
        if tally.ballot.questions:
            writer.writerow(_total_row(tally, one))
    return out.getvalue()


def _grades(tally: Tally) -> tuple[str, ...]:
    """Votes are shown by grade; by score there would be a column for each of hundreds."""
    return tally.grades if tally.ballot.grades else ()


def _votes_heads(tally: Tally) -> list[str]:
    return [*_grades(tally), "abstained", "valid", "invalid", "trimmed", "counted"]


def _heads(tally: Tally) -> list[str]:
    heads = ["object", "name", "question", *_votes_heads(tally), "invalid_reasons"]
    for group in tally.ballot.groups:
        heads += [f"{group.code}:{head}" for head in (*_votes_heads(tally), "score")]
    return [*heads, "score", "rank", "note"]


def _question_row(tally: Tally, one: ObjectTally, asked: QuestionTally) -> list[object]:
    single = not tally.ballot.questions
    row: list[object] = [one.subject.code, one.subject.name, "" if single else asked.question.code]
    shown = [list(_votes_cells(tally, group)) for group in asked.groups]
    row += [sum(column) for column in zip(*shown, strict=True)]
    reasons: Counter[str] = Counter()
    for group in asked.groups:
        reasons.update(group.invalid)
    row.append(_reasons(reasons))
    if tally.ballot.groups:
        for group, cells in zip(asked.groups, shown, strict=True):
            row += [*cells, _shown(group.score, tally.ballot.rounding.group)]
    if single:
        return [*row, _shown(one.total, tally.ballot.rounding.total), one.rank or "", one.note]
    return [*row, _shown(asked.score, tally.ballot.rounding.question), asked.rank or "", asked.note]


def _votes_cells(tally: Tally, group: GroupTally) -> Iterator[int]:
    if _grades(tally):
        yield from group.votes
    yield from (group.abstained, group.valid, sum(group.invalid.values()), group.trimmed, group.counted)


def _total_row(tally: Tally, one: ObjectTally) -> list[object]:
    blanks = len(_heads(tally)) - 6
    total = _shown(one.total, tally.ballot.rounding.total)
    return [one.subject.code, one.subject.name, TOTAL, *[""] * blanks, total, one.rank or "", one.note]


def _reasons(found: Mapping[str, int]) -> str:
    return "；".join(f"{reason} {number} 票" for reason, number in sorted(found.items()))


def _shown(score: Fraction | None, rule: RoundingRule) -> str:
    """The score with its places; one that is not rounded is shown with eight."""
    if score is None:
        return ""
    kept = SHOWN if rule.places is None else rule
    assert kept.places is not None
    return f"{scaled_decimal(rounded(score, kept), kept.places):f}"
