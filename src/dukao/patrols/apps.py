"""Patrols: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from dukao.kernel.regimes import SecrecyLabel

if TYPE_CHECKING:
    from dukao.kernel.actor import Actor

#: First rules hold for every task there can be, until the office sets its own.
FIRST_DAY = date(2000, 1, 1)


class PatrolsConfig(AppConfig):
    name = "dukao.patrols"
    verbose_name = "督导巡查"
    secrecy = SecrecyLabel.WORK_SECRET

    def ready(self) -> None:
        from dukao.checks import burden, evidence, fieldwork, participants
        from dukao.checks.burden import Measure
        from dukao.documents.access import add_rule
        from dukao.issues.finders import add_finder
        from dukao.journal.sentences import register
        from dukao.kernel.sealing import renewals
        from dukao.notifications.kinds import register_kinds
        from dukao.patrols.sampling import add_pool
        from dukao.patrols.selectors.draws import MATTERS
        from dukao.patrols.selectors.for_checks import (
            asked_by_patrols,
            days_in_the_field,
            errands_of,
            findings_to_cite,
            first_visit_recorded,
            who_was_in_the_field,
        )
        from dukao.patrols.selectors.photos import is_shown_as_photo
        from dukao.patrols.selectors.seeing import found_by_own_groups
        from dukao.patrols.selectors.waiting import patrol_deadlines, todos
        from dukao.patrols.services import renew_seals
        from dukao.patrols.vocabulary import EVENTS, FIELDS, NOTICE_KINDS
        from dukao.ui import deadlines
        from dukao.ui.todo import add_source

        register(EVENTS, FIELDS)
        renewals["反映人和移交线索"] = renew_seals
        register_kinds(*NOTICE_KINDS)
        add_rule(is_shown_as_photo)
        add_pool(MATTERS)
        add_finder(found_by_own_groups)
        evidence.add_source(findings_to_cite)
        participants.add_source(who_was_in_the_field)
        fieldwork.add_source(errands_of)
        fieldwork.add_day_source(days_in_the_field)
        burden.add_source(
            asked_by_patrols, Measure.VISITS, Measure.DAYS_SPENT, first_day=first_visit_recorded
        )
        add_source(todos)
        deadlines.add_source(patrol_deadlines)
        _add_navigation()
        post_migrate.connect(_found_rules, sender=self)


def _add_navigation() -> None:
    from dukao.patrols.policies import (
        can_see_clues,
        can_see_draws,
        can_see_patrols,
        can_see_process,
        can_see_tasks,
        can_use_field,
    )
    from dukao.ui.navigation import Item, Section, navigation

    def sees(actor: Actor) -> bool:
        return can_see_tasks(actor).allowed

    navigation.lead(Section.PATROLS, lambda actor: can_use_field(actor).allowed)
    navigation.add(
        Section.PATROLS,
        Item(
            "现场走访", icon="walk", url_name="patrols:field", order=5,
            shown_to=lambda actor: can_use_field(actor).allowed, covers=("patrols:field_splits",),
        ),
        Item(
            "抽查", icon="dice-5", url_name="patrols:draws", order=30,
            shown_to=lambda actor: can_see_draws(actor).allowed,
            covers=("patrols:draw", "patrols:draw_add", "patrols:draw_send"),
        ),
        Item(
            "巡查任务", icon="route", url_name="patrols:tasks", order=10, shown_to=sees,
            covers=(
                "patrols:task", "patrols:task_add", "patrols:task_edit", "patrols:tasks-", "patrols:visit",
            ),
        ),
        Item(
            "现场发现", icon="eye-search", url_name="patrols:findings", order=20, shown_to=sees,
            covers=("patrols:finding", "patrols:findings-", "patrols:instructions-"),
        ),
        Item(
            "督导巡查组", icon="users-group", url_name="patrols:groups", order=60,
            shown_to=lambda actor: can_see_patrols(actor).allowed,
            covers=(
                "patrols:group", "patrols:group_add", "patrols:group_edit", "patrols:groups-",
                "patrols:rules",
            ),
        ),
        Item(
            "巡查组考核", icon="school", url_name="patrols:assessment", order=70, shown_to=sees,
            covers=("patrols:debrief", "patrols:submit", "patrols:debriefs-"),
        ),
        Item(
            "线索移交", icon="mail-forward", url_name="patrols:clues", order=80,
            shown_to=lambda actor: can_see_clues(actor).allowed, covers=("patrols:clue", "patrols:clues-"),
        ),
        Item(
            "巡查办理过程", icon="history", url_name="patrols:process", order=90,
            shown_to=lambda actor: can_see_process(actor).allowed, covers=("patrols:process_export",),
        ),
    )  # fmt: skip


def _found_rules(**_: Any) -> None:
    from dukao.patrols.services import found_patrol_rules

    found_patrol_rules(on=FIRST_DAY)
