"""Each pattern on planted facts: it finds what is there, and nothing in ordinary figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dukao.kernel.clock import at_time
from dukao.kernel.errors import DomainError
from dukao.oversight.patterns.facts import Grant, Photo, Reported, Reviewer, TargetChange, Total
from dukao.oversight.patterns.pattern import Lead
from dukao.oversight.patterns.registry import PATTERNS
from dukao.oversight.patterns.similarity import clusters, grams, likeness

LINE = Reported(
    line=1, report=1, unit=7, unit_name="市住建局", item="Z-02", item_name="老旧小区改造", period="2026-09",
    value=Decimal(76), is_amount=True, narrative="", returns=0, target_is_nought=False,
)  # fmt: skip
CHANGE = TargetChange(
    entry=5, at=at_time(date(2026, 10, 8), 14), unit=7, unit_name="市工信局", item="G-01",
    item_name="技改投资", period="2026-12", before=Decimal(42), after=Decimal("38.5"), eases=True, who="何正",
    reason="两个项目核准延期",
)  # fmt: skip
GRANT = Grant(
    extension=3, matter=9, number="2026-012", title="国道 512 改线征拆", unit=7, unit_name="市交通局",
    old_due_on=date(2026, 9, 19), new_due_on=date(2026, 11, 30), asked_on=date(2026, 9, 28),
    granted_on=date(2026, 9, 28), granted_by="何正", reason="管线未迁",
)  # fmt: skip
PHOTO = Photo(
    line=1, unit=7, unit_name="西渚县", item_name="道路硬化", period="2026-06", name="现场.jpg", file=11,
    fingerprint=0xF0F0_F0F0_F0F0_F0F0, added_on=date(2026, 6, 20),
)  # fmt: skip


def leads(code: str, facts: list[Any], **parameters: str) -> list[Lead]:
    pattern = PATTERNS[code]
    return list(pattern.find(facts, pattern.read(parameters)))


def course(*values: str, start: int = 1, **changes: Any) -> list[Reported]:
    """A year's figures of one item, month by month."""
    return [
        replace(LINE, line=n, period=f"2026-{n:02d}", value=Decimal(value), **changes)
        for n, value in enumerate(values, start=start)
    ]


def test_a_target_lowered_late_is_found_and_one_lowered_early_is_counted_only() -> None:
    early = replace(CHANGE, at=at_time(date(2026, 3, 2), 9))
    (lead,) = leads("lowered_targets", [early, CHANGE])
    assert (lead.unit, lead.entry) == (7, 5)
    assert lead.finding == "9 月以来 1 次下调，平均下调 8.3%；此前 1 次"
    assert "10 月 8 日 由 42 改为 38.5" in lead.figures[0][1]
    assert leads("lowered_targets", [early]) == []
    assert leads("lowered_targets", [replace(CHANGE, eases=False)]) == []
    assert leads("lowered_targets", [CHANGE], least_percent="10") == []


def test_a_reviewer_who_returns_next_to_nothing_stands_out_from_the_others() -> None:
    peers = [Reviewer(n, f"审核 {n}", n, f"单位 {n}", 88, 12) for n in range(1, 5)]
    lenient = Reviewer(9, "罗可", 9, "市交通局", 62, 1)
    (lead,) = leads("lenient_reviewers", [*peers, lenient])
    assert lead.who == "牵头审核 罗可（市交通局）"
    assert lead.finding == "通过率 98.4%，同类中位 88.0%；63 件"
    assert leads("lenient_reviewers", [*peers, replace(lenient, accepted=9, returned=0)]) == [], (
        "too few to say"
    )
    assert leads("lenient_reviewers", [peers[0], lenient]) == [], "no peers to compare with"


def total(number: int, points: str) -> Total:
    return Total(1, "第三季度", number, f"单位 {number}", Decimal(points), (Decimal(90), Decimal(80)))


