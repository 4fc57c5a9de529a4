"""Words and flows of the matters room."""

from __future__ import annotations

from django.db import models

from dukao.kernel.extension import extension_flow
from dukao.kernel.flow import Flow, move
from dukao.notifications.kinds import NoticeKind


class DecisionKind(models.TextChoices):
    """Where matters come from (S1, S2)."""

    MEETING = "meeting", "会议决定"
    INSTRUCTION = "instruction", "领导批示"
    DOCUMENT = "document", "文件部署"
    SUPERIOR = "superior", "上级交办"
    PLAN = "plan", "工作要点"
    PROMISE = "promise", "协调事项"


class DecisionLevel(models.TextChoices):
    NATIONAL = "national", "国家"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡级"


class Disposition(models.TextChoices):
    """What became of one paragraph of a decision."""

    OPEN = "open", "待分解"
    DECOMPOSED = "decomposed", "已立项"
    NO_ACTION = "no_action", "不立项"


#: Paragraphs of one decision; a plan of a whole year has two or three hundred.
CLAUSE_LIMIT = 2000
#: The kind of task in which a long plan is registered.
INTAKE_KIND = "register_intake"
#: The original as PDF or picture; a scanned plan of thirty pages has ten megabytes.
SOURCE_BYTES = 20 * 1024 * 1024


class MatterKind(models.TextChoices):
    """By what a matter's time limit is set."""

    DOCUMENT = "document", "文件"
    MINUTES = "minutes", "会议纪要"
    URGENT_INSTRUCTION = "urgent_instruction", "紧急批示"
    INSTRUCTION = "instruction", "一般批示"
    HARD_INSTRUCTION = "hard_instruction", "疑难批示"
    KEY_TASK = "key_task", "重点任务"
    OTHER = "other", "其他"


class MatterState(models.TextChoices):
    """Where one matter stands."""

    DRAFT = "draft", "拟办"
    ASSIGNED = "assigned", "已交办"
    RECEIVED = "received", "已签收"
    ONGOING = "ongoing", "办理中"
    FINISHED = "finished", "已报结"
    RETURNED = "returned", "退回"
    CLOSED = "closed", "已销号"
    SUSPENDED = "suspended", "中止"
    MERGED = "merged", "已合并"
    SPLIT = "split", "已拆分"
    DROPPED = "dropped", "已撤销"


_S = MatterState
#: The unit has it in hand: its clocks run and its lamp is judged.
IN_HAND = (_S.ASSIGNED, _S.RECEIVED, _S.ONGOING, _S.RETURNED)
#: Not settled yet, whoever has to act.
OPEN = (_S.DRAFT, *IN_HAND, _S.FINISHED, _S.SUSPENDED)
#: Nothing more is done under this number.
SETTLED = (_S.CLOSED, _S.MERGED, _S.SPLIT, _S.DROPPED)

MATTER_FLOW = Flow(
    name="matter",
    states=MatterState,
    moves=(
        move("assign", _S.DRAFT, _S.ASSIGNED, "交办", official=True),
        move("drop", {_S.DRAFT, _S.ASSIGNED}, _S.DROPPED, "撤销", needs_reason=True),
        move("receive", _S.ASSIGNED, _S.RECEIVED, "签收"),
        move("decline", _S.ASSIGNED, _S.DRAFT, "退签", needs_reason=True),
        move("transfer", {_S.DRAFT, *IN_HAND}, _S.ASSIGNED, "转办", official=True, needs_reason=True),
        move("progress", {_S.RECEIVED, _S.RETURNED}, _S.ONGOING, "反馈进展"),
        move("finish", {_S.RECEIVED, _S.ONGOING, _S.RETURNED}, _S.FINISHED, "报结", official=True),
        move("return", _S.FINISHED, _S.RETURNED, "退回", needs_reason=True),
        move("close", _S.FINISHED, _S.CLOSED, "销号", official=True, needs_reason=True),
        move("reopen", _S.CLOSED, _S.ONGOING, "重新办理", official=True, needs_reason=True),
        move("suspend", set(IN_HAND), _S.SUSPENDED, "中止", official=True, needs_reason=True),
        move("resume", _S.SUSPENDED, _S.ONGOING, "恢复办理", needs_reason=True),
        move("merge", {_S.DRAFT, *IN_HAND}, _S.MERGED, "合并", needs_reason=True),
        move("split", {_S.DRAFT, *IN_HAND}, _S.SPLIT, "拆分", needs_reason=True),
    ),
)


