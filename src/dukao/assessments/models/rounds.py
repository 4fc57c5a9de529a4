"""Assessment rounds, the facts they froze and the scores they gave."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q

from dukao.assessments.vocabulary import RoundState
from dukao.kernel.fields import ExactDecimalField
from dukao.kernel.terms import DayKind
from dukao.scoring import Period


class AssessmentPolicy(models.Model):
    """Clocks of the public notice from one day on, for one scheme or, without one, for all others."""

    scheme = models.ForeignKey("schemes.Scheme", models.PROTECT, null=True, related_name="notice_policies")
    effective_on = models.DateField("施行日期")
    notice_days = models.PositiveSmallIntegerField("公示几日", default=5)
    notice_kind = models.CharField("公示期限按", max_length=8, choices=DayKind, default=DayKind.WORKING)
    closes_at = models.TimeField("公示截止时刻", default=time(17, 30))
    explain_workdays = models.PositiveSmallIntegerField("督办结果计分前单位可说明几个工作日", default=3)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "考核时限规则"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "effective_on"], name="notice_policy_day"),
            models.UniqueConstraint(
                fields=["effective_on"], condition=Q(scheme__isnull=True), name="notice_policy_day_of_all"
            ),
        ]


class Round(models.Model):
    """One scheme version scored over one period. While collecting, its scores are provisional.

    ``revision`` names the inputs the stored scores were computed from: when it is no longer that of
    the facts, the next reader computes anew. ``claimed_at`` says that somebody is at it.
    """

    version = models.ForeignKey("schemes.SchemeVersion", models.PROTECT, related_name="rounds")
    period = models.CharField("期间", max_length=8)
    months = models.PositiveSmallIntegerField("几个月")
    ends_on = models.DateField("期末")
    state = models.CharField("状态", max_length=12, choices=RoundState, default=RoundState.COLLECTING)
    revision = models.CharField("计分所据的数据版次", max_length=64, blank=True)
    claimed_at = models.DateTimeField("开始计分", null=True)
    problem = models.CharField("不能计分的原因", max_length=500, blank=True)
    facts_count = models.PositiveIntegerField("事实条数", default=0)
    facts_digest = models.CharField("事实摘要", max_length=64, blank=True)
    result_digest = models.CharField("结果摘要", max_length=64, blank=True)
    engine = models.CharField("引擎版本", max_length=20, blank=True)
    computed_at = models.DateTimeField("计分时间", null=True)
    frozen_at = models.DateTimeField("冻结时间", null=True)
    frozen_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    posted_at = models.DateTimeField("公示开始", null=True)
    posted_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    notice_until = models.DateTimeField("公示截止", null=True)
    notice_days = models.PositiveSmallIntegerField("公示几日", null=True)
    notice_kind = models.CharField("公示期限按", max_length=8, choices=DayKind, default=DayKind.WORKING)
    notice_source = models.CharField("公示依据", max_length=200, blank=True)
    finalised_at = models.DateTimeField("定案时间", null=True)
    finalised_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "考核轮次"
        constraints = [
            models.UniqueConstraint(fields=["version", "period"], name="round_once"),
            models.CheckConstraint(
                condition=Q(state="collecting") | Q(frozen_at__isnull=False) & ~Q(facts_digest=""),
                name="frozen_round_has_facts",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["on_notice", "final"])
                | Q(posted_at__isnull=False, notice_until__isnull=False),
                name="posted_round_has_term",
            ),
            models.CheckConstraint(
                condition=~Q(state="final") | Q(finalised_at__isnull=False), name="final_round_has_time"
            ),
            models.CheckConstraint(
                condition=Q(finalised_by__isnull=True) | ~Q(finalised_by=F("frozen_by")),
                name="round_has_four_eyes",
            ),
        ]
        indexes = [
            models.Index(fields=["period", "state"], name="round_period_state"),
            models.Index(fields=["-ends_on", "months"], name="round_newest"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def span(self) -> Period:
        return Period.parse(self.period)

    @property
    def label(self) -> str:
        """2026 年第三季度·市直经济部门考评办法"""
        return f"{self.span.label}·{self.version.scheme.name}"


class RoundBody(models.Model):
    """What the round was computed from and what came out, compressed, as the engine wrote it."""

    round = models.OneToOneField(Round, models.CASCADE, primary_key=True, related_name="body")
    facts = models.BinaryField("事实")
    result = models.BinaryField("结果")

    class Meta:
        verbose_name = "轮次正文"


class UnitScore(models.Model):
    """One unit's outcome in a round, for lists and ranks; its parts are in the round's body."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="scores")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="scores")
    group = models.CharField("分组代码", max_length=32)
    total = ExactDecimalField("总分", null=True, help_text="空表示缺数据，按办法不给总分")
    rank = models.PositiveIntegerField("总名次", null=True)
    group_rank = models.PositiveIntegerField("组内名次", null=True)
    group_size = models.PositiveIntegerField("组内单位数")
    grade = models.CharField("等次", max_length=20, blank=True)

    class Meta:
        verbose_name = "单位得分"
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="unit_score_once")]
        indexes = [
            models.Index(fields=["round", "group", "group_rank"], name="score_group_rank"),
            models.Index(fields=["unit", "round"], name="score_unit"),
        ]
