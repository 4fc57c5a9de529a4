"""Who comes in to the example city, who no longer does, a role that waits for a second officer, and support.

One visit of support is over, one is allowed today.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.hashers import make_password

from dukao.demo.city import City
from dukao.identity import services
from dukao.identity.models import Account
from dukao.identity.selectors import actor_for
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role

#: The last persona of the log-in page: holds no role, and looks where a unit lets it.
SUPPORT = ("xuyuan", "许援", "单位允许时只看不办，每一页都留痕")
#: Of how many accounts one is idle, and for how long at least.
ONE_IN, IDLE_DAYS = 60, 95
#: What was looked at in the visit that is over.
_PAGES = ("月度填报（/reports/）", "填报项（/reports/2026-11/）", "消息（/notices/）")


def plant_entrances(city: City, today: date) -> None:
    """Nearly everybody has been in within two weeks; a few have not come since the summer."""
    people = list(Account.objects.filter(is_active=True).order_by("pk"))
    for place, account in enumerate(people):
        is_idle = not account.is_demo and place % ONE_IN == 0
        days = IDLE_DAYS + place % 40 if is_idle else place % 14
        account.logged_in_at = at_time(today - timedelta(days=days), 9, place % 60)
    Account.objects.bulk_update(people, ["logged_in_at"], batch_size=200)
    services.propose_grant(
        actor=actor_for(city.accounts["anlan"], today), account=city.reviewers["GX"], role=Role.OFFICE,
        unit=city.root, since=today + timedelta(days=4), until=None, at=at_time(today, 9, 20),
        reason="调入市督考办，示组任〔2026〕31 号",
    )  # fmt: skip


def plant_support(city: City, today: date) -> None:
    username, name, purpose = SUPPORT
    account = Account.objects.create(
        username=username, name=name, unit=city.office, password=make_password(None), is_demo=True,
        is_support=True, demo_purpose=purpose, created_at=at_time(today, 8),
        password_changed_at=at_time(today, 8),
    )  # fmt: skip
    city.accounts[username] = account
    head = city.accounts["fangyuan"]
    for day, hours, reason in (
        (today - timedelta(days=24), 2, "月报保存后不显示，请协助排查"),
        (today, 8, "补正退回后佐证打不开，请协助查看"),
    ):
        at = at_time(day, 9)
        visit = services.grant_support(
            actor=actor_for(head, day), account=account, view=Role.REPORTER, hours=hours, reason=reason, at=at
        )
        assert visit is not None
        if day == today:
            continue
        helper = actor_for(account, day)
        services.begin_support(actor=helper, visit=visit, at=at + timedelta(minutes=4))
        for minutes, page in enumerate(_PAGES, start=5):
            services.note_look(actor=helper, visit=visit, page=page, at=at + timedelta(minutes=minutes))
        services.end_support(actor=helper, visit=visit, at=at + timedelta(minutes=31))
