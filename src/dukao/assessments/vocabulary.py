"""Words and flows of the assessments room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from dukao.kernel.flow import Flow, move
from dukao.kernel.roles import Role
from dukao.kernel.terms import DayKind
from dukao.notifications.kinds import NoticeKind


class RoundState(models.TextChoices):
    COLLECTING = "collecting", "暂定"
    FROZEN = "frozen", "已冻结"
    ON_NOTICE = "on_notice", "公示中"
    FINAL = "final", "已定案"


ROUND_FLOW = Flow(
    name="assessment_round",
    states=RoundState,
    moves=(
        move("freeze", RoundState.COLLECTING, RoundState.FROZEN, "冻结并计分", official=True),
        move("unfreeze", RoundState.FROZEN, RoundState.COLLECTING, "解冻", needs_reason=True),
        move("post", RoundState.FROZEN, RoundState.ON_NOTICE, "公示", official=True),
        move("finalise", RoundState.ON_NOTICE, RoundState.FINAL, "定案", official=True),
        move("reopen", RoundState.FINAL, RoundState.FROZEN, "重新启动", official=True, needs_reason=True),
    ),
)

#: From 公示 on the results are open to the units of the group.
OPEN_STATES = frozenset({RoundState.ON_NOTICE, RoundState.FINAL})


def bulletin_ref(round_id: int) -> str:
    """What a document about a result says it is about (``documents.vocabulary.Subject``)."""
    return f"assessments:round:{round_id}"


class EventKind(models.TextChoices):
    """What counts besides reported values."""

    DEDUCTION = "deduction", "扣分"
    BONUS = "bonus", "加分"
    VETO = "veto", "一票否决"
    NO_EXCELLENT = "no_excellent", "一票否优"


class AnswerState(models.TextChoices):
    """What became of a decision of supervision that a scheme would score."""

    OPEN = "open", "待决定"
    SCORED = "scored", "已计分"
    WAIVED = "waived", "不计分"


ANSWER_FLOW = Flow(
    name="occasion_answer",
    states=AnswerState,
    moves=(
        move("score", AnswerState.OPEN, AnswerState.SCORED, "计分", official=True),
        move("waive", AnswerState.OPEN, AnswerState.WAIVED, "不计分", official=True, needs_reason=True),
    ),
)


class ObjectionState(models.TextChoices):
    RAISED = "raised", "待受理"
    HANDLING = "handling", "办理中"
    APPROVING = "approving", "待批准"
    DECIDED = "decided", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class Outcome(models.TextChoices):
    UPHELD = "upheld", "成立"
    PARTLY = "partly", "部分成立"
    REFUSED = "refused", "不成立"


@dataclass(frozen=True, slots=True)
class Preset:
    """Clocks of a published instrument, to start a rule of one's own from."""

    label: str
    values: dict[str, Any]


def _preset(
    label: str, source: str, kind: str, window: int, decide: int, *again: int, approve: int | None = None
) -> Preset:
    again_days, again_decide = again or (None, None)
    return Preset(
        label,
        {
            "window_days": window, "window_kind": kind, "decide_days": decide, "decide_kind": kind,
            "approve_days": approve,
            "again_days": again_days, "again_decide_days": again_decide, "again_kind": kind,
            "evidence_items": 3, "evidence_pages": 10, "source": source,
        },
    )  # fmt: skip


PRESETS = {
    "hangzhou": _preset("杭州 3/10 个工作日", "参照《杭州市绩效管理条例》第二十五条", DayKind.WORKING, 3, 10),
    "jinan": _preset(
        "济南 15/10+5 个工作日",
        "参照《济南市绩效管理条例》第二十六条（10 日内处理，变更的 5 日内批准）",
        DayKind.WORKING,
        15,
        10,
        approve=5,
    ),
    "inspection": _preset("政府督查 30/30 日", "《政府督查工作条例》第十七条", DayKind.NATURAL, 30, 30),
    "civil_service": _preset(
        "公务员 30/30、15/60 日", "《公务员法》第九十五条、第九十六条", DayKind.NATURAL, 30, 30, 15, 60
    ),
}

