"""`dukao weights ahp|entropy`: weights from comparisons or from data; no database, no log-in."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from dukao.scoring.commands.running import Parser, told
from dukao.scoring.exact import rounded
from dukao.scoring.numbers import scaled_decimal
from dukao.scoring.policies import RoundingRule
from dukao.scoring.problems import FactsError
from dukao.scoring.weighting import entropy_weights, judge, published, read_comparisons, read_values
from dukao.scoring.weighting.ahp import ACCEPTED, METHODS

INCONSISTENT = 1


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when weights were written, 1 when the comparisons contradict each other too much."""
    arguments = _parser().parse_args(argv)
    return int(arguments.run(arguments))


def _parser() -> Parser:
    parser = Parser(prog="dukao weights", description="算指标权重，舍入后合计正好是 1")
    words = parser.add_subparsers(required=True, metavar="方法")
    ahp = words.add_parser(
        "ahp", help="层次分析法：由两两比较算权重", description="由判断矩阵算权重并检验一致性"
    )
    ahp.add_argument(
        "--method", choices=sorted(METHODS), default="columns",
        help="columns：各列归一后取行平均（默认）；roots：每行几何平均",
    )  # fmt: skip
    ahp.set_defaults(run=_ahp)
    entropy = words.add_parser(
        "entropy", help="熵权法：由数据的差异算权重", description="由各单位的数据算权重"
    )
    entropy.set_defaults(run=_entropy)
    for each, what in (
        (ahp, "判断矩阵，第一行、第一列是指标名"),
        (entropy, "数据表，一行一个单位，一列一个指标"),
    ):
        each.add_argument("--in", dest="source", required=True, help=f"{what}；CSV、Excel 或 Parquet")
        each.add_argument("--out", required=True, help="权重，CSV")
        each.add_argument("--places", type=_places, default=4, help="权重保留几位小数（1 到 8，默认 4）")
    return parser


def _places(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 8):
        raise argparse.ArgumentTypeError(f"“{text}”应为 1 到 8 的整数")
    return int(text)


def _ahp(arguments: argparse.Namespace) -> int:
    sheet = read_comparisons(arguments.source)
    found = judge(sheet.values, arguments.method)
    weights = _published(found.weights, arguments.places)
    rows = zip(sheet.rows, weights, strict=True)
    _write(arguments.out, ["indicator", "weight"], rows)
    figures = {"λmax": found.eigenvalue, "CI": found.index, "RI": found.random_index, "CR": found.ratio}
    shown = "，".join(f"{name} = {_shown(value, 4)}" for name, value in figures.items())
    sys.stdout.write(f"{shown}\n")
    if found.is_consistent:
        return 0
    limit = _shown(ACCEPTED, 1)
    sys.stderr.write(f"CR 不小于 {limit}，两两比较前后矛盾，权重不宜采用：请复核判断矩阵里相差最大的几处\n")
    return INCONSISTENT


def _entropy(arguments: argparse.Namespace) -> int:
    sheet = read_values(arguments.source)
    found = entropy_weights(list(zip(*sheet.values, strict=True)))
    if not found:
        raise FactsError("各指标在各单位之间都没有差异，熵权法定不出权重")
    weights = _published([one.weight for one in found], arguments.places)
    rows = [
        (name, _shown(one.entropy, 8), _shown(one.divergence, 8), weight)
        for name, one, weight in zip(sheet.columns, found, weights, strict=True)
    ]
    _write(arguments.out, ["indicator", "entropy", "divergence", "weight"], rows)
    return 0


def _published(weights: Sequence[Fraction], places: int) -> list[str]:
    return [f"{weight:f}" for weight in published(weights, places)]


def _shown(value: Fraction, places: int) -> str:
    return f"{scaled_decimal(rounded(value, RoundingRule(places=places)), places):f}"


def _write(path: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    Path(path).write_text(out.getvalue(), encoding="utf-8")
