"""引用: a result that is there already stands for asking again (W-28)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dukao.checks.models import Check, Citation, as_frozen
from dukao.checks.policies import can_run
from dukao.checks.selectors.reuse import results_for
from dukao.checks.selectors.seeing import object_ids
from dukao.checks.services.holding import held_check, note
from dukao.checks.services.telling import tell_units
from dukao.checks.vocabulary import CheckState
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.organisations.selectors import versions_by_unit


@transaction.atomic
def cite_result(
    *, actor: Actor, check: Check, cited_id: int, unit_ids: Iterable[int], drop: bool, note_text: str = "",
    at: datetime,
) -> list[Citation]:  # fmt: skip
    """For these objects the check takes over what the cited one found; with ``drop`` it does not go there.

    Going to fewer units is no widening: an approved check may do so without an amendment, and says so.
    """
    check, places = held_check(check.pk, at)
    require(can_run(actor, places))
    if check.state in (CheckState.DONE, CheckState.MERGED, CheckState.WITHDRAWN):
        raise DomainError("over", "检查已经结束、合并或撤销，不用再引用。", 409)
    day, units = local_day(at), list(dict.fromkeys(unit_ids))
    offered = {(offer.cited.pk, offer.unit_id) for offer in results_for(check, day)}
    if not units or any((cited_id, unit) not in offered for unit in units):
        raise DomainError("not_offered", "只能引用同一对象、同一主题、在可引用期内的结果，请从列表里选。")
    left = [unit for unit in object_ids(check) if unit not in units]
    if drop and not left:
        raise DomainError("none_left", "对象都可以引用已有结果，请直接撤销这项检查。")
    cited = Check.objects.get(pk=cited_id)
    made = [
        Citation.objects.update_or_create(
            check_of=check, cited=cited, unit_id=unit,
            defaults={"note": note_text.strip(), "is_dropped": drop, "by_id": account_of(actor), "at": at},
        )[0]
        for unit in units
    ]  # fmt: skip
    if drop:
        _drop(check, units, cited, at)
    names = [versions_by_unit(units, day)[unit].short_name for unit in units]
    note(
        actor, "check_cited", check, places.organiser, at, reason=note_text,
        after={"cited": str(cited), "dropped" if drop else "objects": names},
    )  # fmt: skip
    return made


def _drop(check: Check, units: list[int], cited: Check, at: datetime) -> None:
    check.targets.filter(unit_id__in=units, dropped_at__isnull=True).update(
        dropped_at=at, dropped_reason=f"引用 {cited.number} 的结果"
    )
    if check.is_in_force:
        check.frozen = as_frozen(check, object_ids(check))
        tell_units(
            units, f"不再检查：{check.name}", kind="check_coming", url="/checks/mine/",
            body=f"引用 {cited} 的结果。", key=f"cited:{check.pk}:{cited.pk}", at=at,
        )  # fmt: skip
    check.revision += 1
    check.save(update_fields=["frozen", "revision"])
