"""What the table of grades says where nobody holds the best one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dukao.assessments.books import Standing
from dukao.assessments.selectors.grades import grade_lines
from dukao.scoring import Grade, Quota, Range, Scheme

SCHEME = Scheme.model_construct(
    grades=(
        Grade(name="优秀", range=Range.parse("[90, +∞)"), quota=Quota(share="20%")),
        Grade(name="良好", range=Range.parse("[0, +∞)")),
    ),
    small_groups=None,
)


def standing(total: str, grade: str = "良好", reason: str = "") -> Standing:
    return Standing("A", Decimal(total), 1, "bureau", 1, 5, grade, reason, ())


def why(*ranked: Standing) -> str:
    return grade_lines(SCHEME, ranked, len(ranked), 2)[0].why_none


@pytest.mark.parametrize(
    ("ranked", "words"),
    [
        ([standing("88.2")] * 5, "最高 88.20 分，不在优秀的分数线内（≥ 90）"),
        ([standing("95")] * 3, "最高 95.00 分，但名额不足 1 名"),
        (
            [standing("95", reason="总分够优秀，因一票否优最高为良好")] * 5,
            "最高 95.00 分：总分够优秀，因一票否优最高为良好",
        ),
    ],
)
def test_nobody_is_excellent_for_a_reason(ranked: list[Standing], words: str) -> None:
    assert why(*ranked) == words


def test_where_somebody_is_or_nobody_is_scored_there_is_nothing_to_say() -> None:
    assert why(standing("95", "优秀"), *[standing("80")] * 4) == ""
    assert why() == ""
