"""Writing down, and taking back, what costs or gives points beside the reported values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from dukao.assessments.models import ScoreEvent
from dukao.assessments.policies import can_record_event
from dukao.assessments.selectors.countables import Countable, countables
from dukao.assessments.selectors.events import Reach, reach_of
from dukao.journal.selectors import is_done
from dukao.journal.services import record
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError, Stale
from dukao.kernel.verdict import require
from dukao.organisations.selectors import unit_on
from dukao.schemes.selectors import document

if TYPE_CHECKING:
    from dukao.schemes.models import SchemeVersion


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened, as the office writes it down from its document."""

    item: str
    happened_on: date
    reason: str
    basis: str
    level: str = ""
    count: int = 1
    fact_key: str = ""


@transaction.atomic
def record_event(
    *,
    actor: Actor,
    version: SchemeVersion,
    unit_id: int,
    happening: Happening,
    at: datetime,
    key: str | None = None,
) -> ScoreEvent | None:
    """The event counts from the next computation on; ``None`` when this very form was sent before.

    Of several events with one ``fact_key`` only the highest counts, as the scheme says. Rounds that are
    frozen stay as they are; refuses what no open round would count any more.
    """
    place = unit_on(unit_id, happening.happened_on)
    require(can_record_event(actor, place))
    if is_done(key or ""):
        return None
    countable = _checked(version, unit_id, happening, local_day(at))
    event = ScoreEvent(
        version=version, unit_id=unit_id, kind=countable.kind, item=countable.code, level=happening.level,
        happened_on=happening.happened_on, count=happening.count, fact_key=happening.fact_key.strip(),
        reason=happening.reason.strip(), basis=happening.basis.strip(), recorded_by_id=actor.account_id,
        recorded_at=at,
    )  # fmt: skip
    reach = _reach(event, "记入")
    _refuse_twice(event)
    event.save()
    record(
        actor=actor, event="score_event_recorded", subject=event, at=at,
        label=f"{place.short_name}·{countable.name}", reason=event.reason, unit_path=place.path, key=key,
        after={**_plain(event), "counts_in": reach.open_labels},
    )  # fmt: skip
    return event


@transaction.atomic
def revoke_event(
    *, actor: Actor, event: ScoreEvent, reason: str, at: datetime, key: str | None = None
) -> None:
    """The event stays on record with the reason it was taken back for, and counts no more."""
    place = unit_on(event.unit_id, event.happened_on)
    require(can_record_event(actor, place))
    if is_done(key or ""):
        return
    if not reason.strip():
        raise DomainError("reason_missing", "撤销要写明原因。")
    reach = _reach(event, "撤销")
    revoked = ScoreEvent.objects.filter(pk=event.pk, revoked_at__isnull=True).update(
        revoked_at=at, revoked_by_id=actor.account_id, revoked_reason=reason.strip()
    )
    if not revoked:
        raise Stale("这一条已经撤销过了。")
    known = countables(event.version).get(event.item)
    record(
        actor=actor, event="score_event_revoked", subject=event, at=at, before=_plain(event), reason=reason,
        after={"counts_no_more_in": reach.open_labels},
        label=f"{place.short_name}·{known.name if known else event.item}", unit_path=place.path, key=key,
    )  # fmt: skip


def _checked(version: SchemeVersion, unit_id: int, happening: Happening, today: date) -> Countable:
    scheme = document(version)
    countable = countables(version).get(happening.item)
    if countable is None:
        raise DomainError("unknown_item", "办法里没有这一项，或它由单位填报，不能另记。请从清单中选择。")
    if countable.levels and not countable.level_name(happening.level):
        allowed = "、".join(level.name for level in countable.levels)
        raise DomainError("level_missing", f"“{countable.name}”分级别计分，请选择级别：{allowed}。")
    if not version.roster.filter(unit_id=unit_id).exists():
        raise DomainError("not_assessed", "这个单位不在这份办法的考评对象里。")
    if happening.happened_on > today:
        raise DomainError("future", "发生日期还没有到，请核对。")
    if happening.happened_on.year != scheme.year:
        raise DomainError("other_year", f"这份办法只考核 {scheme.year} 年，发生日期不在这一年。")
    if happening.count < 1 or (countable.kind in {"veto", "no_excellent"} and happening.count != 1):
        raise DomainError("bad_count", "次数应为 1 或以上的整数；否决只记 1 次。")
    if not happening.reason.strip() or not happening.basis.strip():
        raise DomainError("basis_missing", "请写明事由和依据文件，单位要看得到为什么。")
    return countable


def _reach(event: ScoreEvent, verb: str) -> Reach:
    """At least one round that counts the event must still be collecting; what is frozen stays as it is."""
    reach = reach_of(event)
    if not reach.open:
        last = reach.closed[-1]
        raise DomainError("round_shut", f"{last.label}的结果已经冻结，不能再{verb}。还没有公示的可以先解冻。")
    return reach


def _refuse_twice(event: ScoreEvent) -> None:
    same = ScoreEvent.objects.filter(
        version__scheme_id=event.version.scheme_id, unit_id=event.unit_id, item=event.item, level=event.level,
        happened_on=event.happened_on, basis=event.basis, revoked_at__isnull=True,
    )  # fmt: skip
    if same.exists():
        raise DomainError("recorded_before", "同一天、同一依据的这一项已经记过，不重复记。多次的请改次数。")


def _plain(event: ScoreEvent) -> dict[str, object]:
    return {
        "item": event.item,
        "kind": event.kind,
        "level": event.level,
        "happened_on": event.happened_on.isoformat(),
        "count": event.count,
        "fact_key": event.fact_key,
        "basis": event.basis,
    }
