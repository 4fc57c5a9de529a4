"""Each rule of the linter: what it finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from dukao.schemes import editing
from dukao.schemes.linter import ALL_RULES, Finding, LibraryEntry, Sibling, Surroundings, lint
from dukao.schemes.linter.completeness import hard_share
from dukao.schemes.vocabulary import Severity
from dukao.scoring import Scheme

INVESTMENT = LibraryEntry(
    number=1, newest=1, name="固定资产投资完成额", definition="本年累计完成额", source_organ="市统计局",
    has_lead=True, is_shared=True,
)  # fmt: skip
ITEMS = ("J-07", "J-15")
SOUND = Surroundings(
    library={"J-07@1": INVESTMENT},
    units=frozenset({"B01", "B02", "B03", "D01"}),
    expected=dict.fromkeys(("D-01", *ITEMS), 2),
    targets={(item, f"2026-{month:02d}"): 2 for item in ITEMS for month in (3, 6, 9, 12)},
)


def found(scheme: Scheme, around: Surroundings, rule: str) -> list[Finding]:
    return [finding for finding in lint(scheme, around).findings if finding.rule.code == rule]


def told(scheme: Scheme, around: Surroundings, rule: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.sentence) for finding in found(scheme, around, rule)]


def with_item(scheme: Scheme, code: str, **texts: str) -> Scheme:
    return editing.set_item(scheme, code, texts, {})


def test_a_sound_scheme_has_nothing_blocking(scheme: Scheme) -> None:
    report = lint(scheme, SOUND)
    assert report.blocking == ()
    assert report.why_not == ""
    assert {finding.rule.code for finding in report.findings} == {"small_group", "steps"}
    assert len(report.passed) == len(ALL_RULES) - 2


def test_every_rule_names_remedy_and_source() -> None:
    assert len({rule.code for rule in ALL_RULES}) == len(ALL_RULES)
    for rule in ALL_RULES:
        assert rule.title
        assert rule.remedy.endswith("。")
        assert rule.source


def test_weights(scheme: Scheme) -> None:
    short = editing.set_weights(scheme, {"J-15": "20"})
    assert told(short, SOUND, "weights") == [("", "满分写的是 100，各项权重合计是 90，两者应相等。")]
    assert lint(short, SOUND).why_not.startswith("有 1 项阻断问题，先是“权重合计不等于满分”")


def test_hard_share(scheme: Scheme) -> None:
    assert hard_share(scheme) == Decimal(80)
    softer = with_item(scheme, "J-15", hard="否")
    assert hard_share(softer) == Decimal(50)
    assert told(softer, SOUND, "hard_share")[0][1].startswith("可量化的硬性指标占 50%，应不低于 60%")
    assert told(softer, replace(SOUND, hard_share=Decimal(50)), "hard_share") == []


def test_contradictions_are_told_at_their_place(scheme: Scheme) -> None:
    elsewhere = with_item(scheme, "J-15", applies_to="g9")
    assert told(elsewhere, SOUND, "sound") == [("J-15", "没有分组 g9。")]


def test_standards(scheme: Scheme) -> None:
    assert told(with_item(scheme, "D-01", standard=""), SOUND, "standard")[0][0] == "D-01"
    assert told(with_item(scheme, "J-15", standard=""), SOUND, "standard") == [], "its target is its standard"


def test_quarterly_targets(scheme: Scheme) -> None:
    gaps = {**SOUND.targets, ("J-15", "2026-09"): 1}
    del gaps[("J-15", "2026-12")]
    assert told(scheme, replace(SOUND, targets=gaps), "targets") == [
        ("J-15", "第三、四季度有 2 个单位没有目标值，也没有标为不适用。")
    ]


def test_a_target_for_all_in_the_document_is_enough(scheme: Scheme) -> None:
    rows = [{"item": code, "unit": "", "period": "2026", "value": "100", "name": ""} for code in ITEMS]
    general = editing.set_section(scheme, "targets", {}, {"targets": rows})
    assert told(general, replace(SOUND, targets={}), "targets") == []


def test_sources_and_leads(scheme: Scheme) -> None:
    bare = with_item(with_item(scheme, "J-15", source="", lead=""), "J-07", source="", lead="")
    assert [code for code, _ in told(bare, SOUND, "source")] == ["J-15"], "the library knows the other's"
    assert [code for code, _ in told(bare, SOUND, "lead")] == ["J-15"], "shared values are not reviewed"


def test_units_and_indicators_exist(scheme: Scheme) -> None:
    assert told(scheme, replace(SOUND, units=frozenset({"B01", "B02", "D01"})), "units") == [
        ("", "分组“经济部门”里没有这些单位代码：B03。")
    ]
    assert told(scheme, replace(SOUND, library={}), "indicators") == [("J-07", "指标库里没有 J-07@1。")]
    assert told(with_item(scheme, "J-15", related="B77"), SOUND, "units")[0][0] == "J-15"


def test_somebody_is_assessed(scheme: Scheme) -> None:
    empty = editing.set_section(
        scheme, "groups", {}, {"groups": [{"code": "g1", "name": "空", "members": ""}]}
    )
    assert found(empty, SOUND, "roster")


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("leader_remarks", "获市领导肯定性批示"),
        ("leader_remarks", "获得省委主要领导批示次数"),
        ("leader_remarks", "书 记 批 示 件 数"),
        ("leader_remarks", "书、记·批（示）件数"),
        ("check_ins", "Ａ　Ｐ　Ｐ 打-卡"),
        ("media_coverage", "在省级以上媒体刊发稿件"),
        ("media_coverage", "中央媒体宣传报道"),
        ("media_coverage", "政务信息采用"),
        ("media_coverage", "公众号文章阅读量"),
        ("meetings_documents", "召开专题会议不少于 4 次"),
        ("meetings_documents", "制发文件数"),
        ("meetings_documents", "会议次数"),
        ("traces", "工作全程留痕资料"),
        ("traces", "党员学习笔记"),
        ("traces", "撰写心得体会 2 篇"),
        ("check_ins", "学习平台积分"),
        ("check_ins", "每日打卡"),
        ("check_ins", "政务应用在线时长"),
        ("check_ins", "平台登录次数"),
        ("likes_and_tracks", "网络投票得票"),
        ("likes_and_tracks", "文明创建点赞转发"),
        ("likes_and_tracks", "上传巡查照片"),
        ("likes_and_tracks", "河长巡查轨迹"),
    ],
)
def test_forbidden_content_blocks(scheme: Scheme, rule: str, name: str) -> None:
    findings = found(with_item(scheme, "J-15", name=name), SOUND, rule)
    assert [finding.code for finding in findings] == ["J-15"], name
    assert findings[0].rule.severity == Severity.BLOCKING
    assert "《" in findings[0].rule.source


@pytest.mark.parametrize(
    "name",
    [
        "领导批示件按期办结率",
        "书记批示件 办结 率",
        "由领导小组负责，批示事项归口办理",
        "市委主要领导批示事项落实",
        "网络舆情处置",
        "媒体曝光问题整改",
        "会议、文件压减比例",
        "减少会议次数",
        "过度留痕问题整治",
        "土地利用率",
        "城市更新项目开工",
        "信访积案化解",
        "通报表扬",
        "工业用水重复利用率",
        "民主测评",
        "学习贯彻党的二十大精神",
        "12345 工单按期办结率",
    ],
)
def test_harmless_content_passes(scheme: Scheme, name: str) -> None:
    bans = {finding.rule.code for finding in lint(with_item(scheme, "J-15", name=name), SOUND).blocking}
    assert bans == set(), name


def test_the_definition_in_the_library_is_read_too(scheme: Scheme) -> None:
    tainted = replace(INVESTMENT, definition="以省级媒体报道篇数计算。")
    assert found(scheme, replace(SOUND, library={"J-07@1": tainted}), "media_coverage")


def test_level_and_growth_of_one_indicator_are_two_things(scheme: Scheme) -> None:
    growth = editing.set_item(scheme, "J-15", {"indicator": "J-07@1", "value.kind": "增速"}, {})
    assert told(growth, SOUND, "twice") == []


def test_one_indicator_for_one_group_and_for_another_is_not_twice(scheme: Scheme) -> None:
    other = with_item(scheme, "J-15", indicator="J-07@1", applies_to="g2")
    assert told(other, SOUND, "twice")
    assert told(with_item(other, "J-07", applies_to="g1"), SOUND, "twice") == []


def test_duplicates(scheme: Scheme) -> None:
    twice = with_item(scheme, "J-15", indicator="J-07@1")
    assert told(twice, SOUND, "twice") == [
        ("J-15", "与 J-07 固定资产投资完成额用同一个指标，同一件事会算两次。")
    ]
    special = Sibling("营商环境专项", {"Y-01": "招商引资到位资金"}, frozenset({"B01", "X01"}))
    assert told(scheme, replace(SOUND, siblings=(special,)), "elsewhere") == [
        ("J-15", "“营商环境专项”里对其中 1 个单位也考核这一项，可直接引用它的结果。")
    ]
    others = replace(special, units=frozenset({"X01"}))
    assert told(scheme, replace(SOUND, siblings=(others,)), "elsewhere") == [], "other units, no duplicate"


def test_steps_are_hints(scheme: Scheme) -> None:
    steep = editing.set_method(scheme, "J-15", "completion", {"threshold": "80"}, {})
    hints = found(steep, SOUND, "steps")
    assert [(hint.code, hint.rule.severity) for hint in hints if hint.code == "J-15"] == [
        ("J-15", Severity.HINT)
    ]
    assert "80% 处由 0 分到 24 分，差 24 分" in next(hint.sentence for hint in hints if hint.code == "J-15")


def test_year_on_year(scheme: Scheme) -> None:
    assert told(scheme, replace(SOUND, last_year_items=3), "more_items") == [
        ("", "较上年增加 1 项（3 项到 4 项）。")
    ]
    assert told(scheme, replace(SOUND, last_year_items=6), "more_items") == []


def test_an_outdated_reference_is_a_hint(scheme: Scheme) -> None:
    newer: dict[str, Any] = {"J-07@1": replace(INVESTMENT, newest=3)}
    assert told(scheme, replace(SOUND, library=newer), "outdated")[0][1].endswith("指标库已有第 3 版。")
