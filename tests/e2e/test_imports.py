"""A training lead brings an agency's list in: columns, progress, preview, import; again brings nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from portal.accounts import passwords
from portal.kernel import work
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.slice import registry
from tests.factories import an_agency, an_area, saved, someone
from tests.support.browser import look, sign_in
from tests.support.live import LiveServer, serving
from tests.support.workbooks import a_workbook

PASSWORD = "correct horse battery staple"
LEAD = "lead@council.example"
HEAD = ("Given name", "Family name", "How to write", "Agency", "Job title", "Role group", "Start date")
ROWS = [
    ("Amira", "Osei", "amira@northside.example", "Northside Health", "Health visitor", "Health visiting", ""),
    ("Bryn", "Ó Sé", "bryn@northside.example", "Northside Health", "Nurse", "Health visiting", "03/03/2026"),
    ("Cleo", "Ash", "no address", "Northside Health", "Nurse", "Health visiting", ""),
]


@pytest.fixture(scope="module")
def portal(new_database, tmp_path_factory) -> Iterator[LiveServer]:
    """Without the demo: an agency that the list names, and a training lead with a password."""
    log = tmp_path_factory.mktemp("imports") / "server.log"
    with serving(new_database("importing"), log=log) as server:
        with server.app.app_context():
            saved(an_agency(name="Northside Health"))
            saved(an_area(name="East"))
            someone(Role.TRAINING_LEAD, email=LEAD).password_hash = passwords.hashed(PASSWORD)
            db.session.commit()
        yield server


def work_on(portal: LiveServer) -> None:
    """What the worker beside the server would do."""
    with portal.app.app_context():
        work.drain(registry().tasks)


def send_file(page: Page) -> None:
    """Upload the workbook, name its odd column, and come to the page that says how far it is."""
    page.goto("/imports")
    page.get_by_role("button", name="Import a workforce list").click()
    page.get_by_label("Name of a new source").fill("Northside")
    workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "northside.xlsx", "mimeType": workbook, "buffer": a_workbook([HEAD, *ROWS])}
    )
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which column holds what?")
    page.locator("#email").select_option("How to write")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()


def look_at_preview(page: Page) -> None:
    look(page, "import-preview")
    expect(page.get_by_role("table")).to_contain_text("Amira Osei")
    page.get_by_role("link", name="Refused").click()
    look(page, "import-refused")
    expect(page.get_by_role("table")).to_contain_text("no address")


def test_a_workbook_is_looked_at_before_it_is_imported(page: Page, portal: LiveServer) -> None:
    sign_in(page, LEAD, PASSWORD)
    send_file(page)
    look(page, "import-working")
    work_on(portal)
    # The page follows the work by itself.
    expect(page.locator("main")).to_contain_text("Nothing has been imported yet")
    look_at_preview(page)
    page.get_by_role("button", name="Import", exact=True).click()
    work_on(portal)
    expect(page.locator("main")).to_contain_text("This is what the file did")
    look(page, "import-applied")
    page.goto("/people?q=amira")
    expect(page.get_by_role("table")).to_contain_text("Northside Health")


def test_the_same_file_again_changes_nothing_and_needs_no_script(
    page_without_script: Page, portal: LiveServer
) -> None:
    page = page_without_script
    sign_in(page, LEAD, PASSWORD)
    for _again in range(2):
        send_file(page)
        work_on(portal)
        page.get_by_role("link", name="Refresh").click()
        if page.get_by_role("button", name="Import", exact=True).is_visible():
            page.get_by_role("button", name="Import", exact=True).click()
            work_on(portal)
            page.get_by_role("link", name="Refresh").click()
    expect(page.locator("main")).to_contain_text("there is nothing to import")
