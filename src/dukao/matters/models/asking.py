"""What a unit asks for: more time, or help."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.kernel.extension import ExtensionState
from dukao.matters.vocabulary import RequestState


class Extension(models.Model):
    """延期: asked before the limit runs out, with a reason and a new day, and decided by the office."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="extensions")
    old_due_on = models.DateField("原时限")
    new_due_on = models.DateField("拟延至")
    reason = models.TextField("理由")
    state = models.CharField("状态", max_length=12, choices=ExtensionState, default=ExtensionState.ASKED)
    asked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定时间", null=True)
    opinion = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = "延期申请"
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="asked"), name="one_open_extension_per_matter"
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=models.F("old_due_on")), name="extension_goes_forward"
            ),
        ]


class CoordinationRequest(models.Model):
    """督办一体: what the unit cannot arrange alone; what is promised to it becomes a matter too."""

    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="requests")
    difficulty = models.TextField("困难")
    wanted = models.TextField("请求协调什么")
    state = models.CharField("状态", max_length=12, choices=RequestState, default=RequestState.OPEN)
    asked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    asked_unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    group = models.ForeignKey(
        "organisations.LeadingGroup", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="报请的领导小组",
    )  # fmt: skip
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("答复时间", null=True)
    answer = models.TextField("答复", blank=True)
    promised = models.ForeignKey(
        "matters.Matter", models.PROTECT, null=True, blank=True, related_name="promised_by",
        verbose_name="承诺事项",
    )  # fmt: skip

    class Meta:
        verbose_name = "协调请求"
        indexes = [models.Index(fields=["state", "asked_at"], name="request_state")]
