"""One form of one version, as it is asked."""

import json

import pytest
from bs4 import BeautifulSoup

from checklists import queries
from checklists.domain import FormKind
from checklists.models import ChecklistVersion
from checklists.services import publish_shipped
from checklists.versions import canonical, content_hash
from portal.kernel import clock
from tests.factories import saved, someone


@pytest.fixture
def version():
    (version,) = publish_shipped()
    return version


@pytest.fixture
def reader(client):
    client.sign_in(someone())
    return client


def a_reworded(version, prompt):
    """The next version of the same checklist, with another first question."""
    document = json.loads(version.definition)
    document["version"] = 2
    document["sections"][0]["items"][0]["prompt"] = prompt
    text = canonical(document)
    return ChecklistVersion(
        checklist_id=version.checklist_id,
        number=2,
        definition=text,
        content_hash=content_hash(text),
        structure_hashes=dict(version.structure_hashes),
        published_at=clock.now(),
    )


@pytest.mark.parametrize("asked", FormKind)
def test_shows_everything_that_is_asked(reader, version, asked):
    page = reader.get(f"/checklists/{version.id}/{asked.value}")
    words = BeautifulSoup(page.text, "html.parser").get_text(" ", strip=True)
    form = queries.get_form(version.id, asked)
    for item in form.items():
        assert f"{item.key} {item.label}" in words
        assert item.prompt in words
        assert all(anchor.text in words for anchor in item.anchors)
    for principle in form.principles:
        assert all(sign in words for sign in (principle.title, *principle.good, *principle.poor))
    assert all(question.prompt in words for question in form.bank.closing)
    assert form.bank.unsafe_child.prompt in words


def test_marks_what_is_critical_and_when_an_item_may_not_apply(reader, version):
    page = BeautifulSoup(reader.get(f"/checklists/{version.id}/full").text, "html.parser")
    assert "Safety-critical" in page.find(id="item-D4").get_text()
    assert "critical" not in page.find(id="item-D3").get_text()
    assert "Not applicable only because: unborn child only." in page.get_text()
    assert len(page.select(".govuk-tag--red")) == 5


def test_the_dip_sample_asks_twelve(reader, version):
    page = BeautifulSoup(reader.get(f"/checklists/{version.id}/dip").text, "html.parser")
    assert len(page.select("h3[id^=item-]")) == 12
    assert "12 questions in 9 sections" in " ".join(page.get_text().split())


def test_an_old_version_is_shown_in_its_own_words(reader, version):
    newer = saved(a_reworded(version, "A question asked differently?"))
    assert "A question asked differently?" in reader.get(f"/checklists/{newer.id}/full").text
    assert "A question asked differently?" not in reader.get(f"/checklists/{version.id}/full").text


@pytest.mark.parametrize("path", ["/checklists/999/full", "/checklists/{id}/long"])
def test_what_does_not_exist_is_not_found(reader, version, path):
    assert reader.get(path.format(id=version.id)).status_code == 404
