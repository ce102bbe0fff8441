"""Twenty guesses at the same instant: no more of them are looked at than one after the other would be."""

from __future__ import annotations

import threading

from portal.accounts import throttle
from portal.accounts.domain import PAIR_LIMIT
from portal.accounts.models import SignInThrottle
from portal.accounts.throttle import Attempt
from portal.kernel.db import db, unit_of_work
from portal.kernel.errors import PortalError

GUESSES = 20


def guess(house, start, answers):
    with house.app_context():
        start.wait(30)
        try:
            with unit_of_work():
                throttle.count(Attempt("secret", "192.0.2.1"), "kim@demo.example")
            answers.append("looked at")
        except PortalError as error:
            answers.append(type(error).__name__)
        finally:
            db.session.remove()


def test_no_guess_slips_past_the_others(house):
    start, answers = threading.Barrier(GUESSES), []
    threads = [threading.Thread(target=guess, args=(house, start, answers)) for _ in range(GUESSES)]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    # A machine short of breath may also say that it is busy; it never looks at a sixth.
    assert 1 <= answers.count("looked at") <= PAIR_LIMIT.free
    assert len(answers) == GUESSES
    assert set(answers) <= {"looked at", "SignInPaused", "Busy"}
    assert max(row.failures for row in db.session.query(SignInThrottle)) <= PAIR_LIMIT.free
