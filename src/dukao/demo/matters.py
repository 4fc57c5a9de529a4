"""Decisions of the example city and the matters they became, in all states and under all lamps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from heapq import heapify, heappop, heappush
from random import Random

from dukao.demo.city import FOUNDED, City, read_table
from dukao.identity.models import Account
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.roles import Role
from dukao.matters import services
from dukao.matters.models import Decision, LookBack, Matter, Paragraph, Rung, WorkField
from dukao.matters.selectors.dispatch import decided_by
from dukao.matters.services import MatterDraft, Node
from dukao.matters.vocabulary import DecisionKind, Disposition, LookBackFinding, MatterKind, RungState
from dukao.notifications.models import Notice
from dukao.organisations.models import Person

KINDS = {
    DecisionKind.PLAN: MatterKind.KEY_TASK, DecisionKind.MEETING: MatterKind.MINUTES,
    DecisionKind.INSTRUCTION: MatterKind.INSTRUCTION, DecisionKind.DOCUMENT: MatterKind.DOCUMENT,
    DecisionKind.SUPERIOR: MatterKind.KEY_TASK,
}  # fmt: skip
#: What becomes of a matter, and how often of a hundred.
FATES = (
    ("closed", 38), ("on_plan", 20), ("ahead", 8), ("behind", 8), ("far_behind", 4), ("overdue", 4),
    ("silent", 4), ("soon", 4), ("finished", 4), ("returned", 2), ("received", 2), ("assigned", 1),
    ("draft", 1),
)  # fmt: skip
#: The matters a visitor is shown first.
DESTINIES = {
    "城市燃气管网更新改造 70 公里": "far_behind", "东岭工业园污水处理厂扩建投运": "overdue",
    "无分歧欠款应清尽清": "returned", "农村饮水提质 36 个村": "silent", "供暖投诉集中小区整改": "overdue",
    "老旧小区改造 112 个": "behind", "高新区标准厂房三期交付": "soon", "东岭县信访积案包案化解": "assigned",
    "四季度工业企业包抓帮扶": "on_plan", "供暖用煤储备达到 20 天": "finished",
    "东岭县乡道危桥改造 6 座": "behind",
    "污水集中收集率提高到 72%": "received", "供暖不达标退费": "assigned", "国道改线征拆": "overdue",
    "“拿地即开工”30 宗": "draft", "市直机关作风问题专项整治": "draft", "精简村级台账报表": "draft",
}  # fmt: skip
NODES = ("方案和清单到位", "主体任务过半", "基本完成，组织自查")
WORDS = (
    "已完成摸底，建立台账 {n} 条，逐条明确责任人。",
    "累计完成 {p}%，本期新增 {n} 处，按周调度。",
    "完成 {p}%。两个点位手续已补齐，恢复施工。",
    "完成 {p}%，还差资料归档和现场核验，月底前补齐。",
)
BEHIND = "完成 {p}%。{n} 个点位受管线迁改影响停工，已调整工序，增加班组。"


@dataclass(frozen=True, slots=True)
class Plan:
    """One matter to be: its row of the table, when it was assigned, until when, and what becomes of it."""

    row: dict[str, str]
    paragraph: Paragraph
    title: str
    lead: str
    assigned_at: datetime
    due_on: date
    fate: str


def plant_matters(city: City, today: date, seed: int) -> None:
    """About 130 matters from ten decisions, lived day by day; the same seed gives the same lives."""
    decisions = _plant_decisions(city, city.leaders)
    fields = {field.name: field.pk for field in WorkField.objects.all()}
    plans = _plans(city, decisions, today, Random(seed))  # noqa: S311 - demo data
    lives = [_life(city, plan, city.leaders, fields, today, seed) for plan in plans]
    _run([*lives, _upkeep(city, date(today.year, 3, 2), today, seed)])
    last_week = at_time(today - timedelta(days=5), 0)
    Notice.objects.filter(at__lt=last_week).update(read_at=last_week)


#: A life does one thing at a time: it says when the next one is due, and is woken then.
Life = Iterator[datetime]


def _run(lives: list[Life]) -> None:
    """Wake all lives in the order of time, so that what one does is seen by the others."""
    waiting = [(next(life), number) for number, life in enumerate(lives)]
    heapify(waiting)
    while waiting:
        _, number = heappop(waiting)
        due_at = next(lives[number], None)
        if due_at is not None:
            heappush(waiting, (due_at, number))


def _upkeep(city: City, first: date, last: date, seed: int) -> Life:
    """What the product and its people do: count lamps week by week, climb and decide in the last weeks."""
    random = Random(f"{seed}:upkeep")  # noqa: S311 - demo data
    for day in (first + timedelta(days=n) for n in range((last - first).days)):
        at = at_time(day, 20)
        yield at
        if day >= last - timedelta(days=56) and day.weekday() < 5:
            services.climb_ladder(at=at)
            if day < last - timedelta(days=4):
                _decide_rungs(city, day, random)
        if day.weekday() == 0:
            services.tally_lamps(day=day)
            _look_back(city, day - timedelta(days=7))


def _look_back(city: City, day: date) -> None:
    """The office goes and sees, within a week or two, whether what was signed off still holds."""
    at = at_time(day + timedelta(days=7), 21)
    for lookback in LookBack.objects.filter(done_at=None, planned_on__lte=day).order_by("pk"):
        services.look_back(
            actor=_as(city.accounts["hezheng"]), lookback=lookback, finding=LookBackFinding.HOLDS,
            opinion="抽查三处，与销号时一致，管护责任已落实。", at=at,
        )  # fmt: skip


def _decide_rungs(city: City, day: date, random: Random) -> None:
    """Whoever may decide does, when the unit's time to explain itself is over; some units do explain."""
    at = at_time(day, 21)
    waiting = Rung.objects.filter(state=RungState.PROPOSED, explain_by__lt=day).select_related("matter")
    for rung in waiting.order_by("pk"):
        decider = _as(city.accounts["hezheng" if decided_by(rung, day) == Role.OFFICE else "zhouxing"])
        if random.random() < 0.75:
            services.decide_rung(
                actor=decider, rung=rung, reason=f"{rung.cause}，催办后仍没有实质进展。", at=at,
                basis="市督查督办工作规则第十六条",
            )  # fmt: skip
        else:
            services.decline_rung(actor=decider, rung=rung, reason="单位已提出赶工方案，先看两周。", at=at)


