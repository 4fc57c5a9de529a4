"""What stands between an accepted line and the provisional scores: a refresh, part by part.

The question is what a live run, or facts kept as blocks, could save of it (docs/adr/0012).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from benchmarks.example_city import example_city
from benchmarks.interleaved import Case, ratio, report, time_rounds
from benchmarks.scoring import MONTHS, make_city
from dukao.scoring import Fact, FactBlocks, Result, RosterUnit, Scheme, Target, score_blocks

if TYPE_CHECKING:
    from dukao.assessments.inputs import Inputs


def main() -> bool:
    with example_city():
        cases = {**_in_the_product(), **_at_full_size()}
        times = time_rounds(cases)
    ratios = []
    for size in ("city", "250 × 67"):
        whole, scoring, rows = f"refresh, {size}", f"scoring, {size}", f"rows to blocks, {size}"
        live, blocks = f"{whole}, less scoring", f"{whole}, less scoring and rows to blocks"
        times[live] = [one - other for one, other in zip(times[whole], times[scoring], strict=True)]
        times[blocks] = [one - other for one, other in zip(times[live], times[rows], strict=True)]
        ratios += [ratio(times, "P1", whole, live), ratio(times, "P1", whole, blocks)]
    return report("rounds: from an accepted line to the provisional scores", times, ratios)


def _in_the_product() -> dict[str, Case]:
    """The largest round that collects, refreshed as a reader would do it; nothing is kept."""
    from django.db import transaction

    from dukao.assessments.computing import compute, inputs_revision
    from dukao.assessments.gathering import gathered
    from dukao.assessments.models import Round
    from dukao.assessments.services.keeping import write_scores
    from dukao.schemes.selectors import document

    collecting = Round.objects.filter(state="collecting").select_related("version__scheme")
    largest = collecting.order_by("-facts_count")[0]

    def refresh() -> None:
        with transaction.atomic():
            inputs_revision(largest)
            write_scores(largest, compute(largest, is_provisional=True))
            transaction.set_rollback(True)

    inputs = gathered(largest.version, largest.span, is_provisional=True)
    return {"refresh, city": refresh, **_parts("city", document(largest.version), inputs)}


def _at_full_size() -> dict[str, Case]:
    """A month of 250 units × 67 items without the database: blocks, scores, book, bytes."""
    from dukao.assessments.composing import scored_book
    from dukao.assessments.inputs import Inputs, packed

    city, month = make_city(250), MONTHS[0]
    units, groups = city.blocks.roster.units, city.blocks.roster.groups
    inputs = Inputs(
        period=month,
        roster=tuple(RosterUnit(unit, group=group) for unit, group in zip(units, groups, strict=True)),
        facts=tuple(
            Fact(units[unit], item, month, value)
            for (item, row, unit), value in city.values.items()
            if not row
        ),
        targets=tuple(
            Target(units[unit], item, month, value)
            for (item, row, unit), value in city.targets.items()
            if not row
        ),
    )

    def refresh() -> None:
        result = _scored(city.scheme, _blocks(city.scheme, inputs), inputs)
        result.digest()
        scored_book(city.scheme, result).packed()
        packed(inputs)

    return {"refresh, 250 × 67": refresh, **_parts("250 × 67", city.scheme, inputs)}


def _parts(size: str, scheme: Scheme, inputs: Inputs) -> dict[str, Callable[[], object]]:
    blocks = _blocks(scheme, inputs)
    return {
        f"scoring, {size}": lambda: _scored(scheme, blocks, inputs),
        f"rows to blocks, {size}": lambda: _blocks(scheme, inputs),
    }


def _blocks(scheme: Scheme, inputs: Inputs) -> FactBlocks:
    return FactBlocks.from_rows(
        scheme, inputs.facts, events=inputs.events, targets=inputs.targets, roster=inputs.roster
    )


def _scored(scheme: Scheme, blocks: FactBlocks, inputs: Inputs) -> Result:
    return score_blocks(scheme, blocks, [inputs.period])[inputs.period]
