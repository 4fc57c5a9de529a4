"""Support from outside: a unit lets a support person look for some hours, and sees what is looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dukao.kernel.roles import Role


class SupportVisit(models.Model):
    """A look, and nothing but a look, given by a unit to a support person until a moment.

    ``view`` is the role whose sight is lent: never its acts.
    """

    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="support_visits")
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="support_visits")
    view = models.CharField("看到的范围", max_length=20, choices=Role)
    reason = models.CharField("事由", max_length=200)
    since = models.DateTimeField("自")
    until = models.DateTimeField("至")
    granted_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("结束时间", null=True)
    ended_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "支持访问"
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="support_visit_is_forward"),
            models.CheckConstraint(condition=~Q(reason=""), name="support_visit_has_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="support_visit_ended_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-since"], name="support_visit_of_unit")]
