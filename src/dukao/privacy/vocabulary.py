"""Words, states and events of personal information."""

from __future__ import annotations

from django.db import models

from dukao.journal.sentences import Label
from dukao.kernel.flow import Flow, move
from dukao.kernel.terms import DayKind
from dukao.notifications.kinds import NoticeKind

#: Rows of one kind a page shows; the export has all of them.
SHOWN = 3
#: Who looked, on one page.
LOOKS_SHOWN = 30
TEXT_LIMIT = 500

#: Events of the journal that say somebody looked at a person's data.
LOOKS = ("personal_page_opened", "person_revealed", "personal_data_searched")


class RequestKind(models.TextChoices):
    """What a person may ask (个人信息保护法第二十四条、第四十四条至第四十八条)."""

    ACCESS = "access", "查阅、复制"
    CORRECT = "correct", "更正"
    COMPLETE = "complete", "补充"
    DELETE = "delete", "删除"
    EXPLAIN = "explain", "解释说明"


class RequestState(models.TextChoices):
    OPEN = "open", "待答复"
    GRANTED = "granted", "已照办"
    DECLINED = "declined", "未照办"
    WITHDRAWN = "withdrawn", "已撤回"


REQUEST_FLOW = Flow(
    "personal_request",
    RequestState,
    (
        move("grant", RequestState.OPEN, RequestState.GRANTED, "照办", official=True, needs_reason=True),
        move("decline", RequestState.OPEN, RequestState.DECLINED, "不照办", needs_reason=True),
        move("withdraw", RequestState.OPEN, RequestState.WITHDRAWN, "撤回"),
    ),
)


class DestructionState(models.TextChoices):
    PROPOSED = "proposed", "待批准"
    DONE = "done", "已销毁"
    HELD = "held", "暂缓"


DESTRUCTION_FLOW = Flow(
    "destruction",
    DestructionState,
    (
        move("approve", DestructionState.PROPOSED, DestructionState.DONE, "批准销毁", official=True),
        move("hold", DestructionState.PROPOSED, DestructionState.HELD, "暂缓", needs_reason=True),
    ),
)

EVENTS = {
    "personal_request_made": "提出个人信息请求",
    "personal_request_registered": "代为登记个人信息请求",
    "personal_data_searched": "按请求查找个人信息",
    "personal_request_granted": "照办个人信息请求",
    "personal_request_declined": "不照办个人信息请求",
    "personal_request_withdrawn": "撤回个人信息请求",
    "personal_data_exported": "导出自己的个人信息",
    "personal_data_inspected": "按事由查阅个人信息",
    "destruction_proposed": "提出销毁到期的个人信息",
    "destruction_approved": "批准销毁到期的个人信息",
    "destruction_held": "暂缓销毁到期的个人信息",
    "retention_rule_set": "制定保存期限",
    "privacy_rules_set": "制定个人信息规则",
    "personal_requests_resealed": "用新密钥重新封存个人信息请求",
    "personal_requests_forgotten": "清除期满的个人信息请求",
}
FIELDS: dict[str, Label] = {
    "kind": ("请求", RequestKind), "state": ("状态", RequestState), "about": "关于", "answer_by": "答复期限",
    "what": "种类", "count": "条数", "until": "早于", "source": "依据", "effective_on": "施行日期",
    "months": "保存几个月", "form": "形式", "categories": "查阅的种类", "told_on": "告知本人",
    "not_before": "暂缓至", "identity_check": "身份核验", "answer_days": "答复期限（天）",
    "answer_kind": ("期限按", DayKind), "defer_days": "暂不告知最长（天）",
    "hold_days": "暂缓最长（天）", "holder": "负责人",
}  # fmt: skip
NOTICE_KINDS = (
    NoticeKind("personal_request", "个人信息请求", "本人提出的更正、删除等请求和答复", is_discreet=True),
    NoticeKind("destruction", "个人信息到期", "到了保存期限、等待批准销毁的个人信息", media=()),
)
