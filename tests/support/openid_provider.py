"""A real OpenID provider on loopback, with keys of its own, that can be told to misbehave.

Authlib's server side does the work: authorization codes that work once, PKCE, client passwords. Whoever
tests posts to `/control` what the provider shall say next, right or wrong. Run as a process:
`python -m tests.support.openid_provider PORT`.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.util import create_half_hash
from flask import Flask, Response, redirect, request
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "portal", "only between the portal and this provider"
ANYTHING = JWSRegistry(algorithms=["RS256", "HS256", "none"])


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class State:
    """What the provider says. `claims` replaces what would be right; None takes a claim out."""

    key: RSAKey = field(default_factory=lambda: new_key("first"))
    codes: dict[str, Code] = field(default_factory=dict)
    chosen: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@dataclass
class Code:
    """An authorization code, as Authlib wants to see it."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope


class Client:
    """The portal, as this provider knows it."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/sign-in/with/york/back")

    def check_client_secret(self, secret: str) -> bool:
        return secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


state = State()


class CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic", "client_secret_post")

    def save_authorization_code(self, code: str, asked: Any) -> None:
        data = asked.payload.data
        state.codes[code] = Code(
            code,
            asked.payload.redirect_uri,
            asked.payload.scope,
            data.get("nonce", ""),
            data.get("code_challenge", ""),
            data.get("code_challenge_method", ""),
        )

    def query_authorization_code(self, code: str, _client: Client) -> Code | None:
        return state.codes.get(code)

    def delete_authorization_code(self, kept: Code) -> None:
        del state.codes[kept.code]

    def authenticate_user(self, _kept: Code) -> str:
        return "somebody"


class IdTokens(OpenIDCode):
    def exists_nonce(self, _nonce: str, _asked: Any) -> bool:
        return False

    def encode_id_token(self, token: dict[str, Any], asked: Any) -> str:
        now = int(state.chosen.get("now", time.time()))
        claims = {
            "iss": issuer(),
            "aud": CLIENT_ID,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked.authorization_code.nonce,
            "at_hash": create_half_hash(token["access_token"], "RS256").decode(),
            "email": "kim@york.gov.uk",
            "email_verified": True,
        } | state.chosen.get("claims", {})
        return signed({name: value for name, value in claims.items() if value is not None})


def signed(claims: dict[str, Any]) -> str:
    how = state.chosen.get("sign", "RS256")
    if how == "none":
        return jwt.encode({"alg": "none"}, claims, OctKey.import_key(b"x"), registry=ANYTHING)
    if how == "secret":
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET), ["HS256"])
    if how == "public key":
        return signed_with_the_public_key(claims)
    if how == "stranger":
        stranger = new_key(str(state.key.kid))
        return jwt.encode({"alg": "RS256", "kid": state.key.kid}, claims, stranger, ["RS256"])
    return jwt.encode({"alg": "RS256", "kid": state.key.kid}, claims, state.key, ["RS256"])


def signed_with_the_public_key(claims: dict[str, Any]) -> str:
    """By hand, because no good library does it: with what everybody may read, passed off as a secret."""
    head = {"alg": "HS256", "kid": state.key.kid}
    parts = [base64.urlsafe_b64encode(json.dumps(one).encode()).rstrip(b"=") for one in (head, claims)]
    content = b".".join(parts)
    signature = hmac.digest(state.key.as_pem(private=False), content, "sha256")
    return (content + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def issuer() -> str:
    return f"http://127.0.0.1:{sys.argv[1]}"


def build() -> Flask:
    app = Flask("provider")
    server = AuthorizationServer(app, lambda name: Client() if name == CLIENT_ID else None, lambda *_: None)
    server.register_grant(CodeGrant, [CodeChallenge(required=True), IdTokens(require_nonce=True)])

    app.before_request(remember)
    app.post("/control")(control)

    app.get("/.well-known/openid-configuration")(description)

    @app.get("/authorize")
    def authorize() -> Any:
        grant = server.get_consent_grant(end_user="somebody")
        return server.create_authorization_response(grant_user="somebody", grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/keys")
    def keys() -> dict[str, Any]:
        return {"keys": [state.key.as_dict(private=False)]}

    return app


def description() -> dict[str, Any]:
    said = {
        "issuer": issuer(),
        "authorization_endpoint": f"{issuer()}/authorize",
        "token_endpoint": f"{issuer()}/token",
        "jwks_uri": f"{issuer()}/keys",
        "end_session_endpoint": f"{issuer()}/end",
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }
    return said | state.chosen.get("description", {})


def remember() -> Response | None:
    if request.path == "/control":
        return None
    state.asked.append(request.path)
    trouble = state.chosen.get("trouble", {}).get(request.path)
    return misbehave(trouble) if trouble else None


def control() -> dict[str, Any]:
    """Say what comes next; answers with what was asked since the last time."""
    asked, state.asked, state.chosen = state.asked, [], request.get_json()
    if state.chosen.get("new_key"):
        state.key = new_key(state.chosen["new_key"])
    return {"asked": asked}


def misbehave(trouble: str) -> Response:
    """Answers that a provider gives on a bad day, or one that somebody has taken over."""
    if trouble == "redirect":
        return redirect(state.chosen["elsewhere"])  # type: ignore[return-value]  # werkzeug's own kind
    if trouble == "drip":
        return Response(drip(), content_type="application/json")
    if trouble == "flood":
        return Response(flood(), content_type="application/json")
    return Response(trouble, status=500 if trouble == "error" else 200, content_type="application/json")


def flood() -> Iterator[bytes]:
    """What would be a good description, behind six megabytes of nothing."""
    for _ in range(100):
        yield b" " * 65536
    yield json.dumps(description()).encode()


def drip() -> Iterator[bytes]:
    for _ in range(600):
        yield b" "
        time.sleep(0.1)


if __name__ == "__main__":
    # Plain HTTP, which Authlib's server side otherwise refuses: nobody but this machine hears it.
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    served = make_server("127.0.0.1", int(sys.argv[1]), build(), threaded=True)
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201  # whoever started it waits for this
    served.serve_forever()
