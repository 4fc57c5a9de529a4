"""What counts beside reported values, and what was said of it before it did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.assessments.vocabulary import AnswerState, EventKind


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
