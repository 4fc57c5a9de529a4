"""What people choose, within what the office requires."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from dukao.journal.models import Entry
from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError, Refused
from dukao.kernel.workdays import WorkCalendar
from dukao.notifications import services
from dukao.notifications.models import Channel, NotificationPolicy, Preference
from dukao.notifications.selectors import policy_on, required_labels
from dukao.notifications.timing import moment_to_send
from tests.conftest import FOUNDED, NOW, TODAY, City

#: 28 September 2026 is a Monday; the first week of October is off, Saturday 10 October is worked.
FRIDAY_NIGHT = at_time(TODAY + timedelta(days=4), 22)
FORM = {
    "email": "chenli@example.cn", "mobile": "138 0000 0001", "pace": "daily", "digest_hour": "8",
    "quiet_from": "21", "quiet_until": "7", "kind-due": ["sms"],
}  # fmt: skip


@pytest.fixture
def sms(city: City) -> Channel:
    return Channel.objects.create(name="短信", medium="sms", address_name="none", added_at=NOW)


@pytest.mark.parametrize(
    ("chosen", "hour", "day", "then"),
    [
        ({}, 14, 0, (0, 14)),
        ({"quiet_from": 21, "quiet_until": 7}, 22, 0, (1, 7)),
        ({"quiet_from": 21, "quiet_until": 7}, 3, 0, (0, 7)),
        ({"quiet_from": 21, "quiet_until": 7}, 7, 0, (0, 7)),
        ({"quiet_from": 12, "quiet_until": 14}, 13, 0, (0, 14)),
        ({"pace": "daily", "digest_hour": 8}, 7, 0, (0, 8)),
        ({"pace": "daily", "digest_hour": 8}, 8, 0, (0, 8)),
        ({"pace": "daily", "digest_hour": 8}, 9, 0, (1, 8)),
        # Thursday 1 October: the next working day is Thursday 8 October.
        ({"workdays_only": True}, 10, 3, (10, 8)),
        ({"pace": "daily", "digest_hour": 9, "workdays_only": True}, 10, 3, (10, 9)),
    ],
)
def test_when_it_goes_out(chosen: dict[str, object], hour: int, day: int, then: tuple[int, int]) -> None:
    at = at_time(TODAY + timedelta(days=day), hour)
    preference = Preference(**{"digest_hour": 8, **chosen})
    sent = moment_to_send(at, preference, WorkCalendar())
    assert sent == at_time(TODAY + timedelta(days=then[0]), then[1])


def test_the_page_saves_what_is_ticked(city: City, sms: Channel, client: Client) -> None:
    client.force_login(city.reporter)
    assert client.post("/notices/settings/", FORM).status_code == 302
    chosen = Preference.objects.get()
    assert (chosen.mobile, chosen.pace, chosen.quiet_from) == ("13800000001", "daily", 21)
    assert (chosen.choices["due"], chosen.choices["returned"]) == (["email", "sms"], ["email"]), (
        "a way that is not offered now stays as it was"
    )
    assert chosen.email == "", "what is not asked for is not taken"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"mobile": "12345"}, "手机号是 11 位数字"),
        ({"quiet_until": ""}, "免打扰要填起止"),
        ({"quiet_until": "21"}, "免打扰要填起止"),
        ({"pace": "never"}, "没有这个选项"),
        ({"digest_hour": "24"}, "没有这个选项"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(
    wrong: dict[str, str], words: str, city: City, sms: Channel, client: Client
) -> None:
    client.force_login(city.reporter)
    answer = client.post("/notices/settings/", {**FORM, **wrong})
    page = answer.content.decode()
    assert (answer.status_code, words in page) == (422, True)
    assert 'name="kind-due" value="sms" aria-label="时限：短信" checked' in page
    assert not Preference.objects.exists()


def test_what_is_required_is_ticked_and_cannot_be_changed(city: City, sms: Channel, client: Client) -> None:
    Channel.objects.create(name="邮件", medium="email", added_at=NOW)
    NotificationPolicy.objects.create(effective_on=FOUNDED, required={"due": True}, source="试行")
    client.force_login(city.reporter)
    page = client.get("/notices/settings/").content.decode()
    assert 'value="email" aria-label="时限：邮件" checked disabled' in page
    assert 'value="sms" aria-label="时限：短信">' in page


def test_without_channels_there_is_nothing_to_choose(city: City, client: Client) -> None:
    client.force_login(city.stranger)
    assert "还没有开通邮件和短信渠道" in client.get("/notices/settings/").content.decode()


def test_the_office_decides_from_a_day_on(city: City, client: Client) -> None:
    client.force_login(city.office)
    rules = {
        "effective_on": "2026-10-01", "outside_words": "kind", "required_kinds": ["due"], "attempts": "3",
        "first_wait_minutes": "5", "calendar_reads": "30", "source": "示督考办〔2026〕9 号",
    }  # fmt: skip
    assert client.post("/notices/rules/", rules).status_code == 302
    assert policy_on(TODAY).attempts == 6
    later = policy_on(TODAY + timedelta(days=3))
    assert (later.outside_words, later.attempts, required_labels(later)) == ("kind", 3, ["时限"])
    assert Entry.objects.get(event="notification_policy_set").after["source"] == rules["source"]
    assert "示督考办〔2026〕9 号" in client.get("/notices/rules/").content.decode()


def test_rules_are_not_made_for_the_past_nor_by_others(city: City) -> None:
    rules = {"outside_words": "kind", "source": "x"}
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(DomainError, match="不能早于今天"):
        services.set_notification_policy(
            actor=city.actor(city.office), effective_on=yesterday, at=NOW, **rules
        )
    for who in (city.leader, city.system_admin, city.reporter):
        with pytest.raises(Refused):
            services.set_notification_policy(actor=city.actor(who), effective_on=TODAY, at=NOW, **rules)
    assert not NotificationPolicy.objects.exists()
