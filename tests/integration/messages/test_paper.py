"""Letters on paper: printed, each on a page of its own, and marked as posted once."""

from __future__ import annotations

import pypdfium2
import pytest

from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import Channel, MessageState, OutgoingMessage
from tests.factories import a_person, saved, someone
from tests.support.pages import parse, words_of


@pytest.fixture
def coordinator(client):
    client.sign_in(someone(Role.COORDINATOR))


def a_letter(number=1, **given):
    person = saved(a_person(given_name="Ann", family_name=f"Post{number}"))
    made = {"recipient": "1 High Street, York,\nYO1 1AA", "channel": Channel.POST, "person_id": person.id}
    made |= {"kind": "booked", "about": f"x:{number}", "version": 1, "due_at": clock.now()}
    return saved(
        OutgoingMessage(**made | {"subject": "You are booked", "body": f"Hello\n\nNumber {number}"} | given)
    )


def pages(answer) -> list[str]:
    assert answer.mimetype == "application/pdf"
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(answer.data)]


def test_all_that_wait_are_one_file_with_a_page_for_each(client, coordinator):
    for number in (1, 2):
        a_letter(number)
    a_letter(3, state=MessageState.SENT)
    first, second = pages(client.get("/outbox/letters.pdf"))
    assert [line.strip() for line in first.splitlines()[1:5]] == [
        "Ann Post1",
        "1 High Street",
        "York",
        "YO1 1AA",
    ]
    assert "Number 2" in second


def test_one_letter_can_be_printed_again_after_it_was_posted(client, coordinator):
    letter = a_letter(state=MessageState.SENT)
    (page,) = pages(client.get(f"/outbox/{letter.id}/letter.pdf"))
    assert "Number 1" in page


@pytest.mark.parametrize("given", [{"channel": Channel.EMAIL}, {"body": "", "body_purged": True}])
def test_what_is_no_letter_or_has_no_words_is_not_found(client, coordinator, given):
    letter = a_letter(**given)
    assert client.get(f"/outbox/{letter.id}/letter.pdf").status_code == 404


def test_with_none_waiting_there_is_no_file(client, coordinator):
    assert "No letter waits to be posted" in client.get("/outbox/letters").text
    shown = client.follow(client.get("/outbox/letters.pdf"))
    assert "No letter waits to be posted" in shown.text


def test_marked_as_posted_it_waits_no_longer_and_the_log_says_who(client, coordinator):
    letter = a_letter()
    assert "Ann Post1" in words_of(parse(client.get("/outbox/letters").text).select_one("tbody"))
    for _ in range(2):
        token = parse(client.get(f"/outbox/{letter.id}").text).select_one("[name=csrf_token]")["value"]
        client.post(f"/outbox/{letter.id}/posted", data={"csrf_token": token})
    assert "No letter waits to be posted" in client.get("/outbox/letters").text
    assert db.session.query(Activity).filter_by(verb="post_letter").count() == 1


@pytest.mark.parametrize("role", [Role.TRAINING_LEAD, Role.AGENCY_LEAD, Role.TRAINER])
def test_nobody_else_prints_letters(client, role):
    letter = a_letter()
    client.sign_in(someone(role))
    for page in ("letters", "letters.pdf", f"{letter.id}/letter.pdf"):
        assert client.get(f"/outbox/{page}").status_code == 403
