"""A web worker that the system ends in the middle of a rush takes nobody's booking with it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.settings import ROOT
from tests.factories import an_event, someone
from tests.support.live import told
from training.bookings.domain import PLACE_HOLDERS
from training.bookings.models import Booking
from training.catalogue.models import TrainingEvent

# `make soak` goes through many more moments at which a worker may end.
ROUNDS = 25 if os.environ.get("SOAK") else 1
PEOPLE, PLACES = 16, 10


@pytest.fixture(autouse=True)
def database() -> None:
    """The server's other processes could not see into a transaction of the test."""


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_nothing_is_lost_and_nothing_is_sold_twice(live_server, seed):
    event_id, visitors = a_rush(live_server)
    dice = random.Random(seed)  # noqa: S311  # picks a moment, keeps no secret
    with ThreadPoolExecutor(PEOPLE) as pool:
        presses = [pool.submit(visitor.post, url, pairs) for visitor, url, pairs in visitors]
        time.sleep(dice.uniform(0, 0.2))
        os.kill(dice.choice(workers_of(live_server)), signal.SIGKILL)
    promised = sum(was_promised(press) for press in presses)
    taken, held = counted(live_server, event_id)
    assert promised <= held == taken <= PLACES
    assert answers_again(live_server)
    check_invariants(live_server)


def a_rush(server):
    """An event, and people with its form filled in before them."""
    with server.app.app_context():
        event_id = an_event(capacity=PLACES).id
        # Everybody is there before the first signs in, which another transaction writes down.
        accounts = [someone() for _ in range(PEOPLE)]
        someone(Role.ADMINISTRATOR)  # without whom the check of the data would rightly complain
        visitors = [server.visitor() for _ in accounts]
        for visitor, account in zip(visitors, accounts, strict=True):
            visitor.sign_in(account)
    url = f"/training/events/{event_id}/book"
    return event_id, [(visitor, *visitor.prepare(url)) for visitor in visitors]


def workers_of(server) -> list[int]:
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    return [int(pid) for pid in children if "deploy.web" in Path(f"/proc/{pid}/cmdline").read_text()]


def was_promised(press: Future) -> bool:
    """Whether this person was told that they have a place; those cut off were told nothing."""
    try:
        return press.result().status_code == 302
    except (OSError, HTTPException):
        return False


def counted(server, event_id) -> tuple[int, int]:
    with server.app.app_context():
        held = select(func.count()).where(Booking.event_id == event_id, Booking.status.in_(PLACE_HOLDERS))
        taken = select(TrainingEvent.places_taken).where(TrainingEvent.id == event_id)
        return db.session.scalar(taken), db.session.scalar(held)


def answers_again(server) -> bool:
    """Two workers once more, and each asks the database."""
    deadline = time.monotonic() + 60
    while len(workers_of(server)) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    return all(server.visitor().get("/readyz").status_code == 200 for _ in range(10))


def check_invariants(server) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "portal", "check"]
    settings = server.app.config["SETTINGS"]
    done = subprocess.run(command, env=told(settings), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
