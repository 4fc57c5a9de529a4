"""Telling once, reading, forgetting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dukao.kernel.errors import Missing
from dukao.notifications import services
from dukao.notifications.models import Notice
from dukao.notifications.selectors import notice_for, notices_of, unread_count
from tests.conftest import NOW, City


def tell(city: City, key: str, title: str = "9 月填报明天截止") -> None:
    services.notify(account_ids=[city.reporter.pk, city.head.pk], kind="due", title=title, key=key, at=NOW)


def test_each_account_is_told_once_per_occasion(city: City) -> None:
    tell(city, "due:2026-09:1")
    tell(city, "due:2026-09:1", title="再说一遍")
    tell(city, "due:2026-09:0")
    assert unread_count(city.actor(city.reporter)) == 2
    assert unread_count(city.actor(city.head)) == 2
    assert unread_count(city.actor(city.stranger)) == 0
    assert not Notice.objects.filter(title="再说一遍").exists()


def test_too_long_words_are_clipped_and_nothing_breaks(city: City) -> None:
    services.notify(
        account_ids=[city.reporter.pk], kind="due", title="长" * 500, body="长" * 500, key="long", at=NOW
    )
    notice = Notice.objects.get()
    assert notice.title == "长" * 119 + "…"
    assert len(notice.body) == 300


def test_reading_touches_only_ones_own(city: City) -> None:
    tell(city, "a")
    ids = list(Notice.objects.values_list("pk", flat=True))
    assert services.mark_read(actor=city.actor(city.reporter), notice_ids=ids, at=NOW) == 1
    assert unread_count(city.actor(city.head)) == 1
    assert services.mark_read(actor=city.actor(city.reporter), notice_ids=ids, at=NOW) == 0


def test_marking_all_leaves_what_came_later(city: City) -> None:
    tell(city, "a")
    services.notify(
        account_ids=[city.reporter.pk], kind="due", title="刚来的", key="b", at=NOW + timedelta(minutes=1)
    )
    assert services.mark_all_read(actor=city.actor(city.reporter), at=NOW) == 1
    assert [notice.title for notice in notices_of(city.actor(city.reporter))] == [
        "刚来的",
        "9 月填报明天截止",
    ]


def test_a_notice_of_somebody_else_does_not_exist(city: City) -> None:
    tell(city, "a")
    foreign = Notice.objects.get(account=city.head)
    with pytest.raises(Missing):
        notice_for(city.actor(city.reporter), foreign.pk)


def test_only_what_was_read_long_ago_is_forgotten(city: City) -> None:
    tell(city, "a")
    tell(city, "b")
    services.mark_all_read(actor=city.actor(city.reporter), at=NOW)
    assert services.forget_read_notices(NOW.date()) == 0
    assert services.forget_read_notices(NOW.date() + timedelta(days=1)) == 2
    assert Notice.objects.count() == 2, "unread notices stay, however old"
