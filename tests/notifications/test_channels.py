"""The ways out of the house, as the system administrator keeps them."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from dukao.journal.models import Entry
from dukao.kernel.errors import DomainError, Refused, Stale
from dukao.notifications import addresses, kinds, sending, services
from dukao.notifications.kinds import NoticeKind
from dukao.notifications.models import Channel, Delivery
from tests.conftest import NOW, City
from tests.notifications.gateway import Gateway, running_gateway
from tests.notifications.planting import reachable, robot, sms_channel, tell

NumQueries = Callable[[int], AbstractContextManager[object]]
SECRET = "jsons://dukao:geheim@sms.example.cn/send/693a91f6?:phone={to}"


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with running_gateway() as running:
        yield running


def add(city: City, **more: object) -> Channel:
    given = {"name": "短信", "medium": "sms", "address": SECRET, **more}
    return services.add_channel(actor=city.actor(city.system_admin), at=NOW, **given)  # type: ignore[arg-type]


def test_a_secret_lies_in_a_file_of_its_owner_and_nowhere_else(city: City, client: Client) -> None:
    channel = add(city)
    path = Path(settings.HOME, "channels", channel.address_name)
    assert path.read_text(encoding="utf-8") == SECRET
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert channel.address_hint == "jsons://sms.example.cn"
    entry = Entry.objects.get(event="channel_added")
    client.force_login(city.system_admin)
    shown = client.get(f"/notices/channels/{channel.pk}/").content.decode()
    shown += client.get("/notices/channels/").content.decode()
    assert "sms.example.cn" in shown
    for place in (shown, str(entry.after), str(Channel.objects.values())):
        assert "geheim" not in place
        assert "693a91f6" not in place


def test_a_new_address_replaces_the_file_and_an_empty_one_keeps_it(
    city: City, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    channel, admin = add(city), city.actor(city.system_admin)
    services.change_channel(actor=admin, channel=channel, name="短信平台", at=NOW)
    channel.refresh_from_db()
    assert (channel.name, addresses.read(channel.address_name)) == ("短信平台", SECRET)
    former = channel.address_name
    with django_capture_on_commit_callbacks(execute=True):
        services.change_channel(
            actor=admin, channel=channel, name="短信平台", address="json://127.0.0.1/?:phone={to}", at=NOW
        )
    channel.refresh_from_db()
    assert addresses.read(channel.address_name) == "json://127.0.0.1/?:phone={to}"
    with pytest.raises(DomainError, match="重新填写地址"):
        addresses.read(former)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"address": "file:///etc/passwd?{to}"}, "之一开头"),
        ({"address": "syslog://?{to}"}, "之一开头"),
        ({"address": "https://example.cn/{to}"}, "之一开头"),
        ({"address": ""}, "之一开头"),
        ({"address": "jsons://sms.example.cn/send"}, "标出手机号"),
        ({"medium": "robot"}, "哪个单位"),
        ({"medium": "email"}, "DUKAO_EMAIL_URL"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(given: dict[str, str], words: str, city: City) -> None:
    with pytest.raises(DomainError, match=words):
        add(city, **given)
    assert not Channel.objects.exists()


def test_names_and_personal_media_stand_once(city: City) -> None:
    add(city)
    with pytest.raises(DomainError, match="已有叫"):
        add(city)
    with pytest.raises(DomainError, match="只能有一个"):
        add(city, name="另一个")


@pytest.mark.parametrize("who", ["office", "security_admin", "audit_admin", "reporter"])
def test_nobody_else_keeps_channels(who: str, city: City) -> None:
    channel, actor = add(city), city.actor(getattr(city, who))
    acts: list[Callable[[], object]] = [
        lambda: services.add_channel(actor=actor, name="x", medium="sms", address=SECRET, at=NOW),
        lambda: services.change_channel(actor=actor, channel=channel, name="x", at=NOW),
        lambda: services.pause_channel(actor=actor, channel=channel, at=NOW),
        lambda: services.resume_channel(actor=actor, channel=channel, at=NOW),
        lambda: services.try_channel(actor=actor, channel=channel, recipient="1", at=NOW),
        lambda: services.resend_deliveries(actor=actor, delivery_ids=[1], at=NOW),
        lambda: services.drop_deliveries(actor=actor, delivery_ids=[1], at=NOW),
    ]
    for act in acts:
        with pytest.raises(Refused):
            act()


def test_pausing_twice_is_noticed(city: City) -> None:
    channel, admin = add(city), city.actor(city.system_admin)
    services.pause_channel(actor=admin, channel=channel, at=NOW)
    with pytest.raises(Stale):
        services.pause_channel(actor=admin, channel=channel, at=NOW)
    services.resume_channel(actor=admin, channel=channel, at=NOW)
    with pytest.raises(Stale):
        services.resume_channel(actor=admin, channel=channel, at=NOW)
    events = list(
        Entry.objects.filter(event__startswith="channel_").order_by("pk").values_list("event", flat=True)
    )
    assert events == ["channel_added", "channel_paused", "channel_resumed"]


def test_a_channel_is_added_and_tried_on_its_page(city: City, gateway: Gateway, client: Client) -> None:
    client.force_login(city.system_admin)
    form = {
        "name": "住建局群",
        "medium": "robot",
        "address": gateway.address,
        "unit": "B01",
        "kinds": ["due"],
    }
    assert client.post("/notices/channels/add/", form).status_code == 302
    channel = Channel.objects.get()
    page = client.post(f"/notices/channels/{channel.pk}/try/", follow=True).content.decode()
    assert "已接收试发" in page
    assert gateway.titles == ["【督考】试发"]
    gateway.answers = [503]
    page = client.post(f"/notices/channels/{channel.pk}/try/", follow=True).content.decode()
    assert "网关暂时不收（503）" in page
    assert Entry.objects.filter(event="channel_tested").count() == 2


def test_a_refused_form_keeps_what_was_typed(city: City, client: Client) -> None:
    client.force_login(city.system_admin)
    form = {"name": "住建局群", "medium": "robot", "address": "ftp://x", "unit": "没有的局"}
    answer = client.post("/notices/channels/add/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="住建局群"' in page
    assert "没有“没有的局”" in page


def test_the_record_of_deliveries_tells_no_content(city: City, gateway: Gateway, client: Client) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter, title="“老旧小区改造完成”被退回", kind="returned")
    client.force_login(city.system_admin)
    page = client.get("/notices/deliveries/").content.decode()
    assert all(word in page for word in ("短信网关", "退回", "陈立", "待发"))
    assert all(word not in page for word in ("老旧小区", "还有 4 项", "13800000001", '/reports/"'))


def test_of_a_discreet_one_not_even_the_person_is_told(
    city: City, gateway: Gateway, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        kinds._kinds, "talk", NoticeKind("talk", "约谈", "约谈通知", media=("sms",), is_discreet=True)
    )
    sms_channel(city, gateway)
    reachable(city.head)
    tell(city.head, kind="talk")
    client.force_login(city.system_admin)
    page = client.get("/notices/deliveries/").content.decode()
    assert "不公开" in page
    assert "方远" not in page
    assert "约谈" not in page
    assert "没有这样的投递" in client.get("/notices/deliveries/?q=方远").content.decode()


def test_deliveries_are_found_and_decided_on_their_page(city: City, gateway: Gateway, client: Client) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    gateway.answers = [404]
    sending.deliver_due()
    client.force_login(city.system_admin)
    assert "404" in client.get("/notices/deliveries/?state=failed&q=陈").content.decode()
    assert "没有这样的投递" in client.get("/notices/deliveries/?state=sent").content.decode()
    picked = [Delivery.objects.get().pk]
    page = client.post("/notices/deliveries/decide/", {"picked": picked, "resend": "1"}, follow=True)
    assert "1 条已重新排队发送" in page.content.decode()
    page = client.post("/notices/deliveries/decide/", {"picked": picked, "drop": "1"}, follow=True)
    assert "1 条不再发" in page.content.decode()
    assert client.post("/notices/deliveries/decide/", {"picked": ["x"]}).status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_cost_the_same_however_long(
    rows: int, city: City, gateway: Gateway, client: Client, django_assert_num_queries: NumQueries
) -> None:
    for n in range(rows):
        robot(city, gateway, ["due"], name=f"群 {n}")
    sms_channel(city, gateway)
    for account in (city.reporter, city.head, city.stranger)[:rows]:
        reachable(account)
        tell(account, key=f"k{account.pk}")
    client.force_login(city.system_admin)
    client.get("/notices/channels/")
    with django_assert_num_queries(5):
        client.get("/notices/channels/")
    with django_assert_num_queries(9):
        client.get("/notices/deliveries/")


def test_the_inbox_says_how_a_notice_went_out(city: City, gateway: Gateway, client: Client) -> None:
    sms_channel(city, gateway)
    reachable(city.reporter)
    tell(city.reporter)
    sending.deliver_due()
    client.force_login(city.reporter)
    assert "短信已发出" in client.get("/notices/").content.decode()
