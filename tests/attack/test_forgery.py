"""Requests that another site makes in somebody's browser: every address refuses what carries no token of ours."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from dukao.journal.models import Entry
from tests.conftest import City

pytestmark = pytest.mark.once

METHODS = ("post", "put", "patch", "delete")
#: Stands for any argument of an address; the token is asked for before anybody looks for the thing.
ARGUMENT = {"int": "1", "str": "a", "slug": "a", "path": "a", "uuid": "00000000-0000-4000-8000-000000000000"}


def _patterns(found: list[URLPattern | URLResolver], before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        route = before + "".join(_filled(str(one.pattern), one))
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, route)
        else:
            yield route, one


def _filled(route: str, one: URLPattern | URLResolver) -> str:
    for name, converter in one.pattern.converters.items():  # type: ignore[union-attr]
        kind = next((key for key in ARGUMENT if f"<{key}:{name}>" in route), "str")
        route = route.replace(f"<{kind}:{name}>", ARGUMENT[kind]).replace(
            f"<{name}>", _fitting(converter.regex)
        )
    return route


def _fitting(regex: str) -> str:
    return "2026-09" if "\\d" in regex or "[0-9]" in regex else "a"


ADDRESSES = list(_patterns(get_resolver().url_patterns))


#: A SAML provider's form has no token of ours. The first writes it into a form of our own and does nothing else; the
#: second takes what answers the question of the very session (tests/identity/test_saml.py).
EXEMPT = ["/account/sso/saml/back/", "/account/sso/saml/again/"]


def test_no_other_view_is_exempt() -> None:
    assert [route for route, one in ADDRESSES if getattr(one.callback, "csrf_exempt", False)] == EXEMPT


@pytest.mark.parametrize("who", ["office", "anonymous"])
def test_every_address_asks_for_the_token(who: str, city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    if who != "anonymous":
        client.force_login(getattr(city, who))
    before = Entry.objects.count()
    short = {"hx-request": "true"}  # a refusal in one sentence instead of a page around it
    taken = [
        f"{method} {route}: {answer.status_code}"
        for route, _ in ADDRESSES
        if route not in EXEMPT
        for method in METHODS
        if (answer := getattr(client, method)(route, headers=short)).status_code != HTTPStatus.FORBIDDEN
        and answer.status_code != HTTPStatus.NOT_FOUND  # no address at all
    ]
    assert taken == []
    assert Entry.objects.count() == before


def test_the_token_of_another_session_is_of_no_use(city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.office)
    client.get("/account/roles/")
    answer = client.post("/notices/", {"csrfmiddlewaretoken": "a" * 64})
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_programs_need_it_too(city: City) -> None:
    """The API takes the session of the pages, so it takes their protection."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(city.reporter)
    client.get("/account/")
    asked = {"data": "{}", "content_type": "application/json"}
    assert client.post("/api/v1/score/preview", **asked).status_code == HTTPStatus.FORBIDDEN
    token = client.cookies["csrftoken"].value
    answer = client.post("/api/v1/score/preview", **asked, headers={"x-csrftoken": token})
    assert answer.status_code != HTTPStatus.FORBIDDEN
