"""How the portal talks to an agency's sign-in: to named hosts only, without following, and never for long.

Import it only inside a function: requests and Authlib are slow to import.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import HTTPAdapter

from portal.factors.endpoints import is_allowed
from portal.single_sign_on import Provider

CONNECT_SECONDS, READ_SECONDS = 3, 5
# A provider that sends a byte now and then keeps nobody waiting longer than this in all.
WHOLE_SECONDS = 8
LARGEST_ANSWER = 256 * 1024
CHUNK = 16 * 1024


class Refused(requests.RequestException):
    """The address, or what came from it, is not what an agency's sign-in answers with."""


class CautiousAdapter(HTTPAdapter):
    """Asks only where this provider may be, and takes in no more than a small answer."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        super().__init__(max_retries=0)

    def send(  # noqa: PLR0913, PLR0917  # the library's own signature
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002  # likewise
        timeout: Any = None,  # noqa: ANN401  # likewise
        verify: Any = True,  # noqa: ANN401, FBT002  # likewise
        cert: Any = None,  # noqa: ANN401  # likewise
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        del stream, timeout
        if not is_allowed(request.url or "", self.provider):
            raise Refused("An address that this provider may not name")
        started, waits = time.monotonic(), (CONNECT_SECONDS, READ_SECONDS)
        answer = super().send(request, stream=True, timeout=waits, verify=verify, cert=cert, proxies=proxies)
        if answer.is_redirect:
            answer.close()
            raise Refused("A redirect")
        _take_in(answer, until=started + WHOLE_SECONDS)
        return answer


def _take_in(answer: requests.Response, *, until: float) -> None:
    body = bytearray()
    # What has come is looked at as it comes: waiting for a full piece would let a slow sender hold us.
    while chunk := answer.raw.read1(CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST_ANSWER or time.monotonic() > until:
            answer.close()
            raise Refused("Too much, or too slow")
    answer._content = bytes(body)  # noqa: SLF001  # what Response.content then answers from


def connection(provider: Provider, redirect_uri: str, *, auth_method: str | None = None) -> OAuth2Session:
    """A session as this client of this provider."""
    session = OAuth2Session(
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        token_endpoint_auth_method=auth_method,
        scope="openid email profile",
        redirect_uri=redirect_uri,
        code_challenge_method="S256",
    )
    session.mount("https://", CautiousAdapter(provider))
    session.mount("http://", CautiousAdapter(provider))
    # Neither cookies of an earlier person nor passwords of a .netrc go with it.
    session.trust_env = False
    return session


def get_json(session: OAuth2Session, url: str) -> dict[str, Any]:
    """Raise `requests.RequestException` or `ValueError` for anything but an object."""
    answer = session.get(url, withhold_token=True, headers={"Accept": "application/json"})
    answer.raise_for_status()
    content = answer.json()
    if not isinstance(content, dict):
        raise Refused("Not an object")
    return content
