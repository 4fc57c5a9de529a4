"""From the notice to the gateway: once, recorded, retried where that is safe."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from pytest_django import Settings

from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError
from dukao.notifications import kinds, sending, services
from dukao.notifications.kinds import NoticeKind
from dukao.notifications.models import Delivery, Notice, NotificationPolicy
from dukao.notifications.vocabulary import DELIVERY_FLOW, LOST_AFTER, DeliveryState
from tests.conftest import FOUNDED, NOW, TODAY, City
from tests.notifications.gateway import Gateway, running_gateway
from tests.notifications.planting import reachable, robot, sms_channel, states, tell

Capture = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running_gateway() as running:
        yield running


def only() -> Delivery:
    return Delivery.objects.get()


def later(settings: Settings, minutes: float) -> None:
    """Let time pass."""
    settings.DUKAO_CLOCK_OFFSET += int(minutes * 60)


def test_a_notice_goes_out_after_the_commit_and_is_recorded(
    city: City, gateway: Gateway, django_capture_on_commit_callbacks: Capture
) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    with django_capture_on_commit_callbacks(execute=True):
        tell(city.reporter)
        assert gateway.calls == [], "nothing leaves before the commit"
        assert only().state == "waiting"
    (call,) = gateway.calls
    assert call.content["phone"] == "13800000001"
    assert call.content["title"] == "【督考】9 月填报明天截止（a）"
    assert "还有 4 项" not in str(call.content), "the text of a notice stays in the house"
    record = only()
    assert (record.state, record.attempts, record.sentence) == ("sent", 1, "")
    assert str(record.message) == call.number


def test_a_caller_that_fails_leaves_neither_notice_nor_delivery(city: City, gateway: Gateway) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(city.reporter)
        raise RuntimeError
    assert (Notice.objects.count(), Delivery.objects.count()) == (0, 0)


def test_nothing_is_sent_twice_however_often_it_is_told_or_looked_for(city: City, gateway: Gateway) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    for _ in range(3):
        tell(city.reporter)
        sending.deliver_due()
    assert len(gateway.calls) == 1


def test_who_chose_a_way_later_is_not_told_old_things_again(city: City, gateway: Gateway) -> None:
    sms_channel(city, gateway)
    tell(city.reporter)
    reachable(city.reporter)
    tell(city.reporter)
    assert states() == {}


def test_whoever_left_no_address_or_wants_it_in_the_inbox_only_is_told_there(
    city: City, gateway: Gateway
) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter, choices={"due": []})
    reachable(city.head, mobile="")
    tell(city.reporter, city.head, city.stranger)
    assert Notice.objects.count() == 3
    assert states() == {}


def test_what_the_gateway_refuses_for_now_is_tried_again_at_growing_distance(
    city: City, gateway: Gateway, settings: Settings
) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    gateway.answers = [503, 429]
    sending.deliver_due()
    assert (only().state, only().attempts) == ("waiting", 1)
    assert "503" in only().sentence
    sending.deliver_due()
    assert only().attempts == 1, "not before its time"
    later(settings, 2.1)
    sending.deliver_due()
    assert only().attempts == 2
    later(settings, 2.1)
    sending.deliver_due()
    assert only().attempts == 2, "the second wait is twice the first"
    later(settings, 2.1)
    sending.deliver_due()
    assert (only().state, only().attempts, len(gateway.calls)) == ("sent", 3, 1)


def test_after_the_last_try_it_is_given_up_and_a_person_may_send_it_again(
    city: City, gateway: Gateway, django_capture_on_commit_callbacks: Capture
) -> None:
    NotificationPolicy.objects.create(effective_on=FOUNDED, attempts=1, source="试行")
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    gateway.answers = [500]
    sending.deliver_due()
    assert only().state == "failed"
    with django_capture_on_commit_callbacks(execute=True):
        services.resend_deliveries(actor=city.actor(city.system_admin), delivery_ids=[only().pk], at=NOW)
    assert (only().state, len(gateway.calls)) == ("sent", 1)


def test_an_address_that_will_never_do_is_not_tried_again(city: City, gateway: Gateway) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    gateway.answers = [404]
    sending.deliver_due()
    assert only().state == "failed"
    assert "404" in only().sentence


def test_nobody_listening_is_no_doubt(city: City, gateway: Gateway) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = Gateway(port=unused.getsockname()[1])
        sms_channel(city, closed)
        reachable(city.reporter)
        tell(city.reporter)
        sending.deliver_due()
    assert (only().state, only().sentence) == ("waiting", "连不上网关。")


@pytest.mark.parametrize("answer", ["cut", 504])
def test_a_line_that_breaks_after_the_message_leaves_a_doubt_that_is_not_resent(
    answer: int | str, city: City, gateway: Gateway, settings: Settings
) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    gateway.answers = [answer]
    sending.deliver_due()
    assert only().state == "uncertain"
    later(settings, 24 * 60)
    sending.deliver_due()
    assert len(gateway.calls) == (answer == "cut")


def test_a_gateway_that_drops_doubles_is_asked_again_under_the_same_number(
    city: City, gateway: Gateway, settings: Settings
) -> None:
    sms_channel(city, gateway, deduplicates=True)
    reachable(city.reporter)
    tell(city.reporter)
    gateway.answers, gateway.forget_doubles = ["cut"], True
    sending.deliver_due()
    assert only().state == "waiting"
    later(settings, 3)
    sending.deliver_due()
    assert (only().state, len(gateway.calls)) == ("sent", 1)
    assert gateway.calls[0].number == str(only().message)


@pytest.mark.parametrize(("deduplicates", "then"), [(False, "uncertain"), (True, "sent")])
def test_what_a_killed_worker_was_sending_is_resent_only_where_doubles_are_dropped(
    deduplicates: bool, then: str, city: City, gateway: Gateway, settings: Settings
) -> None:
    sms_channel(city, gateway, deduplicates=deduplicates)
    reachable(city.reporter)
    tell(city.reporter)
    assert len(sending._take(only(), NOW + timedelta(minutes=1))) == 1
    sending.deliver_due()
    assert only().state == "sending", "its sender may be alive"
    later(settings, LOST_AFTER.total_seconds() / 60 + 0.1)
    sending.deliver_due()
    assert only().state == then
    assert len(gateway.calls) == deduplicates


def test_a_late_answer_is_still_the_truth(city: City, gateway: Gateway, settings: Settings) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    batch = sending._take(only(), NOW + timedelta(minutes=1))
    sending.recover_lost(at=NOW + LOST_AFTER + timedelta(minutes=2))
    assert only().state == "uncertain"
    outcome = sending._hand_over(batch, NotificationPolicy())
    sending._write_down(batch, outcome, NotificationPolicy(), NOW)
    assert only().state == "sent"


def test_two_workers_do_not_take_the_same(city: City, gateway: Gateway) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    seen_by_both = only()
    at = NOW + timedelta(minutes=1)
    assert [len(sending._take(seen_by_both, at)) for _ in range(2)] == [1, 0]


def test_one_dead_channel_does_not_keep_the_others_waiting(
    city: City, gateway: Gateway, settings: Settings
) -> None:
    sms_channel(city, gateway)
    robot(city, gateway, ["due"])
    reachable(city.reporter)
    for key in "abc":
        tell(city.reporter, key=key)
    gateway.answers = [503]
    sending.deliver_due()
    assert sorted(states().values()) == ["sent", "sent", "sent", "waiting", "waiting", "waiting"]
    assert Delivery.objects.filter(attempts=1, state="waiting").count() == 1, "the channel rests after one no"


def test_a_paused_channel_keeps_what_waits(city: City, gateway: Gateway) -> None:
    channel = sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    admin = city.actor(city.system_admin)
    services.pause_channel(actor=admin, channel=channel, at=NOW)
    sending.deliver_due()
    assert only().state == "waiting"
    services.resume_channel(actor=admin, channel=channel, at=NOW)
    sending.deliver_due()
    assert only().state == "sent"


def test_a_group_hears_of_an_occasion_once_and_without_its_title(city: City, gateway: Gateway) -> None:
    robot(city, gateway, ["returned"])
    tell(city.reporter, city.head, city.stranger, kind="returned", title="“老旧小区改造完成”被退回")
    tell(city.reporter, key="b", kind="due")
    sending.deliver_due()
    assert gateway.titles == ["【督考】市住建局有新的退回消息"]


def test_a_discreet_kind_reaches_no_group_and_says_nothing_outside(
    city: City, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = NoticeKind("talk", "约谈", "约谈通知", is_required=True, media=("sms",), is_discreet=True)
    monkeypatch.setitem(kinds._kinds, "talk", talk)
    sms_channel(city, gateway)
    robot(city, gateway, ["talk"])
    reachable(city.head, quiet_from=0, quiet_until=23)
    tell(city.head, kind="talk", title="请于 9 月 30 日到办公室约谈")
    sending.deliver_due()
    assert gateway.titles == ["【督考】有一条须你本人查看的消息"]
    assert only().kind_label == "不公开"


def test_a_digest_is_one_message_for_all_that_came_since(
    city: City, gateway: Gateway, settings: Settings
) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter, pace="daily", digest_hour=8)
    for key in "abc":
        tell(city.reporter, key=key)
    sending.deliver_due()
    assert gateway.calls == []
    assert {row.due_at for row in Delivery.objects.all()} == {at_time(TODAY + timedelta(days=1), 8)}
    later(settings, 24 * 60)
    sending.deliver_due()
    (call,) = gateway.calls
    assert call.content["title"] == "【督考】3 条消息"
    assert all(f"（{key}）" in call.content["message"] for key in "abc")
    assert set(states().values()) == {"sent"}
    assert Delivery.objects.values("message").distinct().count() == 1


def test_what_was_read_meanwhile_disturbs_nobody(city: City, gateway: Gateway, settings: Settings) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter, pace="daily")
    tell(city.reporter, key="a")
    tell(city.reporter, key="b")
    read = Notice.objects.get(key="a")
    services.mark_read(actor=city.actor(city.reporter), notice_ids=[read.pk], at=NOW)
    later(settings, 24 * 60)
    sending.deliver_due()
    assert gateway.titles == ["【督考】9 月填报明天截止（b）"]
    assert states()[f"{city.reporter.pk}:a"] == "dropped"


def test_a_disabled_account_is_told_nothing_more(city: City, gateway: Gateway) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    city.reporter.is_active = False
    city.reporter.save()
    sending.deliver_due()
    assert (only().state, gateway.calls) == ("dropped", [])


def test_what_the_office_requires_goes_at_once_whatever_the_person_chose(
    city: City, gateway: Gateway
) -> None:
    NotificationPolicy.objects.create(effective_on=FOUNDED, required={"due": True}, source="试行")
    sms_channel(city, gateway)
    reachable(city.reporter, pace="daily", choices={"due": ["sms"]}, quiet_from=0, quiet_until=23)
    tell(city.reporter)
    sending.deliver_due()
    assert len(gateway.calls) == 1


def test_only_the_kind_leaves_the_house_when_the_office_says_so(city: City, gateway: Gateway) -> None:
    NotificationPolicy.objects.create(effective_on=FOUNDED, outside_words="kind", source="试行")
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    sending.deliver_due()
    assert gateway.titles == ["【督考】有一条时限消息"]


def test_links_are_whole_when_the_installation_knows_its_address(
    city: City, gateway: Gateway, settings: Settings
) -> None:
    settings.DUKAO_URL = "https://dukao.example.cn"
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    sending.deliver_due()
    notice = Notice.objects.get()
    assert f"https://dukao.example.cn/notices/{notice.pk}/" in gateway.calls[0].content["message"]


def test_mail_goes_by_the_server_of_the_settings(city: City, settings: Settings) -> None:
    settings.DUKAO_MAIL = "smtp://mail.example.cn"
    services.add_channel(actor=city.actor(city.system_admin), name="邮件", medium="email", at=NOW)
    reachable(city.reporter)
    tell(city.reporter)
    sending.deliver_due()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["reporter@example.cn"], "【督考】9 月填报明天截止（a）")
    assert letter.extra_headers["Message-ID"] == f"<{only().message}@dukao>"


def test_a_robot_that_says_no_inside_its_yes_has_not_sent(
    city: City, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from apprise.plugins.wecombot import NotifyWeComBot

    monkeypatch.setattr(
        NotifyWeComBot, "notify_url", f"http://127.0.0.1:{gateway.port}/{{key}}", raising=True
    )
    services.add_channel(
        actor=city.actor(city.system_admin), name="群", medium="robot", unit=city.housing, kinds=["due"], at=NOW,
        address="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4",
    )  # fmt: skip
    gateway.content = {"errcode": 45009, "errmsg": "api freq out of limit"}
    tell(city.reporter)
    sending.deliver_due()
    assert (only().state, only().sentence) == ("waiting", "机器人拒收（错误码 45009）。")


def test_records_are_forgotten_and_what_waits_is_not(city: City, gateway: Gateway) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter, key="a")
    sending.deliver_due()
    tell(city.reporter, key="b")
    assert services.forget_old_deliveries(NOW.date() + timedelta(days=365)) == 1
    assert states() == {f"{city.reporter.pk}:b": "waiting"}


def test_the_page_draws_the_flow_as_it_is() -> None:
    page = Path(__file__).parents[2] / "docs" / "domain" / "notifications.md"
    assert DELIVERY_FLOW.mermaid() in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", DeliveryState)
def test_who_may_decide_about_a_delivery_is_told_by_the_flow(
    state: DeliveryState, city: City, gateway: Gateway
) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    extra: dict[str, Any] = {"sent_at": NOW, "taken_at": NOW, "message": "0" * 32}
    Delivery.objects.update(state=state, **extra)
    admin = city.actor(city.system_admin)
    for act, move in ((services.drop_deliveries, "drop"), (services.resend_deliveries, "resend")):
        Delivery.objects.update(state=state)
        if state in DELIVERY_FLOW.move(move).sources:
            assert act(actor=admin, delivery_ids=[only().pk], at=NOW) == 1
        else:
            with pytest.raises(DomainError, match="现在不能这样办"):
                act(actor=admin, delivery_ids=[only().pk], at=NOW)
