"""How far a silent or late matter has climbed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.matters.vocabulary import AUTOMATIC_RUNGS, RungKind, RungState


class Rung(models.Model):
    """One rung of one climb. A climb begins when a lamp comes on and ends when it goes out.

    From the slip on a rung is a proposal until a named person has decided it.
    """

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="rungs")
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="+", verbose_name="当时的牵头单位"
    )
    climb = models.PositiveSmallIntegerField("第几次", default=1)
    kind = models.CharField("阶梯", max_length=12, choices=RungKind)
    state = models.CharField("状态", max_length=10, choices=RungState)
    on = models.DateField("日期")
    colour = models.CharField("当时的灯", max_length=8)
    cause = models.CharField("事由", max_length=300, help_text="灯的结论和规则")
    explain_by = models.DateField("说明截止", null=True)
    explanation = models.TextField("单位说明", blank=True)
    explained_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField("说明时间", null=True)
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    reason = models.TextField("决定理由", blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    document_id = models.BigIntegerField("公文", null=True, help_text="为这一级制发的公文")
    ended_on = models.DateField("这一轮结束", null=True)

    class Meta:
        verbose_name = "督办阶梯"
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "climb", "kind"], condition=~Q(state="declined"), name="rung_once_a_climb"
            ),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(kind__in=[str(kind) for kind in AUTOMATIC_RUNGS]),
                name="only_reminders_are_taken_alone",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | Q(decided_by__isnull=False) & ~Q(basis=""),
                name="decided_rung_has_decider_and_basis",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "on"], name="rung_state"),
            models.Index(fields=["ended_on", "kind"], name="rung_climbing"),
        ]


class Praise(models.Model):
    """表扬 of a unit for its work on a matter; the assessment pulls it as it pulls the rungs (W-12)."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="praises")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    reason = models.TextField("事迹")
    basis = models.CharField("依据", max_length=200)
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("决定时间")
    document_id = models.BigIntegerField("公文", null=True)

    class Meta:
        verbose_name = "表扬"
        constraints = [
            models.UniqueConstraint(fields=["matter", "unit"], name="unit_praised_once_a_matter"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(basis=""), name="praise_says_why"),
        ]
        indexes = [models.Index(fields=["decided_at"], name="praise_decided")]
