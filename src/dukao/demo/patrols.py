"""Six patrol groups of the example city and their year: tasks, visits, and what became of each finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import groupby
from random import Random

from dukao.demo.city import City, read_table
from dukao.demo.draws import plant_draws
from dukao.demo.field_photos import photo_of
from dukao.demo.patrol_groups import PEOPLE, acting, plant_group
from dukao.demo.patrol_weeks import STEADY, uid_of, walk_weekly
from dukao.identity.models import Account
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.matters.selectors import work_fields
from dukao.organisations.models import Person
from dukao.organisations.selectors import work_calendar
from dukao.patrols import services
from dukao.patrols.models import Finding, PatrolGroup, PatrolTask
from dukao.patrols.vocabulary import Half, MemberRole, VisitManner

QUESTIONS = (
    "公示内容与现场是否一致",
    "台账、照片与现场是否一致",
    "责任人是否到岗、知道自己的职责",
    "群众反映的问题是否有答复",
)
COMMON = "台账与现场不一致是共性问题，建议反馈后限期整改。"
DEBRIEF = (
    "半年来按任务单走访，坚持不打招呼、直奔现场，发现的问题逐条上报，没有单独向单位反馈。\n"
    "做得不够的：个别发现取证不细，被退回补充；对已整改问题的回访偏少。\n"
    "下半年打算：每件任务至少夜查一次，每月回访一次上半年反馈的问题。"
)

#: Whose debrief still waits for the mayor's word.
UNJUDGED = "第五督导巡查组"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a finding of a task, or a task that has none yet."""

    task: tuple[str, ...]
    place: str
    finding: str
    severity: str
    clause: str
    unit: str
    fate: str


def plant_patrols(city: City, today: date, seed: int) -> None:
    """Groups, a year of tasks, and findings in every state; the same seed gives the same hours."""
    random = Random(f"{seed}:patrols")  # noqa: S311 - demo data
    leader = city.accounts["zhouxing"]
    leader.person = Person.objects.filter(name=leader.name).first()
    leader.save(update_fields=["person"])
    groups = [plant_group(city, place, today.year) for place in range(len(PEOPLE))]
    rows = [_row(line) for line in read_table("patrols.csv")]
    for _, lines in groupby(rows, key=lambda row: row.task):
        _live(city, groups, list(lines), today, random)
    for place in STEADY:
        walk_weekly(city, groups[place], today, random)
    for place, group in enumerate(groups):
        _answer(city, group, PEOPLE[place][0], today, random)
    plant_draws(city, groups, today)


def _row(line: dict[str, str]) -> Row:
    named = ("group", "start", "days", "form", "unannounced", "title", "objects", "check")
    return Row(
        tuple(line[name] for name in named),
        *(line[name] for name in ("place", "finding", "severity", "clause", "unit", "fate")),
    )


def _live(city: City, groups: list[PatrolGroup], rows: list[Row], today: date, random: Random) -> None:
    """One task from its draft to where it stands today."""
    number, start, days, form, unannounced, title, objects, check = rows[0].task
    group = groups[int(number) - 1]
    month, day = (int(part) for part in start.split("-"))
    fates = {row.fate for row in rows}
    begins = date(today.year + 1 if "waiting" in fates else today.year, month, day)
    office, at = acting(city.accounts["hezheng"]), at_time(min(begins - timedelta(days=4), today), 9)
    places = tuple(city.units[code].pk for code in objects.split("|") if code in city.units)
    task = services.draft_task(
        actor=office,
        at=at,
        draft=services.TaskDraft(
            title=title,
            owner_id=city.root.pk,
            group_id=group.pk,
            legal_basis="《政府督查工作条例》第十一条",
            starts_on=begins,
            ends_on=begins + timedelta(days=int(days) - 1),
            form=form,
            object_ids=places,
            check_id=city.checks[check].pk if check else None,
            # Whoever comes from one of the places stays at home.
            sent_ids=tuple(group.members.exclude(home__in=places).values_list("pk", flat=True)),
            reader_ids=(city.accounts["zhouxing"].pk,),
            is_unannounced=unannounced == "1",
            requirements="每个点位至少查一处台账、访三户群众；夜间至少去一次。",
            checklist=tuple(services.Question(text) for text in QUESTIONS),
        ),
    )
    assert task is not None
    if "waiting" in fates:
        return
    services.issue_task(actor=office, task=task, at=at + timedelta(hours=3))
    if "planned" in fates:
        return
    for place, row in enumerate(rows):
        _visit(city, task, row, place, unannounced == "1", random)
    _settle(city, task, rows, today)


