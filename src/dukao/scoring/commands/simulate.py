"""`dukao simulate`: a scheme tried on facts: against another, with changes, under drawn weights."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from dukao.scoring.commands.progress import Steps, steps
from dukao.scoring.commands.running import Parser, period_named, targets_in, told, warn_of_silence
from dukao.scoring.formats.facts import read_facts
from dukao.scoring.formats.files import SUFFIXES, table_content
from dukao.scoring.formats.schemes import read_scheme
from dukao.scoring.periods import Period
from dukao.scoring.problems import FactsError, ScoringError
from dukao.scoring.scheme import Scheme
from dukao.scoring.simulation import (
    Choice,
    Facts,
    Model,
    Outcome,
    Report,
    Spread,
    backtest,
    edited,
    left_out,
    monte_carlo,
    parsed_choice,
    parsed_edit,
    sensitivity,
)

MOST_RUNS = 100_000


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when results were written, 2 when something in the input is wrong."""
    arguments = _parser().parse_args(argv)
    out = Path(arguments.out)
    if out.suffix.lower() not in SUFFIXES:
        raise FactsError(f"结果文件 {arguments.out} 的后缀应为 {'、'.join(SUFFIXES)} 之一")
    with steps() as shown:
        outcome = _simulate(arguments, shown)
    for name, table in outcome.tables().items():
        path = out.with_name(f"{out.stem}.{name}{out.suffix}") if name else out
        path.write_bytes(table_content(table, out.suffix))
    if arguments.json:
        sys.stdout.write(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="dukao simulate", description="用现有数据试算考评办法：与另一办法对照、改动参数、随机变动权重。"
        "结果只是推演，不改变任何得分。",
    )  # fmt: skip
    parser.add_argument("--scheme", required=True, help="要推演的考评办法")
    parser.add_argument("--facts", required=True, help="数据，长表：unit,group,indicator,period,value")
    parser.add_argument("--targets", help="目标值，长表：unit,indicator,period,target")
    parser.add_argument("--period", help="推演哪个时期，例如 2026-Q3；不写则取数据里最晚的时期")
    parser.add_argument("--out", required=True, help="结果：CSV、Excel 或 Parquet；敏感性等另存在旁边")
    parser.add_argument("--against", help="对照的办法：逐单位比较总分、名次、等次，并说明原因")
    parser.add_argument(
        "--edit", action="append", default=[], metavar="代码.键=值",
        help="先改动办法再推演，可多次，例如 J-15.weight=40、A.weight=×1.2、not_applicable=full",
    )  # fmt: skip
    parser.add_argument("--runs", type=int, default=0, help="随机变动权重多少次，例如 1000")
    parser.add_argument("--seed", type=int, default=42, help="随机数种子，默认 42；种子相同则结果相同")
    parser.add_argument("--weights", default="±20%", help="权重变动的幅度：±20%% 或 dirichlet:400")
    parser.add_argument(
        "--choose", action="append", default=[], metavar="键=取法|取法",
        help="权重之外也随机选取，可多次，例如 not_applicable=full|zero",
    )  # fmt: skip
    parser.add_argument("--sensitivity", action="store_true", help="各项假设对名次变动的一阶和总敏感性指数")
    parser.add_argument("--rows", type=int, default=256, help="敏感性设计的行数，默认 256")
    parser.add_argument("--leave-one-out", action="store_true", help="逐项去掉一个指标，看名次怎样变")
    parser.add_argument("--json", action="store_true", help="另在标准输出写出全部结果，JSON")
    return parser


def _simulate(arguments: argparse.Namespace, shown: Steps) -> Outcome:
    spread = Spread.parse(arguments.weights)
    _check_counts(arguments)
    declared = read_scheme(arguments.scheme)
    scheme = edited(declared, [parsed_edit(declared, text) for text in arguments.edit])
    other = read_scheme(arguments.against) if arguments.against else declared if arguments.edit else None
    shown.begin("按办法计分")
    choices = [parsed_choice(scheme, text) for text in arguments.choose]
    facts, period = _facts(arguments, scheme)
    if arguments.against and other is not None:
        facts = facts.carried_to(scheme, other)  # they may speak in the codes of either
    model = Model.of(scheme, facts.blocks(scheme), [period])
    outcome = Outcome(model, period, arguments.seed)
    if other is not None:
        told_so_far = _report(shown, "逐单位对照")
        outcome.backtest = backtest(other, scheme, facts, period, origin=scheme, report=told_so_far)
    _replay(arguments, outcome, spread, choices, shown)
    return outcome


def _replay(
    arguments: argparse.Namespace,
    outcome: Outcome,
    spread: Spread,
    choices: Sequence[Choice],
    shown: Steps,
) -> None:
    model, seed = outcome.model, arguments.seed
    if arguments.runs:
        outcome.monte_carlo = monte_carlo(
            model,
            runs=arguments.runs,
            seed=seed,
            spread=spread,
            choices=choices,
            report=_report(shown, "随机变动"),
        )
    if arguments.sensitivity:
        outcome.sensitivity = sensitivity(
            model,
            rows=arguments.rows,
            seed=seed,
            spread=spread,
            choices=choices,
            report=_report(shown, "敏感性"),
        )
    if arguments.leave_one_out:
        outcome.left_out = left_out(model, _report(shown, "逐项去掉"))


def _check_counts(arguments: argparse.Namespace) -> None:
    if not 0 <= arguments.runs <= MOST_RUNS:
        raise ScoringError(f"--runs 应在 0 和 {MOST_RUNS} 之间")
    if not 2 <= arguments.rows <= 10_000:
        raise ScoringError("--rows 应在 2 和 10000 之间")
    if arguments.seed < 0:
        raise ScoringError("--seed 应是不小于 0 的整数")


def _facts(arguments: argparse.Namespace, scheme: Scheme) -> tuple[Facts, Period]:
    asked = period_named(arguments.period)
    sheet = read_facts(arguments.facts, period=asked, scheme=scheme)
    sheet.targets += targets_in(arguments.targets, asked)
    warn_of_silence(sheet, asked)
    periods = sheet.periods()
    if not periods:
        raise FactsError(f"{arguments.facts} 里没有可计分的行")
    rows = Facts(tuple(sheet.facts), tuple(sheet.events), tuple(sheet.targets), tuple(sheet.roster.values()))
    return rows, asked or periods[-1]


def _report(shown: Steps, words: str) -> Report:
    """Progress of one piece of work on the bar."""
    return lambda done, total: shown.reach(done, total, words)
