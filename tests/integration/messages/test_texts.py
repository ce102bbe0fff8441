"""How letters are worded: placeholders checked, tried out with invented people, taken back, and used."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from portal.kernel.outbox import Channel, OutgoingMessage
from portal.messages.finding import all_kinds
from portal.messages.models import LetterText
from portal.messages.services import texts
from portal.people.domain import ContactWay
from tests.factories import a_person, an_event, saved, someone
from tests.integration.bookings.support import book
from tests.support.pages import errors_on

URL = "/letters/booked"
FORM = "form:has([name=body])"
ONLY = "Only placeholders and “if” can be used between braces"
WORDS = {"subject": "Place: {{ course }}", "body": "Dear {{ name }}\n{% if reason %}{{ reason }}{% endif %}"}


@pytest.fixture(autouse=True)
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account


def word(client, press="Save", **given):
    return client.submit(URL, form=FORM, press=press, **{**WORDS, "text": "", **given})


def letter():
    return db.session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id.desc())).first()


def test_shows_the_shipped_words_and_what_can_be_used(client):
    page = client.get(URL).text
    assert "You are booked: {{ course }}" in page
    assert "{{ first_name }}" in page
    assert "As shipped" in client.get("/letters").text


def test_the_next_letter_has_the_new_words(client):
    word(client)
    book(an_event(), saved(a_person(given_name="Ann", family_name="Lee")))
    assert letter().subject.startswith("Place: ")
    assert letter().body == "Dear Ann Lee\n"
    assert "Your own" in client.get("/letters").text


def test_a_preview_saves_nothing_and_names_nobody_real(client):
    page = word(client, press="Preview").text
    assert "Dear Sam Taylor" in page
    assert "Preview, not saved yet" in page
    assert db.session.query(LetterText).count() == 0


def test_the_shipped_words_come_back_and_the_own_stay_in_the_history(client):
    word(client)
    client.submit(URL, form="form[action$=reset]")
    book(an_event())
    assert letter().subject.startswith("You are booked")
    assert [one.version for one in db.session.query(LetterText).order_by(LetterText.id)] == [1, 2]
    assert "the shipped words again" in client.get(URL).text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear all\n{{ nickname }}", "Line 2: There is no placeholder “nickname”"),
        (
            "{{ course }}\n\n{{ course.venue }}",
            f"Line 3: {ONLY}",
        ),
        ("{{ ''.__class__ }}", f"Line 1: {ONLY}"),
        (
            "{% for one in course %}x{% endfor %}",
            f"Line 1: {ONLY}",
        ),
        ("{{ course | upper }}", f"Line 1: {ONLY}"),
        ("{{ 9 ** 999999 }}", f"Line 1: {ONLY}"),
        ("{% include 'x' %}", f"Line 1: {ONLY}"),
        ("{% if reason %}x", "Line 1: An “if” has no “endif”"),
        (
            "a\n{{ course }",
            "Line 2: The braces are not in order. Write two on each side of a placeholder",
        ),
        ("", "Enter the letter"),
        ("x" * 8001, "The letter must be 8,000 characters or fewer"),
    ],
)
@pytest.mark.parametrize("press", ["Save", "Preview"])
def test_refuses_what_no_letter_may_say(client, body, said, press):
    page = word(client, press=press, body=body).text
    assert errors_on(page) == [said]
    assert db.session.query(LetterText).count() == 0


def test_subject_and_text_message_are_checked_too(client):
    assert errors_on(word(client, subject="{{ nickname }}").text) == ["There is no placeholder “nickname”"]
    assert errors_on(word(client, text="{{ nickname }}").text) == [
        "Line 1: There is no placeholder “nickname”"
    ]


def test_what_was_typed_is_kept(client):
    assert "{{ nickname }} &amp; more" in word(client, body="{{ nickname }} & more").text


def test_nobody_overwrites_anothers_words(client):
    word(client)
    page = client.submit(URL, form=FORM, press="Save", version="0", **WORDS).text
    assert "Somebody else has changed this letter" in page
    assert db.session.query(LetterText).count() == 1


def test_the_log_says_who_worded_it_and_how(client, coordinator):
    word(client)
    (entry,) = db.session.query(Activity).filter_by(verb="word_letter")
    assert entry.actor_id == coordinator.person_id
    assert entry.details["after"]["subject"] == "Place: {{ course }}"


def test_a_subject_stays_on_one_line(client):
    word(client, subject="{{ reason }} {{ course }}")
    book(an_event())
    assert "\n" not in letter().subject


@pytest.mark.parametrize("role", [Role.PRACTITIONER, Role.TRAINER, Role.AGENCY_LEAD])
def test_others_word_nothing(client, role):
    client.sign_in(someone(role))
    assert client.get(URL).status_code == 403


def test_every_letter_can_be_saved_with_the_words_it_has(client):
    for kind in all_kinds():
        page = client.submit(f"/letters/{kind}", form=FORM, press="Preview")
        assert "Preview, not saved yet" in page.text, (kind, errors_on(page.text))


def test_a_letter_may_use_every_placeholder_it_is_offered(client):
    everything = " ".join(f"{{{{ {name} }}}}" for name in texts.placeholders(all_kinds()["booked"]))
    word(client, body=everything, text=everything)
    book(an_event(), saved(a_person(given_name="Ann", contact_by=ContactWay.PHONE, phone="07700 900123")))
    assert letter().channel is Channel.SMS
    assert "Ann" in letter().body


def test_asks_for_no_text_message_that_is_never_sent(client):
    assert 'name="text"' in client.get(URL).text
    page = client.get("/letters/manager_copy").text
    assert 'name="text"' not in page
    client.submit("/letters/manager_copy", form=FORM, press="Save", subject="News", body="Dear {{ name }}")
    client.post("/letters/manager_copy", data={"text": "Nobody reads it"})
    assert [one.text for one in db.session.query(LetterText)] == [""]


def test_a_kind_without_words_of_its_own_is_not_found(client):
    assert client.get("/letters/nothing").status_code == 404
