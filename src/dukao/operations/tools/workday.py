"""``dukao workday add|count``: terms in working or natural days, one by one or as a table on standard input.

It reckons with the notices of the State Council that the package carries; what an office has entered in its
own database is not asked for.
"""

from __future__ import annotations

import argparse
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from dukao.kernel.workdays import WorkCalendar, first_announced_year, last_announced_year
from dukao.operations.tools.lines import give_table, text_given
from dukao.scoring.commands.running import Parser, told
from dukao.scoring.formats.tables import lacking_columns, rows
from dukao.scoring.problems import FactsError, Problem

MOST_DAYS = 3660
LAST_YEAR = 2099
FINAL, PROVISIONAL = "final", "provisional"
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))"
)
_YES, _NO = {"true", "1", "是", "yes", "y"}, {"false", "0", "否", "no", "n", ""}
_ALIASES = {
    "start": ("start", "from", "开始", "起始日"),
    "days": ("days", "天数"),
    "natural": ("natural", "自然日"),
    "end": ("end", "to", "结束", "截止日"),
}
_CALENDAR = WorkCalendar()

Row = Mapping[str, str]
Value = TypeVar("Value")


@told
def main(argv: Sequence[str]) -> int:
    """Run the command; 0 when everything was answered, 2 when anything asked is no date or number."""
    arguments = _parser().parse_args(argv)
    arguments.run(arguments)
    return 0


def _parser() -> Parser:
    parser = Parser(
        prog="dukao workday",
        description="算期限和工作日",
        epilog=f"放假和调休按国务院办公厅 {first_announced_year()} 至 {last_announced_year()} 年的通知；"
        "以后的年份还没有通知，结果标为 provisional（暂定）。",
    )
    words = parser.add_subparsers(required=True, metavar="命令")
    add = words.add_parser(
        "add", help="从某天起若干天，到哪天截止",
        description="截止日：开始当日不计入，从下一个工作日数起（民法典第二百零一条）。"
        "不写 --from 时从标准输入读 CSV：start,days[,natural]，输出 start,days,deadline,status。",
    )  # fmt: skip
    add.add_argument("--from", dest="start", type=_argument(_date), help="开始的日期，例如 2024-02-08")
    add.add_argument("--days", type=_argument(_days), help="天数，例如 5")
    add.add_argument(
        "--natural", action="store_true",
        help="按自然日数；最后一日是休息日的，顺延到下一个工作日（民法典第二百零三条）",
    )  # fmt: skip
    add.set_defaults(run=_add)
    count = words.add_parser(
        "count", help="两天之间有几个工作日",
        description="开始当日不算、结束当日算的工作日数；结束在前为负数。"
        "不写 --from 时从标准输入读 CSV：start,end，输出 start,end,days,status。",
    )  # fmt: skip
    count.add_argument("--from", dest="start", type=_argument(_date), help="开始的日期，这一天不算")
    count.add_argument("--to", dest="end", type=_argument(_date), help="结束的日期，这一天算")
    count.set_defaults(run=_count)
    return parser


def deadline(start: date, days: int, *, natural: bool) -> tuple[date, str]:
    """The last day of a term that begins on `start`, and whether a notice to come may still move it."""
    due = _CALENDAR.limit(start, days, working=not natural)
    return due, _status(due)


def _status(last: date) -> str:
    return PROVISIONAL if _CALENDAR.is_provisional(last) else FINAL


def _add(arguments: argparse.Namespace) -> None:
    if arguments.start is None and arguments.days is None:
        give_table(("start", "days", "deadline", "status"), _answered(_deadline_row(arguments.natural)))
    elif arguments.start is None or arguments.days is None:
        raise FactsError("--from 和 --days 要一起写；都不写时从标准输入读表")
    else:
        due, status = deadline(arguments.start, arguments.days, natural=arguments.natural)
        _say(due.isoformat(), status)


def _count(arguments: argparse.Namespace) -> None:
    if arguments.start is None and arguments.end is None:
        give_table(("start", "end", "days", "status"), _answered(_count_row, needed=("start", "end")))
    elif arguments.start is None or arguments.end is None:
        raise FactsError("--from 和 --to 要一起写；都不写时从标准输入读表")
    else:
        number = _CALENDAR.between(arguments.start, arguments.end)
        _say(str(number), _status(max(arguments.start, arguments.end)))


def _say(answer: str, status: str) -> None:
    """The bare answer when it is final; one that may still move says so beside it and in words."""
    sys.stdout.write(f"{answer}\n" if status == FINAL else f"{answer} {status}\n")
    if status == PROVISIONAL:
        sys.stderr.write(
            f"暂定：{last_announced_year()} 年以后的放假通知还没有发布，先按法定节日和周末推算\n"
        )


def _deadline_row(natural: bool) -> Callable[[Row], tuple[str, ...]]:
    def answer(row: Row) -> tuple[str, ...]:
        start, days = _date(row["start"]), _days(row["days"])
        due, status = deadline(start, days, natural=_yes(row["natural"]) if "natural" in row else natural)
        return start.isoformat(), str(days), due.isoformat(), status

    return answer


def _count_row(row: Row) -> tuple[str, ...]:
    start, end = _date(row["start"]), _date(row["end"])
    return start.isoformat(), end.isoformat(), str(_CALENDAR.between(start, end)), _status(max(start, end))


def _answered(
    answer: Callable[[Row], tuple[str, ...]], needed: Sequence[str] = ("start", "days")
) -> list[tuple[str, ...]]:
    """Every row of the table on standard input answered. Raises FactsError that names every faulty row."""
    lines = rows(text_given())
    line, heads = next(lines, (1, []))
    aliases = {alias: name for name, known in _ALIASES.items() for alias in known}
    columns = [aliases.get(head.lower(), "") for head in heads]
    lacking = [name for name in needed if name not in columns]
    if lacking:
        names = [f"{name}（{_ALIASES[name][-1]}）" for name in lacking]
        raise FactsError([lacking_columns(names, heads, line)])
    answered, problems = [], []
    for number, cells in lines:
        try:
            if len(cells) > len(columns):
                raise ValueError(f"这一行有 {len(cells)} 格，应有 {len(columns)} 格")
            filled = [*cells, *[""] * (len(columns) - len(cells))]
            answered.append(answer({name: cell for name, cell in zip(columns, filled, strict=True) if name}))
        except ValueError as error:
            problems.append(Problem(str(error), "", number))
    if problems:
        raise FactsError(problems)
    return answered


def _argument(read: Callable[[str], Value]) -> Callable[[str], Value]:
    """The reading as argparse wants it: its sentence is shown as it is."""

    def reading(text: str) -> Value:
        try:
            return read(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return reading


@lru_cache(maxsize=4096)
def _date(text: str) -> date:
    found = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        raise ValueError(f"“{text}”不是日期，请写成 2024-02-08")
    try:
        day = date(*(int(part) for part in found.groups() if part))
    except ValueError:
        raise ValueError(f"没有“{text}”这一天，请核对") from None
    if not first_announced_year() <= day.year <= LAST_YEAR:
        raise ValueError(f"“{text}”不在 {first_announced_year()} 年到 {LAST_YEAR} 年之间，没有放假通知可依")
    return day


def _days(text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[0-9]{1,4}", plain) or not 1 <= int(plain) <= MOST_DAYS:
        raise ValueError(f"天数“{text}”应为 1 到 {MOST_DAYS} 的整数")
    return int(plain)


def _yes(text: str) -> bool:
    word = text.lower()
    if word not in _YES | _NO:
        raise ValueError(f"自然日一列“{text}”看不懂，请写 true 或 false")
    return word in _YES
