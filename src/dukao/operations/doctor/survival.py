"""What the worst day asks for: a recent backup, a worker, keys nobody else has, a disk that takes writes."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from dukao.operations.doctor.findings import Finding, advice, fault, good

#: A day's work is what one can ask people to enter again.
BACKUP_AGE = timedelta(hours=36)
MEGABYTE = 1024**2


def check_writing() -> Iterator[Finding]:
    """Tried, not asked: permissions say nothing of a disk that is full or was mounted read-only."""
    from django.conf import settings

    from dukao.kernel.outage import outage_behind

    try:
        with tempfile.TemporaryFile(dir=settings.HOME) as file:
            file.write(bytes(MEGABYTE))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        outage = outage_behind(error)
        yield fault(
            "写入", f"{outage.title if outage else error.strerror}，写不进 {settings.HOME}。",
            "清理磁盘或换更大的盘；只读时看系统日志（dmesg）里磁盘的报错。修好后不用重启。",
        )  # fmt: skip
    else:
        yield good("写入", "能写。")


def check_backup() -> Iterator[Finding]:
    from django.conf import settings

    from dukao.kernel import clock
    from dukao.operations.backup.last import last_backup

    if settings.DUKAO_DEMO:
        yield good("备份", "演示环境不需要。")
        return
    last = last_backup(settings.HOME)
    if last is None:
        yield advice("备份", "还没有用 dukao backup 备份过。", "每天备份一次，做法见 docs/operations.md。")
        return
    age = clock.now() - last.at
    said = f"最近一次在 {last.at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}，放在 {last.folder}"
    if age > BACKUP_AGE:
        yield fault(
            "备份", f"{said}，已过 {age.days} 天 {age.seconds // 3600} 小时。", "看定时备份为什么没有做。"
        )
    elif not last.is_tried:
        yield advice("备份", f"{said}，没有演练过恢复。", f"运行 dukao restore {last.folder} --check。")
    elif not last.has_keys:
        yield advice("备份", f"{said}，没有密钥。", "加上 --keys，把密钥另放一处。")
    else:
        yield good("备份", f"{said}，演练通过。")


def check_client_tools() -> Iterator[Finding]:
    import shutil

    from django.db import connection

    if connection.vendor != "postgresql":
        return
    missing = [tool for tool in ("pg_dump", "pg_restore") if shutil.which(tool) is None]
    if missing:
        yield advice(
            "数据库客户端", f"没有 {'、'.join(missing)}，dukao backup 不能用。", "Debian：postgresql-client"
        )
    else:
        yield good("数据库客户端", "pg_dump、pg_restore 已安装。")


def check_worker() -> Iterator[Finding]:
    from dukao.operations.selectors import WORKER_SILENT_SECONDS
    from dukao.operations.working import seconds_since_beat

    silent = seconds_since_beat()
    remedy = "启动 dukao serve 或 dukao worker；在运行而没有动静时，看它的日志。"
    if silent is None:
        yield advice("后台进程", "还没有运行过。", remedy)
    elif silent > WORKER_SILENT_SECONDS:
        yield advice("后台进程", f"{silent:,.0f} 秒没有动静，长任务、提醒和日志封存停着。", remedy)
    else:
        yield good("后台进程", "正在工作。")


def check_private_files() -> Iterator[Finding]:
    """Keys and addresses of gateways are for the account that runs the product, and for nobody beside it."""
    from django.conf import settings

    from dukao.operations.backup.contents import key_files

    home: Path = settings.HOME
    others = stat.S_IRWXG | stat.S_IRWXO
    open_ = [path for path in key_files(home) if path.name != "secret-key" and path.stat().st_mode & others]
    if open_:
        names = "、".join(path.relative_to(home).as_posix() for path in open_)
        yield fault(
            "密钥文件", f"{names} 别人也能读。", f"在 {home} 里运行 chmod -R go-rwx，并更换这些密钥。"
        )
    else:
        yield good("密钥文件", "只有运行账户能读。")


def check_seals() -> Iterator[Finding]:
    """Whether these are the keys the data was sealed with: the newest text of each kind is opened."""
    from django.apps import apps
    from django.db import DatabaseError

    from dukao.kernel.errors import DomainError
    from dukao.kernel.sealed_rows import sealed_texts
    from dukao.kernel.sealing import seal

    subject, remedy = "封存密钥", "放回原来的 seal-keys（dukao backup --keys 备份过），或改 DUKAO_SEAL_KEYS。"
    try:
        seal("", "")
    except DomainError as refusal:
        yield fault(subject, refusal.sentence, remedy)
        return
    try:
        for model in apps.get_models():
            for name, text in sealed_texts(model).items():
                row = model._default_manager.exclude(**{text.column: ""}).order_by("pk").last()
                getattr(row, name, None)
    except DomainError:
        yield fault(subject, "打不开已经封存的内容：数据是用另外的密钥封存的，或被改动过。", remedy)
    except DatabaseError:
        return  # check_database has said it
    else:
        yield good(subject, "封存的内容能打开。")


def check_mail() -> Iterator[Finding]:
    """One greeting: whether a letter would be taken only a letter can tell."""
    import smtplib

    from django.conf import settings

    if not settings.DUKAO_MAIL:
        yield advice("邮件", "没有设邮件服务器，通知不发邮件。", "需要时设 DUKAO_EMAIL_URL。")
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    kind = smtplib.SMTP_SSL if getattr(settings, "EMAIL_USE_SSL", False) else smtplib.SMTP
    try:
        with kind(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=3) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield fault(
            "邮件", f"{where} 连不上（{type(error).__name__}）。",
            "检查邮件服务器和 DUKAO_EMAIL_URL。通知留在发件箱里，恢复后自动补发；站内消息照常。",
        )  # fmt: skip
    else:
        yield good("邮件", f"{where} 能连上。")
