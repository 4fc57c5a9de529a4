"""Bringing in values one organ answers for (一数一源)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.reporting.models import SharedValue
from dukao.reporting.policies import can_run_reporting
from dukao.reporting.selectors.shared_import import Arriving, ImportPlan, plan_import
from dukao.reporting.shared_table import Cell

#: Values stored in one transaction: short enough not to keep others waiting.
BATCH = 2000
Progress = Callable[[int, int, str], None]


def import_shared_values(
    *,
    actor: Actor,
    cells: Sequence[Cell],
    source: str,
    at: datetime,
    progress: Progress = lambda done, total, sentence: None,
) -> ImportPlan:
    """All values of the table are stored, digit by digit; one bad row and none is.

    ``source`` is the digest of the table. It may be repeated after an interruption: what is stored
    already counts as the same. Returns what was done.
    """
    require(can_run_reporting(actor))
    plan = plan_import(cells, local_day(at))
    if plan.errors:
        first = plan.errors[0]
        raise DomainError(
            "import_errors",
            f"有 {len(plan.errors)} 处错误，没有导入。第 {first.row} 行{first.column}：{first.sentence}",
        )
    arriving = plan.arriving
    for start in range(0, len(arriving), BATCH):
        progress(start, len(arriving), f"正在导入第 {start + 1} 条起的数据")
        _store(actor, arriving[start : start + BATCH], source, at)
    progress(len(arriving), len(arriving), "导入完成")
    return plan


@transaction.atomic
def _store(actor: Actor, batch: list[Arriving], source: str, at: datetime) -> None:
    """One entry says what came from where; each value that was replaced has its own with both figures."""
    organ = actor.unit_name
    stamp = {"imported_at": at, "imported_by_id": actor.account_id}
    SharedValue.objects.bulk_create(
        SharedValue(
            indicator_id=value.indicator_id, unit_id=value.unit_id, period=value.period, value=value.value,
            source_organ=value.source_organ or organ, **stamp,
        )
        for value in batch
        if value.before is None
    )  # fmt: skip
    replaced = [(value, value.before) for value in batch if value.before is not None]
    for value, shared in replaced:
        record(
            actor=actor, event="shared_value_replaced", subject=shared, at=at,
            label=f"{value.cell.unit} {value.period}·{value.cell.indicator}",
            before={"value": None if shared.value is None else format(shared.value, "f")},
            after={"value": format(value.value, "f"), "source": source},
        )  # fmt: skip
        shared.value = value.value
        shared.imported_at, shared.imported_by_id = at, actor.account_id
    SharedValue.objects.bulk_update(
        [shared for _, shared in replaced], ["value", "imported_at", "imported_by"]
    )
    record(
        actor=actor, event="shared_values_imported", subject=None, label=f"{len(batch)} 条共享数据", at=at,
        after={"new": len(batch) - len(replaced), "replaced": len(replaced), "source": source},
    )  # fmt: skip
