"""The office's rules of supervision, each from one day on and with its source."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from dukao.kernel.terms import DayKind
from dukao.matters.vocabulary import MatterKind


class HandlingTerm(models.Model):
    """How long a matter of one kind may take, and how soon it is to be received and spoken of."""

    kind = models.CharField("种类", max_length=24, choices=MatterKind)
    effective_on = models.DateField("施行日期")
    days = models.PositiveSmallIntegerField("办理时限")
    day_kind = models.CharField("按", max_length=8, choices=DayKind)
    receive_workdays = models.PositiveSmallIntegerField("签收时限（工作日）")
    word_days = models.PositiveSmallIntegerField("反馈间隔（自然日）", help_text="多少天内至少反馈一次进展")
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "办理时限"
        constraints = [
            models.UniqueConstraint(fields=["kind", "effective_on"], name="handling_term_once_a_day"),
        ]


def usual_ladder() -> list[dict[str, Any]]:
    """The ladder of S1, with who decides each rung and on what it rests; read by ``ladder.steps_of``."""
    warned, judged = "《政府督查工作条例》第十八条", "《政府督查工作条例》第二十一条"
    return [
        {"rung": "reminder", "after": 0},
        {"rung": "yellow", "after": 1},
        {"rung": "red", "after": 1},
        {"rung": "slip", "after": 3, "explain": 2, "by": "office", "basis": warned},
        {"rung": "circular", "after": 10, "explain": 3, "by": "office", "basis": judged},
        {"rung": "talk", "after": 10, "explain": 3, "by": "leader", "basis": "《政府督查工作条例》第十二条"},
        {"rung": "listing", "after": 10, "explain": 3, "by": "leader", "basis": judged},
        {"rung": "deduction", "after": 10, "explain": 5, "by": "leader", "basis": judged},
    ]


class SupervisionRules(models.Model):
    """Limits, lights and the ladder. The lamp's colours and their consequences are the office's own data."""

    effective_on = models.DateField("施行日期", unique=True)
    word_limit = models.PositiveSmallIntegerField("进展字数上限", default=300)
    evidence_items = models.PositiveSmallIntegerField("佐证份数上限", default=3)
    evidence_pages = models.PositiveSmallIntegerField("佐证页数上限", default=3)
    evidence_bytes = models.PositiveIntegerField("单份佐证字节上限", default=5 * 1024 * 1024)
    soon_workdays = models.PositiveSmallIntegerField("到期前几个工作日亮蓝灯", default=3)
    behind_yellow = models.PositiveSmallIntegerField("落后几个百分点亮黄灯", default=10)
    behind_red = models.PositiveSmallIntegerField("落后几个百分点亮红灯", default=20)
    silent_red = models.PositiveSmallIntegerField("超过反馈间隔几天亮红灯", default=15)
    returned_red = models.PositiveSmallIntegerField("第几次退回亮红灯", default=2)
    ladder = models.JSONField("督办阶梯", default=usual_ladder)
    lookback_days = models.PositiveSmallIntegerField("销号后几天回头看", default=90)
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "督办规则"
        constraints = [
            models.CheckConstraint(
                condition=Q(behind_red__gte=F("behind_yellow")), name="matter_red_is_not_before_yellow"
            ),
        ]
