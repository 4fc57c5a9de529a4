"""What counting costs: a million ballots of twelve questions by unit and voter class, against a Counter."""

from __future__ import annotations

from collections import Counter

import numpy as np

from benchmarks.interleaved import ratio, report, time_rounds
from dukao.scoring.ballots import Ballot
from dukao.scoring.ballots.counting import count_votes
from dukao.scoring.ballots.votes import Choices, Votes

BALLOTS, UNITS, CLASSES, QUESTIONS = 1_000_000, 226, 3, 12
#: The plain loop counts every tenth ballot; its time grows with their number.
SLICE = 10


def main() -> bool:
    ballot, votes = a_ballot()
    counted = count_votes(ballot, votes).counts
    assert int(counted.sum()) == BALLOTS * QUESTIONS
    units, classes = votes.objects[::SLICE].tolist(), votes.groups[::SLICE].tolist()
    ballots = list(zip(units, classes, votes.answers[::SLICE].tolist(), strict=True))

    def plain() -> Counter[tuple[int, int, int, int]]:
        """Ballot by ballot, as they come."""
        return Counter(
            (unit, group, question, answer)
            for unit, group, answers in ballots
            for question, answer in enumerate(answers)
        )

    times = time_rounds({"Counter": plain, "tally": lambda: count_votes(ballot, votes)})
    times["Counter"] = [seconds * SLICE for seconds in times["Counter"]]
    goals = [ratio(times, "V1", "Counter", "tally", at_least=100)]
    return report(f"ballots: {BALLOTS:,} × {QUESTIONS} questions", times, goals)


def a_ballot() -> tuple[Ballot, Votes]:
    """A ballot of a city and random votes on it."""
    weights = ("0.5", "0.3", "0.2")
    ballot = Ballot.model_validate(
        {
            "format": "dukao-ballot/1",
            "code": "bench",
            "name": "民主测评",
            "grades": [{"name": f"{value} 分", "value": value} for value in (100, 80, 60, 40)],
            "objects": [{"code": f"u{n}", "name": f"单位 {n}"} for n in range(UNITS)],
            "questions": [
                {"code": f"q{n}", "name": f"题目 {n}", "weight": weight}
                for n, weight in enumerate(["0.08"] * (QUESTIONS - 1) + ["0.12"])
            ],
            "groups": [{"code": f"g{n}", "name": f"{n} 组", "weight": w} for n, w in enumerate(weights)],
            "rounding": {"total": 2},
        }
    )
    rng = np.random.default_rng(20260930)
    choices = Choices(ballot)
    return ballot, Votes(
        choices,
        rng.integers(0, UNITS, BALLOTS),
        rng.integers(0, CLASSES, BALLOTS),
        np.arange(BALLOTS),
        np.asfortranarray(rng.integers(0, choices.abstained + 1, (BALLOTS, QUESTIONS), dtype=np.uint16)),
    )
