"""What counts as said already, and what as new, to somebody who hears only of what is new."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel.db import db
from portal.kernel.outbox import MessageState, OutgoingMessage
from portal.messages import memory
from portal.messages.models import LetterText
from tests.factories import saved
from tests.integration.digests.test_digests import (
    BEFORE,
    MONDAY,
    a_certificate_until,
    a_learner,
    a_place,
    digests,
)
from training.digests.domain import DigestWay


@pytest.fixture(autouse=True)
def monday(at):
    at(MONDAY)


def worded(person, body):
    """The partnership's own words for the letter."""
    made = {"template": "own_digest", "version": 1, "subject": "Yours", "body": body, "text": ""}
    saved(LetterText(**made, written_at=BEFORE, written_by_id=person.id))
    memory.forget()


@pytest.mark.parametrize(
    ("state", "count"),
    [
        (MessageState.SENT, 1),
        (MessageState.WAITING, 1),
        (MessageState.FAILED, 2),
        (MessageState.CLOSED, 2),
    ],
)
def test_a_letter_that_never_left_has_said_nothing(at, state, count):
    a_place(a_learner(DigestWay.DAILY), days=4)
    digests()
    db.session.query(OutgoingMessage).update({"state": state})
    db.session.commit()
    at(MONDAY + timedelta(days=1))
    assert len(digests()) == count


def test_what_the_partnership_leaves_out_is_never_new(at):
    person = a_learner(DigestWay.DAILY)
    worded(person, "You have a place on:\n{{ coming }}")
    a_place(person, days=4)
    a_certificate_until(person, 20)
    digests()
    at(MONDAY + timedelta(days=1))
    assert len(digests()) == 1


def test_what_it_says_in_its_own_words_is_new_once(at):
    person = a_learner(DigestWay.DAILY)
    worded(person, "You have a place on:\n{{ coming }}")
    a_place(person, days=4)
    digests()
    a_place(person, "Courage", days=5)
    for ahead in (1, 2):
        at(MONDAY + timedelta(days=ahead))
        bodies = digests()
    assert len(bodies) == 2
    assert "Courage" in bodies[1]
