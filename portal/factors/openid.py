"""The conversation with an agency's sign-in: OpenID Connect, authorization code with PKCE, by Authlib.

What comes back is believed only when its signature, issuer, audience, time and nonce are right. Why
something was not is said to nobody outside: a person can do nothing with it, a stranger could.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from portal.factors.domain import Identity, ProviderAway, SignOnFailed
from portal.factors.endpoints import Endpoints, description_of, read_description
from portal.single_sign_on import Provider

# Of a name, as long as the register takes.
LONGEST_NAME = 100
# Only keys whose other half stays with the provider: never `none`, never a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
KEPT_FOR = timedelta(hours=1)
AWAY, AWAY_FOR = "away", timedelta(seconds=10)
LEEWAY_SECONDS = 60
TOKEN_BYTES = 32

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Started:
    """What was sent along, and must come back; the session keeps it until then."""

    state: str
    nonce: str
    verifier: str = field(repr=False)


class Memory:
    """What providers said about themselves, for an hour. One process's own; starts empty."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[datetime, Any]] = {}
        self._lock = threading.Lock()

    def get(self, provider: Provider, what: str, now: datetime, fetch: Callable[[], Found]) -> Found:
        """What is kept, or what `fetch` brings. A provider that was away just now is not asked again yet:

        whoever keeps pressing the link would otherwise hold one web worker after the other.
        """
        kept = self._find(provider, what, now, KEPT_FOR)
        if kept is not None:
            found: Found = kept
            return found
        if self._find(provider, AWAY, now, AWAY_FOR):
            raise ProviderAway
        try:
            fetched = fetch()
        except ProviderAway:
            self._keep(provider, AWAY, now, content=True)
            raise
        self._keep(provider, what, now, fetched)
        return fetched

    def _find(self, provider: Provider, what: str, now: datetime, limit: timedelta) -> Any:  # noqa: ANN401  # whatever is kept
        with self._lock:
            at, content = self._kept.get((provider.issuer, what), (None, None))
        return content if at is not None and timedelta(0) <= now - at < limit else None

    def _keep(self, provider: Provider, what: str, now: datetime, content: object) -> None:
        with self._lock:
            self._kept[provider.issuer, what] = (now, content)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def forget(self, provider: Provider, what: str) -> None:
        with self._lock:
            self._kept.pop((provider.issuer, what), None)


memory = Memory()


def new_start() -> Started:
    return Started(*(secrets.token_urlsafe(TOKEN_BYTES) for _ in range(3)))


def where_to_go(provider: Provider, started: Started, redirect_uri: str, now: datetime) -> str:
    """The address of the agency's own sign-in page. Raises `ProviderAway`."""
    from portal.factors.wire import connection  # noqa: PLC0415  # slow to import

    endpoints = find_endpoints(provider, now)
    address: str
    address, _ = connection(provider, redirect_uri).create_authorization_url(
        endpoints.authorization, state=started.state, code_verifier=started.verifier, nonce=started.nonce
    )
    return address


def find_endpoints(provider: Provider, now: datetime) -> Endpoints:
    """Raise `ProviderAway` when the provider does not answer, or not as it must."""
    content = memory.get(provider, "description", now, lambda: _fetch(provider, description_of(provider)))
    return read_description(content, provider)


def redeem(provider: Provider, code: str, started: Started, redirect_uri: str, now: datetime) -> Identity:
    """Who has signed in there. Raises `ProviderAway`, or `SignOnFailed` for an answer that does not hold."""
    endpoints = find_endpoints(provider, now)
    token = _exchange(provider, endpoints, code, started, redirect_uri)
    claims = _checked_claims(provider, endpoints, token, started, now)
    return _identity(provider, claims)


