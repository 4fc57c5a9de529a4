"""How many lamps shone on a day: what a trend is drawn from, for the past cannot be derived any more."""

from __future__ import annotations

from django.db import models


class LampTally(models.Model):
    """The lamps of one owner's matters at the end of one day, counted once and kept."""

    owner = models.ForeignKey("organisations.Unit", models.CASCADE, related_name="lamp_tallies")
    day = models.DateField("日期")
    red = models.PositiveIntegerField("红灯", default=0)
    yellow = models.PositiveIntegerField("黄灯", default=0)
    blue = models.PositiveIntegerField("蓝灯", default=0)

    class Meta:
        verbose_name = "亮灯统计"
        constraints = [models.UniqueConstraint(fields=["owner", "day"], name="lamp_tally_once_a_day")]
