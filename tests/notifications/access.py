"""Who may open which address of the notices: one's own, the channels, the rules, and the calendar's secret."""

from __future__ import annotations

from dukao.kernel.roles import Role
from dukao.notifications import services
from dukao.notifications.models import Channel, Delivery, Notice
from tests.access import EVERYONE, PUBLIC
from tests.conftest import NOW, City

_KEEPER = {Role.SYSTEM_ADMIN}

ACCESS = {
    "notifications:inbox": EVERYONE,
    "notifications:read": EVERYONE,
    "notifications:open": {Role.REPORTER},
    "notifications:settings": EVERYONE,
    "notifications:make_calendar": EVERYONE,
    "notifications:revoke_calendar": {Role.REPORTER},  # whoever has a link
    "notifications:rules": {Role.OFFICE, Role.LEADER, Role.DISCIPLINE},
    "notifications:channels": _KEEPER,
    "notifications:add_channel": _KEEPER,
    "notifications:change_channel": _KEEPER,
    "notifications:try_channel": _KEEPER,
    "notifications:pause_channel": _KEEPER,
    "notifications:resume_channel": _KEEPER,
    "notifications:deliveries": _KEEPER,
    "notifications:decide": _KEEPER,
    "calendar:feed": PUBLIC,  # calendar programs cannot log in: the secret part is the key
}


ELSEWHERE = {"calendar:feed": EVERYONE}  # the secret in the address is the key


def objects(city: City) -> dict[str, tuple[object, ...]]:
    notice = Notice.objects.create(
        account=city.reporter, kind="due", title="9 月填报明天截止", key="due", at=NOW
    )
    channel = Channel.objects.create(name="短信", medium="sms", address_name="none", added_at=NOW)
    Delivery.objects.create(
        notice=notice,
        account=city.reporter,
        channel=channel,
        kind="due",
        key="due",
        created_at=NOW,
        due_at=NOW,
    )
    secret = services.make_calendar_link(actor=city.actor(city.reporter), at=NOW)
    of_channel = ("change_channel", "try_channel", "pause_channel", "resume_channel")
    return {
        "notifications:open": (notice.pk,),
        **{f"notifications:{name}": (channel.pk,) for name in of_channel},
        "calendar:feed": (secret,),
    }
