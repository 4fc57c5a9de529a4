"""Problems of the example city over a year: found, assigned, put right, returned, closed, looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

from dukao.demo.city import City, read_table
from dukao.documents.services import store_file
from dukao.identity.models import Account
from dukao.identity.selectors import actor_for
from dukao.issues import services
from dukao.issues.models import Draw, LookBack, Problem, SweepItem
from dukao.issues.services import ProblemDraft
from dukao.issues.vocabulary import LookBackFinding, ProblemKind, Severity, problem_ref
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time
from dukao.kernel.regimes import Regime
from dukao.notifications.models import Notice
from dukao.organisations.selectors import work_calendar

REGIMES = {"patrol": Regime.PATROL, "party_inspection": Regime.INSPECTION}
#: What becomes of a problem, and how often of a hundred.
FATES = (
    ("closed", 56), ("submitted", 8), ("rectifying", 14), ("returned", 5), ("assigned", 5), ("overdue", 6),
    ("draft", 4), ("dropped", 2),
)  # fmt: skip
#: The problems a visitor is shown first.
DESTINIES = {
    "和苑二区路面恢复超期": "submitted", "青石水库溢洪道边坡裂缝未处置": "overdue",
    "供热温度不达标投诉集中": "returned", "老旧小区改造完工数与现场不符": "rectifying",
    "建筑工地农民工工资再次拖欠": "rebounded", "滨河夜市占道经营反弹": "rebounded",
    "农贸市场改造项目进度虚报": "draft", "公共数据目录更新滞后": "assigned",
    "标准厂房闲置面积偏大": "rectifying", "35 路公交末班提前收车": "draft",
    "三所学校食堂食材追溯不全": "closed", "工业园区危废贮存不规范": "closed",
}  # fmt: skip
SWEEPS = {
    "和苑二区路面恢复超期": (
        "道路开挖后恢复情况",
        "辖区在建开挖点逐处核对公示的恢复日期，超期的列出清单。",
        8,
    ),
    "工业园区危废贮存不规范": ("危废贮存和标识情况", "产生危废的企业逐家核对贮存期限和标识。", 200),
}
HELD = "抽查三处，与销号时一致，管护责任已落实。"
CAME_BACK = "同一位置又出现同样问题，管护没有落实。"
LIMITS = {Severity.MINOR: 15, Severity.ORDINARY: 45, Severity.SERIOUS: 60}


@dataclass(frozen=True, slots=True)
class Case:
    """One problem to be: its row of the table, the unit, when it was found, and what becomes of it."""

    row: dict[str, str]
    title: str
    unit: str
    found_on: date
    fate: str


def plant_problems(city: City, today: date, seed: int) -> None:
    """About eighty problems; the same seed gives the same lives."""
    random = Random(f"{seed}:problems")  # noqa: S311 - demo data
    for case in sorted(_cases(city, today, random), key=lambda one: (one.found_on, one.title)):
        _live(city, case, today, random)
    _take_over(city, today, random)
    _plant_group(city, today)
    _sweep(city, today, random)
    _look_back(city, today)
    _recommend(city, today)
    services.refresh_lights(at=at_time(today, 8))
    Notice.objects.filter(
        kind__in=("problem", "self_check"), at__lt=at_time(today - timedelta(days=5), 0)
    ).update(read_at=at_time(today - timedelta(days=5), 0))


def _cases(city: City, today: date, random: Random) -> Iterator[Case]:
    for row in read_table("problems.csv"):
        units = city.groups["COUNTY"] if row["unit"] == "COUNTY" else [row["unit"]]
        for unit in units:
            title = row["title"].format(county=city.short_names[unit])
            fate = random.choices([name for name, _ in FATES], [share for _, share in FATES])[0]
            fate = DESTINIES.get(title, fate)
            ago = random.randint(70, 320) if fate in ("closed", "rebounded") else random.randint(12, 40)
            ago = {"draft": random.randint(0, 4), "overdue": 70, "assigned": 3}.get(fate, ago)
            yield Case(row, title, unit, today - timedelta(days=ago), fate)


def _live(city: City, case: Case, today: date, random: Random) -> Problem:
    """Register the problem and lead it along until where it stands on ``today``."""
    office = _as(city.accounts["hezheng"])
    registered = _office_hour(case.found_on, random)
    shown = _shown(city, case, registered)
    made = services.register_problem(actor=office, draft=_draft(city, case, today, shown), at=registered)
    assert made is not None
    if case.fate == "draft":
        return made
    assigned = registered + timedelta(hours=3)
    problem = services.assign_problem(actor=office, problem=made, at=assigned)
    if case.fate == "dropped":
        return services.drop_problem(
            actor=office, problem=problem, reason="与另一件重复登记。", at=assigned + timedelta(days=1)
        )
    if case.fate != "assigned":
        _put_in_order(city, case, problem, assigned, today, random)
    return problem


def _take_over(city: City, today: date, random: Random) -> None:
    """What patrols found and the office released goes the way of every other problem."""
    codes = {unit.pk: code for code, unit in city.units.items()}
    found = Problem.objects.filter(state="draft", registered_at__lt=at_time(today - timedelta(days=6), 0))
    for problem in found.order_by("registered_at", "pk"):
        row = {"demand": problem.demand or problem.title, "action": "", "severity": problem.severity}
        fate = "closed" if problem.due_on < today else random.choice(("rectifying", "submitted"))
        case = Case(row, problem.title, codes[problem.unit_id], problem.found_on, fate)
        assigned = problem.registered_at + timedelta(hours=3)
        services.assign_problem(actor=_as(city.accounts["hezheng"]), problem=problem, at=assigned)
        _put_in_order(city, case, problem, assigned, today, random)


def _put_in_order(
    city: City, case: Case, problem: Problem, assigned: datetime, today: date, random: Random
) -> None:
    """The unit plans its measures, says how far it is, and submits where its fate says so."""
    office, row = _as(city.accounts["hezheng"]), case.row
    reporter, head = _as(city.reporters[case.unit]), _as(city.heads[case.unit])
    planned = assigned + timedelta(days=2)
    limit = Problem.objects.get(pk=problem.pk).due_on
    for text, charged in (("逐项核对事实，列出清单", "科室负责人"), (row["demand"][:60], "分管负责人")):
        services.add_measure(
            actor=reporter, problem=problem, text=text, charged=charged, due_on=limit - timedelta(days=3),
            at=planned,
        )  # fmt: skip
    said = "已对照问题逐项核对，责任到人，每周调度一次。"
    services.report_progress(actor=reporter, problem=problem, text=said, at=planned + timedelta(days=4))
    if case.fate in ("submitted", "returned", "closed", "rebounded"):
        _finish(case, problem, head, office, planned + timedelta(days=8), today, random)


def _finish(
    case: Case,
    problem: Problem,
    head: Actor,
    office: Actor,
    at: datetime,
    today: date,
    random: Random,
) -> None:
    """Submitted; sent back now and then; verified and signed off."""
    done, files = case.row["action"] or "已按要求整改到位。", _proof(case)
    for measure in problem.measures.all():
        services.finish_measure(actor=head, measure=measure, at=at)
    if case.fate == "submitted":
        at = max(at, at_time(today - timedelta(days=2), 9, 30))
    services.submit_rectification(actor=head, problem=problem, text=done, files=files, at=at)
    if case.fate == "returned" or (case.fate == "closed" and random.random() < 0.2):
        reason = "照片看不出位置，请补同一角度的照片和清单。"
        services.return_rectification(actor=office, problem=problem, reason=reason, at=at + timedelta(days=2))
        at += timedelta(days=4)
        if case.fate == "closed":
            services.submit_rectification(actor=head, problem=problem, text=f"已补。{done}"[:290], at=at)
    if case.fate in ("closed", "rebounded"):
        at += timedelta(days=random.randint(1, 4))
        services.close_problem(
            actor=office, problem=problem, opinion="现场核对，与佐证一致，同意销号。", at=at
        )
        if problem.severity == Severity.SERIOUS:
            services.name_problem(actor=office, problem=problem, issue=at.month, named="分管负责人", at=at)


def _draft(city: City, case: Case, today: date, shown: tuple[tuple[int, str], ...]) -> ProblemDraft:
    row = case.row
    limit = case.found_on + timedelta(days=LIMITS[Severity(row["severity"])])
    due = work_calendar().roll_forward(limit)
    if case.fate in ("rectifying", "returned", "submitted", "assigned"):
        due = max(due, today + timedelta(days=2))
    return ProblemDraft(
        source=row["source"], source_text=row["source_text"], title=case.title, facts=row["facts"],
        clause=row["clause"], demand=row["demand"], unit_id=city.units[case.unit].pk, scope_id=city.root.pk,
        regime=REGIMES.get(row["source"], Regime.GOVERNMENT), severity=row["severity"], kind=row["kind"],
        found_on=case.found_on, due_on=due, files=shown,
    )  # fmt: skip


def _look_back(city: City, today: date) -> None:
    """Two quarters drawn after their end, most of it looked at; two problems came back."""
    office = _as(city.accounts["hezheng"])
    seeds = ((2, date(today.year, 7, 2), "0602261533"), (3, date(today.year, 10, 9), "0117242831"))
    for quarter, day, seed in seeds:
        services.draw_lookbacks(
            actor=office, scope_id=city.root.pk, year=today.year, quarter=quarter, seed=seed,
            seed_source=f"{day} 后第一期公开开奖号码", at=at_time(day, 10),
        )  # fmt: skip
    drawn = set(LookBack.objects.filter(draw__in=Draw.objects.all()).values_list("problem_id", flat=True))
    names = [name for name, fate in DESTINIES.items() if fate == "rebounded"]
    came_back = Problem.objects.filter(title__in=names)
    for problem in came_back.exclude(pk__in=drawn):
        services.plan_lookback(actor=office, problem=problem, at=at_time(today - timedelta(days=12), 9))
    due = LookBack.objects.filter(done_at=None, planned_on__lte=today - timedelta(days=6)).order_by("pk")
    for look in due.select_related("problem"):
        back = look.problem.title in names
        at = at_time(max(look.planned_on, today - timedelta(days=60)) + timedelta(days=3), 15)
        services.look_back(
            actor=office, lookback=look, at=at,
            finding=LookBackFinding.REBOUNDED if back else LookBackFinding.HOLDS,
            opinion=CAME_BACK if back else HELD,
            due_on=today + timedelta(days=21) if back else None,
        )  # fmt: skip


def _sweep(city: City, today: date, random: Random) -> None:
    """Two sweeps of the counties: one answered and put right, one on its way."""
    office, counties = _as(city.accounts["hezheng"]), city.groups["COUNTY"]
    for title, (what, demand, ago) in SWEEPS.items():
        origin = Problem.objects.get(title=title)
        opened = at_time(max(today - timedelta(days=ago), origin.found_on + timedelta(days=2)), 11)
        sweep = services.open_sweep(
            actor=office, problem=origin, title=what, demand=demand,
            unit_ids=[city.units[code].pk for code in counties],
            due_on=opened.date() + timedelta(days=15), at=opened,
        )  # fmt: skip
        # The county that comes in with a reporter of its own still has its answer to give.
        asked = counties if ago > 100 else counties[1:5]
        for code in asked:
            found = random.random() < 0.4
            item = SweepItem.objects.get(sweep=sweep, unit=city.units[code])
            services.answer_self_check(
                actor=_as(city.reporters[code]), item=item, found=found, checked=random.randint(6, 40),
                text="逐处核对，查出 2 处不符合要求，已列清单。" if found else "逐处核对，都按期完成。",
                at=opened + timedelta(days=3),
            )  # fmt: skip
            if found and ago > 100:
                _put_right(city, SweepItem.objects.get(pk=item.pk), code, opened + timedelta(days=12))


def _put_right(city: City, item: SweepItem, code: str, at: datetime) -> None:
    """What a county found itself is put right and signed off like any other problem."""
    assert item.problem is not None
    head, office = _as(city.heads[code]), _as(city.accounts["hezheng"])
    services.submit_rectification(
        actor=head, problem=item.problem, text="2 处已补齐标识，超期的已转移处置。", at=at,
        files=[("整改后.png", BytesIO(_picture("#555b61")))],
    )  # fmt: skip
    services.close_problem(
        actor=office, problem=item.problem, opinion="核对转移联单，同意销号。", at=at + timedelta(days=2)
    )


def _recommend(city: City, today: date) -> None:
    """What was done well: two in the library, one waiting."""
    office = _as(city.accounts["hezheng"])
    closed = Problem.objects.filter(state="closed", kind=ProblemKind.COMMON).order_by("-closed_on")[:3]
    for number, problem in enumerate(closed):
        at = at_time(today - timedelta(days=9 - number), 16)
        text = (
            f"问题：{problem.facts}\n\n做法：{problem.action_taken}\n"
            "第一步列清单，逐处写明责任人和日期；第二步每周公示进度；第三步由没有经手的人逐处核对。\n\n"
            "成效：一个月内全部改完，回头看没有反弹。"
        )
        practice = services.propose_practice(
            actor=office, title=f"{problem.title}：清单、公示、交叉核对", text=text, unit_id=problem.unit_id,
            origin_ref=problem_ref(problem.pk), at=at,
        )  # fmt: skip
        if number < 2:
            services.approve_practice(
                actor=office, practice=practice, opinion="做法可学。", at=at + timedelta(days=1)
            )


def _plant_group(city: City, today: date) -> None:
    services.set_liaison_group(
        actor=_as(city.accounts["hezheng"]), scope_id=city.root.pk, name="第一挂钩联系服务组",
        unit_ids=[city.units[code].pk for code in ("ZJ", "CG", *city.groups["COUNTY"][:2])],
        account_ids=[city.accounts["linlan"].pk, city.accounts["liangyue"].pk],
        basis="霁督考办〔2026〕9 号", at=at_time(today - timedelta(days=40), 9),
    )  # fmt: skip
    paving = Problem.objects.get(title="和苑二区路面恢复超期")
    services.follow_problem(
        actor=_as(city.accounts["linlan"]), problem=paving,
        text="到现场看过，面层已铺完，等养护期满开放通行。",
        at=at_time(today - timedelta(days=3), 10),
    )  # fmt: skip


def _shown(city: City, case: Case, at: datetime) -> tuple[tuple[int, str], ...]:
    """Drawn pictures of the road before it was mended; the demo shows no real place."""
    if case.title != "和苑二区路面恢复超期":
        return ()
    file = store_file(name="before.png", content=BytesIO(_picture("#a3937d")), max_bytes=1 << 20, at=at)
    return ((file.pk, "3号楼东侧.png"),)


def _proof(case: Case) -> list[tuple[str, BytesIO]]:
    paved = case.title == "和苑二区路面恢复超期"
    if not paved and case.row["severity"] != Severity.SERIOUS:
        return []
    return [("整改后.png", BytesIO(_picture("#555b61")))]


def _picture(road: str) -> bytes:
    """A street between two houses; only the road differs."""
    image = Image.new("RGB", (960, 450), "#d3dbe0")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((0, 240, 960, 450), fill="#9fae9c")
    drawing.rectangle((60, 66, 330, 246), fill="#bcc4ca")
    drawing.rectangle((660, 42, 900, 252), fill="#b3bbc1")
    drawing.polygon([(120, 450), (420, 240), (552, 240), (840, 450)], fill=road)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _office_hour(day: date, random: Random) -> datetime:
    return at_time(day, random.randint(9, 11), random.randint(0, 59))


def _as(account: Account) -> Actor:
    return actor_for(account, date(2026, 12, 28))
