"""Handing one message to a mail server or a gateway, and understanding what came back."""

from __future__ import annotations

import smtplib
import socket
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from dukao.kernel.errors import DomainError
from dukao.notifications import addresses
from dukao.notifications.vocabulary import ANSWER_SECONDS, CONNECT_SECONDS


class Fate(Enum):
    """SENT was accepted. NOT_SENT certainly was not and may be tried again. REFUSED will be refused again.
    UNCERTAIN may have arrived: the line broke after the message was handed over."""

    SENT = auto()
    NOT_SENT = auto()
    REFUSED = auto()
    UNCERTAIN = auto()


@dataclass(frozen=True, slots=True)
class Outcome:
    fate: Fate
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """``number`` is the same for every try, so that a gateway can recognise what it has seen."""

    number: UUID
    title: str
    body: str


SENT = Outcome(Fate.SENT)
OUT_OF_BOUNDS = (
    "渠道的地址在内部网络，没有得到允许，没有发出。请运维人员在 DUKAO_GATEWAYS 里写明网关所在网段。"
)
_BROKEN = Outcome(Fate.UNCERTAIN, "发送途中连接中断，可能已经送到。")


def send_mail(recipient: str, message: Message) -> Outcome:
    """By the mail server of the settings."""
    if not settings.DUKAO_MAIL:
        return Outcome(Fate.REFUSED, "没有设置邮件服务器（DUKAO_EMAIL_URL）。")
    mail = EmailMessage(
        message.title, message.body, settings.DEFAULT_FROM_EMAIL, [recipient],
        headers={"Message-ID": f"<{message.number}@dukao>"}, connection=get_connection(),
    )  # fmt: skip
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused:
        return Outcome(Fate.REFUSED, "邮件服务器说没有这个收件人。")
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused, smtplib.SMTPConnectError) as error:
        return Outcome(Fate.NOT_SENT, f"邮件服务器拒绝（{error.smtp_code}）。")
    except smtplib.SMTPResponseException as error:
        fate = Fate.NOT_SENT if 400 <= error.smtp_code < 500 else Fate.REFUSED
        return Outcome(fate, f"邮件服务器拒绝（{error.smtp_code}）。")
    except (ConnectionRefusedError, socket.gaierror):
        return Outcome(Fate.NOT_SENT, "连不上邮件服务器。")
    except (OSError, smtplib.SMTPException):
        return _BROKEN
    return SENT


def call_gateway(address: str, message: Message) -> Outcome:
    """By an apprise adapter. Nothing of the address or of the gateway's own words goes into the record."""
    from dukao.notifications.listening import listening

    try:
        gateway = addresses.adapter(_with_time_limits(address))
    except DomainError as error:
        return Outcome(Fate.REFUSED, error.sentence)
    if hasattr(gateway, "headers"):
        gateway.headers["Idempotency-Key"] = str(message.number)
    with listening() as heard:
        is_accepted = gateway.notify(title=message.title, body=message.body)
        answer, broken = heard.answer, heard.error
    if broken is not None and _is_out_of_bounds(broken):
        return Outcome(Fate.REFUSED, OUT_OF_BOUNDS)
    if broken is not None:
        return Outcome(Fate.NOT_SENT, "连不上网关。") if _never_connected(broken) else _BROKEN
    if answer is None:
        return Outcome(Fate.REFUSED, "地址不能用，没有发出。")
    if answer.is_redirect:
        return Outcome(Fate.REFUSED, "网关要求转到另一个地址，没有跟去。请把渠道的地址改成它现在的地址。")
    if not answer.ok:
        return _refusal(answer.status_code)
    if refusal := _inner_refusal(gateway, answer):
        return Outcome(Fate.NOT_SENT, f"机器人拒收（错误码 {refusal}）。")
    return SENT if is_accepted else Outcome(Fate.UNCERTAIN, "网关的回答看不懂，可能已经送到。")


def _is_out_of_bounds(error: Exception) -> bool:
    from dukao.notifications.reachable import OutOfBounds

    return isinstance(getattr(error.args[0] if error.args else None, "reason", None), OutOfBounds)


def _never_connected(error: Exception) -> bool:
    """True when the message cannot have been handed over: no line, or none that could be trusted."""
    import requests
    from urllib3.exceptions import NewConnectionError

    if isinstance(error, (requests.ConnectTimeout, requests.exceptions.SSLError)):
        return True
    cause = error.args[0] if error.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _with_time_limits(address: str) -> str:
    limits = urlencode({"cto": CONNECT_SECONDS, "rto": ANSWER_SECONDS})
    return f"{address}{'&' if '?' in address else '?'}{limits}"


def _refusal(status: int) -> Outcome:
    if status in {502, 504}:
        return Outcome(Fate.UNCERTAIN, f"网关的上游没有回答（{status}），可能已经送到。")
    if status in {408, 425, 429} or status >= 500:
        return Outcome(Fate.NOT_SENT, f"网关暂时不收（{status}）。")
    return Outcome(Fate.REFUSED, f"网关拒收（{status}），请检查渠道的地址。")


def _inner_refusal(gateway: Any, answer: Any) -> str:
    """The error number inside an "OK" of a group robot (errcode of WeCom and DingTalk, code of Feishu)."""
    if type(gateway).__module__.rpartition(".")[2] not in addresses.ROBOT_PLUGINS:
        return ""
    try:
        content = answer.json()
    except ValueError:
        return ""
    code = content.get("errcode", content.get("code", 0)) if isinstance(content, dict) else 0
    return str(code)[:20] if code else ""
