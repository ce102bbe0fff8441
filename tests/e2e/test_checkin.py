"""A day at the door: the code of the room, scans with and without a network, whoever came unasked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import segno
from playwright.sync_api import expect
from sqlalchemy import select

from portal.accounts.models import Account
from portal.kernel import clock
from portal.kernel.access import Role
from portal.kernel.db import db
from tests.factories import a_booking, a_person, saved, someone
from tests.integration.checkin.support import account_person, an_event_now, code_of, marks_of, sitting_of
from tests.support import browser as chromium
from tests.support.browser import look
from tests.support.hands import Keyboard
from training.attendance.domain import AttendanceMark
from training.attendance.models import SittingMark
from training.bookings.domain import BookingStatus
from training.checkin.domain import SAID, SCANNED, Outcome

HOUR = timedelta(hours=1)
# The screen of a room changes within this, on a busy machine too.
NEXT_CODE_MS = 60_000
BUSY_MS = 30_000
KEPT = "No network: the scan is kept on this device."


@pytest.fixture
def inside(portal):
    with portal.app.app_context():
        yield portal


@pytest.fixture
def trainer(inside):
    return db.session.scalars(select(Account).where(Account.email == "trainer@demo.example")).one()


@pytest.fixture
def event(trainer):
    return an_event_now(trainer, starts_at=clock.now() - timedelta(minutes=1))


def a_named_booking(event, name="Ada", **given):
    return a_booking(event, saved(a_person(given_name=name, family_name="Reader")), **given)


def sign_in_as(page, server, account) -> None:
    """With the cookie that signing in would have set."""
    db.session.commit()
    visitor = server.visitor()
    visitor.sign_in(account)
    db.session.commit()
    cookies = [{"name": key, "value": value, "url": server.url} for key, value in visitor.cookies.items()]
    page.context.add_cookies(cookies)


def open_door(page, server, account, event, view):
    """From the register of an event to one of the pages of its door."""
    sign_in_as(page, server, account)
    page.goto(f"/training/events/{event.id}/register")
    page.get_by_role("link", name=view).click()


def look_at(hand, name) -> None:
    """Without script there is no axe; the page is the same."""
    if isinstance(hand, Keyboard):
        look(hand.page, name)


def shown_code(page) -> str:
    return page.locator(".portal-room__code").inner_text().replace(" ", "")


def marks_now(booking):
    db.session.rollback()
    return [one[0] for one in marks_of(booking)]


def test_the_room_shows_a_code_and_a_learner_enters_it(hand, phone, inside, trainer, event):
    learner = someone(Role.PRACTITIONER)
    booking = a_booking(event, account_person(learner))
    open_door(phone, inside, trainer, event, "Show the code for checking in")
    look(phone, "door-room-code-phone")
    sign_in_as(hand.page, inside, learner)
    hand.page.goto("/check-in")
    look_at(hand, "door-check-in")
    hand.fill(hand.page.get_by_label("Code on the screen"), shown_code(phone))
    hand.press(hand.page.locator("main").get_by_role("button", name="Check in"))
    expect(hand.page.locator(".govuk-notification-banner")).to_contain_text(
        "You are checked in to", timeout=BUSY_MS
    )
    assert marks_now(booking) == [AttendanceMark.PRESENT]
    next_code_says(phone, "1 of 1 are on the register")


def next_code_says(page, said: str) -> None:
    code = page.locator(".portal-room__code")
    expect(code).not_to_have_text(code.inner_text(), timeout=NEXT_CODE_MS)
    expect(page.locator(".portal-room")).to_contain_text(said, timeout=BUSY_MS)


# How somebody stands who is refused: when the event starts, and what their booking is.
STANDS = {
    Outcome.NOT_BOOKED: (-1, None),
    Outcome.WAITING: (-1, BookingStatus.WAITING),
    Outcome.CANCELLED: (-1, BookingStatus.WITHDRAWN),
    Outcome.ALREADY_IN: (-1, AttendanceMark.PRESENT),
    Outcome.AMBIGUOUS: (-1, AttendanceMark.EXCUSED),
    Outcome.TOO_EARLY: (120, BookingStatus.BOOKED),
    Outcome.TOO_LATE: (-240, BookingStatus.BOOKED),
}


def stand(trainer, outcome, person):
    """An event, and a booking of this person on it, that come to this outcome."""
    minutes, how = STANDS[outcome]
    event = an_event_now(trainer, starts_at=clock.now() + timedelta(minutes=minutes))
    if how is None:
        return event, None
    booking = a_booking(event, person, how if isinstance(how, BookingStatus) else BookingStatus.BOOKED)
    if isinstance(how, AttendanceMark):
        made = {"sitting_id": sitting_of(event).id, "booking_id": booking.id, "marked_at": clock.now()}
        saved(SittingMark(mark=how, **made))
    return event, booking


def refused_on(page, code: str, outcome: Outcome) -> None:
    page.goto("/check-in")
    page.get_by_label("Code on the screen").fill(code)
    page.locator("main").get_by_role("button", name="Check in").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text(SAID[outcome], timeout=BUSY_MS)


@pytest.mark.parametrize("outcome", STANDS)
def test_a_code_that_lets_nobody_in_says_why(phone, inside, trainer, outcome):
    learner = someone(Role.PRACTITIONER)
    event, _ = stand(trainer, outcome, account_person(learner))
    code = code_of(event)
    sign_in_as(phone, inside, learner)
    refused_on(phone, code, outcome)
    look(phone, f"door-refused-{outcome}")


def test_a_code_of_nowhere_and_of_another_room_say_so(phone, inside, trainer, event):
    learner = someone(Role.PRACTITIONER)
    a_booking(an_event_now(), account_person(learner))
    code = code_of(event)
    sign_in_as(phone, inside, learner)
    refused_on(phone, "000", Outcome.UNKNOWN)
    refused_on(phone, code, Outcome.WRONG_EVENT)


def typed(hand, code: str, says: str) -> None:
    hand.fill(hand.page.get_by_label("Code of the person"), code)
    hand.press(hand.page.locator("main").get_by_role("button", name="Check in"))
    expect(hand.page.locator("main, .govuk-notification-banner").first).to_contain_text(says, timeout=BUSY_MS)


def test_people_are_scanned_in_by_their_typed_codes(hand, inside, trainer, event):
    booking, elsewhere = a_named_booking(event), a_named_booking(an_event_now(), "Eve")
    codes = [one.door_code for one in (booking, elsewhere)]
    open_door(hand.page, inside, trainer, event, "Scan people in at the door")
    look_at(hand, "door-scan")
    # Without script there is no camera to offer.
    has_camera = isinstance(hand, Keyboard)
    expect(hand.page.get_by_text("Use the camera")).to_be_visible(visible=has_camera)
    typed(hand, codes[0], "Ada Reader is in")
    typed(hand, codes[0], "Ada Reader is in already")
    typed(hand, codes[1], f"Eve Reader {SCANNED[Outcome.WRONG_EVENT]}")
    typed(hand, "NONSENSE", SCANNED[Outcome.UNKNOWN])
    assert marks_now(booking) == [AttendanceMark.PRESENT]


@pytest.mark.parametrize("outcome", [one for one in STANDS if one is not Outcome.NOT_BOOKED])
def test_a_scan_that_lets_nobody_in_says_why(page, inside, trainer, outcome):
    event, booking = stand(trainer, outcome, saved(a_person(given_name="Ada", family_name="Reader")))
    code = booking.door_code
    open_door(page, inside, trainer, event, "Scan people in at the door")
    page.get_by_label("Code of the person").fill(code)
    page.locator("main").get_by_role("button", name="Check in").click()
    expect(page.locator("[data-scan-said]")).to_have_text(f"Ada Reader {SCANNED[outcome]}", timeout=BUSY_MS)


def test_whoever_came_without_a_booking_is_added(hand, phone, inside, trainer, event):
    guest, code = someone(Role.PRACTITIONER), code_of(event)
    sign_in_as(phone, inside, guest)
    refused_on(phone, code, Outcome.NOT_BOOKED)
    open_door(hand.page, inside, trainer, event, "Add somebody who came without a booking")
    look_at(hand, "door-walk-in")
    hand.press(hand.page.locator("main").get_by_role("button", name=re.compile("^Add ")).first)
    expect(hand.page.locator(".govuk-notification-banner")).to_be_visible(timeout=BUSY_MS)
    hand.page.goto(f"/training/events/{event.id}/arrivals")
    look_at(hand, "door-arrivals")
    expect(hand.page.locator("main")).to_contain_text("Present")


def test_scans_without_a_network_are_kept_and_looked_through_later(page, inside, trainer, event):
    bookings = [a_named_booking(event), a_named_booking(event, "Bob")]
    codes = [one.door_code for one in bookings]
    open_door(page, inside, trainer, event, "Scan people in at the door")
    page.context.set_offline(True)
    for code in codes:
        page.get_by_label("Code of the person").fill(code)
        page.keyboard.press("Enter")
        expect(page.locator("[data-scan-said]")).to_have_text(KEPT)
    expect(page.locator("[data-scan-kept]")).to_contain_text("2 scans are kept")
    page.context.set_offline(False)
    expect(page.locator("[data-scan-said]")).to_contain_text("have been sent", timeout=30_000)
    assert [marks_now(one) for one in bookings] == [[], []]
    look_through(page, event)
    assert sorted(len(marks_now(one)) for one in bookings) == [0, 1]


def look_through(page, event) -> None:
    """The first scan is accepted, the other ignored."""
    db.session.commit()
    page.reload()
    page.get_by_role("link", name="2 scans to look through").click()
    look(page, "door-scans")
    page.get_by_role("radio", name="Accept").first.check()
    page.get_by_role("radio", name="Ignore").last.check()
    page.get_by_role("button", name="Save decisions").click()
    expect(page.locator(".govuk-notification-banner")).to_contain_text("2 decisions saved", timeout=BUSY_MS)


def a_film_of(content: str, path) -> str:
    """What a camera sees before which somebody holds this code: an uncompressed film of one picture."""
    width, height, dot = 640, 480, 10
    rows = [bytearray(b"\xc8" * width) for _ in range(height)]
    matrix = list(segno.make(content, error="m", micro=False).matrix_iter(scale=dot, border=4))
    top, left = (height - len(matrix)) // 2, (width - len(matrix)) // 2
    for number, line in enumerate(matrix):
        rows[top + number][left : left + len(line)] = bytes(20 if dark else 235 for dark in line)
    picture = b"".join(rows) + b"\x80" * (width * height // 2)
    path.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + (b"FRAME\n" + picture) * 10)
    return str(path)


def test_the_camera_reads_the_code_of_a_person(browser, inside, trainer, event, tmp_path):
    booking = a_named_booking(event)
    film = a_film_of(booking.door_code, tmp_path / "camera.y4m")
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    started = chromium.start(browser.browser_type, *camera, f"--use-file-for-fake-video-capture={film}")
    with chromium.new_page(started, inside.url, viewport=chromium.PHONE) as page:
        open_door(page, inside, trainer, event, "Scan people in at the door")
        page.get_by_role("button", name="Use the camera").click()
        expect(page.locator("[data-scan-said]")).to_have_text("Ada Reader is in", timeout=BUSY_MS)
        expect(page.get_by_text("Use the camera")).to_be_hidden()
        look(page, "door-camera")
    started.close()
    assert marks_now(booking) == [AttendanceMark.PRESENT]
