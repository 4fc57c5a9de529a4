"""Who is told what of a check's way, with one notice for each occasion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dukao.checks.models import Check
from dukao.checks.policies import DOERS
from dukao.checks.selectors.seeing import joint_ids, object_ids
from dukao.identity.selectors import accounts_holding
from dukao.kernel.clock import local_day
from dukao.kernel.roles import Role
from dukao.notifications.services import notify


def tell_units(
    unit_ids: Iterable[int], title: str, *, kind: str, url: str, key: str, at: datetime, body: str = "",
    roles: Iterable[str] = DOERS,
) -> None:  # fmt: skip
    """Everybody who answers for one of these units."""
    day, accounts = local_day(at), set()
    for unit in unit_ids:
        accounts |= set(accounts_holding(roles, unit, day, on_itself=True).values_list("pk", flat=True))
    notify(account_ids=accounts, kind=kind, title=title, body=body, url=url, key=key, at=at)


def tell_above(
    unit_id: int, title: str, *, roles: Iterable[str], kind: str, url: str, key: str, at: datetime,
    body: str = "",
) -> None:  # fmt: skip
    """The office, or others who stand over the unit."""
    accounts = accounts_holding(roles, unit_id, local_day(at)).values_list("pk", flat=True)
    notify(account_ids=accounts, kind=kind, title=title, body=body, url=url, key=key, at=at)


def tell_of_check(
    check: Check, title: str, *, roles: Iterable[str], key: str, at: datetime, body: str = ""
) -> None:
    """Those who stand over the organiser."""
    tell_above(
        check.organiser_id, f"{title}：{check.name}", roles=roles, kind="check_plan", body=body,
        url=f"/checks/{check.pk}/", key=f"check-{key}:{check.pk}:{check.revision}", at=at,
    )  # fmt: skip


def tell_organisers(check: Check, title: str, *, key: str, at: datetime, body: str = "") -> None:
    organisers = [check.organiser_id, *joint_ids(check)]
    tell_units(
        organisers, f"{title}：{check.name}", kind="check_plan", url=f"/checks/{check.pk}/", body=body,
        key=f"check-{key}:{check.pk}:{check.revision}", at=at, roles=(Role.UNIT_HEAD, Role.REPORTER),
    )  # fmt: skip


def tell_objects(check: Check, title: str, *, key: str, at: datetime, body: str = "") -> None:
    tell_units(
        object_ids(check), f"{title}：{check.name}", kind="check_coming", url=f"/checks/{check.pk}/",
        body=body, key=f"check-{key}:{check.pk}:{check.revision}", at=at,
    )  # fmt: skip