class WordKind(models.TextChoices):
    """What a unit said of its matter."""

    PROGRESS = "progress", "进展"
    FINISH = "finish", "报结"


EXTENSION_FLOW = extension_flow("extension")


class RequestState(models.TextChoices):
    OPEN = "open", "待协调"
    RAISED = "raised", "已报领导小组"
    ARRANGED = "arranged", "已协调"
    DECLINED = "declined", "不予协调"


REQUEST_FLOW = Flow(
    name="coordination_request",
    states=RequestState,
    moves=(
        move("raise", RequestState.OPEN, RequestState.RAISED, "报领导小组", needs_reason=True),
        move(
            "arrange", {RequestState.OPEN, RequestState.RAISED}, RequestState.ARRANGED, "答复协调结果",
            official=True,
        ),
        move(
            "decline", {RequestState.OPEN, RequestState.RAISED}, RequestState.DECLINED, "不予协调",
            needs_reason=True,
        ),
    ),
)  # fmt: skip


class RungKind(models.TextChoices):
    """The ladder (S1): reminders and lights come by themselves, from the slip on a person decides."""

    REMINDER = "reminder", "提醒"
    YELLOW = "yellow", "黄灯"
    RED = "red", "红灯"
    SLIP = "slip", "督办单"
    CIRCULAR = "circular", "通报"
    TALK = "talk", "约谈"
    LISTING = "listing", "挂牌督办"
    DEDUCTION = "deduction", "扣分"


#: Rungs in the order in which they are climbed, one at a time.
LADDER = tuple(RungKind)
#: Rungs nobody decides; each of the others is a proposal to a named person (PIPL 24, 督查条例 21).
AUTOMATIC_RUNGS = (RungKind.REMINDER, RungKind.YELLOW, RungKind.RED)


def rung_act(kind: str) -> str:
    """What is decided, inside a sentence: a slip is given, the others are verbs themselves."""
    return "下达督办单" if kind == RungKind.SLIP else RungKind(kind).label


class RungState(models.TextChoices):
    TAKEN = "taken", "已提醒"
    PROPOSED = "proposed", "待决定"
    DECIDED = "decided", "已决定"
    DECLINED = "declined", "不升级"
    LAPSED = "lapsed", "已消除"


RUNG_FLOW = Flow(
    name="rung",
    states=RungState,
    moves=(
        move("decide", RungState.PROPOSED, RungState.DECIDED, "决定", official=True, needs_reason=True),
        move("decline", RungState.PROPOSED, RungState.DECLINED, "暂不升级", needs_reason=True),
        move("lapse", RungState.PROPOSED, RungState.LAPSED, "灯已消除"),
    ),
)


class LookBackFinding(models.TextChoices):
    HOLDS = "holds", "已巩固"
    REBOUNDED = "rebounded", "有反弹"


class Rhythm(models.TextChoices):
    """How often a recurring matter comes again."""

    WEEK = "week", "每周"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF_YEAR = "half_year", "每半年"
    YEAR = "year", "每年"


MATTER_KIND = "matters:matter"


def subject_ref(matter_id: int) -> str:
    """What a document is about (``documents.vocabulary.Subject``), and good practice comes from."""
    return f"{MATTER_KIND}:{matter_id}"


