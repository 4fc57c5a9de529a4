"""Telling people, and what they and the office decide about it."""

from dukao.notifications.services.accounts import ACCOUNT_EVENTS, tell_account_changed
from dukao.notifications.services.channels import (
    add_channel,
    change_channel,
    pause_channel,
    resume_channel,
    try_channel,
)
from dukao.notifications.services.deliveries import drop_deliveries, forget_old_deliveries, resend_deliveries
from dukao.notifications.services.inbox import forget_read_notices, mark_all_read, mark_read
from dukao.notifications.services.preferences import (
    erase_addresses_of_closed,
    make_calendar_link,
    open_calendar,
    renew_address_seals,
    revoke_calendar_link,
    set_preference,
)
from dukao.notifications.services.rules import set_notification_policy
from dukao.notifications.services.support import tell_support_begun, tell_support_ended
from dukao.notifications.services.telling import notify

__all__ = [
    "ACCOUNT_EVENTS",
    "add_channel",
    "change_channel",
    "drop_deliveries",
    "erase_addresses_of_closed",
    "forget_old_deliveries",
    "forget_read_notices",
    "make_calendar_link",
    "mark_all_read",
    "mark_read",
    "notify",
    "open_calendar",
    "pause_channel",
    "renew_address_seals",
    "resend_deliveries",
    "resume_channel",
    "revoke_calendar_link",
    "set_notification_policy",
    "set_preference",
    "tell_account_changed",
    "tell_support_begun",
    "tell_support_ended",
    "try_channel",
]
