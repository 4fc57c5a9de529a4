"""What supervision has to say to the assessment (W-12): each occasion once, with who decided it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dukao.kernel.clock import at_time, local_day
from dukao.kernel.prepared import at_once
from dukao.matters.models import Matter, Praise, Rung
from dukao.matters.vocabulary import MatterState, RungKind, RungState

#: Rungs that count in the assessment; the slip only urges.
COUNTING = (RungKind.CIRCULAR, RungKind.TALK, RungKind.LISTING, RungKind.DEDUCTION)


@dataclass(frozen=True, slots=True)
class Occasion:
    """``kind`` is circular, talk, listing, deduction, praise, timely_closed or late_closed.

    ``fact_key`` names the occasion for ever, so that whoever pulls it twice counts it once.
    """

    unit_id: int
    kind: str
    number: str
    title: str
    on: date
    basis: str
    fact_key: str
    decided_by: str
    document_id: int | None = None


def occasions(start: date, end: date) -> list[Occasion]:
    """Everything decided from ``start`` up to and including ``end``, in the order of days."""
    decided = _span("decided_at", start, end)
    rungs, praises, closed = at_once(
        Rung.objects.filter(state=RungState.DECIDED, kind__in=COUNTING, **decided).select_related(
            "matter", "decided_by"
        ),
        Praise.objects.filter(**decided).select_related("matter", "decided_by"),
        Matter.objects.filter(
            state=MatterState.CLOSED, **_span("closed_at", start, end)
        ).select_related("closed_by"),
    )  # fmt: skip
    found = [*map(_of_rung, rungs), *map(_of_praise, praises), *map(_of_closing, closed)]
    return sorted(found, key=lambda occasion: (occasion.on, occasion.fact_key))


def _span(field: str, start: date, end: date) -> dict[str, object]:
    return {f"{field}__gte": at_time(start, 0), f"{field}__lt": at_time(end + timedelta(days=1), 0)}


def _of_rung(rung: Rung) -> Occasion:
    assert rung.decided_at is not None
    assert rung.decided_by is not None
    return Occasion(
        rung.unit_id, str(rung.kind), rung.matter.number, rung.matter.title,
        local_day(rung.decided_at), rung.basis, f"rung:{rung.pk}", rung.decided_by.name, rung.document_id,
    )  # fmt: skip


def _of_praise(praise: Praise) -> Occasion:
    return Occasion(
        praise.unit_id, "praise", praise.matter.number, praise.matter.title, local_day(praise.decided_at),
        praise.basis, f"praise:{praise.pk}", praise.decided_by.name, praise.document_id,
    )  # fmt: skip


def _of_closing(matter: Matter) -> Occasion:
    """Timely is what the unit reported as done by its limit; the office's own time is not its affair."""
    assert matter.finished_at is not None
    assert matter.closed_at is not None
    in_time = local_day(matter.finished_at) <= matter.due_on
    return Occasion(
        matter.lead_unit_id, "timely_closed" if in_time else "late_closed", matter.number, matter.title,
        local_day(matter.closed_at), matter.legal_basis, f"closed:{matter.pk}:{matter.revision}",
        matter.closed_by.name if matter.closed_by else "",
    )  # fmt: skip
