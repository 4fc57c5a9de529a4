"""``dukao worker``: long work, the timetable and the sealing of the journal, without web pages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from dukao.kernel import commands
from dukao.kernel.errors import DomainError
from dukao.operations import readiness


class Command(commands.Command):
    help = "启动后台工作进程：长任务、定时任务和日志封存。dukao serve 会自动带起一个。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--companion", action="store_true", help="由 dukao serve 使用：网页服务退出时一同退出"
        )

    def handle(self, *, companion: bool, **_: Any) -> None:
        from dukao.operations.working import work

        try:
            readiness.require_database()
        except DomainError as error:
            raise CommandError(error.sentence) from error
        work(companion=companion)
