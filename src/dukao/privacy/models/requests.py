"""What a person asks about what is held of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from dukao.kernel.sealed_rows import SealedText
from dukao.privacy.vocabulary import RequestKind, RequestState


class PersonalRequest(models.Model):
    """One request with its clock. What it says may hold the very number that is wrong, so it is sealed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="personal_requests")
    kind = models.CharField("请求", max_length=10, choices=RequestKind)
    about = models.CharField("关于", max_length=80, help_text="哪一类信息")
    sealed_text = models.TextField("内容（密文）", blank=True)
    state = models.CharField("状态", max_length=10, choices=RequestState, default=RequestState.OPEN)
    asked_at = models.DateTimeField("提出时间")
    answer_by = models.DateField("答复期限")
    term_source = models.CharField("期限依据", max_length=300)
    handler = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("答复时间", null=True)
    sealed_opinion = models.TextField("答复（密文）", blank=True)

    text = SealedText("sealed_text", by="uid")
    opinion = SealedText("sealed_opinion", by="uid")

    class Meta:
        verbose_name = "个人信息请求"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("granted", "declined"))
                | Q(handler__isnull=False, decided_at__isnull=False),
                name="personal_request_answered_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True) | ~Q(handler=F("account")),
                name="personal_request_answered_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="personal_request_of_account"),
            models.Index(fields=["state", "answer_by"], name="personal_request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.about}"
