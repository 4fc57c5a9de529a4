"""What devices in the field sent: every change once and for good, and what each is built on.

A change names the changes its writer had seen of the same object. From that alone follows which of them are
the newest: one, and it is what the object says; or several, and then two devices wrote without knowing of
each other, and the group settles it. The order in which changes arrive does not matter.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dukao.patrols.models.tasks import PatrolTask
from dukao.patrols.vocabulary import ChangeState, RecordKind


class FieldRecord(models.Model):
    """One visit, answer, finding or informant as devices know it, whether or not it has its row yet."""

    task = models.ForeignKey(PatrolTask, models.CASCADE, related_name="field_records")
    key = models.CharField("对象", max_length=120, unique=True, help_text="finding:设备上的标识")
    kind = models.CharField("种类", max_length=12, choices=RecordKind)
    visit_uid = models.UUIDField("走访")
    row_revision = models.PositiveIntegerField("写入时的修改序号", null=True)
    is_split = models.BooleanField("有不同版本", default=False)

    class Meta:
        verbose_name = "现场记录"
        indexes = [
            models.Index(fields=["visit_uid"], name="field_record_visit"),
            models.Index(fields=["task", "is_split"], name="field_record_split"),
        ]

    def __str__(self) -> str:
        return self.key


class FieldChange(models.Model):
    """One change as it was said on a device. ``sealed`` opens for the group only, as informants do."""

    uid = models.UUIDField("设备上的标识", unique=True)
    record = models.ForeignKey(FieldRecord, models.CASCADE, related_name="changes")
    parents = models.JSONField("写的时候已知的改动", default=list)
    sealed = models.TextField("密文")
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.WAITING)
    reason = models.CharField("没有写入的原因", max_length=200, blank=True)
    device = models.UUIDField("设备", null=True)
    said_at = models.DateTimeField("设备上的时间", help_text="设备的钟可能不准，只作记录")
    by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "现场改动"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""), name="field_change_refused_with_reason"
            ),
        ]
