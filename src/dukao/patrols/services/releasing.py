"""反馈: what the office releases becomes a problem, and from then on the unit may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from dukao.issues.services import ProblemDraft, register_problem
from dukao.issues.vocabulary import ProblemKind, Source
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.flow import apply_move
from dukao.kernel.verdict import require
from dukao.patrols.models import Finding
from dukao.patrols.policies import can_settle
from dukao.patrols.services.holding import held_finding, of_finding
from dukao.patrols.services.telling import tell_group
from dukao.patrols.vocabulary import AS_PROBLEM, FINDING_FLOW, Severity

TITLE_ROOM = 60
USUAL_DEMAND = "核实原因，限期整改到位，举一反三，整改情况和佐证在督考平台反馈。"


@dataclass(frozen=True, slots=True)
class Release:
    """How the office words what it tells the unit; what is left empty is taken from the finding."""

    title: str = ""
    facts: str = ""
    demand: str = USUAL_DEMAND
    clause: str = ""
    unit_id: int | None = None
    kind: str = ProblemKind.INDIVIDUAL
    with_photos: bool = True


@transaction.atomic
def release_finding(*, actor: Actor, finding: Finding, release: Release, at: datetime) -> Finding:
    """The finding is a problem of the ledger, to be assigned there; the raw record stays where it was."""
    finding, ground = held_finding(actor, finding.pk, at)
    require(can_settle(actor, ground.owner, finding.recorded_by_id))
    task = finding.visit.task
    unit_id, clause = release.unit_id or finding.unit_id, release.clause.strip() or finding.clause
    if unit_id is None:
        raise DomainError("unit_missing", f"{finding.number} 没有责任单位，请打开后选定再反馈。")
    facts = release.facts.strip() or finding.facts
    photos = finding.photos.values_list("file_id", "name") if release.with_photos else ()
    draft = ProblemDraft(
        source=Source.PATROL, title=release.title.strip() or _title(facts), facts=facts,
        clause=clause or task.legal_basis, demand=release.demand, unit_id=unit_id, scope_id=task.owner_id,
        regime=task.regime, severity=AS_PROBLEM[Severity(finding.severity)], kind=release.kind,
        found_on=local_day(finding.visit.started_at), source_text=task.number,
        source_url=f"/patrols/findings/{finding.pk}/", source_key=f"patrol_group:{task.group_id}",
        files=tuple(photos),
    )  # fmt: skip
    problem = register_problem(actor=actor, draft=draft, at=at, key=f"finding-released:{finding.pk}")
    before = apply_move(
        finding, FINDING_FLOW, "release", settled_at=at, settled_by_id=account_of(actor), problem=problem
    )
    record(
        actor=actor, event="finding_released", before={"finding_state": before},
        after={"finding_state": finding.state, "problem": problem.number if problem else ""},
        **of_finding(finding, at),
    )  # fmt: skip
    tell_group(
        task.group_id, f"发现 {finding.number} 已反馈，转入问题清单", url=f"/patrols/findings/{finding.pk}/",
        key=f"patrol-released:{finding.pk}", at=at,
    )  # fmt: skip
    return finding


@transaction.atomic
def release_findings(
    *, actor: Actor, findings: Sequence[Finding], demand: str = "", at: datetime
) -> list[Finding]:
    """All of them, or none when one cannot be released."""
    release = Release(demand=demand.strip() or USUAL_DEMAND)
    return [
        release_finding(actor=actor, finding=finding, release=release, at=at)
        for finding in sorted(findings, key=lambda row: row.pk)
    ]


def _title(facts: str) -> str:
    """The first sentence, short enough for a list."""
    first = facts.split("。", maxsplit=1)[0].split("\n", maxsplit=1)[0]
    return first if len(first) <= TITLE_ROOM else f"{first[: TITLE_ROOM - 1]}…"
