"""What a check found of one object, what is demanded, and what a review made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.checks.models.plan import Check
from dukao.checks.vocabulary import SERVED, ConclusionState, Outcome, Severity
from dukao.kernel.terms import DayKind


class Conclusion(models.Model):
    """The conclusion for one object. Its clocks are those of the day it was served on.

    ``references`` are findings and problems other rooms offered: [{"key", "label", "url"}].
    """

    check_of = models.ForeignKey(Check, models.PROTECT, related_name="conclusions")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="conclusions")
    text = models.TextField("事实和结论")
    severity = models.CharField("评价", max_length=12, choices=Severity)
    references = models.JSONField("依据的发现和问题", default=list)
    state = models.CharField("状态", max_length=12, choices=ConclusionState, default=ConclusionState.DRAFT)
    drafted_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    heard_at = models.DateTimeField("听取说明", null=True)
    explain_by = models.DateField("说明期限", null=True)
    explanation = models.TextField("说明", blank=True)
    explained_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    served_at = models.DateTimeField("送达", null=True)
    request_days = models.PositiveSmallIntegerField(null=True)
    request_kind = models.CharField(max_length=8, choices=DayKind, blank=True)
    decide_days = models.PositiveSmallIntegerField(null=True)
    decide_kind = models.CharField(max_length=8, choices=DayKind, blank=True)
    term_source = models.CharField("时限依据", max_length=200, blank=True)
    received_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("签收", null=True)
    opinion = models.TextField("最近的意见", blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "督查结论"
        constraints = [
            models.UniqueConstraint(fields=["check_of", "unit"], name="conclusion_one_for_each_object"),
            models.CheckConstraint(
                condition=Q(state__in=ConclusionState.values), name="conclusion_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SERVED)
                | Q(served_at__isnull=False, approved_by__isnull=False, heard_at__isnull=False),
                name="conclusion_heard_and_approved_before_served",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state for state in SERVED if state != ConclusionState.SERVED])
                | Q(received_at__isnull=False, received_by__isnull=False),
                name="conclusion_reviewed_after_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_of.number} 结论"


class ConclusionEvidence(models.Model):
    """A file the conclusion rests on."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=120)

    class Meta:
        verbose_name = "结论证据"
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "file"], name="conclusion_evidence_once"),
        ]


class Demand(models.Model):
    """What the object is to do. A review may lift it; nothing adds one after the conclusion was served."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="demands")
    position = models.PositiveSmallIntegerField()
    text = models.CharField("整改要求", max_length=300)
    lifted_at = models.DateTimeField("复核取消", null=True)

    class Meta:
        verbose_name = "整改要求"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["conclusion", "position"], name="demand_position_once"),
        ]


class Review(models.Model):
    """复核: asked by the object, decided by somebody who took no part, never heavier than before."""

    conclusion = models.ForeignKey(Conclusion, models.CASCADE, related_name="reviews")
    grounds = models.TextField("理由")
    asked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    outcome = models.CharField("结果", max_length=8, choices=Outcome, blank=True)
    reasons = models.TextField("决定的理由", blank=True)
    severity_before = models.CharField(max_length=12, choices=Severity, blank=True)
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "复核"
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion"], condition=Q(outcome="", withdrawn_at__isnull=True),
                name="review_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(outcome="") & ~Q(reasons="") & ~Q(severity_before=""),
                name="review_decided_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="review_not_decided_by_who_asked",
            ),
        ]  # fmt: skip