def test_totals_that_crowd_just_over_a_line_are_found() -> None:
    crowd = [total(n, f"90.{n:02d}") for n in range(8)]
    spread = [total(20 + n, f"{88 + n * Decimal('0.35')}") for n in range(12)]
    (lead,) = leads("near_lines", [*crowd, *spread])
    assert lead.who.startswith("9 个单位得 90.00—90.30") or lead.who.startswith("8 个单位得 90.00—90.30")
    assert "等次线为 90" in lead.finding
    assert leads("near_lines", spread) == []


NARRATIVE = "本月完成老旧小区改造 {n} 个，主要是按周调度、逐项销账，堵点当周解决，下一步逐点倒排工期。"


@given(
    st.lists(st.text(alphabet="甲乙丙丁戊", min_size=1, max_size=14), max_size=14, unique=True),
    st.sampled_from([0.5, 0.75, 0.9, 1.0]),
)
def test_no_alike_pair_is_passed_over(texts: list[str], least: float) -> None:
    found = clusters(texts, 2, least)
    place = {text: number for number, group in enumerate(found) for text in group}
    assert sorted(place) == sorted(texts)
    for one in texts:
        for other in texts:
            if likeness(grams(one, 2), grams(other, 2)) >= least:
                assert place[one] == place[other]


def test_narratives_that_differ_in_their_figures_alone_are_found() -> None:
    copies = [
        replace(LINE, line=n, unit=n, unit_name=f"单位 {n}", narrative=NARRATIVE.format(n=n * 11))
        for n in range(1, 4)
    ]
    own = replace(
        LINE, line=9, unit=9, unit_name="单位 9",
        narrative="三个片区同时进场，外墙保温已完工两个，雨污分流还差一段，主要受管线迁改影响，月底补齐。",
    )  # fmt: skip
    (lead,) = leads("copied_narratives", [*copies, own])
    assert lead.who == "单位 1、单位 2、单位 3等 3 个单位"
    assert lead.unit is None, "it is about several"
    assert leads("copied_narratives", [*copies[:2], own]) == []


def test_a_unit_that_writes_the_same_every_month_is_found() -> None:
    months = [
        replace(LINE, line=n, period=f"2026-{n:02d}", narrative=NARRATIVE.format(n=n)) for n in range(3, 8)
    ]
    (lead,) = leads("copied_narratives", months)
    assert (lead.unit, lead.finding) == (7, "“老旧小区改造”5 个月的工作进展除数字外几乎相同")


def test_a_picture_used_again_is_found_though_it_was_saved_anew() -> None:
    again = replace(
        PHOTO, line=2, period="2026-09", fingerprint=PHOTO.fingerprint ^ 0b11, added_on=date(2026, 9, 20)
    )
    other = replace(PHOTO, line=3, fingerprint=0x0F0F_0F0F_0F0F_0F0F)
    (lead,) = leads("reused_photos", [PHOTO, again, other])
    assert lead.unit == 7
    assert "指纹距离 2；共用 2 次" in lead.finding
    assert leads("reused_photos", [PHOTO, again], distance="1") == []
    assert leads("reused_photos", [PHOTO, replace(again, line=1)]) == [], "twice under one line is no reuse"


def test_what_very_many_share_is_a_common_form_and_no_lead() -> None:
    shared = [replace(PHOTO, line=n, unit=n, unit_name=f"单位 {n}") for n in range(1, 6)]
    assert len(leads("reused_photos", shared)) == 1
    assert leads("reused_photos", shared, most_units="4") == []
    copies = [
        replace(LINE, line=n, unit=n, unit_name=f"单位 {n}", narrative=NARRATIVE.format(n=n))
        for n in range(1, 6)
    ]
    assert len(leads("copied_narratives", copies)) == 1
    assert leads("copied_narratives", copies, most_units="4") == []


def test_an_extension_granted_after_the_limit_is_found() -> None:
    (lead,) = leads("late_extensions", [GRANT])
    assert lead.finding == "批准晚于到期日 9 日，申请晚于到期 9 日"
    assert lead.links[0].url == "/matters/9/"
    in_time = replace(GRANT, asked_on=date(2026, 9, 10), granted_on=date(2026, 9, 18))
    assert leads("late_extensions", [in_time]) == []
    slow = replace(GRANT, asked_on=date(2026, 9, 10))
    assert leads("late_extensions", [slow])[0].finding.endswith("到期前申请，到期后才批")


