"""The example city's plan of checks: a year's register, what became of it, and conclusions under way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from dukao.checks import services
from dukao.checks.models import Check, Topic
from dukao.checks.services import Change, CheckDraft
from dukao.demo.city import FOUNDED, City, read_table
from dukao.identity.models import Account, Grant
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.notifications.models import Notice

#: A second person in the office and a second leader: who took part in a check does not review it.
OTHERS = (("tianmu", "田牧之", Role.OFFICE), ("xumingyuan", "徐明远", Role.LEADER))
DUTIES = "查明进度和问题，结束后十日内向市政府报告；不得增加要求，不得指定接待。"
RESULTS = (
    "现场查看 {n} 处，进度总体符合年度计划，个别项目资料归档滞后。",
    "抽查 {n} 项，主要任务已完成，制度执行有偏差的当场指出。",
    "走访 {n} 户，群众反映的问题大多已经解决，遗留问题列入台账。",
)


def plant_checks(city: City, today: date) -> None:
    """Some fifty checks of three years from the table: registered, merged, then lived row by row."""
    people = _people(city)
    rows = list(read_table("checks.csv"))
    topics = {topic.name: topic.pk for topic in Topic.objects.all()}
    made: dict[str, tuple[Check, datetime]] = {}
    for row in rows:
        draft = _draft(city, row, topics)
        planned = at_time(date(draft.starts_on.year - 1, 12, 10), 10)
        at = at_time(date.fromisoformat(row["added_on"]), 10) if row["added_on"] else planned
        check = services.register_check(actor=people["hezheng"], draft=draft, at=at)
        assert check is not None
        made[row["code"]] = check, at
    services.merge_check(
        actor=people["hezheng"], check=made["M02"][0], into=made["M01"][0],
        at=at_time(date(today.year, 1, 6), 15),
        reason="同一对象、同一主题，合并开展。",
    )  # fmt: skip
    for row in rows:
        _live(made, row, people, today)
    city.checks = {code: check for code, (check, _) in made.items()}


def read_old_notices(today: date) -> None:
    """Nobody comes back to a year of notices: those of before last week were read."""
    last_week = at_time(today - timedelta(days=5), 0)
    Notice.objects.filter(at__lt=last_week).update(read_at=last_week)


def _people(city: City) -> dict[str, Actor]:
    """Accounts as actors; those who only review are added to the office and to the leaders."""
    for username, name, role in OTHERS:
        account = Account.objects.create(
            username=username, name=name, unit=city.office if role == Role.OFFICE else city.root,
            password=make_password(None), created_at=at_time(FOUNDED, 9),
            password_changed_at=at_time(FOUNDED, 9),
        )  # fmt: skip
        Grant.objects.create(
            account=account, role=role, unit=city.root, since=FOUNDED, granted_at=at_time(FOUNDED, 9)
        )
        city.accounts[username] = account
    names = ("hezheng", "zhouxing", *(username for username, *_ in OTHERS))
    return {name: actor_for(city.accounts[name], FOUNDED) for name in names}


def _draft(city: City, row: dict[str, str], topics: dict[str, int]) -> CheckDraft:
    lines, characters, evidence, hours = map(int, row["asked"].split("/"))
    return CheckDraft(
        name=row["name"], kind=row["kind"], form=row["form"], topic_id=topics[row["topic"]],
        methods=tuple(row["methods"].split()), content_kind=row["content"], regime=row["regime"],
        basis=row["basis"], basis_level=row["level"], organiser_id=_unit(city, row["organiser"]),
        joint_ids=tuple(_unit(city, code) for code in row["joint"].split()),
        object_ids=tuple(_units(city, row["objects"], [row["organiser"], *row["joint"].split()])),
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]), scope=row["scope"], field_days=int(row["days"]),
        times=int(row["times"]), added_reason=row["reason"], lines_asked=lines,
        characters_asked=characters, evidence_asked=evidence, hours_asked=hours,
    )  # fmt: skip


def _unit(city: City, code: str) -> int:
    return {"S": city.root, "DK": city.office}.get(code, city.units.get(code)).pk  # type: ignore[union-attr]


def _units(city: City, codes: str, organisers: list[str]) -> list[int]:
    """Codes of units, or of groups such as COUNTY and ZONE without those who organise it."""
    named = [unit for code in codes.split() for unit in city.groups.get(code, [code])]
    return [city.units[code].pk for code in named if code not in organisers]


def _live(
    made: dict[str, tuple[Check, datetime]], row: dict[str, str], people: dict[str, Actor], today: date
) -> None:
    """As far as the table says; what is approved is carried out when its time has come."""
    check, at = made[row["code"]]
    check.refresh_from_db()
    office, leader, fate = people["hezheng"], people["zhouxing"], row["fate"]
    if fate == "proposed":
        return
    at = max(at, at_time(date(check.year, 1, 8), 9)) if not row["added_on"] and fate != "sent" else at
    services.send_check(actor=office, check=check, at=at + timedelta(days=2))
    if fate == "sent":
        return
    services.approve_check(actor=leader, check=check, exception=row["exception"], at=at + timedelta(days=4))
    if fate == "withdrawn":
        reason = "省里同类考核已覆盖，不再另行组织。"
        services.withdraw_check(actor=office, check=check, reason=reason, at=at + timedelta(days=60))
    elif check.starts_on <= today:
        _carry_out(made, check, row, people, today)


def _carry_out(
    made: dict[str, tuple[Check, datetime]], check: Check, row: dict[str, str], people: dict[str, Actor],
    today: date,
) -> None:  # fmt: skip
    begins, runner = (
        at_time(check.starts_on, 9),
        people["tianmu" if row["fate"] == "concluded" else "hezheng"],
    )
    if row["organiser"] != "DK" and row["regime"] == "government":
        services.designate(
            actor=people["zhouxing"], check=check, matters=check.name, scope=check.scope, duties=DUTIES,
            since=check.starts_on, until=check.ends_on, at=begins - timedelta(days=3),
        )  # fmt: skip
    if row["fate"] == "amended":
        _amend(check, people, begins - timedelta(days=12))
    if row["fate"] == "cites":
        _cite(made["A11"][0], check, people["hezheng"], begins - timedelta(days=7))
    check.refresh_from_db()
    services.start_check(actor=runner, check=check, at=begins)
    if check.ends_on < today:
        words = RESULTS[check.pk % len(RESULTS)].format(n=8 + check.pk % 17)
        services.finish_check(actor=runner, check=check, opinion=words, at=at_time(check.ends_on, 17))


def _amend(check: Check, people: dict[str, Actor], at: datetime) -> None:
    """Ten days more, asked with a reason and approved by the mayor."""
    objects = tuple(check.targets.values_list("unit_id", flat=True))
    change = Change(
        check.scope,
        check.times,
        check.field_days,
        check.starts_on,
        check.ends_on + timedelta(days=10),
        objects,
    )
    reason = "汛情推迟，部分点位的现场顺延十天，次数和范围不变。"
    asked = services.ask_amendment(actor=people["hezheng"], check=check, change=change, reason=reason, at=at)
    services.approve_amendment(
        actor=people["zhouxing"],
        amendment=asked,
        opinion="同意顺延，不得增加次数。",
        at=at + timedelta(days=1),
    )


def _cite(cited: Check, check: Check, office: Actor, at: datetime) -> None:
    """The first object was looked into in May; nobody goes there again."""
    units = list(check.targets.order_by("pk").values_list("unit_id", flat=True)[:1])
    services.cite_result(
        actor=office, check=check, cited_id=cited.pk, unit_ids=units, drop=True,
        note_text="五月检查结果已能说明情况。", at=at,
    )  # fmt: skip
