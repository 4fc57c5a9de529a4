"""The second factor: begun, confirmed by a first code, asked for at the door, given up."""

from __future__ import annotations

import secrets
import unicodedata
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from dukao.identity import totp
from dukao.identity.models import Account, RecoveryCode, SecondFactor
from dukao.identity.selectors import factor_of, has_factor, keys_of, must_have_factor
from dukao.identity.services.entrance import count_failure, myself, note_failure, refuse_locked, tries_left
from dukao.identity.vocabulary import RECOVERY_CODES
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.sealing import is_current, open_sealed, seal

#: Without letters and digits that look alike on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def begin_factor(*, actor: Actor, present: str, at: datetime) -> SecondFactor:
    """A fresh secret waits for its first code; the password is asked, as the screen may be unguarded."""
    account = myself(actor)
    if factor_of(account) is not None:
        raise Stale("动态口令已经启用，不用再设置。")
    if not account.is_demo and not account.check_password(present):
        raise DomainError("wrong_password", "现在的密码不对，请重新输入。")
    sealed = seal(totp.new_secret(), _bound_to(account))
    SecondFactor.objects.filter(account=account).delete()
    return SecondFactor.objects.create(account=account, sealed_secret=sealed, started_at=at)


@transaction.atomic
def confirm_factor(*, actor: Actor, code: str, at: datetime) -> list[str]:
    """The code is asked at every log-in; return recovery codes, shown this once, when it is the first."""
    account = myself(actor)
    factor = SecondFactor.objects.select_for_update().filter(account=account).first()
    if factor is None or factor.confirmed_at is not None:
        raise Stale("没有等待确认的动态口令。请刷新后再看。")
    step = totp.matching_step(secret_of(factor), _folded(code), timezone.now().timestamp())
    if step is None:
        raise DomainError("wrong_code", "验证码不对。请核对手机时间是否准确，再填现在显示的 6 位数字。")
    factor.confirmed_at, factor.last_step = at, step
    factor.save(update_fields=["confirmed_at", "last_step"])
    is_first = not keys_of(account)
    record(
        actor=actor, event="factor_confirmed", subject=account, label=account.name, at=at,
        unit_path=actor.unit_path,
    )  # fmt: skip
    return new_codes(account) if is_first else []


def prove(*, request: HttpRequest, account: Account, code: str, at: datetime) -> None:
    """The code, or a recovery code, is right and was not used before; a failure counts towards the lock."""
    refuse_locked(account.username, request)
    if _takes(account, _folded(code), at):
        return
    count_failure(account.username, request)
    note_failure(account, request, at)
    refuse_locked(account.username, request)
    left = tries_left(account.username, request)
    raise DomainError("wrong_code", f"验证码不对或已经用过，还可以试 {left} 次。请等手机上的数字变了再填。")


@transaction.atomic
def renew_recovery_codes(*, actor: Actor, at: datetime) -> list[str]:
    """Ten fresh codes; the old ones open nothing any more. Whoever calls this has proved a code."""
    account = myself(actor)
    if not has_factor(account):
        raise Stale("还没有启用二次验证。")
    record(
        actor=actor, event="recovery_codes_renewed", subject=account, label=account.name, at=at,
        unit_path=actor.unit_path,
    )  # fmt: skip
    return new_codes(account)


@transaction.atomic
def give_up_factor(*, actor: Actor, at: datetime) -> None:
    """The password alone opens again, where the roles allow that. Whoever calls this has proved a code."""
    account = myself(actor)
    if must_have_factor(account, local_day(at)) and not keys_of(account):
        raise DomainError(
            "factor_required",
            "你的角色必须有二次验证，动态口令是最后一种，不能停用（GB/T 22239-2019 身份鉴别 d）。",
        )
    if not SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).delete()[0]:
        raise Stale("动态口令已经停用。")
    if not keys_of(account):
        account.recovery_codes.all().delete()
    record(
        actor=actor, event="factor_given_up", subject=account, label=account.name, at=at,
        unit_path=actor.unit_path,
    )  # fmt: skip


@transaction.atomic
def renew_sealed_secrets(*, actor: Actor, at: datetime) -> int:
    """Secrets sealed with an older key are sealed with the current one; then the old key may go."""
    count = 0
    for factor in SecondFactor.objects.select_for_update().select_related("account"):
        if not is_current(factor.sealed_secret):
            factor.sealed_secret = seal(secret_of(factor), _bound_to(factor.account))
            factor.save(update_fields=["sealed_secret"])
            count += 1
    record(
        actor=actor, event="secrets_resealed", subject=None, label="动态口令密钥", at=at,
        after={"count": count},
    )  # fmt: skip
    return count


def remove_factors(account: Account) -> None:
    """Nothing besides the password is asked any more, until a factor is set up anew."""
    SecondFactor.objects.filter(account=account).delete()
    account.security_keys.all().delete()
    account.recovery_codes.all().delete()


def secret_of(factor: SecondFactor) -> str:
    return open_sealed(factor.sealed_secret, _bound_to(factor.account))


@transaction.atomic
def _takes(account: Account, code: str, at: datetime) -> bool:
    used = SecondFactor.objects.select_for_update().filter(confirmed_at__isnull=False)
    factor = used.filter(account=account).first()
    if factor is None:
        return bool(keys_of(account)) and _use_recovery_code(account, code, at)
    step = totp.matching_step(secret_of(factor), code, timezone.now().timestamp())
    if step is not None:
        # Compare and swap: of two who bring the same code one comes in (RFC 6238 5.2).
        newer = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
        return bool(newer.update(last_step=step))
    return _use_recovery_code(account, code, at)


def _use_recovery_code(account: Account, code: str, at: datetime) -> bool:
    for kept in account.recovery_codes.filter(used_at__isnull=True):
        if check_password(code, kept.hashed):
            return bool(RecoveryCode.objects.filter(pk=kept.pk, used_at__isnull=True).update(used_at=at))
    return False


def new_codes(account: Account) -> list[str]:
    """Fresh recovery codes in place of all older ones."""
    account.recovery_codes.all().delete()
    drawn = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, hashed=make_password(code)) for code in drawn
    )
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def _folded(code: str) -> str:
    """What was typed without the blanks and strokes it is shown with."""
    folded = unicodedata.normalize("NFKC", code).lower()
    return "".join(letter for letter in folded if letter.isalnum() and letter.isascii())


def _bound_to(account: Account) -> str:
    return f"second-factor:{account.pk}"
