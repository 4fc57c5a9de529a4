"""Matters: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from dukao.kernel.regimes import SecrecyLabel

if TYPE_CHECKING:
    from dukao.kernel.actor import Actor
    from dukao.kernel.prepared import Count

#: First rules hold for every matter there can be, until the office sets its own.
FIRST_DAY = date(2000, 1, 1)


class MattersConfig(AppConfig):
    name = "dukao.matters"
    verbose_name = "督办"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.checks import burden
        from dukao.checks.burden import Measure
        from dukao.documents.access import add_rule
        from dukao.issues.origins import add_finder
        from dukao.journal.sentences import register
        from dukao.matters.selectors.burden import asked_by_matters, first_matter_assigned
        from dukao.matters.selectors.deadlines import deadlines_of
        from dukao.matters.selectors.deciding import waiting_for_decision
        from dukao.matters.selectors.decisions import is_shown_as_source
        from dukao.matters.selectors.evidence import is_shown_as_proof
        from dukao.matters.selectors.practices import matter_as_origin
        from dukao.matters.selectors.waiting import todos
        from dukao.matters.vocabulary import EVENTS, FIELDS, MATTER_KIND, NOTICE_KINDS
        from dukao.notifications.kinds import register_kinds
        from dukao.ui import deadlines
        from dukao.ui.todo import add_source

        register(EVENTS, FIELDS)
        register_kinds(*NOTICE_KINDS)
        add_rule(is_shown_as_source)
        add_rule(is_shown_as_proof)
        add_finder(MATTER_KIND, matter_as_origin)
        burden.add_source(asked_by_matters, Measure.MATTERS, Measure.WORDS, first_day=first_matter_assigned)
        add_source(todos)
        add_source(waiting_for_decision)
        deadlines.add_source(deadlines_of)
        _add_navigation()
        post_migrate.connect(_found_rules, sender=self)


def _add_navigation() -> None:
    from dukao.kernel.roles import Role
    from dukao.matters.policies import (
        DOERS,
        can_see_decisions,
        can_see_led_matters,
        can_see_ledger,
        can_see_lookbacks,
    )
    from dukao.ui.navigation import Item, Section, navigation

    navigation.lead(Section.SUPERVISION, lambda actor: actor.has(Role.OFFICE, Role.LEADER))
    navigation.add(
        Section.SUPERVISION,
        Item(
            "决策", icon="gavel", url_name="decisions:list", order=10,
            shown_to=lambda actor: can_see_decisions(actor).allowed,
            covers=(
                "decisions:show", "decisions:add", "decisions:edit", "decisions:loop", "decisions:import",
                "decisions:intake", "decisions:row",
            ),
        ),
        Item(
            "会议和批示", icon="message-2", url_name="decisions:ledger", order=15,
            shown_to=lambda actor: can_see_decisions(actor).allowed,
        ),
        Item(
            "督办台账", icon="list-check", url_name="matters:ledger", order=20,
            shown_to=lambda actor: can_see_ledger(actor).allowed,
            covers=("matters:show", "matters:add", "matters:edit", "matters:gantt", "matters:carry_year"),
            rest="matters",
        ),
        Item(
            "本单位事项", icon="checklist", url_name="matters:mine", order=10, count=_to_do,
            shown_to=lambda actor: actor.has(*DOERS),
        ),
        Item(
            "挂图作战", icon="layout-kanban", url_name="matters:board", order=30,
            shown_to=lambda actor: can_see_ledger(actor).allowed,
        ),
        Item(
            "领导批示落实", icon="rubber-stamp", url_name="matters:leader", order=40,
            shown_to=lambda actor: can_see_led_matters(actor).allowed,
        ),
        Item(
            "督办升级", icon="stairs-up", url_name="matters:rungs", order=50,
            shown_to=lambda actor: can_see_ledger(actor).allowed, covers=("matters:rung", "matters:explain"),
        ),
        Item(
            "延期申请", icon="calendar-plus", url_name="matters:extensions", order=60,
            shown_to=lambda actor: can_see_lookbacks(actor).allowed,
        ),
        Item(
            "协调请求", icon="message-report", url_name="matters:requests", order=70,
            shown_to=lambda actor: can_see_ledger(actor).allowed, covers=("matters:request",),
        ),
        Item(
            "回头看", icon="eye-check", url_name="matters:lookbacks", order=80,
            shown_to=lambda actor: can_see_lookbacks(actor).allowed, covers=("matters:lookback",),
        ),
        Item(
            "督办规则", icon="adjustments", url_name="matters:rules", order=90,
            shown_to=lambda actor: can_see_lookbacks(actor).allowed,
        ),
    )  # fmt: skip


def _to_do(actor: Actor) -> Count:
    from dukao.kernel.clock import today
    from dukao.matters.selectors.own import count_due

    return count_due(actor, today())


def _found_rules(**_: Any) -> None:
    from dukao.matters.services import found_rules

    found_rules(on=FIRST_DAY)
