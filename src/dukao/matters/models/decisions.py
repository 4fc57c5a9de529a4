"""What was decided, paragraph by paragraph."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.kernel.regimes import Regime, SecrecyLabel
from dukao.matters.vocabulary import DecisionKind, DecisionLevel, Disposition


class Decision(models.Model):
    """A decision, meeting, instruction or document as the office registered it."""

    kind = models.CharField("种类", max_length=12, choices=DecisionKind)
    level = models.CharField("层级", max_length=10, choices=DecisionLevel)
    title = models.CharField("标题", max_length=120)
    number = models.CharField("文号", max_length=60, blank=True)
    decided_on = models.DateField("日期")
    decided_by = models.CharField("作出者", max_length=80, help_text="会议、机关或领导")
    leader = models.ForeignKey(
        "organisations.Person", models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name="批示领导",
    )  # fmt: skip
    owner = models.ForeignKey(
        "organisations.Unit", models.PROTECT, related_name="decisions", verbose_name="督办范围",
        help_text="谁的决策；由这里的督考办督办",
    )  # fmt: skip
    regime = models.CharField("督查性质", max_length=16, choices=Regime)
    legal_basis = models.CharField("法定依据", max_length=200)
    label = models.CharField("知悉范围", max_length=12, choices=SecrecyLabel, default=SecrecyLabel.INTERNAL)
    source = models.ForeignKey(
        "documents.StoredFile", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="原件"
    )
    registered_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField("登记时间")
    revision = models.PositiveIntegerField("修改序号", default=0)

    class Meta:
        verbose_name = "决策"
        constraints = [models.CheckConstraint(condition=~Q(legal_basis=""), name="decision_has_legal_basis")]
        indexes = [models.Index(fields=["owner", "-decided_on"], name="decision_owner_newest")]

    def __str__(self) -> str:
        return self.title


class Paragraph(models.Model):
    """One paragraph of a decision. It becomes matters, or somebody said why it becomes none."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="paragraphs")
    position = models.PositiveSmallIntegerField("次序")
    heading = models.CharField("段号", max_length=20, blank=True, help_text="第三条、二（一）")
    text = models.TextField("内容")
    disposition = models.CharField("处理", max_length=12, choices=Disposition, default=Disposition.OPEN)
    reason = models.CharField("不立项的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "决策段落"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "position"], name="paragraph_place_once"),
            models.CheckConstraint(
                condition=~Q(disposition="no_action") | ~Q(reason=""), name="dismissed_paragraph_says_why"
            ),
        ]