def _visit(city: City, task: PatrolTask, row: Row, place: int, quiet: bool, random: Random) -> None:
    leader = _leader(task)
    began = at_time(task.starts_on + timedelta(days=min(place, 3)), 8 + place, 30)
    minutes = random.choice((150, 180, 210, 240))
    ended = began + timedelta(minutes=minutes)
    visit = services.record_visit(
        actor=leader,
        task=task,
        at=ended + timedelta(hours=1),
        draft=services.VisitDraft(
            uid=uid_of(random),
            place=row.place,
            started_at=began,
            ended_at=ended,
            unit_id=city.units[row.unit].pk if row.unit in city.units else None,
            manner=VisitManner.UNANNOUNCED if quiet else VisitManner.ANNOUNCED,
            minutes=dict.fromkeys(task.sent.values_list("pk", flat=True), minutes),
            note="先看现场，再看台账，最后访群众。",
        ),
    )
    answers = [
        services.Answer(item.pk, random.choice(("yes", "yes", "no", "unchecked")))
        for item in task.checklist.all()
    ]
    services.answer_checklist(actor=leader, visit=visit, answers=answers, at=ended + timedelta(hours=1))
    spoken = services.Spoken(uid_of(random), "群众", "", "不愿留名，反映情况与现场一致。")
    services.record_informants(actor=leader, visit=visit, people=[spoken], at=ended + timedelta(hours=1))
    finding = services.record_finding(
        actor=leader,
        visit=visit,
        at=ended + timedelta(hours=2),
        draft=services.FindingDraft(
            uid=uid_of(random),
            facts=row.finding,
            severity=row.severity,
            clause=row.clause,
            unit_id=city.units[row.unit].pk if row.unit in city.units else None,
        ),
    )
    picture = photo_of(row.finding, random)
    if picture is not None:
        services.attach_photo(
            actor=leader,
            finding=finding,
            name="现场.jpg",
            content=BytesIO(picture),
            uid=uid_of(random),
            at=ended + timedelta(hours=2),
        )


def _settle(city: City, task: PatrolTask, rows: list[Row], today: date) -> None:
    """What the group reports and the office makes of it, as far as the year has come."""
    leader, office = _leader(task), acting(city.accounts["hezheng"])
    findings = list(Finding.objects.filter(visit__task=task).order_by("pk"))
    told = [
        finding for finding, row in zip(findings, rows, strict=True) if row.fate not in {"draft", "urgent"}
    ]
    reported_at = at_time(min(task.starts_on + timedelta(days=4), today), 18)
    for finding, row in zip(findings, rows, strict=True):
        if row.fate == "urgent":
            _urge(city, leader, finding, at_time(finding.visit.started_at.date(), 15))
    services.report_findings(actor=leader, findings=told, at=reported_at)
    if any(row.fate == "draft" for row in rows):
        return
    services.report_task(
        actor=leader,
        task=task,
        at=reported_at + timedelta(hours=1),
        report=f"走访 {len(rows)} 处，发现问题 {len(rows)} 条，均有现场记录。{COMMON}",
    )
    at = at_time(work_calendar().add(reported_at.date(), 3), 10)
    if at.date() > today or any(row.fate == "reported" for row in rows):
        return
    for finding, row in zip(findings, rows, strict=True):
        _decide(city, office, finding, row.fate, findings, at)
    services.close_task(
        actor=office, task=task, opinion="报告属实，问题已转问题清单整改。", at=at + timedelta(hours=2)
    )


