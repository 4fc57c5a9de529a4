"""``dukao setup``: the first run."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Callable
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from rich.console import Console
from rich.prompt import Prompt
from rich.table import Table

from dukao.identity.passwords import PasswordPolicy, one_time_password
from dukao.identity.selectors import any_account
from dukao.identity.services import FIRST_ROLES, Newcomer, set_up
from dukao.kernel import commands
from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError
from dukao.kernel.roles import DESCRIPTIONS, Role

OPTION = {
    Role.SYSTEM_ADMIN: "system-admin", Role.SECURITY_ADMIN: "security-admin", Role.AUDIT_ADMIN: "audit-admin",
    Role.OFFICE: "office",
}  # fmt: skip


class Command(commands.Command):
    help = "首次设置：建库，建立顶级单位、三员账户和第一个督考办账户（只能在没有账户时运行）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", help="本系统服务的市（县）的名称，例如：示例市")
        parser.add_argument("--code", default="S", help="顶级单位的代码，默认 S")
        for role in FIRST_ROLES:
            parser.add_argument(
                f"--{OPTION[role]}", nargs=2, metavar=("用户名", "姓名"), help=f"{role.label}的用户名和姓名"
            )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--generate", action="store_true", help="生成四个一次性密码，显示一次")
        how.add_argument(
            "--passwords-from-stdin", action="store_true",
            help="从标准输入读四行密码：系统管理员、安全管理员、审计管理员、督考办",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(highlight=False)
        # Only where there is none: an older database is for `dukao migrate`, after a backup.
        if not connection.introspection.table_names():
            console.print("正在建库，大约半分钟…")
            call_command("migrate", interactive=False, verbosity=0)
        if any_account():
            raise CommandError("已经有账户了，首次设置只能做一次。增加账户请由系统管理员登录办理。")
        place = options["place"] or Prompt.ask("本系统服务的市（县）的名称", console=console)
        password = _passwords(console, options)
        people: dict[str, Newcomer] = {
            role: _newcomer(role, options, password, console) for role in FIRST_ROLES
        }
        try:
            set_up(place=place, code=options["code"], people=people, at=now())
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        settings.PLACE_FILE.write_text(place, encoding="utf-8")
        _tell(console, people, shown=options["generate"])


def _passwords(console: Console, options: dict[str, Any]) -> Callable[[Role], str]:
    """Where each password comes from: made here, read line by line, or typed twice."""
    if options["generate"]:
        return lambda role: one_time_password()
    if options["passwords_from_stdin"]:
        return lambda role: sys.stdin.readline().rstrip("\n")
    console.print(f"密码：{PasswordPolicy().get_help_text()}")
    return _typed_twice


def _newcomer(
    role: Role, options: dict[str, Any], password: Callable[[Role], str], console: Console
) -> Newcomer:
    given = options[OPTION[role].replace("-", "_")]
    if given is None:
        console.print(f"\n[bold]{role.label}[/]　{DESCRIPTIONS[role]}")
        given = (Prompt.ask("用户名", console=console), Prompt.ask("姓名", console=console))
    return Newcomer(username=given[0], name=given[1], password=password(role))


def _typed_twice(role: Role) -> str:
    while True:
        first = getpass(f"{role.label}的密码：")
        if first == getpass("再输一次："):
            return first
        sys.stderr.write("两次输入的密码不一样，请重新输入。\n")


def _tell(console: Console, people: dict[str, Newcomer], *, shown: bool) -> None:
    table = Table("角色", "姓名", "用户名", *(("一次性密码",) if shown else ()))
    for role, one in people.items():
        table.add_row(Role(role).label, one.name, one.username.lower(), *((one.password,) if shown else ()))
    console.print(table)
    console.print("四个人首次登录都要先改密码。" + ("密码只显示这一次，请分别交给本人。" if shown else ""))
    console.print("接着运行 dukao serve，用浏览器打开它说的地址登录。", soft_wrap=True)
    console.print("各人的工作台列着开始使用的步骤。")
