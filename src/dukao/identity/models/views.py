"""What somebody keeps of a list."""

from __future__ import annotations

from django.db import models


class KeptView(models.Model):
    """Conditions, grouping and columns of one page somebody wants to see again; seen by nobody else."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="kept_views")
    page = models.CharField("页面", max_length=60, help_text="地址的名称，如 issues:ledger")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=1000)

    class Meta:
        verbose_name = "自存视图"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["account", "page", "name"], name="view_name_once_a_page")
        ]
