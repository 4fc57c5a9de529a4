"""A site with nothing but the kit, and a person of whom it knows only name and title."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from dukao.kernel.actor import Actor
from dukao.kernel.errors import Refused, Stale

PERSON = Actor(account_id=7, name="何正", unit_name="督考办·综合科")

MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tests.ui.site.as_person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dukao.ui.middleware.clock_middleware",
    "dukao.ui.middleware.RefusalMiddleware",
]


def as_person(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = PERSON  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def landing(request: HttpRequest) -> HttpResponse:
    messages.success(request, "已退回 1 项")
    return HttpResponse("")


def stale(request: HttpRequest) -> HttpResponse:
    raise Stale("林岚刚刚改过这一项。你的内容还在，核对后再存。")


def refused(request: HttpRequest) -> HttpResponse:
    raise Refused("公示期内不能改分（《考评办法》第二十六条）。")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a fault nobody foresaw")


urlpatterns = [
    path("", landing, name="landing"),
    path("search/", landing, name="search"),
    path("stale/", stale, name="stale"),
    path("refused/", refused, name="refused"),
    path("broken/", broken, name="broken"),
    path("gallery/", include("dukao.ui.web.urls")),
]

handler400 = "dukao.ui.web.errors.bad_request"
handler403 = "dukao.ui.web.errors.forbidden"
handler404 = "dukao.ui.web.errors.not_found"
handler500 = "dukao.ui.web.errors.server_error"
