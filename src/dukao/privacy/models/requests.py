"""What a person asks about what is held of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from dukao.kernel.sealed_rows import SealedText
from dukao.privacy.vocabulary import RequestKind, RequestState


class PersonalRequest(models.Model):
    """One request with its clock. What it says may hold the very number that is wrong, so it is sealed.

    Somebody without an account asks through an officer, who has seen who they are and says how.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="personal_requests"
    )
    sealed_name = models.TextField("姓名（密文）", blank=True)
    sealed_contact = models.TextField("联系方式（密文）", blank=True)
    identity_check = models.CharField("怎样核验身份", max_length=200, blank=True)
    registered_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, null=True, related_name="+")
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

    name = SealedText("sealed_name", by="uid")
    contact = SealedText("sealed_contact", by="uid")
    text = SealedText("sealed_text", by="uid")
    opinion = SealedText("sealed_opinion", by="uid")

    class Meta:
        verbose_name = "个人信息请求"
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, registered_by__isnull=True)
                | Q(account__isnull=True, registered_by__isnull=False, unit__isnull=False)
                & ~Q(identity_check=""),
                name="personal_request_comes_from_somebody_known",
            ),
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

    @property
    def who(self) -> str:
        """Who asks, by name."""
        return self.account.name if self.account else self.name or "姓名已到保存期限，已清除"

    @property
    def asked_in(self) -> int:
        """The unit whose office answers: the person's own, or the one that registered it."""
        unit = self.account.unit_id if self.account else self.unit_id
        assert unit is not None
        return unit
