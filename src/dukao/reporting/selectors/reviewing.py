"""One line as its reviewer reads it: against standard and last month, and what changed since it came back."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from dukao.kernel.actor import Actor
from dukao.kernel.characters import count_characters
from dukao.kernel.errors import Missing
from dukao.kernel.verdict import Verdict
from dukao.organisations.selectors import paths_of, unit_on
from dukao.reporting.models import LineEvidence, LineReturn, ReportLine
from dukao.reporting.policies import can_review
from dukao.reporting.selectors.item import Progress, progress_of
from dukao.reporting.selectors.items import standard_words
from dukao.reporting.selectors.queue import QueueLine
from dukao.scoring.periods import Period
from dukao.ui.formats import number

#: Clauses: the smallest part of a narrative that is marked as new.
CLAUSES = re.compile(r"[^，。；！？\n]+[，。；！？\n]*|[，。；！？\n]+")


@dataclass(frozen=True)
class Column:
    """One column of the comparison: a value, how far it is, what it would bring."""

    key: str
    label: str
    value: Decimal | None
    progress: Progress

    @property
    def is_this(self) -> bool:
        return self.key == "this"


@dataclass(frozen=True)
class LineReading:
    """Everything beside the decision."""

    queued: QueueLine

    @property
    def line(self) -> ReportLine:
        return self.queued.line

    @cached_property
    def standard_words(self) -> str:
        return standard_words(self.line.item, Period.parse(self.line.report.period.period))

    @cached_property
    def columns(self) -> list[Column]:
        """Standard, this report, the one that came back, last month, the year's goal."""
        standing, returned = self.queued.standing, self.last_return
        standard = standing.standard if standing.standard is not None else standing.plan
        plan = standing.plan if standing.plan is not None else standing.standard

        def column(key: str, label: str, value: Decimal | None, target: Decimal | None) -> Column:
            return Column(key, label, value, progress_of(standing, value, target))

        columns = [
            column("standard", "季度标准", standard, standard),
            column("this", "本次填报", standing.value, plan),
            column("last", "上月", standing.last, standing.last_plan),
            Column("goal", "全年目标", standing.goal, progress_of(standing, standing.value, standing.goal)),
        ]
        if returned is not None:
            columns.insert(2, column("before", "上次报送", returned.value, plan))
        return columns

    @cached_property
    def returns(self) -> list[LineReturn]:
        """Every time it was sent back, the newest first."""
        return list(self.line.returns.select_related("returned_by").order_by("-returned_at"))

    @property
    def last_return(self) -> LineReturn | None:
        return self.returns[0] if self.returns else None

    @property
    def times_reported(self) -> int:
        return len(self.returns) + 1

    @cached_property
    def characters(self) -> int:
        return count_characters(self.line.narrative)

    @cached_property
    def narrative(self) -> list[tuple[str, bool]]:
        """The narrative in parts; true for what was not there when it came back."""
        if self.last_return is None:
            return [(self.line.narrative, False)]
        return marked_changes(self.last_return.narrative, self.line.narrative)

    @cached_property
    def changes(self) -> list[str]:
        """What was done about the return, in words."""
        former = self.last_return
        if former is None:
            return []
        return [
            *_changed_evidence(self.line, former),
            _changed_value(self.line, former),
            "工作进展未变" if former.narrative == self.line.narrative else "工作进展已改写",
        ]

    @cached_property
    def evidence(self) -> list[EvidenceReading]:
        former = self.last_return
        return [
            EvidenceReading(evidence, former is not None and evidence.added_at > former.returned_at)
            for evidence in self.line.evidence.all()
        ]


@dataclass(frozen=True)
class EvidenceReading:
    """A file beside the line it should prove."""

    evidence: LineEvidence
    is_new: bool

    @property
    def page_numbers(self) -> range:
        return range(1, self.evidence.file.pages + 1)

    @cached_property
    def used_before(self) -> str:
        """Where else the same file served as evidence: the newest place, or ""."""
        other = (
            LineEvidence.objects.filter(file_id=self.evidence.file_id, removed_at=None)
            .exclude(line_id=self.evidence.line_id)
            .select_related("line__item", "line__report__period")
            .order_by("-added_at")
            .first()
        )
        if other is None:
            return ""
        month = Period.parse(other.line.report.period.period).label
        return f"{month}·{other.line.item.name}"


def marked_changes(before: str, after: str) -> list[tuple[str, bool]]:
    """The new text clause by clause; true where it differs from the old.

    >>> marked_changes("完成 76 个。下一步：周调度。", "完成 76 个。下一步：十月底前验收。")
    [('完成 76 个。', False), ('下一步：十月底前验收。', True)]
    """
    old, new = CLAUSES.findall(before), CLAUSES.findall(after)
    parts: list[tuple[str, bool]] = []
    for tag, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        text = "".join(new[start:end])
        if text:
            parts.append((text, tag != "equal"))
    return parts


def _changed_value(line: ReportLine, former: LineReturn) -> str:
    if line.is_not_applicable != former.is_not_applicable:
        return "改为不适用" if line.is_not_applicable else f"由不适用改为 {number(line.value)}"
    if line.value == former.value:
        return "数值未变"
    return f"数值由 {number(former.value)} 改为 {number(line.value)}"


def _changed_evidence(line: ReportLine, former: LineReturn) -> list[str]:
    # Not through line.evidence: what is read with the line leaves removed files out.
    gone = LineEvidence.objects.filter(
        line=line, removed_at__gt=former.returned_at, added_at__lte=former.returned_at
    )
    removed = "、".join(f"“{evidence.name}”" for evidence in gone)
    added = "、".join(f"“{e.name}”" for e in line.evidence.all() if e.added_at > former.returned_at)
    if removed and added:
        return [f"佐证 {removed} 换成 {added}"]
    return [f"新增佐证 {added}"] if added else [f"移除佐证 {removed}"] if removed else ["佐证未变"]


def line_to_judge(actor: Actor, line_id: int, day: date) -> ReportLine:
    """A line the actor may judge; for everybody else there is none."""
    line = ReportLine.objects.select_related("item", "report__period").filter(pk=line_id).first()
    if line is None or not may_judge(actor, line, day):
        raise Missing("没有这一项，可能已移走，或不归你审核。")
    return line


def may_judge(actor: Actor, line: ReportLine, day: date) -> Verdict:
    lead = line.item.lead_id
    return can_review(
        actor, line, unit_on(line.report.unit_id, day).path, paths_of([lead], day).get(lead, "")
    )
