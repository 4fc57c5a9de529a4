"""Everything the OpenAPI document allows, and what it does not, is asked: no answer is a fault of the server.

Schemathesis draws the requests. The addresses a device in the field speaks to are asked in the same way; they
are no interface for programs, so they stand here and not in the document.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dukao.identity.models import Account
from dukao.schemes.web.api import DOCUMENT
from tests.conftest import City
from tests.patrols.planting import plant_group, plant_issued
from tests.scoring.test_docs import EXAMPLES

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FEW, MANY = 25, 2000
_JSON = {"application/json": {"schema": {}}}
_ANY = {
    str(status): {"description": "a word", "content": _JSON}
    for status in (200, 400, 403, 404, 405, 413, 415, 422)
}
_TEXT: dict[str, Any] = {"type": "string"}
FIELD: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "The page in the field", "version": "1"},
    "paths": {
        "/patrols/field/tasks/": {
            "get": {"parameters": [{"name": "device", "in": "query", "schema": _TEXT}], "responses": _ANY},
        },
        "/patrols/field/changes/": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": {
                    "type": "object",
                    "required": ["device", "changes"],
                    "properties": {
                        "device": {"type": "string", "format": "uuid"},
                        "changes": {"type": "array", "maxItems": 5, "items": {
                            "type": "object",
                            "required": ["uid", "task", "kind", "visit", "mark", "parents", "said_at", "body"],
                            "properties": {
                                "uid": {"type": "string", "format": "uuid"},
                                "task": {"type": "integer", "enum": [1, 2, 0, -1, 2**63, 2**70]},
                                "kind": {"enum": ["visit", "answer", "finding", "informant", "other"]},
                                "visit": {"type": "string", "format": "uuid"},
                                "mark": {"anyOf": [{"type": "string", "format": "uuid"}, {"enum": ["visit", "1", "9" * 40]}]},
                                "parents": {"type": "array", "maxItems": 2, "items": {"type": "string", "format": "uuid"}},
                                "said_at": {"type": "string", "format": "date-time"},
                                "body": {"type": "object"},
                            },
                        }},
                    },
                }}}},
                "responses": _ANY,
            },
        },
        "/patrols/field/photos/": {
            "post": {
                "requestBody": {"content": {"multipart/form-data": {"schema": {
                    "type": "object",
                    "properties": {"uid": _TEXT, "finding": _TEXT, "file": {"type": "string", "format": "binary"}},
                }}}},
                "responses": _ANY,
            },
        },
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """The server's signals would close the connection in which the test's transaction stands."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_the_document_names_every_address_below_api() -> None:
    from django.urls import get_resolver

    [api] = [one for one in get_resolver().url_patterns if str(one.pattern).startswith("api/")]
    assert {f"/{api.pattern}{one.pattern}" for one in api.url_patterns} == set(json.loads(DOCUMENT)["paths"])


def test_it_is_read_by_who_is_logged_in(city: City, client: Client) -> None:
    assert client.get("/api/v1/openapi.json").json()["error"]["code"] == "log_in_required"
    client.force_login(city.reporter)
    assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"


def test_no_request_is_a_fault(city: City) -> None:
    ask(json.loads(DOCUMENT), city.reporter, FEW, CHECKS)


def test_no_scheme_is_a_fault(city: City) -> None:
    """The same around requests that can be scored, so that the engine itself is reached."""
    ask(_around_an_example(), city.reporter, FEW, CHECKS)


def test_no_request_of_a_device_is_a_fault(city: City) -> None:
    plant_issued(city, plant_group(city))
    ask(FIELD, city.patroller, FEW, [not_a_server_error])


@pytest.mark.nightly
@pytest.mark.parametrize("what", ["document", "around an example", "field"])
def test_thoroughly(what: str, city: City) -> None:
    plant_issued(city, plant_group(city))
    asked = {"document": json.loads(DOCUMENT), "around an example": _around_an_example(), "field": FIELD}[
        what
    ]
    who = city.patroller if what == "field" else city.reporter
    ask(asked, who, MANY, [not_a_server_error] if what == "field" else CHECKS)


def ask(document: dict[str, Any], account: Account, examples: int, checks: list[Callable[..., Any]]) -> None:
    """Every operation of the document with what it allows and what it forbids."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = get_wsgi_application()
    client = Client()
    client.force_login(account)
    request = RequestFactory().get("/")
    token = get_token(request)
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": request.META["CSRF_COOKIE"]}
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())
    for operation in operations:
        for mode in GenerationMode:

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(
                max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck),
                phases=(Phase.explicit, Phase.generate), derandomize=examples == FEW,
            )  # fmt: skip
            def one(case: schemathesis.Case) -> None:
                headers = {
                    "X-CSRFToken": token,
                    "Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items()),
                }
                response = case.call(headers=headers)
                case.validate_response(response, checks=checks)

            one()


def _around_an_example() -> dict[str, Any]:
    """The document with a scheme that scores, and small tables of codes it knows."""
    document: dict[str, Any] = json.loads(DOCUMENT)
    document["paths"] = {"/api/v1/score/preview": document["paths"]["/api/v1/score/preview"]}
    parts = document["components"]["schemas"]
    figure = {
        "anyOf": [
            {"type": "number"},
            {"enum": ["0", "1e999", "-0", "NaN", "∞", "１２", "1/3", "9" * 400, "76%"]},
        ]
    }
    cells = {
        "unit": {"enum": ["zjj", "swj", "", "\u202e", "x" * 500]}, "name": {"type": "string"},
        "group": {"enum": ["", "县区", "市直"]}, "indicator": {"enum": ["J-15", "J-11", "N-01", "J-99"]},
        "period": {"enum": ["2026-Q3", "2026-09", "2026", "9999-12", "0000-00"]},
        "value": figure, "target": figure, "worst": figure, "best": figure, "count": figure,
        "state": {"enum": ["reported", "pending", "not_applicable", "?"]}, "level": {"type": "string"},
    }  # fmt: skip
    parts["Row"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": cells,
        "required": ["unit", "indicator"],
    }
    parts["Preview"]["properties"]["scheme"] = {"enum": EXAMPLES}
    parts["Preview"]["properties"]["period"] = {
        "enum": ["2026-Q3", "2026-09", "2026", "9999-Q4", "0001-Q1", "2026-Q5"]
    }
    for name in ("facts", "targets", "roster"):
        parts["Preview"]["properties"][name] |= {"maxItems": 6}
    return document
