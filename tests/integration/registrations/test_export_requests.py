"""The requests to join as a file: what the page lists, and no more than its reader may see."""

from __future__ import annotations

import pytest

from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import an_agency, saved, someone
from tests.factories_registrations import a_request

URL = "/requests-to-join"


def export(client, kind="csv", query=""):
    form = "form[action*='/requests-to-join/export']"
    return client.submit(URL + query, form=form, press=kind)


def test_a_lead_gets_those_of_their_agency(client, lead, agency):
    mine, others = a_request(agency), a_request(saved(an_agency()))
    client.sign_in(lead)
    text = export(client, "CSV").text
    assert mine.email in text
    assert others.email not in text


def test_the_filters_of_the_page_hold(client, coordinator, agency):
    wanted, other = a_request(agency, family_name="Quill"), a_request(agency, family_name="Ash")
    client.sign_in(coordinator)
    text = export(client, "CSV", "?name=Quill").text
    assert wanted.email in text
    assert other.email not in text


@pytest.mark.parametrize(("press", "begins"), [("Excel", b"PK"), ("OpenDocument", b"PK")])
def test_other_formats(client, coordinator, agency, press, begins):
    a_request(agency)
    client.sign_in(coordinator)
    assert export(client, press).data.startswith(begins)


def test_it_is_logged_without_the_name_that_was_typed(client, coordinator, agency):
    a_request(agency, family_name="Quill")
    client.sign_in(coordinator)
    export(client, "CSV", "?name=Quill")
    entry = db.session.query(Activity).filter_by(verb="export_registrations").one()
    assert (entry.details["people"], entry.details["file_format"]) == (1, "csv")
    assert "Quill" not in str(entry.details)


def test_cells_are_no_formulas(client, coordinator, agency):
    a_request(agency, job_title="=1+1")
    client.sign_in(coordinator)
    assert ",'=1+1," in export(client, "CSV").text


def test_others_get_none(client):
    client.sign_in(someone(Role.LINE_MANAGER))
    assert client.post(f"{URL}/export").status_code in {400, 403}
