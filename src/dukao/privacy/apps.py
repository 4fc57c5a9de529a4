"""Personal information: what this room adds to the frame."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from dukao.kernel.regimes import SecrecyLabel

#: First clocks hold for everything there can be, until the place sets its own.
FIRST_DAY = date(2000, 1, 1)


class PrivacyConfig(AppConfig):
    name = "dukao.privacy"
    verbose_name = "个人信息"
    secrecy = SecrecyLabel.PERSONAL

    def ready(self) -> None:
        from dukao.journal.sentences import register
        from dukao.kernel.sealing import renewals
        from dukao.notifications.kinds import register_kinds
        from dukao.privacy.selectors.waiting import todos
        from dukao.privacy.services import renew_request_seals
        from dukao.privacy.vocabulary import EVENTS, FIELDS, NOTICE_KINDS
        from dukao.ui.shell import AccountItem, slots
        from dukao.ui.todo import add_source

        register(EVENTS, FIELDS)
        register_kinds(*NOTICE_KINDS)
        renewals["个人信息请求"] = renew_request_seals
        add_source(todos)
        slots.account.insert(1, AccountItem("我的个人信息", url_name="privacy:mine", icon="id"))
        _add_navigation()
        post_migrate.connect(_found_rules, sender=self)


def _add_navigation() -> None:
    from dukao.privacy.policies import can_handle_requests, can_inspect, can_see_keeping
    from dukao.ui.navigation import Item, Section, navigation

    navigation.add(
        Section.ADMINISTRATION,
        Item(
            "个人信息请求", icon="id", url_name="privacy:requests", order=86,
            shown_to=lambda actor: can_handle_requests(actor).allowed,
        ),
        Item(
            "个人信息保护", icon="shield-lock", url_name="privacy:keeping", order=87,
            shown_to=lambda actor: can_see_keeping(actor).allowed,
            covers=("privacy:register", "privacy:destructions", "privacy:clock", "privacy:rules"),
        ),
    )  # fmt: skip
    navigation.add(
        Section.OVERSIGHT,
        Item(
            "查阅个人信息", icon="id", url_name="privacy:inspections", order=60,
            shown_to=lambda actor: can_inspect(actor).allowed, covers=("privacy:inspection",),
        ),
    )  # fmt: skip


def _found_rules(**_: Any) -> None:
    from dukao.privacy.services import found_privacy_rules

    found_privacy_rules(on=FIRST_DAY)
