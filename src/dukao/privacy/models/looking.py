"""A look at what is held about a person by somebody else, with the reason for it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Inspection(models.Model):
    """Which kinds were looked at, by whom, for what, and from which day on the person is told."""

    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="inspections")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    purpose = models.CharField("事由", max_length=300)
    basis = models.CharField("依据", max_length=200)
    categories = models.JSONField("查阅的种类", default=list)
    at = models.DateTimeField("时间")
    told_on = models.DateField("告知本人")
    defer_basis = models.CharField("暂不告知的依据", max_length=200, blank=True)

    class Meta:
        verbose_name = "按事由查阅"
        constraints = [
            models.CheckConstraint(condition=~Q(purpose="") & ~Q(basis=""), name="inspection_says_why"),
            models.CheckConstraint(condition=~Q(account=F("by")), name="inspection_of_another"),
        ]
        indexes = [models.Index(fields=["account", "told_on"], name="inspection_of_account")]

    def __str__(self) -> str:
        return self.purpose
