"""How long personal data is kept, and the register of what was destroyed: kinds and numbers, never names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.privacy.vocabulary import DestructionState


class RetentionRule(models.Model):
    """Months one kind is kept, from a day on; ``key`` is that of the clock a room declared."""

    key = models.CharField("种类", max_length=40)
    effective_on = models.DateField("施行日期")
    months = models.PositiveSmallIntegerField("保存几个月")
    source = models.CharField("依据", max_length=300)

    class Meta:
        verbose_name = "保存期限"
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_on"], name="retention_rule_once_a_day"),
            models.CheckConstraint(condition=Q(months__gte=1), name="retention_rule_months"),
            models.CheckConstraint(condition=~Q(source=""), name="retention_rule_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.months} 个月"


class Destruction(models.Model):
    """What has outlived its clock: proposed by night, approved or put off by a person, and counted."""

    key = models.CharField("种类", max_length=40)
    label = models.CharField("销毁什么", max_length=80)
    rule = models.ForeignKey(RetentionRule, models.PROTECT, related_name="destructions")
    before = models.DateField("早于")
    found = models.PositiveIntegerField("到期条数")
    proposed_at = models.DateTimeField("提出时间")
    state = models.CharField(
        "状态", max_length=10, choices=DestructionState, default=DestructionState.PROPOSED
    )
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("批准时间", null=True)
    opinion = models.CharField("理由", max_length=300, blank=True)
    destroyed = models.PositiveIntegerField("销毁条数", null=True)
    not_before = models.DateField("暂缓至", null=True)

    class Meta:
        verbose_name = "销毁记录"
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="proposed"), name="one_open_destruction_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="destruction_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(destroyed__isnull=False), name="destruction_done_is_counted"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(not_before__isnull=False) & ~Q(opinion=""),
                name="destruction_held_says_why_and_until",
            ),
        ]
        indexes = [models.Index(fields=["key", "-id"], name="destruction_of_kind")]

    def __str__(self) -> str:
        return self.label
