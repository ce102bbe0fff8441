"""The approver who does not sign in: by the link of the letter, by keys alone and without script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from portal.kernel.db import db
from portal.kernel.outbox import OutgoingMessage
from tests.support import browser as chromium
from tests.support.browser import look, sign_in
from tests.support.hands import Hand, Keyboard, Pointer
from tests.support.live import LiveServer
from training.approvals.letters import fingerprint
from training.approvals.models import ApprovalLink, ApprovalRequest, Step


@pytest.fixture(params=["keyboard", "without-script"])
def hand(request: pytest.FixtureRequest, portal: LiveServer, browser: Browser) -> Iterator[Hand]:
    has_script = request.param == "keyboard"
    options = {"viewport": chromium.PHONE, "java_script_enabled": has_script}
    with chromium.new_page(browser, portal.url, **options) as page:
        yield Keyboard(page) if has_script else Pointer(page)


def a_link(portal: LiveServer) -> str:
    """The path of a link that nobody has used, as its letter holds it."""
    with portal.app.app_context():
        letters = db.session.scalars(
            select(OutgoingMessage.link)
            .where(OutgoingMessage.kind.in_(("approval_asked", "approval_several")))
            .order_by(OutgoingMessage.id)
        ).all()
        lines = [one for text in letters for one in text.split() if "/link/" in one]
        waits = set(db.session.scalars(_STILL_WAIT))
    found = next(one for one in lines if fingerprint(one.rpartition("/")[2]) in waits)
    return found[found.index("/approvals/") :]


_STILL_WAIT = (
    select(ApprovalLink.digest)
    .join(Step, Step.id == ApprovalLink.step_id)
    .join(ApprovalRequest, ApprovalRequest.id == Step.request_id)
    .where(ApprovalRequest.ended_at.is_(None), Step.number == ApprovalRequest.current)
)


def test_decides_by_the_link_of_a_letter(portal: LiveServer, hand: Hand) -> None:
    page, link = hand.page, a_link(portal)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Request of")
    hand.press(page.get_by_role("button", name="Send your answer"))
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    hand.check(page.get_by_label("Agree", exact=True))
    hand.press(page.get_by_role("button", name="Send your answer"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answer has been sent")
    page.goto(link)
    expect(page.get_by_role("button", name="Send your answer")).to_have_count(0)


def test_the_page_of_a_link_is_read_by_everybody(portal: LiveServer, phone: Page) -> None:
    phone.goto(a_link(portal))
    look(phone, "approval-link-phone")


def test_an_approver_who_signs_in_sees_what_waits(page: Page) -> None:
    sign_in(page, "coordinator")
    page.goto("/approvals?whose=all")
    look(page, "approvals")
    page.locator("main table").get_by_role("link").first.click()
    look(page, "approval")