def test_a_cumulative_figure_that_falls_contradicts_the_month_before() -> None:
    (lead,) = leads("contradictions", course("10", "22", "35", "30", "41"))
    assert lead.finding == "累计数 2026-03 为 35，2026-04 反为 30，少 14.3%"
    assert leads("contradictions", course("10", "22", "35", "36")) == []
    assert leads("contradictions", course("98", "97", "96", is_amount=False)) == [], "a rate may fall"


def test_a_jump_is_found_and_december_is_left_to_its_own_rule() -> None:
    (lead,) = leads("jumps", course("5", "10", "15", "20", "25", "80", "85"))
    assert "2026-06 一个月增加 55" in lead.finding
    steady = course(*(str(5 * n) for n in range(1, 12)))
    assert leads("jumps", steady) == []
    assert leads("jumps", [*steady, *course("200", start=12)]) == []
    (last,) = leads("year_end", [*steady, *course("200", start=12)])
    assert last.finding == "12 月一个月完成全年的 72.5%（145 / 200）"
    assert leads("year_end", [*steady, *course("60", start=12)]) == []


def test_figures_that_all_end_in_nought_stand_out() -> None:
    items = [replace(LINE, line=n, item=f"Z-{n}") for n in range(24)]
    plain = [replace(each, unit=u, value=Decimal(51 + 7 * n)) for u in (1, 2) for n, each in enumerate(items)]
    rounded = [
        replace(each, unit=3, unit_name="西渚县", value=Decimal(60 + 10 * n)) for n, each in enumerate(items)
    ]
    (lead,) = leads("round_numbers", [*plain, *rounded])
    assert lead.unit == 3
    assert "24 个数中 24 个以 0 结尾，占 100.0%" in lead.finding
    assert leads("round_numbers", plain) == []


def test_nought_of_nought_is_found() -> None:
    empty = course("0", "0", "0", target_is_nought=True)
    assert leads("noughts", empty)[0].finding.startswith("3 个月目标为 0、完成为 0")
    assert leads("noughts", empty[:1]) == []
    assert leads("noughts", course("0", "0")) == []


def test_an_item_of_two_schemes_counts_once_a_month() -> None:
    once = course("0", target_is_nought=True)
    assert leads("noughts", [*once, *once]) == []
    climbing = course("10", "20", "30", "40", "50", "60")
    assert leads("jumps", [*climbing, *climbing]) == leads("jumps", climbing)
    told = replace(LINE, narrative="已完成小区改造验收并通过联合检查，资料归档齐全，群众满意。")
    alike = [replace(told, unit=unit, unit_name=f"单位{unit}") for unit in (1, 2)]
    assert leads("copied_narratives", [*alike, *alike]) == []


def test_a_line_that_came_back_twice_is_found() -> None:
    assert leads("often_returned", [replace(LINE, returns=2)])[0].finding == "2026-09 退回 2 次"
    assert leads("often_returned", [replace(LINE, returns=1)]) == []


@pytest.mark.parametrize("code", sorted(PATTERNS))
def test_every_pattern_says_its_rule_and_its_source_and_judges_nobody(code: str) -> None:
    pattern = PATTERNS[code]
    said = pattern.rule + pattern.source + pattern.name
    assert pattern.rule
    assert pattern.source
    assert not {"嫌疑", "造假", "违纪"} & {said[n : n + 2] for n in range(len(said))}
    assert pattern.checked(pattern.defaults()) == {
        key: f"{Decimal(v):f}" for key, v in pattern.defaults().items()
    }
    assert leads(code, []) == []


def test_a_parameter_out_of_its_bounds_is_refused() -> None:
    with pytest.raises(DomainError, match="填 1 到 12 之间的数"):
        PATTERNS["lowered_targets"].checked({"from_month": "13"})
    with pytest.raises(DomainError):
        PATTERNS["lowered_targets"].checked(PATTERNS["lowered_targets"].defaults() | {"from_month": "NaN"})
