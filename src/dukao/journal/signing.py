"""Keys that sign what the journal attests: Ed25519, or SM2 (GB/T 32918) with the extra ``dukao[sm]``.

The secret key lies in the home folder, apart from the database: whoever can rewrite the one cannot sign
with the other. A signature here proves where a statement comes from; it is no electronic signature in the
sense of the law, which asks for a licensed authority.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dukao.journal.vocabulary import Signature
from dukao.kernel.errors import DomainError

#: GM/T 0009: the identity that SM2 signatures are bound to where none is agreed upon.
SM2_IDENTITY = b"1234567812345678"


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair that can sign; ``public`` is what everybody may know."""

    kind: str
    public: bytes
    sign: Callable[[bytes], bytes]


def own_key(kind: str, home: Path) -> Key:
    """The key of this installation, made when it is first asked for; readable by its owner only."""
    path = home / f"journal-key-{kind}"
    if not path.exists():
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(_KINDS[kind].make().hex(), encoding="ascii")
        try:
            # Two processes may come here at once: the slower one takes what the faster one made.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return _KINDS[kind].load(bytes.fromhex(path.read_text(encoding="ascii").strip()))


def is_signed(*, kind: str, public: bytes, message: bytes, signature: bytes) -> bool:
    """True when the owner of this key signed exactly this message."""
    return kind in _KINDS and _KINDS[kind].check(public, message, signature)


def as_text(data: bytes) -> str:
    return b64encode(data).decode()


def from_text(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except NotBase64:
        raise DomainError("bad_base64", f"“{text}”不是完整的签名或公钥，可能复制时缺了一截。") from None


@dataclass(frozen=True, slots=True)
class _Kind:
    make: Callable[[], bytes]
    load: Callable[[bytes], Key]
    check: Callable[[bytes, bytes, bytes], bool]


def _load_ed25519(secret: bytes) -> Key:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    return Key(Signature.ED25519, key.public_key().public_bytes_raw(), key.sign)


def _check_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _sm2() -> Any:
    """The library, which is there only with the extra."""
    try:
        import gmalg
    except ImportError:
        raise DomainError("no_sm2", "SM2 签名要先安装扩展：pip install 'dukao[sm]'。") from None
    return gmalg


def _load_sm2(secret: bytes) -> Key:
    gmalg = _sm2()
    public = gmalg.SM2(sk=secret).generate_pk(secret)
    signer = gmalg.SM2(sk=secret, uid=SM2_IDENTITY, pk=public)
    return Key(Signature.SM2, public, lambda message: b"".join(signer.sign(message)))


def _check_sm2(public: bytes, message: bytes, signature: bytes) -> bool:
    half, gmalg = len(signature) // 2, _sm2()
    try:
        reader = gmalg.SM2(uid=SM2_IDENTITY, pk=public)
        return bool(half == 32 and reader.verify(message, signature[:half], signature[half:]))
    except (gmalg.errors.AlgorithmError, ValueError):
        return False


_KINDS: dict[str, _Kind] = {
    Signature.ED25519: _Kind(
        lambda: Ed25519PrivateKey.generate().private_bytes_raw(), _load_ed25519, _check_ed25519
    ),
    Signature.SM2: _Kind(lambda: _sm2().SM2().generate_keypair()[0], _load_sm2, _check_sm2),
}
