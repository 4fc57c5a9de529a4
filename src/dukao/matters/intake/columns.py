"""What the columns of a plan are called in offices, and which of ours is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One thing a row may say. ``weak`` names mean this only where no other column says it better."""

    key: str
    title: str
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COLUMNS = (
    Column("number", "编号", _words("事项编号 任务编号 督办编号")),
    Column(
        "title", "事项",
        _words(
            "事项名称 督办事项 工作事项 任务名称 任务 重点任务 工作任务 重点工作 主要任务 具体任务 项目名称 "
            "批示事项 安排事项 决定事项 议定事项 整改事项 任务事项"
        ),
        _words("工作内容 主要内容 任务内容 内容 项目 目标任务 重点工作任务"),
    ),
    Column("text", "原文", _words("批示内容 批示原文 会议要求 原文内容 批示指示内容 议定内容")),
    Column("paragraph", "段号", _words("条款 条款号")),
    Column("kind", "种类", _words("事项种类 事项类型")),
    Column("field", "领域", _words("类别 分类 工作领域 板块 条线 任务类别")),
    Column(
        "due", "完成时限",
        _words(
            "完成时间 时限 办结时限 办理时限 时间要求 时限要求 截止时间 截止日期 完成日期 计划完成时间 "
            "计划完成时限 要求完成时间 整改时限 办结时间 完成期限"
        ),
    ),
    Column("due_kind", "时限方式"),
    Column(
        "lead", "牵头单位",
        _words("牵头部门 承办单位 主办单位 主责单位 牵头责任单位 主要责任单位 责任主体"),
        _words("责任单位 责任部门 落实单位 单位 承办部门"),
    ),
    Column(
        "assisting", "协办单位", _words("配合单位 配合部门 协同单位 参与单位 协作单位 协办部门 参加单位"),
        _words("责任单位 责任部门 落实单位"),
    ),
    Column(
        "leader", "责任领导",
        _words(
            "牵头领导 分管领导 责任市领导 牵头市领导 包抓领导 包联领导 分管市领导 责任县领导 市级领导"
        ),
        _words("责任人"),
    ),
    Column(
        "path", "实现路径",
        _words("工作措施 具体措施 推进措施 措施 实施路径 工作举措 主要措施 具体举措 主要举措"),
        _words("工作内容 主要内容 任务内容 内容"),
    ),
    Column(
        "milestones", "节点目标",
        _words("节点 时间节点 阶段目标 里程碑 序时进度 阶段性目标 进度安排 节点计划 推进节点 月度目标"),
    ),
    Column(
        "standard", "考评标准",
        _words("完成标准 验收标准 考核标准 目标要求 工作目标 年度目标 预期目标 销号标准 工作要求"),
        _words("目标任务"),
    ),
    Column("regime", "督查性质", _words("督办性质 性质")),
    Column("legal_basis", "法定依据", _words("依据")),
    Column("label", "知悉范围", _words("公开属性 密级标识")),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
#: Columns that count the rows; nobody expects them to be read.
ORDINALS = {"序号", "号", "no", "编码"}
#: What units say later, in their own words.
PROGRESS = {
    "完成进度", "进度", "完成情况", "进展情况", "目前进展", "工作进展", "当前进展", "完成率", "落实情况",
    "办理情况",
}  # fmt: skip


def plain_name(label: str) -> str:
    """A column's name without blanks, marks and what stands in brackets.

    >>> plain_name(" 完成 时限*（年月日）")
    '完成时限'
    """
    return re.sub(r"[（(\[【].*?[）)\]】]|[\s*＊:：]", "", label).lower()


def keys_of(names: list[str]) -> dict[int, str]:
    """Which key each column holds, by place; strong names first, weak ones for what is still missing.

    >>> keys_of(["序号", "任务", "牵头单位", "责任单位"])
    {1: 'title', 2: 'lead', 3: 'assisting'}
    >>> keys_of(["工作内容", "责任单位"])
    {0: 'title', 1: 'lead'}
    """
    plain = [plain_name(name) for name in names]
    chosen: dict[int, str] = {}
    for is_weak in (False, True):
        for column in COLUMNS:
            known = column.weak if is_weak else (column.title, *column.names)
            places = [place for place, name in enumerate(plain) if name in known and place not in chosen]
            if places and column.key not in chosen.values():
                chosen[places[0]] = column.key
    return dict(sorted(chosen.items()))
