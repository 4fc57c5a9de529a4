"""A small OpenID provider that listens for real: discovery, log-in page, code with PKCE, signed tokens.

``wrong`` makes it misbehave in one of the ways a relying party must notice.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "dukao", "between-the-two"


@dataclass
class Provider:
    """Whoever fills in a name is that person; each code is good once."""

    url: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    wrong: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def description(self) -> dict[str, Any]:
        return {
            "issuer": "https://somebody.else" if self.wrong == "described issuer" else self.url,
            "authorization_endpoint": f"{self.url}/authorize", "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys", "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }  # fmt: skip

    def allow(self, asked: dict[str, str], person: str) -> str:
        """Where the browser goes with its code."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "person": person}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens of a code; none for a wrong client, verifier or return address, or a second time."""
        client = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if (
            asked is None
            or asked["redirect_uri"] != sent.get("redirect_uri")
            or proof.rstrip(b"=").decode() != asked["code_challenge"]
            or authorization != f"Basic {client}"
        ):
            return None
        answer: dict[str, Any] = {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 60,
        }
        if self.wrong != "no id token":
            answer["id_token"] = self._id_token(asked)
        return answer

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": CLIENT, "sub": asked["person"], "name": f"员工{asked['person']}",
            "nonce": asked.get("nonce", ""), "iat": now, "exp": now + 300,
        }  # fmt: skip
        faults: dict[str, dict[str, Any]] = {
            "issuer": {"iss": "https://somebody.else"}, "audience": {"aud": "another client"},
            "expired": {"exp": now - 3600, "iat": now - 7200}, "nonce": {"nonce": "of another log-in"},
            "no subject": {"sub": ""},
        }  # fmt: skip
        claims |= faults.get(self.wrong, {})
        if self.wrong == "key":
            return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))
        if self.wrong == "shared key":
            public = OctKey.import_key(self.key.as_pem(private=False))
            return jwt.encode({"alg": "HS256", "kid": "one"}, claims, public, algorithms=["HS256"])
        if self.wrong == "unsigned":
            parts = (json.dumps({"alg": "none"}), json.dumps(claims))
            return (
                ".".join(base64.urlsafe_b64encode(part.encode()).rstrip(b"=").decode() for part in parts)
                + "."
            )
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)


LOG_IN = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>统一身份认证</title>
<form method="get"><label>工号 <input name="person"></label>{hidden}<button>登录</button></form></html>"""


@contextmanager
def running(*, host: str = "127.0.0.1") -> Iterator[Provider]:
    """The provider on a free port of the loopback."""
    provider = Provider()

    class Desk(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(address.query).items()}
            if address.path == "/.well-known/openid-configuration":
                self._json(provider.description())
            elif address.path == "/keys":
                self._json({"keys": [provider.key.as_dict(private=False)]})
            elif "person" in asked:
                self.send_response(302)
                self.send_header("Location", provider.allow(asked, asked["person"]))
                self.end_headers()
            else:
                hidden = "".join(f'<input type="hidden" name="{k}" value="{v}">' for k, v in asked.items())
                self._send(200, "text/html; charset=utf-8", LOG_IN.format(hidden=hidden).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            answer = provider.token(sent, self.headers.get("Authorization", ""))
            self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _json(self, data: dict[str, Any], status: int = 200) -> None:
            self._send(status, "application/json", json.dumps(data).encode())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Tests say what they see themselves."""

    server = ThreadingHTTPServer((host, 0), Desk)
    provider.url = f"http://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
