"""How the product runs, in figures without any business content."""

from __future__ import annotations

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

import django
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

import dukao
from dukao.background.selectors import QueueState, queue_state
from dukao.journal.selectors import Standing, standing
from dukao.operations.working import seconds_since_beat

#: The worker beats twice a second; longer silence means that it stands still.
WORKER_SILENT_SECONDS = 15
#: The stated guarantee of the journal; the lamp leaves the sealer time for one batch more.
UNSEALED_LIMIT = timedelta(seconds=1)
UNSEALED_ALARM = timedelta(seconds=10)
GIGABYTE = 1024**3
QUEUE_ALARM = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lamp:
    colour: str
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Disk:
    free: int
    total: int

    @property
    def in_words(self) -> str:
        return f"还剩 {self.free / GIGABYTE:.1f} GB，共 {self.total / GIGABYTE:.0f} GB"

    @property
    def used_percent(self) -> int:
        return round(100 * (self.total - self.free) / self.total)


@dataclass(frozen=True, slots=True)
class Status:
    """One look at everything that runs."""

    at: datetime
    queue: QueueState
    journal: Standing
    disk: Disk
    worker_silent_for: float | None
    versions: tuple[tuple[str, str], ...]

    @property
    def worker_lamp(self) -> Lamp:
        rule = f"{WORKER_SILENT_SECONDS} 秒没有动静亮红灯"
        if self.worker_silent_for is None:
            return Lamp("red", "这台服务器上没有运行过后台工作进程", rule)
        sentence = f"{self.worker_silent_for:.0f} 秒前有动静" if self.worker_silent_for >= 2 else "正在工作"
        return Lamp("red" if self.worker_silent_for > WORKER_SILENT_SECONDS else "green", sentence, rule)

    @property
    def queue_lamp(self) -> Lamp:
        rule = f"有任务等了 {QUEUE_ALARM.seconds // 60} 分钟以上或中断亮黄灯"
        waiting = self.queue.oldest_waiting_at
        is_slow = waiting is not None and self.at - waiting > QUEUE_ALARM
        if self.queue.silent:
            return Lamp("yellow", f"{self.queue.silent} 个任务中断，将自动重新排队", rule)
        if is_slow:
            return Lamp("yellow", "任务等待时间过长", rule)
        return Lamp("green", "没有积压", rule)

    @property
    def journal_lamp(self) -> Lamp:
        rule = f"未封存的日志不应超过 {UNSEALED_LIMIT.seconds} 秒，超过 {UNSEALED_ALARM.seconds} 秒亮红灯"
        since = self.journal.waiting_since
        if since is None:
            return Lamp("green", "全部日志已封存", rule)
        age = max((self.at - since).total_seconds(), 0)
        colour = "red" if age > UNSEALED_ALARM.total_seconds() else "green"
        return Lamp(colour, f"{self.journal.waiting} 条待封存，最早的已等 {age:.0f} 秒", rule)

    @property
    def disk_lamp(self) -> Lamp:
        rule = "用到 80% 亮黄灯，90% 亮红灯"
        used = self.disk.used_percent
        colour = "red" if used >= 90 else "yellow" if used >= 80 else "green"
        return Lamp(colour, f"已用 {used}%", rule)


def status(at: datetime) -> Status:
    usage = shutil.disk_usage(settings.HOME)
    database = f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"
    return Status(
        at=at,
        queue=queue_state(at),
        journal=standing(),
        disk=Disk(usage.free, usage.total),
        worker_silent_for=seconds_since_beat(),
        versions=(
            ("督考", dukao.__version__),
            ("Python", platform.python_version()),
            ("Django", django.get_version()),
            ("数据库", database),
        ),
    )


def is_healthy() -> bool:
    """True when the database answers: what a load balancer or a watchdog needs to know."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True