def _urge(city: City, leader: Actor, finding: Finding, at: datetime) -> None:
    services.urge_finding(
        actor=leader,
        finding=finding,
        leader_id=city.accounts["zhouxing"].pk,
        reason="现场有人身危险，来不及逐级报告。",
        at=at,
    )
    instruction = services.instruct_finding(
        actor=acting(city.accounts["zhouxing"]),
        finding=finding,
        text="立即停工整改，市直主管部门当天到场，三日内报全市同类排查结果。",
        at=at + timedelta(minutes=40),
    )
    lead = finding.unit_id or city.office.pk
    services.carry_out_instruction(
        actor=acting(city.accounts["hezheng"]),
        instruction=instruction,
        at=at + timedelta(hours=2),
        errand=services.Errand(
            title=f"{finding.visit.task.title}急报问题处置",
            field_id=work_fields()[0].pk,
            lead_unit_id=lead,
            text="按领导批示要求立即处置，三日内报同类问题排查结果。",
        ),
    )


def _decide(
    city: City, office: Actor, finding: Finding, fate: str, findings: list[Finding], at: datetime
) -> None:
    if fate == "declined":
        reason = "现场取证不足以认定，且该项不在任务范围。"
        services.decline_finding(actor=office, finding=finding, reason=reason, at=at)
    elif fate == "merged":
        services.merge_finding(
            actor=office, finding=finding, into=findings[-1], reason="同一处选址问题。", at=at
        )
    elif fate in ("handed", "open_clue"):
        account = "填报数据与现场严重不符，疑似人为编造，涉及项目资金拨付。"
        clue = services.hand_over_clue(
            actor=office, finding=finding, receiver_id=city.accounts["yanming"].pk, account=account, at=at
        )
        if fate == "handed":
            services.receive_clue(
                actor=acting(city.accounts["yanming"]),
                clue=clue,
                receipt="收到，按程序办理。",
                at=at + timedelta(hours=5),
            )
    else:
        services.release_finding(actor=office, finding=finding, release=services.Release(), at=at)
        if fate == "annulled":
            services.annul_finding(
                actor=office,
                finding=finding,
                reason="单位申请复核，复测机井出水量达标，原结论不成立。",
                at=at + timedelta(days=20),
            )


def _answer(city: City, group: PatrolGroup, leader_name: str, today: date, random: Random) -> None:
    """Hours indoors month by month, and the debrief of the first half; the sixth group has not given it."""
    leader = acting(Account.objects.get(name=leader_name, patrol_seats__group=group))
    for month in range(1, today.month + 1):
        first = date(today.year, month, 1)
        services.set_desk_time(
            actor=leader,
            group=group,
            month=first,
            hours=random.choice((2, 3, 4)),
            at=at_time(date(today.year, month, 27), 17),
        )
        if month == 6 and leader_name != PEOPLE[-1][0]:
            _debrief(city, group, leader, today, random)


def _debrief(city: City, group: PatrolGroup, leader: Actor, today: date, random: Random) -> None:
    debrief = services.submit_debrief(
        actor=leader,
        group=group,
        year=today.year,
        half=Half.FIRST,
        text=DEBRIEF,
        at=at_time(date(today.year, 7, 10), 10),
    )
    grade = random.choice(("good", "good", "fair"))
    if group.name == UNJUDGED:
        return
    services.appraise_debrief(
        actor=acting(city.accounts["zhouxing"]),
        debrief=debrief,
        grade=grade,
        opinion="问题抓得准，取证还要更细。",
        at=at_time(date(today.year, 7, 21), 16),
    )


def _leader(task: PatrolTask) -> Actor:
    seat = task.group.members.select_related("account").get(role=MemberRole.LEADER)
    assert seat.account is not None
    return acting(seat.account)