def _plant_decisions(city: City, leaders: dict[str, Person]) -> dict[str, dict[str, Paragraph]]:
    """Paragraphs by decision and heading; where a heading comes twice the first text stands."""
    texts: dict[str, dict[str, str]] = {}
    for row in read_table("matters.csv"):
        if row["text"]:
            texts.setdefault(row["decision"], {}).setdefault(row["paragraph"], row["text"])
    decisions: dict[str, dict[str, Paragraph]] = {}
    for row in read_table("decisions.csv"):
        decided_on = date.fromisoformat(row["decided_on"])
        decision = Decision.objects.create(
            kind=row["kind"], level=row["level"], title=row["title"], number=row["number"],
            decided_on=decided_on, decided_by=row["decided_by"], leader=leaders.get(row["leader"]),
            owner=city.root, regime=row["regime"], legal_basis=row["basis"],
            registered_by=city.accounts["hezheng"], registered_at=at_time(decided_on, 16),
        )  # fmt: skip
        decisions[row["code"]] = {
            heading: Paragraph.objects.create(
                decision=decision, position=position, heading=heading, text=text,
                disposition=Disposition.DECOMPOSED,
            )
            for position, (heading, text) in enumerate(texts[row["code"]].items(), start=1)
        }  # fmt: skip
    return decisions


def _plans(
    city: City, decisions: dict[str, dict[str, Paragraph]], today: date, random: Random
) -> Iterator[Plan]:
    for row in read_table("matters.csv"):
        paragraph = decisions[row["decision"]][row["paragraph"]]
        leads = city.groups["COUNTY"] if row["lead"] == "COUNTY" else [row["lead"]]
        for lead in leads:
            title = row["title"].format(county=city.short_names[lead])
            yield _plan(row, paragraph, title, lead, today, random)


def _plan(
    row: dict[str, str], paragraph: Paragraph, title: str, lead: str, today: date, random: Random
) -> Plan:
    fate = random.choices([name for name, _ in FATES], [share for _, share in FATES])[0]
    fate = DESTINIES.get(title, fate)
    first = paragraph.decision.decided_on + timedelta(days=random.randint(2, 6))
    start = {
        "draft": today - timedelta(days=random.randint(1, 3)),
        "assigned": today - timedelta(days=random.randint(0, 5)),
        "received": today - timedelta(days=random.randint(6, 12)),
    }.get(fate, first)
    end = {
        "closed": start + timedelta(days=random.randint(45, max(50, (today - start).days - 25))),
        "overdue": today - timedelta(days=random.randint(2, 18)),
        "soon": today + timedelta(days=random.randint(0, 2)),
        "finished": today + timedelta(days=random.randint(3, 20)),
        "returned": today + timedelta(days=random.randint(4, 15)),
    }.get(fate, today + timedelta(days=random.randint(20, 90)))
    return Plan(row, paragraph, title, lead, at_time(start, 10, random.randint(0, 59)), end, fate)


