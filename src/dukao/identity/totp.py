"""Time-based one-time passwords as RFC 6238 and RFC 4226 write them: HMAC-SHA1, 30 seconds, 6 digits.

These are the values every authenticator app takes; SHA-1 stands here inside HMAC, where it is not broken.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
#: Steps before and after the present one whose codes are taken: clocks of phones differ.
TOLERANCE = 1
_SECRET_BYTES = 20


def new_secret() -> str:
    """160 random bits as the letters people can type."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_at(seconds: float) -> int:
    return int(seconds) // STEP_SECONDS


def code_for(secret: str, step: int, *, digits: int = DIGITS) -> str:
    """The code of one step.

    >>> code_for(base64.b32encode(b"12345678901234567890").decode(), step_at(59), digits=8)
    '94287082'
    """
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}d}"


def matching_step(secret: str, code: str, seconds: float) -> int | None:
    """The step near this moment whose code it is; ``None`` when it is none's."""
    present = step_at(seconds)
    for step in range(present - TOLERANCE, present + TOLERANCE + 1):
        if step >= 0 and hmac.compare_digest(code_for(secret, step), code):
            return step
    return None


def address(secret: str, *, issuer: str, username: str) -> str:
    """What an authenticator app reads from the QR code."""
    asked = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{username}')}?{asked}"
