"""述职: what a group says of its half-year, and what leaders say of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.patrols.models.groups import PatrolGroup
from dukao.patrols.vocabulary import Grade, Half


class Debrief(models.Model):
    """One half-year of one group, with its figures as they stood when it was submitted."""

    group = models.ForeignKey(PatrolGroup, models.PROTECT, related_name="debriefs")
    year = models.PositiveSmallIntegerField("年度")
    half = models.CharField("半年", max_length=8, choices=Half)
    text = models.TextField("述职")
    figures = models.JSONField("提交时的统计", default=dict)
    submitted_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = "述职"
        ordering = ["-year", "-half", "group__position"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "half"], name="patrol_debrief_once_a_half"),
            models.CheckConstraint(condition=~Q(text=""), name="patrol_debrief_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.year} 年{self.get_half_display()}述职"


class Appraisal(models.Model):
    """One leader's word on a debrief."""

    debrief = models.ForeignKey(Debrief, models.PROTECT, related_name="appraisals")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="patrol_appraisals")
    grade = models.CharField("评议", max_length=8, choices=Grade)
    opinion = models.CharField("意见", max_length=300, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "评议"
        constraints = [
            models.UniqueConstraint(fields=["debrief", "by"], name="patrol_appraised_once_a_leader"),
            models.CheckConstraint(
                condition=~Q(grade="poor") | ~Q(opinion=""), name="patrol_poor_grade_has_reason"
            ),
        ]
