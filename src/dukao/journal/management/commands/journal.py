"""``dukao journal``: verify, status, attest, prove, compare, check."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.timezone import localtime
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from dukao.journal import anchor, jobs, proofs, services, statements
from dukao.journal.models import Attestation, Entry
from dukao.journal.selectors import newest_attestation, standing
from dukao.journal.statements import Statement
from dukao.journal.verification import Verification, verify
from dukao.kernel import clock, commands
from dukao.kernel.errors import DomainError
from dukao.scoring.problems import why

CHECKPOINT = "留存的存证文件，或“封存点编号:摘要”；不填则用本机留存的封存点"


class Command(commands.Command):
    help = "核验日志、签名存证、出具和检查证明"
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True, metavar="做什么")
        verifying = acts.add_parser("verify", help="逐条核验全部日志、封存点和存证，不需要服务在运行")
        verifying.add_argument("--checkpoint", metavar="C", help=CHECKPOINT)
        acts.add_parser("status", help="封存和存证的情况")
        attesting = acts.add_parser("attest", help="封存并签一份存证")
        attesting.add_argument("--out", metavar="文件", help="存证写到这里；不填则显示")
        proving = acts.add_parser("prove", help="出具一条日志的证明")
        proving.add_argument("entry", type=int, metavar="日志编号")
        proving.add_argument("--out", metavar="文件", help="证明写到这里；不填则显示")
        comparing = acts.add_parser("compare", help="出具两份存证一脉相承的证明")
        comparing.add_argument("earlier", type=int, metavar="前一份存证编号")
        comparing.add_argument("later", type=int, metavar="后一份存证编号")
        comparing.add_argument("--out", metavar="文件", help="证明写到这里；不填则显示")
        checking = acts.add_parser("check", help="检查一份证明或存证，不读数据库")
        checking.add_argument("file", metavar="文件")
        checking.add_argument("--key", help="公钥（base64）；要与证明里的一致")

    def handle(self, *args: Any, act: str, **options: Any) -> None:
        console = Console(highlight=False)
        try:
            getattr(self, f"_{act}")(console, **options)
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal

    def _verify(self, console: Console, *, checkpoint: str | None, **_: Any) -> None:
        known, statement = _kept(checkpoint)
        result = _walk(console, known, statement)
        if result.fault:
            console.print(f"[bold red]不完整[/]　{result.fault.place}：{result.fault.sentence}")
            console.print(f"在此之前 {result.entries:,} 条、{result.checkpoints:,} 个封存点相符。")
            console.print("请立即报告审计管理员，保留现场。")
            sys.exit(1)
        parts = [f"{result.entries:,} 条日志、{result.checkpoints:,} 个封存点"]
        parts += [f"{result.attestations:,} 份存证"] if result.attestations else []
        waiting = f"，其中 {result.waiting:,} 条待封存" if result.waiting else ""
        console.print(f"[bold green]完整[/]　{'、'.join(parts)}全部相符{waiting}。")
        if statement:
            console.print(
                f"与留存的存证相符：到第 {statement.entries:,} 条为止，签于 {statement.signed_in_words}。"
            )
            console.print(f"签名公钥　{statement.public_key}", soft_wrap=True)
        elif known is None:
            console.print("本机没有留存的封存点，末尾是否被整段截去无从比对；下次封存时会留存。")

    def _status(self, console: Console, **_: Any) -> None:
        """Plain lines: a digest must come out whole, however narrow the terminal."""
        state, known, newest = standing(), anchor.noted(), newest_attestation()
        since = f"，最早 {localtime(state.waiting_since):%Y-%m-%d %H:%M:%S}" if state.waiting_since else ""
        lines = [f"已封存　　{state.sealed:,} 条", f"待封存　　{state.waiting:,} 条{since}"]
        if state.head:
            lines.append(f"最近封存　{localtime(state.head.sealed_at):%Y-%m-%d %H:%M:%S}")
            lines.append(f"封存摘要　{state.head.pk}:{state.head.digest}")
        lines.append(f"本机留存　{known.checkpoint}:{known.digest}" if known else "本机留存　无")
        if newest:
            lines.append(f"最近存证　{localtime(newest.signed_at):%Y-%m-%d %H:%M:%S}，第 {newest.pk} 份")
            lines.append(f"签名公钥　{newest.public_key}")
        console.print("\n".join(lines), soft_wrap=True)

    def _attest(self, console: Console, *, out: str | None, **_: Any) -> None:
        jobs.seal_waiting()
        services.attest(at=clock.now())
        jobs.export_attestations()
        newest = newest_attestation()
        if newest is None:
            raise CommandError("还没有日志可以存证。")
        _give(out, newest.text)

    def _prove(self, console: Console, *, entry: int, out: str | None, **_: Any) -> None:
        found = Entry.objects.filter(pk=entry).first()
        if found is None:
            raise CommandError(f"没有编号 {entry} 的日志。")
        _give(out, _as_json(proofs.prove_entry(found)))

    def _compare(self, console: Console, *, earlier: int, later: int, out: str | None, **_: Any) -> None:
        found = Attestation.objects.in_bulk([earlier, later])
        if len(found) < 2 or earlier > later:
            raise CommandError("请给两份不同存证的编号，先前一份，后后一份；编号见 dukao journal status。")
        _give(out, _as_json(proofs.prove_growth(found[earlier], found[later])))

    def _check(self, console: Console, *, file: str, key: str | None, **_: Any) -> None:
        text = _text_of(file)
        proof = _json_of(text)
        statement = proofs.check(proof) if proof else statements.parsed(text)
        if key and key != statement.public_key:
            raise CommandError("证明里的公钥与你给的不同：不是这套系统签的。")
        console.print(
            "[bold green]相符[/]　证明的每一步都成立，签名有效。"
            if proof
            else "[bold green]相符[/]　签名有效。"
        )
        console.print(f"签于 {statement.signed_in_words}，到第 {statement.entries:,} 条日志为止。")
        console.print(f"签名公钥　{statement.public_key}", soft_wrap=True)
        if not key:
            console.print("请与事先拿到的公钥比对，或加 --key 由命令比对。")


def _kept(checkpoint: str | None) -> tuple[anchor.Anchor | None, Statement | None]:
    """What somebody kept outside: a signed statement, or the number and digest of a checkpoint."""
    if checkpoint is None:
        return anchor.noted(), None
    if Path(checkpoint).is_file():
        return anchor.noted(), statements.parsed(_text_of(checkpoint))
    if ":" not in checkpoint:
        raise CommandError(f"没有“{checkpoint}”这个存证文件；封存点要写成“编号:摘要”。")
    return anchor.parsed(checkpoint), None


def _walk(console: Console, known: anchor.Anchor | None, statement: Statement | None) -> Verification:
    state = standing()
    columns = (TextColumn("核验日志"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=state.sealed + state.waiting)
        return verify(
            anchor=known, statement=statement, progress=lambda done: progress.update(task, completed=done)
        )


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"读不了 {file}：{why(error)}。") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file} 不是存证或证明：不是 UTF-8 文本。") from error


def _json_of(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None


def _as_json(proof: dict[str, Any]) -> str:
    return json.dumps(proof, ensure_ascii=False, indent=1) + "\n"


def _give(out: str | None, text: str) -> None:
    if out is None:
        sys.stdout.write(text)
    else:
        Path(out).write_text(text, encoding="utf-8")
