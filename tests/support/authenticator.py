"""A passkey device in software: what a browser and a security key do together, or deliberately not."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def to_text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def to_bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def options_on(html: str) -> dict[str, Any]:
    """What a page of the portal asks the browser for."""
    form = BeautifulSoup(html, "html.parser").select_one("form[data-passkey]")
    assert form is not None, "The page asks for no passkey"
    options: dict[str, Any] = json.loads(str(form["data-passkey-options"]))
    return options


@dataclass
class Device:
    """One passkey on one device. `counts=False` is how phones that share passkeys behave."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    counts: bool = True
    flags: int = PRESENT | VERIFIED
    count: int = 0
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: str = ""

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`."""
        self.handle = options["user"]["id"]
        length = len(self.credential_id).to_bytes(2, "big")
        attested = bytes(16) + length + self.credential_id + self._public_key()
        data = self._authenticator_data(self.flags | ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client_data("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": to_text(client), "attestationObject": to_text(attestation)})

    def get(self, options: dict[str, Any], **wrong: Any) -> str:
        """The answer to `navigator.credentials.get`; words in `wrong` replace what is right."""
        self.count += self.counts
        data = self._authenticator_data(self.flags)
        client = self._client_data("webauthn.get", wrong.get("challenge", options["challenge"]))
        signed = data + hashlib.sha256(client).digest()
        key = wrong.get("key", self.key)
        signature = key.sign(signed, ec.ECDSA(hashes.SHA256()))
        handle = wrong.get("handle", self.handle)
        response = {"clientDataJSON": to_text(client), "authenticatorData": to_text(data)}
        response |= {"signature": to_text(signature)} | ({"userHandle": handle} if handle else {})
        return self._answer(response)

    def _answer(self, response: dict[str, str]) -> str:
        name = to_text(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _authenticator_data(self, flags: int) -> bytes:
        count = self.count.to_bytes(4, "big")
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + count

    def _public_key(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
