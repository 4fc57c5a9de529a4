"""`dukao ballot tally`: a ballot's declaration and votes in, scores and ranks out; no database, no log-in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dukao.scoring.ballots import read_ballot, read_votes, tally, write_tally
from dukao.scoring.commands.running import Parser, told


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when the tally was written, 2 when declaration or votes are wrong."""
    arguments = _parser().parse_args(argv)
    ballot = read_ballot(arguments.config)
    outcome = tally(ballot, read_votes(arguments.votes, ballot))
    Path(arguments.out).write_text(write_tally(outcome), encoding="utf-8")
    waiting = sum(one.total is None for one in outcome.objects)
    if waiting:
        sys.stderr.write(f"提示：{waiting} 个对象没有得分，原因见 note 一列\n")
    return 0


def _parser() -> Parser:
    parser = Parser(prog="dukao ballot", description="测评计票：按声明的规则算得分和名次")
    words = parser.add_subparsers(required=True, metavar="命令")
    counting = words.add_parser("tally", help="计票", description="按测评设置计票，一行一个对象（和题目）")
    counting.add_argument("--config", required=True, help="测评设置，.yaml 或 .json，写法见 docs/ballots.md")
    counting.add_argument(
        "--votes", required=True, help="票数据，CSV、Excel 或 Parquet：一行一票，或各等次票数"
    )
    counting.add_argument("--out", required=True, help="结果，CSV")
    return parser
