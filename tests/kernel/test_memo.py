"""What is asked twice while a page is read is found once; while something changes nothing is kept."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from dukao.kernel.memo import kept_while_reading, reading_middleware

asked: list[tuple[object, ...]] = []


@kept_while_reading
def answer(*words: str, loud: bool = False) -> str:
    asked.append(words)
    return "".join(words)


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    asked.clear()


def twice(request: HttpRequest) -> HttpResponse:
    answer("a")
    answer("a")
    answer("b")
    answer("a", loud=True)
    return HttpResponse()


def test_a_reading_request_asks_once_for_each_question() -> None:
    reading_middleware(twice)(RequestFactory().get("/"))
    assert asked == [("a",), ("b",), ("a",)]


def test_the_next_request_asks_again() -> None:
    for _ in range(2):
        reading_middleware(twice)(RequestFactory().get("/"))
    assert len(asked) == 6


def test_a_changing_request_keeps_nothing() -> None:
    reading_middleware(twice)(RequestFactory().post("/"))
    assert len(asked) == 4


def test_outside_of_requests_nothing_is_kept() -> None:
    twice(RequestFactory().get("/"))
    assert len(asked) == 4


def test_a_failing_page_leaves_nothing_behind() -> None:
    def fail(request: HttpRequest) -> HttpResponse:
        answer("a")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        reading_middleware(fail)(RequestFactory().get("/"))
    answer("a")
    assert len(asked) == 2
