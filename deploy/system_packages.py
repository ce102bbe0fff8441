"""What the portal needs from the operating system: found, installed where permitted, or named in one line.

Standard library only, because it runs before anything is installed.
"""

from __future__ import annotations

import ctypes.util
import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Debian's package starts a database at installation unless told not to; our tests start their own.
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/good-help-portal.conf")


@dataclass(frozen=True)
class Need:
    """One thing to have, how to tell, and what the package managers call it (best name first)."""

    what: str
    debian: tuple[str, ...]
    homebrew: str
    present: Callable[[], bool]


def has_library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


def has_program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def has_file(*patterns: str) -> Callable[[], bool]:
    return lambda: any(glob.glob(pattern) for pattern in patterns)  # noqa: PTH207  # absolute patterns


MAC = sys.platform == "darwin"
POSTGRESQL_FOLDERS = ("/usr/lib/postgresql/*/bin/initdb", "/opt/homebrew/opt/postgresql@*/bin/initdb")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")

PDF = (
    Need("Pango", ("libpango-1.0-0",), "pango", has_library("pango-1.0")),
    Need("Pango for FreeType", ("libpangoft2-1.0-0",), "pango", has_library("pangoft2-1.0")),
    Need("HarfBuzz subsetting", ("libharfbuzz-subset0",), "harfbuzz", has_library("harfbuzz-subset")),
    Need(
        "Liberation fonts",
        ("fonts-liberation2", "fonts-liberation"),
        "font-liberation",
        has_file("/usr/share/fonts/*/liberation*/*Sans-Regular.*", *(["/Library/Fonts"] if MAC else [])),
    ),
)
TESTS = (
    Need("Chromium", ("chromium",), "chromium", has_program(os.environ.get("CHROMIUM", ""), *CHROMIUM_NAMES)),
    Need("PostgreSQL", ("postgresql",), "postgresql@16", has_file(*POSTGRESQL_FOLDERS)),
    # What drives Chromium for Playwright is a Node that brings everything but this.
    Need("libatomic", ("libatomic1",), "gcc", lambda: MAC or has_library("atomic")()),
    Need("pdftotext", ("poppler-utils",), "poppler", has_program("pdftotext")),
)
BENCH = (
    Need("PostgreSQL", ("postgresql",), "postgresql@16", has_file(*POSTGRESQL_FOLDERS)),
    Need("wrk", ("wrk",), "wrk", has_program("wrk")),
)
VENV = (Need("venv", ("python3-venv",), "python", lambda: False),)


def supply(needs: Sequence[Need]) -> list[Need]:
    """Install what is missing when permitted; say in one line, and answer with, what is missing still."""
    missing = [need for need in needs if not need.present()]
    if missing and (prefix := _permission()) is not None:
        _install(prefix, missing)
        missing = [need for need in missing if need not in VENV and not need.present()]
    if missing:
        print(advice(missing), file=sys.stderr, flush=True)
    return missing


def advice(missing: Sequence[Need]) -> str:
    debian = " ".join(dict.fromkeys(need.debian[0] for need in missing))
    homebrew = " ".join(dict.fromkeys(need.homebrew for need in missing))
    names = ", ".join(need.what for need in missing)
    return f"Missing: {names}. Debian or Ubuntu: apt-get install {debian}. macOS: brew install {homebrew}."


def _permission() -> list[str] | None:
    """How to speak to apt here: as root, by sudo without a question, or (None) not at all."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _install(prefix: list[str], missing: Sequence[Need]) -> None:
    """Install by the lists at hand, and only when they know too little fetch new ones."""
    print(f"Installing {', '.join(need.what for need in missing)} (Debian packages)…", flush=True)
    if any("postgresql" in need.debian for need in missing) and not NO_CLUSTER.exists():
        _run([*prefix, "mkdir", "-p", str(NO_CLUSTER.parent)])
        _run([*prefix, "tee", str(NO_CLUSTER)], given=b"create_main_cluster = false\n")
    if not _apt(prefix, missing):
        _run([*prefix, "apt-get", "update", "-q"])
        if not _apt(prefix, missing):
            for need in missing:  # one unknown name must not keep the others away
                _apt(prefix, [need])


def _apt(prefix: list[str], needs: Sequence[Need]) -> bool:
    names = dict.fromkeys(_known_name(need) for need in needs)
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *names]
    return _run([*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command])


def _known_name(need: Need) -> str:
    """The first of the need's names that this release of the system knows."""
    for name in need.debian:
        policy = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False)
        if "Candidate:" in policy.stdout and "Candidate: (none)" not in policy.stdout:
            return name
    return need.debian[0]


def _run(command: list[str], given: bytes | None = None) -> bool:
    done = subprocess.run(command, input=given, capture_output=True, check=False)
    return done.returncode == 0
