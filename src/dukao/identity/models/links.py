"""Which account a provider's person may open: a mapping somebody made, never made by arriving."""

from __future__ import annotations

from django.db import models


class LinkedIdentity(models.Model):
    """``subject`` of ``source`` opens this account; one of a provider for each account, and the reverse."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="linked_identities")
    source = models.CharField("来源", max_length=200)
    subject = models.CharField("统一认证账号", max_length=200)
    linked_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField("关联时间")

    class Meta:
        verbose_name = "统一认证关联"
        constraints = [
            models.UniqueConstraint(fields=["source", "subject"], name="linked_subject_once"),
            models.UniqueConstraint(fields=["account", "source"], name="linked_account_once"),
        ]
