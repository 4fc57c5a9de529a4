"""``dukao export matters``: the ledger an account sees, as Excel or CSV."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dukao.kernel.clock import today
from dukao.matters.commands.starting import actor_named, add_account, on_the_database
from dukao.scoring.commands.running import Parser


@on_the_database
def main(arguments: Sequence[str]) -> int:
    """0 when the table was written."""
    from dukao.matters.intake.writing import csv_of, workbook_of
    from dukao.matters.selectors.exports import MATTER_HEAD, exported_matters
    from dukao.matters.selectors.seeing import visible_matters

    asked = _parser().parse_args(arguments)
    day = today()
    found = visible_matters(actor_named(asked.username), day)
    for name, value in (
        ("year", asked.year),
        ("state", asked.state),
        ("paragraph__decision", asked.decision),
    ):
        if value:
            found = found.filter(**{name: value})
    rows = list(exported_matters(found, day))
    written = (
        csv_of(MATTER_HEAD, rows) if asked.format == "csv" else workbook_of("督办事项", MATTER_HEAD, rows)
    )
    if asked.out:
        Path(asked.out).write_bytes(written)
    else:
        sys.stdout.buffer.write(written)
    sys.stderr.write(f"导出 {len(rows)} 件。\n")
    return 0


def _parser() -> Parser:
    from dukao.matters.vocabulary import MatterState

    parser = Parser(prog="dukao export", description="导出台账，这个账户看得见的都在里面")
    words = parser.add_subparsers(required=True, metavar="内容")
    matters = words.add_parser("matters", help="督办事项")
    add_account(matters)
    matters.add_argument("--format", choices=("csv", "xlsx"), default="csv", help="表的格式")
    matters.add_argument("--out", help="写到这个文件；不写就输出到标准输出")
    matters.add_argument("--year", type=int, help="只要这一年度的")
    matters.add_argument("--state", choices=MatterState.values, help="只要这一状态的")
    matters.add_argument("--decision", type=int, help="只要这项决策的，写决策编号")
    return parser
