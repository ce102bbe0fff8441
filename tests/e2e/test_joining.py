"""A stranger asks to join, confirms by the letter, is approved, chooses a password and signs in."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal.accounts import passwords
from portal.kernel import work
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from portal.kernel.slice import registry
from tests.factories import an_agency, saved, someone
from tests.support.browser import look, sign_in
from tests.support.live import LiveServer, serving

PASSWORD = "correct horse battery staple"
LEAD = "lead@northside.example"
NEW_PASSWORD = "kettle gravel moth"


@pytest.fixture(scope="module")
def portal(new_database, tmp_path_factory) -> Iterator[LiveServer]:
    """Without the demo: one agency, and its lead with a password."""
    log = tmp_path_factory.mktemp("joining") / "server.log"
    with serving(new_database("joining"), log=log) as server:
        with server.app.app_context():
            agency = saved(an_agency(name="Northside Health"))
            lead = someone(Role.AGENCY_LEAD, agency=agency, email=LEAD)
            lead.password_hash = passwords.hashed(PASSWORD)
            db.session.commit()
        yield server


def link_to(portal: LiveServer, email: str) -> str:
    """Where the newest letter to this address leads, once the worker has written it."""
    with portal.app.app_context():
        work.drain(registry().tasks)
        letters = select(OutgoingMessage.link).where(
            OutgoingMessage.recipient == email, OutgoingMessage.link != ""
        )
        newest = letters.order_by(OutgoingMessage.id.desc()).limit(1)
        return urlsplit(db.session.scalars(newest).one()).path


def ask_to_join(page: Page, email: str, picture: str = "") -> None:
    """From the sign-in page through the search and the form, as somebody without an account does."""
    page.goto("/sign-in")
    page.get_by_role("link", name="I have no account: ask to join").click()
    page.get_by_label("Where do you work?").fill("northsid")
    page.get_by_role("button", name="Find it").click()
    if picture:
        look(page, f"{picture}-organisation")
    page.get_by_role("link", name="Northside Health").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your work email address")
    if picture:
        look(page, f"{picture}-form")
    page.get_by_label("First name").fill("Noor")
    page.get_by_label("Last name").fill("Haddad")
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Job title").fill("Youth worker")
    page.get_by_label("What is your work mostly about?").select_option("Youth work")
    page.get_by_label("Unpaid, as a volunteer").check()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your email")


def confirm(page: Page, portal: LiveServer, email: str, picture: str = "") -> None:
    page.goto(link_to(portal, email))
    expect(page.get_by_role("definition").filter(has_text="Northside Health")).to_be_visible()
    if picture:
        look(page, f"{picture}-confirm")
    page.get_by_role("button", name="Yes, send my request").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your request is with us")
    if picture:
        look(page, f"{picture}-received")


def approve(page: Page) -> None:
    """The lead finds the request on their home page and lets the stranger in."""
    sign_in(page, LEAD, PASSWORD)
    page.get_by_role("link", name="1 request to join to answer").click()
    look(page, "requests-to-join")
    page.get_by_role("link", name="Haddad, Noor").click()
    look(page, "request-to-join")
    page.get_by_role("button", name="Approve as somebody new").click()
    look(page, "request-to-join-approve")
    page.get_by_role("button", name="Approve and invite them").click()
    expect(page.get_by_role("alert")).to_contain_text("an invitation is on the way")


def ask_back(page: Page, name: str, question: str) -> None:
    sign_in(page, LEAD, PASSWORD)
    page.goto(f"/requests-to-join?name={name}")
    page.get_by_role("link", name="Haddad, Noor").click()
    page.get_by_role("button", name="Ask a question").click()
    page.get_by_label("What would you like to know?").fill(question)
    look(page, "request-to-join-ask")
    page.get_by_role("button", name="Send the question").click()


def refuse(page: Page) -> None:
    page.get_by_role("button", name="Refuse").click()
    page.get_by_label("Why can they not join?").fill("We have no group on Fridays.")
    look(page, "request-to-join-refuse")
    page.get_by_role("button", name="Refuse and tell them").click()
    expect(page.get_by_role("alert")).to_contain_text("they are told why")


def test_a_stranger_comes_in(page, phone, portal):
    email = "noor@northside.example"
    ask_to_join(phone, email, "join")
    confirm(phone, portal, email, "join")
    approve(page)
    phone.goto(link_to(portal, email))
    phone.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    phone.get_by_role("button", name="Set password").click()
    phone.get_by_role("button", name="Sign out").click()
    sign_in(phone, email, NEW_PASSWORD)
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Welcome, Noor Haddad")


def test_a_question_is_asked_and_answered(page, phone, portal):
    email = "ines@northside.example"
    ask_to_join(phone, email)
    confirm(phone, portal, email)
    ask_back(page, "ines", "Which evening do you help?")
    phone.goto(link_to(portal, email))
    expect(phone.get_by_text("Which evening do you help?")).to_be_visible()
    phone.get_by_label("Your answer").fill("Fridays")
    look(phone, "join-question")
    phone.get_by_role("button", name="Send your answer").click()
    page.reload()
    expect(page.get_by_text("Fridays")).to_be_visible()
    refuse(page)


def test_asking_needs_no_script(page_without_script, portal):
    ask_to_join(page_without_script, "plain@northside.example")
    confirm(page_without_script, portal, "plain@northside.example")


def test_asking_needs_no_mouse(page):
    page.goto("/join?organisation=northside")
    page.get_by_label("Where do you work?").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Northside Health")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask to join Northside Health")
