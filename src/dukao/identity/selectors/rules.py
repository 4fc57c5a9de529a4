"""The rules of access that hold on a day, and who must have a second factor by them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings

from dukao.identity.models import AccessRules, Account, SecondFactor, SecurityKey
from dukao.identity.selectors.actors import living_grants
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Missing
from dukao.kernel.memo import kept_while_reading


@kept_while_reading
def rules_on(day: date) -> AccessRules:
    """The rules in force on ``day``; before the first ones, the first."""
    found = AccessRules.objects.filter(effective_on__lte=day).order_by("-effective_on").first()
    found = found or AccessRules.objects.order_by("effective_on").first()
    if found is None:
        raise DomainError("no_rules", "还没有账户规则，请在服务器上运行 dukao migrate。", 500)
    return found


def stale_after(at: datetime) -> timedelta:
    """An account nobody has used for this long is reported (等保 2.0 访问控制 c: 多余的、过期的账户)."""
    return timedelta(days=rules_on(local_day(at)).stale_days)


def rules_known() -> list[AccessRules]:
    """All rules, the newest first."""
    return list(AccessRules.objects.order_by("-effective_on"))


def must_have_factor(account: Account, day: date) -> bool:
    """Whether a role the account holds today, or support, asks for a second factor; personas have none."""
    if settings.DUKAO_DEMO or account.is_demo:
        return False
    if account.is_support:
        return True
    asked = rules_on(day).second_factor_roles
    return living_grants(day).filter(account=account, role__in=asked).exists()


def account_waiting(account_id: int) -> Account | None:
    """The account that owes its code; none when it was disabled meanwhile."""
    return Account.objects.filter(pk=account_id, is_active=True).first()


def factor_of(account: Account) -> SecondFactor | None:
    """The one-time password in use; one that was only begun is none."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).first()


def keys_of(account: Account) -> list[SecurityKey]:
    return list(SecurityKey.objects.filter(account=account).order_by("added_at", "pk"))


def key_numbered(account: Account, key_id: int) -> SecurityKey:
    found = SecurityKey.objects.filter(account=account, pk=key_id).first()
    if found is None:
        raise Missing("没有这把密钥，可能已经移除。")
    return found


def has_factor(account: Account) -> bool:
    """Whether anything besides the password is asked of the account."""
    return factor_of(account) is not None or bool(keys_of(account))


def factors_in_words(account: Account) -> str:
    """What is asked of the account besides the password: "动态口令、2 把安全密钥", or ""."""
    keys = len(keys_of(account))
    kinds = ("动态口令" if factor_of(account) else "", f"{keys} 把安全密钥" if keys else "")
    return "、".join(kind for kind in kinds if kind)


def begun_factor_of(account: Account) -> SecondFactor | None:
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=True).first()


def recovery_codes_left(account: Account) -> int:
    return account.recovery_codes.filter(used_at__isnull=True).count()
