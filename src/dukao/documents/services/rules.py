"""公文规则: lengths and second signatures as the office's own rule has them, from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dukao.documents.models import NATIONAL_RULE, DocumentRule
from dukao.documents.policies import can_set_paper_rules
from dukao.documents.vocabulary import DocumentKind
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require


@transaction.atomic
def set_document_rule(
    *, actor: Actor, effective_on: date, limit_ordinary: int, limit_special: int, allows_exception: bool,
    second_person: Sequence[str], source: str, at: datetime, key: str = "",
) -> DocumentRule | None:  # fmt: skip
    """The rule holds for what is sent from a later day on; ``None`` when this very form was sent before.

    An office may be stricter than the national rule, never wider.
    """
    require(can_set_paper_rules(actor))
    if is_done(key, "document_rule_set"):
        return None
    _check(effective_on, limit_ordinary, limit_special, source, at)
    kinds = [kind.value for kind in DocumentKind if kind in set(second_person)]
    values: dict[str, Any] = {
        "limit_ordinary": limit_ordinary, "limit_special": limit_special,
        "allows_exception": allows_exception, "second_person": kinds, "source": source.strip(),
    }  # fmt: skip
    former = DocumentRule.objects.select_for_update().filter(effective_on=effective_on).first()
    rule, _ = DocumentRule.objects.update_or_create(effective_on=effective_on, defaults=values)
    record(
        actor=actor, event="document_rule_set", subject=rule, label="公文规则", at=at, key=key or None,
        before=_plain(former) if former else None, after=_plain(rule),
    )  # fmt: skip
    return rule


def _plain(rule: DocumentRule) -> dict[str, object]:
    """The rule as the journal tells it."""
    return {
        "effective_on": rule.effective_on.isoformat(), "limit_ordinary": rule.limit_ordinary,
        "limit_special": rule.limit_special, "allows_exception": "是" if rule.allows_exception else "否",
        "second_person": "、".join(DocumentKind(kind).label for kind in rule.second_person),
        "source": rule.source,
    }  # fmt: skip


def _check(effective_on: date, ordinary: int, special: int, source: str, at: datetime) -> None:
    if effective_on <= local_day(at):
        raise DomainError("effective_on", "施行日期从明天起：已经送签的公文不中途换规则。")
    if not source.strip():
        raise DomainError("source", "请写明依据，例如本地公文处理办法的文号。")
    # The national rule binds every office: an own one may ask for less, not allow more.
    for name, value in (("limit_ordinary", ordinary), ("limit_special", special)):
        widest = getattr(NATIONAL_RULE, name)
        if not 1 <= value <= widest:
            raise DomainError(name, f"写 1 至 {widest}：本地可以更严，不能宽于{NATIONAL_RULE.source}。")
    if special > ordinary:
        raise DomainError("limit_special", "部署专项工作的上限不能比其他公文的高。")
