"""Whole numbers in an address or a form: what is no number is as good as absent."""

from __future__ import annotations

from django.http import QueryDict

#: The largest a database takes as a key.
LARGEST = 2**63 - 1


def number_in(query: QueryDict, name: str) -> int | None:
    return whole_number(query.get(name, ""))


def numbers_in(query: QueryDict, name: str) -> list[int]:
    return [number for text in query.getlist(name) if (number := whole_number(text)) is not None]


def whole_number(text: str) -> int | None:
    """
    >>> whole_number("12"), whole_number("１２"), whole_number("-1"), whole_number("9" * 30)
    (12, None, None, None)
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if number <= LARGEST else None