#: What people are told of, by kind: the inbox and the ways of delivery choose by it.
NOTICE_KINDS = (
    NoticeKind("matter", "督办", "交办、退回、销号、合并和拆分"),
    NoticeKind("matter_due", "督办时限", "签收、反馈快到期或已逾期"),
    NoticeKind("ladder", "督办升级", "亮灯提醒，提请和决定督办单、通报、约谈、挂牌、扣分", is_required=True),
    NoticeKind("asking", "延期和协调", "延期申请、协调请求和答复"),
    NoticeKind("lookback", "回头看", "销号事项到期复核"),
)

#: What the journal says of this room.
EVENTS = {
    "decision_registered": "登记决策",
    "decision_revised": "修改决策",
    "paragraph_dismissed": "段落不立项",
    "paragraph_reopened": "段落恢复待分解",
    "matters_imported": "导入事项",
    "matter_registered": "登记事项",
    "matter_revised": "修改事项",
    "matter_assigned": "交办",
    "matter_dropped": "撤销事项",
    "matter_received": "签收",
    "matter_declined": "退签",
    "matter_transferred": "转办",
    "progress_reported": "反馈进展",
    "matter_finished": "报结",
    "matter_returned": "退回",
    "matter_closed": "销号",
    "matter_reopened": "重新办理",
    "matter_suspended": "中止",
    "matter_resumed": "恢复办理",
    "matter_merged": "合并",
    "matter_split": "拆分",
    "supervision_rules_set": "定督办规则",
    "handling_term_set": "定办理时限",
    "work_field_set": "定领域",
    "limit_confirmed": "核定时限",
    "extension_asked": "申请延期",
    "extension_withdrawn": "撤回延期申请",
    "extension_granted": "同意延期",
    "extension_refused": "不同意延期",
    "recurrence_set": "定为定期事项",
    "recurrence_stopped": "停止定期交办",
    "matter_recurred": "定期交办",
    "matter_carried_over": "结转",
    "lookback_done": "回头看",
    "rung_taken": "督办提醒",
    "rung_proposed": "提请升级督办",
    "rung_explained": "说明情况",
    "rung_decided": "决定升级督办",
    "rung_declined": "暂不升级",
    "climb_ended": "灯已消除",
    "unit_praised": "表扬",
    "coordination_asked": "请求协调",
    "coordination_raised": "报领导小组",
    "coordination_arranged": "答复协调",
    "coordination_declined": "不予协调",
    "matter_urged": "催办",
}
#: Events that take effect under somebody's name; the story marks them red.
OFFICIAL_EVENTS = frozenset(
    {
        "matter_assigned", "matter_transferred", "matter_finished", "matter_closed", "matter_reopened",
        "matter_suspended", "extension_granted", "rung_decided", "coordination_arranged",
    }
)  # fmt: skip
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "state": ("状态", MatterState),
    "title": "事项",
    "due_on": "完成时限",
    "percent": "完成进度",
    "lead_unit": "牵头单位",
    "milestones": "节点目标",
    "number": "编号",
    "path": "实现路径",
    "standard": "考评标准",
    "lookback_on": "回头看",
    "kind": ("种类", DecisionKind),
    "level": ("层级", DecisionLevel),
    "decided_on": "决策日期",
    "decided_by": "作出者",
    "legal_basis": "法定依据",
    "paragraphs": "段数",
    "disposition": ("处理", Disposition),
    "file": "文件",
    "count": "件数",
    "year": "年度",
    "leader": "责任领导",
    "new_due_on": "拟延至",
    "rung": ("阶梯", RungKind),
    "climb": "第几次",
    "basis": "依据",
    "finding": ("结论", LookBackFinding),
    "rhythm": ("周期", Rhythm),
    "next_on": "下次交办日",
    "merged_into": "并入",
    "parts": "拆成",
    "promised": "承诺事项",
    "effective_on": "施行日期",
    "days": "办理时限",
}
