"""What somebody brought in a file and has not registered yet."""

from __future__ import annotations

from django.db import models


class Intake(models.Model):
    """A plan read from Word, Excel or CSV: row by row as text, corrected in place until it is registered.

    ``rows`` are plain: number and place in the file, the text of each cell, and whether the row is left
    out. What a row means is worked out whenever it is shown; only the text is kept.
    """

    account = models.ForeignKey("identity.Account", models.CASCADE, related_name="+")
    decision = models.ForeignKey(
        "matters.Decision", models.CASCADE, null=True, related_name="+", verbose_name="登记到哪项决策"
    )
    about = models.JSONField("新决策", default=dict, help_text="没有决策时，登记时一并登记的这一项")
    file_name = models.CharField("文件", max_length=120)
    digest = models.CharField("原件摘要", max_length=64)
    rows = models.JSONField("各行", default=list)
    remarks = models.JSONField("读法说明", default=list)
    read_at = models.DateTimeField("读入时间")

    class Meta:
        verbose_name = "导入稿"
        indexes = [models.Index(fields=["account", "-read_at"], name="intake_newest")]
