"""Who is told what of a matter's way, with one notice for each occasion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.matters.models import Matter
from dukao.notifications.services import notify


def tell_unit(
    matter: Matter, roles: Iterable[str], title: str, *, unit_id: int | None = None, kind: str = "matter",
    body: str = "", url: str = "", key: str, at: datetime,
) -> None:  # fmt: skip
    """Everybody who holds one of the roles on the lead unit, or on ``unit_id``, itself."""
    accounts = accounts_holding(roles, unit_id or matter.lead_unit_id, local_day(at), on_itself=True)
    tell(matter, accounts.values_list("pk", flat=True), title, kind=kind, body=body, url=url, key=key, at=at)


def tell_office(
    matter: Matter, title: str, *, roles: Iterable[str] = (Role.OFFICE,), kind: str = "matter",
    body: str = "", url: str = "", key: str, at: datetime,
) -> None:  # fmt: skip
    """The office that supervises the matter, or others who stand over it."""
    accounts = accounts_holding(roles, matter.owner_id, local_day(at))
    tell(matter, accounts.values_list("pk", flat=True), title, kind=kind, body=body, url=url, key=key, at=at)


def tell(
    matter: Matter, account_ids: Iterable[int], title: str, *, kind: str = "matter", body: str = "",
    url: str = "", key: str, at: datetime,
) -> None:  # fmt: skip
    notify(
        account_ids=account_ids, kind=kind, title=title, body=body, key=key, at=at,
        url=url or f"/matters/{matter.pk}/",
    )  # fmt: skip
