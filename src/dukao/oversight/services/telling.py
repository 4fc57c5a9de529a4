"""Who is told what, with one notice for each occasion."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.notifications.services import notify
from dukao.oversight.models import Letter, Search, Transfer
from dukao.oversight.policies import UNIT_SIDE
from dukao.oversight.vocabulary import Direction


def tell_addressee(
    letter: Letter, title: str, *, body: str = "", kind: str = "letter", key: str, at: datetime
) -> None:
    """The office over the unit, or the unit itself."""
    day = local_day(at)
    if letter.to_office:
        accounts = accounts_holding([Role.OFFICE], letter.unit_id, day)
    else:
        accounts = accounts_holding(UNIT_SIDE, letter.unit_id, day, on_itself=True)
    notify(
        account_ids=accounts.values_list("pk", flat=True), kind=kind, title=title, body=body,
        url=f"/oversight/letters/{letter.pk}/", key=key, at=at,
    )  # fmt: skip


def tell_asker(letter: Letter, title: str, *, body: str = "", key: str, at: datetime) -> None:
    """The discipline side over the unit."""
    accounts = accounts_holding([Role.DISCIPLINE], letter.unit_id, local_day(at))
    notify(
        account_ids=accounts.values_list("pk", flat=True), kind="letter", title=title, body=body,
        url=f"/oversight/letters/{letter.pk}/", key=key, at=at,
    )  # fmt: skip


def tell_of_transfer(transfer: Transfer, title: str, *, to_sender: bool, key: str, at: datetime) -> None:
    """The receiving side of a transfer, or the side that sent it. No word of its contents."""
    to_discipline = (transfer.direction == Direction.TO_DISCIPLINE) != to_sender
    role = Role.DISCIPLINE if to_discipline else Role.OFFICE
    accounts = accounts_holding([role], transfer.unit_id, local_day(at))
    notify(
        account_ids=accounts.values_list("pk", flat=True), kind="transfer", title=title,
        url=f"/oversight/transfers/{transfer.pk}/", key=key, at=at,
    )  # fmt: skip


def tell_of_leads(search: Search, at: datetime) -> None:
    """The discipline side over each unit: how many leads are new, and no word of whom they are about."""
    news: Counter[int] = Counter()
    for path, count in Counter(search.first_hits.values_list("unit_path", flat=True)).items():
        unit_id = int(path.strip("/").rpartition("/")[2])
        accounts = accounts_holding([Role.DISCIPLINE], unit_id, local_day(at)).values_list("pk", flat=True)
        news.update(dict.fromkeys(accounts, count))
    for account_id, count in news.items():
        notify(
            account_ids=[account_id], kind="lead", title=f"新查到 {count} 条值得看的线索",
            body="线索只提示哪里值得看，是不是问题由你认定。", url="/oversight/hits/",
            key=f"leads:{search.pk}", at=at,
        )  # fmt: skip
