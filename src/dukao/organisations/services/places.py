"""How versions and paths move when a unit does; callers have checked that they may."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dukao.kernel.errors import DomainError
from dukao.kernel.validity import holds_on
from dukao.organisations.models import Appointment, Unit, UnitLink, UnitVersion
from dukao.organisations.vocabulary import FEATURES


def split_at(version: UnitVersion, on: date) -> UnitVersion:
    """End ``version`` on that day and return its unsaved copy that starts there.

    A version that already starts on that day is returned itself.
    """
    if version.since == on:
        return version
    UnitVersion.objects.filter(pk=version.pk).update(until=on)
    copy = UnitVersion.objects.select_related("unit", "parent").get(pk=version.pk)
    copy.pk, copy.since, copy.until = None, on, version.until
    copy._state.adding = True
    return copy


def move_below(old_path: str, new_path: str, on: date) -> None:
    """Give everything below ``old_path`` its new path from ``on``."""
    if new_path == old_path:
        return
    below = UnitVersion.objects.filter(path__startswith=old_path).exclude(path=old_path)
    for version in below.filter(holds_on(on)):
        moved = split_at(version, on)
        moved.path = new_path + version.path.removeprefix(old_path)
        moved.save()
    for version in below.filter(since__gt=on):
        version.path = new_path + version.path.removeprefix(old_path)
        version.save(update_fields=["path"])


def follow_parent(version: UnitVersion, moves: Iterable[UnitVersion]) -> None:
    """Split ``version`` where its parent, whose later versions are ``moves``, is due to move later on."""
    for above in moves:
        path = f"{above.path}{version.unit_id}/"
        if path == version.path:
            continue
        following = split_at(version, above.since)
        following.path = path
        following.save()
        move_below(version.path, path, above.since)
        version = following


def restore(kept: UnitVersion, last: UnitVersion, path: str) -> UnitVersion:
    """Let ``kept`` go on instead of ``last``, at ``path``; return the version that holds from then on.

    They stay two where what stands above moved on the very day of the change that is undone.
    """
    old_path, since = last.path, last.since
    if path == kept.path:
        last.delete()
        kept.until = last.until
        kept.save(update_fields=["until"])
        restored = kept
    else:
        for name in FEATURES:
            setattr(last, name, getattr(kept, name))
        last.path = path
        last.save()
        restored = last
    move_below(old_path, path, since)
    return restored


def end_version(unit: Unit, current: UnitVersion, on: date) -> dict[str, Any]:
    """End the unit with all that hangs on it; return what ended along, for the journal."""
    below = UnitVersion.objects.filter(_ends_after(on), path__startswith=current.path).exclude(unit=unit)
    if below.exists():
        names = "、".join(sorted(set(below.values_list("short_name", flat=True)))[:3])
        raise DomainError("units_below", f"下面还有单位（{names}等），请先把它们划转到别处。")
    if on <= current.since:
        raise DomainError("ends_before_start", f"终止日期要晚于 {current.since}。")
    Unit.objects.filter(pk=unit.pk).update(until=on)
    UnitVersion.objects.filter(pk=current.pk).update(until=on)
    unit.until = on
    links = UnitLink.objects.filter(Q(unit=unit) | Q(target=unit))
    ended = {
        "appointments": _end_all(Appointment.objects.filter(unit=unit), on),
        "links": _end_all(links, on),
    }
    return {kind: count for kind, count in ended.items() if count}


def _end_all(rows: QuerySet[Any], on: date) -> int:
    """End on that day what is still valid then; what had not begun never begins."""
    rows = rows.filter(_ends_after(on))
    never, _ = rows.filter(since__gte=on).delete()
    return never + rows.filter(since__lt=on).update(until=on)


def _ends_after(day: date) -> Q:
    return Q(until__isnull=True) | Q(until__gt=day)
