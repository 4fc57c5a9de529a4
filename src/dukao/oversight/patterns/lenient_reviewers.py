"""审核偏宽: a reviewer who accepts far more than the others do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from statistics import median

from dukao.oversight.patterns.facts import Reviewer
from dukao.oversight.patterns.pattern import Lead, Link, Parameter, Parameters, Pattern
from dukao.ui.formats import percent


def find(reviewers: Iterable[Reviewer], p: Parameters) -> Iterator[Lead]:
    """Shares are compared with the median of the others; few decisions say nothing."""
    judged = [one for one in reviewers if one.accepted + one.returned >= p["least_count"]]
    shares = {(one.account, one.unit): share(one) for one in judged}
    for one in judged:
        others = [value for who, value in shares.items() if who != (one.account, one.unit)]
        if len(others) < p["least_peers"]:
            continue
        own, usual = shares[one.account, one.unit], median(others)
        if (own - usual) * 100 < p["points_above"]:
            continue
        count = one.accepted + one.returned
        yield Lead(
            key=f"{one.account}:{one.unit or 0}", unit=one.unit,
            who=f"牵头审核 {one.name}（{one.unit_name}）",
            finding=f"通过率 {percent(own)}，同类中位 {percent(usual)}；{count} 件",
            figures=(
                ("通过", f"{one.accepted} 件"), ("退回", f"{one.returned} 件"),
                ("比较的审核人", f"{len(others)} 人，各不少于 {p['least_count']} 件"),
            ),
            links=(Link("这个账户办理的全部", f"/journal/?account={one.account}"),),
        )  # fmt: skip


def share(one: Reviewer) -> Decimal:
    """Accepted among all decisions.

    >>> share(Reviewer(1, "罗可", 1, "市交通局", 3, 1))
    Decimal('0.75')
    """
    return Decimal(one.accepted) / (one.accepted + one.returned)


PATTERN = Pattern(
    code="lenient_reviewers", name="审核偏宽", facts="reviewers", find=find,
    rule="审核件数达到下限的审核人，通过率比同类审核人的中位数高出若干个百分点。",
    source="“考核考核者”的通行做法；件数和百分点按本地情况定",
    parameters=(
        Parameter("least_count", "最少审核件数", "30", "5", "5000", "件"),
        Parameter("least_peers", "最少比较几人", "3", "2", "100", "人"),
        Parameter("points_above", "高出几个百分点", "8", "1", "100", "个百分点"),
    ),
)  # fmt: skip
