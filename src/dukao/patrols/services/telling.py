"""Who is told what. A notice carries numbers and states: what was found is read where it may be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.kernel.validity import holds_on
from dukao.notifications.services import notify
from dukao.patrols.models import Member, PatrolTask
from dukao.patrols.vocabulary import MemberRole


def tell_office(
    task: PatrolTask, title: str, *, url: str, key: str, at: datetime, kind: str = "patrol"
) -> None:
    """The office that sent the group."""
    accounts = accounts_holding([Role.OFFICE], task.owner_id, local_day(at))
    tell(accounts.values_list("pk", flat=True), title, url=url, key=key, at=at, kind=kind)


def tell_group(
    group_id: int, title: str, *, url: str, key: str, at: datetime, kind: str = "patrol",
    leader_only: bool = False,
) -> None:  # fmt: skip
    """Members with an account, or the leader of the group."""
    seats = Member.objects.filter(holds_on(local_day(at)), group=group_id, account__isnull=False)
    if leader_only:
        seats = seats.filter(role=MemberRole.LEADER)
    accounts = [account for account in seats.values_list("account_id", flat=True) if account is not None]
    tell(accounts, title, url=url, key=key, at=at, kind=kind)


def tell(
    account_ids: Iterable[int], title: str, *, url: str, key: str, at: datetime, kind: str = "patrol"
) -> None:
    notify(account_ids=account_ids, kind=kind, title=title, url=url, key=key, at=at)
