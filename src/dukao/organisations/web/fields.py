"""Fields that take what people call things: a unit by code or name, days by ranges."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dukao.organisations.fields import UnitBox
from dukao.organisations.vocabulary import Tree


class UnitField(UnitBox):
    """A unit typed as code, name, or what the suggestions offer; resolved on the day of the form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "填代码或名称，从提示里选")
        super().__init__(**kwargs)


class UnitsField(forms.CharField):
    """Several units, one on each line."""

    widget = forms.Textarea

    def __init__(self, *, tree: str = Tree.ADMINISTRATIVE, **kwargs: Any) -> None:
        self.tree = tree
        kwargs.setdefault("max_length", 2000)
        kwargs.setdefault("help_text", "每行一个单位的代码或名称")
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = 3


_DAY = r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?"
_RANGE = re.compile(rf"{_DAY}(?:(?:至|到|~|～|—|–)(?:{_DAY}|(\d{{1,2}})日?))?")


class DaysField(forms.CharField):
    """Days of one year, by ranges: "1月1日至3日、2月6日至12日" or one date on each line."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 2000)
        super().__init__(**kwargs)
        self.widget.attrs["rows"] = 4


def days_from(text: str, year: int) -> list[date]:
    """All days named in ``text``; a part that cannot be read is quoted.

    >>> [day.isoformat() for day in days_from("1月1日至3日、2-28~3-1", 2027)]
    ['2027-01-01', '2027-01-02', '2027-01-03', '2027-02-28', '2027-03-01']
    """
    days: list[date] = []
    for part in re.split(r"[、，,;；\n]+", re.sub(r"[ \t\r\u3000]+", "", text)):
        if part:
            days += _range(part, year)
    return sorted(set(days))


def _range(part: str, year: int) -> list[date]:
    match = _RANGE.fullmatch(part)
    if match is None:
        raise ValidationError(f"“{part}”看不懂。请写作 1月1日至3日，几段之间用顿号隔开。")
    first_year, month, day, last_year, last_month, last_day, short_day = match.groups()
    try:
        first = date(int(first_year or year), int(month), int(day))
        last = first
        if short_day:
            last = first.replace(day=int(short_day))
        elif last_day:
            last = date(int(last_year or first.year), int(last_month), int(last_day))
    except ValueError as error:
        raise ValidationError(f"“{part}”里有不存在的日期，请核对。") from error
    if last < first or last - first > timedelta(days=31):
        raise ValidationError(f"“{part}”的先后不对，或者太长，请核对。")
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
