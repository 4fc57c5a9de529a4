"""What a line still lacks before it can be handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dukao.kernel.characters import count_characters
from dukao.reporting.vocabulary import LineState

if TYPE_CHECKING:
    from dukao.reporting.models import ReportingPolicy, ReportLine


def missing_parts(line: ReportLine, policy: ReportingPolicy) -> list[str]:
    """In words, in the order of the form; empty when nothing is missing."""
    missing = []
    if line.value is None and not line.is_not_applicable:
        missing.append("未填本月值")
    if policy.narrative_required and not count_characters(line.narrative):
        missing.append("未写不适用的理由" if line.is_not_applicable else "未写工作进展")
    return missing


def is_blank(line: ReportLine) -> bool:
    return line.value is None and not line.is_not_applicable and not count_characters(line.narrative)


def state_when_saved(line: ReportLine, policy: ReportingPolicy, *, done: bool) -> str:
    """The state that follows from content: complete lines count as filled by themselves.

    A returned line keeps its mark until somebody says that it is put right.
    """
    if line.state == LineState.RETURNED and not done:
        return LineState.RETURNED
    if not missing_parts(line, policy):
        return LineState.FILLED
    return LineState.EMPTY if is_blank(line) else LineState.DRAFT
