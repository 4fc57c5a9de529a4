"""Quotas and clocks: the office's own data, each from one day on and with its source."""

from __future__ import annotations

from django.db import models

from dukao.checks.vocabulary import CheckKind
from dukao.kernel.terms import DayKind


class Topic(models.Model):
    """主题: by what checks are compared, so that nobody is asked about the same thing twice."""

    name = models.CharField("主题", max_length=20, unique=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "检查主题"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class CheckRules(models.Model):
    """Limits of the year's plan. A limit that is empty does not hold."""

    effective_on = models.DateField("施行日期", unique=True)
    unit_quota = models.PositiveSmallIntegerField("一个单位一年最多几次", null=True, blank=True, default=8)
    city_quota = models.PositiveSmallIntegerField("全部计划一年最多几项", null=True, blank=True, default=42)
    organiser_quota = models.PositiveSmallIntegerField(
        "一个部门一年最多几项综合性检查", null=True, blank=True, default=1
    )
    warn_before = models.PositiveSmallIntegerField("离限额几次时提醒", default=1)
    plan_until_month = models.PositiveSmallIntegerField("年度计划编制到几月", default=2)
    reuse_months = models.PositiveSmallIntegerField("多少个月内的结果可以引用", default=12)
    soon_workdays = models.PositiveSmallIntegerField("时限前几个工作日提醒", default=3)
    receipt_workdays = models.PositiveSmallIntegerField("送达几个工作日没有签收就提醒", default=3)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "检查计划规则"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(plan_until_month__gte=1, plan_until_month__lte=12),
                name="check_plan_closes_in_a_month",
            ),
        ]


class ProcessTerm(models.Model):
    """Clocks of a conclusion: to explain oneself, to ask for a review, and to decide it."""

    kind = models.CharField("种类", max_length=12, choices=CheckKind)
    effective_on = models.DateField("施行日期")
    explain_days = models.PositiveSmallIntegerField("说明")
    explain_kind = models.CharField("说明按", max_length=8, choices=DayKind)
    request_days = models.PositiveSmallIntegerField("申请复核")
    request_kind = models.CharField("申请按", max_length=8, choices=DayKind)
    decide_days = models.PositiveSmallIntegerField("作出决定")
    decide_kind = models.CharField("决定按", max_length=8, choices=DayKind)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "结论程序时限"
        constraints = [
            models.UniqueConstraint(fields=["kind", "effective_on"], name="process_term_once_a_day"),
        ]
