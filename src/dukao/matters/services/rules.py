"""The office's rules: the first ones with where they come from, and those it sets itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from dukao.journal.services import record, set_version
from dukao.kernel.actor import Actor
from dukao.kernel.errors import DomainError
from dukao.kernel.terms import DayKind
from dukao.kernel.verdict import require
from dukao.matters.ladder import Step, checked_steps
from dukao.matters.models import HandlingTerm, SupervisionRules, WorkField
from dukao.matters.policies import can_set_rules
from dukao.matters.selectors import work_field
from dukao.matters.vocabulary import MatterKind

#: Why rules begin tomorrow at the earliest, and what a source is called here.
WORDS = ("：当天的灯和时限不中途改变", "本地督办规定的文号")
#: Time limits seen in published local rules of handling (文件 30, 纪要 20, 批示 1–5/15/30 天); the office
#: changes them to its own. Key tasks carry a day of their own and fall back on a quarter.
LOCAL_PRACTICE = "地方督办规定的通行时限，请按本地规定修改"
FIRST_TERMS = (
    (MatterKind.DOCUMENT, 30, DayKind.NATURAL, 2, 30),
    (MatterKind.MINUTES, 20, DayKind.NATURAL, 2, 20),
    (MatterKind.URGENT_INSTRUCTION, 3, DayKind.WORKING, 1, 3),
    (MatterKind.INSTRUCTION, 15, DayKind.NATURAL, 1, 15),
    (MatterKind.HARD_INSTRUCTION, 30, DayKind.NATURAL, 1, 15),
    (MatterKind.KEY_TASK, 90, DayKind.NATURAL, 2, 30),
    (MatterKind.OTHER, 30, DayKind.NATURAL, 2, 30),
)
FIRST_FIELDS = (
    "经济运行", "项目建设", "城建民生", "生态环境", "安全生产", "农业农村", "营商环境", "信访稳定", "党建",
)  # fmt: skip


@transaction.atomic
def found_rules(*, on: date) -> None:
    """An office that begins has rules to work by and to change; nothing happens where there are some."""
    if not SupervisionRules.objects.exists():
        SupervisionRules.objects.create(effective_on=on, source="初始规则，请按本地督办规定修改")
    if not HandlingTerm.objects.exists():
        HandlingTerm.objects.bulk_create(
            HandlingTerm(
                kind=kind, effective_on=on, days=days, day_kind=day_kind, receive_workdays=receive,
                word_days=word, source=LOCAL_PRACTICE,
            )
            for kind, days, day_kind, receive, word in FIRST_TERMS
        )  # fmt: skip
    if not WorkField.objects.exists():
        WorkField.objects.bulk_create(
            WorkField(name=name, position=position) for position, name in enumerate(FIRST_FIELDS)
        )


@transaction.atomic
def set_rules(
    *, actor: Actor, effective_on: date, steps: Sequence[Step], source: str, at: datetime, key: str = "",
    **limits: int,
) -> SupervisionRules | None:  # fmt: skip
    """New rules hold from the beginning of a later day on, so that no lamp changes in the middle of one.

    ``None`` when this very form was sent before.
    """
    require(can_set_rules(actor))
    if limits["behind_red"] < limits["behind_yellow"]:
        raise DomainError("red_before_yellow", "红灯的百分点不能小于黄灯的百分点。")
    return set_version(
        SupervisionRules, actor=actor, event="supervision_rules_set", label="督办规则",
        effective_on=effective_on, source=source, values={**limits, "ladder": checked_steps(steps)}, at=at,
        key=key, words=WORDS,
    )  # fmt: skip


@transaction.atomic
def set_term(
    *, actor: Actor, kind: str, effective_on: date, days: int, day_kind: str, receive_workdays: int,
    word_days: int, source: str, at: datetime,
) -> HandlingTerm | None:  # fmt: skip
    """The time limit of one kind of matter; matters that were assigned keep theirs."""
    require(can_set_rules(actor))
    values = {
        "days": days, "day_kind": day_kind, "receive_workdays": receive_workdays, "word_days": word_days,
    }  # fmt: skip
    if min(days, receive_workdays, word_days) < 1:
        raise DomainError("term_empty", "办理时限、签收时限和反馈间隔都至少是 1 天。")
    return set_version(
        HandlingTerm, of={"kind": kind}, actor=actor, event="handling_term_set", label=MatterKind(kind).label,
        effective_on=effective_on, source=source, values=values, at=at, words=WORDS,
    )  # fmt: skip


@transaction.atomic
def set_field(
    *, actor: Actor, name: str, position: int, field_id: int | None = None, at: datetime
) -> WorkField:
    """领域: a new one, or another name and place for one there is."""
    require(can_set_rules(actor))
    if not name.strip():
        raise DomainError("name_missing", "请写领域的名称。")
    field = WorkField() if field_id is None else work_field(field_id)
    if WorkField.objects.filter(name=name.strip()).exclude(pk=field.pk or 0).exists():
        raise DomainError("name_taken", f"已有领域“{name.strip()}”。")
    field.name, field.position = name.strip(), position
    field.save()
    record(
        actor=actor, event="work_field_set", subject=field, label=field.name, at=at,
        after={"title": field.name, "position": position},
    )  # fmt: skip
    return field
