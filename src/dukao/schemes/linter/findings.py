"""A rule as data, and what it found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from dukao.schemes.linter.surroundings import Surroundings
from dukao.schemes.vocabulary import Severity
from dukao.scoring import Scheme

#: What a check yields: the code of the node it concerns ("" for the scheme itself) and what is the matter.
Found = Iterator[tuple[str, str]]
Check = Callable[[Scheme, Surroundings], Found]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, how much it matters, what to do about it, and what it rests on."""

    code: str
    title: str
    severity: Severity
    remedy: str
    source: str
    check: Check


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule does not hold."""

    rule: Rule
    code: str
    place: str
    sentence: str


@dataclass(frozen=True)
class Report:
    """All findings, the gravest first, and the rules that hold everywhere."""

    findings: tuple[Finding, ...]
    passed: tuple[Rule, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.rule.severity == severity)

    def without(self, codes: Collection[str]) -> Report:
        """The report as if there were no rules of these codes."""
        return Report(
            tuple(finding for finding in self.findings if finding.rule.code not in codes),
            tuple(rule for rule in self.passed if rule.code not in codes),
        )

    @cached_property
    def blocking(self) -> tuple[Finding, ...]:
        return self.of(Severity.BLOCKING)

    @cached_property
    def remarks(self) -> tuple[Finding, ...]:
        return tuple(each for each in self.findings if each.rule.severity != Severity.BLOCKING)

    @cached_property
    def codes(self) -> dict[str, Finding]:
        """The gravest finding by node."""
        return {finding.code: finding for finding in reversed(self.findings) if finding.code}

    @property
    def why_not(self) -> str:
        """Why the scheme cannot be published; "" when it can."""
        if not self.blocking:
            return ""
        first = self.blocking[0]
        return (
            f"有 {len(self.blocking)} 项阻断问题，先是“{first.rule.title}”（{first.place}）：{first.sentence}"
        )
