"""Words and flows of the patrols room."""

from __future__ import annotations

from django.db import models

from dukao.kernel.flow import Flow, move
from dukao.notifications.kinds import NoticeKind


class GroupKind(models.TextChoices):
    """How a group works (S1, S0)."""

    STANDING = "standing", "常设督导巡查组"
    JOINT = "joint", "联合督考组"
    STATIONED = "stationed", "驻点督考组"
    SPECIAL = "special", "专项督考组"


class MemberRole(models.TextChoices):
    """《政府督查工作条例》第八条: the leader answers; others may be invited."""

    LEADER = "leader", "组长"
    DEPUTY = "deputy", "副组长"
    MEMBER = "member", "成员"
    EXPERT = "expert", "特邀专家"


class InterestKind(models.TextChoices):
    """What a member declares; all but 无 keep the member away from the unit."""

    NOTHING = "nothing", "无须回避的情形"
    OWN_UNIT = "own_unit", "本人所在单位"
    RELATIVE = "relative", "近亲属任职"
    FORMER_POST = "former_post", "曾经任职"
    OTHER = "other", "其他利害关系"


class TaskForm(models.TextChoices):
    """《政府督查工作条例》第十四条."""

    COMPREHENSIVE = "comprehensive", "综合督查"
    SPECIAL = "special", "专项督查"
    INCIDENT = "incident", "事件调查"
    DAILY = "daily", "日常督办"
    CLUE = "clue", "线索核查"


#: What a year's plan can foresee. Daily work, incidents and clues arise when they arise.
PLANNED_FORMS = (TaskForm.COMPREHENSIVE, TaskForm.SPECIAL)


class PlanLink(models.TextChoices):
    """What the office makes of a task that the year's plan of checks does not hold."""

    FREE = "free", "不提醒"
    WARN = "warn", "提醒"
    REFUSE = "refuse", "不能下达"


class TaskState(models.TextChoices):
    DRAFT = "draft", "拟办"
    ISSUED = "issued", "已下达"
    ONGOING = "ongoing", "进行中"
    REPORTED = "reported", "已报告"
    CLOSED = "closed", "已办结"
    DROPPED = "dropped", "已撤销"


_T = TaskState
#: The group is at it: visits and findings may be recorded.
IN_THE_FIELD = (_T.ISSUED, _T.ONGOING)
#: The group has been told: before that a task is the office's own paper.
OUT_TASKS = (_T.ISSUED, _T.ONGOING, _T.REPORTED, _T.CLOSED)

TASK_FLOW = Flow(
    name="patrol_task",
    states=TaskState,
    moves=(
        move("issue", _T.DRAFT, _T.ISSUED, "下达", official=True),
        move("begin", _T.ISSUED, _T.ONGOING, "开始走访"),
        move("report", {_T.ISSUED, _T.ONGOING}, _T.REPORTED, "报告", official=True),
        move("return", _T.REPORTED, _T.ONGOING, "退回补充", needs_reason=True),
        move("close", _T.REPORTED, _T.CLOSED, "办结", official=True, needs_reason=True),
        move("drop", {_T.DRAFT, _T.ISSUED, _T.ONGOING}, _T.DROPPED, "撤销", needs_reason=True),
    ),
)


class VisitManner(models.TextChoices):
    """《政府督查工作条例》第十二条, and sitting in on meetings (S1)."""

    UNANNOUNCED = "unannounced", "四不两直"
    ANNOUNCED = "announced", "实地检查"
    MEETING = "meeting", "旁听会议"
    TALKS = "talks", "座谈走访"
    PAPERS = "papers", "查阅资料"


class AnswerMark(models.TextChoices):
    YES = "yes", "符合"
    NO = "no", "不符合"
    UNCHECKED = "unchecked", "未查"


class Severity(models.TextChoices):
    MINOR = "minor", "一般"
    MAJOR = "major", "较重"
    GRAVE = "grave", "严重"


class FindingState(models.TextChoices):
    DRAFT = "draft", "草稿"
    REPORTED = "reported", "已上报"
    RELEASED = "released", "已反馈"
    DECLINED = "declined", "不采纳"
    HANDED_OVER = "handed_over", "已移交"
    MERGED = "merged", "已并入"
    ANNULLED = "annulled", "复核撤销"


_F = FindingState
#: What did not stand: it counts against the group (G-10).
OVERTURNED = (_F.DECLINED, _F.ANNULLED)

FINDING_FLOW = Flow(
    name="finding",
    states=FindingState,
    moves=(
        move("report", _F.DRAFT, _F.REPORTED, "上报"),
        move("send_back", _F.REPORTED, _F.DRAFT, "退回补充", needs_reason=True),
        move("release", _F.REPORTED, _F.RELEASED, "反馈", official=True),
        move("decline", _F.REPORTED, _F.DECLINED, "不采纳", needs_reason=True),
        move("hand_over", _F.REPORTED, _F.HANDED_OVER, "移交线索", official=True, needs_reason=True),
        move("merge", _F.REPORTED, _F.MERGED, "并入", needs_reason=True),
        move("annul", _F.RELEASED, _F.ANNULLED, "复核撤销", needs_reason=True),
    ),
)


class DrawState(models.TextChoices):
    """The list is frozen before anybody knows the seed."""

    FROZEN = "frozen", "清单已封存"
    DRAWN = "drawn", "已抽取"
    DROPPED = "dropped", "已作废"


