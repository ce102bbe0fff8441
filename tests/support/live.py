"""The real server in processes of its own, and a visitor without a browser who talks to it."""

from __future__ import annotations

import http.client
import http.cookies
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from portal.kernel.db import Model, db
from portal.kernel.signed_in import session_key
from portal.people.models import Account
from portal.settings import ROOT, Environment, Settings
from tests.support.forms import fill, find_form
from tests.support.pages import check_page
from wsgi import create_app

SECRET = "only for a server under test"
PATIENCE_SECONDS = 20


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
        content = {"_user_id": session_key(account.id, account.session_version), "_fresh": True}
        self.cookies[app.config["SESSION_COOKIE_NAME"]] = signer.dumps(content)

    def _ask(self, method: str, url: str, body: str | None = None) -> Answer:
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
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

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visitor(self) -> Visitor:
        return Visitor(self)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ends_with_us(command: list[str]) -> list[str]:
    """The command, told by the system to stop when the tests die without a word."""
    return ["setpriv", "--pdeathsig=TERM", "--", *command] if shutil.which("setpriv") else command


@contextmanager
def serving(database_url: str, *, log: Path, workers: int = 2, demo_people: int = 0) -> Iterator[LiveServer]:
    """Serve this database, with every table in it and, when asked, a demo partnership."""
    port = free_port()
    kind = Environment.DEMO if demo_people else Environment.TEST
    address = f"http://127.0.0.1:{port}"
    app = create_app(
        Settings(
            environment=kind, database_url=database_url, secret_key=SECRET, public_url=address, port=port
        )
    )
    with app.app_context():
        Model.metadata.create_all(db.engine)
    told = {
        "PORTAL_ENV": kind.value,
        "DATABASE_URL": database_url,
        "SECRET_KEY": SECRET,
        "PUBLIC_URL": address,
    }
    environment = {**os.environ, **told, "PORT": str(port)}
    if demo_people:
        load = [sys.executable, "-m", "flask", "demo", "load", "--people", str(demo_people)]
        subprocess.run(load, env=environment, cwd=ROOT, check=True)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "wsgi:create_app"]
    command += [
        "--workers",
        str(workers),
        "--blocking-threads",
        "1",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with log.open("wb") as lines:
        process = subprocess.Popen(
            ends_with_us(command), env=environment, cwd=ROOT, stdout=lines, stderr=lines
        )
    server = LiveServer(port, app, process)
    try:
        wait_for(server, log)
        yield server
    finally:
        stop(process)
        with app.app_context():
            db.engine.dispose()


def wait_for(server: LiveServer, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
        except OSError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"The server did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


def stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
