"""Words and flows of the reporting room."""

from __future__ import annotations

from django.db import models

from dukao.kernel.flow import Flow, move
from dukao.notifications.kinds import NoticeKind


class ReportState(models.TextChoices):
    """Where a unit's monthly report stands."""

    DRAFT = "draft", "草稿"
    SIGNING = "signing", "单位审签"
    SUBMITTED = "submitted", "已提交"
    REVIEWED = "reviewed", "审核完毕"
    VERIFIED = "verified", "已核查"
    LOCKED = "locked", "已锁定"


#: Never handed over to the reviewers, or back with the unit.
WITH_UNIT = (ReportState.DRAFT, ReportState.SIGNING)

REPORT_FLOW = Flow(
    name="unit_report",
    states=ReportState,
    moves=(
        move("send", ReportState.DRAFT, ReportState.SIGNING, "送单位审签"),
        move("recall", ReportState.SIGNING, ReportState.DRAFT, "撤回修改"),
        move("sign_back", ReportState.SIGNING, ReportState.DRAFT, "退回填报员", needs_reason=True),
        move("submit", ReportState.SIGNING, ReportState.SUBMITTED, "签发提交", official=True),
        move("reopen", {ReportState.SIGNING, ReportState.SUBMITTED}, ReportState.DRAFT, "有项目退回"),
        move("complete_review", ReportState.SUBMITTED, ReportState.REVIEWED, "逐项审核完毕"),
        move(
            "resume_review", {ReportState.REVIEWED, ReportState.VERIFIED}, ReportState.SUBMITTED, "重新审核"
        ),
        move("verify", ReportState.REVIEWED, ReportState.VERIFIED, "核查完毕"),
        move("lock", {ReportState.REVIEWED, ReportState.VERIFIED}, ReportState.LOCKED, "锁定", official=True),
        move(
            "close", {ReportState.DRAFT, ReportState.SIGNING, ReportState.SUBMITTED}, ReportState.LOCKED,
            "按现状锁定", official=True, needs_reason=True,
        ),
    ),
)  # fmt: skip


class LineState(models.TextChoices):
    """Where one item of a report stands."""

    EMPTY = "empty", "待填"
    DRAFT = "draft", "草稿"
    FILLED = "filled", "已填"
    SHARED = "shared", "共享带入"
    SUBMITTED = "submitted", "待审核"
    RETURNED = "returned", "退回"
    ACCEPTED = "accepted", "通过"


#: The unit may still write in lines of these states.
OPEN_LINES = (LineState.EMPTY, LineState.DRAFT, LineState.FILLED, LineState.RETURNED)
#: Lines of these states keep a report from being sent.
UNFINISHED_LINES = (LineState.EMPTY, LineState.DRAFT, LineState.RETURNED)

LINE_FLOW = Flow(
    name="report_line",
    states=LineState,
    moves=(
        move("fill", {LineState.EMPTY, LineState.DRAFT, LineState.RETURNED}, LineState.FILLED, "标为已填"),
        move("touch", {LineState.EMPTY, LineState.FILLED}, LineState.DRAFT, "改动"),
        move("clear", {LineState.DRAFT, LineState.FILLED}, LineState.EMPTY, "清空"),
        move("submit", LineState.FILLED, LineState.SUBMITTED, "提交"),
        move("accept", LineState.SUBMITTED, LineState.ACCEPTED, "通过", official=True),
        move("return", LineState.SUBMITTED, LineState.RETURNED, "退回", needs_reason=True),
        move("withdraw", LineState.ACCEPTED, LineState.SUBMITTED, "撤销通过", needs_reason=True),
    ),
)


class CorrectionState(models.TextChoices):
    OPEN = "open", "待答复"
    ACCEPTED = "accepted", "已更正"
    DECLINED = "declined", "未采纳"


CORRECTION_FLOW = Flow(
    name="correction_request",
    states=CorrectionState,
    moves=(
        move("accept", CorrectionState.OPEN, CorrectionState.ACCEPTED, "同意更正", official=True),
        move("decline", CorrectionState.OPEN, CorrectionState.DECLINED, "不予更正", needs_reason=True),
    ),
)


class Finding(models.TextChoices):
    """What a check of a reported line on the spot found."""

    CONSISTENT = "consistent", "与填报一致"
    INCONSISTENT = "inconsistent", "与填报不一致"


#: Reasons, opinions and findings hold this many characters, counted as a narrative is.
OPINION_LIMIT = 300

#: What reviewers most often find missing; a reason may start from one of these.
USUAL_REASONS = (
    "佐证不是本月的，请换成本月材料。",
    "佐证看不出完成数，请补充能看出数量和日期的材料。",
    "数值与佐证不一致，请核对后改正。",
    "数值口径不对，应为年初以来累计数。",
    "工作进展没有写原因和下一步，请补写。",
)

#: The background work that brings in a large table of shared values.
IMPORT_KIND = "reporting.import_shared_values"

#: Events in the journal that took effect under somebody's name.
OFFICIAL_EVENTS = frozenset(
    {"report_submitted", "line_accepted", "acceptance_withdrawn", "period_locked", "correction_accepted"}
)

#: What the journal says of this room.
EVENTS = {
    "period_opened": "开始月度填报",
    "period_locked": "锁定月度填报",
    "reports_urged": "催报",
    "reporting_policy_set": "定填报规则",
    "line_saved": "填写",
    "evidence_attached": "添加佐证",
    "evidence_removed": "移除佐证",
    "report_sent": "送单位审签",
    "report_recalled": "撤回修改",
    "report_signed_back": "退回填报员",
    "report_submitted": "签发提交",
    "line_accepted": "审核通过",
    "line_returned": "审核退回",
    "acceptance_withdrawn": "撤销通过",
    "line_verified": "实地核查",
    "shared_values_imported": "导入共享数据",
    "shared_value_replaced": "更正共享数据",
    "correction_requested": "申请校核",
    "correction_accepted": "同意更正",
    "correction_declined": "不予更正",
}
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "value": "数值",
    "is_not_applicable": "不适用",
    "narrative": "工作进展",
    "name": "文件",
    "pages": "页数",
    "sha256": "摘要",
    "state": "状态",
    "lines": "项数",
    "late": "逾期",
    "to_verify": "列入核查",
    "finding": ("结论", Finding),
    "reports": "单位数",
    "followed": "转入新版",
    "dropped": "不再要求",
    "due_at": "截止时间",
    "provisional": "时限待确认",
    "open": "未办完",
    "units": "单位",
    "source": "来源表摘要",
    "new": "新增",
    "replaced": "更正",
}

NOTICE_KINDS = (
    NoticeKind("due", "时限", "填报快到期、督考办催报"),
    NoticeKind("returned", "退回", "填报或其中一项被退回修改"),
    NoticeKind("signing", "审签", "填报员送来，等单位负责人审签"),
    NoticeKind("review", "审核", "有新的填报等牵头单位审核"),
    NoticeKind("correction", "校核", "校核申请有了答复"),
)
