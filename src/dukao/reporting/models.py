"""Monthly reports of units, line by line, with evidence; and values that are known already."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.kernel.fields import ExactDecimalField
from dukao.reporting.vocabulary import CorrectionState, Finding, LineState, ReportState


def usual_reminders() -> list[int]:
    return [5, 2, 0]


class ReportingPolicy(models.Model):
    """The office's limits and clocks from one day on; a figure with its source, never a constant."""

    effective_on = models.DateField("施行日期", unique=True)
    narrative_limit = models.PositiveSmallIntegerField("工作进展字数上限", default=300)
    narrative_required = models.BooleanField("工作进展必填", default=True)
    evidence_items = models.PositiveSmallIntegerField("佐证份数上限", default=3)
    evidence_pages = models.PositiveSmallIntegerField("佐证页数上限", default=3)
    evidence_bytes = models.PositiveIntegerField("单份佐证字节上限", default=5 * 1024 * 1024)
    opens_day = models.PositiveSmallIntegerField("每月开始填报日", default=20)
    due_hour = models.PositiveSmallIntegerField("截止时刻（时）", default=17)
    due_minute = models.PositiveSmallIntegerField("截止时刻（分）", default=30)
    review_workdays = models.PositiveSmallIntegerField("审核时限（工作日）", default=5)
    remind_workdays = models.JSONField("截止前几个工作日提醒", default=usual_reminders)
    soon_days = models.PositiveSmallIntegerField("截止前几天未填亮蓝灯", default=3)
    late_yellow = models.PositiveSmallIntegerField("落后几个百分点亮黄灯", default=5)
    late_red = models.PositiveSmallIntegerField("落后几个百分点亮红灯", default=20)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "填报规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(late_red__gte=models.F("late_yellow")), name="red_is_not_before_yellow"
            ),
        ]


class ReportingPeriod(models.Model):
    """One month's call for reports with its clocks."""

    period = models.CharField("月份", max_length=7, unique=True)
    policy = models.ForeignKey(ReportingPolicy, models.PROTECT, related_name="periods")
    opens_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("截止时间")
    is_provisional = models.BooleanField("时限待放假通知确认", default=False)
    locked_at = models.DateTimeField("锁定时间", null=True)

    class Meta:
        verbose_name = "填报期"

    def __str__(self) -> str:
        return self.period


class UnitReport(models.Model):
    """One unit's report of one month: all items due, whichever scheme asks for them."""

    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="reports")
    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="reports")
    state = models.CharField("状态", max_length=12, choices=ReportState, default=ReportState.DRAFT)
    sent_at = models.DateTimeField("送审签时间", null=True)
    sent_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="sent_reports")
    submitted_at = models.DateTimeField("首次提交时间", null=True)
    signed_by = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="signed_reports"
    )
    note = models.TextField("退回填报员的原因", blank=True)

    class Meta:
        verbose_name = "月度填报"
        constraints = [
            models.UniqueConstraint(fields=["unit", "period"], name="unit_report_once"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "signing", "locked"]) | Q(submitted_at__isnull=False),
                name="submitted_report_has_time",
            ),
        ]
        indexes = [models.Index(fields=["period", "state"], name="report_period_state")]

    @property
    def is_late(self) -> bool:
        """Handed in after the deadline; what is not handed in yet is judged by the clock."""
        return self.submitted_at is not None and self.submitted_at > self.period.due_at


