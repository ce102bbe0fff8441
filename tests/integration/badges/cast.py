"""An installation that signs badges, and others who read what it signed."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

import jwt
from openbadgeslib.keys import key_to_pem
from openbadgeslib.ob3 import OB3Verifier
from openbadgeslib.ob3.status import check_credential_status

from training.badges.sealing import keys_of

PUBLIC = "https://portal.york.example"


def make_keys(app, path, *options: str):
    made = app.test_cli_runner().invoke(args=["certificates", "make-badge-key", str(path), *options])
    assert made.exit_code == 0, made.output
    return path


def set_keys(app, monkeypatch, path) -> None:
    keys_of.cache_clear()
    settings = replace(app.config["SETTINGS"], badge_key_file=str(path) if path else "", public_url=PUBLIC)
    monkeypatch.setitem(app.config, "SETTINGS", settings)


def badge_of(client, certificate) -> str:
    answer = client.get(f"/certificates/{certificate.id}/badge")
    assert answer.status_code == 200
    return answer.text


def header_of(token: str) -> dict:
    return jwt.get_unverified_header(token)


def content_of(token: str) -> dict:
    """What a badge says, without asking who signed it."""
    return jwt.decode(token, options={"verify_signature": False})


def fetch(client, address: str) -> bytes:
    """What a stranger gets from an address that stands in a badge."""
    assert address.startswith(PUBLIC)
    answer = client.application.test_client().get(address.removeprefix(PUBLIC))
    assert answer.status_code == 200, address
    return answer.data


def key_named_in(client, token: str):
    """The public key at the address that the badge names."""
    return jwt.PyJWK(json.loads(fetch(client, header_of(token)["kid"]))).key


def verify(client, token: str, key=None):
    """Another library's judgement: signature, dates, structure, and the list of what was taken back."""
    found = OB3Verifier(key or key_named_in(client, token)).verify(token)
    (status,) = found.credential_status
    listed = fetch(client, status["statusListCredential"])
    # Badges live longer than keys: the list is signed with that of today.
    signer = key_to_pem(key_named_in(client, listed.decode()))
    check_credential_status(found, lambda _address: listed, verify_list=True, list_pubkey_pem=signer)
    return found


def reworded(token: str, **changes) -> str:
    """The same signature under other words."""
    head, body, signature = token.split(".")
    content = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4))) | changes
    body = urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    return f"{head}.{body}.{signature}"
