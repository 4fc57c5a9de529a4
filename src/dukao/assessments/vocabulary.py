"""Words and flows of the assessments room."""

from __future__ import annotations

from django.db import models

from dukao.kernel.flow import Flow, move
from dukao.kernel.roles import Role


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
    ),
)

#: From 公示 on the results are open to the units of the group.
OPEN_STATES = frozenset({RoundState.ON_NOTICE, RoundState.FINAL})


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

#: What this room writes into the journal, and what its fields are called.
EVENTS = {
    "round_frozen": "冻结并计分",
    "round_unfrozen": "解冻",
    "round_posted": "公示考核结果",
    "round_finalised": "定案",
    "score_event_recorded": "记录计分事件",
    "score_event_revoked": "撤销计分事件",
    "notice_policy_set": "设定公示时限",
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
    "effective_on": "施行日期",
    "notice_workdays": "公示工作日",
    "explain_workdays": "说明工作日",
    "closes_at": "截止时刻",
    "source": "依据",
}
