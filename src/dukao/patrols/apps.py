"""Patrols: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

#: First rules hold for every task there can be, until the office sets its own.
FIRST_DAY = date(2000, 1, 1)


class PatrolsConfig(AppConfig):
    name = "dukao.patrols"
    verbose_name = "督导巡查"

    def ready(self) -> None:
        from dukao.documents.access import add_rule
        from dukao.journal.sentences import register
        from dukao.kernel.sealing import renewals
        from dukao.notifications.kinds import register_kinds
        from dukao.patrols.sampling import add_pool
        from dukao.patrols.selectors.draws import MATTERS
        from dukao.patrols.selectors.photos import is_shown_as_photo
        from dukao.patrols.services import renew_seals
        from dukao.patrols.vocabulary import EVENTS, FIELDS, NOTICE_KINDS

        register(EVENTS, FIELDS)
        renewals["反映人和移交线索"] = renew_seals
        register_kinds(*NOTICE_KINDS)
        add_rule(is_shown_as_photo)
        add_pool(MATTERS)
        _add_navigation()
        post_migrate.connect(_found_rules, sender=self)


def _add_navigation() -> None:
    from dukao.patrols.policies import can_see_draws, can_use_field
    from dukao.ui.navigation import Item, Section, navigation

    navigation.add(
        Section.PATROLS,
        Item(
            "现场走访", icon="walk", url_name="patrols:field", order=10,
            shown_to=lambda actor: can_use_field(actor).allowed, covers=("patrols:field_splits",),
        ),
        Item(
            "抽查", icon="dice-5", url_name="patrols:draws", order=30,
            shown_to=lambda actor: can_see_draws(actor).allowed, covers=("patrols:draw", "patrols:draw_add"),
        ),
    )  # fmt: skip


def _found_rules(**_: Any) -> None:
    from dukao.patrols.services import found_patrol_rules

    found_patrol_rules(on=FIRST_DAY)
