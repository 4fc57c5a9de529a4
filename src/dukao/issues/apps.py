"""Issues: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

#: First rules hold for every problem there can be, until the office sets its own.
FIRST_DAY = date(2000, 1, 1)


class IssuesConfig(AppConfig):
    name = "dukao.issues"
    verbose_name = "问题整改"

    def ready(self) -> None:
        from dukao.documents.access import add_rule
        from dukao.issues.selectors.evidence import is_shown_as_proof
        from dukao.issues.vocabulary import EVENTS, FIELDS, NOTICE_KINDS
        from dukao.journal.sentences import register
        from dukao.notifications.kinds import register_kinds

        register(EVENTS, FIELDS)
        register_kinds(*NOTICE_KINDS)
        add_rule(is_shown_as_proof)
        post_migrate.connect(_found_rules, sender=self)


def _found_rules(**_: Any) -> None:
    from dukao.issues.services import found_rules

    found_rules(on=FIRST_DAY)
