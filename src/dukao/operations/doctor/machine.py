"""Python, disk, clock, and who may read the key."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dukao.operations.doctor.findings import Finding, advice, fault, good

OLDEST_PYTHON = (3, 11)
#: Below this the month's evidence may not fit; below a tenth of it the database stops writing.
COMFORTABLE_BYTES = 2 * 1024**3
#: No honest clock stands before the day this code was written.
NOT_BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


def check_python() -> Iterator[Finding]:
    version = platform.python_version()
    if sys.version_info >= OLDEST_PYTHON:
        yield good("Python", version)
    else:
        yield fault(
            "Python", f"版本 {version} 太旧。", "安装 Python 3.11 或更新的版本（Debian：python3.11）。"
        )


def check_home() -> Iterator[Finding]:
    from django.conf import settings

    home: Path = settings.HOME
    if home.is_dir() and os.access(home, os.W_OK):
        yield good("数据目录", str(home))
        yield _disk(home)
    else:
        yield fault(
            "数据目录", f"{home} 不存在或不能写。", "建好目录并交给运行账户，或用 DUKAO_HOME 另指一处。"
        )


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    words = f"还剩 {free / 1024**3:.1f} GB"
    if free < COMFORTABLE_BYTES / 10:
        return fault("磁盘", f"{words}，数据库随时可能写不进去。", "清理磁盘，或把 DUKAO_HOME 移到更大的盘。")
    if free < COMFORTABLE_BYTES:
        return advice("磁盘", f"{words}。", "佐证文件逐月增加，请预留 2 GB 以上。")
    return good("磁盘", words)


def check_secret_key() -> Iterator[Finding]:
    from django.conf import settings

    path: Path = settings.HOME / "secret-key"
    if not path.exists():
        yield good("密钥", "由环境变量 DUKAO_SECRET_KEY 给出。")
    elif path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield fault("密钥", f"{path} 别人也能读。", f"运行 chmod 600 {path}，并更换密钥。")
    else:
        yield good("密钥", f"{path}，只有运行账户能读。")


def check_clock() -> Iterator[Finding]:
    from dukao.kernel.clock import ZONE

    now = datetime.now(UTC)
    local = now.astimezone(ZONE)
    words = f"北京时间 {local:%Y-%m-%d %H:%M}，本机时区 {time.tzname[0]}"
    if now < NOT_BEFORE:
        yield fault(
            "时钟", f"{words}，比程序的发布日期还早。", "校准系统时间，并启用时间同步（systemd-timesyncd）。"
        )
    else:
        yield good("时钟", f"{words}；时限一律按北京时间计算。")
