"""``dukao doctor``: every check with what to do about it; exit 1 only on real faults."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress

import django
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text

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
    survival.check_seals,
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
_GAP = 2
#: What stays on one line: a space, or a word or a Chinese character with the signs around it.
_PARTS = re.compile(r"\s+|[（“]*(?:[!-~]+|[^\s!-~])[，。；：、）”]*")
_STYLES = {Level.GOOD: "green", Level.ADVICE: "yellow", Level.FAULT: "bold red"}


def main(arguments: Sequence[str]) -> int:
    """Print what was found; 0 when nothing is broken, 1 otherwise."""
    Parser(prog="dukao doctor", description="检查运行环境，逐项说明怎么办").parse_args(arguments)
    findings = list(examine(alone=True))
    console = Console()
    _show(console, findings)
    faults = sum(finding.level is Level.FAULT for finding in findings)
    advices = sum(finding.level is Level.ADVICE for finding in findings)
    if faults:
        console.print(f"[bold red]{faults} 项有问题[/]，请照箭头后面的做法处理，再运行 dukao doctor。")
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
        yield fault("配置", sentence, "按上面说的改好。")
        return
    sentence = f"读不出来：{type(error).__name__} {error}"
    yield fault("配置", sentence, "检查 DUKAO_ 开头的环境变量，写法见 docs/operations.md。")


def _show(console: Console, findings: list[Finding]) -> None:
    """What to do stands below what was found, so that both have room in a terminal of 80 columns."""
    verdicts = max(cell_len(level.value) for level in Level) + _GAP
    subjects = max(cell_len(finding.subject) for finding in findings) + _GAP
    room = console.width - verdicts - subjects
    console.print("督考运行环境检查", style="bold")
    for finding in findings:
        said = _lines(finding.sentence, room)
        if finding.remedy:
            said += _lines(f"→ {finding.remedy}", room)
        verdict = set_cell_size(finding.level.value, verdicts), _STYLES[finding.level]
        below = "\n" + " " * (verdicts + subjects)
        line = Text.assemble(verdict, set_cell_size(finding.subject, subjects), below.join(said))
        console.print(line, soft_wrap=True)


def _lines(text: str, room: int) -> list[str]:
    """Broken between Chinese characters too, which rich does not do, and before no sign that closes.

    >>> _lines("运行 dukao setup，建库（PostgreSQL）。", 16)
    ['运行 dukao', 'setup，建库', '（PostgreSQL）。']
    """
    lines = [""]
    for part in _PARTS.findall(text):
        if lines[-1] and cell_len(lines[-1] + part.rstrip()) > room:
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    return [line.rstrip() for line in lines]
