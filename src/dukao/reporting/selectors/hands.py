"""Who had a hand in a reported line, for whoever must not."""

from __future__ import annotations

from collections.abc import Iterable

from dukao.reporting.models import LineReturn, ReportLine


def hands_on(line_ids: Iterable[int]) -> dict[int, str]:
    """Accounts with what they did, in words; the heaviest part where somebody did several things."""
    wanted = list(line_ids)
    found: dict[int, str] = {}
    lines = ReportLine.objects.filter(pk__in=wanted).values_list(
        "saved_by", "report__sent_by", "report__signed_by", "verification__verified_by", "reviewed_by"
    )
    parts = ("填报过这一项", "送审过这份填报", "签发过这份填报", "核查过这一项", "审核过这一项")
    for accounts in lines:
        found.update({account: part for account, part in zip(accounts, parts, strict=True) if account})
    for account in LineReturn.objects.filter(line__in=wanted).values_list("returned_by", flat=True):
        found.setdefault(account, "退回过这一项")
    return found
