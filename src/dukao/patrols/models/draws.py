"""Draws by lot: the list is frozen first, the seed comes second, and anybody can draw again."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dukao.patrols.models.tasks import PatrolTask
from dukao.patrols.vocabulary import DrawState


class Draw(models.Model):
    """抽查. ``listing`` is the published file to the byte; its digest is known before the seed."""

    title = models.CharField("名称", max_length=120)
    owner = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name="范围")
    source = models.CharField("来源", max_length=80)
    listing = models.TextField("清单")
    digest = models.CharField("清单摘要", max_length=64)
    population = models.PositiveIntegerField("清单项数")
    size = models.PositiveIntegerField("抽几项", null=True)
    per_stratum = models.CharField("每类抽几项", max_length=10, blank=True)
    seed_plan = models.CharField("种子怎样产生", max_length=200)
    frozen_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField("封存清单时间")

    state = models.CharField("状态", max_length=8, choices=DrawState, default=DrawState.FROZEN)
    seed = models.CharField("种子", max_length=200, blank=True)
    seed_source = models.CharField("种子出处", max_length=200, blank=True)
    drawn_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField("抽取时间", null=True)
    drop_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "抽查"
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(seed_plan=""), name="draw_says_where_seed_comes_from"),
            models.CheckConstraint(condition=Q(state="drawn") | Q(seed=""), name="draw_seed_comes_last"),
            models.CheckConstraint(
                condition=~Q(state="drawn")
                | ~Q(seed="") & ~Q(seed_source="") & Q(drawn_at__isnull=False, drawn_at__gte=F("frozen_at")),
                name="draw_was_drawn_after_freezing",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(drop_reason=""), name="draw_dropped_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def asked_words(self) -> str:
        """How much is drawn, as it was fixed before the seed."""
        if not self.per_stratum:
            return f"{self.size} 项"
        return f"每类 {self.per_stratum}" + (f"，共 {self.size} 项" if self.size else "")


class ListedItem(models.Model):
    """An item of a frozen list; once drawn with place and ticket, later with the task that goes there."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="items")
    number = models.CharField("编号", max_length=80)
    title = models.CharField("名称", max_length=200)
    stratum = models.CharField("单位类别", max_length=40)
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    matter = models.ForeignKey("matters.Matter", models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField("抽中次序", null=True)
    ticket = models.CharField("票号", max_length=100, blank=True)
    task = models.ForeignKey(PatrolTask, models.PROTECT, null=True, related_name="drawn_items")

    class Meta:
        verbose_name = "清单项"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "number"], name="draw_item_once"),
            models.CheckConstraint(
                condition=Q(position__isnull=True, ticket="", task__isnull=True)
                | Q(position__isnull=False) & ~Q(ticket=""),
                name="draw_item_drawn_with_ticket",
            ),
        ]
