"""Objections against posted results, and the corrections that follow from them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from dukao.assessments.vocabulary import ObjectionState, Outcome
from dukao.kernel.terms import DayKind


class ObjectionRule(models.Model):
    """Clocks of objections from one day on, for one scheme or, without one, for all others.

    ``window_days`` empty: as long as the notice runs. ``again_days`` empty: there is no second stage.
    """

    scheme = models.ForeignKey("schemes.Scheme", models.PROTECT, null=True, related_name="objection_rules")
    effective_on = models.DateField("施行日期")
    source = models.CharField("依据", max_length=200)
    window_days = models.PositiveSmallIntegerField("公示后几日内提出", null=True)
    window_kind = models.CharField("提出期限按", max_length=8, choices=DayKind, default=DayKind.WORKING)
    decide_days = models.PositiveSmallIntegerField("几日内办结", default=10)
    decide_kind = models.CharField("办结期限按", max_length=8, choices=DayKind, default=DayKind.WORKING)
    #: What changes a score is approved by a leader, within days of its own; empty: the handler decides alone.
    approve_days = models.PositiveSmallIntegerField("更正的几日内批准", null=True)
    again_days = models.PositiveSmallIntegerField("不服的几日内申请复核", null=True)
    again_kind = models.CharField("复核申请期限按", max_length=8, choices=DayKind, default=DayKind.WORKING)
    again_decide_days = models.PositiveSmallIntegerField("复核几日内办结", null=True)
    evidence_items = models.PositiveSmallIntegerField("佐证最多几份", default=3)
    evidence_pages = models.PositiveSmallIntegerField("佐证合计最多几页", default=10)

    class Meta:
        verbose_name = "异议时限规则"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "effective_on"], name="objection_rule_day"),
            models.UniqueConstraint(
                fields=["effective_on"], condition=Q(scheme__isnull=True), name="objection_rule_day_of_all"
            ),
            models.CheckConstraint(
                condition=Q(again_days__isnull=True, again_decide_days__isnull=True)
                | Q(again_days__isnull=False, again_decide_days__isnull=False),
                name="second_stage_is_whole",
            ),
        ]


class Objection(models.Model):
    """A unit holds that a line of its score, or the whole, is wrong; ``item`` empty means the whole."""

    round = models.ForeignKey("assessments.Round", models.PROTECT, related_name="objections")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    item = models.CharField("项目编号", max_length=64, blank=True)
    item_name = models.CharField("项目", max_length=200, blank=True)
    state = models.CharField("状态", max_length=12, choices=ObjectionState, default=ObjectionState.RAISED)
    grounds = models.TextField("理由")
    wanted = models.CharField("请求", max_length=300)
    rule = models.ForeignKey(ObjectionRule, models.PROTECT, related_name="+")
    #: The decision it goes on from, on the second stage.
    earlier = models.OneToOneField("self", models.PROTECT, null=True, related_name="later")
    raised_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("提出时间")
    decide_by = models.DateField("办结期限")
    handler = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    assigned_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField("指定时间", null=True)
    #: Who approves what the handler proposes, until when, and the proposal: outcome, reasons, values.
    approver = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    approve_by = models.DateField("批准期限", null=True)
    proposed = models.JSONField("拟处理", null=True)
    outcome = models.CharField("处理结果", max_length=8, choices=Outcome, blank=True)
    reasons = models.TextField("处理理由", blank=True)
    decided_at = models.DateTimeField("办结时间", null=True)
    #: Until when the unit may ask for the second stage; empty where there is none.
    again_by = models.DateField("复核申请期限", null=True)

    class Meta:
        verbose_name = "异议"
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit", "item"], condition=Q(state__in=["raised", "handling", "approving"]),
                name="one_open_objection_a_line",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["handling", "approving"]) | Q(handler__isnull=False),
                name="handled_objection_has_handler",
            ),
            models.CheckConstraint(
                condition=~Q(state="approving")
                | Q(approver__isnull=False, approve_by__isnull=False, proposed__isnull=False),
                name="proposed_decision_has_approver",
            ),
            models.CheckConstraint(
                condition=Q(approver__isnull=True) | ~Q(approver=F("handler")) & ~Q(approver=F("raised_by")),
                name="nobody_approves_their_own_proposal",
            ),
            models.CheckConstraint(
                condition=~Q(state="decided")
                | Q(handler__isnull=False, decided_at__isnull=False) & ~Q(outcome="") & ~Q(reasons=""),
                name="decided_objection_says_why",
            ),
            models.CheckConstraint(
                condition=Q(handler__isnull=True) | ~Q(handler=F("raised_by")),
                name="nobody_decides_their_own_objection",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "decide_by"], name="objection_waiting")]

    def __str__(self) -> str:
        return f"{self.item_name or '总分'}的异议"

    @property
    def due_on(self) -> date:
        """The day its clock runs to now: that of the approval once it is put before a leader."""
        return self.approve_by or self.decide_by

    def may_go_on(self, day: date) -> bool:
        """The unit may still ask for the second stage."""
        return self.again_by is not None and day <= self.again_by


class ObjectionEvidence(models.Model):
    objection = models.ForeignKey(Objection, models.PROTECT, related_name="evidence")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=120)

    class Meta:
        verbose_name = "异议佐证"


class Correction(models.Model):
    """A posted round computed anew from facts that were put right.

    ``facts`` and ``result`` are what the round was before, as its body kept them; the round itself holds
    what it is now. ``edits`` names every fact that was changed, with both values.
    """

    round = models.ForeignKey("assessments.Round", models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField("第几次更正")
    objection = models.OneToOneField(Objection, models.PROTECT, null=True, related_name="correction")
    #: The correction of the shorter round this one follows from.
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    edits = models.JSONField("更正内容", default=list)
    reason = models.CharField("原因", max_length=300)
    basis = models.CharField("依据", max_length=200)
    facts = models.BinaryField("更正前的事实")
    result = models.BinaryField("更正前的结果")
    facts_digest = models.CharField("更正前的事实摘要", max_length=64)
    result_digest = models.CharField("更正前的结果摘要", max_length=64)
    new_result_digest = models.CharField("更正后的结果摘要", max_length=64)
    made_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("更正时间")

    class Meta:
        verbose_name = "结果更正"
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="correction_number_once")]
