"""移送: what one side hands to the other in a sealed cover, with a receipt and an outcome."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from dukao.oversight.vocabulary import Direction, TransferState


class Transfer(models.Model):
    """The outline stands open to both sides; the contents are sealed and only the receiver opens them."""

    uid = models.UUIDField("标识", default=uuid.uuid4, unique=True)
    number = models.CharField("编号", max_length=20, unique=True)
    direction = models.CharField("方向", max_length=16, choices=Direction)
    outline = models.CharField("事由", max_length=80, help_text="不写人名和细节")
    sealed = models.TextField("封存内容")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    unit_path = models.CharField("单位位置", max_length=200)
    state = models.CharField("状态", max_length=12, choices=TransferState, default=TransferState.SENT)
    sent_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("移送时间")
    received_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("签收时间", null=True)
    receipt = models.CharField("回执", max_length=200, blank=True)
    outcome = models.TextField("结果", blank=True)
    ended_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField("办结时间", null=True)

    class Meta:
        verbose_name = "移送"
        constraints = [
            models.CheckConstraint(
                condition=Q(state=TransferState.SENT) | Q(received_at__isnull=False) & ~Q(receipt=""),
                name="received_transfer_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[TransferState.RETURNED, TransferState.SETTLED])
                | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="ended_transfer_has_outcome",
            ),
        ]
        indexes = [models.Index(fields=["state", "-sent_at"], name="transfer_state")]

    def __str__(self) -> str:
        return self.number
