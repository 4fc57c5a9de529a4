"""Words and flows of the problem ledger."""

from __future__ import annotations

from django.db import models

from dukao.kernel.extension import extension_flow
from dukao.kernel.flow import Flow, move
from dukao.notifications.kinds import NoticeKind


class Source(models.TextChoices):
    """Who found the problem. One ledger holds them all, so that nobody keeps a list of his own."""

    PATROL = "patrol", "督导巡查"
    VERIFICATION = "verification", "实地核查"
    ASSESSMENT = "assessment", "考核"
    AUDIT = "audit", "审计"
    PARTY_INSPECTION = "party_inspection", "巡察"
    PETITION = "petition", "信访"
    HOTLINE = "hotline", "12345 热线"
    REMINDER = "reminder", "上级提醒函"
    SELF_CHECK = "self_check", "自查"


class Severity(models.TextChoices):
    MINOR = "minor", "轻微"
    ORDINARY = "ordinary", "一般"
    SERIOUS = "serious", "严重"


class ProblemKind(models.TextChoices):
    """W-13, W-54: 个性问题台账销号，共性问题联合整改；易反弹、痛难点另盯。"""

    INDIVIDUAL = "individual", "个性问题"
    COMMON = "common", "共性问题"
    RECURRENT = "recurrent", "易反弹问题"
    HARD = "hard", "痛难点问题"


class ProblemState(models.TextChoices):
    """Where one problem stands."""

    DRAFT = "draft", "待交办"
    ASSIGNED = "assigned", "已交办"
    RECTIFYING = "rectifying", "整改中"
    SUBMITTED = "submitted", "待验收"
    RETURNED = "returned", "退回"
    CLOSED = "closed", "已销号"
    REOPENED = "reopened", "重新打开"
    DROPPED = "dropped", "已撤销"


_S = ProblemState
#: The unit has it in hand: its clocks run and its lamp is judged.
IN_HAND = (_S.ASSIGNED, _S.RECTIFYING, _S.RETURNED, _S.REOPENED)
#: Not settled yet, whoever has to act.
OPEN = (_S.DRAFT, *IN_HAND, _S.SUBMITTED)
#: Nothing more is done about it; what is closed may be opened again.
SETTLED = (_S.CLOSED, _S.DROPPED)

PROBLEM_FLOW = Flow(
    name="problem",
    states=ProblemState,
    moves=(
        move("assign", _S.DRAFT, _S.ASSIGNED, "交办", official=True),
        move("drop", {_S.DRAFT, *IN_HAND}, _S.DROPPED, "撤销", needs_reason=True),
        move("start", {_S.ASSIGNED, _S.RETURNED, _S.REOPENED}, _S.RECTIFYING, "开始整改"),
        move("submit", set(IN_HAND), _S.SUBMITTED, "申请验收", official=True, needs_reason=True),
        move("return", _S.SUBMITTED, _S.RETURNED, "退回整改", needs_reason=True),
        move("close", _S.SUBMITTED, _S.CLOSED, "验收销号", official=True, needs_reason=True),
        move("reopen", _S.CLOSED, _S.REOPENED, "重新打开", official=True, needs_reason=True),
    ),
)


class WordKind(models.TextChoices):
    """What was said of a problem, and by whom."""

    PROGRESS = "progress", "整改进展"
    SUBMISSION = "submission", "申请验收"
    FOLLOW = "follow", "跟进"


EXTENSION_FLOW = extension_flow("problem_extension")


class LookBackFinding(models.TextChoices):
    HOLDS = "holds", "已巩固"
    REBOUNDED = "rebounded", "有反弹"


class Drawn(models.TextChoices):
    """Why a closed problem is looked at again."""

    RISK = "risk", "按风险"
    LOT = "lot", "随机抽取"
    NAMED = "named", "指定"


class SelfCheck(models.TextChoices):
    """The answer of a peer to a sweep (举一反三)."""

    WAITING = "waiting", "待自查"
    CLEAN = "clean", "没有同类问题"
    FOUND = "found", "有同类问题"


SELF_CHECK_FLOW = Flow(
    name="self_check",
    states=SelfCheck,
    moves=(
        move("clear", SelfCheck.WAITING, SelfCheck.CLEAN, "没有同类问题", needs_reason=True),
        move("admit", SelfCheck.WAITING, SelfCheck.FOUND, "有同类问题", needs_reason=True),
    ),
)


