"""The list of checklists and their versions."""

from checklists.domain import VersionState
from checklists.services import publish_shipped
from portal.kernel.db import db
from tests.factories import someone


def test_anyone_signed_in_reads_which_versions_there_are(client):
    publish_shipped()
    client.sign_in(someone())
    page = client.get("/checklists").text
    assert "FEHA quality audit, version 1" in page
    assert "3 March 2026" in page
    assert ">Published<" in page


def test_says_so_when_there_is_none(client):
    client.sign_in(someone())
    assert "No checklist has been published yet" in client.get("/checklists").text


def test_a_retired_version_says_so(client):
    (version,) = publish_shipped()
    version.state = VersionState.RETIRED
    db.session.commit()
    client.sign_in(someone())
    assert ">Retired<" in client.get("/checklists").text


def test_asks_to_sign_in(client):
    assert client.get("/checklists").status_code in {302, 401}
