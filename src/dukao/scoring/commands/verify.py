"""`dukao verify`: a published bundle checked and computed again; no database, no log-in."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from dukao.scoring.bundle import Report, verify
from dukao.scoring.commands.progress import steps
from dukao.scoring.commands.running import Parser, told
from dukao.scoring.formats.files import read_content

DIFFERENT = 1
_SHOWN = 200


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when everything is equal, 1 when something differs, 2 when it is no bundle."""
    parser = Parser(prog="dukao verify", description="核对复算包：查摘要，重新计分，指出哪里不同")
    parser.add_argument("bundle", help="复算包，.zip")
    arguments = parser.parse_args(argv)
    with steps() as shown:
        shown.begin("核对并重新计分")
        report = verify(read_content(Path(arguments.bundle), "复算包"))
    sys.stdout.write("".join(f"{line}\n" for line in _lines(report)))
    return 0 if report.is_equal else DIFFERENT


def _lines(report: Report) -> list[str]:
    notes = [f"提示：{note}" for note in report.notes]
    if report.is_equal:
        return ["一致", *report.confirmed, *notes]
    shown = report.differences[:_SHOWN]
    more = len(report.differences) - len(shown)
    rest = [f"……还有 {more} 处"] if more else []
    return [f"不一致，共 {len(report.differences)} 处：", *shown, *rest, *notes]
