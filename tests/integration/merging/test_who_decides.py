"""Merging hands over roles and accounts: who may, and about whom."""

import pytest

from portal.kernel.access import Role
from portal.kernel.db import db
from portal.kernel.errors import Forbidden
from portal.merging.domain import InTheWay, OwnPerson, RoleNotYours, Side
from portal.merging.models import PersonMerge
from portal.people.models import Person
from portal.people.queries import get_person
from tests.factories import a_person, a_post, a_role, actor_of, an_account, an_agency, saved, someone
from tests.factories_merging import a_colleague, a_pair, merged, undone
from tests.support.pages import errors_on


def actor(account, *roles):
    return actor_of(account, *roles)


class TestNobodyDecidesAboutThemself:
    @pytest.mark.parametrize("keep", Side)
    def test_not_even_as_an_administrator(self, lost, keep):
        account = someone(Role.ADMINISTRATOR)
        pair = a_pair(get_person(account.person_id), lost)
        with pytest.raises(OwnPerson):
            merged(pair, keep, actor=actor(account, Role.ADMINISTRATOR))
        assert db.session.query(PersonMerge).count() == 0

    def test_nor_undoes_it(self, pair, kept):
        done = merged(pair)
        own = saved(an_account(kept))
        with pytest.raises(OwnPerson):
            undone(done, actor=actor(own, Role.COORDINATOR))

    def test_nor_says_that_they_are_two(self, client, lost):
        account = someone(Role.COORDINATOR)
        client.sign_in(account)
        pair = a_pair(get_person(account.person_id), lost)
        answer = client.submit(f"/duplicates/{pair.id}/two-people", reason="I should know")
        assert errors_on(answer.text) == ["One of the two is you. Somebody else has to decide about it"]


class TestPower:
    @pytest.mark.parametrize("side", ["kept", "lost"])
    def test_a_coordinator_does_not_decide_about_an_administrator(self, pair, kept, lost, side):
        saved(a_role({"kept": kept, "lost": lost}[side], Role.ADMINISTRATOR))
        with pytest.raises(RoleNotYours):
            merged(pair)
        assert db.session.get(Person, lost.id).merged_into_id is None

    def test_not_even_about_one_who_is_to_become_one(self, pair, lost, today):
        saved(a_role(lost, Role.ADMINISTRATOR, starts_on=today.replace(year=today.year + 1)))
        with pytest.raises(RoleNotYours):
            merged(pair)

    def test_a_role_that_has_ended_does_not_count(self, pair, lost, today):
        saved(a_role(lost, Role.ADMINISTRATOR, ends_on=today.replace(year=today.year - 1)))
        assert merged(pair).id

    def test_an_administrator_decides_about_a_coordinator(self, pair, lost):
        saved(a_role(lost, Role.COORDINATOR))
        assert merged(pair, actor=actor(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR)).id

    def test_nor_is_such_a_merge_undone_from_below(self, pair, kept):
        done = merged(pair)
        saved(a_role(kept, Role.ADMINISTRATOR))
        with pytest.raises(RoleNotYours):
            undone(done)


def test_who_administers_does_not_come_to_see_cases(pair, kept, lost):
    saved(a_role(kept, Role.ADMINISTRATOR))
    saved(a_role(lost, Role.AUDITOR))
    with pytest.raises(InTheWay, match="Nobody may hold these roles together: Administrator and Auditor"):
        merged(pair, actor=actor(someone(Role.ADMINISTRATOR), Role.ADMINISTRATOR))


class TestAgencyLeads:
    @pytest.fixture
    def agency(self):
        return saved(an_agency())

    @pytest.fixture
    def lead(self, client, agency):
        account = someone(Role.AGENCY_LEAD, agency=agency)
        client.sign_in(account)
        client.change_budget = 60
        return account

    def test_decide_about_their_own_people(self, client, lead, agency):
        pair = a_pair(a_colleague(agency), a_colleague(agency))
        assert "and " in client.get("/duplicates").text
        client.follow(client.submit(f"/duplicates/{pair.id}/merge?keep=first"))
        done = db.session.query(PersonMerge).one()
        client.follow(client.submit(f"/merges/{done.id}/undo", reason="Twins"))

    def test_never_about_people_who_work_elsewhere_too(self, client, lead, agency):
        zoe = a_colleague(agency, given_name="Zoe")
        pair = a_pair(a_colleague(agency), zoe)
        saved(a_post(zoe, saved(an_agency())))
        assert "Zoe" not in client.get("/duplicates").text
        assert client.get(f"/duplicates/{pair.id}").status_code == 404
        assert client.get(f"/duplicates/{pair.id}/merge").status_code == 404

    def test_nor_about_somebody_whom_no_agency_knows(self, lead, agency):
        pair = a_pair(a_colleague(agency), saved(a_person()))
        with pytest.raises(Forbidden):
            merged(pair, actor=actor(lead, Role.AGENCY_LEAD))

    def test_nor_about_somebody_with_a_role_for_the_whole_partnership(self, client, lead, agency):
        auditor = a_colleague(agency)
        pair = a_pair(auditor, a_colleague(agency))
        saved(a_role(auditor, Role.AUDITOR))
        answer = client.submit(f"/duplicates/{pair.id}/merge?keep=first")
        assert errors_on(answer.text) == [
            "One of the two holds a role that you may not give. Ask an administrator to decide"
        ]
