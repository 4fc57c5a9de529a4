"""What an entry's digest is taken over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from json.encoder import encode_basestring
from typing import Any


def _as_text(value: object) -> str:
    """Values JSON does not know, in their one written form."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"the journal cannot keep a {type(value).__name__}: {value!r}")


_encoder = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_as_text
)


def canonical(content: Any) -> str:
    """One text per content: keys sorted, no spaces, characters as they are.

    >>> canonical({"b": Decimal("1.50"), "a": date(2026, 9, 28)})
    '{"a":"2026-09-28","b":"1.50"}'
    """
    return _encoder.encode(content)


def flat(values: Sequence[str | int | None]) -> str:
    """The canonical text of a list without inner structure; rows are verified by the million.

    >>> flat(["甲\\n", 7, None]) == canonical(["甲\\n", 7, None])
    True
    """
    parts = [
        encode_basestring(value) if value.__class__ is str else "null" if value is None else str(value)
        for value in values
    ]
    return f"[{','.join(parts)}]"


@cache
def hasher(algorithm: str) -> Callable[[bytes], Any]:
    """The constructor itself: looking it up by name costs as much as hashing a row."""
    return getattr(hashlib, algorithm, None) or partial(hashlib.new, algorithm)


def digest(data: bytes, algorithm: str) -> bytes:
    return hasher(algorithm)(data).digest()


def content_digest(content: Sequence[str | None], salt: str, algorithm: str) -> str:
    """Digest of the part of an entry that may name persons.

    The salt keeps a short text, such as a name, from being guessed back out of its digest; so the text
    could one day be erased by law while the entry's own digest, and the chain over it, still holds.
    """
    return digest((salt + flat(content)).encode(), algorithm).hex()


def entry_digest(frame: Sequence[str | int | None], content: str, algorithm: str) -> str:
    """Digest of an entry: its frame (when, what, which object) and the digest of its content."""
    return digest(flat([*frame, content]).encode(), algorithm).hex()