DRAW_FLOW = Flow(
    name="draw",
    states=DrawState,
    moves=(
        move("draw", DrawState.FROZEN, DrawState.DRAWN, "定种子并抽取", official=True),
        move("drop", DrawState.FROZEN, DrawState.DROPPED, "作废", needs_reason=True),
    ),
)


class RecordKind(models.TextChoices):
    """What a device in the field records."""

    VISIT = "visit", "走访"
    ANSWER = "answer", "核查结果"
    FINDING = "finding", "发现"
    INFORMANT = "informant", "反映人"


class ChangeState(models.TextChoices):
    """What became of a change that a device sent."""

    WAITING = "waiting", "等走访记录"
    APPLIED = "applied", "已写入"
    REFUSED = "refused", "没有写入"


class Half(models.TextChoices):
    FIRST = "first", "上半年"
    SECOND = "second", "下半年"


class Grade(models.TextChoices):
    """What a leader says of a group's half-year (S1: 述职会议评议)."""

    GOOD = "good", "好"
    FAIR = "fair", "较好"
    PLAIN = "plain", "一般"
    POOR = "poor", "差"


#: What stands in place of a finding's facts once they went over to discipline.
SEALED_FACTS = "（线索已移交，内容封存）"
#: How grave a finding is as a problem of the ledger.
AS_PROBLEM = {Severity.MINOR: "minor", Severity.MAJOR: "ordinary", Severity.GRAVE: "serious"}

#: What people are told of, by kind. A notice never carries what was found, where, or about whom.
NOTICE_KINDS = (
    NoticeKind("patrol", "督导巡查", "任务下达、报告、退回、发现的处理"),
    NoticeKind("patrol_due", "督导巡查时限", "任务到期、发现待处理、半年述职到期"),
    NoticeKind("patrol_urgent", "督导巡查急报", "急报、批示和线索移交", is_required=True),
)

#: What the journal says of this room: numbers and states, never facts, objects or persons spoken to.
EVENTS = {
    "patrol_rules_set": "定督导巡查规则",
    "patrol_group_set_up": "成立督导巡查组",
    "patrol_group_revised": "修改督导巡查组",
    "patrol_group_ended": "撤销督导巡查组",
    "patrol_member_appointed": "任命督导巡查组成员",
    "patrol_member_left": "督导巡查组成员离任",
    "training_recorded": "登记行前培训",
    "interest_declared": "申报回避情形",
    "interest_ended": "终止回避申报",
    "task_drafted": "拟办巡查任务",
    "task_revised": "修改巡查任务",
    "training_waived": "准予未培训先出发",
    "task_issued": "下达巡查任务",
    "task_reported": "报告巡查任务",
    "task_returned": "退回巡查报告",
    "task_closed": "办结巡查任务",
    "task_dropped": "撤销巡查任务",
    "visit_recorded": "登记走访",
    "visit_revised": "修改走访",
    "checklist_answered": "填写核查清单",
    "finding_recorded": "记录发现",
    "finding_revised": "修改发现",
    "finding_reported": "上报发现",
    "finding_sent_back": "退回发现",
    "finding_declined": "不采纳发现",
    "finding_merged": "并入发现",
    "finding_annulled": "复核撤销发现",
    "finding_released": "反馈发现",
    "finding_urged": "急报发现",
    "urgent_read": "阅看急报",
    "finding_instructed": "批示发现",
    "instruction_carried_out": "批示立项",
    "photo_attached": "添加照片",
    "photo_removed": "移除照片",
    "informants_recorded": "登记反映人",
    "informants_read": "查看反映人",
    "informants_forgotten": "清除期满的反映人",
    "draw_frozen": "封存抽查清单",
    "draw_drawn": "定种子并抽取",
    "draw_dropped": "作废抽查清单",
    "field_records_split": "现场记录有不同版本",
    "field_records_settled": "核定现场记录",
    "clue_handed_over": "移交线索",
    "clue_received": "签收线索",
    "clue_read": "查看线索",
    "seals_renewed": "更换封存密钥",
    "desk_time_set": "登记室内工作时间",
    "debrief_submitted": "提交述职",
    "debrief_appraised": "评议述职",
}
#: Events that take effect under somebody's name; the story marks them red.
OFFICIAL_EVENTS = frozenset(
    {
        "task_issued", "task_reported", "task_closed", "finding_released", "clue_handed_over",
        "clue_received", "finding_instructed", "debrief_submitted",
        "draw_frozen", "draw_drawn",
    }
)  # fmt: skip
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "number": "编号",
    "kind": ("类别", GroupKind),
    "name": "名称",
    "member": "成员",
    "role": ("身份", MemberRole),
    "decision": "任命文件",
    "decided_on": "任命日期",
    "since": "自",
    "until": "至",
    "on": "日期",
    "topic": "内容",
    "attended": "参加人数",
    "interest": ("情形", InterestKind),
    "task_state": ("状态", TaskState),
    "finding_state": ("状态", FindingState),
    "severity": ("程度", Severity),
    "revision": "修改序号",
    "visits": "走访次数",
    "findings": "发现条数",
    "answers": "核查项数",
    "informants": "反映人",
    "hours": "小时",
    "year": "年度",
    "half": ("半年", Half),
    "grade": ("评议", Grade),
    "effective_on": "施行日期",
    "basis": "依据",
    "matter": "督办事项",
    "check": "检查计划",
    "problem": "问题",
    "digest": "封存摘要",
    "seed": "种子",
    "seed_source": "种子出处",
    "count": "件数",
}
