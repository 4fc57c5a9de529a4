"""What a conclusion says, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dukao.checks.evidence import Reference
from dukao.checks.models import Conclusion
from dukao.checks.services.telling import tell_above, tell_units
from dukao.checks.vocabulary import Severity
from dukao.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Words:
    """Facts and conclusion, how heavy, what is demanded, and what it rests on besides files."""

    text: str
    severity: str
    demands: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()

    @property
    def stripped_demands(self) -> list[str]:
        return [text.strip() for text in self.demands if text.strip()]

    def plain_references(self) -> list[dict[str, str]]:
        return [{"key": one.key, "label": one.label, "url": one.url} for one in self.references]


def check_words(words: Words) -> None:
    """Refuse what no conclusion can be."""
    if not words.text.strip():
        raise DomainError("text_missing", "请写明事实和结论（第十六条：事实清楚）。")
    if words.severity == Severity.NONE and words.stripped_demands:
        raise DomainError("demands_nothing", "未发现问题的，不能提整改要求。")
    if any(len(text) > 300 for text in words.stripped_demands):
        raise DomainError("demand_long", "一条整改要求最多 300 字，请分条写。")


def tell_object(conclusion: Conclusion, what: str, *, key: str, at: datetime, body: str = "") -> None:
    tell_units(
        [conclusion.unit_id], f"{conclusion.check_of.name}的结论{what}", kind="conclusion", body=body,
        url=f"/checks/conclusions/{conclusion.pk}/", key=f"conclusion-{key}:{conclusion.pk}", at=at,
    )  # fmt: skip


def tell_office(
    conclusion: Conclusion, what: str, *, roles: Iterable[str], key: str, at: datetime, body: str = ""
) -> None:
    tell_above(
        conclusion.check_of.organiser_id, f"{conclusion.check_of.name}的结论{what}", roles=roles, body=body,
        kind="conclusion", url=f"/checks/conclusions/{conclusion.pk}/",
        key=f"conclusion-{key}:{conclusion.pk}", at=at,
    )  # fmt: skip
