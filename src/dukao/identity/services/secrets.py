"""Setting a password and remembering the ones before it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from dukao.identity.models import Account, FormerPassword
from dukao.identity.vocabulary import PASSWORDS_REMEMBERED


def set_password(account: Account, password: str, *, at: datetime, must_change: bool) -> None:
    """Give the account the password, unsaved; the one it had is kept among its last ones."""
    if account.pk and account.has_usable_password():
        FormerPassword.objects.create(account=account, password=account.password, replaced_at=at)
        # With the present one these are the last five; older hashes are not ours to keep.
        kept = account.former_passwords.order_by("-replaced_at", "-pk")[: PASSWORDS_REMEMBERED - 1]
        account.former_passwords.exclude(pk__in=[former.pk for former in kept]).delete()
    account.set_password(password)
    account.password_changed_at = at
    account.must_change_password = must_change


def end_sessions(account: Account) -> None:
    """Whoever is logged in with the account is out at the next click, wherever that is."""
    Account.objects.filter(pk=account.pk).update(session_epoch=F("session_epoch") + 1)
