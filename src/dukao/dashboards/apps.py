"""The landing page leads the navigation, and the search box gets its address."""

from __future__ import annotations

from django.apps import AppConfig

from dukao.kernel.regimes import SecrecyLabel


class DashboardsConfig(AppConfig):
    name = "dukao.dashboards"
    verbose_name = "工作台"
    secrecy = SecrecyLabel.INTERNAL

    def ready(self) -> None:
        from dukao.dashboards.policies import can_see_wall
        from dukao.ui.navigation import Item, Section, navigation
        from dukao.ui.shell import AccountItem, slots

        slots.home_url_name = "dashboards:home"
        slots.search_url_name = "dashboards:search"
        slots.search_hint = "搜索单位、督办事项、指标"
        slots.account.append(AccountItem("使用手册", url_name="dashboards:manual", icon="books"))
        navigation.add(
            Section.HOME,
            Item(
                "工作台", icon="home", url_name="dashboards:home", order=1,
                covers=("dashboards:part", "dashboards:todo"),
            ),
        )  # fmt: skip
        navigation.add(
            Section.SUPERVISION,
            Item(
                "调度指挥中心", icon="device-tv", url_name="dashboards:wall", order=40,
                shown_to=lambda actor: can_see_wall(actor).allowed,
            ),
        )  # fmt: skip
