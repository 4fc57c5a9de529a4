"""A security key made of software, and the wrong things it can be told to do."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

ORIGIN, HOST = "https://dukao.example", "dukao.example"
PRESENT, ATTESTED = 0x01, 0x40


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class SoftKey:
    """Counts its signatures unless told otherwise; ``origin`` is the page it believes to be on."""

    origin: str = ORIGIN
    host: str = HOST
    counter: int = 0
    counts: bool = True
    identity: bytes = field(default_factory=lambda: os.urandom(32))
    secret: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """The answer of ``navigator.credentials.create``."""
        public = dict(ES256.from_cryptography_key(self.secret.public_key()))
        attested = bytes(16) + len(self.identity).to_bytes(2, "big") + self.identity + cbor.encode(public)
        data = self._data(PRESENT | ATTESTED) + attested
        statement = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=text(self._client("webauthn.create", options)), attestationObject=text(statement)
        )

    def get(self, options: str, *, flags: int = PRESENT) -> str:
        """The answer of ``navigator.credentials.get``."""
        client, data = self._client("webauthn.get", options), self._data(flags)
        signed = self.secret.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(clientDataJSON=text(client), authenticatorData=text(data), signature=text(signed))

    def _data(self, flags: int) -> bytes:
        self.counter += self.counts
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, options: str) -> bytes:
        challenge = json.loads(options)["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, **response: str) -> str:
        named = text(self.identity)
        return json.dumps({"id": named, "rawId": named, "type": "public-key", "response": response})
