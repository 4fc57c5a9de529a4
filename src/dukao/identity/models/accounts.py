"""Accounts, their grants and their former passwords."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from dukao.kernel.roles import Role
from dukao.kernel.validity import Dated


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        """User names are kept in lower case, so that nobody is locked out by a capital letter."""
        return self.get(username=(username or "").lower())


class Account(AbstractBaseUser):
    """One person's way in. There is no superuser: all rights are :class:`Grant` rows."""

    username = models.CharField("用户名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    person = models.ForeignKey(
        "organisations.Person", models.PROTECT, null=True, blank=True, related_name="accounts"
    )
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="accounts", verbose_name="所在单位"
    )
    is_active = models.BooleanField("启用", default=True)
    logged_in_at = models.DateTimeField("最近登录", null=True, blank=True)
    is_demo = models.BooleanField("演示角色", default=False)
    demo_purpose = models.CharField("演示角色来做什么", max_length=80, blank=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    created_at = models.DateTimeField("建立时间")
    #: Of somebody who helps from outside: holds no role, and looks only where and while a unit lets them.
    is_support = models.BooleanField("支持人员", default=False)
    #: Counted up to end every session of the account at its next click.
    session_epoch = models.PositiveIntegerField(default=0)

    #: What it holds, where that was read together with it; taken by whoever asks first.
    standing: Any = None
    # Kept by the log-in service on the product's clock; Django would write the machine's.
    last_login = None

    objects = AccountManager()

    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = "账户"

    def __str__(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must carry to be this account's: bound to the password and to the epoch."""
        bound_to = f"{self.password}:{self.session_epoch}"
        return salted_hmac("dukao.identity.session", bound_to, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, *_: Any) -> bool:
        """Django's own permissions are not used; the product's rights live in policies."""
        return False

    has_module_perms = has_perm


class FormerPassword(models.Model):
    """The hash of a password that may not be used again soon."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = "曾用密码"


class Grant(Dated):
    """A role over a unit and all below it, for a span of days.

    A lent one names the grant it was lent from, and holds no longer than that does.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="grants")
    role = models.CharField("角色", max_length=20, choices=Role)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="grants", verbose_name="范围")
    lent_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="loans", verbose_name="委托自"
    )
    reason = models.CharField("依据", max_length=200, blank=True)
    granted_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="grants_given", verbose_name="授权人"
    )
    granted_at = models.DateTimeField("授权时间")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = "授权"
        constraints = [
            Dated.span_constraint("grant_span_is_forward"),
            models.CheckConstraint(
                condition=models.Q(lent_from__isnull=True) | models.Q(until__isnull=False),
                name="lent_grant_ends",
            ),
        ]
        indexes = [models.Index(fields=["account", "since", "until"], name="grant_account_span")]

    def __str__(self) -> str:
        return f"{self.account} {self.get_role_display()}"

    @property
    def last_day(self) -> date | None:
        """The last day the grant holds, as people write it; ``None`` while it is open-ended."""
        return None if self.until is None else self.until - timedelta(days=1)
