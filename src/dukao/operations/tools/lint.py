"""``dukao lint``: what speaks against a scheme, read from its file alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from dukao.schemes.linter import ALL_RULES, Report, lint
from dukao.schemes.linter.alone import surroundings_of, unanswered
from dukao.schemes.vocabulary import Severity
from dukao.scoring import Scheme, read_scheme
from dukao.scoring.commands.running import Parser, targets_in, told

BLOCKED = 1


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when nothing blocks, 1 when something does, 2 when the file holds no scheme."""
    arguments = _parser().parse_args(argv)
    scheme = read_scheme(arguments.scheme, draft=True)
    targets = targets_in(arguments.targets)
    unchecked = unanswered(scheme, targets)
    report = lint(scheme, surroundings_of(scheme, targets)).without(unchecked)
    text = _as_json(scheme, report, unchecked) if arguments.json else _as_text(scheme, report, unchecked)
    sys.stdout.write(f"{text}\n")
    return BLOCKED if report.blocking else 0


def _parser() -> Parser:
    parser = Parser(
        prog="dukao lint",
        description="检查考评办法：哪里不合规则、怎么改、依据是什么",
        epilog="没有阻断问题退出码为 0，有为 1，文件不是办法为 2。",
    )
    parser.add_argument("scheme", type=Path, help="考评办法，.yaml、.json 或 .xlsx")
    parser.add_argument("--targets", type=Path, help="目标值，长表：unit,indicator,period,target")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    return parser


def _as_text(scheme: Scheme, report: Report, unchecked: frozenset[str]) -> str:
    lines = [f"{scheme.code} {scheme.name}"]
    for one in report.findings:
        lines += [
            f"[{one.rule.severity.label}] {one.rule.title}（{one.place}）：{one.sentence}",
            f"    怎么办：{one.rule.remedy}",
            f"    依据：{one.rule.source}",
        ]
    left_out = "、".join(rule.title for rule in ALL_RULES if rule.code in unchecked)
    if left_out:
        lines.append(f"未检查（要对照系统里的单位、指标库、目标和其他办法）：{left_out}")
    numbers = "，".join(f"{severity.label} {len(report.of(severity))} 项" for severity in Severity)
    return "\n".join([*lines, f"{numbers}，通过 {len(report.passed)} 条规则"])


def _as_json(scheme: Scheme, report: Report, unchecked: frozenset[str]) -> str:
    document = {
        "scheme": scheme.code,
        "blocking": len(report.blocking),
        "findings": [
            {
                "severity": str(one.rule.severity),
                "rule": one.rule.code,
                "title": one.rule.title,
                "node": one.code,
                "place": one.place,
                "sentence": one.sentence,
                "remedy": one.rule.remedy,
                "source": one.rule.source,
            }
            for one in report.findings
        ],
        "passed": [rule.code for rule in report.passed],
        "unchecked": [rule.code for rule in ALL_RULES if rule.code in unchecked],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
