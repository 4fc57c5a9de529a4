"""Words and flows of the room of checks."""

from __future__ import annotations

from django.db import models

from dukao.kernel.flow import Flow, move
from dukao.notifications.kinds import NoticeKind


class CheckKind(models.TextChoices):
    """What counts as a check (中办 2018《关于统筹规范督查检查考核工作的通知》)."""

    SUPERVISION = "supervision", "督查"
    INSPECTION = "inspection", "检查"
    ASSESSMENT = "assessment", "考核"


class CheckForm(models.TextChoices):
    """《政府督查工作条例》第十四条."""

    COMPREHENSIVE = "comprehensive", "综合督查"
    SPECIAL = "special", "专项督查"
    EVENT = "event", "事件调查"
    DAILY = "daily", "日常督办"
    CLUE = "clue", "线索核查"


class CheckMethod(models.TextChoices):
    """《政府督查工作条例》第十二条."""

    SELF_CHECK = "self_check", "要求自查说明"
    REPORT = "report", "听取汇报"
    VISIT = "visit", "检查访谈暗访"
    FORUM = "forum", "座谈听证统计评估"
    PAPERS = "papers", "调阅复制资料"
    CLUES = "clues", "收集线索"
    TALK = "talk", "约谈"
    ONLINE = "online", "互联网+督查"


class ContentKind(models.TextChoices):
    """《政府督查工作条例》第四条."""

    CENTRAL = "central", "党中央、国务院决策部署"
    UPPER = "upper", "上级和本级政府部署"
    DUTY = "duty", "法定职责履行"
    EFFICIENCY = "efficiency", "行政效能"


class BasisLevel(models.TextChoices):
    """Who issued the document a check rests on."""

    NATIONAL = "national", "国家"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


class CheckState(models.TextChoices):
    """Where one check stands in the year's plan."""

    PROPOSED = "proposed", "拟列入"
    SENT = "sent", "送审"
    APPROVED = "approved", "已批准"
    ONGOING = "ongoing", "实施中"
    DONE = "done", "已结束"
    MERGED = "merged", "已合并"
    WITHDRAWN = "withdrawn", "已撤销"


_S = CheckState
#: Still being planned: may be changed, merged, taken back.
PLANNED = (_S.PROPOSED, _S.SENT)
#: In force: these fill quotas, and the units they touch see them.
IN_FORCE = (_S.APPROVED, _S.ONGOING, _S.DONE)

CHECK_FLOW = Flow(
    name="check",
    states=CheckState,
    moves=(
        move("send", _S.PROPOSED, _S.SENT, "送审"),
        move("return", _S.SENT, _S.PROPOSED, "退回", needs_reason=True),
        move("approve", _S.SENT, _S.APPROVED, "批准", official=True),
        move("start", _S.APPROVED, _S.ONGOING, "实施", official=True),
        move("finish", _S.ONGOING, _S.DONE, "结束"),
        move("merge", set(PLANNED), _S.MERGED, "合并", needs_reason=True),
        move("withdraw", {*PLANNED, _S.APPROVED}, _S.WITHDRAWN, "撤销", needs_reason=True),
    ),
)


class AmendmentState(models.TextChoices):
    ASKED = "asked", "待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不同意"
    WITHDRAWN = "withdrawn", "已撤回"


AMENDMENT_FLOW = Flow(
    name="amendment",
    states=AmendmentState,
    moves=(
        move("approve", AmendmentState.ASKED, AmendmentState.APPROVED, "批准变更", official=True),
        move("refuse", AmendmentState.ASKED, AmendmentState.REFUSED, "不同意", needs_reason=True),
        move("withdraw", AmendmentState.ASKED, AmendmentState.WITHDRAWN, "撤回变更"),
    ),
)


class ConclusionState(models.TextChoices):
    """From the first words to what stands after a review."""

    DRAFT = "draft", "起草"
    HEARING = "hearing", "听取说明"
    SENT = "sent", "待批准"
    SERVED = "served", "已送达"
    RECEIVED = "received", "已签收"
    REVIEWED = "reviewed", "复核中"
    UPHELD = "upheld", "复核维持"
    CHANGED = "changed", "复核变更"
    ANNULLED = "annulled", "复核撤销"


_C = ConclusionState
#: The object has it in hand.
SERVED = (_C.SERVED, _C.RECEIVED, _C.REVIEWED, _C.UPHELD, _C.CHANGED, _C.ANNULLED)

CONCLUSION_FLOW = Flow(
    name="conclusion",
    states=ConclusionState,
    moves=(
        move("hear", _C.DRAFT, _C.HEARING, "听取说明"),
        move("send", _C.HEARING, _C.SENT, "送批"),
        move("return", _C.SENT, _C.DRAFT, "退回", needs_reason=True),
        move("serve", _C.SENT, _C.SERVED, "批准送达", official=True),
        move("receive", _C.SERVED, _C.RECEIVED, "签收"),
        move("ask", _C.RECEIVED, _C.REVIEWED, "申请复核", needs_reason=True),
        move("withdraw", _C.REVIEWED, _C.RECEIVED, "撤回申请"),
        move("uphold", _C.REVIEWED, _C.UPHELD, "维持", official=True, needs_reason=True),
        move("change", _C.REVIEWED, _C.CHANGED, "变更", official=True, needs_reason=True),
        move("annul", _C.REVIEWED, _C.ANNULLED, "撤销结论", official=True, needs_reason=True),
    ),
)


