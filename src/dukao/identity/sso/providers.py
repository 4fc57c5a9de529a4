"""The providers of the settings, behind one face."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest

from dukao.identity.sso.arrival import Arrival
from dukao.kernel.errors import Missing


class Link(Protocol):
    """A mapping of an account; ``source`` begins with the provider's kind."""

    source: str


class Provider(Protocol):
    """One way of proving who one is. ``source`` names the provider in the mapping of accounts."""

    @property
    def source(self) -> str: ...

    def leave(self, request: HttpRequest, back: str) -> str:
        """Where the browser goes; the session remembers what the way back must bring."""
        ...

    def arrive(self, request: HttpRequest, back: str) -> Arrival:
        """Who came back; raises :class:`NotProved`."""
        ...


def providers() -> list[tuple[str, str]]:
    """Kind and name of each provider that is set, as the log-in page shows them."""
    named = (
        ("oidc", settings.DUKAO_OIDC_ISSUER, settings.DUKAO_OIDC_NAME),
        ("cas", settings.DUKAO_CAS_URL, settings.DUKAO_CAS_NAME),
        ("saml", settings.DUKAO_SAML_IDP, settings.DUKAO_SAML_NAME),
    )
    return [(kind, name) for kind, address, name in named if address]


def linkable(links: Iterable[Link]) -> list[tuple[str, str]]:
    """Those of the providers that none of these mappings is of: an account has one of each."""
    linked = {link.source.partition(":")[0] for link in links}
    return [(kind, name) for kind, name in providers() if kind not in linked]


def provider_called(kind: str) -> Provider:
    """Libraries are loaded when somebody comes this way: most processes never need them."""
    if kind == "oidc" and settings.DUKAO_OIDC_ISSUER:
        from dukao.identity.sso.oidc import OpenId

        return OpenId()
    if kind == "cas" and settings.DUKAO_CAS_URL:
        from dukao.identity.sso.cas import Cas

        return Cas()
    if kind == "saml" and settings.DUKAO_SAML_IDP:
        from dukao.identity.sso.saml import Saml

        return Saml()
    raise Missing("没有这种登录方式。请回登录页，用用户名和密码登录。")
