"""Two web workers and a job: what one changes the others say within the limit."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.partnership.models import ChosenPart
from portal.settings import ROOT, Settings
from tests.factories import someone
from tests.support import live

LIMIT = Settings().words_seconds
ASKED = 40
SHOWS_NUMBER = """
from wsgi import create_app
from portal.kernel.rules import in_force
from training.bookings.domain import BookingRules
with create_app().app_context():
    print(in_force(BookingRules).freeze)
"""


@pytest.fixture
def admin(live_server):
    with live_server.app.app_context():
        account = someone(Role.ADMINISTRATOR)
        visitor = live_server.visitor()
        visitor.sign_in(account)
    return visitor


def numbers_shown(visitor) -> set[bool]:
    """Whether 48 hours are shown, asked often enough that both workers have answered."""
    return {"<strong>48 hours</strong>" in visitor.get("/partnership/numbers").text for _ in range(ASKED)}


def test_every_process_hears_of_a_change_in_time(live_server, admin):
    assert numbers_shown(admin) == {False}
    admin.submit("/partnership/numbers/bookings", freeze="48")
    time.sleep(LIMIT)
    assert numbers_shown(admin) == {True}
    job = subprocess.run(
        [sys.executable, "-c", SHOWS_NUMBER],
        env=live.told(live_server.app.config["SETTINGS"]),
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert job.stdout.strip() == "2 days, 0:00:00"


def test_of_two_who_save_at_once_one_is_told(live_server, admin):
    first = admin.prepare("/partnership/numbers/bookings", freeze="12")
    second = admin.prepare("/partnership/numbers/bookings", freeze="13")
    assert admin.post(*first).status_code == 302
    answer = admin.post(*second)
    assert answer.status_code == 200
    assert "Somebody else saved this page" in answer.text
    with live_server.app.app_context():
        assert [one["freeze"] for one in db.session.scalars(select(ChosenPart.content))] == [12]
