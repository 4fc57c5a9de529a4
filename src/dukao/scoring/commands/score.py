"""`dukao score`: a scheme and facts in, results and reasons out; no database, no log-in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Sequence
from difflib import get_close_matches
from pathlib import Path

from dukao.scoring.blocks import known_codes
from dukao.scoring.bundle import Case, Chapter, Outcome, write_bundle
from dukao.scoring.bundle.composing import composed
from dukao.scoring.commands.progress import Steps, steps
from dukao.scoring.commands.running import Parser, period_named, targets_in, told, warn_of_silence
from dukao.scoring.engines import Engine
from dukao.scoring.facts import RosterUnit
from dukao.scoring.formats.facts import FactSheet, read_facts, read_roster
from dukao.scoring.formats.files import SUFFIXES, table_content
from dukao.scoring.formats.reasons import reasons
from dukao.scoring.formats.results import result_table, sharing_table
from dukao.scoring.formats.schemes import read_scheme
from dukao.scoring.periods import Period
from dukao.scoring.problems import FactsError
from dukao.scoring.result import Result, score_blocks
from dukao.scoring.scheme import Scheme

MOST_THREADS = 64
_TABLES = "CSV、Excel（.xlsx）或 Parquet"


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when results were written, 2 when scheme or facts are wrong."""
    arguments = _parser().parse_args(argv)
    if Path(arguments.out).suffix.lower() not in SUFFIXES:
        raise FactsError(f"结果文件 {arguments.out} 的后缀应为 {'、'.join(SUFFIXES)} 之一")
    with steps() as shown:
        scheme, sheet, periods = _inputs(arguments, shown)
        shown.begin("计分")
        if arguments.compose:
            _compose(arguments, scheme, sheet, shown)
            return 0
        results = _results(scheme, sheet, periods, arguments)
        _write(arguments, results, shown)
        if arguments.bundle:
            shown.begin("写复算包")
            case = Case(
                scheme, tuple(periods), tuple(sheet.roster.values()), sheet.facts, sheet.events, sheet.targets
            )
            Path(arguments.bundle).write_bytes(write_bundle(Chapter(case, Outcome.of(results))))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="dukao score", description="按考评办法计分，输出得分、名次、等次和理由")
    parser.add_argument("--scheme", required=True, help="考评办法，YAML、JSON 或 Excel 工作簿（.xlsx）")
    parser.add_argument(
        "--facts", required=True, help=f"数据长表：unit,group,indicator,period,value；{_TABLES}"
    )
    parser.add_argument("--targets", help=f"目标值长表：unit,indicator,period,target；{_TABLES}")
    parser.add_argument("--roster", help=f"名册：unit,name,group；写了名册，只有册上的单位参加；{_TABLES}")
    parser.add_argument("--period", help="只算这个时期，例如 2026-Q3；不写则数据里的各时期都算")
    parser.add_argument(
        "--compose", metavar="PERIOD",
        help="按办法的 aggregation 由较短各期的总分汇总出这一期，例如 2026-Q3",
    )  # fmt: skip
    parser.add_argument("--out", required=True, help=f"结果，按后缀存成 {_TABLES}")
    parser.add_argument("--explain", help="每个单位的推算过程，JSON")
    parser.add_argument("--bundle", help="复算包，ZIP：办法、数据、结果和摘要，可用 dukao verify 核对")
    parser.add_argument(
        "--engine",
        choices=[engine.value for engine in Engine],
        default=Engine.AUTO.value,
        help="计算方式：auto 自选，numba 编译加速（需 dukao[fast]），spark 用集群（需 dukao[spark]、Java），"
        "python 逐格分数；结果逐字节相同",
    )
    parser.add_argument("--threads", type=_threads, default=1, metavar="N", help="线程数")
    return parser


