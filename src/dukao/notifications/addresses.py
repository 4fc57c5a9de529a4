"""Addresses of robots and gateways: which are taken, and where their secrets lie.

The part of such an address that only the gateway may know (a robot's key, a password) would stand in every
copy of the database. So an address lies in a file of its own in the home folder, readable by its owner only,
like the product's own key; the database knows its name and a hint.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from django.conf import settings

from dukao.kernel.errors import DomainError
from dukao.notifications.vocabulary import Medium

#: Stands in the address of an SMS gateway for the number of the person.
RECIPIENT = "{to}"
#: Only adapters that call a gateway over the network: none that runs a program or writes to this machine.
ROBOTS = ("wecombot", "dingtalk", "feishu", "lark")
#: Names of the modules behind them.
ROBOT_PLUGINS = frozenset(ROBOTS)
WEBHOOKS = ("json", "jsons", "form", "forms")
_SCHEMES = {Medium.ROBOT: ROBOTS + WEBHOOKS, Medium.SMS: WEBHOOKS}


#: apprise loads its adapters when it is first asked; a second thread would meanwhile find none.
_loading = Lock()


def adapter(address: str) -> Any:
    """The adapter that speaks to that address; refused in words when there is none."""
    import apprise

    with _loading:
        found = apprise.Apprise.instantiate(address, suppress_exceptions=True)
    if found is None:
        raise DomainError("address_unusable", "看不懂这个地址，请对照说明检查，例如 wecombot://机器人密钥。")
    return found


#: The addresses robots are handed out with, as their administrators paste them.
_PASTED = (
    (re.compile(r"^https://qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=([\w-]+)$"), "wecombot"),
    (re.compile(r"^https://oapi\.dingtalk\.com/robot/send\?access_token=(\w+)$"), "dingtalk"),
    (re.compile(r"^https://open\.feishu\.cn/open-apis/bot/v2/hook/([\w-]+)$"), "feishu"),
)


def as_typed(address: str) -> str:
    """A pasted address in the form the adapters read.

    >>> as_typed(" https://oapi.dingtalk.com/robot/send?access_token=ab12 ")
    'dingtalk://ab12'
    """
    address = address.strip()
    for pattern, scheme in _PASTED:
        if found := pattern.match(address):
            return f"{scheme}://{found[1]}"
    return address


def check_address(medium: str, address: str) -> None:
    parts = urlsplit(address)
    scheme = parts.scheme.lower()
    schemes = _SCHEMES[Medium(medium)]
    if scheme not in schemes:
        words = "、".join(f"{name}://" for name in schemes)
        raise DomainError("address_unusable", f"{Medium(medium).label}的地址以 {words} 之一开头。")
    if medium == Medium.SMS and RECIPIENT not in address:
        raise DomainError("address_unusable", f"短信网关的地址里要用 {RECIPIENT} 标出手机号填在哪里。")
    if any(key.lower() == "verify" for key, _ in parse_qsl(parts.query)):
        raise DomainError(
            "address_unusable", "地址里不能关掉证书校验（verify），请去掉；自签证书请加入系统信任。"
        )
    if scheme in WEBHOOKS and _is_out_of_bounds(parts.hostname or ""):
        raise DomainError(
            "address_unusable", "这个地址在内部网络。请先请运维人员在 DUKAO_GATEWAYS 里写明网段。"
        )
    adapter(for_recipient(address, "13800000000"))


def _is_out_of_bounds(host: str) -> bool:
    """True for a number that may not be called; what a name leads to is looked at whenever it is called."""
    from dukao.notifications.reachable import may_be_called

    try:
        return not may_be_called(host)
    except ValueError:
        return False


def hint_of(address: str) -> str:
    """What may be shown: the kind of gateway and its host, never a key, a password or a path.

    >>> hint_of("jsons://dukao:secret@sms.example.cn/send?:phone={to}"), hint_of("wecombot://693a91f6-7xxx")
    ('jsons://sms.example.cn', 'wecombot://***')
    """
    parts = urlsplit(address)
    scheme = parts.scheme.lower()
    return f"{scheme}://{parts.hostname}" if scheme in WEBHOOKS else f"{scheme}://***"


def carries_number(hint: str) -> bool:
    """Only a gateway of one's own hears the Idempotency-Key; robots and mail servers have no ear for it."""
    return urlsplit(hint).scheme in WEBHOOKS


def for_recipient(address: str, recipient: str) -> str:
    return address.replace(RECIPIENT, quote(recipient, safe=""))


def keep(address: str) -> str:
    """Store an address; returns the name it is found by."""
    name = secrets.token_hex(16)
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(address, encoding="utf-8")
    return name


def read(name: str) -> str:
    try:
        return (_folder() / name).read_text(encoding="utf-8")
    except OSError as error:
        raise DomainError(
            "address_missing", "渠道的地址文件不在了，请在“通知渠道”里重新填写地址。"
        ) from error


def forget(name: str) -> None:
    if re.fullmatch(r"[0-9a-f]{32}", name):
        (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    home: Path = settings.HOME
    return home / "channels"
