"""运行状况 stands in the navigation of the system administrator."""

from __future__ import annotations

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class OperationsConfig(AppConfig):
    name = "dukao.operations"
    verbose_name = "运行"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.operations.policies import can_see_status
        from dukao.ui.navigation import Item, Section, navigation

        navigation.add(
            Section.ADMINISTRATION,
            Item(
                "运行状况",
                icon="settings",
                url_name="operations:status",
                order=90,
                shown_to=lambda actor: can_see_status(actor).allowed,
            ),
        )
