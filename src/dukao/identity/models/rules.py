"""The rules of access, each from one day on and with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class AccessRules(models.Model):
    """Who needs a second factor, what locks, and the clocks of accounts: data of the place, no code."""

    effective_on = models.DateField("施行日期", unique=True)
    #: Roles, as a list of their names.
    second_factor_roles = models.JSONField("必须二次验证的角色", default=list)
    stale_days = models.PositiveSmallIntegerField("几天未登录列为闲置", default=90)
    #: Failed log-ins that lock: of one account from one address, of one account, from one address.
    lock_failures = models.PositiveSmallIntegerField("同一地址连续输错几次锁定", default=5)
    account_failures = models.PositiveSmallIntegerField("各处合计输错几次锁定账户", default=15)
    address_failures = models.PositiveSmallIntegerField("同一地址输错几次停止受理", default=100)
    lock_minutes = models.PositiveSmallIntegerField("锁定几分钟", default=30)
    support_hours = models.PositiveSmallIntegerField("支持访问一次最长几小时", default=8)
    #: What one person may put in on one day, so that nobody fills the disk by mistake or on purpose.
    upload_files = models.PositiveIntegerField("一人一天最多上传几份", default=500)
    upload_megabytes = models.PositiveIntegerField("一人一天最多上传几 MB", default=2000)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "账户规则"
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="access_rules_have_source"),
            models.CheckConstraint(condition=Q(stale_days__gte=1), name="access_rules_stale_days"),
            models.CheckConstraint(
                condition=Q(lock_failures__gte=1, account_failures__gte=F("lock_failures"))
                & Q(address_failures__gte=F("lock_failures"), lock_minutes__range=(1, 1440)),
                name="access_rules_lock",
            ),
            models.CheckConstraint(
                condition=Q(support_hours__range=(1, 72)), name="access_rules_support_hours"
            ),
            models.CheckConstraint(
                condition=Q(upload_files__gte=1, upload_megabytes__gte=1), name="access_rules_uploads"
            ),
        ]
