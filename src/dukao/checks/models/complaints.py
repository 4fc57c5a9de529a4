"""A unit says that something was asked twice or for nothing, and is answered with words."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.checks.models.plan import Check
from dukao.checks.vocabulary import ComplaintKind, ComplaintState


class Complaint(models.Model):
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    check_of = models.ForeignKey(Check, models.PROTECT, null=True, related_name="complaints")
    kind = models.CharField("反映", max_length=12, choices=ComplaintKind)
    text = models.TextField("内容")
    state = models.CharField("状态", max_length=12, choices=ComplaintState, default=ComplaintState.OPEN)
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "负担反映"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ComplaintState.values), name="complaint_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=ComplaintState.OPEN)
                | ~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="complaint_answered_with_words",
            ),
        ]
