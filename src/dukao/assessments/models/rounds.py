"""Assessment rounds, the facts they froze and the scores they gave."""

from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import F, Q

from dukao.assessments.vocabulary import AnswerState, EventKind, RoundState
from dukao.kernel.fields import ExactDecimalField
from dukao.scoring import Period


class AssessmentPolicy(models.Model):
    """Clocks of the public notice from one day on, with their source."""

    effective_on = models.DateField("施行日期", unique=True)
    notice_workdays = models.PositiveSmallIntegerField("公示工作日", default=5)
    closes_at = models.TimeField("公示截止时刻", default=time(17, 30))
    explain_workdays = models.PositiveSmallIntegerField("督办结果计分前单位可说明几个工作日", default=3)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "考核时限规则"


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
    notice_workdays = models.PositiveSmallIntegerField("公示工作日", null=True)
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


class ScoreEvent(models.Model):
    """A recorded fact that costs or gives points (负面清单、加分、否决), with its basis."""

    version = models.ForeignKey("schemes.SchemeVersion", models.PROTECT, related_name="score_events")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="score_events")
    kind = models.CharField("种类", max_length=12, choices=EventKind)
    item = models.CharField("项目编号", max_length=64)
    level = models.CharField("级别", max_length=64, blank=True)
    happened_on = models.DateField("发生日期")
    count = models.PositiveSmallIntegerField("次数", default=1)
    fact_key = models.CharField("同一事实", max_length=80, blank=True, help_text="同一事实只按最高的一次计")
    reason = models.CharField("事由", max_length=300)
    basis = models.CharField("依据文件", max_length=200)
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField("记录时间")
    revoked_at = models.DateTimeField("撤销时间", null=True)
    revoked_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    revoked_reason = models.CharField("撤销原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "计分事件"
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoked_reason=""), name="revoked_event_says_why"
            )
        ]
        indexes = [models.Index(fields=["version", "unit"], name="event_version_unit")]

    @property
    def recorder(self) -> str:
        """Who wrote it down, as the unit reads it: 何正·督考办."""
        return f"{self.recorded_by.name}·督考办" if self.recorded_by else "督考办"


class OccasionAnswer(models.Model):
    """What the unit and the office said to a decision of supervision that a rule of the scheme would score.

    It costs or gives nothing until a named person has decided; then ``event`` is what counts.
    """

    scheme = models.ForeignKey("schemes.Scheme", models.PROTECT, related_name="occasion_answers")
    fact_key = models.CharField("督办结果", max_length=80, help_text="督办里的哪一个决定，如 rung:12")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=8, choices=AnswerState, default=AnswerState.OPEN)
    explanation = models.TextField("单位说明", blank=True)
    explained_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField("说明时间", null=True)
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    opinion = models.CharField("决定理由", max_length=300, blank=True)
    event = models.OneToOneField(ScoreEvent, models.PROTECT, null=True, related_name="occasion")

    class Meta:
        verbose_name = "督办结果计分"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "fact_key"], name="occasion_answered_once"),
            models.CheckConstraint(
                condition=Q(state="open") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="answered_occasion_has_decider",
            ),
            models.CheckConstraint(
                condition=~Q(state="scored") | Q(event__isnull=False), name="scored_occasion_has_event"
            ),
            models.CheckConstraint(
                condition=~Q(state="waived") | ~Q(opinion=""), name="waived_occasion_says_why"
            ),
        ]


class Simulation(models.Model):
    """A scheme version tried on the facts of a round: what was asked, with its seed, and what came out.

    It changes no score and no scheme, and nobody who is assessed ever sees it.
    """

    version = models.ForeignKey("schemes.SchemeVersion", models.CASCADE, related_name="simulations")
    against = models.ForeignKey("schemes.SchemeVersion", models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, models.CASCADE, related_name="simulations")
    edits = models.JSONField("改动", default=list)
    runs = models.PositiveIntegerField("随机变动次数", default=0)
    seed = models.PositiveBigIntegerField("随机数种子")
    spread = models.CharField("权重变动幅度", max_length=20)
    with_choices = models.BooleanField("也变动政策", default=False)
    with_sensitivity = models.BooleanField("算敏感性", default=False)
    task_id = models.BigIntegerField("后台任务", null=True)
    problem = models.CharField("没有算成的原因", max_length=500, blank=True)
    result = models.BinaryField("结果", null=True)
    made_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("发起时间")

    class Meta:
        verbose_name = "推演"
        indexes = [models.Index(fields=["version", "-made_at"], name="simulation_version_newest")]

    def __str__(self) -> str:
        return f"推演 {self.version}"