class ReportLine(models.Model):
    """One item in a unit's report. ``revision`` counts saves, so that a stale form is noticed.

    A shared line holds no value of its own: it shows the :class:`SharedValue`, stored once.
    """

    report = models.ForeignKey(UnitReport, models.PROTECT, related_name="lines")
    item = models.ForeignKey("schemes.SchemeItem", models.PROTECT, related_name="lines")
    state = models.CharField("状态", max_length=12, choices=LineState, default=LineState.EMPTY)
    value = ExactDecimalField("本月值", null=True)
    is_not_applicable = models.BooleanField("不适用", default=False)
    narrative = models.TextField("工作进展", blank=True)
    revision = models.PositiveIntegerField("修改序号", default=0)
    saved_at = models.DateTimeField("保存时间", null=True)
    saved_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="saved_lines")
    submitted_at = models.DateTimeField("本次提交时间", null=True)
    opinion = models.TextField("审核意见", blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True)
    reviewed_by = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="reviewed_lines"
    )
    to_verify = models.BooleanField("列入实地核查", default=False)

    class Meta:
        verbose_name = "填报项"
        constraints = [
            models.UniqueConstraint(fields=["report", "item"], name="report_line_once"),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(opinion=""), name="returned_line_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "accepted"]) | Q(reviewed_at__isnull=False),
                name="reviewed_line_has_reviewer",
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False),
                name="submitted_line_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(is_not_applicable=True) | Q(value__isnull=True),
                name="not_applicable_line_has_no_value",
            ),
        ]
        indexes = [
            models.Index(fields=["item", "state"], name="line_item_state"),
            # What waits for review is counted on every page of a reviewer.
            models.Index(fields=["state", "report"], name="line_state_report"),
        ]


class LineReturn(models.Model):
    """What was reported when a reviewer sent it back, and why: the next reading starts from here."""

    line = models.ForeignKey(ReportLine, models.PROTECT, related_name="returns")
    value = ExactDecimalField("当时的值", null=True)
    is_not_applicable = models.BooleanField("当时填不适用", default=False)
    narrative = models.TextField("当时的工作进展", blank=True)
    reason = models.TextField("退回原因")
    returned_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    returned_at = models.DateTimeField("退回时间")

    class Meta:
        verbose_name = "退回记录"
        indexes = [models.Index(fields=["line", "-returned_at"], name="line_return_newest")]


class LineEvidence(models.Model):
    """A file attached to a line; the file itself is stored once by digest.

    Evidence that was taken away stays as a trace: reviewers see what was replaced.
    """

    line = models.ForeignKey(ReportLine, models.PROTECT, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="used_as_evidence")
    name = models.CharField("文件名", max_length=120)
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField("移除时间", null=True)
    rejected = models.BooleanField("审核时被退回", default=False)

    class Meta:
        verbose_name = "佐证"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "file"], condition=Q(removed_at__isnull=True), name="evidence_once_per_line"
            )
        ]


class SharedValue(models.Model):
    """A value one organ answers for (一数一源): it fills the reports and is not asked for again."""

    indicator = models.ForeignKey("schemes.Indicator", models.PROTECT, related_name="shared_values")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="shared_values")
    period = models.CharField("期间", max_length=8)
    value = ExactDecimalField("数值", null=True)
    source_organ = models.CharField("来源单位", max_length=80)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "共享数据"
        constraints = [
            models.UniqueConstraint(fields=["indicator", "unit", "period"], name="shared_value_once")
        ]
        indexes = [models.Index(fields=["period", "indicator"], name="shared_value_period")]


class CorrectionRequest(models.Model):
    """申请校核: the unit says a shared value is wrong; its source organ's side decides."""

    shared_value = models.ForeignKey(SharedValue, models.PROTECT, related_name="corrections")
    disputed = ExactDecimalField("原值", null=True)
    proposed = ExactDecimalField("应为")
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=12, choices=CorrectionState, default=CorrectionState.OPEN)
    asked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="corrections_asked")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("答复时间", null=True)
    opinion = models.TextField("答复意见", blank=True)

    class Meta:
        verbose_name = "校核申请"
        constraints = [
            models.UniqueConstraint(
                fields=["shared_value"], condition=Q(state="open"), name="one_open_correction_per_value"
            )
        ]


class Verification(models.Model):
    """A reported line was checked against what is really there (实地核查)."""

    line = models.OneToOneField(ReportLine, models.PROTECT, related_name="verification")
    finding = models.CharField("结论", max_length=12, choices=Finding)
    opinion = models.TextField("核查情况")
    verified_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    verified_at = models.DateTimeField("核查时间")

    class Meta:
        verbose_name = "核查"
