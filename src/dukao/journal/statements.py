"""What the journal attests, as a text that is signed, printed and checked without the product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime

from dukao.journal import signing
from dukao.kernel.clock import ZONE
from dukao.kernel.errors import DomainError

TITLE = "dukao journal 1"


@dataclass(frozen=True, slots=True)
class Statement:
    """The journal's first ``checkpoints`` checkpoints cover ``entries`` entries and have this ``root``.

    ``head`` is the number of the last of them; the tree's leaves are their digests, in the order of their
    numbers. All digests are written in hexadecimal, keys and signatures in base64.
    """

    place: str
    signed_at: str
    checkpoints: int
    entries: int
    head: int
    root: str
    algorithm: str
    signature_kind: str
    public_key: str

    @property
    def signed_in_words(self) -> str:
        """When, by the clock people read; what somebody else wrote there stays as it is."""
        try:
            moment = datetime.fromisoformat(self.signed_at).astimezone(ZONE)
        except ValueError:
            return self.signed_at
        return f"{moment.year} 年 {moment.month} 月 {moment.day} 日 {moment:%H:%M}"

    def text(self) -> str:
        """The lines that are signed, in this order, each ended by a line feed."""
        lines = [TITLE, *(f"{field.name}: {getattr(self, field.name)}" for field in fields(self))]
        return "\n".join(lines) + "\n"

    def signed_text(self, sign: Callable[[bytes], bytes]) -> str:
        text = self.text()
        return f"{text}signature: {signing.as_text(sign(text.encode()))}\n"


def parsed(text: str) -> Statement:
    """The statement in a signed text, its signature held against the key it names.

    Whether that key is the installation's own is for the reader to compare with the key they were given.
    """
    head, mark, signature = text.replace("\r\n", "\n").strip().rpartition("\nsignature: ")
    title, *lines = head.split("\n")
    values = dict(line.split(": ", 1) for line in lines if ": " in line)
    if not mark or title != TITLE or [field.name for field in fields(Statement)] != list(values):
        raise DomainError("bad_statement", f"这不是日志存证。存证的第一行是“{TITLE}”，最后一行是签名。")
    statement = _made(values)
    if not signing.is_signed(
        kind=statement.signature_kind, public=signing.from_text(statement.public_key),
        message=f"{head}\n".encode(), signature=signing.from_text(signature),
    ):  # fmt: skip
        raise DomainError("bad_signature", "存证的签名不符：内容被改过，或不是用这把钥匙签的。")
    return statement


def _made(values: dict[str, str]) -> Statement:
    numbers = {"checkpoints", "entries", "head"}
    try:
        return Statement(
            **{name: int(value) if name in numbers else value for name, value in values.items()}  # type: ignore[arg-type]
        )
    except ValueError:
        raise DomainError("bad_statement", "存证里的条数写得不对，可能复制时改动过。") from None
