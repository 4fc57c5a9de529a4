"""What both command lines begin with: settings, and the account in whose name they work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps

import django

from dukao.kernel.actor import Actor
from dukao.kernel.clock import today
from dukao.kernel.errors import DomainError
from dukao.scoring.commands.running import WRONG_INPUT, Parser

Run = Callable[[Sequence[str]], int]


def on_the_database(command: Run) -> Run:
    """The command with its settings; a refusal is told in its sentence, with exit code 2."""

    @wraps(command)
    def run(arguments: Sequence[str]) -> int:
        django.setup()
        try:
            return command(arguments)
        except (DomainError, OSError) as error:
            sentence = error.sentence if isinstance(error, DomainError) else f"打不开文件：{error}"
            sys.stderr.write(f"{sentence}\n")
            return WRONG_INPUT

    return run


def actor_named(username: str) -> Actor:
    """The account with its rights of today."""
    from django.contrib.auth import get_user_model

    from dukao.identity.selectors import actor_for

    account = get_user_model().objects.filter(username=username.lower(), is_active=True).first()
    if account is None:
        raise DomainError("no_account", f"没有用户名为“{username}”的账户，或已停用。")
    return actor_for(account, today())


def add_account(parser: Parser) -> None:
    parser.add_argument("--as", dest="username", required=True, help="以哪个账户的权限办理，写用户名")