PROBLEM_KIND = "issues:problem"


def problem_ref(problem_id: int) -> str:
    """What a document is about (``documents.vocabulary.Subject``), and good practice comes from."""
    return f"{PROBLEM_KIND}:{problem_id}"


class PracticeState(models.TextChoices):
    PROPOSED = "proposed", "待审定"
    APPROVED = "approved", "已入库"
    REFUSED = "refused", "未采用"
    WITHDRAWN = "withdrawn", "已撤下"


#: In these a case stands for what it comes from; once refused or withdrawn it may be proposed anew.
STANDING = (PracticeState.PROPOSED, PracticeState.APPROVED)
PRACTICE_FLOW = Flow(
    name="practice",
    states=PracticeState,
    moves=(
        move("approve", PracticeState.PROPOSED, PracticeState.APPROVED, "入库", official=True),
        move("refuse", PracticeState.PROPOSED, PracticeState.REFUSED, "不采用", needs_reason=True),
        move("withdraw", {PracticeState.PROPOSED, PracticeState.APPROVED}, PracticeState.WITHDRAWN, "撤下",
             needs_reason=True),
    ),
)  # fmt: skip

#: What people are told of, by kind: the inbox and the ways of delivery choose by it.
NOTICE_KINDS = (
    NoticeKind("problem", "问题整改", "交办、退回、销号、重新打开和延期"),
    NoticeKind("problem_due", "整改时限", "整改快到期、已逾期或久无进展"),
    NoticeKind("self_check", "举一反三", "同类问题自查"),
)

#: What the journal says of this room.
EVENTS = {
    "problem_registered": "登记问题",
    "problem_revised": "修改问题",
    "problem_assigned": "交办问题",
    "problem_dropped": "撤销问题",
    "verifier_named": "指定验收人",
    "measure_added": "制定整改措施",
    "measure_done": "完成整改措施",
    "rectification_reported": "反馈整改进展",
    "problem_followed": "跟进问题",
    "rectification_submitted": "申请验收",
    "problem_verified": "验收通过",
    "rectification_returned": "退回整改",
    "problem_closed": "验收销号",
    "problem_reopened": "重新打开问题",
    "problem_named": "点人点事通报",
    "problem_extension_asked": "申请整改延期",
    "problem_extension_withdrawn": "撤回整改延期申请",
    "problem_extension_granted": "同意整改延期",
    "problem_extension_refused": "不同意整改延期",
    "problem_rules_set": "定整改规则",
    "lookbacks_drawn": "抽取回头看",
    "lookback_planned": "安排回头看",
    "problem_looked_back": "整改回头看",
    "sweep_opened": "发起举一反三",
    "self_check_answered": "报送自查结果",
    "liaison_group_set": "定挂钩联系服务组",
    "liaison_group_ended": "撤销挂钩联系服务组",
    "practice_proposed": "推荐典型案例",
    "practice_approved": "典型案例入库",
    "practice_refused": "典型案例未采用",
    "practice_withdrawn": "撤下典型案例",
    "problems_imported": "导入问题清单",
}
#: Events that take effect under somebody's name; the story marks them red.
OFFICIAL_EVENTS = frozenset(
    {
        "problem_assigned", "problem_closed", "problem_reopened", "problem_extension_granted",
        "rectification_submitted", "problem_named",
    }
)  # fmt: skip
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "state": ("状态", ProblemState),
    "number": "编号",
    "title": "问题",
    "source": ("来源", Source),
    "severity": ("严重程度", Severity),
    "problem_kind": ("类型", ProblemKind),
    "facts": "事实",
    "clause": "依据",
    "duty": "责任",
    "demand": "整改要求",
    "due_on": "整改时限",
    "new_due_on": "拟延至",
    "unit": "责任单位",
    "verifier": "验收人",
    "text": "内容",
    "evidence": "佐证份数",
    "returns": "退回次数",
    "rebounds": "反弹次数",
    "finding": ("结论", LookBackFinding),
    "answer": ("自查结果", SelfCheck),
    "units": "单位",
    "members": "成员",
    "name": "名称",
    "count": "件数",
    "seed": "种子",
    "quarter": "季度",
    "circular": "通报期数",
    "named": "点名",
    "effective_on": "施行日期",
    "source_text": "依据",
}
