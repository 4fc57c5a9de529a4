"""Accounts opened through a provider: mapped by somebody with a name, never by arriving."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from dukao.identity.models import Account, LinkedIdentity
from dukao.identity.policies import can_link
from dukao.identity.selectors import place_of, roles_held
from dukao.identity.services.entrance import note_failure
from dukao.identity.sso import Arrival
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.verdict import require


@transaction.atomic
def link_identity(*, actor: Actor, account: Account, source: str, subject: str, at: datetime) -> None:
    """From now on the provider's word for ``subject`` opens the account, besides its password."""
    path = _path(account, at)
    require(can_link(actor, account, path, roles_held(account, local_day(at))))
    if not subject.strip():
        raise DomainError("subject_missing", "请填统一认证账号，例如工号。")
    try:
        with transaction.atomic():
            LinkedIdentity.objects.create(
                account=account, source=source, subject=subject.strip(), linked_by_id=actor.account_id,
                linked_at=at,
            )  # fmt: skip
    except IntegrityError as taken:
        raise DomainError(
            "linked_already",
            "这个统一认证账号已经关联了账户，或这个账户已经关联了另一个。请先解除原来的关联。",
        ) from taken
    record(
        actor=actor, event="identity_linked", subject=account, label=account.name, at=at, unit_path=path,
        after={"subject": subject.strip(), "provider": source},
    )  # fmt: skip


@transaction.atomic
def unlink_identity(*, actor: Actor, link: LinkedIdentity, at: datetime) -> None:
    """The provider's word opens the account no longer."""
    account = link.account
    path = _path(account, at)
    require(can_link(actor, account, path, roles_held(account, local_day(at))))
    if not LinkedIdentity.objects.filter(pk=link.pk).delete()[0]:
        raise Stale("这项关联已经解除。")
    record(
        actor=actor, event="identity_unlinked", subject=account, label=account.name, at=at, unit_path=path,
        before={"subject": link.subject, "provider": link.source},
    )  # fmt: skip


def admit_linked(*, request: HttpRequest, arrival: Arrival, at: datetime) -> Account:
    """The account mapped to whom the provider vouches for; it may still owe its second factor."""
    link = LinkedIdentity.objects.filter(source=arrival.source, subject=arrival.subject)
    found = link.select_related("account").first()
    if found is None:
        note_failure(None, request, at)
        raise DomainError(
            "not_linked",
            f"统一认证已通过（{arrival.subject}），但还没有关联这里的账户。请先用用户名和密码登录，在“我的账户”里关联，"
            "或请系统管理员关联。",
        )
    if not found.account.is_active:
        note_failure(found.account, request, at)
        raise DomainError("disabled", "这个账户已停用。如需恢复，请联系本单位系统管理员。")
    return found.account


def _path(account: Account, at: datetime) -> str:
    return place_of(account, local_day(at)).path
