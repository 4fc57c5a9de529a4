"""Urging: the unit is told again, with lamp and limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dukao.journal.selectors import is_done
from dukao.kernel.actor import Actor
from dukao.kernel.clock import local_day
from dukao.kernel.errors import DomainError
from dukao.kernel.verdict import require
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS, can_register
from dukao.matters.selectors import light_of, rules_on
from dukao.matters.services.holding import held_matter, label_of, note
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import IN_HAND, MatterState
from dukao.organisations.selectors import work_calendar
from dukao.ui.formats import day as day_words


@transaction.atomic
def urge_matter(*, actor: Actor, matter: Matter, at: datetime) -> bool:
    """The lead unit is told what its lamp says; false when it was urged today already."""
    matter, places = held_matter(matter.pk, at)
    require(can_register(actor, places.owner))
    if matter.state not in IN_HAND:
        state = MatterState(matter.state).label
        raise DomainError("not_in_hand", f"{label_of(matter)} 现在是“{state}”，不用催办。")
    today = local_day(at)
    once = f"matter-urged:{matter.pk}:{today}"
    if is_done(once):
        return False
    light = light_of(matter, rules_on(today), work_calendar(), today)
    note(actor, "matter_urged", matter, places.lead, at, key=once)
    body = f"{light.finding}。完成时限 {day_words(matter.due_on)}。"
    tell_unit(matter, DOERS, f"催办：{matter.title}", body=body, key=once, at=at)
    return True


@transaction.atomic
def urge_matters(*, actor: Actor, matters: Iterable[Matter], at: datetime) -> int:
    """Several at once, all or none; returns how many units' matters were not urged before today."""
    return sum(urge_matter(actor=actor, matter=matter, at=at) for matter in matters)
