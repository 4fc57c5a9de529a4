"""The office's limits and clocks: founded once, then set from a later day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from dukao.checks.models import CheckRules, ProcessTerm, Topic
from dukao.checks.policies import can_set_rules
from dukao.checks.selectors.rules import topic as topic_known
from dukao.checks.vocabulary import CheckKind
from dukao.journal.services import record, set_version
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.terms import DayKind
from dukao.kernel.verdict import require

LIMITS_SOURCE = (
    "中办 2018 年《关于统筹规范督查检查考核工作的通知》：年度计划管理、总量控制；"
    "一年 8 次以内、42 项为地方通行做法，请按本地规定修改"
)
REGULATION = "《政府督查工作条例》第十七条；说明期参照《杭州市绩效管理条例》第二十条"
JINAN = "《济南市绩效管理条例》第二十六条"
#: Why rules begin tomorrow at the earliest, and what a source is called here.
WORDS = ("：已经送审的不中途改变规则", "本地规定的文号和条款")
_N, _W = DayKind.NATURAL, DayKind.WORKING
FIRST_TERMS = (
    (CheckKind.SUPERVISION, (10, _W), (30, _N), (30, _N), REGULATION),
    (CheckKind.INSPECTION, (10, _W), (30, _N), (30, _N), REGULATION),
    (CheckKind.ASSESSMENT, (10, _W), (15, _W), (10, _W), JINAN),
)
#: Terms other places have set, for whoever sets their own: explanation, request, decision.
PRECEDENTS = (
    ("《政府督查工作条例》第十七条", "—", "30 个自然日", "30 个自然日"),
    ("《杭州市绩效管理条例》第二十条、第二十五条", "10 个工作日", "3 个工作日", "10 个工作日"),
    ("《济南市绩效管理条例》第十五条、第二十六条", "10 个工作日", "15 个工作日", "10 个工作日"),
)
FIRST_TOPICS = (
    "综合", "经济运行", "项目建设", "营商环境", "乡村振兴", "生态环保", "安全生产", "城建民生", "社会事业",
    "财政审计", "党的建设", "信访稳定", "数字政务",
)  # fmt: skip


@transaction.atomic
def found_rules(*, on: date) -> None:
    """An office that begins has rules to work by and to change; nothing happens where there are some."""
    if not CheckRules.objects.exists():
        CheckRules.objects.create(effective_on=on, source=LIMITS_SOURCE)
    if not ProcessTerm.objects.exists():
        ProcessTerm.objects.bulk_create(
            ProcessTerm(
                kind=kind, effective_on=on, explain_days=explain[0], explain_kind=explain[1],
                request_days=request[0], request_kind=request[1], decide_days=decide[0],
                decide_kind=decide[1], source=source,
            )
            for kind, explain, request, decide, source in FIRST_TERMS
        )  # fmt: skip
    if not Topic.objects.exists():
        Topic.objects.bulk_create(
            Topic(name=name, position=position) for position, name in enumerate(FIRST_TOPICS)
        )


@transaction.atomic
def set_rules(
    *, actor: Actor, effective_on: date, source: str, at: datetime, key: str = "", **limits: int | None
) -> CheckRules | None:
    """New limits hold from the beginning of a later day on; ``None`` when this very form was sent before."""
    require(can_set_rules(actor))
    return set_version(
        CheckRules, actor=actor, event="check_rules_set", label="检查计划规则", effective_on=effective_on,
        source=source, values=limits, at=at, key=key, words=WORDS,
    )  # fmt: skip


@transaction.atomic
def set_process_term(
    *, actor: Actor, kind: str, effective_on: date, source: str, at: datetime, **days: int | str
) -> ProcessTerm | None:
    """Clocks of conclusions of one kind; those served before keep theirs."""
    require(can_set_rules(actor))
    if min(int(days[name]) for name in ("explain_days", "request_days", "decide_days")) < 1:
        raise DomainError("term_empty", "说明、申请和决定的时限都至少是 1 天。")
    return set_version(
        ProcessTerm, of={"kind": kind}, actor=actor, event="process_term_set", label=CheckKind(kind).label,
        effective_on=effective_on, source=source, values=days, at=at, words=WORDS,
    )  # fmt: skip


@transaction.atomic
def set_topic(*, actor: Actor, name: str, position: int, topic_id: int | None = None, at: datetime) -> Topic:
    """主题: a new one, or another name and place for one there is."""
    require(can_set_rules(actor))
    if not name.strip():
        raise DomainError("name_missing", "请写主题的名称。")
    topic = Topic() if topic_id is None else topic_known(topic_id)
    if Topic.objects.filter(name=name.strip()).exclude(pk=topic.pk or 0).exists():
        raise DomainError("name_taken", f"已有主题“{name.strip()}”。")
    topic.name, topic.position = name.strip(), position
    topic.save()
    record(actor=actor, event="topic_set", subject=topic, label=topic.name, at=at, after={"name": topic.name})
    return topic
