"""Decimals come back as they went in."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dukao.assessments.models import UnitScore
from dukao.kernel.fields import ExactDecimalField

FIELD = ExactDecimalField()


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=9))
def test_every_digit_survives_the_way_to_the_database_and_back(number: Decimal) -> None:
    stored = FIELD.get_prep_value(number)
    assert stored is not None
    assert FIELD.from_db_value(stored) == number
    assert FIELD.from_db_value(stored).as_tuple().exponent == number.as_tuple().exponent  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["NaN", "Infinity", "四十", "12,5", "1 2"])
def test_what_is_no_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="只能填数字"):
        FIELD.to_python(text)


def test_nothing_is_nothing_and_zero_is_zero() -> None:
    assert FIELD.to_python("") is None
    assert FIELD.to_python(None) is None
    assert FIELD.to_python("0") == Decimal(0)
    assert FIELD.to_python(Decimal(0)) == Decimal(0)


def test_the_column_is_text_on_every_database() -> None:
    kind = UnitScore._meta.get_field("total").db_type(connection)
    assert kind is not None
    assert "char" in kind.lower()
