import pytest

from audits.register.domain import LinkKind
from audits.register.models import AssessmentLink
from portal.kernel.access import Role
from portal.kernel.activity import Activity
from portal.kernel.db import db
from tests.factories import a_person, saved, someone
from tests.factories_audits import a_link, an_assessment
from tests.support.pages import errors_on

TIE = "form:has(#person)"


@pytest.fixture
def person():
    return saved(a_person(reference="YRK-7", given_name="Lee", family_name="Lead"))


@pytest.fixture
def url(client, person):
    client.sign_in(someone(Role.COORDINATOR))
    assessment = saved(an_assessment(lead_practitioner_id=person.id))
    saved(a_link(assessment, person, LinkKind.TAF))
    return f"/audits/register/assessments/{assessment.id}"


def test_shows_who_had_a_part_in_it(client, url):
    page = client.get(url).text
    assert "Lee Lead, YRK-7" in page
    assert "Member of the team around the family" in page


def test_notes_a_declared_tie(client, url):
    client.follow(client.submit(url, form=TIE, person="yrk-7"))
    assert db.session.query(AssessmentLink).filter_by(kind=LinkKind.DECLARED).count() == 1
    assert db.session.query(Activity).filter_by(verb="declare_tie").count() == 1


@pytest.mark.parametrize(
    ("typed", "says"),
    [("", "Enter a person reference"), ("YRK-8", "There is no person with this reference")],
)
def test_refuses_an_unknown_person(client, url, typed, says):
    assert errors_on(client.submit(url, form=TIE, person=typed).text) == [says]


def test_refuses_the_same_tie_twice(client, url):
    client.submit(url, form=TIE, person="YRK-7")
    assert errors_on(client.submit(url, form=TIE, person="YRK-7").text) == ["This tie is already declared"]


def test_a_missing_assessment_is_not_found(client, url):
    del url
    assert client.get("/audits/register/assessments/999999").status_code == 404


def test_a_mistake_is_removed_and_stays_in_the_log(client, url):
    client.follow(client.submit(url, form="form[action$='/remove']"))
    assert db.session.query(AssessmentLink).count() == 0
    assert db.session.query(Activity).filter_by(verb="remove_link").one().details["before"] == {"tie": "taf"}
