"""Support from outside: allowed by a unit for some hours, begun, page by page on record, ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.identity import support_watch
from dukao.identity.models import Account, SupportVisit
from dukao.identity.policies import can_end_support, can_grant_support, support_views
from dukao.identity.selectors import rules_on
from dukao.identity.services.entrance import myself
from dukao.journal.selectors import is_done, subjects_of
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on

if TYPE_CHECKING:
    from dukao.organisations.models import UnitVersion


@transaction.atomic
def grant_support(
    *, actor: Actor, account: Account, view: str, hours: int, reason: str, at: datetime, key: str = ""
) -> SupportVisit | None:
    """From now on, for so many hours, the support person may look at the unit; ``None`` when sent twice."""
    require(can_grant_support(actor))
    if is_done(key):
        return None
    if not account.is_support or not account.is_active:
        raise DomainError("no_support", f"{account.name}不是在用的支持人员账户，请由系统管理员先建立。")
    if view not in support_views(actor):
        raise DomainError("view_not_own", "只能让支持人员看到你自己能看到的范围。")
    longest = rules_on(local_day(at)).support_hours
    if not 1 <= hours <= longest:
        raise DomainError("too_long", f"一次最长 {longest} 小时，到时自动结束；不够可以再允许一次。")
    if not reason.strip():
        raise DomainError("reason_missing", "请写明事由，例如“月报保存后不显示，请协助排查”。")
    visit = SupportVisit.objects.create(
        unit_id=actor.unit_id or 0, account=account, view=view, reason=reason.strip(), since=at,
        until=at + timedelta(hours=hours), granted_by_id=account_of(actor),
    )  # fmt: skip
    record(
        actor=actor, event="support_granted", subject=visit, label=account.name, at=at, key=key,
        reason=reason.strip(), after={"view": view, "hours": hours}, unit_path=actor.unit_path,
    )  # fmt: skip
    return visit


@transaction.atomic
def begin_support(*, actor: Actor, visit: SupportVisit, at: datetime) -> None:
    """Note that the support person looks from now on; the session keeps where."""
    myself(actor)
    if visit.account_id != actor.account_id:
        raise Refused("这次支持访问不是给你的。")
    if visit.ended_at is not None or not visit.since <= at < visit.until:
        raise Stale("这次支持访问已经结束，请单位重新允许。")
    record(
        actor=actor, event="support_begun", subject=visit, label=visit.account.name, at=at,
        unit_path=_place(visit, at).path,
    )  # fmt: skip
    for watcher in support_watch.on_begin:
        watcher(visit, at)


@transaction.atomic
def note_look(*, actor: Actor, visit: SupportVisit, page: str, at: datetime) -> None:
    """One page was opened; the unit reads its name as it happens."""
    record(
        actor=actor, event="support_looked", subject=visit, label=visit.account.name, at=at,
        after={"page": page}, unit_path=_place(visit, at).path,
    )  # fmt: skip


@transaction.atomic
def end_support(*, actor: Actor, visit: SupportVisit, at: datetime) -> None:
    """Nothing of the unit can be looked at any more, from the next click on."""
    path = _place(visit, at).path
    require(can_end_support(actor, visit, path))
    ended = SupportVisit.objects.filter(pk=visit.pk, ended_at__isnull=True, until__gt=at)
    if not ended.update(ended_at=at, ended_by_id=account_of(actor)):
        raise Stale("这次支持访问已经结束。")
    record(actor=actor, event="support_ended", subject=visit, label=visit.account.name, at=at, unit_path=path)
    for watcher in support_watch.on_end:
        watcher(visit, at)


@transaction.atomic
def tell_ended_visits(*, at: datetime) -> int:
    """Visits that began and whose time has run out since yesterday; the unit hears of each once."""
    ran_out = SupportVisit.objects.filter(
        ended_at__isnull=True, until__lte=at, until__gt=at - timedelta(days=1)
    )
    begun = subjects_of("support_begun", at - timedelta(days=2))
    ended = [visit for visit in ran_out.select_related("account") if str(visit.pk) in begun]
    for visit in ended:
        for watcher in support_watch.on_end:
            watcher(visit, at)
    return len(ended)


def _place(visit: SupportVisit, at: datetime) -> UnitVersion:
    return unit_on(visit.unit_id, local_day(at))
