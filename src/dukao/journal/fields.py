"""JSON that stays, byte for byte, what its digest was taken over."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from dukao.journal.digests import canonical


class CanonicalJSONField(models.TextField):
    """A JSON value stored as its canonical text.

    PostgreSQL's ``jsonb`` would rewrite numbers and the order of keys, and other databases lack it.
    """

    description = "canonical JSON"
    # What the type checker may assume is put in and comes out.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else canonical(value)
