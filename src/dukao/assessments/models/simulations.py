"""Schemes tried on facts."""

from __future__ import annotations

from django.db import models


class Simulation(models.Model):
    """A scheme version tried on the facts of a round: what was asked, with its seed, and what came out.

    It changes no score and no scheme, and nobody who is assessed ever sees it.
    """

    version = models.ForeignKey("schemes.SchemeVersion", models.CASCADE, related_name="simulations")
    against = models.ForeignKey("schemes.SchemeVersion", models.CASCADE, related_name="+")
    round = models.ForeignKey("assessments.Round", models.CASCADE, related_name="simulations")
    edits = models.JSONField("改动", default=list)
    runs = models.PositiveIntegerField("随机变动次数", default=0)
    seed = models.PositiveBigIntegerField("随机数种子")
    spread = models.CharField("权重变动幅度", max_length=20)
    with_choices = models.BooleanField("也变动政策", default=False)
    with_sensitivity = models.BooleanField("算敏感性", default=False)
    task_id = models.BigIntegerField("后台任务", null=True)
    problem = models.CharField("没有算成的原因", max_length=500, blank=True)
    result = models.BinaryField("结果", null=True)
    made_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("发起时间")

    class Meta:
        verbose_name = "推演"
        indexes = [models.Index(fields=["version", "-made_at"], name="simulation_version_newest")]

    def __str__(self) -> str:
        return f"推演 {self.version}"
