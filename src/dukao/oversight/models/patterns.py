"""Patterns worth a look: their parameters by date, searches, and what they found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.oversight.patterns.pattern import Pattern
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.vocabulary import HitState


class PatternRule(models.Model):
    """The parameters of one pattern from one day on; the rule's text stands beside its code."""

    code = models.CharField("规律", max_length=24)
    effective_on = models.DateField("施行日期")
    parameters = models.JSONField("参数")
    is_used = models.BooleanField("查找", default=True)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "规律参数"
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_on"], name="pattern_rule_once_a_day")
        ]


class Search(models.Model):
    """One run over the year, with the parameters it ran with; what it found refers to it."""

    year = models.PositiveSmallIntegerField("年度")
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    started_by = models.CharField("发起", max_length=120)
    parameters = models.JSONField("参数")
    found = models.PositiveIntegerField("线索数", default=0)

    class Meta:
        verbose_name = "查找"


class Hit(models.Model):
    """One lead: whom it is about, the figures, where to look; and the reader's verdict.

    ``key`` names the thing found, so that the next search finds the same lead again and leaves its verdict.
    """

    rule = models.CharField("规律", max_length=24)
    key = models.CharField("线索标识", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
    unit_path = models.CharField("单位位置", max_length=200)
    who = models.CharField("涉及", max_length=200)
    finding = models.CharField("情况", max_length=400)
    figures = models.JSONField("数字", default=list)
    links = models.JSONField("出处", default=list)
    entry = models.BigIntegerField("日志编号", null=True)
    first_found = models.ForeignKey(Search, models.PROTECT, related_name="first_hits")
    last_found = models.ForeignKey(Search, models.PROTECT, related_name="hits")
    is_current = models.BooleanField("最近一次仍有", default=True)
    found_at = models.DateTimeField("首次发现")
    state = models.CharField("认定", max_length=12, choices=HitState, default=HitState.OPEN)
    opinion = models.TextField("理由", blank=True)
    judged_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField("认定时间", null=True)

    class Meta:
        verbose_name = "线索"
        constraints = [
            models.UniqueConstraint(fields=["rule", "key", "year"], name="hit_once_a_year"),
            models.CheckConstraint(
                condition=~Q(state=HitState.DISMISSED) | ~Q(opinion=""), name="dismissed_hit_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state=HitState.OPEN) | Q(judged_at__isnull=False), name="judged_hit_has_time"
            ),
        ]
        indexes = [
            models.Index(fields=["is_current", "state", "-id"], name="hit_state"),
            models.Index(fields=["entry"], name="hit_entry"),
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def pattern(self) -> Pattern:
        return PATTERNS[self.rule]
