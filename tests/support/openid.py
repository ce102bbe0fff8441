"""Starts the OpenID provider of the tests, and goes to it as a person's browser would."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import requests

from portal.kernel import clock
from portal.settings import ROOT
from portal.single_sign_on import Provider
from tests.support.live import free_port
from tests.support.openid_provider import CLIENT_ID, CLIENT_SECRET


@dataclass
class RunningProvider:
    """One that listens. `settings` is how the portal is set up to trust it."""

    settings: Provider

    @property
    def url(self) -> str:
        return self.settings.issuer

    def say(self, **chosen: Any) -> list[str]:
        """What it says from now on; answers with what it was asked since the last time."""
        asked = requests.post(
            f"{self.url}/control", json={"now": clock.now().timestamp(), **chosen}, timeout=9
        )
        return list(asked.json()["asked"])

    def sign_in_there(self, address: str) -> str:
        """Be somebody whom the provider recognises at once. Answers with the address they are sent to."""
        assert address.startswith(f"{self.url}/authorize?"), address
        back = requests.get(address, allow_redirects=False, timeout=9).headers["Location"]
        parts = urlsplit(back)
        return f"{parts.path}?{parts.query}"

    def trusted(self, **changes: Any) -> Provider:
        return replace(self.settings, **changes)


@contextmanager
def running() -> Iterator[RunningProvider]:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.openid_provider", str(port)]
    if shutil.which("setpriv"):
        command = ["setpriv", "--pdeathsig=TERM", "--", *command]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        assert process.stdout.readline(), "The provider did not start"
        yield RunningProvider(
            Provider(
                name="york",
                label="York Council",
                issuer=f"http://127.0.0.1:{port}",
                client_id=CLIENT_ID,
                client_secret=CLIENT_SECRET,
                email_domains=frozenset({"york.gov.uk"}),
            )
        )
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
