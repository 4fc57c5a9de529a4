"""What the clock asks by itself: reminders to receive and to speak, and limits a holiday notice confirms."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from dukao.kernel.actor import SYSTEM
from dukao.kernel.clock import local_day
from dukao.matters.models import Matter
from dukao.matters.policies import DOERS
from dukao.matters.selectors import rules_on, silent_matters, term_on, unreceived_matters
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.projecting import project_lights
from dukao.matters.services.registering import set_limit
from dukao.matters.services.telling import tell_unit
from dukao.matters.vocabulary import IN_HAND, MatterState
from dukao.organisations.selectors import work_calendar
from dukao.ui.formats import day as day_words


def remind_clocks(*, at: datetime) -> int:
    """On working days, units whose clock to receive or to speak runs out are told once; returns how many."""
    today, calendar = local_day(at), work_calendar()
    if not calendar.is_working_day(today):
        return 0
    soon = calendar.add(today, rules_on(today).soon_workdays)
    unreceived = list(unreceived_matters(calendar.add(today, 1)))
    silent = list(silent_matters(soon))
    for matter in unreceived:
        _remind(
            matter,
            f"签收截止 {day_words(matter.receive_by)}",
            f"receive-due:{matter.pk}:{matter.revision}",
            at,
        )
    for matter in silent:
        owed = _owed(matter)
        _remind(matter, f"{day_words(owed)}前反馈进展", f"word-due:{matter.pk}:{owed}", at)
    return len(unreceived) + len(silent)


def confirm_limits(*, at: datetime) -> int:
    """Limits that waited for a holiday notice are counted again once it is there; returns how many."""
    calendar = work_calendar()
    waiting = Matter.objects.filter(is_provisional=True, state__in=IN_HAND, days__isnull=False)
    due = waiting.order_by("pk").values_list("pk", "due_on")
    return sum(_confirm(pk, at) for pk, due_on in due if not calendar.is_provisional(due_on))


@transaction.atomic
def _confirm(matter_id: int, at: datetime) -> bool:
    matter, places = held_matter(matter_id, at)
    if not matter.is_provisional or matter.days is None or matter.assigned_on is None:
        return False
    former = matter.due_on
    set_limit(matter, matter.assigned_on)
    if matter.state == MatterState.ASSIGNED:
        term = term_on(matter.kind, matter.assigned_on)
        matter.receive_by = work_calendar().add(matter.assigned_on, term.receive_workdays)
    matter.revision += 1
    matter.save(update_fields=["due_on", "is_provisional", "receive_by", "revision"])
    project_lights(matter, at)
    note(
        SYSTEM, "limit_confirmed", matter, places.lead, at,
        before={"due_on": former.isoformat()}, after={"due_on": matter.due_on.isoformat()},
    )  # fmt: skip
    if matter.due_on != former:
        tell_unit(
            matter, DOERS, f"时限按放假通知核定为 {day_words(matter.due_on)}：{matter.title}",
            kind="matter_due", key=f"limit-confirmed:{matter.pk}:{matter.due_on}", at=at,
        )  # fmt: skip
    return True


def _owed(matter: Matter) -> date:
    assert matter.last_word_on is not None
    return matter.last_word_on + timedelta(days=matter.word_days)


def _remind(matter: Matter, words: str, key: str, at: datetime) -> None:
    tell_unit(matter, DOERS, f"{words}：{matter.title}", kind="matter_due", key=key, at=at)
