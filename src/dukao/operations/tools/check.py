"""``dukao check uscc|id|region``: codes on standard input, one a line; which are valid and why not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from dukao.kernel.clock import ZONE
from dukao.kernel.identifiers import check_resident_id, check_uscc, tidy
from dukao.operations.tools.lines import give_table, lines_given
from dukao.organisations.divisions.current import YEAR, check_region
from dukao.scoring.commands.running import Parser, told


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when every line was judged, whatever the verdict."""
    arguments = _parser().parse_args(argv)
    check = CHECKS[arguments.kind]
    give_table(("code", "valid", "reason"), (_row(code, check) for code in lines_given()))
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="dukao check",
        description="核对代码：标准输入一行一个，输出 CSV：code,valid,reason",
        epilog=f"region 核对 12 位统计用区划代码：县级以上按 {YEAR} 年底的名单，乡级、村级看上级和号段。",
    )
    parser.add_argument(
        "kind", choices=sorted(CHECKS), metavar="uscc|id|region",
        help="uscc 统一社会信用代码，id 居民身份证号，region 统计用区划代码",
    )  # fmt: skip
    return parser


def _row(code: str, check: Callable[[str], str]) -> tuple[str, str, str]:
    reason = _reason(code, check)
    return code, "false" if reason else "true", reason


def _reason(code: str, check: Callable[[str], str]) -> str:
    """Why the code is wrong as it is written; one only badly spelt is told how to write it."""
    spelt = tidy(code)
    if spelt == code:
        return check(code)
    return check(spelt) or f"写法不规范：应为半角、大写、不带空格，写成 {spelt}。"


def _resident_id(code: str) -> str:
    """A resident identity number of somebody already born."""
    fault = check_resident_id(code)
    if not fault and date.fromisoformat(code[6:14]) > datetime.now(ZONE).date():
        return f"居民身份证号里的出生日期“{code[6:14]}”还没有到，请核对。"
    return fault


CHECKS: Mapping[str, Callable[[str], str]] = {
    "uscc": check_uscc,
    "id": _resident_id,
    "region": check_region,
}
