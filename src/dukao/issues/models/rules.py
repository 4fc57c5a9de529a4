"""The office's rules of rectification, each from one day on and with its source."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dukao.issues.vocabulary import Severity


class RectificationRules(models.Model):
    """Clocks, lamps, evidence and look-backs. All of it is the office's own data, none of it is code."""

    effective_on = models.DateField("施行日期", unique=True)
    minor_days = models.PositiveSmallIntegerField("轻微问题整改几天", default=10)
    ordinary_days = models.PositiveSmallIntegerField("一般问题整改几天", default=30)
    serious_days = models.PositiveSmallIntegerField("严重问题整改几天", default=60)
    plan_workdays = models.PositiveSmallIntegerField("交办后几个工作日内定措施", default=5)
    verify_workdays = models.PositiveSmallIntegerField("申请后几个工作日内验收", default=5)
    word_days = models.PositiveSmallIntegerField("几天至少反馈一次进展", default=15)
    word_limit = models.PositiveSmallIntegerField("进展字数上限", default=300)
    evidence_items = models.PositiveSmallIntegerField("佐证份数上限", default=3)
    evidence_pages = models.PositiveSmallIntegerField("佐证页数上限", default=9)
    evidence_bytes = models.PositiveIntegerField("单份佐证字节上限", default=5 * 1024 * 1024)
    proof_from = models.CharField(
        "这个程度起销号必须有佐证", max_length=10, choices=Severity, default=Severity.SERIOUS
    )
    soon_workdays = models.PositiveSmallIntegerField("到期前几个工作日亮蓝灯", default=3)
    silent_red = models.PositiveSmallIntegerField("超过反馈间隔几天亮红灯", default=15)
    returned_red = models.PositiveSmallIntegerField("第几次退回亮红灯", default=2)
    lookback_from = models.PositiveSmallIntegerField("销号几天后可以回头看", default=60)
    lookback_until = models.PositiveSmallIntegerField("销号几天内做完回头看", default=90)
    lookback_risk = models.PositiveSmallIntegerField("按风险抽取百分之几", default=10)
    lookback_lot = models.PositiveSmallIntegerField("随机抽取百分之几", default=10)
    risk_serious = models.PositiveSmallIntegerField("严重问题的风险分", default=40)
    risk_ordinary = models.PositiveSmallIntegerField("一般问题的风险分", default=15)
    risk_minor = models.PositiveSmallIntegerField("轻微问题的风险分", default=5)
    risk_recurrent = models.PositiveSmallIntegerField("易反弹问题加几分", default=20)
    risk_rebound = models.PositiveSmallIntegerField("反弹过加几分", default=20)
    risk_unit = models.PositiveSmallIntegerField("单位反弹率每 100% 加几分", default=40)
    sweep_days = models.PositiveSmallIntegerField("自查几天内报送", default=15)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "整改规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(lookback_until__gte=F("lookback_from")), name="lookback_window_is_open"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="rectification_rules_have_source"),
        ]

    def days_for(self, severity: str) -> int:
        """How long a problem of this severity may take when it has no day of its own."""
        return {
            Severity.MINOR: self.minor_days,
            Severity.ORDINARY: self.ordinary_days,
            Severity.SERIOUS: self.serious_days,
        }[Severity(severity)]

    def needs_proof(self, severity: str) -> bool:
        order = list(Severity)
        return order.index(Severity(severity)) >= order.index(Severity(self.proof_from))
