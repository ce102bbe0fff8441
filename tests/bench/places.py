"""Databases for the bench: each filled with the demo partnership once, then served."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from sqlalchemy import make_url, select

from portal.accounts.models import Account
from portal.kernel.db import db, unit_of_work
from portal.settings import ROOT, Environment, Settings
from tests.support.live import SECRET, free_port, told
from tests.support.sessions import a_session_key, signed_in_as
from wsgi import create_app

# What a session's forms are guarded by; the first page with a form puts it into the cookie.
CSRF = "bench"


@dataclass(frozen=True)
class Place:
    """A filled database, and the portal in this process on it, for asking what is there."""

    settings: Settings
    people: int
    app: Flask
    port: int

    @property
    def database(self) -> str:
        return make_url(self.settings.database_url).get_backend_name()

    def cookie(self, who: str) -> str:
        """What the browser of this demo account holds from its second page on.

        Written from its first statement on: what was read while a rush still runs could not be followed
        by a change on SQLite.
        """
        with self.app.app_context(), unit_of_work():
            account = db.session.scalars(select(Account).where(Account.email == f"{who}@demo.example")).one()
            key = a_session_key(account)
        return self.cookie_of(key, _permanent=True, csrf_token=CSRF)

    def cookie_of(self, key: str, **more: object) -> str:
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        content = {**signed_in_as(key), **more}
        return f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"


@contextmanager
def filled(database_url: str, people: int) -> Iterator[Place]:
    port = free_port()
    settings = Settings(
        environment=Environment.DEMO,
        database_url=database_url,
        secret_key=SECRET,
        public_url=f"http://127.0.0.1:{port}",
    )
    for words in (["portal", "migrate"], ["demo", "load", "--people", str(people)]):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        subprocess.run(command, env=told(settings), cwd=ROOT, check=True)
    app = create_app(settings)
    with app.app_context():
        analyse()
    yield Place(settings, people, app, port)
    with app.app_context():
        db.engine.dispose()


def analyse() -> None:
    """Let the database count what it holds, as autovacuum and `PRAGMA optimize` do in daily life."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def proportional_memory(pid: int) -> float:
    """Megabytes of a process and its children, shared pages counted once."""
    kilobytes = _kilobytes(pid)
    for task in Path(f"/proc/{pid}/task").iterdir():
        kilobytes += sum(_kilobytes(int(child)) for child in (task / "children").read_text().split())
    return kilobytes / 1024


def _kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


SIZES = [17_000, 170_000, 1_700_000] if os.environ.get("SIZE") == "full" else [17_000]
