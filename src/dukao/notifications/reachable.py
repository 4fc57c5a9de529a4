"""Which machines a channel may call: the open network, and of one's own only what the operator has named.

An address that a person types could lead into the server itself, its neighbours or its cloud (SSRF).
So what counts is the machine that is really called, looked up once and called by its number: a name that
answers differently the second time (DNS rebinding) and an answer that leads elsewhere win nothing.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

_TRANSLATED = ip_network("64:ff9b::/96")


class OutOfBounds(NewConnectionError):
    """The channel's address leads to a machine that may not be called."""


def may_be_called(number: str) -> bool:
    """True for what everybody can reach, and for the networks of DUKAO_GATEWAYS.

    >>> may_be_called("8.8.8.8"), may_be_called("169.254.169.254"), may_be_called("::ffff:10.0.0.1")
    (True, False, False)
    """
    meant = _meant(number)
    if any(meant in ip_network(named, strict=False) for named in settings.DUKAO_GATEWAYS):
        return True
    return meant.is_global and not meant.is_multicast


def _meant(number: str) -> IPv4Address | IPv6Address:
    """The IPv4 machine behind an IPv6 number that only wraps one."""
    found = ip_address(number.partition("%")[0])
    if isinstance(found, IPv4Address):
        return found
    if found in _TRANSLATED:
        return IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1] or found


def call_only_reachable(session: requests.Session) -> None:
    """From here on the session opens no line to any other machine, also not when told to go elsewhere."""
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter())


class _Guarded(HTTPConnection):
    """Looks the name up itself, and calls the number it has looked at."""

    def _new_conn(self) -> socket.socket:
        name = self._dns_host
        try:
            found = socket.getaddrinfo(name, self.port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise NameResolutionError(self.host, self, error) from error  # type: ignore[arg-type]
        numbers = [str(one[4][0]) for one in found]
        if not all(may_be_called(number) for number in numbers):
            raise OutOfBounds(self, f"{name} is a machine of an inner network")
        try:
            self._dns_host = numbers[0]
            return super()._new_conn()
        finally:
            self._dns_host = name  # the certificate is asked for by name


class _GuardedOverTLS(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _PoolOverTLS(HTTPSConnectionPool):
    ConnectionCls = _GuardedOverTLS


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _PoolOverTLS}
