"""CAS 3.0: a ticket from the browser is shown to the server, which says whose it is. Needs ``dukao[cas]``."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

import requests
from cas import CASClientV3
from django.conf import settings
from django.http import HttpRequest
from lxml.etree import LxmlError
from requests.adapters import HTTPAdapter

from dukao.identity.sso.arrival import Arrival, NotProved

SECONDS = 10
#: What the way back must bring: nobody sends a colleague in with a ticket of their own.
STATE_KEY = "cas_state"


class Cas:
    """The server of ``DUKAO_CAS_URL``."""

    @property
    def source(self) -> str:
        return f"cas:{settings.DUKAO_CAS_URL}"

    def leave(self, request: HttpRequest, back: str) -> str:
        state = request.session[STATE_KEY] = secrets.token_urlsafe(24)
        return str(_client(_service(back, state)).get_login_url())

    def arrive(self, request: HttpRequest, back: str) -> Arrival:
        state, ticket = request.session.pop(STATE_KEY, ""), request.GET.get("ticket", "")
        if not ticket or not state or not secrets.compare_digest(state, request.GET.get("state", "")):
            raise NotProved
        try:
            user, attributes, _ = _client(_service(back, state)).verify_ticket(ticket)
        except (requests.RequestException, LxmlError, ValueError, IndexError, AttributeError) as error:
            raise NotProved from error
        if not user:
            raise NotProved
        return Arrival(self.source, str(user), str((attributes or {}).get("cn") or user))


class _InTime(HTTPAdapter):
    """The library waits for ever; a log-in page does not."""

    def send(self, request: Any, **options: Any) -> Any:  # type: ignore[override]
        return super().send(request, **{**options, "timeout": SECONDS})


def _service(back: str, state: str) -> str:
    return f"{back}?{urlencode({'state': state})}"


def _client(service: str) -> Any:
    session = requests.Session()
    session.mount("https://", _InTime())
    session.mount("http://", _InTime())
    server = settings.DUKAO_CAS_URL.rstrip("/") + "/"
    return CASClientV3(service_url=service, server_url=server, session=session)
