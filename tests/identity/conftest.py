"""Doors and clocks of the identity tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from dukao.identity.models import Account
from tests.conftest import NOW, PASSWORD


@pytest.fixture(autouse=True)
def travel(settings: Settings) -> Iterator[time_machine.Traveller]:
    """The machine's clock stands at NOW until a test moves it, and the product's with it."""
    settings.DUKAO_CLOCK_OFFSET = 0
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def knock() -> Callable[..., tuple[Client, int, str]]:
    """Try to log in at the door itself; answers with the client, the status and the page."""

    def knock(username: str, password: str = PASSWORD, **more: str) -> tuple[Client, int, str]:
        client = Client()
        answer = client.post("/account/login/", {"username": username, "password": password, **more})
        return client, answer.status_code, answer.content.decode() or answer["Location"]

    return knock


@pytest.fixture
def inside() -> Callable[[Account], Client]:
    """A browser in which this account is logged in."""

    def enter(account: Account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return enter
