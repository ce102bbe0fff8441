"""Everybody chooses for themselves how often a digest comes."""

from __future__ import annotations

from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.people.domain import ContactWay
from tests.factories import someone
from training.digests import queries
from training.digests.domain import DigestWay

PAGE = "/my-digest"


def test_is_logged_with_what_was_before(client):
    account = someone()
    client.sign_in(account)
    for _ in range(2):
        client.submit(PAGE, way="daily")
    entries = db.session.query(Activity).filter_by(verb="choose_digest").all()
    assert [one.details for one in entries] == [{"before": {"way": "weekly"}, "after": {"way": "daily"}}]
    assert queries.find_choice(account.person_id).way is DigestWay.DAILY


def test_the_usual_way_can_be_held_fast(client):
    """Whoever chose it keeps it, whatever the partnership sets later."""
    account = someone()
    client.sign_in(account)
    client.submit(PAGE, way="weekly")
    assert queries.find_choice(account.person_id).way is DigestWay.WEEKLY


def test_something_else_is_refused(client):
    client.sign_in(someone())
    assert client.post(PAGE, data={"way": "hourly"}).status_code == 400


def test_whoever_is_reached_in_another_way_is_told_so(client):
    client.sign_in(someone())
    assert "does not come to you" not in client.get(PAGE).text
    client.sign_in(someone(contact_by=ContactWay.PHONE, phone="07700900001"))
    assert "does not come to you" in client.get(PAGE).text


def test_says_that_what_is_required_is_told_all_the_same(client):
    client.sign_in(someone())
    page = client.get(PAGE).text
    assert "the training that is required of you" in page
    assert "Required training is told all the same" in page
