"""The second factor of an account: a secret shared with a phone, and codes for the day it is lost."""

from __future__ import annotations

from django.db import models


class SecondFactor(models.Model):
    """A time-based one-time password (RFC 6238); the secret is sealed with a key outside the database."""

    account = models.OneToOneField("identity.Account", models.CASCADE, related_name="second_factor")
    sealed_secret = models.CharField(max_length=200)
    started_at = models.DateTimeField("开始设置")
    confirmed_at = models.DateTimeField("启用时间", null=True)
    #: The newest step a code was taken for; older ones, and this one, are not taken again.
    last_step = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "动态口令"


class RecoveryCode(models.Model):
    """Opens the door once when the phone is not at hand; only its hash is kept."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="recovery_codes")
    hashed = models.CharField(max_length=128)
    used_at = models.DateTimeField("用掉的时间", null=True)

    class Meta:
        verbose_name = "备用码"
