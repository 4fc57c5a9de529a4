"""A year without a notice is provisional; entering it moves every clock at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.workdays import last_announced_year
from dukao.organisations import services
from dukao.organisations.selectors import calendar_years, work_calendar
from dukao.organisations.web.fields import days_from
from dukao.organisations.web.months import in_words, months_of
from tests.conftest import NOW, TODAY, City

YEAR = last_announced_year() + 1
OFF = days_from("1月1日至3日、5月1日至5日、10月1日至7日", YEAR)
SUNDAY = next(day for day in days_from("9月20日至30日", YEAR) if day.weekday() == 6)


def entered(city: City, **changes: object) -> None:
    values = {
        "year": YEAR,
        "notice": "国办发明电〔2026〕9号",
        "days_off": OFF,
        "work_days": [SUNDAY],
        **changes,
    }
    services.enter_notice(actor=city.actor(city.office), at=NOW, **values)  # type: ignore[arg-type]


def test_an_entered_year_is_no_longer_provisional(city: City) -> None:
    day = date(YEAR, 6, 1)
    assert work_calendar().is_provisional(day)
    assert [one.provisional for one in calendar_years(YEAR - 1, YEAR)] == [False, True]
    entered(city)
    calendar = work_calendar()
    assert not calendar.is_provisional(day)
    assert calendar.is_working_day(SUNDAY)
    assert not calendar.is_working_day(date(YEAR, 10, 7))
    assert [(one.notice, one.entered) for one in calendar_years(YEAR, YEAR)] == [
        ("国办发明电〔2026〕9号", True)
    ]


def test_a_second_entry_replaces_the_first_and_both_are_on_record(city: City) -> None:
    entered(city)
    entered(city, work_days=[], notice="更正通知")
    assert not work_calendar().is_working_day(SUNDAY)
    last = Entry.objects.filter(event="calendar_entered").order_by("-id")[0]
    assert (last.before["notice"], last.after["work_days"]) == ("国办发明电〔2026〕9号", [])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"notice": " "}, "请填写通知文号"),
        ({"days_off": OFF[1:]}, "1 月 1 日是法定节假日"),
        ({"days_off": [*OFF, date(YEAR + 1, 1, 1)]}, f"不在 {YEAR} 年内"),
        ({"work_days": [OFF[0]]}, "既在放假日又在上班日"),
        (
            {"work_days": [next(date(YEAR, 6, n) for n in range(1, 8) if date(YEAR, 6, n).weekday() == 2)]},
            "不是周六或周日",
        ),
    ],
)
def test_a_mistyped_notice_is_refused(city: City, changes: dict[str, object], words: str) -> None:
    with pytest.raises(DomainError, match=words):
        entered(city, **changes)
    assert work_calendar().is_provisional(date(YEAR, 6, 1))


def test_only_the_office_of_the_place_enters_a_notice(city: City, make_account) -> None:  # type: ignore[no-untyped-def]
    county = make_account("county", "县督考办", city.county, "office", city.county)
    for account in (county, city.leader):
        with pytest.raises(Refused, match="全市的督考办"):
            services.enter_notice(
                actor=city.actor(account), year=YEAR, notice="x", days_off=OFF, work_days=[], at=NOW
            )


@pytest.mark.parametrize(
    "text",
    ["1月1日至3日", "1-1至1-3", "2027-01-01～2027-01-03", "2027年1月1日、1.2，1/3", " 1 月 1 日 到 3 日 \n"],
)
def test_days_are_read_as_people_write_them(text: str) -> None:
    assert days_from(text, 2027) == [date(2027, 1, day) for day in (1, 2, 3)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("元旦", "“元旦”看不懂"),
        ("2月30日", "不存在的日期"),
        ("3月5日至3月1日", "先后不对"),
        ("1月1日至12月31日", "太长"),
    ],
)
def test_days_that_cannot_be_read_are_quoted(text: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        days_from(text, 2027)


def test_days_in_words_are_read_back_as_the_same_days() -> None:
    assert in_words(OFF) == "1月1日至3日、5月1日至5日、10月1日至7日"
    assert days_from(in_words(OFF), YEAR) == OFF


def test_the_months_of_a_year_count_its_working_days(city: City) -> None:
    months = months_of(2026, work_calendar(), TODAY)
    assert sum(month.working_days for month in months) == 248
    october = {day.date.day: day for week in months[9].weeks for day in week if day}
    assert (october[1].kind, october[10].kind, october[9].kind) == ("off", "work", "")
    today = [day for month in months for week in month.weeks for day in week if day and day.is_today]
    assert [day.date for day in today] == [TODAY]
