"""Words and flows of the oversight room."""

from __future__ import annotations

from django.db import models

from dukao.kernel.flow import Flow, move
from dukao.notifications.kinds import NoticeKind


class Kind(models.TextChoices):
    """What the stream tells apart; the journal's events of each stand in :data:`STREAM`."""

    TARGET = "target", "改目标"
    SCHEME = "scheme", "改办法"
    SCORE = "score", "改计分"
    RESULT = "result", "结果"
    OBJECTION = "objection", "异议"
    RETURN = "return", "退回"
    REVIEW = "review", "撤销通过"
    DATA = "data", "更正数据"
    EXTENSION = "extension", "改时限"
    RUNG = "rung", "升级"
    DECLINED = "declined", "暂不升级"
    COURSE = "course", "中止撤销"
    LATE = "late", "逾期提交"
    EXCEPTION = "exception", "破例"
    RULE = "rule", "改规则"
    GRANT = "grant", "授权"


#: Events of other rooms by what they mean for whoever oversees; each room words its own.
STREAM: dict[str, tuple[str, ...]] = {
    Kind.TARGET: ("targets_set", "targets_copied"),
    Kind.SCHEME: (
        "scheme_version_started", "scheme_version_submitted", "scheme_version_published",
        "scheme_version_sent_back", "indicator_revised",
    ),
    Kind.SCORE: ("score_event_recorded", "score_event_revoked", "occasion_scored", "occasion_waived"),
    Kind.RESULT: (
        "round_frozen", "round_unfrozen", "round_posted", "round_finalised", "round_reopened",
        "round_corrected",
    ),
    Kind.OBJECTION: (
        "objection_raised", "objection_withdrawn", "objection_assigned", "objection_proposed",
        "objection_sent_back", "objection_decided",
    ),
    Kind.RETURN: ("line_returned", "report_signed_back", "matter_returned", "rectification_returned"),
    Kind.REVIEW: ("acceptance_withdrawn",),
    Kind.DATA: ("shared_value_replaced", "correction_accepted", "correction_declined"),
    Kind.EXTENSION: (
        "extension_granted", "extension_refused", "limit_confirmed", "problem_extension_granted",
        "problem_extension_refused",
    ),
    Kind.RUNG: ("rung_decided",),
    Kind.DECLINED: ("rung_declined",),
    Kind.COURSE: (
        "matter_suspended", "matter_dropped", "matter_reopened", "matter_merged", "matter_split",
        "problem_dropped", "problem_reopened",
    ),
    Kind.LATE: ("report_submitted",),
    Kind.EXCEPTION: ("quota_excepted", "training_waived"),
    Kind.RULE: (
        "scheme_policy_set", "reporting_policy_set", "notice_policy_set", "objection_rule_set",
        "supervision_rules_set", "handling_term_set", "problem_rules_set", "check_rules_set",
        "process_term_set",
    ),
    Kind.GRANT: ("role_granted", "role_revoked", "role_lent", "loan_ended", "acting_started"),
}  # fmt: skip
KIND_OF = {event: kind for kind, events in STREAM.items() for event in events}
#: What is decided for many units at once is told to whoever oversees any of them.
SHARED = frozenset(
    event for kind in (Kind.TARGET, Kind.SCHEME, Kind.RESULT, Kind.RULE) for event in STREAM[kind]
)
#: Parts of entries that say nothing to a reader of the stream; the page of the entry has them.
UNTOLD = frozenset(
    {"state", "facts_digest", "result_digest", "digest", "climb", "returns", "fact_key", "lines", "late"}
)


class Span(models.TextChoices):
    """How far back the stream reaches."""

    DAY = "1", "今天"
    WEEK = "7", "近 7 日"
    MONTH = "30", "近 30 日"
    QUARTER = "90", "近 90 日"
    YEAR = "366", "近一年"


#: Entries on one page of the stream.
PAGE = 40
#: So many entries in a row that say the same of different things are shown as one line that unfolds.
FOLDED = 3
#: A page that stays open asks for news no further than this.
NEWS = 99
#: The most entries one export holds.
EXPORT_LIMIT = 20_000
#: The kind of task in which patterns are looked for.
SEARCH_KIND = "oversight.search_patterns"


class HitState(models.TextChoices):
    """The discipline reader's verdict of a pattern: a lead, never a conclusion."""

    OPEN = "open", "待看"
    ASKED = "asked", "已问询"
    DISMISSED = "dismissed", "不成立"


