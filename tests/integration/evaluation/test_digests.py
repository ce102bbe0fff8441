"""Digests name forms that wait: once the forms are closed none says any more who had not sent one."""

from __future__ import annotations

import pytest

from portal.kernel import clock, letters
from portal.kernel.db import db
from portal.kernel.outbox import MessageState, OutgoingMessage
from tests.factories import saved
from tests.integration.evaluation.cast import LATER, a_learner, a_past_event, address, send, was
from training.evaluation import jobs

OFFER = "Places offered to you:\n- Courage: answer by Monday, http://localhost/bookings/1/offer"
OTHER = "- Neglect: the form after it, http://localhost/training/events/0/evaluation/after"
FORMS = "Evaluation forms that you can send:"
END = "See all of it: http://localhost/my-training\n"


@pytest.fixture
def event(client):
    """Somebody sent a form, so that there is something to close."""
    event = a_past_event()
    send(client, event, a_learner(event))
    return event


@pytest.fixture
def form(event):
    """The line of a form that was not sent."""
    return (
        f"- Voice of the child: the form some weeks after it, {letters.public_address(address(event, LATER))}"
    )


@pytest.fixture
def closing(event):
    """What becomes of a digest that stands so and says this when the forms close."""

    def close(state, *parts):
        known = {"recipient": "a@b.example", "kind": "own_digest", "about": "digest:1:2026-03-02"}
        facts = {"version": 1, "subject": "", "due_at": clock.now(), "state": state}
        one = saved(OutgoingMessage(body="\n\n".join(parts), **known, **facts))
        was(event, weeks=14, hours=1)
        jobs.close_forms()
        db.session.refresh(one)
        return one

    return close


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.FAILED, MessageState.CLOSED])
def test_one_that_does_not_wait_is_blanked(closing, form, state):
    one = closing(state, "Hello Kim", OFFER, f"{FORMS}\n{form}", END)
    assert (one.body, one.body_purged, one.state) == ("", True, state)


def test_one_that_waits_for_nothing_else_never_leaves(closing, form):
    one = closing(MessageState.WAITING, "Hello Kim", f"{FORMS}\n{form}", END)
    assert (one.body, one.body_purged, one.state) == ("", True, MessageState.CLOSED)
    assert one.closed_why


def test_one_that_waits_keeps_what_else_it_says(closing, form):
    one = closing(MessageState.WAITING, "Hello Kim", OFFER, f"{FORMS}\n{form}", END)
    assert one.body == f"Hello Kim\n\n{OFFER}\n\n{END}"
    assert (one.body_purged, one.state, one.closed_why) == (False, MessageState.WAITING, "")


def test_and_the_forms_of_other_events(closing, form):
    one = closing(MessageState.WAITING, "Hello Kim", f"{FORMS}\n{OTHER}\n{form}", END)
    assert one.body == f"Hello Kim\n\n{FORMS}\n{OTHER}\n\n{END}"


def test_one_that_names_no_form_of_the_event_is_left_alone(closing):
    one = closing(MessageState.SENT, "Hello Kim", f"{FORMS}\n{OTHER}", END)
    assert OTHER in one.body
