"""OpenID Connect: authorisation code with PKCE, state and nonce; tokens are held against the provider's keys.

Authlib speaks the protocol. What is ours is narrowed here: signatures with a public key alone, one issuer,
one audience.
"""

from __future__ import annotations

from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoOAuth2App, OAuth
from django.conf import settings
from django.http import HttpRequest
from joserfc.errors import JoseError

from dukao.identity.sso.arrival import Arrival, NotProved

#: Signed by whoever holds the provider's private key; with HS256 or none anybody could write a token.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
SECONDS = 10
#: Clocks of two machines differ.
LEEWAY_SECONDS = 60

#: Whatever a provider that is down, misconfigured or not itself lets the libraries stumble over.
STUMBLES = (
    AuthlibBaseError, JoseError, requests.RequestException, RuntimeError, ValueError, LookupError, TypeError,
)  # fmt: skip


class OpenId:
    """The provider of ``DUKAO_OIDC_ISSUER``."""

    @property
    def source(self) -> str:
        return f"oidc:{settings.DUKAO_OIDC_ISSUER}"

    def leave(self, request: HttpRequest, back: str) -> str:
        try:
            return str(_client().authorize_redirect(request, back).url)
        except STUMBLES as error:
            raise NotProved from error

    def arrive(self, request: HttpRequest, back: str) -> Arrival:
        try:
            token = _client().authorize_access_token(
                request, leeway=LEEWAY_SECONDS, claims_options=_claims_options(), timeout=SECONDS
            )
        except STUMBLES as error:
            raise NotProved from error
        claims = token.get("userinfo") or {}
        subject = str(claims.get(settings.DUKAO_OIDC_CLAIM) or "")
        if not subject:
            raise NotProved
        name = claims.get("name") or claims.get("preferred_username") or subject
        return Arrival(self.source, subject, str(name))


def _claims_options() -> dict[str, Any]:
    return {
        "iss": {"essential": True, "value": settings.DUKAO_OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.DUKAO_OIDC_CLIENT_ID},
        "exp": {"essential": True},
    }


def _client() -> DjangoOAuth2App:
    issuer = settings.DUKAO_OIDC_ISSUER
    client = OAuth().register(
        "dukao",
        client_id=settings.DUKAO_OIDC_CLIENT_ID,
        client_secret=settings.DUKAO_OIDC_CLIENT_SECRET or None,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.DUKAO_OIDC_SCOPE, "code_challenge_method": "S256", "default_timeout": SECONDS,
        },
    )  # fmt: skip
    described = client.load_server_metadata()
    if described.get("issuer") != issuer:
        raise NotProved
    offered = described.get("id_token_signing_alg_values_supported") or ["RS256"]
    described["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
    return client
