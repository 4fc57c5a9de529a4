"""Questions to security keys, each good for one answer within a few minutes."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from dukao.identity.vocabulary import CHALLENGE_KEY, PENDING_LIMIT
from dukao.identity.webauthn import Site, new_challenge
from dukao.kernel.errors import Stale


def site_of(request: HttpRequest) -> Site:
    """As the browser sees it; ``DUKAO_HOSTS`` and ``DUKAO_PROXY`` say what of that is believed."""
    host = request.get_host()
    name, _, port = host.rpartition(":")
    return Site(host=name if port.isdigit() else host, origin=f"{request.scheme}://{host}")


def ask(request: HttpRequest) -> str:
    """A fresh question; the one before it is answered by nobody any more."""
    challenge = new_challenge()
    request.session[CHALLENGE_KEY] = [challenge, (timezone.now() + PENDING_LIMIT).timestamp()]
    return challenge


def asked(request: HttpRequest) -> str:
    """The question that waits for its answer, or ""."""
    challenge, until = request.session.get(CHALLENGE_KEY, ("", 0))
    return challenge if timezone.now().timestamp() <= until else ""


def answer_to(request: HttpRequest) -> str:
    """The question that is being answered now; a second answer finds none."""
    challenge = asked(request)
    request.session.pop(CHALLENGE_KEY, None)
    if not challenge:
        raise Stale("等得太久，这次验证已经失效。请重新开始。")
    return challenge
