"""The canonical form of a document, whose SHA-256 names a scheme."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from dukao.scoring.numbers import normal


def canonical_json(document: BaseModel) -> str:
    """One spelling for equal documents: keys sorted, no white space, numbers without trailing zeros."""
    data = _normalised(document.model_dump(mode="python", exclude_defaults=True))
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(document: BaseModel) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def _normalised(part: Any) -> Any:
    if isinstance(part, Decimal):
        return normal(part)
    if isinstance(part, dict):
        return {key: _normalised(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_normalised(value) for value in part]
    return part
