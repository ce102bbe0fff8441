"""Second steps and ways in without a password, in Debian's own Chromium with a passkey device of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pyotp
import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from sqlalchemy import select

from portal.accounts import passwords
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.factories import saved, someone
from tests.support import browser as chromium
from tests.support import openid
from tests.support.browser import assert_fits, keep_picture, look
from tests.support.live import LiveServer, serving
from tests.support.openid import RunningProvider

PASSWORD = "correct horse battery staple"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def agency() -> Iterator[RunningProvider]:
    with openid.running() as provider:
        yield provider


@pytest.fixture(scope="module")
def portal(new_database, tmp_path_factory, agency) -> Iterator[LiveServer]:
    """Not the demo: here roles need a second step. At a name, because passkeys do."""
    trusted = {
        "OIDC_PROVIDERS": "york",
        "OIDC_YORK_LABEL": "York Council",
        "OIDC_YORK_ISSUER": agency.settings.issuer,
        "OIDC_YORK_CLIENT_ID": agency.settings.client_id,
        "OIDC_YORK_CLIENT_SECRET": agency.settings.client_secret,
        "OIDC_YORK_EMAIL_DOMAINS": "york.gov.uk",
    }
    log = tmp_path_factory.mktemp("steps") / "server.log"
    with serving(new_database("steps"), log=log, host="localhost", environ=trusted) as server:
        yield server


@pytest.fixture
def a_person(portal) -> Callable[..., str]:
    """`a_person(Role.COORDINATOR)` makes somebody with a password; their address."""

    def make(*roles: Role, **given: object) -> str:
        with portal.app.app_context():
            account = someone(*roles, **given)
            account.password_hash = passwords.hashed(PASSWORD)
            return saved(account).email

    return make


@pytest.fixture
def newest_letter(portal) -> Callable[[], str]:
    def read() -> str:
        with portal.app.app_context():
            return db.session.scalars(
                select(OutgoingMessage.body).order_by(OutgoingMessage.id.desc()).limit(1)
            ).one()

    return read


def plug_in(page: Page, **how: object) -> tuple[CDPSession, str]:
    """Give this browser a device that keeps passkeys and recognises its person."""
    link = page.context.new_cdp_session(page)
    link.send("WebAuthn.enable")
    added = link.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | how})
    return link, added["authenticatorId"]


def give_password(page: Page, email: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def set_up_passkey(page: Page, email: str) -> None:
    give_password(page, email)
    look(page, "second-step-set-up")
    page.get_by_role("link", name="A passkey").click()
    look(page, "second-step-set-up-passkey")
    page.get_by_label("Name of the passkey").fill("Work computer")
    page.get_by_role("button", name="Add a passkey").click()
    heading(page, "Your recovery codes")
    look(page, "second-step-codes")
    page.get_by_role("button", name="I have kept them, continue").click()


def set_up_app(page: Page, email: str) -> str:
    """One of the recovery codes that are shown at the end."""
    give_password(page, email)
    page.get_by_role("link", name="An authenticator app").click()
    secret = page.locator(".portal-key").inner_text().replace(" ", "")
    keep_picture(page, "second-step-set-up-app")
    assert_fits(page)
    page.get_by_label("Code that the app shows now").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Confirm").click()
    heading(page, "Your recovery codes")
    code = page.locator(".portal-key").first.inner_text()
    page.get_by_role("button", name="I have kept them, continue").click()
    return code


def welcomed(page: Page) -> None:
    page.wait_for_url(re.compile("/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welcome")


def test_a_coordinator_sets_up_a_passkey_and_then_needs_no_password(page, a_person):
    plug_in(page)
    set_up_passkey(page, a_person(Role.COORDINATOR))
    page.goto("/account/second-step")
    expect(page.get_by_role("rowheader", name="Work computer")).to_be_visible()
    look(page, "second-step-own")
    sign_out(page)
    page.get_by_role("link", name="Sign in with a passkey").click()
    look(page, "sign-in-passkey")
    page.get_by_role("button", name="Use a passkey").click()
    welcomed(page)


def test_a_passkey_as_the_second_step(page, a_person):
    email = a_person(Role.ADMINISTRATOR)
    plug_in(page)
    set_up_passkey(page, email)
    sign_out(page)
    give_password(page, email)
    heading(page, "Confirm that it is you")
    look(page, "second-step-confirm")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile("/$"))


def test_a_passkey_that_is_not_given_is_said_kindly(page, a_person):
    email = a_person(Role.COORDINATOR)
    link, device = plug_in(page)
    set_up_passkey(page, email)
    sign_out(page)
    link.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/sign-in/passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    look(page, "sign-in-passkey-not-used")


def test_the_same_device_is_not_added_twice(page, a_person):
    email = a_person(Role.COORDINATOR)
    plug_in(page)
    set_up_passkey(page, email)
    page.goto("/account/second-step/passkeys/add")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("already has a passkey")


def test_an_authenticator_app_and_a_recovery_code_without_script(page_without_script, a_person):
    page, email = page_without_script, a_person(Role.COORDINATOR)
    code = set_up_app(page, email)
    sign_out(page)
    give_password(page, email)
    keep_picture(page, "second-step-confirm-app")
    page.get_by_label("Security code").fill(code)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("You have 9 recovery codes left")).to_be_visible()


def test_an_authenticator_app_on_a_phone(phone, a_person):
    set_up_app(phone, a_person(Role.COORDINATOR))
    phone.goto("/account/second-step")
    look(phone, "second-step-own-phone")


def test_passkeys_say_that_they_need_script(page_without_script):
    page_without_script.goto("/sign-in/passkey")
    expect(page_without_script.get_by_text("Passkeys need JavaScript")).to_be_visible()
    keep_picture(page_without_script, "sign-in-passkey-no-script")


def test_a_link_by_email_on_a_phone(phone, a_person, newest_letter):
    email = a_person()
    phone.goto("/sign-in")
    look(phone, "sign-in-ways-phone")
    phone.get_by_role("link", name="Get a link by email").click()
    look(phone, "sign-in-link-phone")
    phone.get_by_label("Email address").fill(email)
    phone.get_by_role("button", name="Send me a link").click()
    heading(phone, "Check your email")
    look(phone, "sign-in-link-sent-phone")
    phone.goto(re.search(r"(/sign-in/link/\S+)", newest_letter())[1])
    look(phone, "sign-in-link-use-phone")
    phone.locator("main").get_by_role("button", name="Sign in").click()
    phone.wait_for_url(re.compile("/$"))


def test_a_code_by_email(page, a_person, newest_letter):
    page.goto("/sign-in/link?next=/help")
    page.get_by_label("Email address").fill(a_person())
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_label("Code from the email").fill(re.search(r"open there: (\S+)", newest_letter())[1])
    page.locator("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/help")


def test_an_agencys_own_sign_in(page, a_person, agency):
    a_person(email="kim@york.gov.uk")
    page.goto("/sign-in")
    page.get_by_role("link", name="Sign in with York Council").click()
    welcomed(page)
    page.get_by_role("button", name="Sign out").click()
    heading(page, "You have signed out of the portal")
    look(page, "signed-out-of-agency")


def test_an_agencys_own_sign_in_without_script(page_without_script, agency):
    agency.say(claims={"sub": "stranger", "email": "nobody@york.gov.uk"})
    page_without_script.goto("/sign-in")
    page_without_script.get_by_role("link", name="Sign in with York Council").click()
    keep_picture(page_without_script, "sign-on-back")
    page_without_script.get_by_role("button", name="Continue").click()
    # Whom the register does not know is led to asking to join.
    heading(page_without_script, "Ask to join")
    keep_picture(page_without_script, "sign-on-unknown")


@pytest.fixture
def lost(browser: Browser, portal, a_person) -> str:
    """Somebody who has set up a passkey in a browser of their own, and lost it. Their name's first half."""
    with chromium.new_page(browser, portal.url, viewport=chromium.DESKTOP) as theirs:
        plug_in(theirs)
        set_up_passkey(theirs, a_person(Role.COORDINATOR, given_name="Lost"))
    return "Lost"


def test_an_administrator_resets_somebodys_second_step(page, a_person, lost):
    plug_in(page)
    set_up_passkey(page, a_person(Role.ADMINISTRATOR))
    page.goto(f"/people?name={lost}")
    page.get_by_role("link", name=re.compile(lost)).first.click()
    page.get_by_role("link", name="Reset the second step of signing in").click()
    look(page, "second-step-reset")
    page.get_by_role("button", name="Reset the second step").click()
    look(page, "second-step-reset-refused")
    page.get_by_label(re.compile("I have checked")).check()
    page.get_by_label("Reason").fill("Lost phone; called back on the number in the register")
    page.get_by_role("button", name="Reset the second step").click()
    expect(page.get_by_text("was reset")).to_be_visible()
