"""What every answer says about itself, whatever became of the request."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.attack.test_forgery import ADDRESSES as EVERY
from tests.conftest import City
from tests.schemes.access import _published

pytestmark = pytest.mark.once

#: A page, a page for everybody, an answer for programs, a table, a refusal, nothing, an act without a form.
ADDRESSES = (
    "/", "/account/login/", "/api/v1/openapi.json", "/units/export/", "/journal/", "/nothing/", "/account/logout/",
    "/schemes/", "/matters/export/",
)  # fmt: skip
NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED
VERSIONS = re.compile(r"\b(django|python|granian|wsgiserver)\b|/\d+\.\d+", re.I)


@pytest.fixture
def answers(city: City, client: Client) -> dict[str, HttpResponse]:
    client.force_login(city.office)
    return {address: client.get(address) for address in ADDRESSES}  # type: ignore[misc]


def test_the_addresses_stand_for_all_kinds(answers: dict[str, HttpResponse]) -> None:
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 403, 404, 405}


def test_every_answer_is_guarded(answers: dict[str, HttpResponse]) -> None:
    for address, answer in answers.items():
        headers = answer.headers
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["X-Frame-Options"] == "SAMEORIGIN", address
        assert headers["Referrer-Policy"] == "same-origin", address
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert "unsafe" not in headers["Content-Security-Policy"], address
        assert "default-src 'self'" in headers["Content-Security-Policy"], address
        assert "frame-ancestors 'self'" in headers["Content-Security-Policy"], address
        assert "camera=()" in headers["Permissions-Policy"], address
        assert "Access-Control-Allow-Origin" not in headers, address
        cached = headers["Cache-Control"]
        assert "private" in cached, address
        assert "no-cache" in cached, address
        said = "; ".join(
            f"{key}: {value}" for key, value in headers.items() if key != "Content-Security-Policy"
        )
        assert not VERSIONS.search(said), f"{address}: {said}"


def test_answers_for_programs_are_files_to_a_browser(city: City, client: Client) -> None:
    """Also what is refused before anything is read, and what is no address."""
    addresses = ("/api/v1/openapi.json", "/api/v1/score/preview", "/api/nothing")
    answers = [client.get(address) for address in addresses]
    client.force_login(city.office)
    answers += [client.get(address) for address in addresses]
    assert {answer.headers["Content-Disposition"] for answer in answers} == {
        'attachment; filename="api.json"'
    }


def test_every_text_says_its_letters(answers: dict[str, HttpResponse]) -> None:
    for address, answer in answers.items():
        kind = answer.headers["Content-Type"]
        assert "charset=utf-8" in kind if kind.startswith("text/") else kind, address


def test_names_of_downloads_are_ours(answers: dict[str, HttpResponse], city: City, client: Client) -> None:
    """Nothing of the address becomes a file's name (reflected download)."""
    version = _published(city, "economy-2026")
    client.force_login(city.reporter)
    for address in (
        reverse("schemes:yaml", args=[version.pk]),
        reverse("schemes:workbook", args=[version.pk]),
    ):
        told = client.get(f"{address}?name=evil.bat&filename=evil.bat").headers["Content-Disposition"]
        assert "evil" not in told


def test_a_fault_says_nothing_of_the_inside(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("SECRET of the inside")

    monkeypatch.setattr("dukao.identity.web.entrance.render", broken)
    client.raise_request_exception = False
    answer = client.get("/account/login/")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert b"SECRET" not in answer.content
    assert b"Traceback" not in answer.content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("method", ["put", "delete"])
def test_every_address_names_its_methods(city: City, client: Client, method: str) -> None:
    client.force_login(city.office)
    short = {"hx-request": "true"}  # a refusal in one sentence instead of a page around it
    answers = {route: getattr(client, method)(route, headers=short).status_code for route, _ in EVERY}
    assert {route: status for route, status in answers.items() if status != NOT_ALLOWED} == {}


def test_the_browser_forgets_at_log_out(city: City, client: Client) -> None:
    client.force_login(city.office)
    assert client.post("/account/logout/").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:80@evil.example"])
def test_another_name_of_the_host_is_not_believed(
    client: Client, settings: Settings, host: str, db: None
) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert client.get("/account/login/", headers={"host": host}).status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    "path", ["/static/../config/settings.py", "/static/%2e%2e/%2e%2e/secret-key", "/.git/HEAD", "/static/"]
)
def test_no_file_is_served_that_was_not_built(client: Client, path: str, db: None) -> None:
    assert client.get(path).status_code == HTTPStatus.NOT_FOUND
