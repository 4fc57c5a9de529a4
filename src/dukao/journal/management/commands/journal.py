"""``dukao journal verify`` and ``dukao journal status``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dukao.journal import anchor
from dukao.journal.selectors import standing
from dukao.journal.verification import Verification, verify
from dukao.kernel.errors import DomainError


class Command(BaseCommand):
    help = "校验日志（verify）或查看封存情况（status）"
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=("verify", "status"), help="verify：逐条校验；status：封存情况")
        parser.add_argument(
            "--head", metavar="编号:摘要", help="自己留存的封存点，例如 128:9f3c…；不填则用本机留存的"
        )

    def handle(self, *args: Any, act: str, head: str | None, **options: Any) -> None:
        console = Console(highlight=False)
        if act == "status":
            _tell_status(console)
            return
        try:
            known = anchor.parsed(head) if head else anchor.noted()
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        result = _verify(console, known)
        if result.fault:
            console.print(f"[bold red]不完整[/]　{result.fault.place}：{result.fault.sentence}")
            console.print(f"在此之前 {result.entries:,} 条、{result.checkpoints:,} 个封存点相符。")
            console.print("请立即报告审计管理员，保留现场。")
            sys.exit(1)
        console.print(
            f"[bold green]完整[/]　{result.entries:,} 条日志、{result.checkpoints:,} 个封存点全部相符"
            + (f"，其中 {result.waiting:,} 条待封存" if result.waiting else "")
            + "。"
        )
        if known is None:
            console.print("本机没有留存的封存点，末尾是否被整段截去无从比对；下次封存时会留存。")


def _verify(console: Console, known: anchor.Anchor | None) -> Verification:
    state = standing()
    columns = (TextColumn("校验日志"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=state.sealed + state.waiting)
        return verify(anchor=known, progress=lambda done: progress.update(task, completed=done))


def _tell_status(console: Console) -> None:
    """Plain lines: a digest must come out whole, however narrow the terminal."""
    state, known = standing(), anchor.noted()
    since = f"，最早 {localtime(state.waiting_since):%Y-%m-%d %H:%M:%S}" if state.waiting_since else ""
    lines = [f"已封存　　{state.sealed:,} 条", f"待封存　　{state.waiting:,} 条{since}"]
    if state.head:
        lines.append(f"最近封存　{localtime(state.head.sealed_at):%Y-%m-%d %H:%M:%S}")
        lines.append(f"封存摘要　{state.head.pk}:{state.head.digest}")
    lines.append(f"本机留存　{known.checkpoint}:{known.digest}" if known else "本机留存　无")
    console.print("\n".join(lines), soft_wrap=True)
