"""What takes effect only when a second officer agrees (四眼复核)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from dukao.identity.vocabulary import ProposalKind, ProposalState
from dukao.kernel.roles import Role
from dukao.kernel.validity import day_before


class Proposal(models.Model):
    """A deciding role for an account, or the end of its second factor, proposed by one officer."""

    kind = models.CharField("事项", max_length=20, choices=ProposalKind)
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="proposals")
    role = models.CharField("角色", max_length=20, choices=Role, blank=True)
    unit = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, related_name="+", verbose_name="范围"
    )
    since = models.DateField("自", null=True)
    until = models.DateField("至", null=True)
    reason = models.CharField("依据", max_length=200)
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.OPEN)
    proposed_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("复核时间", null=True)
    answer = models.CharField("复核意见", max_length=200, blank=True)

    class Meta:
        verbose_name = "待复核事项"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=ProposalKind.GRANT)
                | (~Q(role="") & Q(unit__isnull=False, since__isnull=False)),
                name="proposed_grant_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=ProposalState.OPEN) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_proposal_has_decider",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ProposalState.CONFIRMED, ProposalState.DECLINED])
                | ~Q(decided_by=F("proposed_by")),
                name="proposal_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(kind=ProposalKind.FACTOR_RESET, state=ProposalState.OPEN),
                name="one_open_factor_reset",
            ),
        ]
        indexes = [models.Index(fields=["state", "proposed_at"], name="proposal_waiting")]

    @property
    def last_day(self) -> date | None:
        return day_before(self.until)
