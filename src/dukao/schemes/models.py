"""Indicators and schemes in immutable versions, and the rows a published scheme is projected into."""

from __future__ import annotations

from django.db import models

from dukao.kernel.fields import ExactDecimalField
from dukao.schemes.vocabulary import Direction, Frequency, SchemeKind, Supply, VersionState


class Indicator(models.Model):
    """An entry of the indicator library; its content lives in versions."""

    code = models.CharField("代码", max_length=32, unique=True)

    class Meta:
        verbose_name = "指标"

    def __str__(self) -> str:
        return self.code


class IndicatorVersion(models.Model):
    """What an indicator meant from one decision on. Never changed once written."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版次")
    name = models.CharField("名称", max_length=80)
    definition = models.TextField("口径")
    measure_unit = models.CharField("计量单位", max_length=20, blank=True)
    decimals = models.PositiveSmallIntegerField("显示小数位", default=2)
    direction = models.CharField("方向", max_length=8, choices=Direction, default=Direction.HIGHER)
    frequency = models.CharField("频次", max_length=12, choices=Frequency, default=Frequency.MONTH)
    source_organ = models.CharField("数据来源", max_length=80, blank=True)
    supply = models.CharField("数据由谁给", max_length=8, choices=Supply, default=Supply.UNIT)
    lead = models.ForeignKey(
        "organisations.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_indicators",
        verbose_name="牵头单位",
    )
    evidence = models.CharField("需要的佐证", max_length=200, blank=True)
    is_hard = models.BooleanField("可量化", default=True)
    basis = models.CharField("政策依据", max_length=200)
    reason = models.CharField("改版原因", max_length=200, blank=True)
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="+", verbose_name="改版人"
    )

    class Meta:
        verbose_name = "指标版本"
        constraints = [models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_once")]

    def __str__(self) -> str:
        return self.name


class SchemeSet(models.Model):
    """The schemes of a year: 1 overall, 6 by category, N special."""

    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=80)

    class Meta:
        verbose_name = "年度考评体系"
        constraints = [models.UniqueConstraint(fields=["year", "name"], name="scheme_set_once")]

    def __str__(self) -> str:
        return self.name


class Scheme(models.Model):
    """One assessment scheme through all its versions."""

    scheme_set = models.ForeignKey(SchemeSet, models.PROTECT, related_name="schemes")
    code = models.CharField("代码", max_length=64, unique=True)
    kind = models.CharField("种类", max_length=12, choices=SchemeKind)
    name = models.CharField("名称", max_length=200)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name="上年的办法"
    )

    class Meta:
        verbose_name = "考评办法"

    def __str__(self) -> str:
        return self.name


class SchemeVersion(models.Model):
    """A scheme document. Once published, document and digest never change again.

    ``document`` is the canonical JSON of :class:`dukao.scoring.Scheme` and the source of truth;
    items, roster and targets below are rows for reports and lists.
    """

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版次")
    state = models.CharField("状态", max_length=12, choices=VersionState, default=VersionState.DRAFT)
    document = models.JSONField("办法")
    digest = models.CharField("摘要", max_length=64, blank=True)
    effective_on = models.DateField("施行日期", null=True)
    reason = models.CharField("改版原因", max_length=300, blank=True)
    returned_because = models.CharField("退回修改的原因", max_length=300, blank=True)
    revision = models.PositiveIntegerField("修改序号", default=0)
    drafted_by = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="drafted_schemes", verbose_name="起草人"
    )
    approved_by = models.ForeignKey(
        "identity.Account", models.PROTECT, null=True, related_name="approved_schemes", verbose_name="批准人"
    )
    published_at = models.DateTimeField("发布时间", null=True)
    updated_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = "办法版本"
        constraints = [
            models.UniqueConstraint(fields=["scheme", "number"], name="scheme_version_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "submitted"])
                | models.Q(published_at__isnull=False, effective_on__isnull=False) & ~models.Q(digest=""),
                name="published_version_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme.name} 第 {self.number} 版"


class DraftStep(models.Model):
    """One change of a draft: what it was before, so that the last changes can be taken back.

    Only the latest steps keep their document; the sentences stay until the version is published.
    """

    version = models.ForeignKey(SchemeVersion, models.CASCADE, related_name="steps")
    revision = models.PositiveIntegerField("改动前的修改序号")
    document = models.JSONField("改动前的办法", null=True)
    sentence = models.CharField("改了什么", max_length=300)
    made_by = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "草案改动"
        constraints = [models.UniqueConstraint(fields=["version", "revision"], name="draft_step_once")]


class SchemePolicy(models.Model):
    """What every scheme must satisfy from one day on; a figure with its source, never a constant."""

    effective_on = models.DateField("施行日期", unique=True)
    hard_share = ExactDecimalField("可量化硬性指标权重下限（%）")
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "办法检查标准"


class SchemeItem(models.Model):
    """A leaf of a published scheme as a row: what a unit reports and a lead unit reviews."""

    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="items")
    code = models.CharField("编号", max_length=64)
    name = models.CharField("名称", max_length=200)
    family = models.CharField("类别", max_length=200)
    indicator = models.ForeignKey(IndicatorVersion, models.PROTECT, null=True, related_name="items")
    weight = ExactDecimalField("权重", null=True)
    frequency = models.CharField("频次", max_length=12, choices=Frequency)
    supply = models.CharField("数据由谁给", max_length=8, choices=Supply)
    lead = models.ForeignKey(
        "organisations.Unit", models.PROTECT, null=True, related_name="led_items", verbose_name="牵头单位"
    )
    applies_to = models.JSONField("适用分组", default=list, help_text="分组代码；空表示全部")
    position = models.PositiveSmallIntegerField("次序")

    class Meta:
        verbose_name = "考评项目"
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="scheme_item_once")]

    def __str__(self) -> str:
        return self.name


class RosterEntry(models.Model):
    """A unit assessed under a published scheme, in its peer group."""

    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="roster")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="roster_entries")
    group = models.CharField("分组代码", max_length=64)
    group_name = models.CharField("分组", max_length=200)

    class Meta:
        verbose_name = "考评对象"
        constraints = [models.UniqueConstraint(fields=["version", "unit"], name="roster_entry_once")]


class Target(models.Model):
    """What a unit should have reached on an item by the end of a period (季度标准, 年度目标)."""

    version = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="targets")
    unit = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="targets")
    item = models.CharField("项目编号", max_length=64)
    period = models.CharField("期间", max_length=8, help_text="2026-09, 2026-Q3, 2026")
    value = ExactDecimalField("目标值", null=True, help_text="空表示该单位不适用此项")

    class Meta:
        verbose_name = "目标"
        constraints = [
            models.UniqueConstraint(fields=["version", "unit", "item", "period"], name="target_once")
        ]
        indexes = [models.Index(fields=["version", "period"], name="target_period")]
