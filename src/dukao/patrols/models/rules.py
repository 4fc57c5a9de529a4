"""The office's rules of patrolling, each from one day on and with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dukao.patrols.vocabulary import PlanLink


class PatrolRules(models.Model):
    """Figures of one's own place: what a source only hints at is a parameter here, never a constant."""

    effective_on = models.DateField("施行日期", unique=True)
    recusal_years = models.PositiveSmallIntegerField("任职回避年限", default=3)
    recusal_basis = models.CharField("回避依据", max_length=200)
    training_months = models.PositiveSmallIntegerField("行前培训有效月数", default=12)
    training_basis = models.CharField("培训依据", max_length=200)
    secondment_basis = models.CharField("借调依据", max_length=200)
    share_parts = models.PositiveSmallIntegerField("四不两直时间占比：分子", default=2)
    share_whole = models.PositiveSmallIntegerField("四不两直时间占比：分母", default=3)
    field_days = models.PositiveSmallIntegerField("组长每周在一线的天数", default=2)
    share_basis = models.CharField("时间占比依据", max_length=200)
    facts_limit = models.PositiveSmallIntegerField("发现事实字数上限", default=300)
    photo_limit = models.PositiveSmallIntegerField("每条发现照片张数上限", default=3)
    photo_bytes = models.PositiveIntegerField("单张照片字节上限", default=5 * 1024 * 1024)
    report_workdays = models.PositiveSmallIntegerField("结束后几个工作日内报告", default=5)
    settle_workdays = models.PositiveSmallIntegerField("发现几个工作日内处理", default=5)
    receipt_workdays = models.PositiveSmallIntegerField("线索几个工作日内签收", default=3)
    debrief_days = models.PositiveSmallIntegerField("半年结束后几天内述职", default=15)
    begin_remind_days = models.PositiveSmallIntegerField("任务开始前几天提醒", default=1)
    due_remind_workdays = models.PositiveSmallIntegerField("时限前几个工作日提醒", default=2)
    plan_link = models.CharField(
        "任务不在年度检查计划内时", max_length=8, choices=PlanLink, default=PlanLink.WARN
    )
    plan_basis = models.CharField("计划依据", max_length=200)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "督导巡查规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(share_whole__gt=0, share_parts__lte=F("share_whole")),
                name="patrol_share_is_a_share",
            ),
        ]
