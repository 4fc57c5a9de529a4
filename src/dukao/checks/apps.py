"""Checks: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from dukao.kernel.regimes import SecrecyLabel

#: First rules hold for every check there can be, until the office sets its own.
FIRST_DAY = date(2000, 1, 1)


class ChecksConfig(AppConfig):
    name = "dukao.checks"
    verbose_name = "计划"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.checks import burden, vocabulary
        from dukao.checks.burden import Measure
        from dukao.checks.selectors.burden import (
            asked_by_checks,
            asked_by_documents,
            first_check_planned,
        )
        from dukao.checks.selectors.conclusions import is_shown_as_evidence
        from dukao.checks.selectors.waiting import deadlines_of, todos
        from dukao.documents.access import add_rule
        from dukao.documents.selectors import first_document_sent
        from dukao.journal.sentences import register
        from dukao.notifications.kinds import register_kinds
        from dukao.ui import deadlines
        from dukao.ui.todo import add_source

        register(vocabulary.EVENTS, vocabulary.FIELDS)
        register(vocabulary.CONCLUSION_EVENTS, vocabulary.CONCLUSION_FIELDS)
        register(vocabulary.COMPLAINT_EVENTS, vocabulary.COMPLAINT_FIELDS)
        register_kinds(*vocabulary.NOTICE_KINDS)
        add_rule(is_shown_as_evidence)
        add_source(todos)
        deadlines.add_source(deadlines_of)
        burden.add_source(
            asked_by_checks, Measure.CHECKS, Measure.FIELD_DAYS, Measure.HOURS, first_day=first_check_planned
        )
        burden.add_source(asked_by_documents, Measure.DOCUMENTS, first_day=first_document_sent)
        _add_navigation()
        post_migrate.connect(_found_rules, sender=self)


def _add_navigation() -> None:
    from dukao.checks.policies import (
        UNIT_ROLES,
        can_see_city_burden,
        can_see_conclusions,
        can_see_plan,
    )
    from dukao.ui.navigation import Item, Section, navigation

    navigation.add(
        Section.PATROLS,
        Item(
            "检查计划", icon="calendar-event", url_name="checks:plan", order=10,
            shown_to=lambda actor: can_see_plan(actor).allowed,
            covers=(
                "checks:show", "checks:add", "checks:edit", "checks:calendar", "checks:overlaps",
                "checks:additions", "checks:amendments", "checks:import", "checks:rules",
            ),
            rest="checks",
        ),
        Item(
            "来本单位的检查", icon="calendar-user", url_name="checks:mine", order=12,
            shown_to=lambda actor: actor.has(*UNIT_ROLES), covers=("checks:complain",),
        ),
        Item(
            "督查结论", icon="file-certificate", url_name="checks:conclusions", order=50,
            shown_to=lambda actor: can_see_conclusions(actor).allowed,
            covers=("checks:conclusion", "checks:conclude", "checks:redraft", "checks:conclusions-"),
        ),
        Item(
            "基层负担", icon="scale", url_name="checks:burden", order=60,
            shown_to=lambda actor: can_see_city_burden(actor).allowed,
            covers=("checks:unit_burden", "checks:burden_export", "checks:complaints", "checks:answer"),
        ),
    )  # fmt: skip


def _found_rules(**_: Any) -> None:
    from dukao.checks.services import found_rules

    found_rules(on=FIRST_DAY)
