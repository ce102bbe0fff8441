"""The real server in processes of its own, and a visitor without a browser who talks to it."""

from __future__ import annotations

import http.client
import http.cookies
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from deploy.serve import web_command
from portal.accounts.models import Account
from portal.kernel.db import Model, db
from portal.settings import ROOT, Environment, Settings
from tests.support.forms import fill, find_form
from tests.support.pages import check_page
from tests.support.sessions import a_session_key, signed_in_as
from wsgi import create_app

SECRET = "only for a server under test"
# Far more than a start takes: a machine that builds something else beside may be very slow.
PATIENCE_SECONDS = 90


@dataclass
class Answer:
    status_code: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Visitor:
    """One person's cookies. A visitor belongs to one thread."""

    server: LiveServer
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, url: str) -> Answer:
        return self._ask("GET", url)

    def post(self, url: str, pairs: list[tuple[str, str]]) -> Answer:
        return self._ask("POST", url, urllib.parse.urlencode(pairs))

    def send(self, url: str, body: object, token: str) -> Answer:
        """As a script of a page sends JSON, with the token that the page gave it."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        return self._ask("POST", url, json.dumps(body), headers)

    def prepare(self, url: str, form: str = "main form[method=post]", **answers: object) -> tuple[str, list]:
        """Open the page and fill in its form; `post(*prepared)` then sends it at the chosen instant."""
        shown = self.get(url)
        assert shown.status_code == 200, f"{url} answered {shown.status_code}"
        filled = fill(find_form(shown.text, url, form), url, answers)
        return filled.url, filled.pairs

    def submit(self, url: str, form: str = "main form[method=post]", **answers: object) -> Answer:
        return self.post(*self.prepare(url, form, **answers))

    def sign_in(self, account: Account) -> None:
        """Hold the cookie that signing in would have set."""
        app = self.server.app
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        with app.app_context():
            content = signed_in_as(a_session_key(account))
        self.cookies[app.config["SESSION_COOKIE_NAME"]] = signer.dumps(content)

    def _ask(
        self, method: str, url: str, body: str | None = None, more: Mapping[str, str] | None = None
    ) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        headers |= more or {}
        try:
            link.request(method, url, body, headers)
            response = link.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            link.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: part.value for name, part in http.cookies.SimpleCookie(line).items()}
        if response.headers.get_content_type() == "text/html" and response.status not in {301, 302, 303}:
            check_page(text)
        return Answer(response.status, response.headers, text)


@dataclass
class LiveServer:
    """Two web workers. `app` is the same portal in this process, for putting rows where they see them."""

    port: int
    app: Flask
    process: subprocess.Popen[bytes]
    # Browsers allow passkeys at a name and at no number.
    host: str = "127.0.0.1"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def visitor(self) -> Visitor:
        return Visitor(self)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(  # noqa: PLR0913  # each says one thing about the server
    database_url: str,
    *,
    log: Path,
    workers: int = 2,
    demo_people: int = 0,
    host: str = "127.0.0.1",
    environ: Mapping[str, str] | None = None,
) -> Iterator[LiveServer]:
    """Serve this database, with every table in it and, when asked, a demo partnership.

    `environ` holds more settings, such as the agencies whose sign-in is trusted.
    """
    port = free_port()
    settings = Settings(
        environment=Environment.DEMO if demo_people else Environment.TEST,
        database_url=database_url,
        secret_key=SECRET,
        public_url=f"http://{host}:{port}",
    )
    app = create_app(settings)
    _fill(app, settings, demo_people)
    command = web_command(str(port), str(workers))
    with running(command, {**told(settings), **(environ or {})}, workers=workers, log=log) as process:
        yield LiveServer(port, app, process, host)
    with app.app_context():
        db.engine.dispose()


def _fill(app: Flask, settings: Settings, demo_people: int) -> None:
    with app.app_context():
        Model.metadata.create_all(db.engine)
    if demo_people:
        load = [sys.executable, "-m", "flask", "demo", "load", "--people", str(demo_people)]
        subprocess.run(load, env=told(settings), cwd=ROOT, check=True, capture_output=True)


def told(settings: Settings) -> dict[str, str]:
    """The environment that gives another process the same settings."""
    return {
        **os.environ,
        "PORTAL_ENV": settings.environment.value,
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "PUBLIC_URL": settings.public_url,
    }


@contextmanager
def running(
    command: list[str], environment: dict[str, str], *, workers: int, log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """A web server for the length of the block; it stops too when the tests die without a word."""
    if shutil.which("setpriv"):
        command = ["setpriv", "--pdeathsig=TERM", "--", *command]
    with log.open("wb") as lines:
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=lines, stderr=lines)
    try:
        wait_for(process, workers, log)
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def wait_for(process: subprocess.Popen[bytes], workers: int, log: Path) -> None:
    """Until every worker says that it has started: one that has not yet cannot be told to stop."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while log.read_text().count("Started worker-") < workers:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The server did not start:\n{log.read_text()}")
        time.sleep(0.02)
