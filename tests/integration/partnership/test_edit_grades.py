"""What grades are called: in every form that is marked from now on, and never anew in what was handed in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from audits.marking import checks
from audits.marking.models import Audit
from checklists import queries as checklist_queries
from checklists.domain import FormKind
from checklists.models import ChecklistVersion
from checklists.versions import shipped_form
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.chosen import DEFAULT_GRADES, chosen
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.partnership import services
from portal.partnership.domain import ChangedMeanwhile, NotSayable, Save
from tests.factories import actor_of, someone
from tests.factories_partnership import a_part
from tests.integration.marking import scene as marking

URL = "/partnership/grades"
WORDS = {"4": "Strong", "3": "Secure", "2": "Developing", "1": "Weak"}
TYPED = {f"grade-{grade}": word for grade, word in WORDS.items()}


@pytest.fixture
def admin(client):
    account = someone(Role.ADMINISTRATOR)
    client.sign_in(account)
    return actor_of(account, Role.ADMINISTRATOR)


def grades(words=WORDS, version=0) -> Save:
    return Save("grades", {"words": dict(words)}, version)


def handed_in(client) -> Audit:
    scene = marking.a_scene()
    audit = marking.filled(scene)
    marking.submit(client, scene, audit)
    db.session.expire_all()
    return db.session.get_one(Audit, audit.id)


def test_the_portal_starts_with_the_words_of_its_forms():
    assert shipped_form(FormKind.FULL).grade_words == DEFAULT_GRADES


def test_they_hold_in_the_forms_at_once(client, admin):
    version = marking.version_id()
    client.submit(URL, answers=TYPED)
    assert chosen().grades == {4: "Strong", 3: "Secure", 2: "Developing", 1: "Weak"}
    assert "Developing" in client.get(f"/checklists/{version}/full").text
    assert "3 Secure" in client.get("/partnership/").text


def test_a_stored_version_is_not_touched(admin):
    version = db.session.get_one(ChecklistVersion, marking.version_id())
    before = version.definition, version.content_hash
    services.save_grades(admin, grades())
    db.session.commit()
    db.session.refresh(version)
    assert (version.definition, version.content_hash) == before
    assert checklist_queries.get_bank(version.id).form(FormKind.FULL).grade_words == DEFAULT_GRADES


def test_the_log_keeps_both(client, admin):
    client.submit(URL, answers=TYPED)
    entry = db.session.scalars(select(Activity).where(Activity.verb == "change_partnership")).one()
    assert entry.details["after"] == {"words": WORDS}


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"grade-2": ""}, "Enter what grade 2 is called"),
        ({"grade-2": "  "}, "Enter what grade 2 is called"),
        ({"grade-2": "strong"}, "Grade 2 has the name of another grade"),
        ({"grade-2": "x" * 41}, "Grade 2 must be 40 characters or fewer"),
        ({"grade-2": "{feha}"}, "cannot be used"),
    ],
)
def test_what_could_not_be_told_apart_is_refused(client, admin, typed, message):
    answer = client.submit(URL, answers=TYPED | typed)
    assert message in answer.text
    assert not chosen().grades


def test_the_second_of_two_sees_what_the_first_did(admin):
    a_part("grades", words=WORDS)
    with pytest.raises(ChangedMeanwhile):
        services.save_grades(admin, grades(WORDS | {"4": "Great"}))
    with pytest.raises(NotSayable):
        services.save_grades(admin, grades(WORDS | {"4": "WEAK"}, version=1))


def test_others_may_not(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    assert client.get(URL).status_code == 403
    with pytest.raises(Forbidden):
        services.save_grades(actor_of(account, Role.COORDINATOR), grades())


class TestFrozen:
    def test_what_was_handed_in_keeps_the_words_of_that_day(self, client):
        audit = handed_in(client)
        assert audit.working["words"]["3"] == "Good"
        a_part("grades", words=WORDS)
        text = client.get(f"/audits/{audit.id}/grade").text
        assert "Good (3)" in text
        assert "Secure" not in text
        assert [*checks.find_wrong_workings()] == []

    def test_what_is_handed_in_afterwards_has_the_new_ones(self, client):
        a_part("grades", words=WORDS)
        audit = handed_in(client)
        assert (audit.working["word"], audit.grade) == ("Secure", 3)
        assert "Secure (3)" in client.get(f"/audits/{audit.id}/grade").text
        assert [*checks.find_wrong_workings()] == []

    def test_an_older_working_without_words_has_its_forms_own(self, client):
        audit = handed_in(client)
        audit.working = {key: value for key, value in audit.working.items() if key != "words"}
        a_part("grades", words=WORDS)
        assert [*checks.find_wrong_workings()] == []
