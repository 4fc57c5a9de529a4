"""``dukao reset_password``: the way back in for those whose password no page may reset."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from rich.console import Console

from dukao.identity.services import reset_password_on_server
from dukao.kernel import commands
from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError


class Command(commands.Command):
    help = "在服务器上重置密码，用于安全管理员、审计管理员和唯一的系统管理员；记入日志"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("--reason", required=True, help="原因，例如：本人书面申请")

    def handle(self, *args: Any, username: str, reason: str, **options: Any) -> None:
        try:
            password = reset_password_on_server(username=username, reason=reason, at=now())
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        console = Console(highlight=False)
        console.print(f"{username} 的一次性密码（只显示这一次，登录后必须先改）：[bold]{password}[/]")
