import pytest

from audits.register.domain import AssessmentStatus
from portal.kernel.access import Role
from portal.kernel.db import db
from portal.people.domain import AgencyKind
from tests.factories import an_agency, an_area, saved, someone
from tests.factories_audits import an_assessment
from tests.support.client import recorded_statements
from tests.support.pages import parse, words_of

URL = "/audits/register/assessments"


@pytest.fixture
def coordinator(client):
    account = someone(Role.COORDINATOR)
    client.sign_in(account)
    return account


def listed(client, **asked):
    page = parse(client.get(URL, query_string=asked).text)
    return [words_of(cell) for cell in page.select("tbody th")]


@pytest.fixture
def three(coordinator):
    assert coordinator
    east, west = saved(an_area(name="East")), saved(an_area(name="West"))
    school = saved(an_agency(name="A school", kind=AgencyKind.SCHOOL))
    saved(an_assessment(east, school, reference="FEHA-1", level=2))
    saved(an_assessment(west, reference="FEHA-2", level=3, status=AssessmentStatus.CLOSED))
    saved(an_assessment(west, reference="OLD-3", level=3, on_hold=True))
    return east, west


@pytest.mark.usefixtures("three")
class TestFilters:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, ["FEHA-1", "FEHA-2", "OLD-3"]),
            ({"reference": "feha"}, ["FEHA-1", "FEHA-2"]),
            ({"reference": "%"}, []),
            ({"agency-group": "school"}, ["FEHA-1"]),
            ({"level": "3"}, ["FEHA-2", "OLD-3"]),
            ({"status": "closed"}, ["FEHA-2"]),
            ({"level": "3", "status": "open"}, ["OLD-3"]),
            (
                {"level": "x", "status": "lost", "area": "²", "agency-group": "?"},
                ["FEHA-1", "FEHA-2", "OLD-3"],
            ),
            ({"area": "9" * 30}, ["FEHA-1", "FEHA-2", "OLD-3"]),
        ],
    )
    def test_shows_what_was_asked_for(self, client, asked, found):
        assert listed(client, sort="reference", **asked) == found

    def test_by_local_area(self, client, three):
        assert listed(client, area=three[1].id, sort="reference") == ["FEHA-2", "OLD-3"]

    def test_sorts_both_ways(self, client):
        assert listed(client, sort="-reference") == ["OLD-3", "FEHA-2", "FEHA-1"]

    def test_says_when_nothing_fits(self, client):
        assert "No assessment fits" in client.get(URL, query_string={"reference": "Z9"}).text

    def test_keeps_the_filter_in_the_download_link(self, client):
        page = parse(client.get(URL, query_string={"level": "3"}).text)
        assert page.select_one('a[href="/audits/register/export?level=3"]')


@pytest.mark.usefixtures("coordinator")
def test_pages_and_statements_do_not_grow_with_the_register(client):
    def fill(number):
        area, agency = saved(an_area()), saved(an_agency())
        db.session.add_all(an_assessment(area, agency) for _ in range(number))
        db.session.commit()
        with recorded_statements() as statements:
            page = parse(client.get(URL).text)
        return len(statements), len(page.select("tbody tr"))

    assert (fill(20)[1], fill(1980)[1]) == (20, 25)
    assert fill(1)[0] == fill(1)[0] <= 10


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.COORDINATOR}))
def test_only_coordinators_see_the_register(client, role):
    client.sign_in(someone(role))
    for path in ("assessments", "assessments/1", "export", "template", "files/upload", "files/1"):
        assert client.get(f"/audits/register/{path}").status_code == 403


def test_strangers_are_asked_to_sign_in(client):
    assert client.get(URL).status_code == 302
