"""Clocks and limits of what the discipline side asks, each from one day on and with its source."""

from __future__ import annotations

from django.db import models


class OversightRules(models.Model):
    """How long an addressee may take to answer, and what an answer may carry."""

    effective_on = models.DateField("施行日期", unique=True)
    answer_workdays = models.PositiveSmallIntegerField("答复时限（工作日）", default=10)
    soon_workdays = models.PositiveSmallIntegerField("到期前几个工作日提醒", default=3)
    evidence_items = models.PositiveSmallIntegerField("答复材料份数上限", default=10)
    evidence_pages = models.PositiveSmallIntegerField("答复材料页数上限", default=100)
    evidence_bytes = models.PositiveIntegerField("单份材料字节上限", default=10 * 1024 * 1024)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "监督规则"
