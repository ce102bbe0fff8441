"""Where an agency's sign-in may be asked: what its own description names, as far as it is allowed to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from portal.factors.domain import ProviderAway
from portal.single_sign_on import LOOPBACK, Provider

WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Endpoints:
    authorization: str
    token: str
    keys: str
    end_session: str
    auth_method: str


def description_of(provider: Provider) -> str:
    return provider.issuer.rstrip("/") + WELL_KNOWN


def is_allowed(url: str, provider: Provider) -> bool:
    """By https at the issuer's own host, or one that the settings name; plainly only on this machine."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return False
    return "@" not in parts.netloc and parts.netloc in {urlsplit(provider.issuer).netloc, *provider.hosts}


def read_description(content: Mapping[str, Any], provider: Provider) -> Endpoints:
    """Raise `ProviderAway` when it speaks for another issuer, or names an address it may not."""
    if content.get("issuer") != provider.issuer:
        raise ProviderAway
    methods = content.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    end_session = content.get("end_session_endpoint")
    return Endpoints(
        authorization=_required(content, "authorization_endpoint", provider),
        token=_required(content, "token_endpoint", provider),
        keys=_required(content, "jwks_uri", provider),
        end_session=end_session if isinstance(end_session, str) and is_allowed(end_session, provider) else "",
        auth_method="client_secret_basic" if "client_secret_basic" in methods else "client_secret_post",
    )


def _required(content: Mapping[str, Any], name: str, provider: Provider) -> str:
    url = content.get(name)
    if not isinstance(url, str) or not is_allowed(url, provider):
        raise ProviderAway
    return url