OBJECTION_FLOW = Flow(
    name="objection",
    states=ObjectionState,
    moves=(
        move(
            "assign", (ObjectionState.RAISED, ObjectionState.HANDLING), ObjectionState.HANDLING, "指定办理人"
        ),
        move("propose", ObjectionState.HANDLING, ObjectionState.APPROVING, "报批"),
        move("send_back", ObjectionState.APPROVING, ObjectionState.HANDLING, "退回办理人", needs_reason=True),
        move(
            "decide",
            (ObjectionState.HANDLING, ObjectionState.APPROVING),
            ObjectionState.DECIDED,
            "办结",
            official=True,
        ),
        move(
            "withdraw",
            (ObjectionState.RAISED, ObjectionState.HANDLING, ObjectionState.APPROVING),
            ObjectionState.WITHDRAWN,
            "撤回",
        ),
    ),
)
#: Until it stands in one of these, the round is not final.
SETTLED = frozenset({ObjectionState.DECIDED, ObjectionState.WITHDRAWN})
GROUNDS_LIMIT = 500
#: The largest file anybody may attach; how many and how long is for the rule.
EVIDENCE_BYTES = 10 * 1024**2

#: Who looks over the units below their grant.
OVERSEERS = (Role.OFFICE, Role.LEADER, Role.DISCIPLINE)
#: Who tries schemes on facts.
SIMULATORS = (Role.OFFICE, Role.LEADER)
SIMULATE_KIND = "simulate_scheme"
#: Policies a simulation can put in place of the declared one, in the words of the form.
ALTERNATIVES = {
    "rescale:total": "按总分折算", "rescale:family": "按类别折算", "spread": "分到同类各项",
    "peer_average": "按组内平均", "full": "给满分", "zero": "计 0 分", "skip": "视为不适用",
    "last": "用上期数",
}  # fmt: skip
#: Limits of one simulation, so that it ends while somebody waits.
MOST_RUNS = 5000
SENSITIVITY_ROWS = 128
#: Who looks at their own unit.
ASSESSED = (Role.REPORTER, Role.UNIT_HEAD)

#: Below this many units a median or a strip of dots would tell who got what.
LEAST_PEERS = 3
#: A computation that has not come back after this many seconds is taken up by the next reader.
CLAIM_SECONDS = 60
REASON_LIMIT = 300
BASIS_LIMIT = 200

#: Kinds of notices this room sends.
NOTICE_KINDS = (
    NoticeKind("objection", "异议", "对考核结果的异议：提出、指定办理人、办结", is_required=True),
)

#: What this room writes into the journal, and what its fields are called.
EVENTS = {
    "round_frozen": "冻结并计分",
    "round_unfrozen": "解冻",
    "round_posted": "公示考核结果",
    "round_finalised": "定案",
    "score_event_recorded": "记录计分事件",
    "score_event_revoked": "撤销计分事件",
    "round_reopened": "重新启动已定案的考核",
    "round_corrected": "更正考核结果",
    "notice_policy_set": "设定公示时限",
    "objection_raised": "提出异议",
    "objection_withdrawn": "撤回异议",
    "objection_assigned": "指定异议办理人",
    "objection_proposed": "异议处理报批",
    "objection_sent_back": "退回异议处理",
    "objection_decided": "办结异议",
    "objection_rule_set": "设定异议时限",
    "occasion_explained": "说明督办结果",
    "occasion_scored": "督办结果计分",
    "occasion_waived": "督办结果不计分",
}
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "state": ("状态", RoundState),
    "facts_digest": "事实摘要",
    "result_digest": "结果摘要",
    "notice_until": "公示截止",
    "kind": ("种类", EventKind),
    "item": "项目",
    "level": "级别",
    "happened_on": "发生日期",
    "count": "次数",
    "counts_in": "计入",
    "counts_no_more_in": "不再计入",
    "fact_key": "同一事实",
    "basis": "依据文件",
    "outcome": ("处理结果", Outcome),
    "handler": "办理人",
    "approver": "批准人",
    "approve_by": "批准期限",
    "kept_out": "应当回避",
    "decide_by": "办结期限",
    "edits": "更正内容",
    "moved": "得分变化",
    "revoked": "随之撤销",
    "effective_on": "施行日期",
    "notice_days": "公示几日",
    "notice_kind": ("公示期限按", DayKind),
    "scheme": "办法",
    "explain_workdays": "说明工作日",
    "closes_at": "截止时刻",
    "source": "依据",
}
