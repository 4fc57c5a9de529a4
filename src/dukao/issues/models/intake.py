"""A list of problems somebody brought in a file and has not registered yet."""

from __future__ import annotations

from django.db import models

from dukao.issues.vocabulary import Source
from dukao.kernel.regimes import Regime


class Intake(models.Model):
    """The file itself is kept by digest; what its rows mean is worked out whenever it is shown.
    What was put right on the page is kept beside it, so that the file stays what it was."""

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="+")
    scope = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+", verbose_name="督考范围")
    source = models.CharField("来源", max_length=20, choices=Source)
    regime = models.CharField("督查性质", max_length=16, choices=Regime)
    source_text = models.CharField("来源文件", max_length=200)
    file_name = models.CharField("文件", max_length=120)
    digest = models.CharField("原件摘要", max_length=64)
    corrected = models.JSONField("改过的行", default=dict, help_text="行号 → 各格；不导入的行是 null")
    read_at = models.DateTimeField("读入时间")
    registered_at = models.DateTimeField("登记时间", null=True)

    class Meta:
        verbose_name = "问题导入稿"
        indexes = [models.Index(fields=["account", "-read_at"], name="problem_intake_newest")]
