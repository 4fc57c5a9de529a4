"""The rules of access, each from one day on and with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class AccessRules(models.Model):
    """Who needs a second factor, and the clocks of accounts; the place's own data, none of it is code."""

    effective_on = models.DateField("施行日期", unique=True)
    #: Roles, as a list of their names.
    second_factor_roles = models.JSONField("必须用动态口令的角色", default=list)
    stale_days = models.PositiveSmallIntegerField("几天未登录列为闲置", default=90)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "账户规则"
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="access_rules_have_source"),
            models.CheckConstraint(condition=Q(stale_days__gte=1), name="access_rules_stale_days"),
        ]
