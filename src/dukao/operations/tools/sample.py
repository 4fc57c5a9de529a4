"""``dukao sample``: a sample by lot from a public seed that anyone can draw again (docs/sampling.md)."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from dukao.kernel import sampling
from dukao.kernel.sampling import CannotDraw, Ticket
from dukao.operations.tools.lines import bytes_given, give_table
from dukao.scoring.commands.running import Parser, told
from dukao.scoring.formats.tables import decoded, rows
from dukao.scoring.problems import FactsError, Problem

_IDS = ("id", "编号")


@dataclass(frozen=True)
class Items:
    """The list as it was given: the stratum of every item, and the digest of the bytes of the file."""

    strata: Mapping[str, str]
    digest: str


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when a sample was drawn, 2 when there is none to be drawn."""
    arguments = _parser().parse_args(argv)
    if arguments.stratum is None and arguments.per_stratum is not None:
        raise FactsError("写了 --per-stratum，还要用 --stratum 指明按哪一列分层")
    if arguments.size is None and (arguments.stratum is None or arguments.per_stratum is None):
        raise FactsError("要写 --size（一共抽几项）；分层抽取也可以只写 --per-stratum（每层抽几项）")
    if arguments.stratum is not None and arguments.replacement:
        raise FactsError("分层抽取是不放回的，--stratum 和 --replacement 只能写一个")
    items = _items(arguments)
    try:
        drawn = _drawn(arguments, items)
    except CannotDraw as error:
        raise FactsError(str(error)) from error
    sys.stderr.write(f"{len(items.strata)} 项里抽 {len(drawn)} 项，清单摘要 SHA-256 {items.digest}\n")
    _show(arguments, items, drawn)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="dukao sample",
        description="按公开的种子抽取：票号是种子和编号的 SHA-256，按票号从小到大取前几项，谁都能重抽核对",
        epilog="各层占比向上取整：有一项就至少抽一项。只写 --size 和 --stratum 时按各层项数分配，最大余数法。"
        "--size 和 --per-stratum 都写时，先从每层各抽，再不分层按票号补足到 --size 项。",
    )
    parser.add_argument("--seed", required=True, help="种子，一段文字，原样使用")
    parser.add_argument("--items", help="清单 CSV，第一行是列名；不写时从标准输入读")
    parser.add_argument("--id", help="编号在哪一列；不写时用“编号”或 id 列，没有就用第一列")
    parser.add_argument("--size", type=_count, help="一共抽几项")
    parser.add_argument("--stratum", help="按哪一列分层")
    parser.add_argument("--per-stratum", help="每层抽几项：3，或占比 10%%，或逐层写 甲=3,乙=2")
    parser.add_argument("--replacement", action="store_true", help="放回：同一项可以再抽到")
    parser.add_argument("--format", choices=("csv", "json"), default="csv", help="输出 csv（默认）或 json")
    return parser


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,7}", text) or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}”应为 1 以上的整数")
    return int(text)


def _items(arguments: argparse.Namespace) -> Items:
    """The list. Raises FactsError that names the faulty rows."""
    raw = Path(arguments.items).read_bytes() if arguments.items else bytes_given()
    lines = rows(decoded(raw, arguments.items or "标准输入"))
    _, heads = next(lines, (1, []))
    number = _column(heads, arguments.id) if arguments.id else _id_column(heads)
    layer = _column(heads, arguments.stratum) if arguments.stratum else None
    strata: dict[str, str] = {}
    problems = []
    for line, cells in lines:
        item, *_ = cells[number : number + 1] or [""]
        stratum = "".join(cells[layer : layer + 1]) if layer is not None else ""
        if not item:
            problems.append(Problem("没有编号", "", line))
        elif item in strata:
            problems.append(Problem(f"编号“{item}”出现不止一次，编号不能重复", "", line))
        elif layer is not None and not stratum:
            problems.append(Problem(f"“{arguments.stratum}”一列是空的，不知道在哪一层", "", line))
        strata[item] = stratum
    if problems:
        raise FactsError(problems)
    if not strata:
        raise FactsError("清单里一项也没有：第一行是列名，往下一行一项")
    return Items(strata, sha256(raw).hexdigest())


def _id_column(heads: Sequence[str]) -> int:
    return next((at for at, head in enumerate(heads) if head.lower() in _IDS), 0)


def _column(heads: Sequence[str], name: str) -> int:
    if name not in heads:
        raise FactsError([Problem(f"没有“{name}”这一列，列名有：{'、'.join(heads)}", "", 1)])
    return heads.index(name)


def _drawn(arguments: argparse.Namespace, items: Items) -> list[Ticket]:
    if arguments.stratum is None:
        return sampling.draw(arguments.seed, items.strata, arguments.size, replacement=arguments.replacement)
    sizes = _sizes(arguments.per_stratum, arguments.size, items.strata)
    return sampling.draw_from_strata(arguments.seed, items.strata, sizes, arguments.size)


def _sizes(asked: str | None, size: int | None, strata: Mapping[str, str]) -> Mapping[str, int]:
    """How many are drawn from each stratum."""
    if asked is None:
        return sampling.proportional_sizes(strata, size or 0)
    return sampling.sizes_asked(asked, strata)


def _show(arguments: argparse.Namespace, items: Items, drawn: Sequence[Ticket]) -> None:
    table = [
        (str(place), ticket.number, ticket.item, items.strata[ticket.item], str(ticket.generation))
        for place, ticket in enumerate(drawn, start=1)
    ]
    heads = ("order", "ticket", "id", "stratum", "generation")
    if arguments.format == "csv":
        give_table(heads, table)
        return
    answer = {
        "seed": arguments.seed,
        "items_sha256": items.digest,
        "population": len(items.strata),
        "drawn": [
            {"order": place, "ticket": ticket.number, "id": ticket.item,
             "stratum": items.strata[ticket.item], "generation": ticket.generation}
            for place, ticket in enumerate(drawn, start=1)
        ],
    }  # fmt: skip
    sys.stdout.write(f"{json.dumps(answer, ensure_ascii=False, indent=2)}\n")
