"""Oversight: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from dukao.kernel.regimes import SecrecyLabel

if TYPE_CHECKING:
    from dukao.kernel.actor import Actor
    from dukao.kernel.prepared import Count

#: First rules hold for everything there can be, until the discipline side sets its own.
FIRST_DAY = date(2000, 1, 1)


class OversightConfig(AppConfig):
    name = "dukao.oversight"
    verbose_name = "监督"
    secrecy = SecrecyLabel.WORK_SECRET

    def ready(self) -> None:
        from dukao.documents.access import add_rule
        from dukao.journal.sentences import register
        from dukao.kernel.sealing import renewals
        from dukao.notifications.kinds import register_kinds
        from dukao.oversight.selectors.deadlines import deadlines_of
        from dukao.oversight.selectors.letters import is_shown_as_answer
        from dukao.oversight.selectors.waiting import todos
        from dukao.oversight.services import renew_transfer_seals
        from dukao.oversight.vocabulary import EVENTS, FIELDS, NOTICE_KINDS
        from dukao.ui import deadlines
        from dukao.ui.todo import add_source

        register(EVENTS, FIELDS)
        register_kinds(*NOTICE_KINDS)
        renewals["纪检监督移送"] = renew_transfer_seals
        add_rule(is_shown_as_answer)
        add_source(todos)
        deadlines.add_source(deadlines_of)
        _add_navigation()
        post_migrate.connect(_found_rules, sender=self)


def _add_navigation() -> None:
    from dukao.oversight.policies import can_oversee, can_see_letters, can_see_transfers
    from dukao.ui.navigation import Item, Section, navigation

    navigation.lead(Section.OVERSIGHT, lambda actor: can_oversee(actor).allowed)
    navigation.add(
        Section.OVERSIGHT,
        Item(
            "过程监督", icon="eye", url_name="oversight:stream", order=10, covers=("oversight:entry",),
            shown_to=lambda actor: can_oversee(actor).allowed,
        ),
        Item(
            "值得看的规律", icon="chart-dots", url_name="oversight:hits", order=20,
            shown_to=lambda actor: can_oversee(actor).allowed,
            covers=("oversight:hit", "oversight:patterns", "oversight:pattern"),
        ),
        Item(
            "监督意见", icon="message-2", url_name="oversight:letters", order=30, count=_letters_waiting,
            hot=True, shown_to=lambda actor: can_see_letters(actor).allowed,
            covers=("oversight:letter", "oversight:write", "oversight:edit", "oversight:rules"),
        ),
        Item(
            "移送与回执", icon="transfer", url_name="oversight:transfers", order=40, count=_transfers_waiting,
            shown_to=lambda actor: can_see_transfers(actor).allowed,
            covers=("oversight:transfer", "oversight:hand_over"),
        ),
    )  # fmt: skip


def _letters_waiting(actor: Actor) -> Count:
    from dukao.oversight.selectors.waiting import count_letters

    return count_letters(actor)


def _transfers_waiting(actor: Actor) -> Count:
    from dukao.oversight.selectors.waiting import count_transfers

    return count_transfers(actor)


def _found_rules(**_: Any) -> None:
    from dukao.oversight.services import found_oversight_rules

    found_oversight_rules(on=FIRST_DAY)
