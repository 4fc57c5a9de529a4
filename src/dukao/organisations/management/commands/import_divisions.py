"""``dukao import_divisions FILE``: the published divisions of China since 1981."""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from dukao.kernel import commands
from dukao.kernel.actor import SYSTEM
from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError
from dukao.organisations.divisions.planning import Plan
from dukao.organisations.divisions.reading import read_divisions
from dukao.organisations.services import import_divisions


class Command(commands.Command):
    help = "导入历年县级以上行政区划代码（yescallop/areacodes 的 result.csv）。可重复执行，已有的不会重复。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="result.csv 的路径")

    def handle(self, *, file: Path, **_: Any) -> None:
        console = Console(file=cast("IO[str]", self.stdout))
        try:
            with Progress(console=console, transient=True) as progress:
                reading = progress.add_task("读取文件", total=1)
                plan = Plan(read_divisions(file))
                progress.update(reading, completed=1)
                writing = progress.add_task("写入区划", total=None)
                outcome = import_divisions(
                    actor=SYSTEM,
                    plan=plan,
                    at=now(),
                    report=lambda done, total: progress.update(writing, completed=done, total=total),
                )
        except DomainError as error:
            raise CommandError(error.sentence) from error
        console.print(
            f"行政区划 {outcome.units} 个，沿革 {outcome.versions} 条，承继 {outcome.successions} 条；"
            f"本次写入 {outcome.changes} 处变化。"
        )
