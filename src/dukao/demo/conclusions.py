"""Conclusions of the example city, one of them under review, and what units said of their burden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from dukao.checks import services
from dukao.checks.evidence import references_for
from dukao.checks.models import Check, Conclusion
from dukao.checks.services import Words
from dukao.checks.vocabulary import ComplaintKind, Severity
from dukao.demo.city import FOUNDED, City
from dukao.identity.selectors import actor_for
from dukao.kernel.actor import Actor
from dukao.kernel.clock import at_time

REFURBISHED = Words(
    "督查组 11 月 9 日至 27 日现场查看 14 个小区、走访居民 62 户。年度任务 112 个小区，"
    "已开工 112 个、完工 91 个；其中 3 个小区外墙保温没有按图施工，5 个小区改造资金拨付比约定晚 20 日以上。",
    Severity.NOTABLE,
    (
        "12 月底前完成 3 个小区外墙保温返工并复验。",
        "12 月底前拨付 5 个小区的到期工程款。",
        "建立资金拨付月报。",
    ),
)
LITTERED = Words(
    "现场查看 6 个小区的拆违和道路恢复，进度符合计划；2 处临时围挡占道超期，夜间没有警示灯。",
    Severity.SLIGHT,
    ("年底前撤除 2 处超期围挡。",),
)  # fmt: skip
BUILT = Words("负责实施的 9 个小区全部按期完工，资料齐全，居民满意度 94%。", Severity.NONE)
FLOODED = Words(
    "汛期 17 处易涝点已治理 15 处，其余 2 处受管线迁改影响，计划明年汛前完成。", Severity.SLIGHT,
    ("明年 5 月底前完成其余 2 处易涝点治理。",),
)  # fmt: skip
COUNTY = Words(
    "37 项重点任务完成 31 项，4 项按序时推进，2 项滞后；上年督查指出的 11 个问题整改 10 个。",
    Severity.SLIGHT,
    ("12 月底前完成滞后的 2 项任务。", "上年遗留的 1 个问题年底前销号。"),
)  # fmt: skip
FOUND = Words(
    "综合督查期间暗访养老服务机构 3 家，其中 1 家疏散门上锁、灭火器压力不足，已责令当天整改。",
    Severity.NOTABLE,
    ("区内养老服务机构疏散通道 1 月 15 日前全部排查整改。",),
)  # fmt: skip
GROUNDS = (
    "5 个小区的工程款中有 3 个已在 11 月 25 日前拨付，支付凭证见附卷，事实认定有误；"
    "“建立资金拨付月报”与住建系统已有的周调度重复，请予取消。"
)


def plant_conclusions(city: City, today: date) -> None:
    """Drafted and approved by the second pair of eyes, so that others of the office and the mayor may review.

    Patrols were there before: what they found and the office released is the evidence.
    """
    office, mayor, drafter, approver = (
        actor_for(city.accounts[name], today) for name in ("hezheng", "zhouxing", "tianmu", "xumingyuan")
    )
    made = city.checks
    _conclude(city, made["A14"], "ZJ", FLOODED, office, mayor, date(2026, 7, 16))
    _conclude(city, made["A01"], "X1", COUNTY, office, mayor, date(2026, 12, 2), last="serve")
    _conclude(city, made["A32"], "GQ01", BUILT, drafter, approver, date(2026, 12, 7), last="serve")
    _conclude(city, made["A32"], "CG", LITTERED, drafter, approver, date(2026, 12, 22), last="hear")
    _conclude(
        city, made["A01"], "X5", FOUND, office, mayor, today - timedelta(days=4), last="hear", on_paper=False
    )
    one = _conclude(city, made["A32"], "ZJ", REFURBISHED, drafter, approver, date(2026, 12, 1))
    head = actor_for(city.heads["ZJ"], FOUNDED)
    services.ask_review(actor=head, conclusion=one, grounds=GROUNDS, at=at_time(date(2026, 12, 22), 15))
    _complain(city, made, office)


def _conclude(
    city: City, check: Check, code: str, words: Words, drafter: Actor, approver: Actor, day: date,
    *, last: str = "receive", on_paper: bool = True,
) -> Conclusion:  # fmt: skip
    """Heard the day after, explained within the week, served two days later, received the day after."""
    head, at = actor_for(city.heads[code], FOUNDED), at_time(day, 10)
    unit = city.units[code]
    found = references_for(drafter, check.pk, unit.pk)
    one = services.draft_conclusion(
        actor=drafter, check=check, unit_id=unit.pk, words=replace(words, references=tuple(found)), at=at,
        files=[("现场记录.png", _record(check.name, day))] if on_paper else [],
    )  # fmt: skip
    services.hear_conclusion(actor=drafter, conclusion=one, at=_later(at, 1))
    if last == "hear":
        return one
    services.explain_conclusion(
        actor=head, conclusion=one, text="事实无异议，将按要求整改。", at=_later(at, 6)
    )
    services.send_conclusion(actor=drafter, conclusion=one, at=_later(at, 7))
    services.serve_conclusion(actor=approver, conclusion=one, at=_later(at, 9))
    if last == "receive":
        services.receive_conclusion(actor=head, conclusion=one, at=_later(at, 10))
    return one


def _complain(city: City, made: dict[str, Check], office: Actor) -> None:
    reporter, head = actor_for(city.reporters["X1"], FOUNDED), actor_for(city.heads["ZJ"], FOUNDED)
    first = services.complain(
        actor=reporter, unit_id=city.units["X1"].pk, kind=ComplaintKind.TWICE, check=made["A02"],
        text="安全生产台账三月已经报过，防汛检查又要了一遍同样的表。", at=at_time(date(2026, 5, 20), 9),
    )  # fmt: skip
    assert first is not None
    answer = "防汛检查直接引用三月的台账，已通知市水利局不再收取。以后同一张表当年只报一次。"
    services.answer_complaint(actor=office, complaint=first, answer=answer, at=at_time(date(2026, 5, 22), 16))
    services.complain(
        actor=head, unit_id=city.units["ZJ"].pk, kind=ComplaintKind.TRACES, check=made["A32"],
        text="现场督查要求每个小区拍 20 张照片并按序号装订，与查看实效无关。",
        at=at_time(date(2026, 12, 24), 11),
    )  # fmt: skip


def _later(at: datetime, days: int) -> datetime:
    return at + timedelta(days=days)


def _record(title: str, day: date) -> BytesIO:
    """A sheet with nothing but lines on it: what was seen there stands in the conclusion."""
    sheet = Image.new("RGB", (420, 594), "white")
    draw = ImageDraw.Draw(sheet)
    for line in range(14):
        width = 340 - (len(title) * 13 + day.day * 17 + line * 37) % 120
        draw.rectangle((40, 60 + line * 34, 40 + width, 66 + line * 34), fill="#62686f")
    out = BytesIO()
    sheet.save(out, "PNG")
    out.seek(0)
    return out
