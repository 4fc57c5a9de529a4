"""The journal takes its place in the navigation and names its own event."""

from __future__ import annotations

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class JournalConfig(AppConfig):
    name = "dukao.journal"
    verbose_name = "日志"
    secrecy = SecrecyLabel.WORK_SECRET

    def ready(self) -> None:
        from dukao.journal import sentences
        from dukao.journal.policies import can_read_journal
        from dukao.journal.vocabulary import EVENTS, FIELDS
        from dukao.ui.navigation import Item, Section, navigation

        sentences.register(EVENTS, FIELDS)
        navigation.add(
            Section.OVERSIGHT,
            Item(
                "日志", icon="link", url_name="journal:list", order=90, covers=("journal:show",),
                shown_to=lambda actor: can_read_journal(actor).allowed,
            ),
            Item(
                "日志存证", icon="certificate", url_name="journal:attestations", order=95,
                shown_to=lambda actor: can_read_journal(actor).allowed, covers=("journal:attestation",),
            ),
        )  # fmt: skip
