"""Security keys as a second factor: registered, asked at the door, taken off."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from dukao.identity import webauthn
from dukao.identity.models import Account, SecurityKey
from dukao.identity.selectors import factor_of, has_factor, keys_of, must_have_factor
from dukao.identity.services.entrance import count_failure, myself, note_failure, refuse_locked, tries_left
from dukao.identity.services.factors import new_codes
from dukao.identity.vocabulary import KEYS_LIMIT
from dukao.identity.webauthn import Attested, Site, WrongAnswer
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale


def check_present(account: Account, present: str) -> None:
    """The password once more, as the screen may be unguarded; personas have none."""
    if not account.is_demo and not account.check_password(present):
        raise DomainError("wrong_password", "现在的密码不对，请重新输入。")


@transaction.atomic
def add_key(*, actor: Actor, site: Site, challenge: str, answer: str, name: str, at: datetime) -> list[str]:
    """The key is asked for at every log-in from now on; return recovery codes when it is the first factor."""
    account = myself(actor)
    if not name.strip():
        raise DomainError("name_missing", "请给密钥起个名字，例如“办公室的 U 盾”。")
    if len(keys_of(account)) >= KEYS_LIMIT:
        raise DomainError("too_many_keys", f"最多登记 {KEYS_LIMIT} 把安全密钥，请先移除不用的。")
    try:
        new = webauthn.registered(site, challenge=challenge, answer=answer)
    except WrongAnswer as wrong:
        raise DomainError("wrong_key", "没有认出这把密钥的回答，请重新登记。") from wrong
    is_first = not has_factor(account)
    try:
        with transaction.atomic():
            SecurityKey.objects.create(
                account=account, name=name.strip(), credential_id=new.credential_id,
                credential=new.credential, counter=new.counter, added_at=at,
            )  # fmt: skip
    except IntegrityError as known:
        raise DomainError("known_key", "这把密钥已经登记过，请换一把。") from known
    record(
        actor=actor, event="key_added", subject=account, label=account.name, at=at,
        after={"key": name.strip()}, unit_path=actor.unit_path,
    )  # fmt: skip
    return new_codes(account) if is_first else []


def prove_by_key(
    *, request: HttpRequest, account: Account, site: Site, challenge: str, answer: str, at: datetime
) -> None:
    """One of the account's keys has signed this very question; a failure counts towards the lock."""
    refuse_locked(account.username, request)
    known = keys_of(account)
    try:
        signed = webauthn.answered(
            site, challenge=challenge, answer=answer, known=[key.credential for key in known]
        )
    except WrongAnswer:
        signed = None
    if signed is not None and _takes(account, signed, at):
        return
    count_failure(account.username, request)
    note_failure(account, request, at)
    refuse_locked(account.username, request)
    left = tries_left(account.username, request)
    raise DomainError("wrong_key", f"安全密钥没有通过，还可以试 {left} 次。请换一把，或填验证码。")


@transaction.atomic
def remove_key(*, actor: Actor, key: SecurityKey, present: str, at: datetime) -> None:
    """The key opens nothing any more; the last factor of somebody who must have one stays."""
    account = myself(actor)
    check_present(account, present)
    is_last = factor_of(account) is None and len(keys_of(account)) == 1
    if is_last and must_have_factor(account, local_day(at)):
        raise DomainError(
            "factor_required",
            "你的角色必须有二次验证，这是最后一种，不能移除（GB/T 22239-2019 身份鉴别 d）。",
        )
    if not SecurityKey.objects.filter(pk=key.pk, account=account).delete()[0]:
        raise Stale("这把密钥已经移除。")
    if is_last:
        account.recovery_codes.all().delete()
    record(
        actor=actor, event="key_removed", subject=account, label=account.name, at=at,
        before={"key": key.name}, unit_path=actor.unit_path,
    )  # fmt: skip


@transaction.atomic
def _takes(account: Account, signed: Attested, at: datetime) -> bool:
    """Compare and swap on the count: a copy that counts behind, or a doubled answer, does not pass.

    Keys that do not count always say nought (WebAuthn 6.1.1).
    """
    of_key = SecurityKey.objects.filter(account=account, credential_id=signed.credential_id)
    fresh = of_key.filter(counter__lt=signed.counter) if signed.counter else of_key.filter(counter=0)
    return bool(fresh.update(counter=signed.counter, used_at=at))
