"""What every request passes: idle limit, the actor, log-in, a password or second factor that is due."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from dukao.identity.selectors import actor_on_record, looking_actor
from dukao.identity.vocabulary import (
    ACTING_FOR_KEY,
    FACTOR_DUE_KEY,
    IDLE_LIMIT,
    LAST_SEEN_KEY,
    PASSWORD_LIFE,
    POLL_HEADER,
    VISIT_KEY,
    VOUCHED_KEY,
)
from dukao.kernel import clock
from dukao.kernel.actor import ANONYMOUS
from dukao.ui.rendering import go_on

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Pages one can reach while a new password is due.
OPEN_WHILE_PASSWORD_DUE = frozenset({"identity:password", "identity:password_strength", "identity:logout"})

#: Pages one can reach while a second factor is due.
OPEN_WHILE_FACTOR_DUE = OPEN_WHILE_PASSWORD_DUE | {
    "identity:second_factor", "identity:begin_factor", "identity:confirm_factor", "identity:begin_key",
    "identity:add_key",
}  # fmt: skip


def forwarded_address_middleware(get_response: GetResponse) -> GetResponse:
    """Behind a proxy the address is the last it wrote down; those before it are anybody's claim."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.DUKAO_PROXY:
            seen = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ip_address(seen))
        return get_response(request)

    return middleware


def idle_limit_middleware(get_response: GetResponse) -> GetResponse:
    """End a session that was not used for 30 minutes (等保 2.0 三级 身份鉴别 b).

    On the machine's clock: the product's may stand elsewhere in a demo, and idleness is real.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            idle = now - request.session.get(LAST_SEEN_KEY, now)
            if idle > IDLE_LIMIT.total_seconds():
                logout(request)
                request.is_idle_logout = True  # type: ignore[attr-defined]
            elif POLL_HEADER not in request.headers and (
                not 0 <= idle <= 60 or LAST_SEEN_KEY not in request.session
            ):
                # Writing the session once a minute is exact enough and spares a write per page. A time in the
                # future is from a clock that has been set right since.
                request.session[LAST_SEEN_KEY] = now
        return get_response(request)

    return middleware


def actor_middleware(get_response: GetResponse) -> GetResponse:
    """Give every request its record and its actor: the person, or the person in the place they have taken."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        request.record = None  # type: ignore[attr-defined]
        if user.is_authenticated and user.is_support:
            visit = request.session.get(VISIT_KEY)
            request.actor = looking_actor(user, visit, clock.now())  # type: ignore[attr-defined]
        elif user.is_authenticated:
            acting_for = request.session.get(ACTING_FOR_KEY)
            request.actor, record = actor_on_record(  # type: ignore[attr-defined]
                user, clock.today(), acting_for=acting_for
            )
            if request.method == "GET":  # whoever changes something goes on from there
                request.record = record  # type: ignore[attr-defined]
        else:
            request.actor = ANONYMOUS  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


class LogInRequired(LoginRequiredMiddleware):
    """Leads to the log-in page and from there back to the page one was on, not to a form's target."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        asked = {"next": _page_of(request)}
        if getattr(request, "is_idle_logout", False):
            asked["idle"] = "1"
        return HttpResponseRedirect(f"{reverse('identity:login')}?{urlencode(asked)}")


def password_due_middleware(get_response: GetResponse) -> GetResponse:
    """Lead to the password page while the password is new from somebody else or older than 90 days."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and not user.is_demo and not request.session.get(VOUCHED_KEY):
            changed = user.password_changed_at
            is_old = changed is None or clock.now() - changed > PASSWORD_LIFE
            if user.must_change_password or is_old:
                return _hold(request, get_response, "identity:password", OPEN_WHILE_PASSWORD_DUE)
        return get_response(request)

    return middleware


def factor_due_middleware(get_response: GetResponse) -> GetResponse:
    """Lead to the page of the second factor while the person's roles ask for one and there is none."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated and request.session.get(FACTOR_DUE_KEY):
            return _hold(request, get_response, "identity:second_factor", OPEN_WHILE_FACTOR_DUE)
        return get_response(request)

    return middleware


def _hold(
    request: HttpRequest, get_response: GetResponse, page: str, open_pages: frozenset[str]
) -> HttpResponseBase:
    """Only these pages are open until it is done, and the frame of the page offers no others."""
    if resolve(request.path_info).view_name not in open_pages:
        return go_on(request, reverse(page))
    request.open_pages = open_pages  # type: ignore[attr-defined]
    return get_response(request)


def _page_of(request: HttpRequest) -> str:
    """The local page the request came from: of a fragment or a form, the page it stood on."""
    if request.headers.get("HX-Request"):
        page = request.headers.get("HX-Current-URL", "")
    elif request.method == "POST":
        page = request.headers.get("Referer", "")
    else:
        return request.get_full_path()
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=hosts, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
