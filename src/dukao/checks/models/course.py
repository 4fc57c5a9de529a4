"""What happens to a check after it was planned: exceptions, amendments, designations, citations."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dukao.checks.models.plan import Check
from dukao.checks.vocabulary import AmendmentState, Did


class QuotaException(models.Model):
    """A named leader let a check through although a limit stood against it."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="exceptions")
    rule = models.CharField("超出的限额", max_length=200)
    reason = models.CharField("理由", max_length=500)
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "限额例外"


class Amendment(models.Model):
    """A change of what was approved: what, why, before and after; a leader decides."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="amendments")
    before = models.JSONField("变更前")
    after = models.JSONField("变更后")
    reason = models.CharField("理由", max_length=500)
    state = models.CharField("状态", max_length=12, choices=AmendmentState, default=AmendmentState.ASKED)
    asked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    opinion = models.CharField("意见", max_length=500, blank=True)

    class Meta:
        verbose_name = "计划变更"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=AmendmentState.values), name="amendment_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["check_of"], condition=Q(state=AmendmentState.ASKED), name="amendment_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AmendmentState.APPROVED, AmendmentState.REFUSED])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="amendment_decided_by_somebody",
            ),
        ]


class Designation(models.Model):
    """委托: a department may run this check (《政府督查工作条例》第七条), until it ends by itself."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="designations")
    matters = models.TextField("督查事项")
    scope = models.TextField("范围")
    duties = models.TextField("职责")
    since = models.DateField("自")
    until = models.DateField("至")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "委托督查"
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="designation_ends_after_start"),
        ]


class Citation(models.Model):
    """An earlier result that stands for a check of this unit: asked once, used again (W-28)."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="citations")
    cited = models.ForeignKey(Check, models.PROTECT, related_name="cited_by")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    note = models.CharField("说明", max_length=300, blank=True)
    is_dropped = models.BooleanField("不再检查这个对象")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "引用结果"
        constraints = [
            models.UniqueConstraint(fields=["check_of", "cited", "unit"], name="citation_once"),
            models.CheckConstraint(condition=~Q(check_of=F("cited")), name="citation_of_another_check"),
        ]


class Participation(models.Model):
    """Who of the organiser's side had a hand in it; they take no part in a review (第十七条)."""

    check_of = models.ForeignKey(Check, models.CASCADE, related_name="participations")
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    did = models.CharField("经办", max_length=12, choices=Did)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "经办人"
        constraints = [
            models.UniqueConstraint(fields=["check_of", "account", "did"], name="participation_once"),
        ]
