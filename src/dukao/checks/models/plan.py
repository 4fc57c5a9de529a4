"""The register: every check that touches a unit, and the units it touches."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from dukao.checks.vocabulary import (
    IN_FORCE,
    BasisLevel,
    CheckForm,
    CheckKind,
    CheckMethod,
    CheckState,
    ContentKind,
)
from dukao.kernel.regimes import Regime


class CheckNumber(models.Model):
    """The last number given in a year; whoever plans, approves or amends that year's plan holds the row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "计划编号"


class Check(models.Model):
    """One line of the year's plan.

    ``frozen`` is what was approved: frequency, scope, objects and period change afterwards by an
    :class:`Amendment` alone (《政府督查工作条例》第十五条). What is asked of each object (lines, characters,
    evidence, hours) is the organiser's own estimate, and counts as burden.
    """

    number = models.CharField("编号", max_length=20, unique=True, help_text="JC-2026-0012")
    year = models.PositiveSmallIntegerField("年度", db_index=True)
    name = models.CharField("项目", max_length=80)
    kind = models.CharField("种类", max_length=12, choices=CheckKind)
    form = models.CharField("形式", max_length=16, choices=CheckForm)
    methods = models.JSONField("方式", default=list)
    content_kind = models.CharField("内容", max_length=12, choices=ContentKind)
    topic = models.ForeignKey("checks.Topic", models.PROTECT, related_name="checks", verbose_name="主题")
    regime = models.CharField("督查性质", max_length=16, choices=Regime)
    basis = models.CharField("依据", max_length=200)
    basis_level = models.CharField("依据层级", max_length=12, choices=BasisLevel)
    organiser = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="organised_checks", verbose_name="组织单位"
    )
    joint = models.ManyToManyField(
        "organisations.Unit", related_name="joint_checks", blank=True, verbose_name="联合单位"
    )
    units = models.ManyToManyField(
        "organisations.Unit", through="checks.CheckObject", related_name="checks", verbose_name="对象"
    )
    cross_reason = models.CharField("跨级理由", max_length=200, blank=True)

    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束")
    times = models.PositiveSmallIntegerField("每个对象几次", default=1)
    field_days = models.PositiveSmallIntegerField("每次现场天数", default=1)
    scope = models.TextField("范围")
    lines_asked = models.PositiveIntegerField("要填表项", default=0)
    characters_asked = models.PositiveIntegerField("要写字数", default=0)
    evidence_asked = models.PositiveIntegerField("要交材料", default=0)
    hours_asked = models.PositiveIntegerField("要用工时", default=0)

    added_on = models.DateField("增补日", null=True, blank=True, help_text="年度计划编完以后加进来的")
    added_reason = models.CharField("增补理由", max_length=200, blank=True)
    state = models.CharField("状态", max_length=12, choices=CheckState, default=CheckState.PROPOSED)
    registered_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    sent_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField("批准时间", null=True)
    frozen = models.JSONField("批准的内容", null=True)
    started_on = models.DateField("实施日", null=True)
    ended_on = models.DateField("结束日", null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    opinion = models.TextField("最近的意见", blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "检查"
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["year", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CheckState.values), name="check_state_is_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="check_ends_after_start"),
            models.CheckConstraint(condition=Q(times__gte=1), name="check_comes_at_least_once"),
            models.CheckConstraint(
                condition=~Q(state__in=IN_FORCE)
                | Q(frozen__isnull=False, approved_at__isnull=False, approved_by__isnull=False),
                name="check_in_force_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CheckState.ONGOING, CheckState.DONE]) | Q(started_on__isnull=False),
                name="check_ongoing_has_started",
            ),
            models.CheckConstraint(
                condition=Q(state=CheckState.MERGED, merged_into__isnull=False)
                | ~Q(state=CheckState.MERGED) & Q(merged_into__isnull=True),
                name="check_merged_says_where",
            ),
            models.CheckConstraint(
                condition=Q(added_on__isnull=True) | ~Q(added_reason=""), name="check_addition_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def is_in_force(self) -> bool:
        return self.state in IN_FORCE

    @property
    def method_words(self) -> str:
        return "、".join(CheckMethod(method).label for method in self.methods)

    @property
    def asked(self) -> dict[str, int]:
        """What each object is asked for each time, by measure."""
        return {
            "lines": self.lines_asked, "characters": self.characters_asked,
            "evidence": self.evidence_asked, "hours": self.hours_asked,
        }  # fmt: skip


class CheckObject(models.Model):
    """A unit the check comes to; one that was dropped stays on record with its reason."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="targets")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="checked_in")
    dropped_at = models.DateTimeField("不再检查", null=True)
    dropped_reason = models.CharField("原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "检查对象"
        constraints = [
            models.UniqueConstraint(fields=["check_of", "unit"], name="check_object_once"),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(dropped_reason=""),
                name="check_object_dropped_with_reason",
            ),
        ]


def as_frozen(check: Check, objects: list[int]) -> dict[str, Any]:
    """What approval freezes, in a form that compares and is kept for good."""
    return {
        "scope": check.scope, "times": check.times, "field_days": check.field_days,
        "starts_on": check.starts_on.isoformat(), "ends_on": check.ends_on.isoformat(),
        "objects": sorted(objects),
    }  # fmt: skip
