"""What a browser is asked for a passkey, and whether its answer holds (WebAuthn, by py_webauthn).

A passkey belongs to the name of the portal's address, so it can be tricked out of nobody by another
site. Browsers want a name: at a bare number such as 127.0.0.1 they refuse.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, urlsplit

from portal.factors.domain import PasskeyRefused

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

CHALLENGE_BYTES = 32
HANDLE_BYTES = 32
# Far more than any answer takes: nobody makes the portal read a novel of nested lists.
LONGEST_ANSWER = 20_000
TIMEOUT_MS = 5 * 60 * 1000

Checked = TypeVar("Checked")


@dataclass(frozen=True, slots=True)
class Site:
    """Where passkeys belong: the name in the address, and the whole origin."""

    rp_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser was asked: an answer counts for this alone. The handle is that of a new passkey."""

    site: Site
    challenge: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class NewPasskey:
    credential_id: str
    public_key: bytes
    sign_count: int
    is_synced: bool


@dataclass(frozen=True, slots=True)
class Assertion:
    """Which passkey an answer speaks of, before anything about it is believed."""

    credential_id: str
    user_handle: str


def site_of(public_url: str) -> Site | None:
    """None when the address has no name, or is one that browsers do not trust with passkeys."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if parts.scheme != "https" and host != "localhost":
        return None
    try:
        ip_address(host)
    except ValueError:
        return Site(rp_id=host, origin=f"{parts.scheme}://{host}{_port(parts)}")
    return None


def _port(parts: SplitResult) -> str:
    """As browsers write an origin: without the port that goes without saying."""
    usual = {"https": 443, "http": 80}[parts.scheme]
    return f":{parts.port}" if parts.port not in {None, usual} else ""


def new_challenge() -> str:
    return secrets.token_urlsafe(CHALLENGE_BYTES)


def new_handle() -> str:
    """A name for an account that says nothing to whoever finds the device."""
    return secrets.token_urlsafe(HANDLE_BYTES)


def creation_options(site: Site, email: str, handle: str, known: Iterable[str], challenge: str) -> str:
    """What the browser needs to make a passkey, as JSON.

    One that can stand alone: found without a name, and opened by somebody whom the device recognises.
    """
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415  # slow to import
    from webauthn.helpers import base64url_to_bytes, structs  # noqa: PLC0415  # likewise

    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name="Good Help Portal",
        user_id=base64url_to_bytes(handle),
        user_name=email,
        user_display_name=email,
        challenge=base64url_to_bytes(challenge),
        timeout=TIMEOUT_MS,
        exclude_credentials=_described(known),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
    )
    return options_to_json(options)


def request_options(site: Site, known: Iterable[str], challenge: str) -> str:
    """What the browser needs to ask for a passkey, as JSON. None known: whichever it holds for this site."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415  # slow to import
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415  # likewise
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415  # likewise

    options = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=base64url_to_bytes(challenge),
        timeout=TIMEOUT_MS,
        allow_credentials=_described(known),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def _described(known: Iterable[str]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415  # slow to import
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415  # likewise

    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known]


def check_new(site: Site, answer: str, challenge: str) -> NewPasskey:
    """Raise `PasskeyRefused` unless the answer is a fresh passkey for this site that knows its person."""
    from webauthn import verify_registration_response  # noqa: PLC0415  # slow to import
    from webauthn.helpers import base64url_to_bytes, bytes_to_base64url  # noqa: PLC0415  # likewise
    from webauthn.helpers.structs import CredentialDeviceType  # noqa: PLC0415  # likewise

    found = _checked(
        lambda: verify_registration_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    )
    return NewPasskey(
        credential_id=bytes_to_base64url(found.credential_id),
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
        is_synced=found.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
    )


def read_assertion(answer: str) -> Assertion:
    """Raise `PasskeyRefused` when the answer cannot be read."""
    try:
        content: Any = json.loads(answer[:LONGEST_ANSWER])
        return Assertion(str(content["id"]), str(content["response"].get("userHandle") or ""))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise PasskeyRefused from None


def check_assertion(site: Site, answer: str, challenge: str, public_key: bytes) -> int:
    """The device's count of its uses, which the caller compares with the last one.

    Raise `PasskeyRefused` unless the answer is signed by this key, for this challenge and this site, by
    somebody the device recognised.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415  # slow to import
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415  # likewise

    found = _checked(
        lambda: verify_authentication_response(
            credential=answer[:LONGEST_ANSWER],
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    )
    return found.new_sign_count


def _checked(check: Callable[[], Checked]) -> Checked:
    """Whatever is wrong with an answer, the person hears the same; what was in it is told to nobody."""
    try:
        return check()
    except Exception:  # noqa: BLE001  # a stranger's bytes break the decoders below in ways of their own
        raise PasskeyRefused from None
