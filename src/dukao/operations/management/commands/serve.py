"""``dukao serve``: the web server and the background worker beside it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from dukao.kernel import commands
from dukao.kernel.errors import DomainError
from dukao.operations import assets, readiness, serving


class Command(commands.Command):
    help = "启动督考：网页服务和后台工作进程。按 Ctrl+C 停止。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只对本机开放")
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--workers", type=int, default=2, help="网页进程数，默认 2")

    def handle(self, *, host: str, port: int, workers: int, **_: Any) -> None:
        address = serving.Address(host, port)
        try:
            serving.require_free(address)
            readiness.require_database()
            assets.collect()
        except DomainError as error:
            raise CommandError(error.sentence) from error
        serving.serve(
            address, workers, announce=lambda: self.stdout.write(f"督考在 {address.url} 等待访问。")
        )
