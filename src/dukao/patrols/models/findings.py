"""Findings: what was seen. Upward only until the office releases them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from dukao.patrols.models.visits import Visit
from dukao.patrols.vocabulary import FindingState, Severity


class Finding(models.Model):
    """发现. ``revision`` counts changes: whoever writes over an older one is shown the newer first."""

    uid = models.UUIDField("设备上的标识", unique=True, default=uuid.uuid4)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    number = models.CharField("编号", max_length=24, unique=True, help_text="XC-2026-088-03")
    facts = models.TextField("事实")
    severity = models.CharField("程度", max_length=8, choices=Severity, default=Severity.MINOR)
    clause = models.CharField("依据条款", max_length=200, blank=True)
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="patrol_findings",
        verbose_name="建议责任单位",
    )  # fmt: skip
    state = models.CharField("状态", max_length=12, choices=FindingState, default=FindingState.DRAFT)
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("记录时间")
    reported_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField("上报时间", null=True)
    settle_by = models.DateField("处理时限", null=True)
    settled_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField("处理时间", null=True)
    opinion = models.TextField("处理意见", blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    problem = models.OneToOneField(
        "issues.Problem", models.PROTECT, null=True, related_name="patrol_finding", verbose_name="问题"
    )
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "发现"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft") | Q(reported_at__isnull=False), name="finding_was_reported"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "reported"]) | Q(settled_at__isnull=False),
                name="finding_was_settled",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["declined", "handed_over", "merged", "annulled"]) | ~Q(opinion=""),
                name="finding_settled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["released", "annulled"]) | Q(problem__isnull=False),
                name="released_finding_is_a_problem",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False) & ~Q(merged_into=F("id")),
                name="finding_merged_into_another",
            ),
            # 《政府督查工作条例》: whoever found it does not also decide what becomes of it.
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("recorded_by")),
                name="finding_is_not_settled_by_its_finder",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "settle_by", "id"], name="finding_state_due"),
            models.Index(fields=["visit", "state"], name="finding_visit"),
        ]

    def __str__(self) -> str:
        return self.number


class FindingPhoto(models.Model):
    """A picture of what was seen; optional, and without its place unless the task says so."""

    uid = models.UUIDField("设备上的标识", unique=True, default=uuid.uuid4)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="photos")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="patrol_photos")
    name = models.CharField("文件名", max_length=120)
    location = models.CharField("拍摄位置", max_length=40, blank=True, help_text="任务写明需要时才有")
    added_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    added_at = models.DateTimeField("添加时间")

    class Meta:
        verbose_name = "照片"
        ordering = ["pk"]


class UrgentReport(models.Model):
    """急报: past the office straight to one leader, on record."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="urgent_reports")
    leader = models.ForeignKey("identity.Account", models.PROTECT, related_name="patrol_urgent_reports")
    reason = models.TextField("急报理由")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅看时间", null=True)

    class Meta:
        verbose_name = "急报"
        constraints = [
            models.UniqueConstraint(fields=["finding", "leader"], name="finding_urged_once_a_leader"),
            models.CheckConstraint(condition=~Q(reason=""), name="finding_urged_with_reason"),
        ]


class Instruction(models.Model):
    """批示 on a finding; the office makes a matter of it."""

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="instructions")
    text = models.TextField("批示")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="patrol_instructions")
    at = models.DateTimeField("时间")
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, blank=True, related_name="patrol_instructions"
    )

    class Meta:
        verbose_name = "批示"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="patrol_instruction_says_what")]
