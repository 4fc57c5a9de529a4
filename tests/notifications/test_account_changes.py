"""Whoever opens an account is told when what opens it was changed, by themselves or by others."""

from __future__ import annotations

import pytest
from django.db import transaction

from dukao.identity import services
from dukao.identity.models import Account
from dukao.journal.models import Entry
from dukao.journal.sentences import registered
from dukao.journal.services import record
from dukao.notifications.models import Notice
from dukao.notifications.services import ACCOUNT_EVENTS
from tests.conftest import NOW, City

pytestmark = pytest.mark.django_db


def told(account: Account) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(account=account, kind="account").values_list("title", "body"))


def test_a_password_reset_by_others_is_told_to_its_owner_alone(city: City) -> None:
    services.reset_password(actor=city.actor(city.system_admin), account=city.reporter, at=NOW)
    [(title, body)] = told(city.reporter)
    assert title == "你的账户：重置密码"
    assert "石管" in body
    assert "不是你要求的，请马上联系系统管理员" in body
    assert Notice.objects.count() == 1


def test_a_role_that_was_taken_back_is_told(city: City) -> None:
    grant = city.reporter.grants.get()
    services.revoke_role(actor=city.actor(city.security_admin), grant=grant, reason="轮岗。", at=NOW)
    assert [title for title, _ in told(city.reporter)] == ["你的账户：收回角色"]


@pytest.mark.parametrize("event", ACCOUNT_EVENTS)
def test_each_has_words_and_reaches_the_inbox(city: City, event: str) -> None:
    assert event in registered()
    with transaction.atomic():
        record(actor=city.actor(city.reporter), event=event, subject=city.reporter, label="", at=NOW)
    assert [title for title, _ in told(city.reporter)] == [f"你的账户：{registered()[event]}"]


def test_a_change_nobody_can_be_told_of_is_not_made(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("dukao.notifications.services.accounts.notify", broken)
    before = city.reporter.password
    with pytest.raises(RuntimeError):
        services.reset_password(actor=city.actor(city.system_admin), account=city.reporter, at=NOW)
    assert Account.objects.get(pk=city.reporter.pk).password == before
    assert not Entry.objects.exists()
