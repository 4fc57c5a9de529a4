"""``dukao backup``: database and files, keys apart, tried by restoring it, while the product runs."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import DatabaseError
from rich.console import Console

from dukao.kernel import commands
from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError
from dukao.operations.backup.last import LastBackup, note
from dukao.operations.backup.making import Made, forget_older, make_backup, make_key_backup
from dukao.operations.backup.manifest import size_in_words
from dukao.operations.backup.showing import bars
from dukao.operations.readiness import why_unreachable
from dukao.scoring.problems import why


class Command(commands.Command):
    help = "备份数据库和佐证文件，不用停机；密钥另放；做完在临时的地方恢复一遍，核验日志"
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", metavar="目录", type=Path, help="备份放在这里，每次一个子目录")
        parser.add_argument("--keys", metavar="目录", type=Path, help="密钥备份到这里，要与数据分开保管")
        parser.add_argument("--keep", metavar="份数", type=int, help="只留最近这么多份，更早的删去")
        parser.add_argument("--no-check", action="store_true", help="不做恢复演练（更快，下次再验）")

    def handle(
        self, *args: Any, target: Path, keys: Path | None, keep: int | None, no_check: bool, **options: Any
    ) -> None:
        console, at = Console(highlight=False), now()
        try:
            _require_apart(target.resolve(), keys.resolve() if keys else None)
            if keep is not None and keep < 1:
                raise DomainError("keep_one", "--keep 至少为 1。")
            made = make_backup(target=target.resolve(), at=at, show=bars(console))
            made_keys = make_key_backup(target=keys.resolve(), at=at) if keys else None
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        except DatabaseError as error:
            cause, remedy = why_unreachable(error)
            raise CommandError(f"没有备份，数据库连不上：{cause}。{remedy}") from error
        except OSError as error:
            raise CommandError(f"没有备份：{why(error)}（{error.filename or target}）。") from error
        _tell(console, made, made_keys)
        is_tried = not no_check and _is_restorable(made, made_keys)
        note(settings.HOME, LastBackup(at, str(made.folder), is_tried, made_keys is not None))
        if not is_tried and not no_check:
            raise CommandError("这份备份没有通过恢复演练，不要依靠它。较早的备份没有删。")
        for folder in forget_older(target.resolve(), keep) if keep else ():
            console.print(f"删去较早的 {folder.name}。")
        if made.manifest.lost:
            raise CommandError(_lost(made))


def _require_apart(target: Path, keys: Path | None) -> None:
    """Whoever carries off the one must not have the other with it."""
    home: Path = settings.HOME
    if target.is_relative_to(home):
        raise DomainError("backup_in_home", f"备份不能放在 {home} 里：盘坏了会一起丢。请放到另一块盘。")
    if keys and (keys.is_relative_to(target) or target.is_relative_to(keys)):
        raise DomainError("keys_beside_data", "密钥要与数据分开放，--keys 请另指一处。")


def _tell(console: Console, made: Made, keys: Made | None) -> None:
    parts = [
        f"{made.manifest.rows:,} 行、{len(made.manifest.items):,} 个文件，{size_in_words(made.manifest.size)}"
    ]
    if made.shared:
        parts.append(f"其中 {size_in_words(made.shared)} 与上一份共用")
    console.print(f"备份　{made.folder}", soft_wrap=True)
    console.print(f"　　　{'，'.join(parts)}。", soft_wrap=True)
    if keys:
        console.print(
            f"密钥　{keys.folder}（{len(keys.manifest.items)} 个文件），请与备份分开保管。", soft_wrap=True
        )
    else:
        console.print(
            "密钥　没有备份。只有数据时，封存的内容（动态口令、线索）打不开；用 --keys 另放一份。",
            soft_wrap=True,
        )


def _is_restorable(made: Made, keys: Made | None) -> bool:
    """A process of its own has its own home and database; the one that serves is not touched."""
    words = ["--keys", str(keys.folder)] if keys else ["--without-keys"]
    trial = [sys.executable, "-m", "dukao", "restore", str(made.folder), "--check", *words]
    done = subprocess.run(trial, check=False)  # noqa: S603 - our own words
    return done.returncode == 0


def _lost(made: Made) -> str:
    lost = made.manifest.lost
    return (
        f"备份已做好，但原处有 {len(lost)} 份佐证文件缺失或损坏，例如 {lost[0]}；以前的备份里也没有。"
        "请从更早的备份找回，放到 DUKAO_HOME 的 files 里。"
    )