HIT_FLOW = Flow(
    name="hit",
    states=HitState,
    moves=(
        move("ask", HitState.OPEN, HitState.ASKED, "问询"),
        move("dismiss", {HitState.OPEN, HitState.ASKED}, HitState.DISMISSED, "不成立", needs_reason=True),
        move("reopen", HitState.DISMISSED, HitState.OPEN, "重新看", needs_reason=True),
    ),
)


class LetterKind(models.TextChoices):
    OPINION = "opinion", "监督意见"
    INQUIRY = "inquiry", "问询"


class LetterState(models.TextChoices):
    DRAFT = "draft", "草稿"
    SENT = "sent", "待答复"
    ANSWERED = "answered", "已答复"
    ACCEPTED = "accepted", "已采纳"
    CLOSED = "closed", "已了结"


_L = LetterState
#: The addressee's clock runs.
WAITING = (_L.SENT,)

LETTER_FLOW = Flow(
    name="letter",
    states=LetterState,
    moves=(
        move("send", _L.DRAFT, _L.SENT, "发出", official=True),
        move("answer", _L.SENT, _L.ANSWERED, "答复", official=True),
        move("ask_again", _L.ANSWERED, _L.SENT, "再问", needs_reason=True),
        move("accept", _L.ANSWERED, _L.ACCEPTED, "认可答复", official=True),
        move("close", {_L.SENT, _L.ANSWERED}, _L.CLOSED, "了结", needs_reason=True),
    ),
)


class WordKind(models.TextChoices):
    """What was said under a letter, in order."""

    ANSWER = "answer", "答复"
    AGAIN = "again", "再问"
    END = "end", "办结意见"


class Direction(models.TextChoices):
    TO_DISCIPLINE = "to_discipline", "移送纪检监督"
    TO_OFFICE = "to_office", "移送督考办"


class TransferState(models.TextChoices):
    SENT = "sent", "待签收"
    RECEIVED = "received", "已签收"
    RETURNED = "returned", "已退回"
    SETTLED = "settled", "已反馈"


_T = TransferState
TRANSFER_FLOW = Flow(
    name="transfer",
    states=TransferState,
    moves=(
        move("receive", _T.SENT, _T.RECEIVED, "签收", official=True),
        move("return", _T.RECEIVED, _T.RETURNED, "退回", needs_reason=True),
        move("settle", _T.RECEIVED, _T.SETTLED, "反馈结果", official=True, needs_reason=True),
    ),
)

#: What people are told of, by kind.
NOTICE_KINDS = (
    NoticeKind("letter", "监督意见", "纪检监督的意见、问询，以及答复", is_required=True, is_discreet=True),
    NoticeKind(
        "letter_due", "监督意见时限", "监督意见快到答复期限或已逾期", is_required=True, is_discreet=True
    ),
    NoticeKind("lead", "线索", "查找规律新查到的线索有几条", is_discreet=True),
    NoticeKind("transfer", "移送", "有移送待签收，或移送有了回执和结果", is_required=True, is_discreet=True),
)

#: What the journal says of this room.
EVENTS = {
    "oversight_looked": "查看过程监督",
    "oversight_exported": "导出过程监督",
    "oversight_rules_set": "定监督规则",
    "pattern_rule_set": "定规律参数",
    "patterns_searched": "查找规律",
    "hit_asked": "问询规律",
    "hit_dismissed": "认定规律不成立",
    "hit_reopened": "重新看规律",
    "letter_drafted": "起草监督意见",
    "letter_revised": "修改监督意见",
    "letter_discarded": "删去监督意见草稿",
    "letter_sent": "发出监督意见",
    "letter_answered": "答复监督意见",
    "letter_asked_again": "再问",
    "letter_accepted": "认可答复",
    "letter_closed": "了结监督意见",
    "transfer_sent": "移送",
    "transfer_received": "签收移送",
    "transfer_opened": "打开移送内容",
    "transfer_returned": "退回移送",
    "transfer_settled": "反馈移送结果",
    "transfer_seals_renewed": "重新封存移送",
}
FIELDS: dict[str, str | tuple[str, type[models.TextChoices]]] = {
    "page": "页面",
    "count": "条数",
    "kind": ("种类", LetterKind),
    "to": "发给",
    "due_on": "答复期限",
    "effective_on": "施行日期",
    "answer_workdays": "答复时限（工作日）",
    "soon_workdays": "到期前几个工作日提醒",
    "source": "依据",
    "parameters": "参数",
    "rule": "规律",
    "found": "线索数",
    "direction": ("方向", Direction),
    "receipt": "回执",
    "files": "材料",
}
