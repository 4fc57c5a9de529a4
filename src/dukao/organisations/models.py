"""Units, people and their ties, each valid in time."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from dukao.kernel.sealed_rows import SealedJSON, SealedText
from dukao.kernel.validity import Dated
from dukao.organisations.vocabulary import (
    Category,
    GroupKind,
    Level,
    LinkRole,
    MemberRole,
    PostKind,
    SuccessionKind,
    Tree,
)


class Unit(Dated):
    """What stays the same of a unit as long as it lives; what changes is in :class:`UnitVersion`.

    A merge or split ends the unit and names its successors; the row stays for all past periods.
    """

    tree = models.CharField("机构树", max_length=20, choices=Tree, default=Tree.ADMINISTRATIVE)
    code = models.CharField("单位代码", max_length=32, help_text="同一棵树同一时间内唯一")
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    area_code = models.CharField("统计用区划代码", max_length=12, blank=True)

    class Meta:
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(fields=["tree", "code", "since"], name="unit_code_once_per_start"),
            Dated.span_constraint("unit_span_is_forward"),
        ]
        indexes = [models.Index(fields=["tree", "since", "until"], name="unit_tree_span")]

    def __str__(self) -> str:
        return self.code


class UnitVersion(Dated):
    """Name and place of a unit over a span of days. The spans of one unit never overlap."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=40)
    level = models.CharField("层级", max_length=16, choices=Level)
    category = models.CharField("类别", max_length=24, choices=Category, blank=True)
    parent = models.ForeignKey(
        Unit, models.PROTECT, related_name="child_versions", null=True, blank=True, verbose_name="上级"
    )
    path = models.CharField(max_length=200, help_text="各级上级的编号，如 /1/7/，末位是自己")
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = "单位沿革"
        constraints = [
            models.UniqueConstraint(fields=["unit", "since"], name="unit_version_once_per_start"),
            Dated.span_constraint("unit_version_span_is_forward"),
        ]
        indexes = [models.Index(fields=["path", "since", "until"], name="unit_version_path_span")]

    def __str__(self) -> str:
        return self.short_name


class Succession(models.Model):
    """On that day the successor took over from the predecessor, wholly or in part."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    kind = models.CharField("方式", max_length=12, choices=SuccessionKind)
    on = models.DateField("日期")

    class Meta:
        verbose_name = "承继"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="succession_once"),
        ]


class UnitLink(Dated):
    """``unit`` is in charge of, or related to, the work of ``target`` (分管、联系)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="links")
    target = models.ForeignKey(Unit, models.PROTECT, related_name="linked_from")
    role = models.CharField("关系", max_length=16, choices=LinkRole)
    subject = models.CharField("事项", max_length=64, blank=True, help_text="指标代码；空表示全部工作")

    class Meta:
        verbose_name = "单位联系"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "target", "role", "subject", "since"], name="unit_link_once_per_start"
            ),
            Dated.span_constraint("unit_link_span_is_forward"),
        ]


class Person(models.Model):
    """A person who holds posts. Identity number and telephone are optional, sealed, and shown masked."""

    #: What the sealed texts are bound to.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("姓名", max_length=40)
    sealed_resident_id = models.TextField("居民身份证号（密文）", blank=True)
    resident_id_digest = models.CharField("居民身份证号（带密钥摘要）", max_length=120, blank=True)
    sealed_phone = models.TextField("办公电话（密文）", blank=True)

    resident_id = SealedText("sealed_resident_id", by="uid", digest="resident_id_digest")
    phone = SealedText("sealed_phone", by="uid")

    class Meta:
        verbose_name = "人员"
        constraints = [
            models.UniqueConstraint(
                fields=["resident_id_digest"],
                condition=~Q(resident_id_digest=""),
                name="person_resident_id_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Appointment(Dated):
    """A person holds a post in a unit over a span of days."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="appointments")
    title = models.CharField("职务", max_length=60)
    kind = models.CharField("类别", max_length=12, choices=PostKind)

    class Meta:
        verbose_name = "任职"
        constraints = [Dated.span_constraint("appointment_span_is_forward")]


class LeadingGroup(Dated):
    """领导小组: a body with a chair and members that approves plans and results."""

    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类别", max_length=16, choices=GroupKind)
    basis = models.CharField("成立依据", max_length=120, blank=True)
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="offices_of_groups", verbose_name="办公室设在"
    )

    class Meta:
        verbose_name = "领导小组"
        constraints = [Dated.span_constraint("leading_group_span_is_forward")]

    def __str__(self) -> str:
        return self.name


class GroupMember(Dated):
    """A person's seat in a leading group."""

    group = models.ForeignKey(LeadingGroup, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="group_seats")
    role = models.CharField("身份", max_length=12, choices=MemberRole)

    class Meta:
        verbose_name = "领导小组成员"
        constraints = [Dated.span_constraint("group_member_span_is_forward")]


class CalendarNotice(models.Model):
    """The State Council's holiday notice of a year, entered when the library does not have it yet."""

    year = models.PositiveSmallIntegerField("年份", unique=True)
    notice = models.CharField("通知文号", max_length=80)
    days_off = models.JSONField("放假日", default=list)
    work_days = models.JSONField("调休上班日", default=list)

    class Meta:
        verbose_name = "放假安排"

    def __str__(self) -> str:
        return f"{self.year} 年放假安排"

    def dates(self, name: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(day) for day in getattr(self, name))


class ImportDraft(models.Model):
    """A workbook somebody has read in and not yet carried out; each account has at most one."""

    account_id = models.BigIntegerField(primary_key=True)
    file_name = models.CharField("文件", max_length=200)
    on = models.DateField("生效日期")
    reason = models.CharField("依据", max_length=200)
    #: The workbook itself, with the identity numbers and telephones that stand in it.
    sealed_lines = models.TextField("各行（密文）")
    findings = models.JSONField("核对结果")
    read_at = models.DateTimeField("读入时间")

    lines = SealedJSON("sealed_lines", by="account_id")

    class Meta:
        verbose_name = "待导入的单位表"
