"""What is kept sealed: people who spoke to a group, and clues on their way to discipline."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from dukao.patrols.models.findings import Finding
from dukao.patrols.models.visits import Visit


class Informant(models.Model):
    """反映人. Name, contact and words are one sealed text, bound to ``uid``; only the group opens it.

    Nothing here is searched, exported or journalled (《政府督查工作条例》第二十六条).
    """

    uid = models.UUIDField("设备上的标识", unique=True, default=uuid.uuid4)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="informants")
    sealed = models.TextField("密文")
    recorded_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "反映人"
        ordering = ["pk"]

    def __str__(self) -> str:
        return "反映人"


class HandOver(models.Model):
    """线索移交 (《政府督查工作条例》第二十三条): sealed for one receiver, read by both ends alone."""

    uid = models.UUIDField("标识", unique=True, default=uuid.uuid4)
    number = models.CharField("编号", max_length=24, unique=True, help_text="YJ-2026-003")
    finding = models.OneToOneField(Finding, models.PROTECT, related_name="hand_over")
    sealed = models.TextField("密文")
    digest = models.CharField("封存摘要", max_length=64)
    sent_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="clues_sent")
    sent_at = models.DateTimeField("移交时间")
    receiver = models.ForeignKey("identity.Account", models.PROTECT, related_name="clues_received")
    receive_by = models.DateField("签收时限")
    received_at = models.DateTimeField("签收时间", null=True)
    receipt = models.CharField("回执", max_length=200, blank=True)

    class Meta:
        verbose_name = "线索移交"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | ~Q(receipt=""), name="clue_received_with_receipt"
            ),
        ]

    def __str__(self) -> str:
        return self.number
