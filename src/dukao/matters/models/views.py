"""What a person keeps of the ledger."""

from __future__ import annotations

from django.db import models


class SavedFilter(models.Model):
    """Conditions, grouping and columns somebody wants to see again; their own affair, seen by nobody else."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="matter_filters")
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=1000)

    class Meta:
        verbose_name = "自存视图"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="filter_name_once")]