def _life(
    city: City, plan: Plan, leaders: dict[str, Person], fields: dict[str, int], today: date, seed: int
) -> Life:
    """Register the matter and lead it along until where it stands on ``today``."""
    random = Random(f"{seed}:{plan.title}")  # noqa: S311 - demo data
    office, begun = _as(city.accounts["hezheng"]), plan.assigned_at
    yield begun
    draft = _draft(city, plan, leaders, fields, begun)
    made = services.register_matter(actor=office, draft=draft, at=begun)
    assert made is not None
    if plan.fate == "draft":
        return
    matter = services.assign_matter(actor=office, matter=made, at=begun)
    if plan.fate == "assigned":
        return
    reporter, head = _as(city.reporters[plan.lead]), _as(city.heads[plan.lead])
    receipt = begun + timedelta(hours=random.randint(3, 26))
    yield receipt
    services.receive_matter(actor=reporter, matter=matter, at=receipt)
    for at, percent, text in _words(plan, today, random):
        yield at
        services.report_progress(actor=reporter, matter=matter, percent=percent, text=text, at=at)
    if plan.fate in {"closed", "finished", "returned"}:
        yield from _end(plan, matter, head, office, today, random)


def _draft(
    city: City, plan: Plan, leaders: dict[str, Person], fields: dict[str, int], begun: datetime
) -> MatterDraft:
    row, decision = plan.row, plan.paragraph.decision
    length = (plan.due_on - begun.date()).days
    days = [begun.date() + timedelta(days=length * part // 4) for part in (1, 2, 3)]
    return MatterDraft(
        title=plan.title, kind=KINDS[DecisionKind(decision.kind)], field_id=fields[row["field"]],
        owner_id=city.root.pk, lead_unit_id=city.units[plan.lead].pk, regime=decision.regime,
        legal_basis=decision.legal_basis, due_on=plan.due_on, leader_id=leaders[row["leader"]].pk,
        assisting_ids=tuple(city.units[code].pk for code in row["assist"].split() if code != plan.lead),
        path="列出清单，倒排工期，牵头单位每周调度；难点会同协办单位现场解决。",
        standard=f"{plan.title}，资料齐全，经现场核验。", paragraph_id=plan.paragraph.pk,
        milestones=tuple(
            Node(day, share, title) for day, share, title in zip(days, (25, 55, 80), NODES, strict=True)
        ) if length >= 8 else (),
    )  # fmt: skip


def _words(plan: Plan, today: date, random: Random) -> Iterator[tuple[datetime, int, str]]:
    """A word every four weeks or so, the newest five, as far as the matter's fate has it."""
    begun = plan.assigned_at.date()
    last = min(plan.due_on, today) - timedelta(days=1)
    if plan.fate == "silent":
        last = today - timedelta(days=random.randint(34, 40))
    days: list[date] = []
    while last > begun + timedelta(days=3) and len(days) < 5 and plan.fate != "received":
        days.insert(0, last)
        last -= timedelta(days=random.randint(20, 28))
    slack = {"behind": 13, "far_behind": 24, "overdue": 22, "ahead": -8}.get(plan.fate, 0)
    length, percent = max(1, (plan.due_on - begun).days), 0
    for number, day in enumerate(days):
        share = (day - begun).days * 100 // length
        percent = max(percent, min(96, max(0, share - slack * (number + 1) // len(days))))
        words = BEHIND if slack > 0 and number else WORDS[min(number, len(WORDS) - 1)]
        at = at_time(day, random.randint(9, 17), random.randint(0, 59))
        yield at, percent, words.format(p=percent, n=random.randint(2, 40))


def _end(plan: Plan, matter: Matter, head: Actor, office: Actor, today: date, random: Random) -> Life:
    day = min(plan.due_on + timedelta(days=random.choice((-6, -3, -1, 0, 0, 2))), today - timedelta(days=3))
    at = at_time(day, 18, random.randint(0, 59))
    yield at
    services.finish_matter(actor=head, matter=matter, text="任务全部完成，资料齐全，请予核验。", at=at)
    if plan.fate == "finished":
        return
    answer = at_time(day + timedelta(days=2), 10, random.randint(0, 59))
    yield answer
    if plan.fate == "closed":
        opinion = "现场核验与报结一致，同意销号。"
        services.close_matter(actor=office, matter=matter, opinion=opinion, at=answer)
    else:
        reason = "附表缺 3 户的付款凭证，请补齐后再报结。"
        services.return_matter(actor=office, matter=matter, reason=reason, at=answer)


@cache
def _as(account: Account) -> Actor:
    """The account as it may act: nobody's roles change during the year."""
    return actor_for(account, FOUNDED)
