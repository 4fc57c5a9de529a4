"""``dukao doctor``: every check in one table; exit 1 only on real faults."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress

import django
from rich.console import Console
from rich.table import Table

from dukao.operations.doctor import database, machine, packages, queue, survival, web
from dukao.operations.doctor.findings import Check, Finding, Level, fault
from dukao.operations.obstacles import sentence_for
from dukao.operations.readiness import forgo_pool
from dukao.scoring.commands.running import Parser

logger = logging.getLogger(__name__)

CHECKS: tuple[Check, ...] = (
    machine.check_python,
    machine.check_home,
    survival.check_writing,
    machine.check_secret_key,
    survival.check_private_files,
    machine.check_clock,
    database.check_database,
    database.check_engine,
    database.check_journal,
    queue.check_queue,
    survival.check_worker,
    survival.check_mail,
    survival.check_backup,
    survival.check_client_tools,
    web.check_assets,
    web.check_https,
    web.check_hosts,
    web.check_providers,
    web.check_saml,
    packages.check_fonts,
    packages.check_official_faces,
    packages.check_office,
    packages.check_magic,
    packages.check_virus_scanner,
)
_STYLES = {Level.GOOD: "green", Level.ADVICE: "yellow", Level.FAULT: "bold red"}


def main(arguments: Sequence[str]) -> int:
    """Print what was found; 0 when nothing is broken, 1 otherwise."""
    Parser(prog="dukao doctor", description="检查运行环境，逐项说明怎么办").parse_args(arguments)
    findings = list(examine(alone=True))
    console = Console()
    console.print(_table(findings))
    faults = sum(finding.level is Level.FAULT for finding in findings)
    advices = sum(finding.level is Level.ADVICE for finding in findings)
    if faults:
        console.print(f"[bold red]{faults} 项有问题[/]，请按“怎么办”一栏处理后再运行 dukao doctor。")
    else:
        console.print(f"可以运行。{advices} 项可改进。" if advices else "一切正常。")
    return 1 if faults else 0


def examine(*, alone: bool = False) -> Iterator[Finding]:
    """All findings; settings that cannot be read are a finding like any other.

    ``alone``: in a process of its own, not in one that serves pages and has a pool of connections.
    """
    try:
        with warnings.catch_warnings(action="ignore"):
            django.setup()
    except Exception as error:
        logger.debug("settings cannot be read", exc_info=True)
        yield from machine.check_python()
        yield from _why_not(error)
        return
    if alone:
        forgo_pool()
    for check in CHECKS:
        yield from check()


def _why_not(error: Exception) -> Iterator[Finding]:
    """A queue on file is opened with the settings, so a disk that takes nothing looks like bad settings."""
    with suppress(Exception):
        broken = [finding for finding in survival.check_writing() if finding.level is Level.FAULT]
        if broken:
            yield from broken
            return
    if sentence := sentence_for(error):
        yield fault("配置", sentence, "按左边说的改好。")
        return
    sentence = f"读不出来：{type(error).__name__} {error}"
    yield fault("配置", sentence, "检查 DUKAO_ 开头的环境变量，写法见 docs/operations.md。")


def _table(findings: list[Finding]) -> Table:
    table = Table(title="督考运行环境检查", title_justify="left", pad_edge=False)
    for heading, wraps in (("项目", True), ("结论", True), ("情况", False), ("怎么办", False)):
        table.add_column(heading, no_wrap=wraps, overflow="fold")
    for finding in findings:
        style = _STYLES[finding.level]
        table.add_row(finding.subject, f"[{style}]{finding.level.value}[/]", finding.sentence, finding.remedy)
    return table
