"""Channels, people who can be reached, and notices for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dukao.identity.models import Account
from dukao.notifications import services
from dukao.notifications.models import Channel, Delivery, Preference
from tests.conftest import NOW, City
from tests.notifications.gateway import Gateway


def sms_channel(city: City, gateway: Gateway, **more: Any) -> Channel:
    return services.add_channel(
        actor=city.actor(city.system_admin), name="短信网关", medium="sms", at=NOW,
        address=f"{gateway.address}?:phone={{to}}", **more,
    )  # fmt: skip


def robot(city: City, gateway: Gateway, kinds: list[str], name: str = "住建局群") -> Channel:
    return services.add_channel(
        actor=city.actor(city.system_admin), name=name, medium="robot", unit=city.housing, kinds=kinds, at=NOW,
        address=gateway.address,
    )  # fmt: skip


def reachable(account: Account, **chosen: Any) -> Preference:
    """Somebody with a mailbox and a telephone who wants everything on both, at once."""
    kinds = ("due", "returned", "account", "other")
    defaults = {
        "email": f"{account.username}@example.cn",
        "mobile": "13800000001",
        "choices": {kind: ["email", "sms"] for kind in kinds},
    }
    return Preference.objects.create(account=account, **{**defaults, **chosen})


def tell(*accounts: Account, key: str = "a", kind: str = "due", at: datetime = NOW, title: str = "") -> None:
    services.notify(
        account_ids=[account.pk for account in accounts], kind=kind, key=key, at=at,
        title=title or f"9 月填报明天截止（{key}）", body="还有 4 项没有填。", url="/reports/",
    )  # fmt: skip


def states() -> dict[str, str]:
    """Occasion -> how its delivery stands."""
    return dict(Delivery.objects.order_by("pk").values_list("key", "state"))
