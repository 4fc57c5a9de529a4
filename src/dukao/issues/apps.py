"""Issues: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from dukao.kernel.regimes import SecrecyLabel

#: First rules hold for every problem there can be, until the office sets its own.
FIRST_DAY = date(2000, 1, 1)


class IssuesConfig(AppConfig):
    name = "dukao.issues"
    verbose_name = "问题整改"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.documents.access import add_rule
        from dukao.issues.origins import add_finder
        from dukao.issues.selectors.deadlines import deadlines_of
        from dukao.issues.selectors.evidence import is_shown_as_proof
        from dukao.issues.selectors.practices import problem_as_origin
        from dukao.issues.selectors.waiting import todos
        from dukao.issues.vocabulary import EVENTS, FIELDS, NOTICE_KINDS, PROBLEM_KIND
        from dukao.journal.sentences import register
        from dukao.notifications.kinds import register_kinds
        from dukao.ui import deadlines
        from dukao.ui.todo import add_source

        register(EVENTS, FIELDS)
        register_kinds(*NOTICE_KINDS)
        add_rule(is_shown_as_proof)
        add_finder(PROBLEM_KIND, problem_as_origin)
        add_source(todos)
        deadlines.add_source(deadlines_of)
        _add_navigation()
        post_migrate.connect(_found_rules, sender=self)


def _add_navigation() -> None:
    from dukao.issues.policies import can_oversee, can_read_practices, can_see_ledger, can_see_own
    from dukao.ui.navigation import Item, Section, navigation

    navigation.add(
        Section.PATROLS,
        Item(
            "问题清单", icon="checklist", url_name="issues:ledger", order=50,
            shown_to=lambda actor: can_see_ledger(actor).allowed,
            covers=("issues:show", "issues:add", "issues:edit", "issues:import", "issues:intake"),
            rest="issues",
        ),
        Item(
            "本单位问题", icon="list-details", url_name="issues:mine", order=51,
            shown_to=lambda actor: can_see_own(actor).allowed, covers=("issues:self_check",),
        ),
        Item(
            "举一反三", icon="topology-star-3", url_name="issues:sweeps", order=52,
            shown_to=lambda actor: can_oversee(actor).allowed, covers=("issues:show_sweep",),
        ),
        Item(
            "整改回头看", icon="eye-check", url_name="issues:lookbacks", order=53,
            shown_to=lambda actor: can_oversee(actor).allowed,
            covers=("issues:look_back", "issues:draw", "issues:drawn"),
        ),
        Item(
            "整改统计", icon="chart-bar", url_name="issues:statistics", order=54,
            shown_to=lambda actor: can_see_ledger(actor).allowed,
        ),
        Item(
            "典型案例", icon="bulb", url_name="issues:practices", order=55,
            shown_to=lambda actor: can_read_practices(actor).allowed,
            covers=("issues:practice", "issues:propose"),
        ),
        Item(
            "整改规则", icon="adjustments", url_name="issues:rules", order=56,
            shown_to=lambda actor: can_oversee(actor).allowed, covers=("issues:group", "issues:add_group"),
        ),
    )  # fmt: skip


def _found_rules(**_: Any) -> None:
    from dukao.issues.services import found_rules

    found_rules(on=FIRST_DAY)
