"""Visits in the field, made on a device that may have had no signal: each carries its maker's own mark."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from dukao.patrols.models.groups import Member, PatrolGroup
from dukao.patrols.models.tasks import ChecklistItem, PatrolTask
from dukao.patrols.vocabulary import AnswerMark, VisitManner


class Visit(models.Model):
    """走访. ``uid`` is made by whoever recorded it, so that the same visit sent twice is one visit.

    There is no track of positions, and none may be added (国办函〔2026〕12 号).
    """

    uid = models.UUIDField("设备上的标识", unique=True, default=uuid.uuid4)
    task = models.ForeignKey(PatrolTask, models.PROTECT, related_name="visits")
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, blank=True, related_name="patrol_visits",
        verbose_name="走访单位",
    )  # fmt: skip
    place = models.CharField("地点", max_length=120)
    manner = models.CharField("方式", max_length=12, choices=VisitManner, default=VisitManner.UNANNOUNCED)
    started_at = models.DateTimeField("开始")
    ended_at = models.DateTimeField("结束")
    note = models.TextField("走访情况", blank=True)
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "走访"
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="patrol_visit_is_forward"),
            models.CheckConstraint(condition=~Q(place=""), name="patrol_visit_has_place"),
        ]
        indexes = [models.Index(fields=["task", "started_at"], name="patrol_visit_task")]

    def __str__(self) -> str:
        return f"{self.task}·走访 {self.pk}"


class VisitHours(models.Model):
    """How long one member was there."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="hours")
    member = models.ForeignKey(Member, models.PROTECT, related_name="hours")
    minutes = models.PositiveIntegerField("分钟")

    class Meta:
        verbose_name = "走访工时"
        constraints = [
            models.UniqueConstraint(fields=["visit", "member"], name="patrol_hours_once_a_person"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="patrol_hours_are_some"),
        ]


class ChecklistAnswer(models.Model):
    """What was seen of one question on one visit."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, models.CASCADE, related_name="answers")
    mark = models.CharField("结果", max_length=12, choices=AnswerMark)
    note = models.CharField("说明", max_length=200, blank=True)
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "核查结果"
        constraints = [models.UniqueConstraint(fields=["visit", "item"], name="patrol_answer_once_a_visit")]


class DeskTime(models.Model):
    """A group's hours indoors in one month, by its leader's own account: no log-in is ever counted."""

    group = models.ForeignKey(PatrolGroup, models.PROTECT, related_name="desk_time")
    month = models.DateField("月份", help_text="该月 1 日")
    minutes = models.PositiveIntegerField("分钟")
    set_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "室内工作时间"
        constraints = [models.UniqueConstraint(fields=["group", "month"], name="patrol_desk_time_once")]
