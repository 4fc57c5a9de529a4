"""Words and flows of the schemes room."""

from __future__ import annotations

from django.db import models

from dukao.kernel.flow import Flow, move


class Direction(models.TextChoices):
    HIGHER = "higher", "越高越好"
    LOWER = "lower", "越低越好"


class Frequency(models.TextChoices):
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"


#: Months between two reports of an item.
MONTHS_BETWEEN: dict[str, int] = {
    Frequency.MONTH: 1,
    Frequency.QUARTER: 3,
    Frequency.HALF_YEAR: 6,
    Frequency.YEAR: 12,
}


def is_due(frequency: str, month: int) -> bool:
    """Whether an item of this frequency is reported for the month (1-12): at the end of its span."""
    return month % MONTHS_BETWEEN[frequency] == 0


class SchemeKind(models.TextChoices):
    """1 个总体 + 6 个分类 + N 个专项 (S2)."""

    OVERALL = "overall", "总体考评办法"
    CATEGORY = "category", "分类考评办法"
    SPECIAL = "special", "专项考评办法"


class VersionState(models.TextChoices):
    DRAFT = "draft", "草案"
    SUBMITTED = "submitted", "待批准"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版代替"


#: A version of these states was in force from its effective day until that of the next one.
IN_FORCE_STATES = (VersionState.PUBLISHED, VersionState.SUPERSEDED)

VERSION_FLOW = Flow(
    name="scheme_version",
    states=VersionState,
    moves=(
        move("submit", VersionState.DRAFT, VersionState.SUBMITTED, "送批准", official=True),
        move("send_back", VersionState.SUBMITTED, VersionState.DRAFT, "退回修改", needs_reason=True),
        move("publish", VersionState.SUBMITTED, VersionState.PUBLISHED, "批准发布", official=True),
        move("supersede", VersionState.PUBLISHED, VersionState.SUPERSEDED, "由新版代替"),
    ),
)


class Supply(models.TextChoices):
    """Who brings the value of an item."""

    UNIT = "unit", "单位填报"
    SHARED = "shared", "共享带入"
    EVENT = "event", "事件记录"


#: How many of the last changes of a draft can be taken back.
STEPS_KEPT = 20


class ChangeKind(models.TextChoices):
    """What happened to a part between two versions."""

    ADDED = "added", "新增"
    REMOVED = "removed", "删去"
    MOVED = "moved", "移动"
    CHANGED = "changed", "调整"
    SETTING = "setting", "规则"


class Severity(models.TextChoices):
    """How much a finding of the linter matters."""

    BLOCKING = "blocking", "阻断"
    WARNING = "warning", "提醒"
    HINT = "hint", "提示"


#: Words of the journal: events with the fields their entries carry.
EVENTS: dict[str, str] = {
    "scheme_added": "新建办法",
    "scheme_version_started": "起草办法新版",
    "scheme_draft_saved": "修改办法草案",
    "scheme_draft_undone": "撤销草案的一处改动",
    "scheme_draft_discarded": "放弃办法草案",
    "scheme_version_submitted": "把办法送批准",
    "scheme_version_sent_back": "退回办法修改",
    "scheme_version_published": "批准发布办法",
    "targets_set": "调整目标",
    "targets_copied": "照上年填写目标",
    "scheme_policy_set": "规定办法检查标准",
}
EVENT_FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "state": ("状态", VersionState),
    "kind": ("种类", SchemeKind),
    "code": "代码",
    "year": "年度",
    "from": "由第几版起草",
    "number": "版次",
    "revision": "第几次修改",
    "change": "改了什么",
    "digest": "摘要",
    "effective_on": "施行日期",
    "cells": "目标格数",
    "growth": "增幅",
    "hard_share": "硬性指标权重下限",
    "source": "依据",
}
INDICATOR_EVENTS: dict[str, str] = {"indicator_added": "新建指标", "indicator_revised": "修订指标"}
INDICATOR_FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "name": "名称",
    "definition": "口径",
    "measure_unit": "计量单位",
    "decimals": "显示小数位",
    "direction": ("方向", Direction),
    "frequency": ("频次", Frequency),
    "source_organ": "数据来源",
    "supply": ("数据由谁给", Supply),
    "lead_id": "牵头单位",
    "evidence": "需要的佐证",
    "is_hard": "可量化",
    "basis": "政策依据",
}

#: Pages that light their entry of the navigation.
SCHEME_PAGES = (
    *(
        f"schemes:{name}"
        for name in ("year", "add", "show", "compare", "edit", "upload", "targets", "targets_set")
    ),
    # where a version is tried on facts; the room above serves these pages, by their names alone
    "assessments:simulate",
    "assessments:simulation",
)
INDICATOR_PAGES = tuple(f"schemes:{name}" for name in ("indicator", "indicator_add", "indicator_revise"))
