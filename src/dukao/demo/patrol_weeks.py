"""Weeks of the example city's patrol leaders: out on two days of nearly every one, unannounced."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

from dukao.demo.city import City
from dukao.demo.patrol_groups import acting
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.patrols import services
from dukao.patrols.models import PatrolGroup, PatrolTask
from dukao.patrols.vocabulary import MemberRole, TaskForm

PLACES = ("便民服务中心", "在建项目工地", "农贸市场", "社区卫生服务站", "中心小学", "老旧小区")
#: Groups whose leaders are out nearly every week; the others go when a task sends them.
STEADY = (0, 2)


def walk_weekly(city: City, group: PatrolGroup, today: date, random: Random) -> None:
    """A standing task of the running half-year: its leader is out two days of nearly every week."""
    since, office = date(today.year, 7, 1), acting(city.accounts["hezheng"])
    leader = group.members.select_related("account").get(role=MemberRole.LEADER)
    task = services.draft_task(
        actor=office,
        at=at_time(since - timedelta(days=1), 9),
        draft=services.TaskDraft(
            title=f"下半年日常走访（{group.name}）",
            owner_id=city.root.pk,
            group_id=group.pk,
            legal_basis="市督导巡查领导小组年度工作方案",
            starts_on=since,
            ends_on=date(today.year, 12, 31),
            form=TaskForm.DAILY,
            object_ids=(city.units["X1"].pk, city.units["X2"].pk),
            sent_ids=(leader.pk,),
        ),
    )
    assert task is not None
    assert leader.account is not None
    services.issue_task(actor=office, task=task, at=at_time(since - timedelta(days=1), 10))
    weeks = range((today - since).days // 7)
    for monday in (since + timedelta(days=5 + 7 * week) for week in weeks):
        for day in random.sample(range(5), 2 if random.random() < 0.9 else 1):
            _drop_in(city, task, acting(leader.account), monday + timedelta(days=day), random)


def _drop_in(city: City, task: PatrolTask, leader: Actor, day: date, random: Random) -> None:
    began, minutes = at_time(day, random.choice((8, 9, 14)), 30), random.choice((120, 150, 180))
    code = random.choice(("X1", "X2"))
    services.record_visit(
        actor=leader,
        task=task,
        at=began + timedelta(minutes=minutes + 30),
        draft=services.VisitDraft(
            uid=uid_of(random),
            place=f"{city.short_names[code]}{random.choice(PLACES)}",
            started_at=began,
            ended_at=began + timedelta(minutes=minutes),
            unit_id=city.units[code].pk,
            minutes=dict.fromkeys(task.sent.values_list("pk", flat=True), minutes),
        ),
    )


def uid_of(random: Random) -> UUID:
    """A device's mark, the same for the same seed."""
    return UUID(int=random.getrandbits(128), version=4)
