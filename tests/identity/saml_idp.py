"""A SAML provider: pysaml2's own server, signing by xmlsec1 with a key made here.

``answer`` takes a change of what is to be signed, so that every way of misbehaving is signed as well as the right one.
"""

from __future__ import annotations

import base64
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from saml2 import BINDING_HTTP_REDIRECT, class_name
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import AUTHN_PASSWORD_PROTECTED, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import pre_signature_part
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

Change = Callable[[Any], None]


@dataclass
class Idp:
    """``home`` takes its key and its metadata; ``entity`` is what it is called."""

    home: Path
    entity: str = "https://idp.example/saml"
    address: str = "https://idp.example/sso"
    server: Server = field(init=False)

    @property
    def described(self) -> Path:
        return self.home / "idp.xml"

    def __post_init__(self) -> None:
        _make_key(self.home)
        self.described.write_text(str(entity_descriptor(self._config())))

    def meet(self, metadata: bytes) -> None:
        """Get to know the installation by its own metadata."""
        (self.home / "sp.xml").write_bytes(metadata)
        self.server = Server(config=self._config(metadata={"local": [str(self.home / "sp.xml")]}))

    def asked(self, location: str) -> dict[str, str]:
        """What the browser brings: whose question, its number, where the answer goes."""
        sent = parse_qs(urlsplit(location).query)["SAMLRequest"][0]
        request = self.server.parse_authn_request(sent, BINDING_HTTP_REDIRECT)
        told = self.server.response_args(request.message)
        return {name: told[name] for name in ("in_response_to", "destination", "sp_entity_id")}

    def answer(
        self, asked: dict[str, str], person: str = "1024", *, change: Change | None = None, sign: str = "assertion",
        algorithm: str = SIG_RSA_SHA256, digest: str = DIGEST_SHA256, **identity: str,
    ) -> str:  # fmt: skip
        """The document, ``change`` made before it is signed."""
        response = self.server.create_authn_response(
            {"displayName": f"员工{person}", **identity}, name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=person),
            authn={"class_ref": AUTHN_PASSWORD_PROTECTED, "authn_auth": self.entity}, sign_assertion=False,
            sign_response=False, **asked,
        )  # fmt: skip
        if change:
            change(response)
        if not sign:
            return str(response)
        part = response.assertion if sign == "assertion" else response
        part.signature = pre_signature_part(
            part.id, self.server.sec.my_cert, digest_alg=digest, sign_alg=algorithm
        )
        return str(self.server.sec.sign_statement(str(response), class_name(part), node_id=part.id))

    def _config(self, **more: Any) -> IdPConfig:
        return IdPConfig().load({
            "entityid": self.entity, "xmlsec_binary": shutil.which("xmlsec1"),
            "key_file": str(self.home / "key.pem"), "cert_file": str(self.home / "cert.pem"),
            "service": {"idp": {
                "endpoints": {"single_sign_on_service": [(self.address, BINDING_HTTP_REDIRECT)]},
                "policy": {"default": {"lifetime": {"minutes": 5}}},
            }}, **more,
        })  # fmt: skip


def encoded(document: str) -> str:
    return base64.b64encode(document.encode()).decode()


def _make_key(home: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem, pkcs = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    (home / "key.pem").write_bytes(key.private_bytes(pem, pkcs, plain))
    (home / "cert.pem").write_bytes(certificate.public_bytes(pem))


LOG_IN = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>统一身份认证</title>
<form method="post" action="{action}"><input type="hidden" name="SAMLResponse" value="{answer}">
<button>登录</button></form></html>"""


@contextmanager
def running(home: Path) -> Iterator[Idp]:
    """The provider's page on another site than the product's; whoever comes is 1024."""

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = idp.asked(self.path)
            body = LOG_IN.format(
                action=escape(asked["destination"]), answer=encoded(idp.answer(asked))
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Tests say what they see themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    idp = Idp(home, address=f"http://127.0.0.1:{server.server_port}/sso")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield idp
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
