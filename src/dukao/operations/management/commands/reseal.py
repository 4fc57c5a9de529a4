"""``dukao reseal``: a fresh key for what is sealed, and everything sealed with it."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from dukao.kernel import commands
from dukao.kernel.actor import Actor
from dukao.kernel.clock import now
from dukao.kernel.errors import DomainError
from dukao.kernel.sealing import new_key, renewals

SERVER = Actor(account_id=None, name="服务器命令")


class Command(commands.Command):
    help = "更换封存密钥：先停服务；--new-key 加一把新密钥并把封存的内容重新封一遍，--drop-old 去掉旧密钥"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new-key", metavar="名称", help="新密钥的名称，例如 2027")
        parser.add_argument("--drop-old", action="store_true", help="重新封好后，只留第一把密钥")

    def handle(self, *args: Any, new_key: str | None, drop_old: bool, **options: Any) -> None:
        try:
            if new_key:
                _add(new_key)
            for name, renew in renewals.items():
                self.stdout.write(f"{name}：重新封存 {renew(actor=SERVER, at=now())} 条")
            if drop_old:
                _keep(settings.DUKAO_SEAL_KEYS[:1])
        except DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal


def _add(name: str) -> None:
    known = [key.partition(":")[0] for key in settings.DUKAO_SEAL_KEYS]
    if not name.isalnum() or name in known:
        raise CommandError(f"新密钥的名称只用字母和数字，不与已有的（{'、'.join(known)}）相同。")
    _keep([new_key(name), *settings.DUKAO_SEAL_KEYS])


def _keep(keys: list[str]) -> None:
    """The file holds these keys; written beside it first, so that no crash leaves half of them."""
    if os.environ.get("DUKAO_SEAL_KEYS"):
        raise CommandError("密钥由 DUKAO_SEAL_KEYS 给出，请改这个变量，再运行 dukao reseal。")
    path = settings.HOME / "seal-keys"
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_text("\n".join(keys), encoding="utf-8")
    fresh.replace(path)
    settings.DUKAO_SEAL_KEYS = keys
