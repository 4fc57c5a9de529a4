"""Security keys and passkeys by the rules of WebAuthn: what is asked of them, and whether an answer is right.

The password stays the first factor, so a key is asked for its presence alone and not for a second word.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME = "督考"
_PRESENCE = UserVerificationRequirement.DISCOURAGED
#: Whatever an answer that was made up or garbled lets the library stumble over.
_STUMBLES = (ValueError, TypeError, KeyError, AttributeError, IndexError, binascii.Error, NotImplementedError)


class WrongAnswer(Exception):
    """The answer was not given by the key, for this page, to this question."""


@dataclass(frozen=True, slots=True)
class Site:
    """The address people see in their browser: a key answers to it alone, which defeats imitations."""

    host: str
    origin: str

    @property
    def takes_keys(self) -> bool:
        """Browsers let keys answer to names only, and over HTTPS unless it is one's own machine."""
        try:
            ip_address(self.host.strip("[]"))
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False

    def server(self) -> Fido2Server:
        place = PublicKeyCredentialRpEntity(id=self.host, name=NAME)
        return Fido2Server(place, verify_origin=lambda origin: origin == self.origin)


@dataclass(frozen=True, slots=True)
class Attested:
    """A key that was registered: how it is called, its public half, its count of signatures."""

    credential_id: str
    credential: str
    counter: int


def new_challenge() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def registration(
    site: Site, *, number: int, username: str, name: str, known: Iterable[str], challenge: str
) -> str:
    """What the browser passes to a new key, as JSON; a key that is known is not taken again."""
    person = PublicKeyCredentialUserEntity(id=str(number).encode(), name=username, display_name=name)
    options, _ = site.server().register_begin(
        person, [_opened(each) for each in known], user_verification=_PRESENCE,
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED, challenge=_bytes(challenge),
    )  # fmt: skip
    return json.dumps(dict(options))


def question(site: Site, *, known: Iterable[str], challenge: str) -> str:
    """What the browser passes to one of the keys known, as JSON."""
    options, _ = site.server().authenticate_begin(
        [_opened(each) for each in known], user_verification=_PRESENCE, challenge=_bytes(challenge)
    )
    return json.dumps(dict(options))


def registered(site: Site, *, challenge: str, answer: str) -> Attested:
    """The key that answered; raises :class:`WrongAnswer`."""
    try:
        data = site.server().register_complete(_state(challenge), json.loads(answer))
        attested = data.credential_data
    except _STUMBLES as error:
        raise WrongAnswer from error
    if attested is None:
        raise WrongAnswer
    return Attested(_text(attested.credential_id), _text(bytes(attested)), data.counter)


def answered(site: Site, *, challenge: str, answer: str, known: Iterable[str]) -> Attested:
    """Which of the keys known signed, and its count now; raises :class:`WrongAnswer`."""
    try:
        read: Any = json.loads(answer)
        signed = site.server().authenticate_complete(
            _state(challenge), [_opened(each) for each in known], read
        )
        counter = AuthenticationResponse.from_dict(read).response.authenticator_data.counter
    except _STUMBLES as error:
        raise WrongAnswer from error
    return Attested(_text(signed.credential_id), _text(bytes(signed)), counter)


def _state(challenge: str) -> dict[str, Any]:
    signed = base64.urlsafe_b64encode(_bytes(challenge)).rstrip(b"=").decode()
    return {"challenge": signed, "user_verification": _PRESENCE}


def _opened(credential: str) -> AttestedCredentialData:
    return AttestedCredentialData(_bytes(credential))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