def _threads(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_THREADS:
        raise argparse.ArgumentTypeError(f"线程数“{text}”应为 1 到 {MOST_THREADS} 的整数")
    return int(text)


def _inputs(arguments: argparse.Namespace, shown: Steps) -> tuple[Scheme, FactSheet, list[Period]]:
    shown.begin("读办法和数据")
    scheme = read_scheme(arguments.scheme)
    period = period_named(arguments.period)
    roster = _roster(arguments.roster)
    sheet = read_facts(arguments.facts, period=period, scheme=scheme, roster=roster)
    if roster is not None:
        sheet.roster = {unit.code: unit for unit in roster}
    sheet.targets += targets_in(arguments.targets, period)
    warn_of_silence(sheet, period)
    past = () if period else sheet.of_comparison(scheme)
    if past:
        listed = "、".join(one.label for one in past)
        sys.stderr.write(f"提示：{listed}只有用来比较的数据，不单独计分；要算请写 --period\n")
    periods = [period] if period else [one for one in sheet.periods() if one not in past]
    if not periods:
        raise FactsError(f"{arguments.facts} 里没有可计分的行")
    direct = [] if arguments.compose else [one for one in periods if _could_be_composed(scheme, one, periods)]
    if direct:
        listed = "、".join(one.label for one in direct)
        sys.stderr.write(
            f"提示：{listed}按办法由较短各期汇总，这里直接按数据计分；要汇总请写 --compose {direct[0]}\n"
        )
    return scheme, sheet, periods


def _roster(path: str | None) -> list[RosterUnit] | None:
    try:
        return read_roster(path) if path else None
    except FactsError as error:
        raise error.in_file(str(path), lines_too=True) from error


def _could_be_composed(scheme: Scheme, period: Period, there: Collection[Period]) -> bool:
    """Whether the scheme makes this period of shorter ones, and the facts hold such."""
    return scheme.step_into(period.span) is not None and bool({*there} & {*scheme.base_periods(period)})


def _compose(arguments: argparse.Namespace, scheme: Scheme, sheet: FactSheet, shown: Steps) -> None:
    """The totals of a longer period with how they came about; reasons are those of the shorter ones."""
    period = period_named(arguments.compose)
    assert period is not None
    sheet.blocks(scheme, roster=list(sheet.roster.values()))  # faults are told with their rows
    found = composed(
        scheme, period, facts=sheet.facts, events=sheet.events, targets=sheet.targets,
        roster=list(sheet.roster.values()),
    )  # fmt: skip
    shown.begin("写结果")
    out = Path(arguments.out)
    out.write_bytes(table_content(found.whole.outcome.table, out.suffix))
    _write_reasons(arguments, found.results, shown)
    if arguments.bundle:
        shown.begin("写复算包")
        Path(arguments.bundle).write_bytes(write_bundle(found.whole, found.parts))


def _results(
    scheme: Scheme, sheet: FactSheet, periods: Sequence[Period], arguments: argparse.Namespace
) -> list[Result]:
    roster = list(sheet.roster.values())
    blocks = sheet.blocks(scheme, roster=roster)
    if blocks.unused:
        listed = "、".join(_with_nearest(code, known_codes(scheme)) for code in blocks.unused[:10])
        sys.stderr.write(f"提示：办法里没有这些指标，未计分：{listed}\n")
    engine, threads = Engine(arguments.engine), arguments.threads
    return list(score_blocks(scheme, blocks, periods, engine=engine, threads=threads).values())


def _with_nearest(code: str, known: Collection[str]) -> str:
    """The code, with the known one it may have been meant for."""
    near = get_close_matches(code, sorted(known), n=1)
    return f"{code}（是不是 {near[0]}？）" if near else code


def _write(arguments: argparse.Namespace, results: Sequence[Result], shown: Steps) -> None:
    shown.begin("写结果")
    out = Path(arguments.out)
    out.write_bytes(table_content(result_table(results), out.suffix))
    if results[0].scheme.sharing is not None:
        beside = out.with_name(f"{out.stem}.sharing{out.suffix}")
        beside.write_bytes(table_content(sharing_table(results), out.suffix))
    _write_reasons(arguments, results, shown)


def _write_reasons(arguments: argparse.Namespace, results: Sequence[Result], shown: Steps) -> None:
    if arguments.explain:
        cells = [(result, unit) for result in results for unit in result.units]
        counted = shown.each(cells, len(cells), "写推算过程")
        Path(arguments.explain).write_text(reasons(results, counted), encoding="utf-8")
