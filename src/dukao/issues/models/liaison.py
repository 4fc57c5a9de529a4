"""挂钩联系服务组: who stays with a unit until its problems are put right."""

from __future__ import annotations

from django.db import models


class LiaisonGroup(models.Model):
    """Members see and follow the problems of the group's units from their assignment on (I-25)."""

    name = models.CharField("名称", max_length=40)
    scope = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    units = models.ManyToManyField("organisations.Unit", related_name="+", verbose_name="联系单位")
    members = models.ManyToManyField("identity.Account", related_name="+", verbose_name="成员")
    basis = models.CharField("依据", max_length=200)
    ended_on = models.DateField("撤销日", null=True)

    class Meta:
        verbose_name = "挂钩联系服务组"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
