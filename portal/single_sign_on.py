"""Which agencies' own sign-in (OpenID Connect) the portal trusts, read from the environment.

`OIDC_PROVIDERS` names them; each then has settings of its own, such as `OIDC_YORK_ISSUER` for `york`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

NAME = re.compile("[a-z][a-z0-9]{0,19}")
DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]+")
HOST = re.compile(r"[a-z0-9.-]+(:[0-9]{1,5})?")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An agency's sign-in, and how far it is believed."""

    name: str
    label: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    # It speaks for addresses of these domains and for no other: one agency never signs in another's people.
    email_domains: frozenset[str]
    # Where its endpoints may stand beside the issuer's own host.
    hosts: frozenset[str] = frozenset()
    # Values of `acr` or `amr` that say it has asked for a second factor itself.
    second_factor: frozenset[str] = frozenset()
    # The claim that says the address was checked; some providers have another name for it.
    verified_claim: str = "email_verified"


def read_providers(environ: Mapping[str, str], problems: list[str]) -> tuple[Provider, ...]:
    """Every provider that is named; what is wrong with any of them is added to `problems`."""
    names = _words(environ.get("OIDC_PROVIDERS", ""))
    odd = sorted(name for name in names if not NAME.fullmatch(name))
    if odd or len(set(names)) < len(names):
        problems.append("OIDC_PROVIDERS must be different short names of small letters, such as “york nhs”")
        return ()
    found = [_read_provider(name, environ, problems) for name in names]
    issuers = [one.issuer for one in found if one]
    if len(set(issuers)) < len(issuers):
        problems.append("OIDC_PROVIDERS must have an issuer each")
    return tuple(one for one in found if one is not None)


def _read_provider(name: str, environ: Mapping[str, str], problems: list[str]) -> Provider | None:
    prefix, before = f"OIDC_{name.upper()}_", len(problems)

    def read(what: str, check: Callable[[str], bool], must: str, *, default: str | None = None) -> str:
        text = environ.get(prefix + what, "").strip() or (default or "")
        if (default is None or text) and not check(text):
            problems.append(f"{prefix}{what} must {must}")
        return text

    provider = Provider(
        name=name,
        label=read("LABEL", bool, "say what people call it", default=name.capitalize()),
        issuer=read("ISSUER", _is_issuer, "be the issuer’s https address"),
        client_id=read("CLIENT_ID", bool, "be set"),
        client_secret=read("CLIENT_SECRET", bool, "be set"),
        email_domains=_set(read("EMAIL_DOMAINS", _all(DOMAIN), "name domains, such as york.gov.uk")),
        hosts=_set(read("HOSTS", _all(HOST), "name hosts, such as login.example.com", default="")),
        second_factor=frozenset(environ.get(prefix + "SECOND_FACTOR", "").split()),
        verified_claim=read("VERIFIED_CLAIM", str.isidentifier, "name a claim", default="email_verified"),
    )
    return provider if len(problems) == before else None


def _is_issuer(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


def _all(shape: re.Pattern[str]) -> Callable[[str], bool]:
    """Whether a list has words, and each is of this shape."""
    return lambda text: bool(_set(text)) and all(shape.fullmatch(word) for word in _set(text))


def _words(text: str) -> list[str]:
    return text.replace(",", " ").casefold().split()


def _set(text: str) -> frozenset[str]:
    return frozenset(_words(text))
