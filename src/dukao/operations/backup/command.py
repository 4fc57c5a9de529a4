"""``dukao restore``: a backup back into an empty place, or a trial of it in a temporary one."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from rich.console import Console

from dukao.kernel.errors import DomainError
from dukao.operations.backup import manifest
from dukao.operations.backup.manifest import Manifest, size_in_words
from dukao.operations.backup.placing import put_keys
from dukao.operations.backup.showing import bars
from dukao.scoring.commands.running import Parser
from dukao.scoring.problems import why

if TYPE_CHECKING:
    from dukao.operations.backup.restoring import Restored

#: More damages than these are counted, not listed.
LISTED = 20


def main(arguments: Sequence[str]) -> int:
    """0 when everything is back and proven; 1 with sentences otherwise, and then nothing was overwritten."""
    options = _options(arguments)
    console = Console(highlight=False)
    try:
        if options.check:
            with _temporary_home(options.backup):
                _run(options, console)
        else:
            _run(options, console)
    except DomainError as refusal:
        sys.stderr.write(f"{refusal.sentence}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"没有恢复：{why(error)}（{error.filename or options.backup}）。\n")
        return 1
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = Parser(
        prog="dukao restore",
        description="把备份恢复到空的 DUKAO_HOME（和 DUKAO_DATABASE_URL），升级并核验；从不覆盖。",
    )
    parser.add_argument("backup", metavar="备份", type=Path, help="一次备份的目录，里面有 manifest.json")
    parser.add_argument("--keys", metavar="目录", type=Path, help="这次备份的密钥")
    parser.add_argument("--without-keys", action="store_true", help="没有密钥也恢复；封存的内容打不开")
    parser.add_argument("--check", action="store_true", help="只演练：恢复到临时的地方，核验后删去")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, console: Console) -> None:
    found = _intact(options.backup.resolve(), "data", console)
    keys = _intact(options.keys.resolve(), "keys", console) if options.keys else None
    _require_keys(options, keys)
    # Before the settings are read: they would make new keys.
    home = Path(os.environ.setdefault("DUKAO_HOME", "var")).resolve()
    if keys is not None:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_keys(options.keys.resolve(), keys, home)

    import django
    from django.db import DatabaseError

    django.setup()
    from dukao.operations.backup.restoring import restore
    from dukao.operations.readiness import first_line

    try:
        with _trial_database(found) if options.check else nullcontext():
            restored = restore(options.backup.resolve(), found, show=bars(console), linked=options.check)
            opened = _open_seals() if options.check and keys is not None else None
    except DatabaseError as error:
        raise DomainError("database_unreachable", f"数据库没有办成：{first_line(error)}。") from error
    _tell(console, restored, opened, is_trial=options.check)


def _intact(folder: Path, kind: str, console: Console) -> Manifest:
    """The manifest, once everything it names was read and found unchanged."""
    found = manifest.read(folder)
    if found.kind != kind:
        wanted = "数据的备份" if kind == "data" else "密钥的备份"
        raise DomainError("other_backup", f"{folder} 不是{wanted}。")
    with bars(console)("核对备份", found.size) as advance:
        damages = list(manifest.damages(folder, found, advance))
    if damages:
        listed = [f"  {damage}" for damage in damages[:LISTED]]
        more = [f"  …… 共 {len(damages)} 处"] if len(damages) > LISTED else []
        raise DomainError(
            "backup_damaged", "\n".join(["备份已损坏，没有恢复：", *listed, *more, "请换一份备份。"])
        )
    made_at = found.made_at[:16].replace("T", " ")
    console.print(f"备份完好　{len(found.items):,} 个文件，{size_in_words(found.size)}，做于 {made_at}。")
    return found


def _require_keys(options: argparse.Namespace, keys: Manifest | None) -> None:
    by_environment = os.environ.get("DUKAO_SECRET_KEY") and os.environ.get("DUKAO_SEAL_KEYS")
    home = Path(os.environ.get("DUKAO_HOME", "var"))
    if keys is None and not (options.without_keys or by_environment or (home / "seal-keys").exists()):
        raise DomainError(
            "keys_missing",
            "没有密钥，封存的内容（动态口令、线索）打不开。请用 --keys 给出密钥；没有就加 --without-keys。",
        )


@contextmanager
def _temporary_home(backup: Path) -> Iterator[None]:
    """Beside the backup: there is room, and its files can be linked instead of copied."""
    place = backup.resolve().parent
    with tempfile.TemporaryDirectory(
        dir=place if os.access(place, os.W_OK) else None, prefix=".dukao-trial-"
    ) as home:
        os.environ["DUKAO_HOME"] = home
        for name in ("DUKAO_SECRET_KEY", "DUKAO_SEAL_KEYS", "DUKAO_ATTESTATIONS", "DUKAO_QUEUE_URL"):
            os.environ.pop(name, None)
        yield


@contextmanager
def _trial_database(found: Manifest) -> Iterator[None]:
    from django.conf import settings

    from dukao.operations.backup import databases

    if found.engine == "postgresql":
        with databases.scratch_database(f"dukao_trial_{uuid4().hex[:12]}"):
            yield
    else:
        from django.db import connection

        connection.settings_dict["NAME"] = str(settings.HOME / "dukao.sqlite3")
        yield
        connection.close()


def _open_seals() -> int:
    """Everything sealed opens with the keys backed up; to see that, it is sealed anew in the copy."""
    from django.conf import settings

    from dukao.kernel.actor import Actor
    from dukao.kernel.clock import now
    from dukao.kernel.sealing import new_key, renewals

    # What the first key sealed is sealed anew, and so opened, only with another in front of it.
    settings.DUKAO_SEAL_KEYS = [new_key(f"trial-{uuid4().hex}"), *settings.DUKAO_SEAL_KEYS]
    actor = Actor(account_id=None, name="恢复演练")
    try:
        return sum(renew(actor=actor, at=now()) for renew in renewals.values())
    except DomainError as refusal:
        raise DomainError(
            "seals_shut", f"演练没有通过：这套密钥打不开备份里封存的内容。{refusal.sentence}"
        ) from refusal


def _tell(console: Console, restored: Restored, opened: int | None, *, is_trial: bool) -> None:
    journal = restored.journal
    parts = [
        f"{restored.rows:,} 行、{restored.files:,} 份佐证文件齐全",
        f"{journal.entries:,} 条日志全部相符",
    ]
    parts += [f"{opened:,} 条封存的内容都能打开"] if opened is not None else []
    parts += [f"升级 {restored.steps} 步，没有少一行"] if restored.steps else []
    title = "演练通过" if is_trial else "恢复完成"
    console.print(f"[bold green]{title}[/]　{'；'.join(parts)}。", soft_wrap=True)
    if not is_trial:
        console.print("请运行 dukao doctor，再启动 dukao serve。")