def _exchange(
    provider: Provider, endpoints: Endpoints, code: str, started: Started, redirect_uri: str
) -> Mapping[str, Any]:
    from authlib.integrations.base_client import OAuthError  # noqa: PLC0415  # slow to import

    from portal.factors.wire import connection  # noqa: PLC0415  # likewise

    session = connection(provider, redirect_uri, auth_method=endpoints.auth_method)
    with _answering():
        try:
            token: Mapping[str, Any] = session.fetch_token(
                endpoints.token,
                grant_type="authorization_code",
                code=code,
                code_verifier=started.verifier,
                redirect_uri=redirect_uri,
            )
        except OAuthError:
            raise SignOnFailed from None
    return token


def _checked_claims(
    provider: Provider, endpoints: Endpoints, token: Mapping[str, Any], started: Started, now: datetime
) -> Mapping[str, Any]:
    from authlib.oidc.core import CodeIDToken  # noqa: PLC0415  # slow to import
    from joserfc.errors import JoseError  # noqa: PLC0415  # likewise

    try:
        header, content = _decoded(provider, endpoints, str(token.get("id_token", "")), now)
        claims = CodeIDToken(
            content,
            header,
            options={
                "iss": {"essential": True, "value": provider.issuer},
                "aud": {"essential": True, "value": provider.client_id},
            },
            params={
                "nonce": started.nonce,
                "client_id": provider.client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise SignOnFailed from None
    return dict(claims)


def _decoded(
    provider: Provider, endpoints: Endpoints, id_token: str, now: datetime
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Header and content of a token whose signature is right. A key that is new is asked for once."""
    from joserfc import jwt  # noqa: PLC0415  # slow to import
    from joserfc.errors import BadSignatureError, InvalidKeyIdError  # noqa: PLC0415  # likewise

    keys = _find_keys(provider, endpoints, now)
    try:
        found = jwt.decode(id_token, keys, algorithms=ALGORITHMS)
    except (InvalidKeyIdError, BadSignatureError):
        memory.forget(provider, "keys")
        found = jwt.decode(id_token, _find_keys(provider, endpoints, now), algorithms=ALGORITHMS)
    return found.header, found.claims


def _find_keys(provider: Provider, endpoints: Endpoints, now: datetime) -> Any:  # noqa: ANN401  # a lazy import's
    from joserfc.jwk import KeySet  # noqa: PLC0415  # slow to import

    content: Any = memory.get(provider, "keys", now, lambda: _fetch(provider, endpoints.keys))
    return KeySet.import_key_set(content)


def _identity(provider: Provider, claims: Mapping[str, Any]) -> Identity:
    said, subject, email = claims.get(provider.verified_claim), claims.get("sub"), claims.get("email")
    if not isinstance(subject, str) or not subject:
        raise SignOnFailed
    methods = claims.get("amr")
    stated = [claims.get("acr"), *(methods if isinstance(methods, list) else ())]
    return Identity(
        issuer=provider.issuer,
        subject=subject,
        email=email.strip().casefold() if isinstance(email, str) else "",
        # Some providers write true, and some "true" or "1".
        is_email_verified=said is True or (isinstance(said, str) and said in {"true", "1"}),
        has_second_factor=not provider.second_factor.isdisjoint(
            one for one in stated if isinstance(one, str)
        ),
        given_name=_name(claims, "given_name"),
        family_name=_name(claims, "family_name"),
    )


def _name(claims: Mapping[str, Any], claim: str) -> str:
    """As the agency writes it, and no longer than the register takes it."""
    said = claims.get(claim)
    return " ".join(said.split())[:LONGEST_NAME] if isinstance(said, str) and said.isprintable() else ""


def _fetch(provider: Provider, url: str) -> dict[str, Any]:
    from portal.factors.wire import connection, get_json  # noqa: PLC0415  # slow to import

    with _answering():
        return get_json(connection(provider, ""), url)


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever keeps a provider from answering as it must becomes `ProviderAway`."""
    from requests import RequestException  # noqa: PLC0415  # slow to import
    from urllib3.exceptions import HTTPError  # noqa: PLC0415  # likewise

    try:
        yield
    except (RequestException, HTTPError, ValueError):
        raise ProviderAway from None
