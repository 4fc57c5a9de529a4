"""Texts sealed with a key that does not lie in the database: AES-256-GCM, bound to the row they stand in.

Keys are named, the first one seals, every one opens: ``DUKAO_SEAL_KEYS`` or the file ``seal-keys`` in the
home folder, one ``name:base64`` each. A backup of the database alone opens nothing.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from dukao.kernel.errors import DomainError

#: What each room seals anew when the key changes: called with ``actor`` and ``at``, it gives how many rows.
renewals: dict[str, Callable[..., int]] = {}

_NONCE_BYTES = 12
_KEY_BYTES = 32


def new_key(name: str) -> str:
    """A key as it is written in the settings.

    >>> new_key("2026").startswith("2026:")
    True
    """
    return f"{name}:{base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()}"


def seal(text: str, bound_to: str) -> str:
    """``text`` sealed so that it opens only for the same ``bound_to``: moved to another row, it is shut."""
    name, key = next(iter(_keys().items()))
    nonce = os.urandom(_NONCE_BYTES)
    closed = AESGCM(key).encrypt(nonce, text.encode(), bound_to.encode())
    return f"{name}:{base64.b64encode(nonce + closed).decode()}"


def open_sealed(sealed: str, bound_to: str) -> str:
    """The text, or a refusal with words: the key is gone, or the row was tampered with."""
    name, _, body = sealed.partition(":")
    key = _keys().get(name)
    if key is None:
        raise DomainError(
            "seal_key_missing", f"封存密钥“{name}”不在，打不开。请系统管理员放回这把密钥。", 409
        )
    try:
        raw = base64.b64decode(body, validate=True)
        opened = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, binascii.Error, ValueError):
        raise DomainError(
            "seal_broken", "封存内容打不开：密钥不对，或内容被改动过。请报告审计管理员。", 409
        ) from None
    return opened.decode()


def is_current(sealed: str) -> bool:
    """Whether it was sealed with the key that seals now."""
    return sealed.partition(":")[0] == next(iter(_keys()))


def lookup_digests(text: str) -> list[str]:
    """How ``text`` may be written down to be found again, under each key, the sealing one first.

    A keyed digest says nothing to somebody who has the database alone: the numbers of identity cards are
    few enough to try out, were there no key.
    """
    return [
        f"{name}:{hmac.new(key, b'dukao.lookup:' + text.encode(), hashlib.sha256).hexdigest()}"
        for name, key in _keys().items()
    ]


def _keys() -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for line in settings.DUKAO_SEAL_KEYS:
        name, _, written = line.strip().partition(":")
        try:
            key = base64.b64decode(written, validate=True)
        except binascii.Error:
            key = b""
        if not name or len(key) != _KEY_BYTES:
            raise DomainError("seal_key_broken", "封存密钥写错了，应为“名称:base64 的 32 字节”。", 500)
        keys[name] = key
    if not keys:
        raise DomainError("seal_key_missing", "没有封存密钥，请系统管理员设置 DUKAO_SEAL_KEYS。", 500)
    return keys
