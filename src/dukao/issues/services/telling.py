"""Who is told what of a problem's way, with one notice for each occasion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dukao.identity.selectors import accounts_holding
from dukao.issues.models import Problem
from dukao.issues.policies import DOERS
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.notifications.services import notify


def tell_units(
    problem: Problem, title: str, *, kind: str = "problem", body: str = "", key: str, at: datetime
) -> None:
    """Reporters and heads of the unit that answers and of those that put it right with it."""
    units = [problem.unit_id, *problem.joint.values_list("pk", flat=True)]
    accounts = {
        account.pk
        for unit in units
        for account in accounts_holding(DOERS, unit, local_day(at), on_itself=True)
    }
    tell(problem, accounts, title, kind=kind, body=body, key=key, at=at)


def tell_office(
    problem: Problem, title: str, *, kind: str = "problem", body: str = "", key: str, at: datetime
) -> None:
    """The office that keeps the ledger in which the problem stands."""
    accounts = accounts_holding((Role.OFFICE,), problem.scope_id, local_day(at))
    tell(problem, accounts.values_list("pk", flat=True), title, kind=kind, body=body, key=key, at=at)


def tell(
    problem: Problem, account_ids: Iterable[int], title: str, *, kind: str = "problem", body: str = "",
    key: str, at: datetime,
) -> None:  # fmt: skip
    url = f"/problems/{problem.pk}/"
    notify(account_ids=account_ids, kind=kind, title=title, body=body, url=url, key=key, at=at)
