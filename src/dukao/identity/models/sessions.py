"""Where an account is logged in: what its owner and the security officer see and may end."""

from __future__ import annotations

from django.db import models


class LogIn(models.Model):
    """One log-in and the session it opened; when it was last used stands in the session itself."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="log_ins")
    session_key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField("登录时间")
    address = models.CharField("来自", max_length=45, blank=True)
    device = models.CharField("设备", max_length=60)

    class Meta:
        verbose_name = "登录"
        indexes = [models.Index(fields=["account", "-at"], name="log_in_of_account")]
