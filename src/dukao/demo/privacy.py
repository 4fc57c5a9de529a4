"""Personal data of the example city: numbers, requests, a reasoned look, and what has outlived its clock."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from dukao.demo.city import FOUNDER, City
from dukao.identity.models import Account, LogIn
from dukao.identity.selectors import actor_for
from dukao.identity.services import disable_account
from dukao.journal.services import note_look
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.notifications.models import Preference
from dukao.organisations.models import Person
from dukao.organisations.services import add_person, appoint, end_appointment, reveal_number
from dukao.organisations.vocabulary import PostKind
from dukao.privacy import services
from dukao.privacy.models import Destruction
from dukao.privacy.vocabulary import RequestKind

#: Numbers nobody has.
_LINE, _MOBILE = "8800{:04d}", "1380000{:04d}"
#: Who asks about their own data, and what the office answered.
_ASKED = (
    ("fangyuan", RequestKind.CORRECT, "任职", "任职日期应为 2021 年 3 月。", "已按任职文件更正。"),
    ("chenli", RequestKind.COMPLETE, "人员登记", "办公电话换了，请登记新的号码。", ""),
)  # fmt: skip
#: An account of a unit that was disabled in the autumn, with what it left behind.
_LEFT = "gx-1"


def plant_personal_data(city: City, today: date) -> None:
    with transaction.atomic():
        _give_numbers(city, today)
        _set_rules(city, today)
        _ask(city, today)
        _look(city, today)
        _leave(city, today)
    _end(city, today)


def _give_numbers(city: City, today: date) -> None:
    people = list(Person.objects.filter(sealed_phone="").order_by("pk"))
    for number, person in enumerate(people, start=1):
        person.phone = _LINE.format(number)
    Person.objects.bulk_update(people, ["sealed_phone"], batch_size=200)
    reporter, at = city.accounts["chenli"], at_time(date(today.year, 1, 6), 9)
    person = add_person(actor=FOUNDER, name=reporter.name, phone=_MOBILE.format(1), at=at)
    appoint(
        actor=FOUNDER, person=person, unit=reporter.unit, title="办公室副主任", kind=PostKind.STAFF,
        since=at.date(), at=at,
    )  # fmt: skip
    reporter.person = person
    reporter.save(update_fields=["person"])
    _leave_address(reporter, "chenli@example.cn", _MOBILE.format(1))


def _leave_address(account: Account, email: str, mobile: str) -> None:
    chosen = Preference(account=account)
    chosen.email, chosen.mobile = email, mobile
    chosen.save()


def _set_rules(city: City, today: date) -> None:
    since = date(today.year, 1, 5)
    services.set_privacy_rules(
        actor=_actor(city, "anlan", since), effective_on=since, holder="市督考办副主任，电话 88000000",
        answer_days=15, answer_kind="working", defer_days=180, hold_days=180,
        source="《霁川市督查考核数据管理办法》第十八条（虚构）", at=at_time(since - timedelta(days=1), 10),
    )  # fmt: skip


def _ask(city: City, today: date) -> None:
    for days, (username, kind, about, text, answer) in enumerate(_ASKED):
        asked = at_time(today - timedelta(days=18 - 14 * days), 9, 40)
        request = services.make_request(
            actor=_actor(city, username, today), kind=kind, about=about, text=text, at=asked
        )
        if answer:
            services.answer_request(
                actor=_actor(city, "hezheng", today), request=request, is_granted=True, opinion=answer,
                at=asked + timedelta(days=2, hours=5),
            )  # fmt: skip


def _look(city: City, today: date) -> None:
    reporter = city.accounts["chenli"]
    assert reporter.person is not None
    pages = (("linlan", 6, 15), ("hezheng", 9, 10), ("zhouxing", 13, 16))
    for username, days, hour in pages:
        note_look(
            actor=_actor(city, username, today), subject=reporter.person, label=reporter.name, page="人员页",
            at=at_time(today - timedelta(days=days), hour, 12),
        )  # fmt: skip
    reveal_number(
        actor=_actor(city, "linlan", today), person=reporter.person, what="phone",
        reason="核对 11 月两项佐证", at=at_time(today - timedelta(days=6), 15, 14),
    )  # fmt: skip
    services.inspect(
        actor=_actor(city, "yanming", today), account=reporter,
        categories=["organisations.Appointment", "identity.Grant", "identity.LogIn"],
        purpose="核实 12 月填报时间的反映", basis="霁纪批〔2026〕31号",
        at=at_time(today - timedelta(days=3), 10, 5),
    )  # fmt: skip


def _leave(city: City, today: date) -> None:
    """Somebody left in spring, an account was closed in autumn, and old log-ins were kept."""
    left, began = date(today.year, 4, 20), date(today.year - 2, 1, 8)
    person = add_person(actor=FOUNDER, name="江听雨", phone=_LINE.format(9001), at=at_time(began, 9))
    post = appoint(
        actor=FOUNDER, person=person, unit=city.office, title="督查科科长", kind=PostKind.STAFF, since=began,
        at=at_time(began, 9),
    )  # fmt: skip
    end_appointment(actor=FOUNDER, post=post, on=left, reason="调出本市", at=at_time(left, 9))
    account = city.accounts[_LEFT]
    _leave_address(account, "gx@example.cn", _MOBILE.format(2))
    closed = date(today.year, 10, 12)
    disable_account(
        actor=_actor(city, "shijian", closed), account=account, reason="调离", at=at_time(closed, 16)
    )
    _log_ins(city, today)


def _log_ins(city: City, today: date) -> None:
    places = (
        ("chenli", "Windows 上的 Chrome"),
        ("fangyuan", "统信 UOS 上的浏览器"),
        ("linlan", "Windows 上的 Edge"),
    )
    LogIn.objects.bulk_create(
        LogIn(
            account=city.accounts[username], session_key=f"demo-{username}-{days}",
            at=at_time(today - timedelta(days=days), 8, 50), address=f"10.8.{number}.2{days % 10}",
            device=device,
        )
        for number, (username, device) in enumerate(places, start=1)
        for days in (1, 3, 240, 320)
    )  # fmt: skip


def _end(city: City, today: date) -> None:
    """One kind was destroyed last month; what came due since waits for its officer."""
    before = at_time(today - timedelta(days=40), 2, 50)
    services.propose_due(at=before)
    officer = _actor(city, "anlan", today)
    for proposed in Destruction.objects.filter(key="log_ins"):
        services.approve_destruction(actor=officer, destruction=proposed, at=before + timedelta(hours=7))
    services.propose_due(at=at_time(today, 2, 50))


def _actor(city: City, username: str, day: date) -> Actor:
    return actor_for(city.accounts[username], day)
