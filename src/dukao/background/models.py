"""Long work that a person waits for."""

from __future__ import annotations

from django.db import models

from dukao.background.vocabulary import TaskState


class Task(models.Model):
    """One piece of long work: who asked, how far it is, what came out."""

    kind = models.CharField("种类", max_length=40)
    label = models.CharField("名称", max_length=120)
    arguments = models.JSONField("参数", default=dict)
    account_id = models.BigIntegerField("发起账户", null=True)
    started_by = models.CharField("发起人", max_length=120)
    unit_path = models.CharField("发起人所在单位", max_length=200, blank=True)
    state = models.CharField("状态", max_length=12, choices=TaskState, default=TaskState.WAITING)
    attempts = models.PositiveSmallIntegerField("第几次办理", default=0)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总量", default=0)
    sentence = models.CharField("进度说明", max_length=300, blank=True)
    result = models.JSONField("结果", null=True)
    created_at = models.DateTimeField("发起时间")
    beat_at = models.DateTimeField("最近进展", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = "后台任务"
        indexes = [
            models.Index(fields=["state", "beat_at"], name="task_state_beat"),
            models.Index(fields=["account_id", "-created_at"], name="task_account"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_finished(self) -> bool:
        return self.state in {TaskState.DONE, TaskState.FAILED}
