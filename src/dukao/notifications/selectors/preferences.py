"""How people want to be reached."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Refused
from dukao.notifications.kinds import NoticeKind
from dukao.notifications.models import CalendarLink, NotificationPolicy, Preference
from dukao.notifications.selectors.rules import is_required
from dukao.notifications.vocabulary import PERSONAL_MEDIA


def own_account(actor: Actor) -> int:
    """Whose settings they are; those of nobody do not exist."""
    if actor.account_id is None:
        raise Refused("请先登录。")
    return actor.account_id


def preference_of(actor: Actor) -> Preference:
    """What the actor chose; what holds for somebody who chose nothing is not written down."""
    account_id = own_account(actor)
    return Preference.objects.filter(account_id=account_id).first() or Preference(account_id=account_id)


def preferences_of(account_ids: Iterable[int]) -> dict[int, Preference]:
    """Only of those who left an address: nobody else can be reached outside."""
    found = Preference.objects.filter(account_id__in=list(account_ids)).exclude(
        sealed_email="", sealed_mobile=""
    )
    return {preference.account_id: preference for preference in found}


def addresses_kept(account_ids: Collection[int]) -> int:
    """How many of these accounts still have an address on record."""
    kept = Preference.objects.filter(account_id__in=account_ids)
    return kept.exclude(sealed_email="", sealed_mobile="").count()


def media_for(preference: Preference, kind: NoticeKind, policy: NotificationPolicy) -> list[str]:
    """The personal media a kind goes by: those chosen, and for a required kind at least those it suggests."""
    chosen = set(preference.choices.get(kind.name, kind.media))
    if is_required(policy, kind.name):
        chosen |= set(kind.media) or {PERSONAL_MEDIA[0]}
    return [medium for medium in PERSONAL_MEDIA if medium in chosen and preference.address_for(medium)]


def calendar_link_of(actor: Actor) -> CalendarLink | None:
    return CalendarLink.objects.filter(account_id=own_account(actor)).first()
