from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from dukao.ui import shell as shell_module
from dukao.ui.navigation import Item, Navigation, Section
from dukao.ui.shell import AccountItem, Notices, Slots
from tests.browser import OpenConnections
from tests.ui import site


@pytest.fixture
def navigation(monkeypatch: pytest.MonkeyPatch) -> Navigation:
    """The navigation and the slots of the shell, empty, whatever the apps have registered."""
    empty = Navigation()
    monkeypatch.setattr(shell_module, "navigation", empty)
    monkeypatch.setattr(shell_module, "slots", Slots())
    return empty


@pytest.fixture
def furnished(navigation: Navigation) -> None:
    """A few entries, three notices, a search box, an account menu."""
    navigation.add(Section.HOME, Item("工作台", icon="home", url_name="landing"))
    navigation.add(
        Section.DELIVERY, Item("逐项审核", icon="checks", url_name="search", count=lambda actor: 38, hot=True)
    )
    navigation.add(Section.ADMINISTRATION, Item("组件库", icon="table", url_name="landing", covers=("ui:",)))
    slots = shell_module.slots
    slots.notices = Notices("landing", lambda actor: 3)
    slots.search_url_name = "search"
    slots.account.append(AccountItem("退出", "landing", icon="logout", post=True))
    slots.foot.append(lambda actor: "数据截至 14:30")


@pytest.fixture
def kit(settings: Settings, furnished: None) -> None:
    """The site of tests/ui/site.py in the place of the product's."""
    settings.ROOT_URLCONF = "tests.ui.site"
    settings.MIDDLEWARE = site.MIDDLEWARE
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.DUKAO_DEMO = True
    settings.DUKAO_PLACE = "示例市"


@pytest.fixture
def browse(kit: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(scope="session")
def kit_server(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveServer]:
    """A server of its own: it takes its middleware when it starts, and the one of all others has the product's."""
    with django_db_blocker.unblock(), override_settings(MIDDLEWARE=site.MIDDLEWARE):
        live = LiveServer("127.0.0.1")
    yield live
    live.stop()


@pytest.fixture(scope="session")
def kit_connections(kit_server: LiveServer) -> OpenConnections:
    return OpenConnections(kit_server)


@pytest.fixture
def server(kit: None, transactional_db: None, kit_server: LiveServer) -> str:
    """The address of the kit's site."""
    return kit_server.url
