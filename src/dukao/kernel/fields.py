"""A decimal that keeps every digit it came with, on every database."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models


class ExactDecimalField(models.CharField):
    """Stores a ``Decimal`` as its text: "76", "44.160", "3115.670448".

    SQLite keeps decimals as binary floats and PostgreSQL pads them to a fixed scale; scores may depend
    on neither. The engine reads whole columns, so nothing is lost by not calculating in SQL.
    """

    description = "exact decimal"

    # What the type checker takes in and gives out for this field.
    _pyi_private_set_type: Decimal | str | int  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> Decimal | None:
        return None if value is None or value == "" else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, Decimal):
            return value
        if value is None or value == "":
            return None
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise ValidationError("只能填数字，例如 44.16。")
        return number

    def get_prep_value(self, value: Any) -> str | None:
        number = self.to_python(value)
        return None if number is None else format(number, "f")

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""
