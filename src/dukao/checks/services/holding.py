"""Rows held until the transaction ends, and words about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from dukao.checks.models import Check, CheckNumber, Conclusion, Participation
from dukao.checks.policies import Places
from dukao.checks.selectors.conclusions import conclusion_places
from dukao.checks.selectors.seeing import places_of
from dukao.journal.services import record
from dukao.kernel.actor import Actor, account_of
from dukao.kernel.clock import local_day
from dukao.kernel.errors import Missing, Stale


def held_check(check_id: int, at: datetime, revision: int | None = None) -> tuple[Check, Places]:
    """The check as it is now with its places; nobody else changes it until the transaction ends.

    ``revision`` is what the actor saw: when it has moved on, :class:`Stale` is raised.
    """
    check = Check.objects.select_for_update(of=("self",)).filter(pk=check_id).first()
    if check is None:
        raise Missing("没有找到这项检查，可能已移走。")
    if revision is not None and check.revision != revision:
        raise Stale("有人刚刚改过这项检查。请刷新后核对，你写的内容还在。")
    return check, places_of(check, local_day(at))


def held_conclusion(conclusion_id: int, at: datetime) -> tuple[Conclusion, Places]:
    """The conclusion as it is now, with the places of its check and of its one object."""
    found = Conclusion.objects.select_for_update(of=("self",)).filter(pk=conclusion_id).first()
    if found is None:
        raise Missing("没有找到这份结论，可能已移走。")
    return found, conclusion_places(found, local_day(at))


def hold_year(year: int) -> None:
    """Quotas are counted over a whole year: who approves waits for whoever is approving."""
    CheckNumber.objects.get_or_create(year=year)
    CheckNumber.objects.select_for_update().get(year=year)


def took_part(check: Check, actor: Actor, did: str, at: datetime) -> None:
    """Whoever had a hand in it stands aside when it is reviewed (第十七条)."""
    Participation.objects.get_or_create(
        check_of=check, account_id=account_of(actor), did=did, defaults={"at": at}
    )


def note(
    actor: Actor, event: str, subject: models.Model, path: str, at: datetime, *, was: str | None = None,
    reason: str = "", key: str | None = None, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None, label: str = "",
) -> None:  # fmt: skip
    """One journal entry about the subject, for the unit at ``path``; ``was`` is the state it left."""
    moved = {"state": str(getattr(subject, "state", ""))} if was is not None else {}
    record(
        actor=actor, event=event, subject=subject, label=label or str(subject), at=at, reason=reason.strip(),
        before=before if was is None else {"state": was, **(before or {})},
        after={**moved, **(after or {})} or None, unit_path=path, key=key,
    )  # fmt: skip
