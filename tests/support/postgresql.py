"""A private PostgreSQL for one test run: in its own folder, on a socket there, gone when the tests are."""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

BINARIES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql@*/bin")
# Nothing here outlives the run, so nothing needs to survive a power cut.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
SETTINGS = ("listen_addresses=", "max_connections=100", "shared_buffers=128MB", "log_min_messages=fatal")
PATIENCE_SECONDS = 90


def binary(name: str) -> str:
    found = shutil.which(name)
    folders = sorted(folder for pattern in BINARIES for folder in glob.glob(pattern))  # noqa: PTH207
    if not found and not folders:
        raise RuntimeError("PostgreSQL is not installed; `make setup` installs it or says how")
    return found or f"{folders[-1]}/{name}"


def as_owner(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root; its own account owns the folder then. It ends when we do."""
    if not shutil.which("setpriv"):
        return command
    account = ["--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *account, "--pdeathsig=INT", "--", *command]


class Server:
    """One running cluster. Its address carries no password: only this machine's socket reaches it."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.process = process

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """Copying a filled template takes some 80 ms, however it was filled."""
        self._say(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
        return self.url(database)

    def drop(self, database: str) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _say(self, statement: str) -> None:
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as link:
            link.execute(statement.encode())

    def wait(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                psycopg.connect(f"host={self.folder} user=postgres dbname=postgres").close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


@contextlib.contextmanager
def private_server() -> Iterator[Server]:
    # A socket's path may have 107 characters, which pytest's own folders exceed.
    folder = Path(tempfile.mkdtemp(prefix="ghp-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = str(folder / "data")
    fresh = [binary("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
    subprocess.run(as_owner(fresh), check=True, capture_output=True, cwd=folder)
    settings = [part for setting in (*CARELESS, *SETTINGS) for part in ("-c", setting)]
    command = [binary("postgres"), "-D", data, "-k", str(folder), *settings]
    process = subprocess.Popen(as_owner(command), cwd=folder, stdout=subprocess.DEVNULL)
    try:
        server = Server(folder, process)
        server.wait()
        yield server
    finally:
        process.send_signal(2)  # SIGINT: PostgreSQL's "fast" way to stop
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        shutil.rmtree(folder, ignore_errors=True)
