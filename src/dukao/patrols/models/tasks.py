"""Patrol tasks: what a group is sent to look at, where, with which questions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dukao.kernel.regimes import Regime
from dukao.patrols.models.groups import Member, PatrolGroup
from dukao.patrols.vocabulary import TaskForm, TaskState


class TaskNumber(models.Model):
    """The last number given in a year; whoever takes the next one holds the row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "任务编号"


class PatrolTask(models.Model):
    """巡查任务. ``readers`` are the leaders named to read along; nobody else above the office does."""

    number = models.CharField("编号", max_length=20, unique=True, help_text="XC-2026-088")
    year = models.PositiveSmallIntegerField("年度")
    title = models.CharField("任务", max_length=120)
    form = models.CharField("形式", max_length=16, choices=TaskForm, default=TaskForm.SPECIAL)
    owner = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="patrol_tasks", verbose_name="派出范围"
    )
    regime = models.CharField("督查性质", max_length=16, choices=Regime, default=Regime.PATROL)
    legal_basis = models.CharField("依据", max_length=200)
    matter = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, blank=True, related_name="patrol_tasks",
        verbose_name="有关事项",
    )  # fmt: skip
    check_of = models.ForeignKey(
        "checks.Check", models.PROTECT, null=True, blank=True, related_name="patrol_tasks",
        verbose_name="计划内的检查",
    )  # fmt: skip
    group = models.ForeignKey(PatrolGroup, models.PROTECT, related_name="tasks", verbose_name="督导巡查组")
    sent = models.ManyToManyField(Member, related_name="tasks", verbose_name="派出人员")
    objects_of = models.ManyToManyField(
        "organisations.Unit", related_name="patrolled_by", verbose_name="对象"
    )
    readers = models.ManyToManyField(
        "identity.Account", related_name="patrol_tasks_read", blank=True, verbose_name="知悉领导"
    )
    starts_on = models.DateField("开始")
    ends_on = models.DateField("结束")
    requirements = models.TextField("要求", blank=True)
    is_unannounced = models.BooleanField("四不两直", default=True)
    keeps_location = models.BooleanField("照片保留拍摄位置", default=False)
    location_reason = models.CharField("保留位置的理由", max_length=200, blank=True)

    state = models.CharField("状态", max_length=12, choices=TaskState, default=TaskState.DRAFT)
    training_waived_by = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="+", verbose_name="准予先出发"
    )
    training_waived_at = models.DateTimeField(null=True)
    training_waiver = models.CharField("未培训先出发的理由", max_length=200, blank=True)
    drafted_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField("拟办时间")
    issued_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField("下达时间", null=True)
    report_by = models.DateField("报告时限", null=True)
    report = models.TextField("督查情况", blank=True)
    reported_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField("报告时间", null=True)
    closed_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("办结时间", null=True)
    opinion = models.TextField("办理意见", blank=True)
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "巡查任务"
        constraints = [
            models.CheckConstraint(condition=~Q(legal_basis=""), name="patrol_task_has_basis"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="patrol_task_is_forward"),
            models.CheckConstraint(
                condition=Q(keeps_location=False) | ~Q(location_reason=""),
                name="patrol_task_location_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"]) | Q(issued_at__isnull=False),
                name="patrol_task_was_issued",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "closed"]) | Q(reported_at__isnull=False),
                name="patrol_task_was_reported",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False) & ~Q(opinion=""),
                name="patrol_task_closed_has_opinion",
            ),
            models.CheckConstraint(
                condition=Q(training_waived_by__isnull=True) | ~Q(training_waiver=""),
                name="patrol_waiver_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "ends_on", "id"], name="patrol_task_state"),
            models.Index(fields=["group", "state", "ends_on"], name="patrol_task_group"),
        ]

    def __str__(self) -> str:
        return self.number


class ChecklistItem(models.Model):
    """One question of the 核查清单, with what a yes takes."""

    task = models.ForeignKey(PatrolTask, models.CASCADE, related_name="checklist")
    position = models.PositiveSmallIntegerField("次序")
    text = models.CharField("核查内容", max_length=200)
    standard = models.CharField("标准", max_length=200, blank=True)

    class Meta:
        verbose_name = "核查项"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "position"], name="patrol_checklist_position_once")
        ]
