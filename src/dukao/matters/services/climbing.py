"""The ladder climbs by the clock: reminders by themselves, the rest as proposals to named people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from dukao.kernel.actor import SYSTEM, Actor
from dukao.kernel.clock import local_day
from dukao.kernel.flow import apply_move
from dukao.kernel.light import Light
from dukao.kernel.roles import Role
from dukao.kernel.workdays import WorkCalendar
from dukao.matters.ladder import Step, is_over, next_step, steps_of
from dukao.matters.models import Matter, Rung, SupervisionRules
from dukao.matters.policies import DOERS, Places
from dukao.matters.selectors import climbing, light_of, matters_to_climb, rules_on
from dukao.matters.services.holding import held_matter, note
from dukao.matters.services.telling import tell_office, tell_unit
from dukao.matters.vocabulary import IN_HAND, RUNG_FLOW, SETTLED, RungKind, RungState
from dukao.organisations.selectors import work_calendar
from dukao.ui.formats import day as day_words

BATCH = 500


def climb_ladder(*, at: datetime) -> int:
    """Every matter whose next rung is due today climbs it; returns how many moved.

    Each matter is a transaction of its own: what was done before a crash stays, and the next run does the
    rest. A second run on the same day finds nothing, for no rung follows another on one day.
    """
    today = local_day(at)
    rules, calendar = rules_on(today), work_calendar()
    moved, last = 0, 0
    while batch := list(matters_to_climb(today).filter(pk__gt=last).order_by("pk")[:BATCH]):
        due = [matter.pk for matter in batch if _moves(matter, rules, calendar, today)]
        moved += sum(_climb(pk, rules, calendar, at) for pk in due)
        last = batch[-1].pk
    return moved


@transaction.atomic
def _climb(matter_id: int, rules: SupervisionRules, calendar: WorkCalendar, at: datetime) -> bool:
    matter, places = held_matter(matter_id, at)
    rungs = climbing(matter)
    today = local_day(at)
    shown = light_of(matter, rules, calendar, today)
    ended = _ends(matter, rungs, shown)
    if ended:
        end_climb(SYSTEM, matter, places, rungs, shown.finding, at)
        rungs = []
    step = _step(matter, rungs, shown, rules, calendar, today)
    if step is not None:
        _take(matter, places, rungs, step, shown, calendar, at)
    return ended or step is not None


def _moves(matter: Matter, rules: SupervisionRules, calendar: WorkCalendar, day: date) -> bool:
    """Asked before a row is held, so that a day on which little happens costs little."""
    shown, rungs = light_of(matter, rules, calendar, day), climbing(matter)
    return _ends(matter, rungs, shown) or _step(matter, rungs, shown, rules, calendar, day) is not None


def _ends(matter: Matter, rungs: list[Rung], shown: Light) -> bool:
    """A matter reported as done or suspended rests where it is; it may come back."""
    if not rungs:
        return False
    return matter.state in SETTLED or (matter.state in IN_HAND and is_over(rungs, shown.colour))


def _step(
    matter: Matter, rungs: list[Rung], shown: Light, rules: SupervisionRules, calendar: WorkCalendar,
    day: date,
) -> Step | None:  # fmt: skip
    if matter.state not in IN_HAND:
        return None
    return next_step(steps_of(rules), rungs, shown.colour, calendar, day)


def end_climb(
    actor: Actor, matter: Matter, places: Places, rungs: Iterable[Rung], why: str, at: datetime
) -> None:
    """What was proposed lapses; the next climb begins at the first rung."""
    for rung in rungs:
        if rung.state == RungState.PROPOSED:
            apply_move(rung, RUNG_FLOW, "lapse")
    matter.rungs.filter(ended_on=None).update(ended_on=local_day(at))
    note(actor, "climb_ended", matter, places.lead, at, reason=why)


def _take(
    matter: Matter, places: Places, rungs: list[Rung], step: Step, shown: Light, calendar: WorkCalendar,
    at: datetime,
) -> None:  # fmt: skip
    today = local_day(at)
    rung = Rung.objects.create(
        matter=matter, unit_id=matter.lead_unit_id, climb=_climb_number(matter, rungs), kind=step.rung,
        on=today, colour=shown.colour, basis=step.basis,
        state=RungState.TAKEN if step.is_automatic else RungState.PROPOSED,
        cause=f"{shown.finding}（{shown.rule}）" if shown.rule else shown.finding,
        explain_by=None if step.is_automatic else calendar.add(today, step.explain),
    )  # fmt: skip
    after: dict[str, object] = {"rung": str(rung.kind), "climb": rung.climb}
    note(
        SYSTEM, "rung_taken" if step.is_automatic else "rung_proposed", matter, places.lead, at,
        reason=rung.cause, after=after,
    )  # fmt: skip
    _tell(matter, rung, step, at)


def _climb_number(matter: Matter, rungs: list[Rung]) -> int:
    if rungs:
        return rungs[-1].climb
    newest = matter.rungs.order_by("-climb").first()
    return newest.climb + 1 if newest else 1


def _tell(matter: Matter, rung: Rung, step: Step, at: datetime) -> None:
    key = f"rung:{rung.pk}"
    if step.is_automatic:
        title = f"{step.label}：{matter.title}"
        tell_unit(matter, DOERS, title, kind="ladder", body=rung.cause, key=key, at=at)
        if rung.kind == RungKind.RED:
            tell_office(matter, title, roles=[Role.LEADER], kind="ladder", body=rung.cause, key=key, at=at)
        return
    tell_unit(
        matter, DOERS, f"拟升级为{step.label}，{day_words(rung.explain_by)}前可以说明：{matter.title}",
        kind="ladder", body=rung.cause, url=f"/matters/rungs/{rung.pk}/explain/", key=key, at=at,
    )  # fmt: skip
    tell_office(
        matter, f"提请决定{step.label}：{matter.title}", roles={Role.OFFICE, step.by}, kind="ladder",
        body=rung.cause, url=f"/matters/rungs/{rung.pk}/", key=key, at=at,
    )  # fmt: skip
