"""The place's own clocks for requests and looks, each from one day on and with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.kernel.terms import DayKind


class PrivacyRules(models.Model):
    effective_on = models.DateField("施行日期", unique=True)
    holder = models.CharField("个人信息保护负责人", max_length=80, blank=True, help_text="职务和联系方式")
    answer_days = models.PositiveSmallIntegerField("几日内答复", default=30)
    answer_kind = models.CharField("期限按", max_length=8, choices=DayKind, default=DayKind.NATURAL)
    defer_days = models.PositiveSmallIntegerField("查阅后最长几日内告知本人", default=180)
    hold_days = models.PositiveSmallIntegerField("销毁最长暂缓几日", default=180)
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "个人信息规则"
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="privacy_rules_have_source"),
            models.CheckConstraint(condition=Q(answer_days__gte=1), name="privacy_rules_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.effective_on:%Y-%m-%d} 起的个人信息规则"
