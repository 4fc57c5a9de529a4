"""A channel's address never leads into the server's own network (SSRF), by no name and no detour."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from uuid import uuid4

import pytest
from pytest_django import Settings
from urllib3.util import connection

from dukao.kernel.errors import DomainError
from dukao.notifications import addresses
from dukao.notifications.reachable import may_be_called
from dukao.notifications.transports import Fate, Message, call_gateway
from tests.notifications.gateway import Gateway, running_gateway

MESSAGE = Message(uuid4(), "9 月填报明天截止", "请按时提交。")


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running_gateway() as running:
        yield running


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254",  # noqa: S104
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_what_is_inside_is_out_of_bounds(settings: Settings, number: str) -> None:
    settings.DUKAO_GATEWAYS = []
    assert not may_be_called(number)


def test_what_is_open_or_named_may_be_called(settings: Settings) -> None:
    settings.DUKAO_GATEWAYS = ["10.20.0.0/16", "fd00::/8"]
    assert may_be_called("8.8.8.8")
    assert may_be_called("2400:3200::1")
    assert may_be_called("10.20.3.4")
    assert may_be_called("fd00::5")
    assert not may_be_called("10.21.0.1")


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]"])
def test_a_number_inside_is_refused_when_it_is_typed(settings: Settings, host: str) -> None:
    settings.DUKAO_GATEWAYS = []
    with pytest.raises(DomainError, match="DUKAO_GATEWAYS"):
        addresses.check_address("robot", f"json://{host}/hook")


def test_certificates_are_always_looked_at() -> None:
    with pytest.raises(DomainError, match="证书校验"):
        addresses.check_address("robot", "jsons://robot.example.cn/hook?verify=no")


class TestCalling:
    def test_an_allowed_gateway_is_called(self, gateway: Gateway) -> None:
        assert call_gateway(gateway.address, MESSAGE).fate is Fate.SENT

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1"])
    def test_no_spelling_of_this_machine_is_called(
        self, gateway: Gateway, settings: Settings, host: str
    ) -> None:
        settings.DUKAO_GATEWAYS = []
        outcome = call_gateway(f"json://{host}:{gateway.port}/hook", MESSAGE)
        assert outcome.fate in {Fate.REFUSED, Fate.NOT_SENT}
        assert gateway.calls == []

    def test_a_name_is_looked_up_once_and_called_by_what_was_looked_at(
        self, gateway: Gateway, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Rebinding: the name answers an open number first and this machine from then on."""
        settings.DUKAO_GATEWAYS = []
        asked, called = [], []

        def rebinding(host: object, port: object, *_: object, **__: object) -> object:
            asked.append(host)
            number = "8.8.8.8" if len(asked) == 1 else "127.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))]

        def unplugged(address: tuple[str, int], *_: object, **__: object) -> None:
            called.append(address[0])
            raise OSError("no line in a test")

        monkeypatch.setattr(socket, "getaddrinfo", rebinding)
        monkeypatch.setattr(connection, "create_connection", unplugged)
        call_gateway(f"json://rebind.example.cn:{gateway.port}/hook", MESSAGE)
        assert (asked, called) == (["rebind.example.cn"], ["8.8.8.8"])
        assert call_gateway(f"json://rebind.example.cn:{gateway.port}/hook", MESSAGE).fate is Fate.REFUSED
        assert called == ["8.8.8.8"]

    def test_one_inner_number_among_open_ones_is_enough(
        self, gateway: Gateway, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        settings.DUKAO_GATEWAYS = []
        both = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, gateway.port))
            for number in ("8.8.8.8", "127.0.0.1")
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
        outcome = call_gateway(f"json://mixed.example.cn:{gateway.port}/hook", MESSAGE)
        assert outcome.fate is Fate.REFUSED
        assert "DUKAO_GATEWAYS" in outcome.sentence

    def test_an_answer_that_leads_elsewhere_is_not_followed(self, gateway: Gateway) -> None:
        gateway.answers = [302]
        outcome = call_gateway(gateway.address, MESSAGE)
        assert outcome.fate is Fate.REFUSED
        assert gateway.calls == []
