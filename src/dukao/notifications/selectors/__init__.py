"""Reading the inbox, the channels, what became of deliveries, and what people chose."""

from dukao.notifications.selectors.channels import (
    channel_names,
    channel_numbered,
    channels_with_figures,
    open_media,
    places_of_channels,
)
from dukao.notifications.selectors.deliveries import deliveries_of, delivery_rows, matching_deliveries
from dukao.notifications.selectors.inbox import inbox, notice_for, notices_of, unread, unread_count
from dukao.notifications.selectors.preferences import (
    addresses_kept,
    calendar_link_of,
    media_for,
    preference_of,
)
from dukao.notifications.selectors.rules import is_required, policies, policy_on, required_labels

__all__ = [
    "addresses_kept",
    "calendar_link_of",
    "channel_names",
    "channel_numbered",
    "channels_with_figures",
    "deliveries_of",
    "delivery_rows",
    "inbox",
    "is_required",
    "matching_deliveries",
    "media_for",
    "notice_for",
    "notices_of",
    "open_media",
    "places_of_channels",
    "policies",
    "policy_on",
    "preference_of",
    "required_labels",
    "unread",
    "unread_count",
]
