"""`make run`: bring the database up to date, fill it on the first start, then serve until stopped.

Two children, the web server and the timetable with its worker; when one ends, or a signal
comes, both are stopped. Settings come from the environment as everywhere (see portal/settings.py).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = os.environ.get("PORT") or "8000"
WORKERS = os.environ.get("WORKERS") or "2"
ADDRESS = f"http://127.0.0.1:{PORT}"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
DEMO_KEYS = (
    ("SEAL_KEY_FILE", "make-seal", "demo-seal.pem"),
    ("BADGE_KEY_FILE", "make-badge-key", "demo-badges.json"),
)
# After a polite request to stop, this long until the system ends a child.
GRACE_SECONDS = 10


def main() -> int:
    os.chdir(ROOT)
    if is_taken(PORT):
        print(
            f"Port {PORT} is in use. Stop what uses it, or choose another: PORT=8001 make run",
            file=sys.stderr,
        )
        return 1
    prepared = subprocess.run([sys.executable, "deploy/prepare.py"], check=False)
    if prepared.returncode:
        return prepared.returncode
    if is_demo():
        give_demo_keys()
    stopping = Stopping()
    children = [started([*web_command(PORT, WORKERS), "warning"])]
    try:
        while not stopping.asked and all(child.poll() is None for child in children):
            # The timetable can wait until the first page is there: both at once would only slow each other.
            if len(children) == 1 and announce():
                children.append(started([*FLASK, "jobs", "serve"]))
            time.sleep(0.1)
    finally:
        codes = stop(children)
    return 0 if stopping.asked else next((code for code in codes if code), 1)


def is_demo() -> bool:
    return (os.environ.get("PORTAL_ENV") or "demo") == "demo"


def give_demo_keys() -> None:
    """Let the demo seal certificates and sign badges, by keys of its own that are made on the first start."""
    for name, command, file in DEMO_KEYS:
        path = ROOT / "instance" / file
        if not os.environ.get(name):
            if not path.exists():
                path.parent.mkdir(exist_ok=True)
                subprocess.run([*FLASK, "certificates", command, str(path)], check=True, capture_output=True)
            os.environ[name] = str(path)


def started(command: list[str]) -> subprocess.Popen[bytes]:
    """In a group of its own, or a Ctrl+C would reach it twice: from the terminal and from us."""
    return subprocess.Popen(command, process_group=0)


def is_taken(port: str) -> bool:
    """Whether something listens there already.

    The web server shares its port between processes, so it would not notice: two portals would answer
    by turns. What is no port at all is refused with the other settings.
    """
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", int(port)))
        except (ValueError, OverflowError):
            return False
        except OSError:
            return True
    return False


def web_command(port: str, workers: str, application: str = "wsgi:create_app") -> list[str]:
    """The web server as we run it everywhere (deploy/web.py)."""
    return [sys.executable, "-m", "deploy.web", port, workers, application]


class Stopping:
    """Remembers that somebody asked us to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def announce() -> bool:
    """Say where the portal is once it answers, and whom to be."""
    try:
        urllib.request.urlopen(f"{ADDRESS}/healthz", timeout=2).close()  # noqa: S310  # our own address
    except (urllib.error.URLError, OSError):
        return False
    print(f"\nThe Good Help Portal is running. Sign in at {ADDRESS}/sign-in", flush=True)
    if is_demo():
        print(demo_accounts(), flush=True)
    print("Press Ctrl+C to stop.", flush=True)
    return True


def demo_accounts() -> str:
    names = "practitioner manager agency-lead champion trainer auditor auditor2 moderator coordinator"
    names += " training-lead board safeguarding admin"
    password = os.environ.get("DEMO_PASSWORD") or "good-help-demo"
    listed = "\n".join(f"  {name}@demo.example" for name in names.split())
    return f"Demo accounts, each with the password {password}:\n{listed}"


def stop(children: list[subprocess.Popen[bytes]]) -> list[int]:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    return [child.returncode for child in children]


if __name__ == "__main__":
    sys.exit(main())
