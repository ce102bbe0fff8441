"""The marking form, section by section: nothing is refused, nothing is lost."""

from __future__ import annotations

import pytest

from audits.marking.models import Mark
from portal.kernel.db import db
from tests.integration.marking import scene as cast
from tests.support.pages import parse, words_of


@pytest.fixture
def scene():
    return cast.a_scene()


@pytest.fixture
def audit(scene, client):
    client.sign_in(scene.auditor)
    return cast.started(scene)


def marks_of(audit):
    db.session.expire_all()
    return {mark.key: mark for mark in db.session.query(Mark).filter_by(audit_id=audit.id)}


class TestSection:
    def test_shows_every_item_with_nothing_chosen(self, client, audit):
        asked = []
        for section in cast.FULL.sections:
            page = parse(client.get(f"/audits/{audit.id}/sections/{section.key}").text)
            asked += [words_of(tag).split()[0] for tag in page.select("fieldset h2")]
            assert not page.select("main input[checked]")
        assert asked == [*cast.FULL.item_keys()]

    def test_shows_what_each_grade_looks_like(self, client, audit):
        page = client.get(f"/audits/{audit.id}/sections/A").text
        for item in cast.FULL.sections[0].items:
            for anchor in item.anchors:
                assert anchor.text in parse(page).get_text()

    def test_keeps_what_was_put_down_and_goes_on(self, client, audit):
        answers = {"A1": "4", "A1-evidence": "Consent note, page 2", "A2": "NE"}
        response = client.submit(f"/audits/{audit.id}/sections/A", answers=answers)
        assert response.location == f"/audits/{audit.id}/sections/B"
        marks = marks_of(audit)
        assert (marks["A1"].answer, marks["A1"].evidence) == ("4", "Consent note, page 2")
        assert set(marks) == {"A1", "A2"}
