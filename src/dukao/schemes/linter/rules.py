"""All rules of the linter, in the order in which findings of equal weight are told."""

from __future__ import annotations

from dukao.schemes.linter import comparability, completeness, soundness
from dukao.schemes.linter.content import BANS
from dukao.schemes.linter.findings import Finding, Report, Rule
from dukao.schemes.linter.surroundings import Surroundings
from dukao.schemes.vocabulary import Severity
from dukao.scoring import Scheme

BLOCKING, WARNING, HINT = Severity.BLOCKING, Severity.WARNING, Severity.HINT
PRACTICE = "督考监一体化平台的通行做法"
FEWER = "《关于统筹规范督查检查考核工作的通知》（2018 年）：减少名目，压减频次"
ONCE = "《政务数据共享条例》（国令第 809 号）：一数一源，不重复收集"

ALL_RULES: tuple[Rule, ...] = (
    Rule(
        "weights", "权重合计不等于满分", BLOCKING, "请调整各项权重，使合计等于满分。", "计分规则",
        soundness.weights_sum_up,
    ),
    Rule(
        "sound", "办法自相矛盾", BLOCKING, "请按提示改正，改正前无法计分。", "计分规则",
        soundness.no_contradictions,
    ),
    Rule(
        "hard_share", "硬指标占比不足", BLOCKING, "请提高可量化指标的权重，或压减软指标。",
        f"{PRACTICE}：可量化的硬性指标占总权重 60%", completeness.hard_share_is_enough,
    ),
    Rule(
        "roster", "没有考评对象", BLOCKING, "请在“分组和名单”里写单位代码。", "计分规则",
        soundness.somebody_is_assessed,
    ),
    Rule(
        "units", "单位代码不存在", BLOCKING, "请核对单位代码；新设或合并的单位先在组织里办理。", "计分规则",
        soundness.units_exist,
    ),
    Rule(
        "indicators", "指标库里没有", BLOCKING, "请从指标库选择，或先在指标库建立。",
        "指标应有口径、来源和依据", soundness.indicators_exist,
    ),
    Rule(
        "standard", "缺工作标准", BLOCKING, "请写清做到什么算完成，按季度有别的逐季写。",
        f"{PRACTICE}：牵头单位对照季度标准审核", completeness.items_have_standards,
    ),
    Rule(
        "targets", "缺季度目标", BLOCKING, "没有目标就无法计分。请在目标表里填，或标为不适用。",
        f"{PRACTICE}：牵头单位对照季度标准审核", completeness.quarters_have_targets,
    ),
    Rule(
        "lead", "没有牵头单位", BLOCKING, "请写由哪个单位审核。",
        f"{PRACTICE}：考评牵头单位对照季度标准审核", completeness.items_have_leads,
    ),
    *(Rule(ban.code, ban.title, BLOCKING, ban.remedy, ban.source, ban.check) for ban in BANS),
    Rule(
        "code_length", "代码太长", BLOCKING, "请改短。", "数据格式", soundness.codes_fit,
    ),
    Rule(
        "source", "没有数据来源", WARNING, "请写由哪个单位提供、取自哪张表。",
        "《统计法》：数据应有来源、可核查", completeness.items_have_sources,
    ),
    Rule(
        "twice", "同一指标用了两次", WARNING, "请合并，或在说明里写清为什么分两项。", FEWER,
        comparability.no_indicator_twice,
    ),
    Rule(
        "elsewhere", "与其他办法重复", WARNING, "请引用那份办法的结果，不再重复考核。", ONCE,
        comparability.not_in_another_scheme,
    ),
    Rule(
        "more_items", "指标比上年多", WARNING, "请压减，或在改版原因里说明为什么必须增加。", FEWER,
        comparability.not_more_than_last_year,
    ),
    Rule(
        "bonus_cap", "加分不设上限", WARNING, "请给加分类别写封顶。", "加减分应有上限",
        completeness.bonuses_are_capped,
    ),
    Rule(
        "clause", "扣分加分没有依据", WARNING, "请写依据条款。", "评分依据和扣分原因公开",
        completeness.deductions_cite_a_clause,
    ),
    Rule(
        "small_group", "小组没有规定", HINT, "请在“分组和名单”里写小组怎么办。",
        "单位太少时，名次和名额没有可比性", comparability.groups_are_large_enough,
    ),
    Rule(
        "steps", "得分有断点", HINT, "可改为按比例得分，或在断点附近加一档。", "临界处应平缓",
        comparability.no_notable_steps,
    ),
    Rule(
        "outdated", "引用的指标已修订", HINT, "请核对口径后改用新版。", "指标应用现行口径",
        comparability.references_are_current,
    ),
)  # fmt: skip

_GRAVITY = {BLOCKING: 0, WARNING: 1, HINT: 2}


def lint(scheme: Scheme, around: Surroundings) -> Report:
    """Every finding of every rule on this document in these surroundings."""
    findings: list[Finding] = []
    passed: list[Rule] = []
    names = {node.code: f"{node.code} {node.name}" for node in scheme.nodes()}
    for rule in ALL_RULES:
        found = [
            Finding(rule, code, names.get(code, "整个办法"), sentence)
            for code, sentence in rule.check(scheme, around)
        ]
        findings += found
        if not found:
            passed.append(rule)
    findings.sort(key=lambda finding: _GRAVITY[finding.rule.severity])
    return Report(tuple(findings), tuple(passed))