class Severity(models.TextChoices):
    """How heavy the conclusion is, the lightest first; a review may only go towards the first."""

    NONE = "none", "未发现问题"
    SLIGHT = "slight", "存在不足"
    NOTABLE = "notable", "问题较多"
    SERIOUS = "serious", "问题严重"


class Outcome(models.TextChoices):
    UPHOLD = "uphold", "维持"
    CHANGE = "change", "变更"
    ANNUL = "annul", "撤销"


class ComplaintKind(models.TextChoices):
    """What a unit says was asked of it for nothing (G-08)."""

    TWICE = "twice", "重复要求"
    NEEDLESS = "needless", "没有必要"
    TRACES = "traces", "过度留痕"
    SUGGESTION = "suggestion", "减负建议"


class ComplaintState(models.TextChoices):
    OPEN = "open", "待答复"
    ANSWERED = "answered", "已答复"


COMPLAINT_FLOW = Flow(
    name="complaint",
    states=ComplaintState,
    moves=(move("answer", ComplaintState.OPEN, ComplaintState.ANSWERED, "答复", needs_reason=True),),
)


class Did(models.TextChoices):
    """What somebody of the organiser's side had a hand in."""

    STARTED = "started", "组织实施"
    FINISHED = "finished", "结束"
    DRAFTED = "drafted", "起草结论"
    HEARD = "heard", "听取说明"
    SENT = "sent", "送批结论"
    APPROVED = "approved", "批准结论"


#: What a unit may write when it complains or explains; short, as nobody is to write reports about reports.
COMPLAINT_LIMIT = 300

NOTICE_KINDS = (
    NoticeKind("check_plan", "督查检查计划", "送审、批准、变更、合并和撤销"),
    NoticeKind("check_coming", "来本单位的检查", "涉及本单位的督查、检查、考核的批准、变更和实施"),
    NoticeKind("conclusion", "督查结论", "听取说明、送达、复核申请和决定", is_required=True),
    NoticeKind("burden", "减负反映", "单位反映的重复和不必要要求，以及答复"),
)

EVENTS = {
    "check_registered": "登记检查计划",
    "check_revised": "修改检查计划",
    "check_sent": "送审检查计划",
    "check_returned": "退回检查计划",
    "check_approved": "批准检查计划",
    "quota_excepted": "批准超出限额",
    "check_started": "实施检查",
    "check_finished": "结束检查",
    "check_merged": "合并检查",
    "check_withdrawn": "撤销检查",
    "checks_imported": "导入检查计划",
    "check_designated": "委托督查",
    "amendment_asked": "申请变更检查计划",
    "amendment_approved": "批准变更检查计划",
    "amendment_refused": "不同意变更检查计划",
    "amendment_withdrawn": "撤回变更申请",
    "check_cited": "引用已有结果",
    "check_rules_set": "定检查计划规则",
    "process_term_set": "定结论程序时限",
    "topic_set": "定检查主题",
}
#: Events that take effect under somebody's name; the story marks them red.
OFFICIAL_EVENTS = frozenset(
    {
        "check_approved", "check_started", "check_designated", "amendment_approved", "quota_excepted",
        "conclusion_served", "review_decided",
    }
)  # fmt: skip
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "state": ("状态", CheckState),
    "number": "编号",
    "name": "项目",
    "kind": ("种类", CheckKind),
    "form": ("形式", CheckForm),
    "methods": ("方式", CheckMethod),
    "content_kind": ("内容", ContentKind),
    "basis": "依据",
    "organiser": "组织单位",
    "joint": "联合单位",
    "objects": "对象",
    "topic": "主题",
    "starts_on": "开始",
    "ends_on": "结束",
    "times": "次数",
    "field_days": "现场天数",
    "scope": "范围",
    "added_reason": "增补理由",
    "merged_into": "并入",
    "rule": "限额",
    "matters": "督查事项",
    "duties": "职责",
    "until": "期限",
    "cited": "引用",
    "dropped": "不再检查的对象",
    "count": "件数",
    "effective_on": "施行日期",
    "source": "依据文件",
}
#: Of conclusions and complaints; their states are others than those of the plan.
CONCLUSION_EVENTS = {
    "conclusion_drafted": "起草结论",
    "conclusion_revised": "修改结论",
    "conclusion_heard": "听取说明",
    "conclusion_explained": "说明情况",
    "conclusion_sent": "送批结论",
    "conclusion_returned": "退回结论",
    "conclusion_served": "批准并送达结论",
    "conclusion_received": "签收结论",
    "review_asked": "申请复核",
    "review_withdrawn": "撤回复核申请",
    "review_decided": "作出复核决定",
}
CONCLUSION_FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "state": ("状态", ConclusionState),
    "severity": ("评价", Severity),
    "demands": "整改要求",
    "evidence": "证据",
    "explain_by": "说明期限",
    "request_by": "申请复核期限",
    "outcome": ("复核结果", Outcome),
    "lifted": "取消的要求",
}
COMPLAINT_EVENTS = {
    "burden_complained": "反映负担",
    "complaint_answered": "答复负担反映",
}
COMPLAINT_FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "state": ("状态", ComplaintState),
    "text": "内容",
}
