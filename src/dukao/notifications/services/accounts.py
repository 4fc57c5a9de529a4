"""Whoever opens an account is told when what opens it, or what it may do, was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dukao.journal.sentences import words_of
from dukao.notifications.services.telling import notify

if TYPE_CHECKING:
    from dukao.journal.models import Entry

#: Events of the journal whose subject is the account.
ACCOUNT_EVENTS = (
    "password_changed", "password_reset", "factor_confirmed", "factor_given_up", "factor_reset", "key_added",
    "key_removed", "recovery_codes_renewed", "identity_linked", "identity_unlinked", "role_granted",
    "role_revoked", "role_lent",
)  # fmt: skip


def tell_account_changed(entry: Entry) -> None:
    """Also of one's own act: somebody else may have sat at the screen."""
    notify(
        account_ids=[int(entry.subject_id)], kind="account", title=f"你的账户：{words_of(entry.event)}",
        body=f"{entry.actor}办理。不是你要求的，请马上联系系统管理员。", url="/account/",
        key=f"account:{entry.pk}", at=entry.at,
    )  # fmt: skip
