"""运行状况 stands in the navigation of the system administrator."""

from __future__ import annotations

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "dukao.operations"
    verbose_name = "运行"

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
